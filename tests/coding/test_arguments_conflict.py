"""Who fights, moves and claims in news of war: forces that are moved, those with whom somebody is killed in a fight, whose attack it was.

Each case: text, a trigger's words, event type, actors, recipients; parties as COUNTRY/SECTOR separated by blanks, "-" for none.
"""

import pytest

from dragoman.coding.pipeline import Coder
from dragoman.model import Party

CASES = [
    # forces that are moved act where nobody is named who moves them, and where they go is no target
    ("Ghanaian troops were deployed to Gambia.", "troops were deployed", "MOBILIZE", "GHA/MIL", "-"),
    ("Gambian police officers were sent to Dakar.", "officers were sent", "MOBILIZE", "GMB/COP", "-"),
    ("Reinforcements were rushed to Goma, the Congolese army said.", "Reinforcements", "MOBILIZE", "COD/MIL", "-"),
    # … but not where somebody moves them, nor where they are massed against somebody
    ("Chadian soldiers were deployed near Niger by Libya.", "soldiers were deployed", "MOBILIZE", "LBY/GOV", "NER/GOV"),
    ("Danish nurses were sent to Mali.", "nurses were sent", "AID", "DNK/MED", "MLI/GOV"),
    # whom somebody falls in a fight with
    ("Two Chadian soldiers were killed in a gunbattle with Tuareg rebels in Mali.", "killed", "ASSAULT", "MLI/REB", "TCD/MIL"),
    ("Two Niger soldiers died in fighting against Chadian troops.", "died", "ASSAULT", "TCD/MIL", "NER/MIL"),
    ("Three Iraqi policemen were wounded in an exchange of fire with Iranian soldiers.", "wounded", "ASSAULT", "IRN/MIL", "IRQ/COP"),
    ("Six Kenyan miners were wounded when Ugandan police opened fire.", "wounded", "ASSAULT", "UGA/COP", "KEN/LAB"),
    ("Six Kenyan miners were wounded when Ugandan police opened fire.", "opened fire", "ASSAULT", "UGA/COP", "KEN/LAB"),
    ("Four Syrian soldiers died fighting Iraqi rebels.", "died", "ASSAULT", "IRQ/REB", "SYR/MIL"),
    ("Clashes with Eritrean troops left two Djiboutian soldiers dead.", "left two", "ASSAULT", "ERI/MIL", "DJI/MIL"),
    ("Days of shelling by Serbian troops killed ten Croatian farmers.", "killed", "ASSAULT", "SRB/MIL", "HRV/AGR"),
    # … but not whoever did something else before, nor a struggle of another kind
    ("Two Chadian soldiers were killed days after Libya attacked Sudan.", "killed", "ASSAULT", "/UNK", "TCD/MIL"),
    ("Two Chadian miners were killed when a bomb exploded.", "killed", "ASSAULT", "/UNK", "TCD/LAB"),
    # whose attack it was
    ("The PKK claimed responsibility for the attack on Turkish policemen.", "attack", "ASSAULT", "TUR/REB", "TUR/COP"),
    ("The bombing of Syrian soldiers was blamed on Iraqi rebels.", "bombing", "ASSAULT", "IRQ/REB", "SYR/MIL"),
    ("Gabon blamed Chadian rebels for the killing of two Gabonese soldiers.", "killing", "ASSAULT", "TCD/REB", "GAB/MIL"),
    ("Chad believes Libya was behind the attack on Chadian soldiers.", "attack", "ASSAULT", "LBY/GOV", "TCD/MIL"),
    ("The Houthis said they were behind the drone strike on Riyadh.", "strike", "ASSAULT", "YEM/REB", "SAU/GOV"),
    ("Hezbollah claimed the ambush in which four Israeli soldiers died.", "died", "ASSAULT", "LBN/REB", "ISR/MIL"),
    # … and nobody's where nobody claims it, or it is denied; a weapon is of nobody where it strikes
    ("No group has claimed responsibility for the attack on Malian soldiers.", "attack", "ASSAULT", "/UNK", "MLI/MIL"),
    ("Libya was not behind the attack on Chadian soldiers, Niger said.", "attack", "ASSAULT", "/UNK", "TCD/MIL"),
    ("Drones struck Kyiv overnight.", "struck", "ASSAULT", "/MIL", "UKR/GOV"),
    # a war that is called by the name of where it is: nobody who speaks of it is a side
    ("Brazil offered to mediate in the Ukraine war.", "war", "ASSAULT", "/UNK", "UKR/GOV"),
    ("Kenya's president spoke about the Yemen war with Oman's sultan.", "war", "ASSAULT", "/UNK", "YEM/GOV"),
    ("Envoys discussed the Iran-Iraq war.", "war", "ASSAULT", "IRN/GOV IRQ/GOV", "-"),
    ("Ghana has sent rice for Sudan's war.", "war", "ASSAULT", "SDN/GOV", "-"),
    # … but whoever wages it is, and whose it is said to be
    ("Chad is at war with Libya.", "war", "ASSAULT", "TCD/GOV LBY/GOV", "-"),
    ("The US war in Iraq cost billions.", "war", "ASSAULT", "USA/GOV", "IRQ/GOV"),
    ("Two Libyan soldiers were killed in the war with Chad.", "killed", "ASSAULT", "TCD/GOV", "LBY/MIL"),
    # coups: no diplomat is expelled (the words a slot asks for hold where somebody is given something as well)
    ("Togolese soldiers ousted Togo's president in Lome.", "ousted", "ASSAULT", "TGO/MIL", "TGO/GOV"),
    ("The Chadian leader was toppled in a coup last May.", "toppled", "ASSAULT", "/UNK", "TCD/GOV"),
    ("Fiji expelled the Tongan ambassador.", "expelled", "SANCTION", "FJI/GOV", "TON/GOV"),
    # truces are of both sides, and not of those who broker them
    ("A ceasefire between Chad and Libya took effect.", "ceasefire", "RETREAT", "TCD/GOV LBY/GOV", "-"),
    ("An Egyptian-brokered truce between Chad and Libya collapsed.", "truce", "RETREAT", "TCD/GOV LBY/GOV", "-"),
    ("A truce brokered by Egypt between Chad and Libya held.", "truce", "RETREAT", "TCD/GOV LBY/GOV", "-"),
    ("Chad and Libya agreed a ceasefire brokered by Egypt.", "agreed", "CONCEDE", "TCD/GOV LBY/GOV", "-"),
    ("Chad and Libya agreed a ceasefire brokered by Egypt.", "brokered", "CONSULT", "EGY/GOV", "-"),
    ("A US-brokered deal between Chad and Libya was signed.", "signed", "SUPPORT", "TCD/GOV LBY/GOV", "-"),
    # rockets are of where they are fired; hackers kill nobody
    ("Rockets fired from Chad hit the Libyan town of Kufra.", "hit", "ASSAULT", "TCD/GOV", "LBY/GOV"),
    ("Chadian hackers hacked the Libyan ministry.", "hacked", "COERCE", "TCD/CRM", "LBY/GOV"),
    ("Libya was hit by a cyberattack on its ports.", "hit", "COERCE", "-", "LBY/GOV"),
    # prisoners exchanged, by both sides; bodies of water are nobody
    ("A prisoner swap between Chad and Libya took place in Niger.", "swap", "RETREAT", "TCD/GOV LBY/GOV", "-"),
    ("Chad and Libya carried out a prisoner exchange.", "carried out", "RETREAT", "TCD/GOV LBY/GOV", "-"),
    ("American warships patrolled the South China Sea.", "patrolled", "MOBILIZE", "USA/MIL", "-"),
]

