"""GDELT events: 2.0 (61 columns), 1.0 (58 columns, 57 without the address of a source), with or without a header."""

from __future__ import annotations

from dragoman.exports.gdelt import COLUMNS
from dragoman.imports.cells import Form
from dragoman.imports.rows import BadRow, Cells, Row, Side, dated, day, given, is_state, new, point, proper, real, seen, typed, whole
from dragoman.imports.twins import Read
from dragoman.lexicon.cameo import cameo, quad_name
from dragoman.lexicon.countries import countries, plover_actor
from dragoman.lexicon.folder import Knowledge

FIRST = tuple(name for name in COLUMNS if not name.endswith("Geo_ADM2Code"))  # GDELT 1.0 has no second division
FORM = Form(
    "GDELT",
    COLUMNS,
    ("SQLDATE", "EventCode"),
    {len(COLUMNS): COLUMNS, len(FIRST): FIRST, len(FIRST) - 1: FIRST[:-1]},
    {"GlobalEventID": "GLOBALEVENTID", "Day": "SQLDATE", "Date": "SQLDATE", "MonthYear_Date": "MonthYear", "CAMEOCode": "EventCode"},
)
KINDS = {"1": "country", "2": "admin1", "3": "city", "4": "city", "5": "admin1"}


def read(cells: Cells, knowledge: Knowledge) -> Read:
    """One row. The CAMEO code decides the PLOVER type; the row's twin with the sides exchanged is the same talk."""
    row = new(cells, "GLOBALEVENTID", "gdelt")
    dated(row, day(cells.get("SQLDATE")))
    code = coded(row, cells.get("EventCode", ""), cells.get("EventRootCode", ""), real(cells.get("GoldsteinScale")), knowledge)
    row |= {"claims": whole(cells.get("NumMentions")), "sources": whole(cells.get("NumSources")), "reports": whole(cells.get("NumArticles"))}
    place(row, cells, knowledge)
    seen(row, given(cells.get("DATEADDED"))[:8])
    source, target = (actor(cells, k, knowledge) for k in (1, 2))
    where = (cells.get("SOURCEURL", ""), cells.get("ActionGeo_Fullname", ""))
    return turned(Read(row, source, target), code, (row["date_start"], *where), knowledge)


def coded(row: Row, text: str, root: str, goldstein: float | None, knowledge: Knowledge) -> str:
    """Set type, mode, contexts and code of a row by its CAMEO code; returns the code. Raises BadRow for none that there is."""
    terms = cameo(knowledge)
    if not given(text):
        raise BadRow("no CAMEO code")
    code = terms.clean(text, root, goldstein)
    if not code:
        raise BadRow("a CAMEO code that there is not")
    known = terms.codes[code]
    typed(row, known.event_type, known.mode, knowledge)
    row |= {"cameo": code, "contexts": "; ".join(known.contexts), "quad_category": row["quad_category"] or quad_name(code)}
    return code


def turned(item: Read, code: str, where: tuple[str, ...], knowledge: Knowledge) -> Read:
    """Make a visit received the visit paid that it is, and mark what may have a twin."""
    known = cameo(knowledge).codes[code]
    if known.mode == "visit":
        item.half = "paid"
        if code == "043":  # source is the host
            item.half, item.source, item.target = "received", item.target, item.source
            item.row["cameo"] = "042"
    if known.mirror and item.source and item.target:
        item.key = "\x1f".join(("042" if item.half else code, *where))
    return item


def actor(cells: Cells, number: int, knowledge: Knowledge) -> Side:
    code, name, letters, group, type_1 = (
        given(cells.get(f"Actor{number}{part}")) for part in ("Code", "Name", "CountryCode", "KnownGroupCode", "Type1Code")
    )
    country, sector = plover_actor(knowledge, code, letters, group, type_1)
    if country and not sector and not type_1 and is_state(name, country, knowledge):
        sector = "GOV"
    return Side(proper(name, country, knowledge), country, sector)


def place(row: Row, cells: Cells, knowledge: Knowledge) -> None:
    full = given(cells.get("ActionGeo_Fullname"))
    kind = KINDS.get(given(cells.get("ActionGeo_Type")).removesuffix(".0"), "")
    if not kind or not full:
        return
    parts = [part.strip() for part in full.split(",")]
    row["place"], row["place_granularity"] = parts[0], kind
    row["place_country"] = countries(knowledge).by_fips.get(given(cells.get("ActionGeo_CountryCode")).upper(), "")
    if kind == "admin1":
        row["place_admin1"] = parts[0]
    elif kind == "city" and len(parts) > 2:
        row["place_admin1"] = parts[-2]
    row["latitude"], row["longitude"] = point(cells.get("ActionGeo_Lat"), cells.get("ActionGeo_Long"))
