"""Workers on a Ray cluster: actors that code shards and send the tables back, so that no machine but this one need reach the store.

The driver reads the inputs and writes the store, as it does with local workers; a shard's reports travel to an actor and its coded tables
travel back, and both are the same bytes wherever they are made (the machines must run the same version of Dragoman, which is checked).
"""

from __future__ import annotations

import contextlib
import os
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from dragoman.coding.pipeline import Coder
from dragoman.errors import DragomanError
from dragoman.model import Failure, Settings
from dragoman.run.identity import code_hash, model_hash
from dragoman.run.shards import Shard, coded_tables, place, there
from dragoman.run.workers import RENEW_AT, Pool, memory
from dragoman.store.files import StoreError, rows_from

MEND = "pip install 'dragoman[ray]' on every machine of the cluster, at the same version"


def library() -> Any:
    """Ray, where it is installed. Raises StoreError."""
    try:
        return import_module("ray")
    except ImportError as error:
        raise StoreError("Ray is not installed", "--engine ray", MEND) from error


@contextlib.contextmanager
def connected(address: str) -> Iterator[None]:
    """A connection to the cluster at an address ("" starts one on this machine). Raises StoreError."""
    ray = library()
    if ray.is_initialized():
        yield
        return
    reachable(address)
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is reported to anybody
    try:
        ray.init(address=address or "local", include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise StoreError(f"no Ray cluster: {str(error).splitlines()[0]}", address or "--engine ray", "check --address") from error
    try:
        yield
    finally:
        ray.shutdown()


def reachable(address: str) -> None:
    """Raises StoreError where nobody listens at host:port; Ray itself would end the program after a minute."""
    host, _, port = address.rpartition(":")
    if host and port.isdigit() and "/" not in host:
        try:
            socket.create_connection((host, int(port)), timeout=10).close()
        except OSError as error:
            raise StoreError(f"no Ray cluster: {error.strerror or error}", address, "check --address; `ray status` there tells") from error


@dataclass(frozen=True)
class Luggage:
    """What an actor needs to code as we do: settings, the user's own knowledge as files, and the hashes of code and model it must have."""

    settings: Settings
    knowledge: tuple[tuple[str, bytes], ...]
    code: str
    model: str


def pack(settings: Settings) -> Luggage:
    root = Path(settings.knowledge) if settings.knowledge else None
    found = sorted(path for path in root.rglob("*") if path.is_file()) if root else []
    files = tuple((path.relative_to(root).as_posix(), path.read_bytes()) for path in found if root)
    return Luggage(settings, files, code_hash(), model_hash())


def unpack(luggage: Luggage, folder: Path) -> Settings:
    """The settings for this machine, the user's knowledge laid down in a folder. Raises StoreError where code or model differ from ours."""
    from dataclasses import replace

    if (luggage.code, luggage.model) != (code_hash(), model_hash()):
        raise StoreError("this machine has another version of Dragoman or of its parser", os.uname().nodename, MEND)
    if not luggage.settings.knowledge:
        return luggage.settings
    root = folder / (Path(luggage.settings.knowledge).name or "knowledge")
    for name, content in luggage.knowledge:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return replace(luggage.settings, knowledge=str(root))


class Actor:
    """Lives in a process of the cluster: loads once, then codes what comes."""

    def __init__(self, luggage: Luggage) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="dragoman-")
        self.luggage = luggage
        self.coder: Coder | None = None

    def code(self, shard: Shard, source: bytes) -> tuple[dict[str, bytes], list[Failure], int] | DragomanError:
        """The tables of a shard, its failures, and this process's memory in MB; or the error that stops everything."""
        try:
            if self.coder is None:
                self.coder = Coder(unpack(self.luggage, Path(self.folder.name)))
            tables, failures = coded_tables(shard, rows_from(source), self.coder)
        except DragomanError as error:
            return error
        return tables, failures, memory()


class RayPool(Pool):
    """Actors of a Ray cluster. With 0 workers there is one for each CPU of the cluster but one, which is left for reading and writing."""

    def __init__(self, settings: Settings, workers: int) -> None:
        self.ray = library()
        super().__init__(workers or max(1, int(self.ray.cluster_resources().get("CPU", 1)) - 1))
        self.luggage = self.ray.put(pack(settings))
        self.actor = self.ray.remote(num_cpus=1, max_restarts=0)(Actor)
        self.idle: list[Any] = []
        self.busy: dict[Any, tuple[int, Shard, Any]] = {}  # what an actor owes us → number, shard, actor

    def busy_workers(self) -> int:
        return len(self.busy)

    def give(self, number: int, shard: Shard) -> None:
        actor = self.idle.pop() if self.idle else self.actor.remote(self.luggage)
        done = there(shard) is not None  # an earlier call was broken off between coding and committing
        owed = self.ray.put(None) if done else actor.code.remote(shard, Path(shard.source).read_bytes())
        self.busy[owed] = (number, shard, actor)

    def finished(self) -> Iterator[tuple[int, list[Failure] | None]]:
        ready, _ = self.ray.wait(list(self.busy), num_returns=1)
        for owed in ready:
            number, shard, actor = self.busy.pop(owed)
            try:
                answer = self.ray.get(owed)
            except self.ray.exceptions.RayActorError:  # killed, or its machine is gone
                yield number, None
                continue
            if isinstance(answer, DragomanError):
                raise answer
            if answer is None:
                self.idle.append(actor)
                yield number, there(shard) or []
                continue
            tables, failures, size = answer
            place(shard, tables, failures)
            if size > RENEW_AT:
                self.ray.kill(actor)
            else:
                self.idle.append(actor)
            yield number, failures

    def end(self) -> None:
        for actor in [*self.idle, *(actor for _, _, actor in self.busy.values())]:
            with contextlib.suppress(self.ray.exceptions.RayError, ValueError):  # it is gone already
                self.ray.kill(actor)
