"""The ground all measures stand on: reports sorted by outlet, and directed links between countries, as tables of one DuckDB connection.

`prepare` takes any connection that has the views (or tables) reports, claims, events and event_claim (statements for positions) and makes

- `basis_reports(id, day, outlet, country, ownership, control, language, agency, bloc, chosen)`: each report with who published it,
- `basis_links(event_id, bloc, actor, recipient, mutual, event_type, mode, quad, intensity, start, stop)`: each event that counts, once for
  each ordered pair of countries; `mutual` where nobody is named as the one it is done to, so that all who take part act on each other.

`Basis.evidence` gives the reports behind events; where many measures are to be asked of one basis, `prepare(gather=True)` looks them all up
once, as `basis_evidence(event_id, bloc, report_id, source_group)` and, with one row for each independent source of an event,
`basis_sources(event_id, bloc, report, part)`: the number of the report that stands for it (in the order of ids) and 1 / sources of the event.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa

from dragoman.errors import UsageError
from dragoman.lexicon import measuring, outlets, regions
from dragoman.lexicon.folder import Knowledge
from dragoman.measures.scope import LABEL_SQL, Period, Scope, label, periods
from dragoman.reading.sources import CODED

if TYPE_CHECKING:
    import duckdb

Found = TypeVar("Found")
HOST = r"regexp_extract(lower(coalesce(url, '')), '^[a-z]+://(?:www[.])?([^/:?#]+)', 1)"
SPANS = pa.schema(
    [
        *((name, pa.string()) for name in ("name", "host", "label")),
        ("since", pa.date32()), ("until", pa.date32()), ("latest", pa.bool_()),
        *((name, pa.string()) for name in ("country", "ownership", "control", "language", "agency", "bloc")),
        ("chosen", pa.bool_()),
    ]
)  # fmt: skip
DIMENSIONS = outlets.DIMENSIONS
EXACT = "CAST(intensity AS DECIMAL(12, 4))"  # summed without rounding, so that the order of rows does not show in the last digit


@dataclass(frozen=True)
class Basis:
    """A connection made ready (see above) for one scope.

    Attributes:
        split: the dimension by which blocs of outlets are told apart; "" for one bloc named "".
        first, last: days of the first and last report that counts and lies in the scope; None where none does.
        seed, draws: of the bootstrap over reports.
        notes: what was left out and why, in words.
        gathered: whether `basis_evidence` and `basis_sources` are there.
        memory: what several measures of one basis need, worked out once (`once`).
    """

    connection: duckdb.DuckDBPyConnection
    knowledge: Knowledge
    scope: Scope
    split: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    seed: int = 1
    draws: int = 200
    notes: list[str] = field(default_factory=list)
    gathered: bool = False
    memory: dict[Any, Any] = field(default_factory=dict)

    def once(self, key: Any, make: Callable[[], Found]) -> Found:
        """What `make` gives, made the first time it is asked for by this key."""
        if key not in self.memory:
            self.memory[key] = make()
        found: Found = self.memory[key]
        return found

    def evidence(self, events_sql: str) -> str:
        """SQL of (event_id, bloc, report_id, source_group) for the events of a query: the reports behind them that count."""
        if self.gathered:
            return f"SELECT * FROM basis_evidence WHERE event_id IN ({events_sql})"
        return evidence(events_sql)

    def sources(self, events_sql: str) -> str:
        """SQL of (event_id, bloc, report, part), as `basis_sources` has it, for the events of a query; of others as well where it is there."""
        return "SELECT * FROM basis_sources" if self.gathered else sources(evidence(events_sql))

    @property
    def grouping(self) -> measuring.Grouping:
        return measuring.load(self.knowledge)

    @property
    def countries(self) -> frozenset[str]:
        """The codes that are countries; others (UNO, IGO, …) are organisations."""
        return frozenset(regions.load_numbers(self.knowledge))

    def time_read(self) -> tuple[dt.date, dt.date]:
        """First and last day read. Raises UsageError where nothing was read."""
        if self.first is None or self.last is None:
            raise UsageError("no report with a date of publication lies in this scope", "", "widen --since, --until or --outlets")
        return self.first, self.last

    def rows(self, sql: str, parameters: list[Any] | None = None) -> list[dict[str, Any]]:
        """The rows of a query as dictionaries."""
        found = self.connection.execute(sql, parameters or [])
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def table(self, sql: str, parameters: list[Any] | None = None) -> pa.Table:
        """The rows of a query as an Arrow table."""
        return self.connection.sql(sql, params=parameters or []).to_arrow_table()


def prepare(
    connection: duckdb.DuckDBPyConnection,
    knowledge: Knowledge,
    scope: Scope | None = None,
    *,
    split: str = "",
    seed: int = 1,
    draws: int = 200,
    gather: bool = False,
) -> Basis:
    """Make the tables of the basis on a connection, over those of an earlier call. Raises UsageError for outlets that there are none of."""
    scope = scope or Scope()
    if split and split not in DIMENSIONS:
        raise UsageError(f"outlets cannot be split by {split!r}", "--split", f"one of {', '.join(DIMENSIONS)}")
    notes = sort_reports(connection, knowledge, scope, split)
    if scope.constant:
        notes.append(keep_constant(connection, scope, scope.constant))
    restricted = bool(scope.outlets or scope.without or scope.constant or split)
    found = connection.execute(
        "SELECT min(day), max(day), count(*) FILTER (day IS NULL) FROM basis_reports WHERE chosen AND (day IS NULL OR day BETWEEN ? AND ?)",
        [scope.first, scope.last],
    ).fetchall()[0]
    first, last, undated = found
    if undated:
        notes.append(f"reports without a date of publication: {undated}; they are evidence, but belong to no period")
    link(connection, scope, restricted, measuring.load(knowledge).mutual)
    if gather:
        every = evidence("SELECT event_id FROM basis_links")
        connection.execute(f"CREATE OR REPLACE TEMP TABLE basis_evidence AS SELECT * FROM ({every}) ORDER BY event_id")
        connection.execute(f"CREATE OR REPLACE TEMP TABLE basis_sources AS {sources('SELECT * FROM basis_evidence')}")
    return Basis(connection, knowledge, scope, split, first, last, seed, draws, notes, gather)


def sort_reports(connection: duckdb.DuckDBPyConnection, knowledge: Knowledge, scope: Scope, split: str) -> list[str]:
    """`basis_reports`; returns notes. Raises UsageError where a selector means no outlet, unless it only leaves out a kind of them."""
    known = outlets.load(knowledge)
    published = connection.execute(f"SELECT DISTINCT coalesce(outlet, ''), {HOST} FROM reports ORDER BY ALL").fetchall()
    met = dict.fromkeys((*scope.outlets, *scope.without), False)
    spans: list[dict[str, Any]] = []
    for name, host in published:
        found = known.find(name, f"https://{host}" if host else "")
        for since, until, day in lives(found):
            meant = {selector: known.belongs(selector, name, found, day) for selector in met}
            met = {selector: met[selector] or meant[selector] for selector in met}
            chosen = (not scope.outlets or any(meant[s] for s in scope.outlets)) and not any(meant[s] for s in scope.without)
            bloc = {key: known.bloc(key, name, found, day) for key in ("country", "ownership", "control", "language", "agency")}
            shown = known.bloc("outlet", name or host, found, day)
            spans.append(
                {"name": name, "host": host, "label": shown, "since": since, "until": until, "latest": until is None, **bloc}
                | {"bloc": known.bloc(split, name or host, found, day) if split else "", "chosen": chosen}
            )
    unmet = [selector for selector, seen in met.items() if not seen]
    harmless = [s for s in unmet if s not in scope.outlets and known.means_a_kind(s, regions.load_numbers(knowledge))]
    for selector in [selector for selector in unmet if selector not in harmless]:
        here = ", ".join(sorted({span["label"] for span in spans})[:12])
        raise UsageError(f"no outlet in this store is meant by {selector!r}", "--outlets, --without", f"there are {here}; see docs/outlets.md")
    connection.register("basis_spans", pa.Table.from_pylist(spans, schema=SPANS))
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE basis_reports AS
        SELECT r.id, r.day, o.label AS outlet, o.country, o.ownership, o.control, o.language, o.agency, o.bloc, o.chosen
        FROM (SELECT id, coalesce(outlet, '') AS name, {HOST} AS host, try_cast(published AS DATE) AS day FROM reports
              WHERE coalesce(language, '') IN ('', '{CODED}')) r -- others are kept and not read
        JOIN basis_spans o ON r.name = o.name AND r.host = o.host AND CASE WHEN r.day IS NULL THEN o.latest
            ELSE r.day >= coalesce(o.since, DATE '0001-01-01') AND r.day < coalesce(o.until, DATE '9999-12-31') END""")
    connection.unregister("basis_spans")
    return [f"nothing to leave out: no outlet in this store is {selector}" for selector in harmless]


