"""Whether the values of filters mean anything: what neither the knowledge nor the store has is an error, not an empty answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dragoman.errors import UsageError
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Modality, Recency
from dragoman.store.engine import open_views
from dragoman.store.manifest import Snapshot
from dragoman.store.query import condition

if TYPE_CHECKING:
    import duckdb

SHOWN = 12  # values named in an error where there are too many for one line
MANY = 40  # values that still fit into it
PARTIES = ("actor", "recipient", "speaker")
OF_STORE = {"outlet": "outlets", "rights": "rights", "report": "reports"}  # filters whose values are what the store has, and nothing else
CALLED = {
    "type": "event type", "mode": "mode", "context": "context", "quad": "quad category", "recency": "recency", "modality": "modality",
    "sector": "sector", "country": "country", "outlet": "outlet", "rights": "rights", "report": "report",
}  # fmt: skip


def check_values(filters: Any, snapshot: Snapshot, knowledge: Knowledge, later: bool = False) -> None:
    """Raises UsageError for a value of filters (`Filters` or `EventFilters`) that can match nothing: a type, mode, context, quad category,
    sector, country, recency or modality that the knowledge does not know and no claim of the store has (a store may be coded with other
    knowledge); an outlet, rights or a report that the store does not have, unless `later` (for queries that wait for what is to come).
    """
    Values(snapshot, knowledge).check(filters, later)


class Values:
    """What filters may ask of a store."""

    def __init__(self, snapshot: Snapshot, knowledge: Knowledge) -> None:
        self.snapshot = snapshot
        self.knowledge = knowledge

    def check(self, filters: Any, later: bool) -> None:
        for name in CALLED:
            if not (later and name in OF_STORE):
                for value in getattr(filters, name, ()):
                    self.one(name, value, f"--{name}")
        for role in PARTIES:
            for value in getattr(filters, role, ()):
                country, slash, sector = value.partition("/")
                coded = slash and sector.isupper()
                if (coded and country) or (len(value) == 3 and value.isupper()):
                    self.one("country", country, f"--{role}")
                if coded:
                    self.one("sector", sector, f"--{role}")

    def one(self, name: str, value: str, option: str) -> None:
        if self.held(name, value):  # asked first: it takes less time than reading the registry
            return
        known = {} if name in OF_STORE else {item.lower(): item for item in KNOWN[name](self.knowledge)}
        if value.lower() in known:
            return
        if name == "country":
            raise UsageError(f"there is no country {value!r}", option, country_hint(value, self.knowledge))
        if name in OF_STORE:
            raise UsageError(f"no report of this store has the {CALLED[name]} {value!r}", option, self.there(name, value))
        raise UsageError(f"there is no {CALLED[name]} {value!r}", option, named(value, known.values()))

    @cached_property
    def connection(self) -> duckdb.DuckDBPyConnection:
        return open_views(self.snapshot, revised=True, tables=("claims", "reports"))

    def held(self, name: str, value: str) -> bool:
        """Whether any claim (for an outlet, rights, a report: any report) of the store has the value."""
        if name in OF_STORE:
            sql, given = f"SELECT 1 FROM reports WHERE lower({COLUMN.get(name, name)}) = ?", [value.lower()]
        else:
            where, given = condition(name, value)
            sql = f"SELECT 1 FROM claims WHERE {where}"
        return self.connection.execute(f"{sql} LIMIT 1", given).fetchone() is not None

    def there(self, name: str, value: str) -> str:
        """What the store has instead: what is alike, else the commonest."""
        column = COLUMN.get(name, name)
        rows = self.connection.execute(f"SELECT {column} FROM reports WHERE {column} <> '' GROUP BY 1 ORDER BY count(*) DESC, 1").fetchall()
        found = [str(row[0]) for row in rows]
        if name == "report":
            return f'find ids with: dragoman query {self.snapshot.folder} --sql "SELECT id, title, url FROM reports"'
        return named(value, found, f"{OF_STORE[name]} of the store: ") if found else f"no report of the store names {OF_STORE[name]}"


COLUMN = {"report": "id"}


def types(knowledge: Knowledge) -> Collection[str]:
    from dragoman.lexicon.plover import kinds

    return list(kinds(knowledge))


def modes(knowledge: Knowledge) -> Collection[str]:
    from dragoman.lexicon.plover import kinds

    return sorted({mode for kind in kinds(knowledge).values() for mode in kind.modes})


def quads(knowledge: Knowledge) -> Collection[str]:
    from dragoman.lexicon.plover import kinds

    return list(dict.fromkeys(kind.quad for kind in kinds(knowledge).values()))


def contexts(knowledge: Knowledge) -> Collection[str]:
    from dragoman.lexicon.plover import known_contexts

    return sorted(known_contexts(knowledge))


def sectors(knowledge: Knowledge) -> Collection[str]:
    return list(dict.fromkeys(name for file in knowledge.files("sectors.yaml") for name in file.data.get("sectors") or ()))


def country_codes(knowledge: Knowledge) -> Collection[str]:
    """ISO 3166 alpha-3, and what stands for no country (IGO, UNO, …)."""
    from dragoman.lexicon.countries import countries
    from dragoman.lexicon.phrases import load_codes

    return [*countries(knowledge).names, *load_codes(knowledge)]


KNOWN: Mapping[str, Callable[[Knowledge], Collection[str]]] = {
    "type": types, "mode": modes, "context": contexts, "quad": quads, "sector": sectors, "country": country_codes,
    "recency": lambda _: list(Recency), "modality": lambda _: list(Modality),
}  # fmt: skip


def country_hint(value: str, knowledge: Knowledge) -> str:
    from dragoman.lexicon.countries import countries

    code = countries(knowledge).of_name(value)
    return f"write {code}" if code else "give ISO 3166 alpha-3 codes, such as AFG, or UNO, IGO, … for what is no country"


def named(value: str, found: Collection[str], before: str = "there are ") -> str:
    """The values there are, those alike first where they are too many."""
    if len(found) <= MANY:
        return before + ", ".join(found)
    alike = get_close_matches(value, list(found), SHOWN, 0.6)
    shown = list(dict.fromkeys([*alike, *found]))[:SHOWN]
    return f"{before}{', '.join(shown)} and {len(found) - len(shown)} more"
