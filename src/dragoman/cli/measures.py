"""Commands that measure over the events of a store: panel, relation, region, coverage."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli import settings
from dragoman.cli.coding import Knowledge, Output
from dragoman.cli.storing import StorePath
from dragoman.cli.taking import NOTHING, Chosen, Several, flag, one, several, takes
from dragoman.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

    from dragoman.lexicon.folder import Knowledge as Folders
    from dragoman.measures.basis import Basis


class By(StrEnum):
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class PanelForm(StrEnum):
    CSV = "csv"
    PARQUET = "parquet"
    JSON = "json"


class Form(StrEnum):
    TABLE = "table"
    JSON = "json"


class PairForm(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"


class Split(StrEnum):
    COUNTRY = "country"
    OWNERSHIP = "ownership"
    CONTROL = "control"
    LANGUAGE = "language"
    AGENCY = "agency"
    OUTLET = "outlet"
    BLOCS = "blocs"


READ = {
    "since": one("Only events that begin, and reports published, on or after this day, month or year."),
    "until": one("Likewise: on or before."),
    "outlets": several("Only what these outlets tell: RUS, RUS/state, /state, lang:fa, for:AFG, agency, or a name. Commas or repeated."),
    "without": several("Without these outlets; likewise."),
    "constant": (Annotated[By | None, typer.Option(help="Only outlets that have a report in each such period.")], None),
}  # what is read: options that every measure has
COUNTED = {
    **READ,
    "background": flag("--background", "Count what reports only recall, too."),
    "unasserted": flag("--unasserted", "Count what is announced, feared or denied, too."),
    "sectors": several("Parties count only in these sectors: GOV, MIL, …."),
    "officials": flag("--officials", "Only parties that act for a state (government, army, police, …)."),
    "belief": (Annotated[float, typer.Option(min=0, max=1, help="Leave out events below this belief.")], 0.0),
}  # which events count; with READ the scope
DRAWN = {
    "seed": (Annotated[int, typer.Option(help="Seed of the bootstrap over reports.")], 1),
    "draws": (Annotated[int, typer.Option(min=20, help="Draws of the bootstrap over reports.")], 200),
}
Organisations = Annotated[bool, typer.Option("--organisations", help="Also UNO, IGO and other actors that are no country.")]


def register(app: typer.Typer) -> None:
    app.command(epilog="Example: dragoman panel news --by month --actors RUS,CHN,IRN,AFG --format csv -o panel.csv")(panel)
    app.command(epilog="Example: dragoman relation news RUS AFG    or: dragoman relation news --format csv -o all-pairs.csv")(relation)
    app.command(epilog='Example: dragoman region news "Central Asia" --without RUS/state')(region)
    app.command(epilog="Example: dragoman coverage news --since 2021")(coverage)


def commas(values: Several) -> tuple[str, ...]:
    """Values given with commas, or one by one, or both."""
    return tuple(part.strip() for value in values or () for part in value.split(",") if part.strip())


def folders(knowledge: str | None) -> Folders:
    """The knowledge in force: built in, with the folder given or the one of dragoman.toml laid over it."""
    from dragoman.lexicon.folder import Knowledge as Opened

    folder = settings.load(knowledge).knowledge
    return Opened.open(*([folder] if folder else []))


def open_measures(store: Path, knowledge: str | None, given: dict[str, Any], split: str = "", **more: Any) -> Basis:
    """The basis over a store for the options of a command; says on stderr where its events are not up to date."""
    from dragoman.lexicon import measuring
    from dragoman.measures.opening import open_basis
    from dragoman.measures.scope import Period, Scope
    from dragoman.store import manifest
    from dragoman.store.events import note
    from dragoman.store.values import sectors as known_sectors

    known = folders(knowledge)
    officials = measuring.load(known).officials if given.pop("officials") else ()
    sectors = (*(sector.upper() for sector in commas(given.pop("sectors"))), *officials)
    wrong = [sector for sector in sectors if sector not in known_sectors(known)]
    if wrong:
        raise UsageError(f"there is no sector {wrong[0]!r}", "--sectors", f"there are {', '.join(known_sectors(known))}")
    constant = given.pop("constant")
    outlets, without = (commas(given.pop(key)) for key in ("outlets", "without"))
    stale = note(manifest.read(store))
    if stale:
        typer.echo(f"dragoman: {stale}", err=True)
    scope = Scope(**given, outlets=outlets, without=without, sectors=sectors, constant=Period(constant.value) if constant else None)
    return open_basis(store, scope, knowledge=known, split=split, **more)


def code_of(value: str, knowledge: Folders, option: str) -> str:
    """The code of a country as given. Raises UsageError for what is no code, with the code where it is a country's name."""
    if len(value) != 3:
        from dragoman.store.values import country_hint

        raise UsageError(f"{value.upper()!r} is no country", option, country_hint(value, knowledge))
    return value.upper()


