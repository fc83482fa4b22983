"""Who does something to whom, where the words of the deed alone do not say it: owners, echoes, passives, pronouns, contents, topics.

Each case: text, first words of the trigger, event type, actors, recipients; parties as codes ("KEN/GOV") or countries ("KEN"), separated
by blanks.
"""

import pytest

from dragoman.coding.pipeline import Coder
from dragoman.model import Party

CASES = [
    # 1 nouns that say what somebody is or does: the owner acts
    ("The Houthi insurgency has killed Yemeni soldiers.", "killed", "ASSAULT", "YEM/REB", "YEM/MIL"),
    ("The Kurdish rebels' attack on an Iranian convoy killed four.", "attack", "ASSAULT", "IRN/REB", "IRN"),
    ("Two people died in a Maoist rebel attack on Indian police.", "died", "ASSAULT", "IND/REB", "IND/CVL"),
    ("France froze the accounts of EU-designated companies from Belarus.", "designated", "SANCTION", "EUR/GOV", "BLR/BUS"),
    ("Kenya expelled members of US-sanctioned firms from Sudan.", "sanctioned", "SANCTION", "USA/GOV", "SDN/BUS"),
    ("Congolese rebels fought Rwanda-backed militias on Tuesday.", "fought", "ASSAULT", "COD/REB", "/PRM"),
    ("Saudi-led airstrikes on Houthi rebels resumed.", "airstrikes", "ASSAULT", "SAU/GOV", "YEM/REB"),
    ("A French-led attack on Malian jihadists began.", "attack", "ASSAULT", "FRA/GOV", "MLI/REB"),
    # 2 happenings named again
    ("Ethiopia attacked Eritrean troops on Monday. The attack would continue, he said.", "attack would", "ASSAULT", "ETH/GOV", "ERI/MIL"),
    ("Sudan launched an offensive against Chadian rebels. The offensive would last.", "offensive would", "ASSAULT", "SDN/GOV", "TCD/REB"),
    (
        "Kenya launched a military operation against Somali militants in May. Analysts said the operation was costly.",
        "launched", "ASSAULT", "KEN/GOV", "SOM/REB",
    ),
    (
        "Sudan began an offensive against Chadian rebels in May. A diplomat warned that its offensive had failed.",
        "offensive had", "ASSAULT", "SDN/GOV", "TCD/REB",
    ),
    (
        "Niger asked Algeria to extradite two smugglers last year. On Monday Algeria rejected the request.",
        "request", "REQUEST", "NER/GOV", "DZA/GOV",
    ),
    (
        "Ethiopia launched a military campaign in May. The military campaign against Oromo rebels has cost many lives.",
        "launched", "ASSAULT", "ETH/GOV", "ETH/REB",
    ),
    # 3 passives without an agent: the state of the place
    ("Two Swedish journalists were detained in Eritrea on Sunday.", "detained", "COERCE", "ERI", "SWE/JRN"),
    ("A Dutch aid worker was jailed in Iran last year.", "jailed", "COERCE", "IRN", "NLD"),
    ("A British businessman was convicted in Egypt on Monday of spying.", "convicted", "SANCTION", "EGY/JUD", "GBR/BUS"),
    ("A Canadian teacher was sentenced to ten years in Vietnam.", "sentenced", "COERCE", "VNM/JUD", "CAN/EDU"),
    ("Nigeria arrested three Norwegian reporters in May. The reporters were freed on Friday.", "freed", "RETREAT", "NGA/GOV", "NOR/JRN"),
    ("The French reporter Paul Morvan flew to Chad in May. He was arrested there two days later.", "arrested", "COERCE", "TCD", "FRA/JRN"),
    ("A German tourist travelled to Turkey in July. He was later detained in Izmir.", "detained", "COERCE", "TUR", "DEU"),
    # 4 whom the content of a verbal act is about
    ("Japan will not accept that North Korean companies evade sanctions, its foreign minister said.", "accept", "REJECT", "JPN/GOV", "PRK/BUS"),
    ("Belarus's attack on the border is a blatant breach of international law, Poland said.", "breach", "ACCUSE", "POL/GOV", "BLR/GOV"),
    (
        "Kenya's foreign minister said that Sudan's assault on the town was a flagrant violation of the truce.",
        "violation", "ACCUSE", "KEN/GOV", "SDN/GOV",
    ),
    ("Canada encouraged further progress on Georgia's judicial reforms.", "encouraged", "REQUEST", "CAN/GOV", "GEO/GOV"),
    ("Norway welcomed Zambia's decision to hold new talks.", "welcomed", "SUPPORT", "NOR/GOV", "ZMB/GOV"),
    ("Germany urged an end to Rwanda's support for the rebels.", "urged", "REQUEST", "DEU/GOV", "RWA/GOV"),
    ("Italy criticised the Hungarian government's new media law.", "criticised", "ACCUSE", "ITA/GOV", "HUN/GOV"),
    ("Chad threatened to strike if Sudanese fighters crossed the border.", "threatened", "THREATEN", "TCD/GOV", "SDN/REB"),
    ("Sweden condemned the arrest of reporters by Belarus.", "condemned", "ACCUSE", "SWE/GOV", "BLR/GOV"),
    ("Spain rejected Morocco's claims to the islands.", "rejected", "REJECT", "ESP/GOV", "MAR/GOV"),
    ("Ghana expressed concern over Togo's treatment of refugees.", "concern", "ACCUSE", "GHA/GOV", "TGO/GOV"),
    # 5 pronouns
    ("Egypt warned Sudan that it risked losing its aid.", "warned", "THREATEN", "EGY/GOV", "SDN/GOV"),
    ("Chad warned Libya that it would be attacked.", "warned", "THREATEN", "TCD/GOV", "LBY/GOV"),
    ("Al-Shabaab fighters entered the Kenyan town at dawn. The group killed two Kenyan teachers.", "killed", "ASSAULT", "SOM/REB", "KEN/EDU"),
    ("Boko Haram released forty hostages. The group had abducted the Nigerian girls in April.", "abducted", "ASSAULT", "NGA/REB", "NGA/CVL"),
    ("Peru's president met his Chilean counterpart. The two leaders signed an agreement.", "signed", "SUPPORT", "PER CHL", ""),
    ("Ghana and Togo held talks in Accra. Both sides agreed to meet again in May.", "agreed", "AGREE", "GHA TGO", ""),
    ("Uganda accused Rwanda of spying. It also expelled two Rwandan diplomats.", "expelled", "SANCTION", "UGA/GOV", "RWA/GOV"),
    ("The European Union imposed sanctions on Belarus over its crackdown on protesters.", "crackdown", "COERCE", "BLR/GOV", "BLR/CVL"),
    # who "the two" are, without talks before
    ("Peru blames Chile for the delay. The two neighbours signed an agreement on the border.", "signed", "SUPPORT", "PER/GOV CHL/GOV", ""),
    ("Kenya closed its border with Somalia. The two countries' armies clashed there.", "clashed", "ASSAULT", "KEN/MIL SOM/MIL", ""),
    # a court deals with another country for its state
    ("A Peruvian court rejected Chile's request to extradite two smugglers.", "request", "REQUEST", "CHL/GOV", "PER/GOV"),
    ("Opposition lawyers asked a Peruvian court to annul the vote.", "asked", "REQUEST", "PER/JUD", "PER/JUD"),
    # what stands beside a citizen tells what he is
    ("Eritrea arrested a Swedish citizen, the journalist Nils Bergqvist.", "arrested", "COERCE", "ERI/GOV", "SWE/JRN"),
    # whom sanctions name
    ("Canada imposed sanctions on ten Belarusian entities.", "sanctions", "SANCTION", "CAN/GOV", "BLR/BUS"),
    # a group of no one state is not at home with those who fight it
    ("Norway is fighting Islamic State in Iraq.", "fighting", "ASSAULT", "NOR/GOV", "IRQ/REB"),
    # a deed that nobody is named for has PLOVER's unidentified actor
    ("Two Danish doctors were killed by a bomb.", "killed", "ASSAULT", "/UNK", "DNK/MED"),
    # where somebody sits is not who he is
    ("Peru-based smugglers attacked a Chilean patrol.", "attacked", "ASSAULT", "PER/CRM", "CHL"),
    # the one person of a group who was named before
    (
        "Turkey arrested Islamic State suspect Nils Bergqvist in May. The Islamic State recruiter was released on Friday.",
        "released", "RETREAT", "TUR/GOV", "TUR/REB",
    ),
    # the prosecution of the country whose court was told of
    (
        "Chile asked Peru for help. A Peruvian court rejected the request. The prosecution condemned the Chilean government.",
        "condemned", "ACCUSE", "PER/JUD", "CHL/GOV",
    ),
    # whom sanctions name, where no word tells what they are
    ("Canada imposed sanctions on six Belarusian individuals.", "sanctions", "SANCTION", "CAN/GOV", "BLR/BUS"),
    ("The ties between Norway and Samoa are strong. Our two countries signed a trade deal.", "signed", "SUPPORT", "NOR/GOV WSM/GOV", ""),
    ("Kenya's and Chad's envoys met. Both delegations condemned the coup in Mali.", "condemned", "ACCUSE", "KEN/GOV TCD/GOV", "MLI"),
    (
        "Norway's premier met Peru's president. They voiced support for the truce between Chad and Sudan.\n\nThey discussed fishing.",
        "discussed", "CONSULT", "NOR/GOV PER/GOV", "",
    ),
    ("Kenya is still bent on expelling Somali refugees.", "expelling", "COERCE", "KEN/GOV", "SOM/REF"),
    ("France and Germany criticised Poland. The two countries said they would help Chad.", "help", "AGREE", "FRA/GOV DEU/GOV", "TCD/GOV"),
    # who receives a visitor, where only a town is named
    ("India's prime minister visited Nagoya on Friday.", "visited", "CONSULT", "IND/GOV", "JPN/GOV"),
    # whose army it is
    ("Rwanda, whose troops fought in Congo, criticised Burundi.", "fought", "ASSAULT", "RWA/MIL", ""),
    # a congress told of before
    ("The U.S. Congress imposed sanctions on Iran. Congress also condemned Russia.", "condemned", "ACCUSE", "USA/LEG", "RUS/GOV"),
    # leading people of bodies of no state
    ("Guterres condemned Israel on Friday.", "condemned", "ACCUSE", "UNO/GOV", "ISR/GOV"),
    ("EU foreign policy chief Borrell condemned Russia on Friday.", "condemned", "ACCUSE", "EUR/GOV", "RUS/GOV"),
    # of whom only a listing is told, and the verb of "such as those who"
    ("Canada condemned Belarusian individuals designated last year.", "condemned", "ACCUSE", "CAN/GOV", "BLR/BUS"),
    ("Oman accused Yemeni firms such as those who back Boko Haram.", "back", "AID", "YEM/BUS", "NGA/REB"),
    # one of several
    ("Its allies, particularly France, condemned Mali.", "condemned", "ACCUSE", "FRA/GOV", "MLI/GOV"),
    # whoever holds somebody extradites him
    ("Peru arrested a Danish smuggler in May. The smuggler was extradited on Friday.", "extradited", "COOPERATE", "PER", "DNK"),
    # 6 both sides fight
    ("Ukrainian troops fought against Russian soldiers near the town.", "fought", "ASSAULT", "UKR/MIL", "RUS/MIL"),
    ("Malian soldiers are fighting Tuareg rebels in the north.", "fighting", "ASSAULT", "MLI/MIL", "MLI/REB"),
    ("Ethiopian forces battled Somali militants for hours.", "battled", "ASSAULT", "ETH/MIL", "SOM/REB"),
    ("Clashes between Indian and Chinese troops went on for days.", "Clashes", "ASSAULT", "IND/MIL CHN/MIL", ""),
    ("Clashes erupted between Armenian and Azerbaijani forces.", "Clashes", "ASSAULT", "ARM/MIL AZE/MIL", ""),
    ("Colombian soldiers clashed with Venezuelan rebels.", "clashed", "ASSAULT", "COL/MIL VEN/REB", ""),
    ("Niger's fight against Nigerian jihadists goes on.", "fight", "ASSAULT", "NER/GOV", "NGA/REB"),
    ("Chad cooperates with Niger on border security.", "cooperates", "COOPERATE", "TCD/GOV", "NER/GOV"),
    # 7 a person's country told elsewhere
    (
        "A Dutch citizen, the engineer Piet Hofstra, was held in Iran for two years. Hofstra was released on Monday.",
        "released", "RETREAT", "IRN", "NLD",
    ),
    ("Turkey deported the Danish rapper Lars Mogensen on Friday. Norway later jailed Mogensen.", "jailed", "COERCE", "NOR", "DNK"),
    (
        "The following joint statement was issued by the governments of Chile, Peru, and Mexico. We condemn the attack by Venezuela.",
        "condemn", "ACCUSE", "CHL/GOV PER/GOV MEX/GOV", "VEN/GOV",
    ),
    ("Togo began an offensive after winning the approval of Benin.", "approval", "SUPPORT", "BEN/GOV", "TGO/GOV"),
    ("Kenya's military launched a campaign to drive out Somali militants.", "campaign", "ASSAULT", "KEN/MIL", "SOM/REB"),
    ("Chad has stopped its raids as part of its coordination with Niger.", "coordination", "COOPERATE", "TCD/GOV", "NER/GOV"),
    ("A Peruvian court rejected Chile's request for the extradition of a banker.", "request", "REQUEST", "CHL/GOV", "PER/GOV"),
    # 8 topics and beneficiaries are no parties
    ("Canada praised Kenya's help for the people of Somalia.", "praised", "SUPPORT", "CAN/GOV", "KEN/GOV"),
    ("Japan thanked Jordan for its assistance to Syrian refugees.", "thanked", "SUPPORT", "JPN/GOV", "JOR/GOV"),
    ("Sweden commended Uganda for hosting South Sudanese refugees.", "commended", "SUPPORT", "SWE/GOV", "UGA/GOV"),
    ("Norway welcomed Colombia's agreement with the rebels.", "welcomed", "SUPPORT", "NOR/GOV", "COL/GOV"),
    # 9 sectors
    ("The Assad regime bombed the town of Douma.", "bombed", "ASSAULT", "SYR/GOV", ""),
    ("Kenya sent food to the people of Malawi.", "sent", "AID", "KEN/GOV", "MWI/CVL"),
    ("Japan sanctioned a North Korean procurement network.", "sanctioned", "SANCTION", "JPN/GOV", "PRK/BUS"),
    ("Canada sanctioned two Iranian companies.", "sanctioned", "SANCTION", "CAN/GOV", "IRN/BUS"),
    ("Iranian proxies attacked a Kuwaiti tanker.", "attacked", "ASSAULT", "IRN/PRM", "KWT/BUS"),
    ("Kurdish fighters attacked a Turkish patrol.", "attacked", "ASSAULT", "TUR/REB", "TUR/MIL"),
    ("A court in Kampala convicted a Kenyan trader.", "convicted", "SANCTION", "UGA/JUD", "KEN/BUS"),
    ("A Turkish court rejected Germany's request.", "rejected", "REJECT", "TUR/JUD", "DEU/GOV"),
    ("Malians took to the streets of Bamako to protest against France.", "protest", "PROTEST", "MLI/CVL", "FRA/GOV"),
    ("Houthi rebels fired missiles at Riyadh. The attack was condemned by Norway.", "condemned", "ACCUSE", "NOR/GOV", "YEM/REB"),
    ("Houthi rebels fired missiles at Riyadh on Monday.", "fired", "ASSAULT", "YEM/REB", "SAU/GOV"),
    ("Somali militants kidnapped two Italian nurses. The nurses were released on Friday.", "released", "RETREAT", "SOM/REB", "ITA/MED"),
    # 10 nobody
    ("The attack was condemned by Ghana.", "condemned", "ACCUSE", "GHA/GOV", ""),
]  # fmt: skip


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def agree(parties: tuple[Party, ...], expected: str) -> bool:
    """Each side as a set, by code or by country."""
    wanted = set(expected.split())
    found = {f"{p.country}/{p.sector}" if any("/" in w for w in wanted) else p.country for p in parties}
    return found == wanted


