"""What goes wrong with machines: nothing committed is lost, nothing is doubled, the message is clear, and the next add completes."""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
import storekit

from dragoman.coding.pipeline import Coder
from dragoman.run.adding import add
from dragoman.run.processes import start
from dragoman.store import manifest
from dragoman.store.files import StoreError
from dragoman.store.query import Filters, claims
from dragoman.store.store import writing

SEED = 20220305


def test_killed_at_ten_random_moments(twelve: str, original: Path, empty: Callable[..., Path]) -> None:
    nursery = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("nursery.py"))], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    assert nursery.stdout.readline() == "ready\n"

    def start(store: Path) -> int:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        nursery.stdin.write(json.dumps([str(store), twelve]) + "\n")
        nursery.stdin.flush()
        return int(nursery.stdout.readline())

    started = time.monotonic()
    start(empty("timed"))
    assert nursery.stdout.readline() == "0\n"
    span = time.monotonic() - started
    chance = random.Random(SEED)
    store, killed, committed = empty(), 0, 0
    for turn in range(10):
        if turn == 5:
            store, committed = empty("second"), 0
        child = start(store)
        time.sleep(chance.uniform(0, span * 0.6))
        with contextlib.suppress(ProcessLookupError):  # it was done before
            os.kill(child, signal.SIGKILL)
        killed += nursery.stdout.readline() == "-9\n"
        now = storekit.whole(store)
        assert now >= committed
        committed = now
    assert killed >= 5
    start(store)
    assert nursery.stdout.readline() == "0\n"
    assert storekit.segments(store) == storekit.segments(original)
    nursery.stdin.close()
    assert nursery.wait() == 0


def test_killed_with_two_workers(twelve: str, original: Path, empty: Callable[..., Path], coder: Coder) -> None:
    store = empty()
    running = subprocess.Popen(storekit.command("add", str(store), twelve, "--workers", "2", "--shard", "2"), stderr=subprocess.PIPE)
    while not any((store / "runs").rglob("claims.parquet")) and running.poll() is None:
        time.sleep(0.02)
    running.kill()
    running.wait()
    assert storekit.whole(store) <= 12
    add(store, [twelve], coder, shard=2)
    assert storekit.segments(store) == storekit.segments(original)
    assert sorted(p.name for p in store.rglob("*.parquet")) == sorted(Path(name).name for name in storekit.segments(store))


def test_ctrl_c_leaves_a_clean_store(twelve: str, original: Path, empty: Callable[..., Path], coder: Coder) -> None:
    store = empty()
    words = storekit.command("add", str(store), twelve, "--workers", "2", "--shard", "2")
    # where the tests run in the background of a shell, Ctrl-C is ignored from birth: the child must hear it again
    hears = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}
    running = subprocess.Popen(words, stderr=subprocess.PIPE, text=True, start_new_session=True, **hears)  # type: ignore[call-overload]
    while not any((store / "runs").rglob("claims.parquet")) and running.poll() is None:
        time.sleep(0.02)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Traceback" not in said
    assert "The same command goes on from there" in said
    storekit.whole(store)
    add(store, [twelve], coder, shard=2)
    assert storekit.segments(store) == storekit.segments(original)


def test_a_worker_ends_quietly_when_its_parent_leaves_answers_unread(capfd: pytest.CaptureFixture[str]) -> None:
    worker = start(echo)
    for _ in range(2):
        worker.pipe.send("a")
    assert worker.pipe.poll(30)
    worker.pipe.close()  # with an answer in it: the other end may be told so as a reset
    worker.process.join(30)
    assert worker.process.exitcode == 0
    assert "Traceback" not in capfd.readouterr().err


def test_disk_full(twelve: str, original: Path, empty: Callable[..., Path], coder: Coder) -> None:
    store = empty()
    largest = max(len(content) for content in storekit.segments(original).values())

    def no_more() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest - 1, largest - 1))

    done = storekit.run("add", str(store), twelve, "--shard", "2", preexec_fn=no_more)
    assert done.returncode == 2
    assert "cannot be written: " in done.stderr
    assert "run the same command again" in done.stderr
    assert "Traceback" not in done.stderr
    before = storekit.whole(store)
    assert before < 12
    assert add(store, [twelve], coder, shard=2).coded == 12 - before
    assert storekit.segments(store) == storekit.segments(original)


