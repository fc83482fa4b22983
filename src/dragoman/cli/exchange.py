"""Commands that carry events to other programs and data sets, and back: export, import, compare."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from dragoman.cli.coding import Knowledge
from dragoman.cli.filtering import asked, check, filtered
from dragoman.cli.storing import StorePath, store_path
from dragoman.cli.taking import NOTHING, Chosen
from dragoman.errors import UsageError

if TYPE_CHECKING:
    from dragoman.exports.happening import Happening, Options
    from dragoman.imports.comparing import Comparison, Rules, Side
    from dragoman.store.happenings import Wanted
    from dragoman.store.manifest import Snapshot
    from dragoman.store.query import Filters

Item = TypeVar("Item")


class To(StrEnum):
    CSV = "csv"
    PARQUET = "parquet"
    GEOJSON = "geojson"
    GEXF = "gexf"
    PLOVER = "plover"
    POLECAT = "polecat"
    GDELT = "gdelt"
    GDELT_MENTIONS = "gdelt-mentions"
    ICEWS = "icews"
    FTM = "ftm"


class From(StrEnum):
    GDELT = "gdelt"
    GDELT_MENTIONS = "gdelt-mentions"
    ICEWS = "icews"
    POLECAT = "polecat"
    ACLED = "acled"
    UCDP_GED = "ucdp-ged"


class What(StrEnum):
    EVENTS = "events"
    CLAIMS = "claims"


class Network(StrEnum):
    COUNTRIES = "countries"
    ENTITIES = "entities"


class By(StrEnum):
    TYPE = "type"
    QUAD = "quad"


class Shape(StrEnum):
    TABLE = "table"
    CSV = "csv"
    JSON = "json"


OutputFile = Annotated[Path | None, typer.Option("--output", "-o", help="The file to write; without it, the screen.", show_default=False)]


def register(app: typer.Typer) -> None:
    app.command(epilog="Example: dragoman export news --to gdelt --since 2023 -o events.tsv    or: dragoman export news --shareable -o bare")(
        export
    )
    app.command("import", epilog="Example: dragoman import 20230502.export.CSV.zip --from gdelt -o gdelt.parquet")(import_)
    app.command(epilog="Example: dragoman compare news gdelt.parquet --by quad --days 2")(compare)


@filtered(
    "speaker", "rights", "report",
    modality="asserted (alone in formats that have no word for the others), future, …",
    since="It lies on or after this day, month or year.", until="It lies on or before this day, month or year.",
    published_since="First published on or after.", published_until="First published on or before.",
)  # fmt: skip
def export(
    store: StorePath,
    to: Annotated[
        To | None, typer.Option("--to", help="The format to write (docs/exports.md says what each loses).", show_default=False)
    ] = None,
    what: Annotated[What, typer.Option("--what", help="One row an event, or one a claim.")] = What.EVENTS,
    chosen: Chosen = NOTHING,
    sentences: Annotated[bool, typer.Option("--sentences", help="Write the sentences of the reports, too, where the format has room.")] = False,
    shareable: Annotated[
        bool, typer.Option("--shareable", help="No words of reports: without --to a copy of the store, with it the format without them.")
    ] = False,
    bom: Annotated[bool, typer.Option("--bom", help="CSV: begin with the mark by which Excel knows UTF-8.")] = False,
    network: Annotated[Network, typer.Option("--network", help="GEXF: what the nodes are.")] = Network.COUNTRIES,
    longest: Annotated[int, typer.Option(min=1, help="Formats with one day: wider dates (in days) are left out, narrower ones shortened.")] = 7,
    output: OutputFile = None,
    knowledge: Knowledge = None,
) -> None:
    """Write the events or claims of a store for other programs, or (--shareable alone) copy the store so that it may be shared.

    Whoever has the texts puts the words back into such a copy with: dragoman restore.
    """
    from dragoman.store import manifest
    from dragoman.store.query import Filters

    snapshot = manifest.read(store)
    if to is None:
        if asked(chosen):
            mend = "give a format with --to; --shareable alone copies the store whole"
            raise UsageError("filters choose what is written in a format", "export", mend)
        return copy(snapshot, shareable, output)
    filters = Filters(**asked(chosen))
    check(filters, snapshot, knowledge)
    options = options_of(knowledge, longest=longest, bom=bom, network=network.value, words=not shareable)
    write_events(snapshot, to, what, filters, options, sentences, output)
    return None


def copy(snapshot: Snapshot, shareable: bool, output: Path | None) -> None:
    """The store without words, as a store."""
    from dragoman import __version__
    from dragoman.store.copying import shareable as make

    if not shareable:
        mend = "--to csv (gdelt, geojson, …) writes a file; --shareable a store without words; to copy one with its words, copy the folder"
        raise UsageError("say what to export", "export", mend)
    if output is None:
        raise UsageError("say where to", "export --shareable", "give a new folder with -o")
    make(snapshot, output, __version__)
    typer.echo(f"dragoman: wrote {output}", err=True)


def options_of(knowledge: str | None, **given: Any) -> Options:
    from dragoman import __version__
    from dragoman.exports.happening import Options
    from dragoman.lexicon.folder import Knowledge as Folders

    return Options(Folders.open(*([knowledge] if knowledge else [])), __version__, **given)


def write_events(snapshot: Snapshot, to: To, what: What, filters: Filters, options: Options, sentences: bool, output: Path | None) -> None:
    """Stream what the filters leave into the format, and say on stderr what was written and what was not."""
    from dataclasses import replace

    from dragoman.exports.formats import SIMPLE, WITHOUT_MODALITY, WRITERS
    from dragoman.store.happenings import Wanted

    if to in WITHOUT_MODALITY and not filters.modality:
        filters = replace(filters, modality=("asserted",))
        typer.echo(f"dragoman: {to} has no word for plans and denials: asserted {what} only (--modality chooses)", err=True)
    if to is To.PARQUET and output is None and sys.stdout.isatty():
        raise UsageError("Parquet is no text for a terminal", "--to parquet", "give a file with -o events.parquet")
    wanted = Wanted(
        parties=to not in SIMPLE or not options.words or not snapshot.words,
        evidence=to not in SIMPLE and to is not To.GEXF,
        offsets=to is To.GDELT_MENTIONS,
        sentences=sentences,
        words=options.words,
        knowledge=options.knowledge,
    )
    place = f" written to {output}" if output else ""
    if what is What.CLAIMS and to in {To.CSV, To.PARQUET}:
        said = f"{write_claims(snapshot, to, filters, wanted, options, output):,} claims{place}"
    else:
        found = begun(happenings(snapshot, what, filters, wanted))
        with target(output) as out:
            said = WRITERS[to](found, out, options).said(place, "claim" if what is What.CLAIMS else "event")
    typer.echo(f"dragoman: {said}", err=True)


def happenings(snapshot: Snapshot, what: What, filters: Filters, wanted: Wanted) -> Iterator[Happening]:
    from dragoman.store import events, happenings
    from dragoman.store.engine import open_views

    if what is What.CLAIMS:
        yield from happenings.claims(open_views(snapshot, tables=("claims", "reports")), filters, wanted)
        return
    if stale := events.note(snapshot):
        typer.echo(f"dragoman: {stale}", err=True)
    tables = ("claims", "reports", "events", "event_party", "event_claim")
    yield from happenings.events(open_views(snapshot, revised=True, tables=tables), filters, wanted)


def write_claims(snapshot: Snapshot, to: To, filters: Filters, wanted: Wanted, options: Options, output: Path | None) -> int:
    """Claims with all their own columns, as `dragoman query` writes them; without the words of reports where those must not leave."""
    from dragoman.exports.tabular import BOM
    from dragoman.store import query
    from dragoman.store.output import FORMS
    from dragoman.store.package import WORDS

    hidden = () if options.words else (*WORDS["claims"], *(f"{role}_name" for role in ("actor", "recipient", "speaker")))
    columns = [name for name in query.default_columns(wanted.sentences) if name not in hidden]
    batches = begun(query.claims(snapshot, filters, columns=columns))
    with target(output) as out:
        if options.bom and to is To.CSV:
            out.write(BOM)
        return FORMS[to](batches, out)


@contextmanager
def target(output: Path | None) -> Iterator[IO[bytes]]:
    """The stream to write to; a file appears under its name only when it is whole. Raises UsageError where it cannot be made."""
    if output is None or str(output) == "-":
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    beside = output.with_name(f".{output.name}.part")
    try:
        with beside.open("wb") as out:
            yield out
        beside.replace(output)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror or error}", str(output), "give a file in a folder that is there") from error
    finally:
        beside.unlink(missing_ok=True)


def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="CSV, TSV, gzip or ZIP.", show_default=False)],
    origin: Annotated[From, typer.Option("--from", help="The data set the files are of.", show_default=False)],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A .parquet or .csv file; without it, CSV to the screen.", show_default=False)
    ] = None,
    keep_twins: Annotated[
        bool, typer.Option("--keep-twins", help="Leave the second row of talks (source and target exchanged) as an event of its own.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Leave with status 1 where any row is bad.")] = False,
    knowledge: Knowledge = None,
) -> None:
    """Read files of GDELT, ICEWS, POLECAT, ACLED or UCDP as events with Dragoman's columns; bad rows are counted and left out.

    GDELT mentions become rows of event_claim. Exit status: 0, 1 (no event in the files, or bad rows with --strict), 2 (not this format).
    """
    from dragoman.exports import tabular
    from dragoman.imports.reading import FORMATS, Account, imported

    options = options_of(knowledge)
    account = Account()
    rows = begun(imported(files, origin.value, options.knowledge, account, keep_twins))
    with target(output) as out:
        as_parquet = output is not None and output.suffix in {".parquet", ".pq"}
        (tabular.parquet_rows if as_parquet else tabular.csv_rows)(rows, FORMATS[origin.value].schema, out)
    for line in account.lines():
        typer.echo(f"dragoman: {line}", err=True)
    if not account.made or (strict and account.bad):
        raise typer.Exit(1)


def begun(items: Iterator[Item]) -> Iterator[Item]:
    """The same items, the first one already read: what is wrong from the start is said before anything is written."""
    from itertools import chain, islice

    return chain(list(islice(items, 1)), items)


def compare(
    a: Annotated[
        Path, typer.Argument(metavar="A", help="A store, or a .parquet or .csv file of events.", show_default=False, parser=store_path)
    ],
    b: Annotated[Path, typer.Argument(metavar="B", help="Likewise.", show_default=False, parser=store_path)],
    by: Annotated[By, typer.Option("--by", help="What must agree beside the two countries.")] = By.TYPE,
    days: Annotated[int, typer.Option(min=0, max=366, help="How many days two events may lie apart.")] = 1,
    widest: Annotated[int, typer.Option(min=1, help="Leave events aside whose date is wider than so many days.")] = 31,
    undirected: Annotated[bool, typer.Option("--undirected", help="A towards B is the same as B towards A.")] = False,
    whole: Annotated[bool, typer.Option("--whole", help="All days, not only those from the first to the last that both have.")] = False,
    since: Annotated[str, typer.Option(help="From this day (2023-05-01).")] = "",
    until: Annotated[str, typer.Option(help="Until this day.")] = "",
    form: Annotated[Shape, typer.Option("--format", "-f", help="How to write the answer.")] = Shape.TABLE,
    units: Annotated[
        Path | None, typer.Option(help="Write every match and every event that only one has to this CSV.", show_default=False)
    ] = None,
    output: OutputFile = None,
    knowledge: Knowledge = None,
) -> None:
    """Two sets of events side by side: what both have, what only A has, what only B has, by type and month.

    An event counts once for each pair of countries in it; docs/imports.md tells how two of them match.
    """
    from dragoman.cli.coding import date_option
    from dragoman.exports import comparison
    from dragoman.imports.comparing import Rules
    from dragoman.imports.comparing import compare as matched

    for option, text in (("--since", since), ("--until", until)):
        date_option(text, option)
    rules = Rules(by.value, days, widest, undirected, whole, since, until, options_of(knowledge).knowledge)
    found = matched(side(a, rules), side(b, rules), rules)
    shown = summary(found, rules, str(a), str(b))
    with target(output) as out:
        out.write(comparison.FORMS[form.value](shown).encode())
    if units is not None:
        with target(units) as out:
            comparison.write_units(found.listed(), out)


def side(path: Path, rules: Rules) -> Side:
    """The events of a store or of a file. Raises UsageError, StoreError, ReadingError."""
    from dragoman.imports import comparing, tables
    from dragoman.store import events, happenings, manifest
    from dragoman.store.engine import open_views

    if not path.is_dir():
        return comparing.read(tables.rows(path, comparing.NEEDED), rules)
    snapshot = manifest.read(path)
    if stale := events.note(snapshot):
        typer.echo(f"dragoman: {stale}", err=True)
    return comparing.read(happenings.compared(open_views(snapshot, tables=("claims", "events")), rules.knowledge), rules)


def summary(found: Comparison, rules: Rules, a: str, b: str) -> dict[str, Any]:
    """The answer as plain data: settings, sizes, what was left aside, counts by label and by month."""
    sides: Iterable[tuple[str, Side]] = ((a, found.a), (b, found.b))
    described = [{"set": name, "events": s.rows, "compared": len(s.units), "left_aside": dict(sorted(s.aside.items()))} for name, s in sides]
    return {
        "a": described[0], "b": described[1], "by": rules.by, "days": rules.days, "undirected": rules.undirected,
        "first": found.first, "last": found.last,
        "matched": len(found.matched), "only_a": len(found.only_a), "only_b": len(found.only_b),
        f"by_{rules.by}": found.counts("label"), "by_month": found.counts("month"),
    }  # fmt: skip