@pytest.mark.parametrize(("text", "trigger", "event_type", "actors", "recipients"), CASES)
def test_parties(coder: Coder, text: str, trigger: str, event_type: str, actors: str, recipients: str) -> None:
    first = text.rfind(trigger)
    claims = coder.code(text, published="2022-06-15")
    said = [  # shown where the test fails
        (c.event_type, c.trigger_text, [(p.country, p.sector) for p in c.actors], [(p.country, p.sector) for p in c.recipients]) for c in claims
    ]
    here = [c for c in claims if c.event_type == event_type and c.trigger.start <= first < c.trigger.end]
    assert here, said
    assert agree(here[0].actors, actors), said
    assert agree(here[0].recipients, recipients), said


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("We, the foreign ministers of Ghana, Togo and Benin, condemn the raid. We urge Niger to hold talks.", {"GHA", "TGO", "BEN"}),
        ("We, the G7 leaders of Canada, France, Italy and Japan, condemn the raid. We urge Niger to hold talks.", {"CAN", "FRA", "ITA", "JPN"}),
        ("We, the people of this ministry, condemn the raid. We urge Niger to hold talks.", {"USA"}),
    ],
)
def test_we_are_those_who_sign(text: str, actors: set[str], coder: Coder) -> None:
    """ "We" of a joint text are all who are named with it, in a later sentence as well."""
    claims = coder.code(text, published="2022-03-08", outlet="U.S. Department of State")
    asked = next(claim for claim in claims if claim.event_type == "REQUEST")
    assert {party.country for party in asked.actors} == actors


