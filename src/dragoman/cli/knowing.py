"""`dragoman knowledge`: check it, show an entry, list names it does not have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dragoman.cli.coding import Knowledge, Paths, Published, Reading, open_coder
from dragoman.errors import UsageError

app = typer.Typer(
    help="The knowledge behind the claims: check it, look things up, find what it lacks.", no_args_is_help=True, rich_markup_mode=None
)


@app.command(epilog="Example: dragoman knowledge check consult accuse --knowledge my-knowledge/")
def check(
    parts: Annotated[list[str] | None, typer.Argument(help="Only the rules of these event types, no other file.", show_default=False)] = None,
    knowledge: Knowledge = None,
) -> None:
    """Check every file; run every rule's examples and near misses, the borders between types, and the tables of shifts and conversions.

    Exit status 1 when anything is wrong; each finding says where and how to mend it.
    """
    from dragoman.evaluation.borders import border_failures, conversion_failures, shift_failures
    from dragoman.evaluation.examples import failures

    coder = open_coder(knowledge)
    codebook = coder.rooms.codebook
    wanted = {part.lower() for part in parts or codebook.types}
    strange = sorted(wanted - {name.lower() for name in codebook.types})
    if strange:
        raise UsageError(f"there is no event type {strange[0]!r}", "", f"types are {', '.join(sorted(codebook.types)).lower()}")
    rules = [r for r in codebook.rules.values() if r.event_type.lower() in wanted]
    types = [kind for name, kind in codebook.types.items() if name.lower() in wanted]
    found = [] if parts else list(coder.rooms.check())
    found += failures(coder, rules) + border_failures(coder, types)
    if not parts:
        found += shift_failures(coder, codebook.shifts) + conversion_failures(coder, codebook.conversions)
    for problem in found:
        typer.echo(str(problem), err=True)
    examples = sum(len(r.examples) + len(r.near_misses) for r in rules)
    heads = len({(pattern.form, head) for r in rules for pattern in r.patterns for head in pattern.heads})
    borders = sum(len(kind.boundaries) for kind in types)
    typer.echo(f"{len(rules)} rules with {heads} predicates, {examples} examples and near misses, {borders} borders, {len(found)} problems")
    if found:
        raise typer.Exit(1)


@app.command(epilog="Example: dragoman knowledge show taliban")
def show(
    name: Annotated[str, typer.Argument(help="An entity's id or name, an event type, or a rule's id.", show_default=False)],
    knowledge: Knowledge = None,
) -> None:
    """Print an entity with its dated roles, an event type with its modes, or a rule with its examples."""
    from dragoman.cli.showing import show as entries

    rooms = open_coder(knowledge).rooms
    shown = entries(name, rooms.resolver.registry, rooms.codebook)
    if not shown:
        typer.echo(f"dragoman: nothing is called {name!r} (try a name, an entity id, an event type or a rule id)", err=True)
        raise typer.Exit(1)
    typer.echo(shown)


@app.command(epilog="Example: dragoman knowledge unmatched reports/ --most 20")
def unmatched(
    paths: Paths,
    most: Annotated[int, typer.Option(help="How many names to list.", min=1)] = 50,
    published: Published = None,
    knowledge: Knowledge = None,
) -> None:
    """Names that the registry does not have, the most frequent first, with a sentence each, as YAML to complete and keep."""
    coder = open_coder(knowledge)
    reading = Reading(coder, paths, published)
    from dragoman.text import parse_reports
    from dragoman.who.unmatched import unmatched as find

    texts = (text for _, title, body in parse_reports(reading.reports()) for text in (title, body) if text is not None)
    for found in find(texts, finder=coder.rooms.mentions)[:most]:
        typer.echo(f"# {found.count} times in {found.texts} texts: {' '.join(found.sentence.split())}\n{found.as_yaml()}")
    reading.finish("searched")


def register(main: typer.Typer) -> None:
    main.command(epilog="Example: dragoman codebook --output codebook.html")(codebook)


def codebook(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write here: .md for Markdown, .html for a page.")] = None,
    knowledge: Knowledge = None,
) -> None:
    """Write the codebook as a readable page: each type, mode, rule and example."""
    from dragoman.exports.codebook import html, markdown

    found = open_coder(knowledge).rooms.codebook
    if output is None:
        typer.echo(markdown(found))
        return
    output.write_text(html(found) if output.suffix == ".html" else markdown(found), encoding="utf8")
    typer.echo(f"{len(found.rules)} rules written to {output}")
