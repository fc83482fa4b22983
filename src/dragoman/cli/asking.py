"""Commands that ask about one phrase, or many (`--jsonl`): who, when, where."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from dragoman.cli.coding import Knowledge, date_option, open_coder
from dragoman.errors import ReadingError, UsageError

Phrase = Annotated[str | None, typer.Argument(help="The phrase.", show_default=False)]
Bulk = Annotated[str | None, typer.Option("--jsonl", help="A file of questions, one JSON object a line, or - for standard input.")]
Context = Annotated[str, typer.Option(help="Words around the phrase, as far as they help.")]


def register(app: typer.Typer) -> None:
    app.command(epilog='Example: dragoman who "Russian foreign minister" --date 2023-09-29')(who)
    app.command(epilog='Example: dragoman when "the early 2000s" --published 2023-09-29')(when)
    app.command(epilog='Example: dragoman where "Tripoli" --context "in northern Lebanon"')(where)


def who(
    phrase: Phrase = None,
    date: Annotated[str, typer.Option(help="The date (2023-09-29) on which the phrase is used.")] = "",
    context: Context = "",
    country: Annotated[str, typer.Option(help="A country (ISO3) the report is about.")] = "",
    jsonl: Bulk = None,
    knowledge: Knowledge = None,
) -> None:
    """Who a phrase means on a date: country, sector, entity, and why."""
    date_option(date, "--date")
    rooms = open_coder(knowledge).rooms
    answer_all(phrase, jsonl, {"date": date, "context": context, "country_hint": country}, lambda q: rooms.who(**q))


def when(
    phrase: Phrase = None,
    published: Annotated[str, typer.Option(help="The date of publication (2023-09-29).")] = "",
    jsonl: Bulk = None,
    knowledge: Knowledge = None,
) -> None:
    """Which days a time expression means, seen from a date of publication, and why."""
    date_option(published)
    rooms = open_coder(knowledge).rooms
    answer_all(phrase, jsonl, {"published": published}, lambda q: rooms.when(**q))


def where(phrase: Phrase = None, context: Context = "", jsonl: Bulk = None, knowledge: Knowledge = None) -> None:
    """Which place a toponym means in its context, and why."""
    rooms = open_coder(knowledge).rooms
    answer_all(phrase, jsonl, {"context": context}, lambda q: rooms.where(**q))


def answer_all(phrase: str | None, jsonl: str | None, given: dict[str, str], ask: Callable[[dict[str, str]], dict[str, Any]]) -> None:
    """One answer for a person, or one a line, in the order of the questions, each with its question.

    Raises UsageError when neither or both are given, ReadingError naming the line of a question that cannot be answered.
    """
    if (phrase is None) == (jsonl is None):
        raise UsageError("give either a phrase or --jsonl FILE", "", "see the example in --help")
    if phrase is not None:
        for key, value in ask({"text": phrase, **given}).items():
            typer.echo(f"{key:<12} {value}")
        return
    for where, question in questions(str(jsonl)):
        wanted = {"text": question["text"], **{key: str(question.get(key) or default) for key, default in given.items()}}
        try:
            answer = ask(wanted)
        except ValueError as error:  # a date that is none
            raise ReadingError(f"not a question: {error}", where, "write dates as 2023-09-29") from error
        typer.echo(json.dumps({**question, **answer}, ensure_ascii=False))


def questions(source: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Questions of a JSONL file with where each stands. Raises ReadingError naming the line, UsageError for a file that is not there."""
    try:
        lines = sys.stdin if source == "-" else Path(source).open(encoding="utf8")  # noqa: SIM115 - read to the end of the command
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", source, "check the path") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{source}:{number}"
        try:
            question = json.loads(line)
            yield where, {**question, "text": str(question["text"])}
        except (ValueError, KeyError, TypeError) as error:
            raise ReadingError(f"not a question: {error}", where, 'give an object with "text"') from error