def codes(values: Several, knowledge: Folders) -> tuple[str, ...]:
    return tuple(code_of(value, knowledge, "--actors") for value in commas(values))


def pair_codes(values: Several) -> list[tuple[str, str]]:
    """Pairs written RUS-AFG. Raises UsageError for anything else."""
    pairs = [tuple(value.upper().replace(">", "-").split("-")) for value in commas(values)]
    for pair in pairs:
        if len(pair) != 2 or not all(pair):
            raise UsageError(f"{'-'.join(pair)!r} is no pair", "--pairs", "write RUS-AFG,AFG-RUS: who acts, a hyphen, towards whom")
    return [(pair[0], pair[1]) for pair in pairs]


@takes(COUNTED | DRAWN)
def panel(
    store: StorePath,
    by: Annotated[By, typer.Option("--by", help="Length of a period.")] = By.MONTH,
    actors: Annotated[Several, typer.Option("--actors", help="All ordered pairs of these countries (ISO3). Commas or repeated.")] = None,
    pairs: Annotated[Several, typer.Option("--pairs", help="Just these directed pairs: RUS-AFG,AFG-RUS.")] = None,
    split: Annotated[Split | None, typer.Option("--split", help="A row for each bloc of outlets.")] = None,
    chosen: Chosen = NOTHING,
    domestic: Annotated[bool, typer.Option("--domestic", help="Also what happens inside one country.")] = False,
    organisations: Organisations = False,
    events: Annotated[bool, typer.Option("--events", help="A last column with the ids of each cell's events (JSON has it anyway).")] = False,
    form: Annotated[PanelForm, typer.Option("--format", "-f", help="How to write it.")] = PanelForm.CSV,
    output: Output = None,
    knowledge: Knowledge = None,
) -> None:
    """Directed pairs of countries by period: counts with zeros filled in, NA where nothing was read, intensity with its interval.

    Coverage goes to stderr, and with --output to a file beside the panel (NAME-coverage.csv).
    """
    from dragoman.measures.coverage import summary
    from dragoman.measures.panel import panel as make
    from dragoman.measures.panel import write_coverage
    from dragoman.measures.scope import Period

    scope, drawn = parts(chosen)
    basis = open_measures(store, knowledge, scope | {"domestic": domestic}, split.value if split else "", **drawn)
    made = make(basis, Period(by.value), codes(actors, basis.knowledge), pair_codes(pairs), organisations, events or form is PanelForm.JSON)
    if form is PanelForm.JSON:
        found = {"what": "panel", "by": by.value, "rows": parted(made.table, "events"), "notes": list(made.notes), "coverage": made.coverage}
        write_json(found, output)
    else:
        write_table(made.table, form.value, output)
        if output is not None:
            beside = output.with_name(f"{output.stem}-coverage.csv")
            write_coverage(made.coverage, beside)
            typer.echo(f"dragoman: {made.table.num_rows} rows written to {output}, coverage to {beside}", err=True)
    typer.echo(f"dragoman: {summary(made.coverage)}", err=True)
    for note in (*made.coverage["notes"], *made.notes):
        typer.echo(f"dragoman: {note}", err=True)


