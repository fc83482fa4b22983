from __future__ import annotations

import io
import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dragoman.cli import main


@dataclass(frozen=True)
class Ran:
    status: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        return self.raw.decode()


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Run]:
    """The command run in this process, in an empty folder: run("code", "a.txt", stdin=b"…")."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DRAGOMAN_CONFIG", raising=False)
    monkeypatch.setenv("COLUMNS", "150")

    def call(*arguments: object, stdin: bytes = b"") -> Ran:
        out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf8"), io.TextIOWrapper(io.BytesIO(), encoding="utf8")
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["dragoman", *map(str, arguments)])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            patch.setattr(logging.getLogger(), "handlers", [])
            status = 0
            try:
                main()
            except SystemExit as leaving:
                status = leaving.code if isinstance(leaving.code, int) else 1 if leaving.code else 0
            out.flush()
            err.flush()
        return Ran(status, out.buffer.getvalue(), err.buffer.getvalue().decode())  # type: ignore[attr-defined]

    yield call
    logging.getLogger().setLevel(logging.WARNING)
