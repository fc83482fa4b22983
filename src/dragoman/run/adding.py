"""Adding reports to a store, and coding again what it holds."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dragoman.assembly.copies import sketch
from dragoman.coding.pipeline import Coder
from dragoman.model import Failure, Report, digest
from dragoman.reading.sources import CODED as CODED_LANGUAGE
from dragoman.run.identity import run_line
from dragoman.run.inputs import Inputs, Stream
from dragoman.run.shards import Shard, target_name
from dragoman.run.workers import Result, check, code_all
from dragoman.store import events as stored_events
from dragoman.store.files import parquet, sha256, unwritable, write
from dragoman.store.forgetting import blotter_for, carry_out
from dragoman.store.known import Known
from dragoman.store.manifest import Line, Segment
from dragoman.store.people import tombstones
from dragoman.store.rows import content_hash, report_row, written
from dragoman.store.schema import CODED, REPORTS
from dragoman.store.store import ADDS, RUNS, Writer, segment_line, writing
from dragoman.store.words import without_words

LANGUAGE = "language "  # before the code of a language in counts
AT_ONCE = 128  # reports of a shard
LONGEST = 250_000  # code points of a shard, so that a shard of long reports is no longer than others


@dataclass
class Tally:
    """How far an `add` has come; given to `watch` after every commit.

    Attributes:
        coded, claims: reports coded and claims found by this call.
        at: how far reading has got, from 0 to 1.
        counts: what became of the reports read: new, revision, same, forgotten, renamed; remarks (reports coded with something missing); and
            "language fr" and the like, those that were kept uncoded for their language.
        failed: inputs left out.
        notes: what was mended, and what could not be done.
    """

    run: str = ""
    coded: int = 0
    claims: int = 0
    at: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    failed: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def others(self) -> Counter[str]:
        """Reports kept uncoded, by language."""
        named = ((name.removeprefix(LANGUAGE), count) for name, count in self.counts.items() if name.startswith(LANGUAGE))
        return Counter(dict(named))


Watch = Callable[[Tally], None]


Tell = Callable[[Failure], None]


def nobody(_: object) -> None:
    """Nobody watches or listens."""


def add(
    folder: Path,
    paths: Sequence[str] | Stream,
    coder: Coder,
    *,
    workers: int = 1,
    cluster: str | None = None,
    published: dt.date | None = None,
    columns: Mapping[str, str] | None = None,
    shard: int = AT_ONCE,
    events: bool = True,
    watch: Watch = nobody,
    tell: Tell = nobody,
) -> Tally:
    """Add reports to a store and code them; what the store already has adds nothing.

    Committed shard by shard: broken off at any moment, the same call goes on where it stopped. `watch` is told how far it is after every
    commit, `tell` every input that is left out or read with something missing. With `cluster` (an address, "" for this machine) the workers
    are Ray actors, 0 of them meaning all CPUs but one. At the end claims are assembled into events, unless `events` is False. Raises
    StoreError.
    """
    check(workers, cluster)
    with writing(folder) as writer:
        job = Adding(writer, coder, shard, tell, workers, cluster)
        job.prepare(watch)
        inputs = paths if isinstance(paths, Stream) else Inputs(paths, coder.knowledge, job.ended, published, columns or {})
        job.run_shards(job.uncoded(writer.snapshot.chosen()), watch)
        job.run_shards(job.new_shards(inputs), watch)
        return job.finish("add", events)


def recode(
    folder: Path,
    coder: Coder,
    *,
    workers: int = 1,
    cluster: str | None = None,
    events: bool = True,
    watch: Watch = nobody,
    tell: Tell = nobody,
) -> Tally:
    """Code all reports of a store with the coder given: a new run beside the old ones, unless it is there already. Raises StoreError."""
    check(workers, cluster)
    with writing(folder) as writer:
        job = Adding(writer, coder, AT_ONCE, tell, workers, cluster)
        job.prepare(watch)
        job.run_shards(job.uncoded(writer.snapshot.chosen(job.run["id"])), watch)
        return job.finish("recode", events)


class Adding:
    """One `add` or `recode` on its way."""

    def __init__(self, writer: Writer, coder: Coder, shard: int, tell: Tell, workers: int, cluster: str | None) -> None:
        self.writer = writer
        self.coder = coder
        self.workers = workers
        self.cluster = cluster
        self.shard = shard
        self.tell = tell
        self.run = run_line(coder.settings, coder.knowledge)
        self.tally = Tally(run=self.run["id"])
        self.started = dt.datetime.now(dt.UTC)
        self.waiting: dict[str, list[dict[str, Any]]] = {}  # rows of segments that are not committed yet
        self.details = writer.scratch / "details.jsonl"
        self.sketches: dict[str, bytes] = {}  # of reports whose words are not kept

    def ended(self, path: str, digest: str) -> None:
        """Note an input that was read to its end."""
        self.detail({"input": path, "sha256": digest})

    def failed(self, failure: Failure) -> None:
        """Note and tell an input that was left out, or read with something missing."""
        self.tell(failure)
        if failure.fatal:
            self.tally.failed += 1
            self.detail({"failure": dataclasses.asdict(failure)})
        else:
            self.tally.counts["remarks"] += 1

    def detail(self, line: Line) -> None:
        try:
            with self.details.open("a", encoding="utf8") as out:
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
        except OSError as error:
            raise unwritable(error, self.details) from error

    def prepare(self, watch: Watch) -> None:
        self.tally.notes += self.writer.mend()
        carry_out(self.writer, self.coder.knowledge)  # where forgetting was broken off
        watch(self.tally)
        if self.run["id"] not in self.writer.snapshot.runs:
            self.writer.commit(self.run)
        self.buried = tombstones(self.writer.folder)
        self.hidden = tuple(sorted(t.target for t in self.buried if t.kind == "entity"))

    def uncoded(self, coded: Sequence[Any]) -> Iterator[Shard]:
        """Shards for the segments of reports that are not among the coded."""
        there = {item.reports for item in coded}
        missing = [(name, segment) for name, segment in self.writer.snapshot.reports.items() if name not in there]
        if missing and not self.writer.snapshot.words:
            self.tally.notes.append(f"{sum(s.rows for _, s in missing)} reports cannot be coded: the store holds no words; restore them first")
            return
        for number, (name, segment) in enumerate(missing, 1):
            yield self.shard_of(name, self.writer.snapshot.path(segment), segment.rows, number / len(missing))

    def new_shards(self, inputs: Inputs | Stream) -> Iterator[Shard]:
        """Shards of the reports that the store does not have, cut by number and length alone: the same for any number of workers."""
        known = Known(self.writer.snapshot, self.buried)
        known.counts = self.tally.counts
        blot = blotter_for(self.coder.knowledge, self.buried)
        for reports in cut(known.new(self.sound(inputs.reports())), self.shard):
            rows = [{**report_row(blot.report(r)), "content_sha256": content_hash(r.title, r.text)} for r in reports]
            if not self.writer.snapshot.words:
                self.sketches |= {row["id"]: sketch(row["text"]) for row in rows}
            name = digest(*(written(row) for row in rows))
            source = self.writer.scratch / f"{name}.reports.parquet"
            write(source, parquet(rows, REPORTS))
            self.waiting[name] = rows
            yield self.shard_of(name, source, len(rows), inputs.read / inputs.total if inputs.total else 0.0)

    def sound(self, items: Iterator[Report | Failure]) -> Iterator[Report]:
        for item in items:
            if isinstance(item, Failure):
                self.failed(item)
            else:
                yield item

    def shard_of(self, name: str, source: Path, reports: int, at: float) -> Shard:
        words = self.writer.snapshot.words
        target = self.writer.folder / RUNS / self.run["id"] / target_name(name, self.run["id"], words, self.hidden)
        return Shard(name, str(source), str(target), str(self.writer.scratch), words, self.hidden, reports, at)

    def run_shards(self, shards: Iterator[Shard], watch: Watch) -> None:
        with closing(code_all(shards, self.coder.settings, self.workers, self.coder, self.cluster)) as results:
            for result in results:
                for failure in result.failures:
                    self.failed(failure)
                if result.done:
                    self.commit(result)
                self.tally.at = result.shard.at
                watch(self.tally)

    def commit(self, result: Result) -> None:
        """One line for a shard: its reports, where they are new, and what was coded of them, count from here on, together."""
        shard = result.shard
        tables: dict[str, Segment] = {}
        others = other_languages(Path(shard.source))
        rows = self.waiting.pop(shard.name, None)
        if rows is not None:
            kept = rows if shard.words else [without_words("reports", row) for row in rows]
            tables["reports"] = self.writer.put_reports(shard.name, kept)
            Path(shard.source).unlink(missing_ok=True)
        inside = Path(shard.target).relative_to(self.writer.folder)
        tables |= {table: measured(self.writer.folder, f"{inside.as_posix()}/{table}.parquet") for table in CODED}
        self.writer.commit(segment_line(shard.name, tables, self.run["id"], [dataclasses.asdict(f) for f in result.failures]))
        self.tally.coded += shard.reports - others.total()
        self.tally.counts.update({f"{LANGUAGE}{language}": count for language, count in others.items()})
        self.tally.claims += tables["claims"].rows

    def finish(self, command: str, events: bool) -> Tally:
        """Write down what was done, unless that was nothing, assemble events, and clear away what nothing names."""
        tally = self.tally
        if tally.coded or tally.others:
            ended = dt.datetime.now(dt.UTC)
            path = f"{ADDS}/{len(self.writer.snapshot.adds) + 1:06}.jsonl"
            line: Line = {
                "what": "add",
                "command": command,
                "run": self.run["id"],
                "started": self.started.isoformat(timespec="seconds"),
                "ended": ended.isoformat(timespec="seconds"),
                "counts": {"coded": tally.coded, "claims": tally.claims, "failed": tally.failed, **tally.counts},
            }
            if self.details.is_file():
                self.details.replace(self.writer.folder / path)
                line["details"] = path
            self.writer.commit(line)
        if events:
            self.assemble()
        self.writer.tidy()
        return tally

    def assemble(self) -> None:
        """Events of all claims there are now, unless they are up to date."""
        self.writer.refresh()
        if stored_events.note(self.writer.snapshot):
            self.writer.commit(stored_events.assembled(self.writer.snapshot, self.coder.knowledge, self.sketches))


def other_languages(reports: Path) -> Counter[str]:
    """How many reports of a segment are in which language that is not coded."""
    import pyarrow.parquet as pq

    counts = Counter(pq.read_table(reports, columns=["language"]).column("language").to_pylist())
    return Counter({language: count for language, count in sorted(counts.items()) if language not in {CODED_LANGUAGE, ""}})


def measured(folder: Path, path: str) -> Segment:
    import pyarrow.parquet as pq

    found = folder / path
    return Segment(path, pq.read_metadata(found).num_rows, found.stat().st_size, sha256(found))


def cut(reports: Iterator[Report], most: int) -> Iterator[list[Report]]:
    """Reports in shards, by number and length."""
    shard: list[Report] = []
    length = 0
    for report in reports:
        shard.append(report)
        length += len(report.text)
        if len(shard) >= most or length >= LONGEST:
            yield shard
            shard, length = [], 0
    if shard:
        yield shard
