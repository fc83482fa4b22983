"""What the command says of itself: help, examples, version, completion, logs, the demo."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import typer.main

from dragoman import __version__
from dragoman.cli.app import WAYS, app

Run = Callable[..., Any]
ROOT = typer.main.get_command(app)


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in sorted(group.commands.items()):
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = dict(commands(ROOT))


def examples(command: Any) -> list[list[str]]:
    return [shlex.split(line)[1:] for line in re.findall(r"dragoman (?:(?!\s+or: ).)+", command.epilog or "")]


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_has_help_and_an_example_that_parses(path: tuple[str, ...]) -> None:
    command = COMMANDS[path]
    assert command.help
    found = examples(command)
    assert found, "an epilog such as: Example: dragoman code reports/"
    for example in found:
        assert tuple(example[: len(path)]) == path
        context = command.make_context(path[-1], example[len(path) :], resilient_parsing=False)
        assert context.params


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_is_shown_and_every_option_explained(run: Run, path: tuple[str, ...]) -> None:
    ran = run(*path, "--help")
    assert ran.status == 0
    assert "Example: dragoman" in " ".join(ran.out.split())
    silent = [p.name for p in COMMANDS[path].params if p.param_type_name == "option" and not p.help]
    assert silent == []


def test_the_first_page_says_what_each_command_is_for(run: Run) -> None:
    assert sorted(name for names in WAYS.values() for name in names.split(", ")) == sorted(ROOT.commands)
    lines = run("--help").out.splitlines()
    for way, names in WAYS.items():
        assert f"  {way + ':':<16}{names}" in lines


def test_an_example_that_does_not_parse_is_noticed() -> None:
    with pytest.raises(Exception, match="No such option"):
        COMMANDS["code",].make_context("code", ["reports/", "--fromat", "csv"])


def test_version_and_bare_call(run: Run) -> None:
    assert run("--version").out == f"dragoman {__version__}\n"
    assert "Usage: dragoman" in run().out + run().err


def test_completion_script_knows_the_shell(run: Run) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dragoman"],
        env={"_DRAGOMAN_COMPLETE": "complete_bash", "COMP_WORDS": "dragoman kn", "COMP_CWORD": "1", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "knowledge" in done.stdout.split()
    assert "--install-completion" in run("--help").out


def test_verbose_says_what_is_done(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a-2024-03-05.txt").write_text("Kenya's president visited Uganda on Tuesday.", encoding="utf8")
    quiet, loud = run("code", "a-2024-03-05.txt"), run("--verbose", "code", "a-2024-03-05.txt")
    assert "coding a-2024-03-05.txt" in loud.err
    assert "coding a-2024-03-05.txt" not in quiet.err
    assert loud.out == quiet.out


def test_help_loads_no_parser() -> None:
    words = "import sys, dragoman.cli.app; print([m for m in ('spacy', 'pyarrow', 'numpy', 'trafilatura') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True).stdout == "[]\n"


class Page(HTMLParser):
    """Links, anchors and tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]
        self.ids += [value or "" for name, value in attrs if name == "id"]


def test_demo_shows_a_table_a_report_and_a_page(run: Run, tmp_path: Path) -> None:
    ran = run("demo")
    assert ran.status == 0
    assert ran.out.startswith("27 reports, ")
    assert "according to" in ran.out
    assert "PAK → AFG: " in ran.out
    assert all(part in ran.out for part in ("One relation", "Side by side", "Who hosts", "Material weight"))
    assert re.search(r"hosted\[\d+\]|met\[\d+\]|accused\[\d+\]", ran.out)
    tail = ran.out.splitlines()[-8:]
    assert any(str(tmp_path / "demo-out" / "index.html") in line for line in tail)
    tries = [shlex.split(line.strip())[1:] for line in tail if line.startswith("  dragoman ")]
    assert len(tries) == 3
    for example in tries:
        COMMANDS[example[0],].make_context(example[0], example[1:])
    claims = [json.loads(line) for line in (tmp_path / "demo-out" / "claims.jsonl").read_text(encoding="utf8").splitlines()]
    page = Page()
    page.feed((tmp_path / "demo-out" / "index.html").read_text(encoding="utf8"))
    assert len(page.ids) == len(set(page.ids)) == 27 + len(claims)
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert not [link for link in page.links if not link.startswith("#")]
    assert "script" not in page.tags
