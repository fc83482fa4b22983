"""Stores in object storage, through their mirrors. The storage is a folder reached through fsspec's file:// and a memory:// one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import storekit

from dragoman.coding.pipeline import Coder
from dragoman.run.adding import add
from dragoman.store import manifest, remote
from dragoman.store.files import StoreError
from dragoman.store.people import bury, tombstones
from dragoman.store.store import init


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return f"file://{tmp_path}/bucket/news"


def filled(url: str, twelve: str, coder: Coder) -> Path:
    folder = remote.mirror(url)
    init(folder, True, "0")
    add(folder, [twelve], coder, shard=4)
    return folder


def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str) -> Path:
    """The mirror on another machine."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "other-cache"))
    return remote.opened(url)


def test_another_machine_sees_the_same_bytes(
    url: str, twelve: str, coder: Coder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, original: Path
) -> None:
    folder = filled(url, twelve, coder)
    other = elsewhere(monkeypatch, tmp_path, url)
    assert other != folder
    assert storekit.whole(other) == 12
    assert storekit.segments(other) == storekit.segments(folder)
    there = {p.relative_to(tmp_path / "bucket/news").as_posix() for p in (tmp_path / "bucket/news").rglob("*") if p.is_file()}
    assert not any(path.startswith(("packs", "unfinished", "lock")) for path in there)


def test_both_machines_add_in_turn(url: str, twelve: str, coder: Coder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = filled(url, twelve, coder)
    other = elsewhere(monkeypatch, tmp_path, url)
    more = storekit.write(tmp_path / "more.jsonl", map(storekit.report, range(12, 15)))
    add(other, [more], coder)
    yet = storekit.write(tmp_path / "yet.jsonl", map(storekit.report, range(15, 17)))
    add(folder, [yet], coder)
    remote.fetch(other)
    assert storekit.whole(folder) == storekit.whole(other) == 17
    assert storekit.segments(folder) == storekit.segments(other)


def test_two_writers_at_once_are_told(url: str, twelve: str, coder: Coder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = filled(url, twelve, coder)
    other = elsewhere(monkeypatch, tmp_path, url)
    more = storekit.write(tmp_path / "more.jsonl", map(storekit.report, range(12, 15)))
    late = storekit.write(tmp_path / "late.jsonl", map(storekit.report, range(15, 17)))

    def meanwhile(_: object) -> None:
        if storekit.whole(folder) == 12:
            add(folder, [more], coder)

    with pytest.raises(StoreError, match="somebody else has written"):
        add(other, [late], coder, watch=meanwhile)
    assert storekit.whole(folder) == 15
    with pytest.raises(StoreError, match="here and there"):
        remote.fetch(other)


def test_what_was_not_sent_is_sent_next_time(url: str, twelve: str, coder: Coder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = filled(url, twelve, coder)
    more = storekit.write(tmp_path / "more.jsonl", map(storekit.report, range(12, 15)))

    with monkeypatch.context() as broken:
        broken.setattr(remote.Storage, "write", lambda self, path, content: (_ for _ in ()).throw(self.failed(OSError("down"), path)))
        with pytest.raises(StoreError, match="the storage failed: down"):
            add(folder, [more], coder)
    assert storekit.whole(folder) == 15
    remote.fetch(folder)
    assert storekit.whole(elsewhere(monkeypatch, tmp_path, url)) == 15


def test_words_that_go_there_go_here(url: str, twelve: str, coder: Coder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dragoman.store.forgetting import forget_report
    from dragoman.store.store import writing

    folder = filled(url, twelve, coder)
    other = elsewhere(monkeypatch, tmp_path, url)
    victim = storekit.answer(other, "SELECT id FROM reports ORDER BY id LIMIT 1")[0]["id"]
    before = set(storekit.segments(folder))
    with writing(other) as writer:
        forget_report(writer, victim, "asked to", coder.knowledge)
    remote.fetch(folder)
    assert storekit.whole(folder) == 11
    assert tombstones(folder) == tombstones(other) != []
    gone = before - set(storekit.segments(folder))
    assert gone
    assert [p for p in gone if (folder / p).exists() or (tmp_path / "bucket/news" / p).exists()] == []


def test_decisions_that_were_not_sent_are_kept(url: str, twelve: str, coder: Coder) -> None:
    folder = filled(url, twelve, coder)
    bury(folder, "report", "some-report", "asked to")
    remote.fetch(folder)
    assert [stone.target for stone in tombstones(folder)] == ["some-report"]


def test_no_store_and_no_protocol(url: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        remote.opened(url)
    status, _, said = storekit.call("query", url)
    assert (status, "dragoman init file://" in said) == (2, True)
    with pytest.raises(StoreError, match="nowhere://"):
        remote.opened("nowhere://x/y")


def test_the_command_takes_a_url(url: str, twelve: str, tmp_path: Path) -> None:
    assert storekit.call("init", url)[0] == 0
    assert storekit.call("add", url, twelve)[0] == 0
    status, out, _ = storekit.call("query", url, "--sql", "SELECT count(*) AS n FROM reports", "-f", "csv")
    assert (status, out.split()) == (0, ["n", "12"])
    shutil.rmtree(tmp_path / "cache")
    assert storekit.call("query", url, "--limit", "1")[0] == 0


def test_memory_storage(twelve: str, coder: Coder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = filled("memory://bucket/news", twelve, coder)
    assert manifest.read(elsewhere(monkeypatch, tmp_path, "memory://bucket/news")).digest == manifest.read(folder).digest
