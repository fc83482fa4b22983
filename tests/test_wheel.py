"""The built wheel, installed outside the checkout, is whole and works; and the same input gives the same bytes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "dragoman"
PARTS = ("src", "pyproject.toml", "README.md", "LICENSE", "NOTICE", "web/backend.py")  # without its lock file, the front end is not built
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "DRAGOMAN"))}


def call(*arguments: str | Path, folder: Path, stdin: str = "") -> str:
    done = subprocess.run(list(map(str, arguments)), cwd=folder, env=ENVIRONMENT, input=stdin, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy, so that nothing stale in the checkout gets in and nothing is left behind."""
    folder = tmp_path_factory.mktemp("build")
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            (folder / part).parent.mkdir(exist_ok=True)
            shutil.copy(source, folder / part)
    call(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "dist", folder=folder)
    (found,) = (folder / "dist").glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of a new environment with the wheel in it; what it depends on comes from the environment of the tests."""
    folder = tmp_path_factory.mktemp("elsewhere")
    call(sys.executable, "-m", "venv", "--without-pip", "env", folder=folder)
    bin_ = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    call(sys.executable, "-m", "pip", "--python", bin_ / "python", "install", "--quiet", "--no-deps", "--no-index", wheel, folder=folder)
    (site,) = {Path(p) for p in call(bin_ / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=folder).split()}
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf8")
    return bin_


def test_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    there = {p.relative_to(PACKAGE).as_posix() for p in PACKAGE.rglob("*") if p.is_file() and "__pycache__" not in p.parts}
    with zipfile.ZipFile(wheel) as opened:
        packed = {name.removeprefix("dragoman/") for name in opened.namelist() if name.startswith("dragoman/")}
        licences = [name for name in opened.namelist() if name.endswith(("LICENSE", "NOTICE"))]
    assert packed == there
    assert len(licences) == 2
    assert any(name.startswith("knowledge/events/") for name in packed)
    assert any(name.startswith("demo/") for name in packed)


def test_installed_command_codes_a_sentence(installed: Path) -> None:
    elsewhere = installed.parent.parent
    where = call(installed / "python", "-c", "import dragoman; print(dragoman.__file__)", folder=elsewhere).strip()
    assert Path(where).is_relative_to(elsewhere)
    arguments = (installed / "dragoman", "code", "-", "--published", "2022-01-28", "--format", "jsonl")
    (line,) = call(*arguments, folder=elsewhere, stdin="Norway hosted a Taliban delegation in Oslo.").splitlines()
    record = json.loads(line)
    assert (record["event_type"], record["recipient"][0]["country"], record["place"]["name"]) == ("CONSULT", "NOR", "Oslo")


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_two_runs_write_the_same_bytes(installed: Path, form: str) -> None:
    """With other seeds, that is with sets in another order; the installed copy is what nobody edits meanwhile."""
    where = call(installed / "python", "-c", "import dragoman; print(dragoman.__file__)", folder=installed.parent).strip()
    runs = []
    for seed in ("1", "2"):
        arguments = [installed / "dragoman", "code", Path(where).parent / "demo", "--format", form]
        done = subprocess.run(list(map(str, arguments)), env={**ENVIRONMENT, "PYTHONHASHSEED": seed}, capture_output=True, check=True)
        runs.append(done.stdout)
    assert len(runs[0]) > 10_000
    assert runs[0] == runs[1]
