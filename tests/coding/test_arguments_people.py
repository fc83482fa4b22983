"""Deeds that people suffer without being named, go-betweens, announced pressure, aims in a list, states that nobody names.

Each case: publisher, text, first words of the trigger, event type ("" for no claim there), actors, recipients; parties as codes
separated by blanks, "-" for none.
"""

from pathlib import Path

import pytest

from dragoman.coding.confidence import Calibration
from dragoman.coding.pipeline import Coder, make_report
from dragoman.lexicon.folder import Knowledge

STATE = "US State Department"
CASES = [
    # whom a deed is done to that names nobody: the people of the place in its own phrase
    ("", "The minister condemned the killings in Darfur.", "killings", "ASSAULT", "/UNK", "SDN/CVL"),
    ("", "Norway spoke of the forced removals of villagers and the sexual violence in Darfur.", "violence", "ASSAULT", "/UNK", "SDN/CVL"),
    ("", "The genocide in Darfur was debated.", "genocide", "ASSAULT", "/UNK", "SDN/CVL"),
    # … but not where the place is another verb's, or where somebody is named
    ("", "A talk on sexual violence took place in Paris.", "violence", "", "", ""),
    ("", "The killing of two Kenyan students in Juba was condemned.", "killing", "ASSAULT", "/UNK", "KEN/EDU"),
    # go-betweens
    ("", "Canada listed a Somali banker who has facilitated payments to Al-Shabaab.", "facilitated", "AID", "SOM/BUS", "SOM/REB"),
    # announced pressure is a threat; what is expected of a journey is none
    ("", "Canada will continue to apply pressure to the junta in Myanmar.", "continue", "THREATEN", "CAN/GOV", "MMR/GOV"),
    ("", "The generals of Sudan should expect further measures from Canada.", "expect", "THREATEN", "CAN/GOV", "SDN/MIL"),
    ("", "Travellers to Kenya should expect delays.", "expect", "", "", ""),
    # an aim in a list is nobody's support; obligations are honoured, not praised
    ("", "The plan names wells, roads, schools and support for mothers in Chad.", "support", "", "", ""),
    ("", "Kenya urged Sudan to honour its obligations.", "honour", "", "", ""),
    ("", "Kenya honoured the Sudanese negotiators.", "honoured", "SUPPORT", "KEN/GOV", "SDN/GOV"),
    # those who take people in, whoever they are; and those who receive guests
    ("", "Somalia's neighbours have hosted some of the oldest refugee communities.", "hosted", "AID", "/GOV", "-"),
    ("", "Ghana hosted the Togolese president.", "hosted", "CONSULT", "TGO/GOV", "GHA/GOV"),
    # what a measure shows is no march; who suffers from a crisis fights nobody
    ("", "Canada imposed sanctions on Cuba. As these sanctions demonstrate, the price is high.", "demonstrate", "", "", ""),
    ("", "Libya grapples with the crisis in Tunisia.", "grapples", "", "", ""),
    # asked, not telephoned
    (STATE, "We call on other governments to join us in these steps.", "call", "REQUEST", "USA/GOV", "/GOV"),
    (STATE, "We call on Sudan to live up to its public commitment.", "commitment", "AGREE", "SDN/GOV", "-"),
]  # fmt: skip


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def codes(parties) -> str:
    return " ".join(sorted({f"{p.country}/{p.sector}" for p in parties})) or "-"


@pytest.mark.parametrize(("publisher", "text", "trigger", "event_type", "actors", "recipients"), CASES)
def test_parties(coder: Coder, publisher: str, text: str, trigger: str, event_type: str, actors: str, recipients: str) -> None:
    claims = [c for c in coder.coding(make_report(text, "2021-06-10", outlet=publisher)).claims if c.trigger_text.startswith(trigger)]
    if not event_type:
        assert not claims, [(c.event_type, c.rule) for c in claims]
        return
    assert [(c.event_type, codes(c.actors), codes(c.recipients)) for c in claims] == [(event_type, actors, recipients)]


def test_the_floors_of_the_learned_coder_are_two_and_knowledge_may_lower_them(coder: Coder, tmp_path: Path) -> None:
    """Claims of verbs that no rule reads need more certainty than the choice between types that `evaluate relations` is asked for."""
    built_in = Calibration(coder.knowledge)
    assert built_in.model_floor < built_in.claims_floor < 1
    (tmp_path / "calibration.yaml").write_text('bias: "1"\nmodel_floor: "0.5"\nclaims_floor: "0.4"\nweights: {}\n', encoding="utf8")
    assert Calibration(Knowledge.open(tmp_path)).claims_floor == 0.4
