"""Processes of this machine, each at the end of a pipe: started clean, deaf to Ctrl-C, gone when their parent is."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any


@dataclass
class Worker:
    process: BaseProcess
    pipe: Connection
    task: int | None = None  # the number of its shard

    def end(self) -> None:
        self.pipe.close()
        self.process.terminate()
        self.process.join()


def start(target: Callable[..., None], *given: Any) -> Worker:
    """A process at `target(pipe, *given)`, which should return when the pipe gives EOFError or ConnectionError: its parent has gone."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=alone, args=(target, theirs, *given), daemon=True)
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # a worker is born deaf to Ctrl-C, before it can say so itself
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
    theirs.close()
    return Worker(process, ours)


def alone(target: Callable[..., None], pipe: Connection, *given: Any) -> None:
    """The life of a worker; Ctrl-C is for the parent, which ends us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    target(pipe, *given)
