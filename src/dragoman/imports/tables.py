"""Files of events with Dragoman's own columns: Parquet or CSV, as `dragoman export`, `import` and `events` write them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dragoman.errors import ReadingError
from dragoman.imports.cells import decoded

PARQUET = b"PAR1"
NEUTRALISED = ("'=", "'+", "'-", "'@", "'\t", "'\r")  # cells that were kept from running as formulas


def rows(path: Path, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Rows with some columns, in the order of the file. Raises ReadingError for another file, or one without these columns."""
    try:
        with path.open("rb") as stream:
            parquet = stream.read(4) == PARQUET
        yield from from_parquet(path, columns) if parquet else from_csv(path, columns)
    except (OSError, pa.ArrowException, csv.Error) as error:
        raise ReadingError(
            f"cannot be read: {str(error).splitlines()[0]}", str(path), "give a store, or a file made with dragoman import"
        ) from error


def from_parquet(path: Path, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    with pq.ParquetFile(path) as file:
        check(path, file.schema_arrow.names, columns)
        for batch in file.iter_batches(columns=list(columns)):
            yield from batch.to_pylist()


def from_csv(path: Path, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    with path.open("rb") as stream:
        reader = csv.DictReader(map(decoded, stream))
        names = [name.lstrip("\ufeff") for name in reader.fieldnames or ()]
        reader.fieldnames = names
        check(path, names, columns)
        for row in reader:
            yield {name: restored(row[name] or "") for name in columns}


def restored(cell: str) -> str:
    return cell[1:] if cell.startswith(NEUTRALISED) else cell


def check(path: Path, found: Sequence[str], wanted: Sequence[str]) -> None:
    lacking = [name for name in wanted if name not in found]
    if lacking:
        raise ReadingError(f"no column {', '.join(lacking)}", str(path), "files of other data sets go through dragoman import first")
