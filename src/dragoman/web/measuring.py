"""Measures over the store as the reading room shows it, worked out by processes beside the server.

Figures of a region take longer than a page, and Python runs one thread at a time: in the server's own process everybody else would wait.
Each process keeps the ground of the measures for the snapshot and the choices of outlets and days asked for last.
"""

from __future__ import annotations

import heapq
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from dragoman.errors import DragomanError, UsageError
from dragoman.lexicon.folder import Knowledge
from dragoman.run.processes import Worker, start
from dragoman.store.files import StoreError
from dragoman.store.manifest import Snapshot
from dragoman.web.filters import Filter
from dragoman.web.library import Holding

if TYPE_CHECKING:
    import duckdb

    from dragoman.measures.basis import Basis

PROCESSES = 2
KEPT = 3  # choices of outlets and days whose ground a process keeps
TRIES = 2
LISTED = 60  # ids that a brief answer has of a figure; of more it has none
BEHIND = {"relation": 0, "region": 8, "later": 24}  # how many who come later a question lets go first: long ones many
IDS = frozenset({"events", "events_before", "answers", "received", "statements"})


@dataclass(frozen=True)
class Question:
    """What a measure is asked for: ("relation", one, other) or ("region", name), over a snapshot and a choice of reports.

    `brief` leaves lists of more than LISTED ids out of the answer, as a page does that leads to a filter instead. `later`: nobody waits for it.
    """

    what: tuple[str, ...]
    snapshot: Snapshot
    since: str = ""
    until: str = ""
    outlets: tuple[str, ...] = ()
    brief: bool = False
    later: bool = False


class Measurers:
    """Processes that answer questions, started when first needed. Safe from several threads at once."""

    def __init__(self, knowledge: Knowledge, most: int = PROCESSES) -> None:
        self.knowledge = knowledge
        self.most = most
        self.change = threading.Condition()
        self.tickets = count()
        self.waiting: list[int] = []  # a heap of turns; the lowest goes next
        self.idle: list[Worker] = []
        self.busy: list[Worker] = []
        self.ended = False

    @contextmanager
    def lend(self, behind: int = 0) -> Iterator[Worker]:
        """A process of one's own, after so many who ask later at most. One that fails meanwhile is not used again."""
        with self.change:
            turn = next(self.tickets) + behind
            while turn in self.waiting:
                turn += 1
            heapq.heappush(self.waiting, turn)
            self.change.wait_for(lambda: self.ended or (self.waiting[0] == turn and len(self.busy) < self.most))
            self.waiting.remove(turn)
            heapq.heapify(self.waiting)
            if self.ended:
                self.change.notify_all()
                raise StoreError("the reading room is closing", "", "ask again when it is open")
            worker = self.idle.pop() if self.idle else start(work, self.knowledge)
            self.busy.append(worker)
            self.change.notify_all()
        try:
            yield worker
        except BaseException:
            worker.end()
            raise
        else:
            self.idle.append(worker)
        finally:
            with self.change:
                self.busy.remove(worker)
                self.change.notify_all()

    def end(self) -> None:
        """Let the processes go, also those at work; nothing can be asked any more."""
        with self.change:
            self.ended = True
            self.change.notify_all()
        for worker in (*self.idle, *self.busy):
            worker.process.terminate()
            worker.process.join()

    def ask(self, question: Question) -> dict[str, Any]:
        """The measure. Raises UsageError for what cannot be measured, StoreError where two processes died over it."""
        behind = BEHIND["later" if question.later else question.what[0]]
        for _ in range(TRIES):
            try:
                with self.lend(behind) as worker:
                    worker.pipe.send(question)
                    answer: dict[str, Any] | DragomanError = worker.pipe.recv()
            except (EOFError, ConnectionError):
                continue
            if isinstance(answer, DragomanError):
                raise answer
            return answer
        words = " ".join(question.what)
        raise StoreError(f"measuring {words} killed its process twice (out of memory?)", str(question.snapshot.folder), "ask for less time")


