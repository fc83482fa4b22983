"""UCDP's georeferenced event data set (GED), of all versions."""

from __future__ import annotations

from dragoman.imports.cells import Form
from dragoman.imports.rows import BadRow, Cells, Row, Side, dated, day, folded, given, home, new, point, typed, whole
from dragoman.imports.twins import Read
from dragoman.lexicon.countries import countries
from dragoman.lexicon.folder import Knowledge

COLUMNS = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id", "conflict_name",
    "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b",
    "number_of_sources", "source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec",
    "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id",
    "region", "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best",
    "high", "low", "gwnoa", "gwnob",
)  # fmt: skip
FORM = Form(
    "UCDP GED", COLUMNS, ("date_start", "type_of_violence"), {}, {"best_est": "best", "high_est": "high", "low_est": "low", "relid_": "relid"}
)
STATE, NON_STATE, ONE_SIDED = "1", "2", "3"  # UCDP's types of violence
GRANULARITY = {"1": "day", "2": "interval", "3": "week", "4": "month", "5": "interval"}
WHERE = {"1": "city", "2": "city", "3": "admin2", "4": "admin1", "5": "region", "6": "country", "7": "water"}
GOVERNMENT, CIVILIANS = "government of", "civilians"


def read(cells: Cells, knowledge: Knowledge) -> Read:
    """One row: ASSAULT; in state-based and non-state violence both sides act, in one-sided violence side A against civilians."""
    kind = given(cells.get("type_of_violence")).removesuffix(".0")
    if kind not in {STATE, NON_STATE, ONE_SIDED}:
        raise BadRow("a type of violence that UCDP does not have")
    row = new(cells, "id", "ucdp")
    first = day(cells.get("date_start"))
    dated(row, first, day(cells["date_end"]) if given(cells.get("date_end")) else first)
    if row["date_start"] != row["date_end"]:
        row["granularity"] = GRANULARITY.get(given(cells.get("date_prec")).removesuffix(".0"), "interval")
    typed(row, "ASSAULT", "", knowledge)
    low, high, best = (whole(cells.get(name)) for name in ("low", "high", "best"))
    row |= {"killed_low": best if low is None else low, "killed_high": best if high is None else high}
    row["sources"] = known_number(cells.get("number_of_sources"))
    place(row, cells, knowledge)
    one = side(cells, "a", row["place_country"], knowledge)
    other = side(cells, "b", row["place_country"], knowledge)
    item = Read(row, one, other)
    item.met = kind != ONE_SIDED
    return item


def known_number(text: str | None) -> int | None:
    """A count; UCDP writes -1 where it was not kept."""
    number = whole(text)
    return number if number is not None and number >= 0 else None


def place(row: Row, cells: Cells, knowledge: Knowledge) -> None:
    known = countries(knowledge)
    land = known.by_gw.get(given(cells.get("country_id")).removesuffix(".0")) or known.of_name(given(cells.get("country")))
    row |= {"place": given(cells.get("where_coordinates")), "place_admin1": given(cells.get("adm_1")), "place_country": land}
    row["place_granularity"] = WHERE.get(given(cells.get("where_prec")).removesuffix(".0"), "")
    row["latitude"], row["longitude"] = point(cells.get("latitude"), cells.get("longitude"))


def side(cells: Cells, letter: str, where: str, knowledge: Knowledge) -> Side:
    name = given(cells.get(f"side_{letter}"))
    plain, known = folded(name), countries(knowledge)
    if not name:
        return Side()
    if plain.startswith(GOVERNMENT):
        number = given(cells.get(f"gwno{letter}")).removesuffix(".0")
        return Side(name, known.of_name(name[len(GOVERNMENT) :]) or known.by_gw.get(number, ""), "GOV")
    if plain == CIVILIANS:
        return Side(name, where, "CVL")
    return Side(name, home(name, knowledge), "")
