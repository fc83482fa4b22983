"""Parties of diplomacy: who speaks through a paper, who joins in, quantities, lists of those under sanctions, envoys.

Each case: text, first words of the trigger, event type, actors, recipients; parties as ISO3 codes separated by blanks, "-" for none.
"""

import pytest

from dragoman.coding.pipeline import Coder

CASES = [
    # whoever issues a paper says what it says …
    ("The Latvian parliament passed a motion condemning Chad's raid on Togo.", "condemning", "ACCUSE", "LVA", "TCD"),
    ("Peruvian lawmakers voted for a resolution calling on Cuba to free the poet.", "calling", "REQUEST", "PER", "CUB"),
    ("Estonian lawmakers voted in favour of a motion calling on Belarus to free the poet.", "calling", "REQUEST", "EST", "BLR"),
    ("A letter accusing Chad was sent by Ghana.", "accusing", "ACCUSE", "GHA", "TCD"),
    ("A resolution condemning Chad was adopted by the General Assembly.", "condemning", "ACCUSE", "UNO", "TCD"),
    # … whoever votes against it does not
    ("Oman vetoed a resolution condemning Yemen.", "vetoed", "REJECT", "OMN", "-"),
    # quantities are not what is given; arms are no side
    ("Peru supplied Chile with dozens of drones.", "supplied", "AID", "PER", "CHL"),
    ("Iceland sent hundreds of tonnes of medicine to Chad.", "sent", "AID", "ISL", "TCD"),
    ("Chile bought tanks from Spain.", "bought", "COOPERATE", "CHL", "ESP"),
    # to whom what is approved goes
    ("Spain approved the sale of tanks to Chile.", "approved", "AGREE", "ESP", "CHL"),
    # whom an envoy is sent from, and who has to go
    ("Denmark called in the Iranian ambassador over the raid.", "called in", "ACCUSE", "DNK", "IRN"),
    ("Mexico gave the Peruvian ambassador 72 hours to leave the country.", "gave", "SANCTION", "MEX", "PER"),
    ("Moldova declared a Libyan envoy persona non grata.", "declared", "SANCTION", "MDA", "LBY"),
    # whoever is asked would do it
    ("Togo appealed to Mali to open the border.", "open", "RETREAT", "MLI", "-"),
    # others in a list of those under sanctions are of the country of the first, not of whoever imposes them
    ("Japan sanctioned a bank and a general.", "sanctioned", "SANCTION", "JPN", "-"),
    # who is awaited in a capital will visit its state; an embassy there is one to it
    ("The Kenyan president is due in Oslo on Thursday.", "due", "AGREE", "KEN", "NOR"),
    ("Kenya reopened its embassy in Damascus.", "reopened", "SUPPORT", "KEN", "SYR"),
    # who goes along
    ("Kenya, along with Niger, sanctioned a Malian bank.", "sanctioned", "SANCTION", "KEN NER", "MLI"),
    ("Chad, together with Niger, called on Mali to hold elections.", "called", "REQUEST", "TCD NER", "MLI"),
    ("Chad, joined by Niger, criticised Mali.", "criticised", "ACCUSE", "TCD NER", "MLI"),
    # whose the launch is
    ("Japan condemned the launch by North Korea.", "condemned", "ACCUSE", "JPN", "PRK"),
    # sums of money, and what they are in
    ("Japan announced $60m in aid for Lebanon.", "announced", "AGREE", "JPN", "LBN"),
    # a ban that is lifted is none that is imposed, against whomever it was
    ("Kuwait lifted its ban on rice exports to Bhutan.", "lifted", "CONCEDE", "KWT", "BTN"),
    # who joins in does it; what is somebody's stays his
    ("Finland joined the sanctions against Belarus.", "sanctions", "SANCTION", "FIN", "BLR"),
    ("Norway joined the European Union's sanctions against Mali.", "sanctions", "SANCTION", "EUR", "MLI"),
    # whose treaty is ended
    ("Chad tore up the Libya border treaty.", "tore", "SANCTION", "TCD", "LBY"),
]  # fmt: skip

NOTHING = [
    # a paper that condemns or demands is no support
    ("The Latvian parliament passed a motion condemning Chad's raid on Togo.", "SUPPORT"),
    ("Togo signed a letter urging Chad to hold elections.", "SUPPORT"),
    ("The ban on imports of Kenyan maize was lifted by Hungary.", "SANCTION"),
    ("The summit is due in Lima in May.", "AGREE"),
    ("Chad, joined by Niger, criticised Mali.", "COOPERATE"),
    ("Japan announced $60m in aid for Lebanon.", "AID"),
    # what is approved is still to come
    ("Spain approved a new sale of tanks to Chile.", "COOPERATE"),
    # what is ended, or of which a ban is lifted, is no deed of its own
    ("Gabon revoked the old border treaty with Togo.", "SUPPORT"),
    ("Gabon lifted a ban on imports of Togolese salt.", "COOPERATE"),
]


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def countries(parties: tuple[object, ...]) -> set[str]:
    return {code for p in parties if (code := getattr(p, "country", ""))}


@pytest.mark.parametrize(("text", "trigger", "event_type", "actors", "recipients"), CASES)
def test_parties(coder: Coder, text: str, trigger: str, event_type: str, actors: str, recipients: str) -> None:
    start = text.rindex(trigger)
    found = [c for c in coder.code(text, "2021-06-15") if c.event_type == event_type]
    claims = [c for c in found if c.trigger.start <= start + len(trigger) and start <= c.trigger.end]
    assert len(claims) == 1
    assert countries(claims[0].actors) == set(actors.replace("-", "").split())
    assert countries(claims[0].recipients) == set(recipients.replace("-", "").split())


@pytest.mark.parametrize(("text", "event_type"), NOTHING)
def test_nothing_of_this_type(coder: Coder, text: str, event_type: str) -> None:
    assert event_type not in {c.event_type for c in coder.code(text, "2021-06-15")}


def test_arms_are_nobody(coder: Coder) -> None:
    claims = coder.code("Chile bought tanks from Spain.", "2021-06-15")
    assert [[p.country for p in c.recipients] for c in claims] == [["ESP"]]


def test_the_list_of_those_under_sanctions_is_of_one_country(coder: Coder) -> None:
    claims = coder.code("Japan sanctioned two Malian banks and a general. Japan met a Malian minister and a general.", "2021-06-15")
    told = {c.trigger_text: [(p.country, p.sector) for p in (*c.actors, *c.recipients)] for c in claims}
    assert told["sanctioned"] == [("JPN", "GOV"), ("MLI", "BUS"), ("MLI", "MIL")]
    assert ("MLI", "MIL") not in told["met"]