def parts(chosen: Chosen) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of the shared options of a command those that make its scope, and those of the bootstrap."""
    return {name: chosen.get(name, default) for name, (_, default) in COUNTED.items()}, {n: chosen[n] for n in DRAWN if n in chosen}


def parted(table: pa.Table, column: str) -> list[dict[str, Any]]:
    """Rows with one column of joined ids as lists; days in ISO form, what is no number as null."""
    rows: list[dict[str, Any]] = table.to_pylist()
    for row in rows:
        row[column] = (row[column] or "").split("; ") if row[column] else []
        for name, value in row.items():
            if isinstance(value, float) and value != value:
                row[name] = None
    return rows


def write_json(found: Any, output: Path | None) -> None:
    """An answer as JSON. Raises UsageError where the file cannot be written."""
    text = json.dumps(found, ensure_ascii=False, default=str, allow_nan=False, indent=1)
    if output is None:
        typer.echo(text)
        return
    try:
        output.write_text(text + "\n", encoding="utf8")
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror or error}", str(output), "give another file with --output") from error
    typer.echo(f"dragoman: written to {output}", err=True)


@takes(COUNTED | DRAWN)
def relation(
    store: StorePath,
    one: Annotated[str, typer.Argument(metavar="COUNTRY", help="A country (ISO3); without countries all pairs.", show_default=False)] = "",
    other: Annotated[str, typer.Argument(metavar="COUNTRY", help="Another.", show_default=False)] = "",
    window: Annotated[int, typer.Option("--window", min=1, help="Days at the end that the trend compares with the weeks before.")] = 7,
    split: Annotated[Split | None, typer.Option("--split", help="Of one pair, also counts by bloc of outlets.")] = None,
    chosen: Chosen = NOTHING,
    organisations: Organisations = False,
    form: Annotated[PairForm, typer.Option("--format", "-f", help="How to write it; csv and parquet for all pairs.")] = PairForm.TABLE,
    output: Output = None,
    knowledge: Knowledge = None,
) -> None:
    """What two countries do to each other: counts, intensity, trend, first contacts, changes of level, with the events behind them.

    Without countries: one row for every pair.
    """
    from dragoman.cli import measures_shown as shown

    scope, drawn = parts(chosen)
    if bool(one) != bool(other):
        raise UsageError("one country is no pair", "relation", "give two, such as RUS AFG, or none for all pairs")
    if one:
        if form in {PairForm.CSV, PairForm.PARQUET}:
            raise UsageError(f"one pair is written as table or json, not as {form.value}", "--format", "leave the countries out, or use panel")
        known = folders(knowledge)
        found = relation_of(store, knowledge, scope, (code_of(one, known, "relation"), code_of(other, known, "relation")), window, split, drawn)
        if form is PairForm.JSON or output:
            write_json(found, output)
        else:
            shown.relation(found)
        return
    basis = open_measures(store, knowledge, scope, **drawn)
    all_pairs(basis, window, organisations, form, output)


def all_pairs(basis: Basis, window: int, organisations: bool, form: PairForm, output: Path | None) -> None:
    """One row for every pair, in the form asked for; coverage to stderr, and beside a file."""
    from dragoman.cli import measures_shown as shown
    from dragoman.measures.coverage import coverage as cover
    from dragoman.measures.coverage import summary
    from dragoman.measures.panel import write_coverage
    from dragoman.measures.relations import relations

    table = relations(basis, window, organisations, form is PairForm.JSON)
    found = cover(basis)
    if form is PairForm.JSON:
        write_json({"what": "relations", "rows": parted(table, "event_ids"), "coverage": found}, output)
    elif form is PairForm.TABLE:
        shown.relations(table)
    else:
        write_table(table, form.value, output)
        if output is not None:
            write_coverage(found, output.with_name(f"{output.stem}-coverage.csv"))
    typer.echo(f"dragoman: {summary(found)}", err=True)


def write_table(table: pa.Table, form: str, output: Path | None) -> None:
    """A table as csv or parquet, to a file or to standard output. Raises UsageError where the file cannot be written."""
    from dragoman.measures.panel import write_csv, write_parquet

    write = write_csv if form == "csv" else write_parquet
    if output is None:
        write(table, sys.stdout.buffer)
        return
    try:
        with output.open("wb") as out:
            write(table, out)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror or error}", str(output), "give another file with --output") from error


def relation_of(
    store: Path, knowledge: str | None, given: dict[str, Any], pair: tuple[str, str], window: int, split: Split | None, chance: dict[str, Any]
) -> dict[str, Any]:
    """The relation of one pair and, where asked for, its counts by bloc."""
    from dragoman.measures.blocs import by_bloc
    from dragoman.measures.relation import relation as measure

    found = measure(open_measures(store, knowledge, dict(given), **chance), *pair, window)
    if split:
        found["by_bloc"] = by_bloc(open_measures(store, knowledge, dict(given), split.value), *pair)
    return found


@takes(COUNTED | DRAWN)
def region(
    store: StorePath,
    name: Annotated[str, typer.Argument(help='A region ("Central Asia"), or countries (AFG,PAK,IRN). Without it: the regions.')] = "",
    days: Annotated[int, typer.Option("--days", min=1, help="Time for a response.")] = 14,
    weights: Annotated[Several, typer.Option("--weights", help="Your own weights to add the parts up: aid=2,coercion=-1,engagement=1.")] = None,
    chosen: Chosen = NOTHING,
    organisations: Organisations = False,
    form: Annotated[
        Form, typer.Option("--format", "-f", help="For the eye, or as JSON with the ids of the events behind every figure.")
    ] = Form.TABLE,
    output: Output = None,
    knowledge: Knowledge = None,
) -> None:
    """The account of a region: engagement, positions, material weight and response, side by side.

    They are added up only with --weights of your own, and the parts are then shown beside the sum.
    """
    from dragoman.cli import measures_shown as shown
    from dragoman.measures.region import region as measure

    scope, drawn = parts(chosen)
    basis = open_measures(store, knowledge, scope, **drawn)
    if not name:
        shown.regions(basis.knowledge)
        return
    found = measure(basis, name, days=days, organisations=organisations, weights=weighed(weights))
    if form is Form.JSON or output:
        write_json(found, output)
    else:
        shown.region(found)


def weighed(values: Several) -> dict[str, float] | None:
    """Weights as written: aid=2,coercion=-1. Raises UsageError for what is none."""
    found: dict[str, float] = {}
    for value in commas(values):
        part, _, number = value.partition("=")
        try:
            found[part.strip()] = float(number)
        except ValueError:
            raise UsageError(f"{value!r} is no weight", "--weights", "write aid=2,coercion=-1") from None
    return found or None


@takes(READ)
def coverage(
    store: StorePath,
    chosen: Chosen = NOTHING,
    form: Annotated[PairForm, typer.Option("--format", "-f", help="How to write it.")] = PairForm.TABLE,
    output: Output = None,
    knowledge: Knowledge = None,
) -> None:
    """What was read: reports per outlet and month, with seat, owner and control of each outlet."""
    from dragoman.cli import measures_shown as shown
    from dragoman.measures.coverage import coverage as cover
    from dragoman.measures.panel import coverage_table

    basis = open_measures(store, knowledge, parts(chosen)[0])
    found = cover(basis)
    if form is PairForm.TABLE and output is None:
        shown.coverage(found)
    elif form in {PairForm.JSON, PairForm.TABLE}:
        write_json(found, output)
    else:
        write_table(coverage_table(found), form.value, output)
