"""Dragoman reads news reports and tells who did what to whom, when, where, and according to whom.

>>> import dragoman
>>> claims = dragoman.Coder().code("Norway hosted a Taliban delegation in Oslo.", published="2022-01-24")

Names below are loaded when they are first asked for, so that importing the package costs nothing (docs/api.md).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dragoman.coding.pipeline import Coder
    from dragoman.errors import DragomanError
    from dragoman.exports.frames import to_arrow, to_pandas, to_records
    from dragoman.model import Claim, Coding, Failure, Report, Settings, Statement
    from dragoman.reading import read

__version__ = "0.1.0"
__all__ = [
    "Claim",
    "Coder",
    "Coding",
    "DragomanError",
    "Failure",
    "Report",
    "Settings",
    "Statement",
    "__version__",
    "read",
    "to_arrow",
    "to_pandas",
    "to_records",
]
_HOMES = {
    "Coder": "coding.pipeline",
    "DragomanError": "errors",
    "read": "reading.sources",
    **dict.fromkeys(("to_arrow", "to_pandas", "to_records"), "exports.frames"),
    **dict.fromkeys(("Claim", "Coding", "Failure", "Report", "Settings", "Statement"), "model"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'dragoman' has no attribute {name!r}")
    return getattr(import_module(f"dragoman.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
