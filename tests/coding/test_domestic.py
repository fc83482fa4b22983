"""Domestic politics: whose police, courts and lawmakers they are, what parliaments vote, who is blamed for what is done to people.

Each case: text, first words of the trigger, event type, actors, recipients; parties as codes ("KEN/GOV"), separated by blanks.
"""

import pytest

from dragoman.coding.pipeline import Coder, make_report
from dragoman.model import Party

CASES = [
    # the country that stands only in the dateline
    ("LIMA, May 3 - Protesters clashed with police on Tuesday.", "clashed", "ASSAULT", "PER/CVL PER/COP", ""),
    ("Abuja, 4 May – Police arrested a blogger.", "arrested", "COERCE", "NGA/COP", "NGA/CVL"),
    ("GENEVA (AP) - Chad's government criticised Sudan.", "criticised", "ACCUSE", "TCD/GOV", "SDN/GOV"),
    # a verb behind an aside
    (
        "The opposition leader, jailed by a court in May, called on supporters in Cameroon to stay calm.",
        "called on", "REQUEST", "CMR/PTY", "CMR/CVL",
    ),
    # what parliaments vote is done
    ("Chad's parliament voted to impeach the president.", "impeach", "SANCTION", "TCD/LEG", "TCD/GOV"),
    ("The Cambodian National Assembly adopted a law that would ban rallies.", "ban", "COERCE", "KHM/LEG", ""),
    # whoever suffers what is condemned is not whom it is aimed at; whoever does it is
    ("Norway condemned the killing of protesters in Chad.", "condemned", "ACCUSE", "NOR/GOV", ""),
    ("Norway condemned the killing of protesters by Chadian soldiers.", "condemned", "ACCUSE", "NOR/GOV", "TCD/MIL"),
    ("Norway is alarmed by the crackdown on students in Chad.", "alarmed", "ACCUSE", "NOR/GOV", "TCD/GOV"),
    ("Norway criticised the rebels in Chad.", "criticised", "ACCUSE", "NOR/GOV", "TCD/REB"),
    ("Norway called for the release of political prisoners in Chad.", "called", "REQUEST", "NOR/GOV", "TCD/GOV"),
    # what somebody is called is not somebody else
    ("Chad's justice ministry declared the party an extremist organisation.", "declared", "COERCE", "TCD/GOV", "TCD/PTY"),
    ("Chad's justice ministry labelled the news site a foreign agent.", "labelled", "COERCE", "TCD/GOV", "TCD/JRN"),
    ("Chad suspended the newspaper's licence.", "suspended", "COERCE", "TCD/GOV", "TCD/JRN"),
    # where somebody is moved to is not where he is from; who is from there is
    ("Algeria expelled hundreds of migrants to Niger.", "expelled", "COERCE", "DZA/GOV", "/REF"),
    ("Algeria expelled hundreds of migrants from Niger.", "expelled", "COERCE", "DZA/GOV", "NER/REF"),
    ("Spain extradited a former Peruvian governor to Kenya.", "extradited", "COOPERATE", "ESP/GOV", "KEN/GOV"),
    # in support of somebody: for, not against him, and not his support
    ("Thousands of Malians marched in support of the junta.", "marched", "PROTEST", "MLI/CVL", ""),
    ("Thousands of Malians marched in support of the junta.", "support", "SUPPORT", "MLI/CVL", "MLI/GOV"),
    ("Niger attacked the rebels with the support of Chad.", "support", "SUPPORT", "TCD/GOV", ""),
    ("Anti-government protests erupted in Mali.", "protests", "PROTEST", "MLI/CVL", ""),
    # a participle with a subject of its own is no passive; a measure is nobody's
    ("Hungarians protested in Budapest.", "protested", "PROTEST", "HUN/CVL", ""),
    ("Two Hungarians were detained in Budapest.", "detained", "COERCE", "HUN/GOV", "HUN/CVL"),
    ("Mali's parliament extended the state of emergency by three months.", "state of emergency", "COERCE", "MLI/LEG", ""),
    # irregular participles with an agent
    ("The radio station, shut down by Uganda's police in May, is on air again.", "shut", "COERCE", "UGA/COP", "UGA/JRN"),
    # family names that come first
    ("Foreign Minister Wang criticised Norway in June.", "criticised", "ACCUSE", "CHN/GOV", "NOR/GOV"),
    # marches against somebody are no accusation
    ("Hundreds of Ghanaians rallied against the president in Accra.", "rallied", "PROTEST", "GHA/CVL", "GHA/GOV"),
]  # fmt: skip


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def codes(parties: tuple[Party, ...]) -> set[str]:
    return {f"{p.country}/{p.sector}" for p in parties}


@pytest.mark.parametrize(("text", "trigger", "event_type", "actors", "recipients"), CASES)
def test_parties(coder: Coder, text: str, trigger: str, event_type: str, actors: str, recipients: str) -> None:
    first = text.rfind(trigger)
    claims = coder.code(text, published="2022-06-15")
    said = [(c.event_type, c.trigger_text, codes(c.actors), codes(c.recipients)) for c in claims]  # shown where the test fails
    here = [c for c in claims if c.event_type == event_type and c.trigger.start <= first < c.trigger.end]
    assert here, said
    assert codes(here[0].actors) == set(actors.split()), said
    assert codes(here[0].recipients) == set(recipients.split()), said


@pytest.mark.parametrize(
    ("text", "trigger", "modality"),
    [
        ("Chad's parliament voted to impeach the president.", "impeach", "asserted"),
        ("Chad's parliament will vote to impeach the president.", "impeach", "future"),
        ("Chad's parliament refused to vote to impeach the president.", "impeach", "negated"),
        ("Chad's parliament voted to withdraw its troops from Mali.", "withdraw", "asserted"),
        ("Lawmakers in Chad approved a bill that would ban rallies.", "ban", "asserted"),
    ],
)
def test_a_vote_performs_what_it_says(coder: Coder, text: str, trigger: str, modality: str) -> None:
    (claim,) = [c for c in coder.code(text, published="2022-06-15") if c.trigger_text.startswith(trigger)]
    assert claim.modality.value == modality


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("LIMA, May 3 - Protesters clashed with police.", "LIMA"),
        ("Nairobi, Kenya – Police fired tear gas.", "Nairobi, Kenya"),
        ("Lagos (Reuters) - Police arrested a blogger.", "Lagos"),
        ("Berlin – a city of museums – hosted the talks.", ""),
        ("Lima, Peru, condemned the raid.", ""),
        ("THE MINISTER: We condemn the raid.", ""),
    ],
)
def test_datelines_of_texts_given_as_such(text: str, dateline: str) -> None:
    report = make_report(text)
    assert report.dateline == dateline
    assert [f.kind for f in report.furniture] == (["dateline"] if dateline else [])