def test_disk_full_while_committing(store: Path) -> None:
    before = (store / manifest.NAME).read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 10, hard))
    try:
        with pytest.raises(StoreError, match="cannot be written"):
            manifest.append(store, {"what": "note", "words": "longer than ten bytes"})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (store / manifest.NAME).read_bytes() == before


def without_rights(work: Callable[[], object]) -> str:
    """What a StoreError says that work meets in a child process; as nobody, where we are root, whom no mode of a folder stops."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        if os.geteuid() == 0:
            os.setuid(65534)
        try:
            work()
        except StoreError as error:
            os.write(theirs, str(error).encode())
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, encoding="utf8") as said:
        os.waitpid(child, 0)
        return said.read()


def test_read_only_folder(store: Path, tmp_path: Path, twelve: str, coder: Coder) -> None:
    for folder in (tmp_path, *tmp_path.parents):  # nobody must be able to come as far as the store
        if Path(tempfile.gettempdir()) in folder.parents:
            folder.chmod(0o755)
    for path in (store, *store.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        said = without_rights(lambda: add(store, [twelve], coder))
    finally:
        for path in (store, *store.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert "cannot be written: Permission denied" in said
    assert "run the same command again" in said
    assert add(store, [twelve], coder).counts["same"] == 12


def test_two_at_once(store: Path, twelve: str, coder: Coder) -> None:
    with writing(store), pytest.raises(StoreError, match=f"process {os.getpid()} is writing this store"):
        add(store, [twelve], coder)
    assert add(store, [twelve], coder).counts["same"] == 12


def test_readers_keep_their_snapshot_while_others_write(store: Path, tmp_path: Path, coder: Coder) -> None:
    snapshot = manifest.read(store)
    reading = claims(snapshot, Filters())
    first = next(reading).num_rows
    add(store, [storekit.write(tmp_path / "more.jsonl", map(storekit.report, range(12, 14)))], coder)
    assert sum(b.num_rows for b in reading) + first == sum(c.tables["claims"].rows for c in snapshot.chosen())
    assert len(manifest.read(store).reports) == len(snapshot.reports) + 1


def spoil(path: Path) -> None:
    """Turn over the bits of one byte in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize("table", ["claims", "reports"])
def test_a_damaged_segment_is_set_aside_and_made_again(store: Path, original: Path, twelve: str, coder: Coder, table: str) -> None:
    snapshot = manifest.read(store)
    name = list(snapshot.reports)[2]
    segment = snapshot.reports[name] if table == "reports" else snapshot.chosen()[2].tables["claims"]
    spoil(store / segment.path)
    tally = add(store, [twelve], coder, shard=2)
    assert [note.partition(" was damaged")[0] for note in tally.notes] == [segment.path]
    assert tally.coded == 2
    assert storekit.segments(store) == storekit.segments(original)
    assert any((store / "damaged").rglob("*.parquet"))


def test_a_cut_off_segment_is_named_when_asked_for(store: Path) -> None:
    segment = manifest.read(store).chosen()[0].tables["claims"]
    path = store / segment.path
    path.write_bytes(path.read_bytes()[:-7])
    with pytest.raises(StoreError, match="damaged or gone") as caught:
        storekit.answer(store, "SELECT 1")
    assert caught.value.where == str(path)
    assert "dragoman add" in caught.value.mend


def test_a_line_broken_off_does_not_count_and_is_cut(store: Path, twelve: str, coder: Coder) -> None:
    path = store / manifest.NAME
    before = path.read_bytes()
    path.write_bytes(before + b'{"what":"segment","na')
    assert storekit.whole(store) == 12
    add(store, [twelve], coder)
    assert path.read_bytes() == before


def echo(pipe: Connection) -> None:
    """The life of a worker that sends back what it gets."""
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            pipe.send(pipe.recv())
