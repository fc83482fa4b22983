"""Events as POLECAT has them: tab-separated with a header, one row a pair of actor and recipient; talks have a second row, turned round."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from dragoman.exports.happening import NO_PARTY, NOBODY, Evidence, Happening, Options, Pair, Tally, one_day, pair_number, pairs, tabbed
from dragoman.lexicon.countries import countries

COLUMNS = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
    "Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw", "Wikipedia Actor ID",
    "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector", "Recipient Sectors", "Recipient Title",
    "Recipient Name Raw", "Wikipedia Recipient ID",
    "Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type",
    "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
)  # fmt: skip
FEATURES = {"country": "PCLI", "admin1": "ADM1", "admin2": "ADM2", "city": "PPL"}  # GeoNames codes, as far as our granularity tells them
EMPTY = Evidence("", "")


def write(events: Iterable[Happening], out: IO[bytes], options: Options) -> Tally:
    tally = Tally()
    out.write(tabbed(COLUMNS))
    for event in events:
        tally.events += 1
        day, why = one_day(event.row, options.longest)
        found = list(pairs(event, options.knowledge))
        if day is None or not found:
            tally.left[why or NO_PARTY] += 1
            continue
        for pair in found:
            out.write(tabbed(line(event, pair, day.isoformat(), options)))
            tally.rows += 1
    return tally


def line(event: Happening, pair: Pair, day: str, options: Options) -> list[object]:
    """One row. Texts of the report ("Raw") are of the first claim, the pair's own only where the event has one party a side."""
    row = event.row
    first = next(iter(event.newest_first()), EMPTY)
    raw = [first.actor_text, first.recipient_text][:: -1 if pair.turned else 1] if options.words else ["", ""]
    alone = len(event.actors) <= 1 and len(event.recipients) <= 1
    sides: list[object] = []
    for party, words in zip((pair.source, pair.target), raw, strict=True):
        cow = countries(options.knowledge).cow.get(party.country, "")
        words = words if alone and party != NOBODY else ""
        sides += [party.name, party.country, cow, party.sector, party.sector, "", words, party.wikidata]
    kind = row.get("place_granularity") or ""
    return [
        f"{event.row['event_id']}-{pair_number(event, pair):x}", day, row["event_type"], row.get("mode"), row.get("intensity"),
        row.get("quad_category"), row.get("contexts"), *sides,
        row.get("place"), row.get("place") if kind == "city" else "", "", row.get("place_admin1"), row.get("place_country"),
        row.get("latitude"), row.get("longitude"), row.get("place_geonameid") or "",
        first.place_text if options.words else "", FEATURES.get(kind, ""),
        first.outlet, first.published, "", "", "", first.language, f"dragoman {options.version}".strip(),
    ]  # fmt: skip
