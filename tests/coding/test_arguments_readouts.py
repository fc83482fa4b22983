"""Who acts on whom in accounts of talks and in releases of governments: the other side of the talks, "they", "we", and nobody in particular.

Each case: outlet ("" for the press), text, first words of the trigger, event type, actors, recipients; parties as ISO3 codes separated by
blanks, "?" for a party whose country is not known, "-" for none.
"""

import pytest

from dragoman.coding.pipeline import Coder

MFA = "U.S. Department of State"
CASES = [
    # the counterpart of talks is whom things are put to
    ("", "Chad's president met Kenyan Foreign Minister Alfred Mutua. The president raised the cases of two Chadian reporters held there.",
     "raised", "REQUEST", "TCD", "KEN"),
    ("", "Foreign Minister Penny Wong met Chinese Foreign Minister Wang Yi in Jakarta. She called for the release of Australian citizens.",
     "called", "REQUEST", "AUS", "CHN"),
    (MFA, "Secretary Blinken spoke with Jordanian King Abdullah. The Secretary urged restraint.", "urged", "REQUEST", "USA", "JOR"),
    (MFA, "Secretary Blinken spoke with Jordanian King Abdullah.\n\nThe Secretary affirmed the importance of the partnership.",
     "affirmed", "SUPPORT", "USA", "JOR"),
    # … but not where a third country is what it is about, nor where talks are only mentioned on the way
    (MFA, "Secretary Blinken spoke with Japanese Foreign Minister Motegi. The Secretary voiced concern about North Korea's missiles.",
     "voiced", "ACCUSE", "USA", "PRK"),
    (MFA, "The Houthis fired on a Saudi airport.\n\nPresident Biden phoned King Salman.\n\nThe United States urges de-escalation.",
     "urges", "REQUEST", "USA", "-"),
    # they, and the leaders: the two who met, or act together in the sentence before
    ("", "Ghana's president met his Togolese counterpart. They condemned the coup in Niger.", "condemned", "ACCUSE", "GHA TGO", "NER"),
    ("", "The Dutch prime minister and the Danish foreign minister visited the port. They condemned the Russian raid.",
     "condemned", "ACCUSE", "NLD DNK", "RUS"),
    (MFA, "Secretary Blinken met Indian External Affairs Minister Jaishankar. The ministers condemned the Houthi raid.",
     "condemned", "ACCUSE", "USA IND", "YEM"),
    (MFA, "Secretary Blinken spoke with EU High Representative Josep Borrell. The Secretary and High Representative Borrell condemned Belarus.",
     "condemned", "ACCUSE", "USA EUR", "BLR"),
    (MFA, "Secretary Blinken spoke with EU High Representative Josep Borrell. HRVP Borrell condemned Belarus.",
     "condemned", "ACCUSE", "EUR", "BLR"),
    # offices of the publisher
    (MFA, "Chad and Niger are at war. Chad's army left. The Deputy Secretary condemned Niger's raid.", "condemned", "ACCUSE", "USA", "NER"),
    # what is one's own is no recipient
    (MFA, "The envoy raised our concerns about Mali's prisons.", "raised", "ACCUSE", "USA", "MLI"),
    ("", "Kenya's minister voiced Kenya's concern about Sudan's raids.", "voiced", "ACCUSE", "KEN", "SDN"),
    # judgements in a government's own words
    (MFA, "We spoke with Peru. It is time for the Houthis to free the sailors.", "time", "REQUEST", "USA", "YEM"),
    (MFA, "We have seen the reports. Eritrea must withdraw its troops.", "must", "REQUEST", "USA", "ERI"),
    (MFA, "We spoke with Peru. The fighting in Mali underscores the need for Niger to act.", "underscores", "REQUEST", "USA", "NER"),
    # a joint text is that of all who sign it, also where it judges without a "we"
    (MFA, "The following statement was released by the Governments of the United States and Peru. We met. Chile must respect the vote.",
     "must", "REQUEST", "USA PER", "CHL"),
    (MFA, "The Quartet (Kenya, Ghana, Togo and the United States) met. We grieve. Mali's leaders must hold the vote.",
     "must", "REQUEST", "KEN GHA TGO USA", "MLI"),
    # whoever is spoken to
    (MFA, "I congratulate the people of Tonga on your national day. The United States is committed to collaborating with you and our partners.",
     "committed", "AGREE", "USA", "TON"),
    (MFA, "SECRETARY BLINKEN: Mr. Prime Minister, we look forward to working with you on trade.\n\nPRIME MINISTER RAMA: Thank you.",
     "look", "AGREE", "USA", "ALB"),
    (MFA, "SECRETARY BLINKEN: Welcome.\n\nPRIME MINISTER RAMA: Thank you, Mr. Secretary.", "Thank", "SUPPORT", "ALB", "USA"),
    # what a text about one other country leaves out
    (MFA, "Fiji held elections. Fiji's voters came in great numbers, and Fiji counted fast. We are grateful for the calm.",
     "grateful", "SUPPORT", "USA", "FJI"),
    (MFA, "Fiji held elections. Fiji's voters turned out in great numbers. With Peru at our side, we are grateful for the calm.",
     "grateful", "SUPPORT", "USA", "-"),
    # who it is with, beside what it is for
    ("", "Norway met with Kenyan officials to discuss trade.", "met", "CONSULT", "NOR KEN", "-"),
    (MFA, "Secretary Blinken met with Peruvian Foreign Minister Juan Perez Quiros to discuss trade.", "met", "CONSULT", "USA PER", "-"),
    # the first of two named before a noun comes first
    ("", "The ministers praised the U.S.-Peru partnership.", "partnership", "COOPERATE", "USA", "PER"),
    # a phrase before the verb is no particle of it
    ("", "In the wake of the vote in Tonga, Fiji calls on Tonga's leaders to respect the result.", "calls", "REQUEST", "FJI", "TON"),
    # a name beside its office is one party
    ("", "Iran's supreme leader Ayatollah Ali Khamenei condemned Peru.", "condemned", "ACCUSE", "IRN", "PER"),
    ("", "Germany thanked Ukraine's president Volodymyr Zelensky.", "thanked", "SUPPORT", "DEU", "UKR"),
    ("", "Israeli airstrikes killed at least 30 people in southern Lebanon, the health ministry said.", "killed", "ASSAULT", "ISR", "LBN"),
    ("", "The Pope urged Hungary's bishops to open their churches.", "urged", "REQUEST", "VAT", "HUN"),
    ("", "A French soldier was killed by an improvised bomb in northern Mali.", "killed", "ASSAULT", "?", "FRA"),
    # nobody in particular
    ("", "Colombia asked neighbouring states for help. Colombia needs money and Colombia is poor.", "asked", "REQUEST", "COL", "?"),
    ("", "Kenya urged the international community to act.", "urged", "REQUEST", "KEN", "?"),
    ("", "Ghana called on other governments to act.", "called", "REQUEST", "GHA", "?"),
    (MFA, "We thank host countries for taking in Venezuelan refugees.", "thank", "SUPPORT", "USA", "?"),
    (MFA, "We stand with more than forty countries against China.", "stand", "SUPPORT", "USA", "?"),
    ("", "Ghana urged the Malian government to act.", "urged", "REQUEST", "GHA", "MLI"),
]  # fmt: skip
WITHOUT = [
    # (text, event type that must not be coded)
    ("Should Chad fail to act, Niger will send troops.", "REQUEST"),
    ("The partnership of Chad and Niger is vital to trade.", "REQUEST"),
    ("Togo's role is critical.", "ACCUSE"),
    ("Turkey's president is expected to visit Egypt.", "REQUEST"),
    ("Riot police guarded the parliament in Yerevan.", "PROTEST"),
    ("Prosecutors in Brazil had no comment.", "ACCUSE"),
    ("Uzbekistan sent 200 tonnes of flour to Tajikistan.", "SANCTION"),
    ("Afghan refugees crossed the border into Pakistan.", "MOBILIZE"),
    ("Hungary welcomed the overall finding by a Dutch court.", "CONSULT"),
    ("Lebanon has hosted the largest refugee population.", "CONSULT"),
]


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def countries(parties: tuple[object, ...]) -> set[str]:
    return {getattr(p, "country", "") or "?" for p in parties}


@pytest.mark.parametrize(("outlet", "text", "trigger", "event_type", "actors", "recipients"), CASES)
def test_parties(coder: Coder, outlet: str, text: str, trigger: str, event_type: str, actors: str, recipients: str) -> None:
    claims = [c for c in coder.code(text, "2021-06-15", outlet=outlet) if c.event_type == event_type and c.trigger_text.startswith(trigger)]
    assert len(claims) == 1
    assert countries(claims[0].actors) == set(actors.replace("-", "").split())
    assert countries(claims[0].recipients) == set(recipients.replace("-", "").split())


@pytest.mark.parametrize(("text", "event_type"), WITHOUT)
def test_is_not_coded(coder: Coder, text: str, event_type: str) -> None:
    assert event_type not in {c.event_type for c in coder.code(text, "2021-06-15", outlet=MFA)}
