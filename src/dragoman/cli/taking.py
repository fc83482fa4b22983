"""Options that several commands share, written once.

Typer reads a command's options from its signature, so shared ones would have to be written into each. `takes` puts them there: in the place
of the command's parameter `chosen`, which then holds their values by name.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

Several = list[str] | None
Option = tuple[Any, Any]  # what stands behind the colon of a parameter (Annotated[…, typer.Option(…)]), and its default
Command = Callable[..., None]
Chosen = dict[str, Any]
PLACE = "chosen"
NOTHING: Chosen = {}  # its default, where it stands behind options that have one


def several(help: str) -> Option:
    """An option that may be repeated."""
    return Annotated[Several, typer.Option(help=help)], None


def one(help: str) -> Option:
    """An option of one text, empty where it is not given."""
    return Annotated[str, typer.Option(help=help)], ""


def flag(name: str, help: str) -> Option:
    """An option that is given or not. With its name typer makes up no opposite of it."""
    return Annotated[bool, typer.Option(name, help=help)], False


def takes(options: Mapping[str, Option]) -> Callable[[Command], Command]:
    """Give a command the options, in their order, in the place of its parameter `chosen`."""

    def given(command: Command) -> Command:
        signature = inspect.signature(command, eval_str=True)
        parameters = []
        for name, parameter in signature.parameters.items():
            if name != PLACE:
                parameters.append(parameter)
                continue
            for option, (annotation, default) in options.items():
                parameters.append(inspect.Parameter(option, parameter.kind, default=default, annotation=annotation))

        @functools.wraps(command)
        def called(**values: Any) -> None:
            command(**{PLACE: {name: values.pop(name) for name in options}}, **values)

        called.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        return called

    return given
