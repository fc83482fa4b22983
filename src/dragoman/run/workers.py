"""Workers: processes of this machine that code shards, each with the model loaded once, renewed before its memory grows.

Results come in the order of the shards, whoever was first. A worker that dies is replaced and its shard given to another; a shard that
kills two workers is a failure of its own.
"""

from __future__ import annotations

import contextlib
import os
import resource
import sys
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait

from dragoman.coding.pipeline import Coder
from dragoman.errors import DragomanError
from dragoman.model import Failure, Settings
from dragoman.run.processes import Worker, start
from dragoman.run.shards import Shard, code_shard
from dragoman.store.files import StoreError

RENEW_AT = 700  # MB; a worker that has grown to this is replaced after its shard, well below the 900 it may have
AHEAD = 2  # shards in hand for each worker: enough that none waits, few enough that little is lost
TRIES = 2


@dataclass(frozen=True)
class Result:
    shard: Shard
    failures: tuple[Failure, ...]
    done: bool = True  # False where the shard could not be coded at all


def memory() -> int:
    """Resident memory of this process in MB (at its peak where the system does not tell the present)."""
    try:
        with open("/proc/self/statm") as found:  # noqa: PTH123 - not a file of ours
            return int(found.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> (20 if sys.platform == "darwin" else 10)


def code_all(
    shards: Iterable[Shard], settings: Settings, workers: int, coder: Coder, cluster: str | None = None
) -> Generator[Result, None, None]:
    """Every shard coded, in order. One worker is this process, with the coder given; more are processes of their own.

    With `cluster` they are Ray actors: of the cluster at that address, or ("") of one that is started here. Raises StoreError.
    """
    if cluster is not None:
        from dragoman.run.cluster import RayPool, connected

        with connected(cluster):
            yield from RayPool(settings, workers).run(shards)
        return
    if workers > 1:
        _ = coder.rooms  # wrong knowledge is said, and caches that are not there yet are made, once and not by every worker
        yield from LocalPool(settings, workers).run(shards)
        return
    for shard in shards:
        yield Result(shard, tuple(code_shard(shard, coder)))
        if memory() > RENEW_AT:
            coder = renewed(coder)


def renewed(coder: Coder) -> Coder:
    """A fresh coder: the parser's table of words, which grows with every new word, is let go."""
    from dragoman.text.parser import default_parser

    default_parser.cache_clear()
    return Coder(coder.settings, coder.knowledge)


def work(pipe: Connection, settings: Settings) -> None:
    """A worker's life: load once, then code what comes until the pipe closes. Answers (failures, memory in MB) or the error."""
    coder = Coder(settings)
    while True:
        try:
            shard: Shard = pipe.recv()
        except (EOFError, ConnectionError):  # the parent has gone; a reset where it left an answer of ours unread
            return
        answer: list[Failure] | DragomanError
        try:
            answer = code_shard(shard, coder)
        except DragomanError as error:
            answer = error
        try:
            pipe.send((answer, memory()))
        except ConnectionError:
            return


class Pool(ABC):
    """Shards given out and results taken in, in order. How a worker is reached is the subclass's business."""

    def __init__(self, size: int) -> None:
        self.size = size

    @abstractmethod
    def give(self, number: int, shard: Shard) -> None:
        """Give a shard to a worker that has none, started if need be."""

    @abstractmethod
    def finished(self) -> Iterator[tuple[int, list[Failure] | None]]:
        """Waits for a worker or more; their shards' numbers and failures, None for those whose worker died."""

    @abstractmethod
    def busy_workers(self) -> int:
        """How many workers are at a shard."""

    @abstractmethod
    def end(self) -> None:
        """Let all workers go."""

    def run(self, shards: Iterable[Shard]) -> Iterator[Result]:
        try:
            yield from self.results(iter(shards))
        finally:
            self.end()

    def results(self, shards: Iterator[Shard]) -> Iterator[Result]:
        waiting: dict[int, Shard] = {}  # given out or to be given out
        again: list[int] = []
        tries: dict[int, int] = {}
        done: dict[int, Result] = {}
        given = following = 0
        more = True
        while more or waiting or done:
            while self.busy_workers() < self.size and (again or (more and given - following < AHEAD * self.size)):
                if again:
                    number = again.pop()
                else:
                    shard = next(shards, None)
                    if shard is None:
                        more = False
                        break
                    number, given = given, given + 1
                    waiting[number] = shard
                self.give(number, waiting[number])
            if self.busy_workers():
                for number, failures in self.finished():
                    if failures is None:
                        tries[number] = tries.get(number, 0) + 1
                        if tries[number] < TRIES:
                            again.append(number)
                            continue
                    done[number] = result(waiting.pop(number), failures)
            while following in done:
                yield done.pop(following)
                following += 1


class LocalPool(Pool):
    """Processes of this machine, each at the end of a pipe."""

    def __init__(self, settings: Settings, size: int) -> None:
        super().__init__(size)
        self.settings = settings
        self.idle: list[Worker] = []
        self.busy: list[Worker] = []

    def busy_workers(self) -> int:
        return len(self.busy)

    def end(self) -> None:
        for worker in (*self.idle, *self.busy):
            worker.end()

    def give(self, number: int, shard: Shard) -> None:
        worker = self.idle.pop() if self.idle else start(work, self.settings)
        worker.task = number
        self.busy.append(worker)
        with contextlib.suppress(ConnectionError):  # it has died; `finished` finds out
            worker.pipe.send(shard)

    def finished(self) -> Iterator[tuple[int, list[Failure] | None]]:
        ready = wait([worker.pipe for worker in self.busy])
        for worker in [w for w in self.busy if w.pipe in ready]:
            self.busy.remove(worker)
            number = worker.task
            assert number is not None
            try:
                answer, size = worker.pipe.recv()
            except (EOFError, ConnectionError):
                worker.end()
                yield number, None
                continue
            if isinstance(answer, DragomanError):
                worker.end()
                raise answer
            if size > RENEW_AT:
                worker.end()
            else:
                self.idle.append(worker)
            yield number, answer


def result(shard: Shard, failures: list[Failure] | None) -> Result:
    if failures is None:
        reason = f"coding these {shard.reports} reports killed the worker twice (out of memory?)"
        return Result(shard, (Failure(shard.name, reason, "give fewer reports a shard (--shard 8) or more memory"),), False)
    return Result(shard, tuple(failures))


def check(workers: int, cluster: str | None = None) -> None:
    """Raises StoreError for a number of workers that makes no sense; a cluster takes 0 for as many as it has room for."""
    if workers < (1 if cluster is None else 0):
        raise StoreError(f"{workers} workers cannot code anything", "--workers", "give 1 or more")
