"""Settings from `dragoman.toml` (in this folder or the one $DRAGOMAN_CONFIG names) and from options, which win."""

from __future__ import annotations

import dataclasses
import os
import tomllib
from pathlib import Path

from dragoman.errors import UsageError
from dragoman.model import Settings

FILE = "dragoman.toml"
KINDS = {"floor": float, "knowledge": str, "worldview": str, "mask_private": bool}


def load(knowledge: str | None = None, floor: float | None = None, unmask: bool = False) -> Settings:
    """The settings in force. Raises UsageError naming the file for a wrong key or value."""
    named = os.environ.get("DRAGOMAN_CONFIG")
    path = Path(named or FILE)
    if named and not path.is_file():
        raise UsageError("there is no such file of settings", f"DRAGOMAN_CONFIG={named}", "check the path, or unset the variable")
    given = from_file(path) if path.is_file() else {}
    if knowledge is not None:
        given["knowledge"] = knowledge
    if floor is not None:
        given["floor"] = floor
    if unmask:
        given["mask_private"] = False
    return dataclasses.replace(Settings(), **given)  # type: ignore[arg-type]


def from_file(path: Path) -> dict[str, object]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"not valid TOML: {error}", str(path), "mend the line") from error
    for key, value in data.items():
        if key not in KINDS:
            raise UsageError(f"there is no setting {key!r}", str(path), f"settings are {', '.join(KINDS)}")
        if not isinstance(value, KINDS[key]) and not (KINDS[key] is float and isinstance(value, int)):
            raise UsageError(f"{key} must be a {KINDS[key].__name__}, not {value!r}", str(path), "mend the value")
    if not 0 <= data.get("floor", 0) <= 1:
        raise UsageError(f"floor must lie between 0 and 1, not {data['floor']!r}", str(path), "mend the value")
    if "knowledge" in data:
        data["knowledge"] = str((path.parent / data["knowledge"]).resolve())
    return data
