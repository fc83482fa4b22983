"""The manifest: formats old and new, snapshots, what is no store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import storekit

from dragoman.coding.pipeline import Coder
from dragoman.errors import UsageError
from dragoman.run.adding import add
from dragoman.store import manifest
from dragoman.store.files import StoreError
from dragoman.store.schema import TABLES, codebook
from dragoman.store.store import init


def with_format(store: Path, number: int) -> None:
    head, _, rest = (store / manifest.NAME).read_text(encoding="utf8").partition("\n")
    (store / manifest.NAME).write_text(json.dumps(json.loads(head) | {"format": number}) + "\n" + rest, encoding="utf8")


def test_a_store_of_a_newer_program_is_not_touched(store: Path, twelve: str, coder: Coder) -> None:
    with_format(store, 99)
    before = (store / manifest.NAME).read_bytes()
    with pytest.raises(StoreError, match="the store has format 99, this program reads up to 1"):
        add(store, [twelve], coder)
    assert (store / manifest.NAME).read_bytes() == before


def test_a_store_of_too_old_a_program_says_how_to_migrate(store: Path) -> None:
    with_format(store, 0)
    with pytest.raises(StoreError) as caught:
        manifest.read(store)
    assert "migrate: make a new store with dragoman init" in caught.value.mend


def test_a_store_with_fewer_columns_is_read(store: Path) -> None:
    """Columns that an older program did not write are empty; lines that this program does not know are passed over."""
    import pyarrow.parquet as pq

    path = store / manifest.NAME
    lines = [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()]
    line = next(line for line in lines if line.get("what") == "segment")
    claims = line["tables"]["claims"]
    table = pq.read_table(store / claims["path"])
    pq.write_table(table.drop_columns(["cameo"]), store / claims["path"])
    claims["bytes"] = (store / claims["path"]).stat().st_size
    line["columns"] = 0
    path.write_text("".join(json.dumps(item) + "\n" for item in [*lines, {"what": "something of the future"}]), encoding="utf8")
    rows = storekit.answer(store, "SELECT cameo IS NULL AS unknown, count(*) AS n FROM claims GROUP BY 1 ORDER BY 1")
    assert [row["unknown"] for row in rows] == [False, True]
    assert rows[1]["n"] == claims["rows"]


def test_init_takes_no_folder_that_holds_something(store: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is a store already"):
        init(store, True, "0")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").touch()
    with pytest.raises(StoreError, match="there is something else here"):
        init(tmp_path / "full", True, "0")
    with pytest.raises(StoreError, match="this is no store"):
        manifest.read(tmp_path / "full")


def test_runs_are_found_by_the_start_of_their_ids(store: Path) -> None:
    snapshot = manifest.read(store)
    (id,) = snapshot.runs
    assert [snapshot.find_run(given) for given in (id, id[:4], "first", "last")] == [id] * 4
    with pytest.raises(UsageError, match="no run starts"):
        snapshot.find_run("nothing")


def test_every_column_has_a_meaning() -> None:
    rows = list(codebook())
    assert [(row["table"], row["column"]) for row in rows] == [(table, name) for table, schema in TABLES.items() for name in schema.names]
    assert all(row["meaning"].endswith(".") for row in rows)


def test_plain_types_that_pandas_reads(store: Path) -> None:
    import pandas as pd

    snapshot = manifest.read(store)
    frame = pd.read_parquet([snapshot.path(coded.tables["claims"]) for coded in snapshot.chosen()])
    assert len(frame) == len(storekit.answer(store, "SELECT 1 FROM claims"))
    assert not any(isinstance(value, (list, dict)) for value in frame.iloc[0])
