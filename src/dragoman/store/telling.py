"""What a paper says about a store: a paragraph for its appendix, and a reference with the snapshot's hash."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from dragoman.exports.happening import counted
from dragoman.store.engine import open_views
from dragoman.store.events import note
from dragoman.store.manifest import Snapshot


@dataclass(frozen=True)
class Facts:
    """Counts of a snapshot as it is asked without options: newest codings, latest versions."""

    reports: int
    revised: int
    outlets: int
    first: str
    last: str
    claims: int
    statements: int
    types: tuple[tuple[str, int], ...]
    failures: int
    no_rules: int
    others: int  # reports in languages that are not coded


def facts(snapshot: Snapshot) -> Facts:
    """Raises StoreError for a damaged segment."""
    connection = open_views(snapshot)

    def ask(sql: str) -> Any:
        return connection.execute(sql).fetchall()

    coded = "coalesce(language, '') IN ('', 'en')"
    outlets = "count(DISTINCT nullif(outlet, ''))"
    days = "min(nullif(published, '')), max(nullif(published, ''))"
    ((reports, places, first, last),) = ask(f"SELECT count(*), {outlets}, {days} FROM reports WHERE {coded}")
    ((others,),) = ask(f"SELECT count(*) FROM reports WHERE NOT {coded}")
    types = ask("SELECT event_type, count(*) AS n FROM claims GROUP BY 1 ORDER BY n DESC, 1")
    ((by_model,),) = ask("SELECT count(*) FROM claims WHERE coder <> 'rules'")
    ((said,),) = ask("SELECT count(*) FROM statements")
    total = sum(segment.rows for segment in snapshot.reports.values())
    failures = sum(len(coded.failures) for coded in snapshot.chosen())
    claims = sum(number for _, number in types)
    return Facts(reports, total - reports - others, places, first or "", last or "", claims, said, tuple(types), failures, by_model, others)


def methods(snapshot: Snapshot) -> str:
    """The paragraph a paper's appendix needs."""
    found = facts(snapshot)
    used = Counter(coded.run for coded in snapshot.chosen())
    runs = [snapshot.runs[id] for id in snapshot.runs if used[id]]
    day = f"on {found.first}" if found.first == found.last else f"between {found.first} and {found.last}"
    when = f" published {day}" if found.first else ""
    most = ", ".join(f"{name} ({number:,})" for name, number in found.types[:5])
    lines = [
        f"Events were coded from {counted(found.reports, 'news report')} of {counted(found.outlets, 'outlet')}{when}, with Dragoman "
        f"{versions(runs)}, an open-source coder of political events that follows the PLOVER 2021 ontology: hand-written rules with examples, "
        "and a linear classifier where no rule speaks.",
    ]
    if found.revised:
        earlier = f"{counted(found.revised, 'earlier version')} left out"
        lines.append(f"Of reports that were changed or dated anew after publication only the last version counts ({earlier}).")
    lines.append(
        f"The reports make {counted(found.claims, 'claim')}, {found.no_rules:,} of them coded by the classifier, and "
        f"{counted(found.statements, 'attributed statement')}; the most frequent types are {most or 'none'}."
    )
    if "events" in snapshot.events and not note(snapshot):
        merged = counted(snapshot.events["events"].rows, "event")
        lines.append(
            f"Claims of one happening are merged, with their independent sources counted: {merged} in all, plans and denials among them."
        )
    if found.others:
        lines.append(f"{found.others:,} more reports, in other languages than English, are kept with the data; they were not coded.")
    if found.failures:
        lines.append(f"{found.failures:,} reports could not be coded.")
    for run in runs:
        lines.append(described(run, used[run["id"]], len(runs)))
    if snapshot.forgotten:
        lines.append("Reports or entities were removed from the data on request; a list of the decisions is kept with the store.")
    same = "the same reports, code, knowledge, model and settings give the same claims, byte for byte."
    lines.append(f"The data are the snapshot {snapshot.digest}; {same}")
    return " ".join(lines)


def versions(runs: list[dict[str, Any]]) -> str:
    return " and ".join(dict.fromkeys(str(run.get("version", "?")) for run in runs)) or "(no reports are coded)"


def described(run: dict[str, Any], shards: int, several: int) -> str:
    settings = run.get("settings", {})
    given = ", ".join(f"{name} {value}" for name, value in settings.items() if value not in ("", None))
    part = f" ({shards} shards)" if several > 1 else ""
    return (
        f"Run {run['id']}{part}: code {run.get('code', '?')}, knowledge {run.get('knowledge', '?')}, model {run.get('model', '?')}, "
        f"parser {run.get('parser', '?')}; settings: {given or 'none'}."
    )


def cite(snapshot: Snapshot, author: str = "", title: str = "") -> str:
    """A BibTeX entry for the snapshot. `author`: who made the data, as BibTeX writes names ("Doe, Jane and Roe, Richard"); the program
    stands in for it where nobody is named."""
    found = facts(snapshot)
    runs = [snapshot.runs[coded.run] for coded in snapshot.chosen()]
    day = max((str(line["ended"])[:10] for line in snapshot.adds), default="")
    knowledge = ", ".join(dict.fromkeys(str(run.get("knowledge", "?")) for run in runs))
    default = f"Political event data coded with Dragoman: {counted(found.claims, 'claim')} of {counted(found.reports, 'report')}"
    fields = {
        "title": f"{{{plain(title) or default}}}",
        "author": plain(author) or "{Dragoman}",
        "year": day[:4],
        "version": versions(runs),
        "note": f"Coded with Dragoman; snapshot {snapshot.digest}; knowledge {knowledge}; coded until {day}",
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{dragoman_{snapshot.digest},\n{body}\n}}"


def plain(words: str) -> str:
    """Words of a user in a field of BibTeX: no brace or line end that would break it."""
    return " ".join("".join(c for c in words if c not in "{}\\").split())