@pytest.mark.parametrize(
    ("text", "trigger", "actor"),
    [
        ("The Taliban seized power in Kabul on 15 August 2021.", "seized", "REB"),
        ("The Taliban took control of Kunduz in October 2021.", "took", "GOV"),  # by then they govern
        ("The Taliban arrested two editors on 15 August 2021.", "arrested", "GOV"),
    ],
)
def test_whoever_takes_power_is_who_he_was_the_day_before(coder: Coder, text: str, trigger: str, actor: str) -> None:
    (claim,) = [c for c in coder.code(text, published="2022-03-01") if c.trigger_text.startswith(trigger)]
    assert [(p.country, p.sector) for p in claim.actors] == [("AFG", actor)]


@pytest.mark.parametrize(
    ("title", "actor"),
    [
        ("Statement by the Arctic Council on Fishing", "IGO"),
        ("Arctic Council Joint Statement", "IGO"),
        ("Statement on the Arctic Council", "USA"),
        ("Secretary Holm’s Statement at the Arctic Council", "USA"),
        ("", "USA"),
    ],
)
def test_we_are_the_body_whose_statement_it_is(title: str, actor: str, coder: Coder) -> None:
    text = "The Arctic Council met this week. We condemn the attack on Finnish sailors."
    claims = coder.code(text, published="2022-03-08", outlet="U.S. Department of State", title=title)
    (condemned,) = [c for c in claims if c.event_type == "ACCUSE"]
    assert [p.country for p in condemned.actors] == [actor]


def test_what_was_said_at_the_meeting_of_a_release_was_said_on_its_day(coder: Coder) -> None:
    text = "On May 3, Norway and Peru held talks on fishing.\n\nThe two sides agreed to share maps. Norway condemns the attack in Mali."

    def days(outlet: str, published: str) -> dict[str, str]:
        found = coder.code(text, published=published, outlet=outlet)
        return {c.event_type: str(c.date.start) for c in found if c.event_type in {"CONSULT", "AGREE", "ACCUSE"}}

    ministry = "U.S. Department of State"
    assert days(ministry, "2021-05-05") == {"CONSULT": "2021-05-03", "AGREE": "2021-05-03", "ACCUSE": "2021-05-05"}
    assert days("The Daily Fish", "2021-05-05")["AGREE"] == "2021-05-05"  # a newspaper goes on to what was said today
    assert days(ministry, "2021-08-05")["AGREE"] == "2021-08-05"