def lives(found: outlets.Outlet | None) -> list[tuple[dt.date | None, dt.date | None, dt.date | None]]:
    """The spans of time in which an outlet was in the same hands: since, until (exclusive), and a day in it (None: any)."""
    cuts = sorted({day for holding in (found.holdings if found else ()) for day in (holding.since, holding.until) if day})
    if not cuts:
        return [(None, None, None)]
    edges: list[dt.date | None] = [None, *cuts, None]
    return [(a, b, a or (b or dt.date.max) - dt.timedelta(days=1)) for a, b in zip(edges, edges[1:], strict=False)]


def keep_constant(connection: duckdb.DuckDBPyConnection, scope: Scope, unit: Period) -> str:
    """Leave out outlets that lack a report in any period; returns a note. Raises UsageError where none is left."""
    within = "chosen AND day BETWEEN ? AND ?"
    ends = connection.execute(f"SELECT min(day), max(day) FROM basis_reports WHERE {within}", [scope.first, scope.last]).fetchall()[0]
    if ends[0] is None:
        raise UsageError("no report with a date of publication lies in this scope", "--constant", "widen --since and --until")
    wanted = len(list(periods(ends[0], ends[1], unit)))
    seen = connection.execute(
        f"SELECT outlet, count(DISTINCT {LABEL_SQL[unit].format('day')}) AS n FROM basis_reports WHERE {within} GROUP BY 1 ORDER BY n DESC, 1",
        [scope.first, scope.last],
    ).fetchall()
    kept = [name for name, count in seen if count == wanted]
    if not kept:
        best = ", ".join(f"{name} ({count} of {wanted})" for name, count in seen[:3])
        raise UsageError(f"no outlet has a report in each of {wanted} {unit.value}s", "--constant", f"nearest: {best}; choose a shorter time")
    connection.execute("UPDATE basis_reports SET chosen = false WHERE outlet NOT IN (SELECT unnest(?))", [kept])
    between = f"{label(ends[0], unit)} to {label(ends[1], unit)}"
    return f"constant panel: {len(kept)} of {len(seen)} outlets have a report in every {unit.value} from {between}: {', '.join(kept)}"