def measured(
    held: Holding, measurers: Measurers, what: tuple[str, ...], filter: Filter, *, brief: bool = False, later: bool = False
) -> dict[str, Any]:
    """A measure, worked out once for a snapshot and a filter; `brief`, `later` as in `Question`. Raises UsageError, StoreError."""
    if not held.snapshot.events:
        folder = str(held.snapshot.folder)
        raise UsageError("the store has no events yet", folder, f"make them with: dragoman assemble {folder}")
    scope = (filter.since, filter.until, filter.outlet)
    question = Question(what, held.snapshot, *scope, brief=brief, later=later)
    found: dict[str, Any] = held.memory.once((*what, *scope, brief), lambda: measurers.ask(question))
    return found


def shortened(found: Any) -> Any:
    """A measure without its long lists of ids (see `Question.brief`)."""
    if isinstance(found, dict):
        return {key: [] if key in IDS and isinstance(value, list) and len(value) > LISTED else shortened(value) for key, value in found.items()}
    return [shortened(value) for value in found] if isinstance(found, list) else found


def work(pipe: Connection, knowledge: Knowledge) -> None:
    """The life of a process: answer questions until the pipe closes."""
    grounds = Grounds(knowledge)
    while True:
        try:
            question: Question = pipe.recv()
        except (EOFError, ConnectionError):
            return
        answer: dict[str, Any] | DragomanError
        try:
            answer = grounds.answer(question)
        except DragomanError as error:
            answer = error
        try:
            pipe.send(answer)
        except ConnectionError:
            return


class Grounds:
    """The tables of one snapshot in memory, and the bases laid over them."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.digest = ""
        self.connection: duckdb.DuckDBPyConnection | None = None
        self.bases: OrderedDict[tuple[Any, ...], Basis] = OrderedDict()

    def answer(self, question: Question) -> Any:
        from dragoman.measures.region import region
        from dragoman.measures.relation import relation

        basis = self.basis(question)
        what, *names = question.what
        found = relation(basis, names[0], names[1]) if what == "relation" else region(basis, names[0])
        return shortened(found) if question.brief else found

    def basis(self, question: Question) -> Basis:
        """Raises UsageError for a choice of outlets that there are none of."""
        from dragoman.measures.basis import prepare
        from dragoman.measures.opening import VIEWS
        from dragoman.measures.scope import Scope

        key = (question.since, question.until, question.outlets)
        if question.snapshot.digest != self.digest:
            self.bases.clear()
            self.connection, self.digest = held_tables(question.snapshot, VIEWS), question.snapshot.digest
        if key not in self.bases:
            assert self.connection is not None
            own = self.connection.cursor()  # tables of a basis are its own
            for name in VIEWS:
                own.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM held_{name}")
            scope = Scope(since=question.since, until=question.until, outlets=question.outlets)
            self.bases[key] = prepare(own, self.knowledge, scope, gather=True)
            if len(self.bases) > KEPT:
                self.bases.popitem(last=False)[1].connection.close()
        self.bases.move_to_end(key)
        return self.bases[key]


COLUMNS = {
    "reports": "id, published, outlet, url, language",
    "claims": "id, report_id, modality, recency",
    "statements": "id, report_id, speaker_country, position, about_country, about_name",
}  # of the wide tables, what measures read


def held_tables(snapshot: Snapshot, names: tuple[str, ...]) -> duckdb.DuckDBPyConnection:
    """The tables that measures ask for, in memory, as held_<name>. Raises StoreError."""
    from dragoman.store.engine import open_views

    connection = open_views(snapshot, tables=names)
    for name in names:
        connection.execute(f"CREATE TABLE held_{name} AS SELECT {COLUMNS.get(name, '*')} FROM {name}")
    connection.execute("SET threads = 1")
    return connection
