"""Commands that keep reports in a store: init, add, recode, query, diff."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.coding import (
    Columns,
    Format,
    Knowledge,
    Output,
    Paths,
    Published,
    RecordFormat,
    Unmask,
    date_option,
    in_other_languages,
    open_coder,
)
from dragoman.cli.filtering import asked, check, filtered
from dragoman.cli.taking import Chosen
from dragoman.errors import UsageError, interrupts

if TYPE_CHECKING:
    import pyarrow as pa

    from dragoman.coding.pipeline import Coder
    from dragoman.model import Failure
    from dragoman.run.adding import Tally
    from dragoman.store.diff import Change


class EngineName(StrEnum):
    LOCAL = "local"
    RAY = "ray"


def store_path(given: str) -> Path:
    """The folder of a store; for a store elsewhere (s3://…), of its mirror here, brought up to date. Raises StoreError."""
    from dragoman.store import remote

    return remote.opened(given) if remote.is_url(given) else Path(given)


def new_store_path(given: str) -> Path:
    """Likewise, for a store that is to be made."""
    from dragoman.store import remote

    return remote.mirror(given) if remote.is_url(given) else Path(given)


HELP = "The folder of the store, or its URL (s3://…, gs://…; docs/scale.md)."
StorePath = Annotated[Path, typer.Argument(metavar="STORE", help=HELP, show_default=False, parser=store_path)]
NewStorePath = Annotated[Path, typer.Argument(metavar="STORE", help=HELP, show_default=False, parser=new_store_path)]
Workers = Annotated[
    int,
    typer.Option(
        "--workers", "-w", help="Processes that code at the same time (with --engine ray: actors; 0 for all CPUs of the cluster but one)."
    ),
]
RunId = Annotated[str, typer.Option("--run", help="A run (id, start of an id, first, last) instead of the newest coding of each report.")]
Revised = Annotated[bool, typer.Option("--revised", help="Also reports that a later version at the same URL has replaced.")]
Engine = Annotated[EngineName, typer.Option("--engine", help="local: processes of this machine. ray: actors of a Ray cluster.")]
Address = Annotated[str, typer.Option("--address", help="The Ray cluster (host:port, auto); empty starts one on this machine.")]
NoEvents = Annotated[bool, typer.Option("--no-events", help="Leave the events as they are (dragoman assemble brings them up to date).")]
Sql = Annotated[
    str,
    typer.Option(
        "--sql", help="A SELECT instead of filters; views: reports, claims, statements, places, events, event_party, event_claim, changes."
    ),
]
EVERY = 15  # seconds between lines of progress where nobody looks at a terminal
SHOWN = 50  # rows of a table
STOPPED = 130  # exit status after Ctrl-C


def register(app: typer.Typer) -> None:
    app.command(epilog="Example: dragoman init news")(init)
    app.command(epilog="Example: dragoman add news reports/ --workers 2")(add)
    app.command(epilog="Example: dragoman recode news --knowledge my-rules")(recode)
    app.command(epilog="Example: dragoman query news --actor RUS/GOV --recipient AFG --since 2021-08 --format csv -o claims.csv")(query)
    app.command(epilog="Example: dragoman diff news/runs/4f1b… news/runs/90ac…    or: dragoman diff first last --store news")(diff)


def init(
    store: NewStorePath,
    no_text: Annotated[bool, typer.Option("--no-text", help="Keep no sentence and no span text, only offsets, hashes and URLs.")] = False,
) -> None:
    """Make an empty store: a folder of reports and of what is coded of them."""
    from dragoman import __version__
    from dragoman.store.store import init as make

    make(store, not no_text, __version__)
    typer.echo(f"dragoman: made {store}. Next: dragoman add {store} PATHS", err=True)


def add(
    store: StorePath,
    paths: Paths,
    workers: Workers = 1,
    engine: Engine = EngineName.LOCAL,
    address: Address = "",
    published: Published = None,
    columns: Columns = None,
    knowledge: Knowledge = None,
    floor: Annotated[float | None, typer.Option(help="Leave out claims below this confidence (0 to 1).")] = None,
    unmask: Unmask = False,
    shard: Annotated[int, typer.Option(min=1, help="Reports that are committed together.")] = 128,
    no_events: NoEvents = False,
) -> None:
    """Add reports to a store and code them. The same again adds nothing; broken off, the same command goes on where it stopped.

    Reports in other languages than English are kept, uncoded. What would be read: dragoman read PATHS.

    Exit status: 0 all added, 1 some inputs failed (listed; the rest is done), 2 wrong usage or the store cannot be written, 130 Ctrl-C.
    """
    from dragoman.reading.columns import parse
    from dragoman.run import adding
    from dragoman.store import manifest

    manifest.read(store)  # a wrong path is said before anything is loaded
    coder = open_coder(knowledge, floor, unmask)
    prepare(coder)
    date, named = date_option(published), parse(columns)
    cluster = cluster_of(engine, address)

    def work(watch: Callable[[Tally], None]) -> Tally:
        return adding.add(
            store, paths, coder, workers=workers, cluster=cluster, published=date, columns=named, shard=shard, events=not no_events,
            watch=watch, tell=tell,
        )  # fmt: skip

    finish(work, store)


def recode(
    store: StorePath,
    workers: Workers = 1,
    engine: Engine = EngineName.LOCAL,
    address: Address = "",
    knowledge: Knowledge = None,
    floor: Annotated[float | None, typer.Option(help="Leave out claims below this confidence (0 to 1).")] = None,
    unmask: Unmask = False,
    no_events: NoEvents = False,
) -> None:
    """Code all reports of a store again with the present code, knowledge and settings: a new run beside the old ones."""
    from dragoman.run import adding
    from dragoman.store import manifest

    manifest.read(store)
    coder = open_coder(knowledge, floor, unmask)
    prepare(coder)
    cluster = cluster_of(engine, address)
    finish(lambda watch: adding.recode(store, coder, workers=workers, cluster=cluster, events=not no_events, watch=watch, tell=tell), store)


def cluster_of(engine: EngineName, address: str) -> str | None:
    """The address of the Ray cluster, "" for one on this machine; None for local processes. Raises UsageError."""
    if engine is EngineName.RAY:
        return address
    if address:
        raise UsageError("there is an address but no cluster", "--address", "add --engine ray")
    return None


def prepare(coder: Coder) -> None:
    """Have the index of places there before workers start: each would build it by itself, without a word. Milliseconds where it is there."""
    from dragoman.lexicon.places import read_gazetteer

    read_gazetteer(coder.knowledge)


def tell(failure: Failure) -> None:
    mend = f" ({failure.mend})" if failure.mend else ""
    typer.echo(f"dragoman: {failure.source}: {failure.reason}{mend}", err=True)


def finish(work: Callable[[Callable[[Tally], None]], Tally], store: Path) -> None:
    """Do the work with progress shown, say what came of it, and leave with its exit status. Ctrl-C leaves a clean store."""
    from dragoman.exports.happening import counted

    shown = Shown()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as gentle as Ctrl-C
    try:
        tally = work(shown)
    except (KeyboardInterrupt, RuntimeError) as error:
        if not interrupts(error):
            raise
        shown.clear()
        typer.echo(f"dragoman: stopped; {shown.coded} reports of this call are in {store}. The same command goes on from there.", err=True)
        raise typer.Exit(STOPPED) from None
    shown.clear()
    for note in tally.notes:
        typer.echo(f"dragoman: {note}", err=True)
    counts = tally.counts
    words = {"same": "there already", "renamed": "with another report's id", "forgotten": "forgotten, not added again"}
    parts = [f"{counted(tally.coded, 'report')} coded", f"{counted(tally.claims, 'claim')} (run {tally.run})"]
    parts += [f"{counts[name]:,} {said}" for name, said in words.items() if counts[name]]
    parts += [counted(counts["revision"], "revision")] if counts["revision"] else []
    parts += [f"{in_other_languages(tally.others)} kept, not coded"] if tally.others else []
    parts += [f"{counted(tally.failed, 'input')} left out"] if tally.failed else []
    typer.echo(f"dragoman: {', '.join(parts)}", err=True)
    if tally.failed:
        raise typer.Exit(1)


class Shown:
    """Progress on stderr: one line that is written over, or (where nobody looks) a line now and then."""

    def __init__(self) -> None:
        from dragoman.run.progress import Meter

        self.meter = Meter()
        self.live = sys.stderr.isatty()
        self.last = time.monotonic()
        self.coded = 0

    def __call__(self, tally: Tally) -> None:
        self.coded = tally.coded
        line = self.meter.line(tally)
        if self.live:
            sys.stderr.write(f"\r\033[K{line}")
            sys.stderr.flush()
        elif time.monotonic() - self.last >= EVERY:
            self.last = time.monotonic()
            typer.echo(f"dragoman: {line}", err=True)

    def clear(self) -> None:
        if self.live:
            sys.stderr.write("\r\033[K")


@filtered()
def query(
    store: StorePath,
    chosen: Chosen,
    text: Annotated[str, typer.Option(help="Words in the claim's sentence.")] = "",
    sql: Sql = "",
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write the answer.")] = Format.TABLE,
    output: Output = None,
    limit: Annotated[int | None, typer.Option(min=0, help="At most so many claims (a table on the screen has 50).")] = None,
    sentences: Annotated[bool, typer.Option("--sentences", help="Write the claims' sentences, too.")] = False,
    run: RunId = "",
    revised: Revised = False,
) -> None:
    """Claims of a store that satisfy all filters, or any SELECT (--sql)."""
    from dragoman.store import manifest
    from dragoman.store import query as asking
    from dragoman.store.output import write

    snapshot = manifest.read(store)
    run = snapshot.find_run(run) if run else ""
    path = str(output) if output and str(output) != "-" else None
    filters = asking.Filters(**asked(chosen), text=text)
    if sql:
        if filters != asking.Filters():
            raise UsageError("--sql and filters do not go together", "query", "put the conditions into the WHERE of the SELECT")
        write(asking.sql(snapshot, sql, run=run, revised=revised), form.value, path)
        return
    check(filters, snapshot)
    columns = {Format.JSONL: ["record", *asking.REPORT_COLUMNS], Format.TABLE: ["record", "outlet", "published", "title"]}
    wanted = columns.get(form, asking.default_columns(sentences))
    most = SHOWN + 1 if form is Format.TABLE and limit is None else limit
    found = asking.claims(snapshot, filters, run=run, revised=revised, columns=wanted, limit=most)
    if form is Format.TABLE:
        show(found, limit, sentences)
        return
    rows = write(found if form is not Format.JSONL or sentences else map(asking.without_sentences, found), form.value, path)
    if path:
        typer.echo(f"dragoman: {rows} claims written to {path}", err=True)


def show(batches: Iterator[pa.RecordBatch], limit: int | None, sentences: bool) -> None:
    """Claims for the eye, a table for each report."""
    from itertools import groupby

    from dragoman.exports.terminal import console, plain, print_claims

    rows = [row for batch in batches for row in batch.to_pylist()]
    more = limit is None and len(rows) > SHOWN
    screen = console()
    for _, group in groupby(rows[:SHOWN] if more else rows, key=lambda row: json.loads(row["record"])["report_id"]):
        found = list(group)
        records = [json.loads(row["record"]) for row in found]
        first = found[0]
        print_claims(
            screen, records, " · ".join(part for part in (first["outlet"], first["published"] or "date unknown", first["title"]) if part)
        )
        if sentences:
            for record in records:
                typer.echo(f"  {record['trigger']['text']}: {plain(record['sentence']['text'])}")
    if not rows:
        typer.echo("no claims", err=True)
    if more:
        typer.echo(f"dragoman: these are the first {SHOWN}; give --limit, or --format csv -o FILE for all", err=True)


def diff(
    old: Annotated[str, typer.Argument(metavar="RUN", help="STORE/runs/ID, or with --store an id, its start, first or last.")],
    new: Annotated[str, typer.Argument(metavar="RUN", help="Likewise.")],
    store: Annotated[Path | None, typer.Option(help="The store the runs are in.")] = None,
    form: Annotated[RecordFormat, typer.Option("--format", "-f", help="For the eye, or one JSON object a change.")] = RecordFormat.TABLE,
) -> None:
    """Which claims came, went and changed from one run to another, with their sentences."""
    from dragoman.store import manifest
    from dragoman.store.diff import count
    from dragoman.store.diff import diff as compare

    folders = [path.parent.parent for path in map(Path, (old, new)) if path.parent.name == "runs"]
    if store is None and (len(folders) != 2 or folders[0].resolve() != folders[1].resolve()):
        raise UsageError("which store?", "diff", "give both runs as STORE/runs/ID, or add --store STORE")
    snapshot = manifest.read(store or folders[0])
    before, after = (snapshot.find_run(Path(given).name) for given in (old, new))
    found: Counter[str] = Counter()
    for change in compare(snapshot, before, after):
        found[change.what] += 1
        typer.echo(json.dumps(change.line(), ensure_ascii=False) if form is RecordFormat.JSONL else change_lines(change))
    sizes = [sum(c.tables["claims"].rows for c in snapshot.chosen(run)) for run in (before, after)]
    typer.echo(f"dragoman: {before} to {after}: {count(found, (sizes[0], sizes[1]))}", err=True)


def change_lines(change: Change) -> str:
    """One change for the eye: what it is, its sentence, what is different."""
    from dragoman.exports.terminal import plain
    from dragoman.store.diff import said

    record = change.new or change.old or {}
    sign = {"came": "+", "went": "-", "changed": "~"}[change.what]
    parties = dict(said(record))
    who, whom = (plain(", ".join(parties[role])) for role in ("actor", "recipient"))
    head = f"{sign} {record['event_type']} {record['mode']}".rstrip()
    deed = f"{head}: {who or '(nobody named)'}{' -> ' + whom if whom else ''} [{record['rule']}]"
    fields = [f"    {name}: {plain(str(one))} => {plain(str(other))}" for name, one, other in change.fields]
    return "\n".join([deed, f"    {change.report_id}: {plain(change.sentence) or '(no words in this store)'}", *fields])
