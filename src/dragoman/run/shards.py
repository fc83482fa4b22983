"""Coding one shard of reports: a pure function from files to files, safe to do twice, on any machine."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.model import Coding, Failure, Report, digest
from dragoman.reading.sources import is_coded
from dragoman.store.files import parquet, rows_of, sync_folder, unwritable, write
from dragoman.store.rows import coded_rows, report_of
from dragoman.store.schema import CODED, TABLES
from dragoman.store.words import without_words

if TYPE_CHECKING:
    from dragoman.coding.pipeline import Coder

log = logging.getLogger("dragoman")
FAILURES = "failures.json"


@dataclass(frozen=True)
class Shard:
    """What is to be coded, and where to.

    Attributes:
        name: the segment of reports, named by a hash of its rows.
        source: the Parquet file of the reports, texts included.
        target: the folder to make, named by a hash of reports, code, knowledge, model and settings.
        scratch: a folder on the same disk for what is not done yet.
        words: False to leave sentences and span texts out.
        hidden: entities whose claims are left out (they are to be forgotten).
        reports: how many reports there are.
        at: how far reading had got, from 0 to 1.
    """

    name: str
    source: str
    target: str
    scratch: str
    words: bool = True
    hidden: tuple[str, ...] = ()
    reports: int = 0
    at: float = 0.0


def target_name(name: str, run: str, words: bool, hidden: Sequence[str]) -> str:
    """The folder of a shard below its run's; `run` stands for code, knowledge, model and settings."""
    return f"{name}-{digest(name, run, words, sorted(hidden))[:8]}"


def code_shard(shard: Shard, coder: Coder) -> list[Failure]:
    """Code the reports of a shard into its target folder; does nothing when that is there. Returns the reports that could not be coded.

    The folder appears at one stroke, whole. Raises StoreError when it cannot be written.
    """
    done = there(shard)
    if done is not None:
        return done
    tables, failures = coded_tables(shard, rows_of(Path(shard.source)), coder)
    place(shard, tables, failures)
    return failures


def there(shard: Shard) -> list[Failure] | None:
    """The failures of a shard that has been coded already; None when it has not."""
    from dragoman.run.failures import load

    target = Path(shard.target)
    return load(target / FAILURES) if target.is_dir() else None


def coded_tables(shard: Shard, reports: Sequence[dict[str, Any]], coder: Coder) -> tuple[dict[str, bytes], list[Failure]]:
    """Rows of reports coded: the Parquet file of each table, and the reports that could not be coded. Touches no disk.

    Reports in languages that are not coded give no rows.
    """
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in CODED}
    failures: list[Failure] = []
    for item in codings(coder, list(filter(is_coded, map(report_of, reports)))):
        if isinstance(item, Failure):
            failures.append(item)
            continue
        made = coded_rows(item, coder.settings.mask_private)
        for table in CODED:
            rows[table] += [row for row in made[table] if not touches(row, shard.hidden)]
    kept = {table: rows[table] if shard.words else [without_words(table, row) for row in rows[table]] for table in CODED}
    return {table: parquet(kept[table], TABLES[table]) for table in CODED}, failures


def place(shard: Shard, tables: Mapping[str, bytes], failures: Sequence[Failure]) -> None:
    """Put what was coded into the target folder, at one stroke. Raises StoreError when it cannot be written."""
    from dragoman.run.failures import save

    target = Path(shard.target)
    scratch = Path(shard.scratch) / f"{target.name}-{os.getpid()}"
    try:
        scratch.mkdir(parents=True, exist_ok=True)
        for table in CODED:
            write(scratch / f"{table}.parquet", tables[table])
        save(scratch / FAILURES, failures)
        sync_folder(scratch)
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        if not target.is_dir():  # else another process made the same folder first
            raise unwritable(error, target) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def codings(coder: Coder, reports: Sequence[Report]) -> Iterator[Coding | Failure]:
    """Codings in order. Where one report breaks the coder, it alone is left out."""
    done = 0
    while done < len(reports):
        try:
            for coding in coder.codings(reports[done:]):
                yield coding
                done += 1
        except Exception as error:  # a fault of the program in one report must not cost the archive
            log.info("a report broke the coder (%s); looking for it", error)
            yield alone(coder, reports[done])
            done += 1


def alone(coder: Coder, report: Report) -> Coding | Failure:
    """One report by itself, as a coding or as what went wrong."""
    try:
        return coder.coding(report)
    except Exception as error:
        log.info("report %s broke the coder", report.id, exc_info=True)
        return Failure(report.source or report.id, f"could not be coded: {type(error).__name__}: {error}", "please report this as a fault")


def touches(row: dict[str, Any], entities: Sequence[str]) -> bool:
    """Whether a row names one of these entities as a party or speaker."""
    fields = ("actor_entity", "recipient_entity", "speaker_entity", "about_entity")
    return bool(entities) and any(entity in str(row.get(name) or "").split("; ") for name in fields for entity in entities)
