"""Stories in our own words: a meeting that forty reports are about or not, and a number that is corrected and denied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from dragoman.model import Report, digest

WIRE = (
    "BISHKEK, March 13 (Altai Wire) — The foreign ministers of Kyrgyzstan and Tajikistan met in Bishkek on Wednesday and went through the last "
    "kilometres of border that the two countries dispute.\n\n"
    "The ministers looked at maps that their commissions had drawn up over the winter. They spoke for three hours, longer than planned.\n\n"
    "A commission of both countries has marked some 880 of 980 kilometres since 2022, after clashes in the valleys of Batken.\n\n"
    "Residents of the border villages want the road to Vorukh to open again before the summer."
)
MASTHEADS = (
    "Chui Courier", "Naryn Post", "Talas Herald", "Issyk Mirror", "Osh Observer", "Steppe Times", "Pamir Sun", "Valley Voice", "Silk Gazette",
    "Lake Tribune", "Highland Daily", "Orchard News",
)  # fmt: skip
STATE = (
    "DUSHANBE, March 13 (Khatlon State Agency) — Tajikistan's foreign minister met his Kyrgyz counterpart in Bishkek on Wednesday.",
    "Tajikistan and Kyrgyzstan held talks in Bishkek on Wednesday about their common border, the Khatlon State Agency reports. The sides noted "
    "that the work of the commissions goes well.",
    "DUSHANBE, March 14 (Khatlon State Agency) — The Tajik foreign minister returned to Dushanbe from Bishkek, where he had met the Kyrgyz "
    "foreign minister on Wednesday.",
    "BISHKEK, March 13 (Khatlon State Agency) — The talks between the foreign ministers of Tajikistan and Kyrgyzstan in Bishkek ended on "
    "Wednesday evening in a friendly mood.",
    "DUSHANBE, March 14 (Khatlon State Agency) — Observers in Dushanbe give weight to the meeting of the Tajik and Kyrgyz foreign ministers in "
    "Bishkek on Wednesday.",
)
LOCAL = (
    ("Batken Week", "Kyrgyzstan's foreign minister received his Tajik colleague in Bishkek on Wednesday. In the bazaars few had heard of it."),
    ("Ala-Too Evening", "The Kyrgyz and Tajik foreign ministers held talks about the border in Bishkek on Wednesday, while shops stayed shut."),
    ("Radio Alay", "Tajikistan's foreign minister visited Bishkek on Wednesday for talks with Kyrgyzstan's foreign minister."),
)
OTHERS = (
    ("2024-03-13", "The foreign ministers of Uzbekistan and Kazakhstan met in Tashkent on Wednesday."),
    ("2024-03-13", "Turkey's foreign minister visited Bishkek on Wednesday and met the Kyrgyz foreign minister."),
    ("2024-03-27", "The foreign ministers of Kyrgyzstan and Tajikistan met in Bishkek on Wednesday, for the second time this month."),
    ("2024-03-13", "Kyrgyzstan accused Uzbekistan of diverting water on Wednesday."),
    ("2024-03-13", "Norway sent tents to Tajikistan on Wednesday."),
    ("2024-03-13", "Police arrested nine smugglers in Osh on Wednesday."),
    ("2024-03-13", "Hundreds of miners protested in Karaganda on Wednesday."),
    ("2024-03-12", "Peru and Chile signed a fisheries agreement in Lima on Tuesday."),
    ("2024-03-12", "Kenya's president visited Uganda on Tuesday."),
    ("2024-03-12", "A bomb killed four soldiers in Mogadishu on Tuesday."),
    ("2024-03-12", "Colombia expelled two Ecuadorian diplomats on Tuesday."),
    ("2024-03-11", "Ghana thanked Canada for its help on Monday."),
    ("2024-03-11", "Vietnam rejected a Chinese map on Monday."),
    ("2024-03-11", "Jordan and Iraq agreed on Monday to open a new crossing."),
    ("2024-03-11", "Japan's defence minister arrived in Canberra on Monday and met the Australian defence minister."),
    ("2024-03-11", "Rebels attacked an army post in Bangassou on Monday and killed three soldiers."),
    ("2024-03-10", "Greece demanded an apology from Libya on Sunday."),
    ("2024-03-10", "Finland imposed sanctions on Belarus on Sunday."),
    ("2024-03-10", "Bolivia released eleven prisoners on Sunday."),
    ("2024-03-10", "Poland moved tanks to its border with Belarus on Sunday."),
)


def report(text: str, published: str, outlet: str, agency: str = "", title: str = "", url: str = "", id: str = "") -> Report:
    made = id or digest(text, published, outlet, title)
    return Report(
        id=made, text=text, title=title, published=dt.date.fromisoformat(published), outlet=outlet, agency=agency, url=url, language="en"
    )


def forty() -> Iterator[Report]:
    """Twelve copies of one wire under as many mastheads (with and without the agency's name, cut short, with another title), five reports of
    one state agency, three local ones, twenty about other things. The first twenty are about one meeting."""
    for number, masthead in enumerate(MASTHEADS):
        text = WIRE
        if number % 3 == 1:
            text = text.rpartition("\n\n")[0]
        if number % 4 == 2:
            text = text.replace("BISHKEK, March 13 (Altai Wire) — ", "")
        if number % 4 == 3:
            text = text.replace("longer than planned", "longer than had been planned")
        agency = "Altai Wire" if number % 2 == 0 else ""
        title = "" if number % 5 else f"Ministers meet in Bishkek, {masthead} learns"
        yield report(text, f"2024-03-{13 + number // 8}", masthead, agency, title)
    for text in STATE:
        yield report(text, "2024-03-14" if "March 14" in text else "2024-03-13", "Khatlon State Agency", "Khatlon State Agency")
    for outlet, text in LOCAL:
        yield report(text, "2024-03-14", outlet)
    for number, (published, text) in enumerate(OTHERS):
        yield report(text, published, f"Paper {number % 7}")


def correction() -> tuple[list[Report], list[Report], list[Report]]:
    """Three days: an agency gives a number, then takes it back; then the accused denies. Another paper keeps to its own number."""
    first = report(
        "KUNDUZ, May 3 (Oxus Wire) — Pakistani jets bombed a village near Kunduz on Wednesday and killed 13 people.", "2023-05-03",
        "Oxus Wire", "Oxus Wire",
    )  # fmt: skip
    other = report("Pakistani aircraft bombed a village near Kunduz on Wednesday, killing five people.", "2023-05-03", "Kunduz Daily")
    second = report(
        "KUNDUZ, May 4 (Oxus Wire) — Pakistani jets bombed a village near Kunduz on Wednesday and killed three people. It had written of more "
        "at first.", "2023-05-04", "Oxus Wire", "Oxus Wire",
    )  # fmt: skip
    third = report("Pakistan did not bomb Kunduz on Wednesday, its foreign ministry said on Friday.", "2023-05-05", "Indus Post")
    return [first, other], [second], [third]