ATTRIBUTES = [  # participles that say who somebody is, and the one type that the sentence tells of
    ("Libyan-backed militias attacked a Chadian village.", {"ASSAULT"}),
    ("The internationally recognised government of Libya condemned Chad.", {"ACCUSE"}),
    ("Togolese soldiers detained Togo's elected president.", {"COERCE"}),
    ("Libya backed the militias.", {"AID"}),
]

CLAIMED = "The Houthis said they were behind the drone strike on Riyadh. A Tuareg group took responsibility for the blast in Gao."


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def codes(parties: tuple[Party, ...]) -> set[str]:
    return {f"{p.country}/{p.sector}" for p in parties}


@pytest.mark.parametrize(("text", "trigger", "event_type", "actors", "recipients"), CASES)
def test_parties(coder: Coder, text: str, trigger: str, event_type: str, actors: str, recipients: str) -> None:
    start = text.index(trigger)
    found = [c for c in coder.code(text, "2021-06-15") if c.event_type == event_type]
    claims = [c for c in found if c.trigger.start < start + len(trigger) and start < c.trigger.end]
    assert len(claims) == 1
    assert codes(claims[0].actors) == set(actors.replace("-", "").split())
    assert codes(claims[0].recipients) == set(recipients.replace("-", "").split())


def test_to_claim_an_attack_is_no_confession_and_no_accusation(coder: Coder) -> None:
    claims = coder.code(CLAIMED, "2021-06-15")
    assert {c.event_type for c in claims} == {"ASSAULT"}
    assert {c.modality.value for c in claims} == {"asserted"}
    assert "CONCEDE" in {c.event_type for c in coder.code("The Chadian army took responsibility for the error.", "2021-06-15")}


@pytest.mark.parametrize(("text", "types"), ATTRIBUTES)
def test_who_somebody_is_is_no_deed(coder: Coder, text: str, types: set[str]) -> None:
    assert {c.event_type for c in coder.code(text, "2021-06-15")} == types
