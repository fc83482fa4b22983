"""Who does what is told without its doer, and whom it is done to: silent authorities, judged deeds, joined nouns, sufferers, what is limited.

Each case: text, first words of the trigger, event type, actors, recipients; parties as ISO3 codes separated by blanks, "-" for none.
"""

import pytest

from dragoman.coding.pipeline import Coder

CASES = [
    # the same hand: an authority of the country whose people suffer, named elsewhere
    ("The Cuban government jailed a poet. Two Cuban painters were imprisoned in May.", "imprisoned", "COERCE", "CUB", "CUB"),
    ("Nicaraguan police detained three priests. The persecution of Nicaraguan journalists goes on.", "persecution", "COERCE", "NIC", "NIC"),
    ("Canada sanctioned a Belarusian general. The Belarusian firms sanctioned in May make trucks.", "sanctioned in", "SANCTION", "CAN", "BLR"),
    ("Japan designated two Malian companies. Those companies were sanctioned for smuggling.", "sanctioned", "SANCTION", "JPN", "MLI"),
    # blamed: the report calls upon the government of the people that suffer
    ("Chad must free the editor, Kenya said. Chad is poor. Chadian journalists were imprisoned in May.", "imprisoned", "COERCE", "TCD", "TCD"),
    # … and nobody where two hands or no authority come into question
    ("Two Kenyan students were arrested in the raid, relatives said.", "arrested", "COERCE", "-", "KEN"),
    ("Canada sanctioned a Malian general. Japan sanctioned a Malian minister. Two Malian firms were designated.",
     "designated", "SANCTION", "-", "MLI"),
    # whoever does what is condemned or asked for
    ("Kenya condemned the arrest of two Dutch reporters in Chad.", "condemned", "ACCUSE", "KEN", "TCD"),
    ("Ghana demands the release of a Malian painter held in Niger. Niger jailed him.", "demands", "REQUEST", "GHA", "MLI"),
    ("Chad condemned the sanctions imposed by Niger.", "condemned", "ACCUSE", "TCD", "NER"),
    ("Hungary welcomed the steps taken by Serbia.", "welcomed", "SUPPORT", "HUN", "SRB"),
    # joined nouns share what they are of, and whose they are
    ("Belarus's harassment and arbitrary detention of journalists was condemned.", "harassment", "COERCE", "BLR", "BLR"),
    # whoever suffers it
    ("Malian villagers have faced harassment since May.", "harassment", "COERCE", "-", "MLI"),
    # limited for whom
    ("Japan imposed restrictions on assistance to Eritrea.", "restrictions", "SANCTION", "JPN", "ERI"),
    # whose deed it is, whoever stops it
    ("Japan and Peru helped to stop Libya's aggression.", "aggression", "ASSAULT", "LBY", "-"),
    # the decision of whom
    ("Kenya welcomed the decision by Sudan to free two Sudanese sailors.", "free", "RETREAT", "SDN", "SDN"),
    # approval
    ("Sweden is pleased that Moldova has passed the law.", "pleased", "SUPPORT", "SWE", "MDA"),
    ("Lebanon has hosted Syrian refugees for years.", "hosted", "AID", "LBN", "SYR"),
    ("Kenya welcomed a group of Somali lawmakers in Nairobi.", "welcomed", "CONSULT", "SOM", "KEN"),
    # a measure acts for whoever takes it
    ("Japan imposed sanctions on two Malian banks. These sanctions will deny the banks access to the market.", "deny", "COERCE", "JPN", "MLI"),
    # whoever acts during a visit is the visitor
    ("Kenya's minister said during a visit to Oman that talks would follow.", "visit", "CONSULT", "KEN", "OMN"),
    # whoever keeps up help gives it
    ("For years, Oman has prioritised support for Yemeni refugees.", "support", "SUPPORT", "OMN", "YEM"),
    # with whom something of one's own is shared
    ("Chad is committed to strengthening its partnership with Niger.", "committed", "AGREE", "TCD", "NER"),
    ("Brazil looks forward to deepening its ties with Angola.", "looks forward", "AGREE", "BRA", "AGO"),
    # whoever acts has the purpose, and "them" are not they who act
    ("Chadian police jailed the Malian singers in order to silence them.", "silence", "COERCE", "TCD", "MLI"),
    ("Chad's soldiers asked the Malian rebels to help them.", "help", "AID", "MLI", "TCD"),
    # things are nobody
    ("Kenya criticised Togo at talks over the Grand Ethiopian Renaissance Dam.", "criticised", "ACCUSE", "KEN", "TGO"),
]  # fmt: skip


SECTORS = [
    # who is jailed is a person, not his state; a measure against a state is against its government
    ("Two Cuban painters were imprisoned in Peru.", "imprisoned", {"CVL"}),
    ("Peru condemned Cuba.", "condemned", {"GOV"}),
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


@pytest.mark.parametrize(("text", "trigger", "sectors"), SECTORS)
def test_sectors(coder: Coder, text: str, trigger: str, sectors: set[str]) -> None:
    claims = [c for c in coder.code(text, "2021-06-15") if c.trigger_text == trigger]
    assert [{p.sector for p in c.recipients} for c in claims] == [sectors]


def test_limited_help_is_not_given(coder: Coder) -> None:
    assert "AID" not in {c.event_type for c in coder.code("Japan imposed restrictions on economic assistance to Eritrea.", "2021-06-15")}


def test_promised_cooperation_lies_ahead(coder: Coder) -> None:
    claims = coder.code("Chad is committed to strengthening its partnership with Niger.", "2021-06-15")
    assert {c.modality.value for c in claims if c.event_type == "COOPERATE"} <= {"future"}