def evidence(events_sql: str) -> str:
    """SQL of the reports behind the events of a query, as `Basis.evidence` has it: of the outlets chosen, denials left out."""
    return f"""SELECT DISTINCT c.event_id, r.bloc, c.report_id, c.source_group
        FROM (SELECT * FROM event_claim WHERE event_id IN ({events_sql}) AND status <> 'denial') c
        JOIN basis_reports r ON r.id = c.report_id WHERE r.chosen"""


def sources(evidence_sql: str) -> str:
    """SQL of the independent sources behind the evidence of a query (see `basis_sources`)."""
    return f"""
        WITH standing AS (SELECT event_id, bloc, source_group, min(report_id) AS report_id FROM ({evidence_sql}) GROUP BY ALL)
        SELECT event_id, bloc, dense_rank() OVER (ORDER BY report_id) AS report, 1.0 / count(*) OVER (PARTITION BY event_id, bloc) AS part
        FROM standing"""


COLUMNS = "event_id, bloc, event_type, mode, quad, intensity, start, stop"


def link(connection: duckdb.DuckDBPyConnection, scope: Scope, restricted: bool, mutual: tuple[str, ...]) -> None:
    """`basis_links`.

    An event counts where it counts as a whole and, with a choice of outlets, where the claims of these outlets alone assert it (and tell it as
    news). Leaving outlets out can therefore only take events away.
    """
    asserted = "true" if scope.unasserted else "e.modality = 'asserted'"
    news = "true" if scope.background else "e.recency = 'news'"
    source = "(SELECT *, '' AS bloc FROM events) e"
    if restricted:
        connection.execute(f"""
            CREATE OR REPLACE TEMP TABLE basis_told AS
            SELECT c.event_id, r.bloc FROM event_claim c JOIN basis_reports r ON r.id = c.report_id AND r.chosen
            JOIN claims e ON e.id = c.claim_id AND e.report_id = c.report_id
            WHERE c.status <> 'denial' GROUP BY ALL HAVING bool_or({asserted}) AND bool_or({news})""")
        source = "(SELECT v.*, t.bloc FROM events v JOIN basis_told t ON t.event_id = v.event_id) e"
    where = [asserted, news, *([f"e.belief >= {scope.belief:g}"] if scope.belief else [])]
    if scope.since or scope.until:
        where.append(f"try_cast(e.date_start AS DATE) BETWEEN DATE '{scope.first.isoformat()}' AND DATE '{scope.last.isoformat()}'")
    counted = f"""
        SELECT event_id, bloc, event_type, coalesce(mode, '') AS mode, quad_category AS quad, intensity,
            try_cast(date_start AS DATE) AS start, try_cast(date_end AS DATE) AS stop,
            coalesce(actor_countries, '') AS one, coalesce(recipient_countries, '') AS other,
            coalesce(actor_sectors, '') AS one_sectors, coalesce(recipient_sectors, '') AS other_sectors,
            concat_ws('', recipients, recipient_countries, recipient_sectors) = '' AS alone
        FROM {source} WHERE {" AND ".join(where)}"""
    single = "false" if scope.sectors else "one <> '' AND other <> '' AND NOT contains(one, ';') AND NOT contains(other, ';')"
    listed = ", ".join(f"'{name}'" for name in mutual)
    kept = f"actor <> recipient{' OR NOT mutual' if scope.domestic else ''}"
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE basis_links AS
        SELECT * FROM (SELECT {COLUMNS}, one AS actor, other AS recipient, false AS mutual FROM ({counted}) WHERE {single}) WHERE {kept}""")
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE basis_sides AS
        SELECT {COLUMNS}, alone, {side("one", scope)} AS doers, {side("other", scope)} AS done_to FROM ({counted}) WHERE NOT ({single})""")
    connection.execute(f"""
        INSERT INTO basis_links
        WITH directed AS (SELECT {COLUMNS}, unnest(doers) AS actor, done_to FROM basis_sides WHERE len(done_to) > 0),
        joint AS (SELECT {COLUMNS}, unnest(doers) AS actor, doers FROM basis_sides WHERE alone AND len(doers) > 1 AND event_type IN ({listed})),
        pairs AS (
            SELECT {COLUMNS}, actor, unnest(done_to) AS recipient, false AS mutual FROM directed
            UNION ALL SELECT {COLUMNS}, actor, unnest(doers) AS recipient, true AS mutual FROM joint)
        SELECT * FROM pairs WHERE {kept}""")
    connection.execute("DROP TABLE basis_sides")


def side(column: str, scope: Scope) -> str:
    """SQL for the different countries of one side of an event, those of the sectors of the scope only; unknown countries are left out."""
    split = f"string_split({column}, '; ')"
    if not scope.sectors:
        return f"list_distinct(list_filter({split}, lambda x: x <> ''))"
    wanted = ", ".join("'" + sector.replace("'", "''") + "'" for sector in scope.sectors)
    pairs = f"list_zip({split}, string_split({column}_sectors, '; '))"
    return f"list_distinct(list_transform(list_filter({pairs}, lambda x: x[1] <> '' AND x[2] IN ({wanted})), lambda x: x[1]))"
