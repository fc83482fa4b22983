"""Events in a store: assembled by add, recode and forget, kept with their ids, without words where there are none, mended when damaged."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import storekit

from dragoman.assembly.tables import TABLES
from dragoman.coding.pipeline import Coder
from dragoman.errors import UsageError
from dragoman.lexicon.folder import Knowledge
from dragoman.reading import read
from dragoman.run.adding import add, recode
from dragoman.store import manifest
from dragoman.store.copying import restore, shareable
from dragoman.store.engine import open_views
from dragoman.store.event_query import EventFilters, changes, event, events
from dragoman.store.events import assembled, note
from dragoman.store.forgetting import forget_entity, forget_report
from dragoman.store.package import package
from dragoman.store.store import writing

MEETING = "Norway's foreign minister met Peru's foreign minister in Lima on Monday."
ATTACKS = "Turkish jets bombed Kobani on Monday and killed {} people."


def made(number: int, text: str, published: str, outlet: str, **fields: str) -> dict[str, str]:
    return {
        "id": f"r{number}",
        "url": f"https://example.org/{number}",
        "title": "",
        "published": published,
        "publisher": outlet,
        "text": text,
        **fields,
    }


@pytest.fixture
def news(empty: Callable[..., Path], coder: Coder, tmp_path: Path) -> Callable[..., Path]:
    """A store to which reports are added day by day: news([…], […])."""

    def make(*days: list[dict[str, str]], name: str = "news", words: bool = True) -> Path:
        store = empty(name, words)
        for number, reports in enumerate(days):
            add(store, [storekit.write(tmp_path / f"{name}-{number}.jsonl", reports)], coder)
        return store

    return make


def table(store: Path, name: str) -> list[dict[str, Any]]:
    connection = open_views(manifest.read(store), tables=(name,))
    found = connection.execute(f"SELECT * FROM {name} ORDER BY ALL")
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def tables(store: Path) -> dict[str, list[dict[str, Any]]]:
    return {name: table(store, name) for name in ("events", "event_party", "event_claim")}


DAYS = (
    [made(1, MEETING, "2024-01-09", "Fjord Post"), made(2, ATTACKS.format(13), "2024-01-09", "Aegean Wire")],
    [made(3, "The foreign ministers of Peru and Norway held talks in Lima on Monday.", "2024-01-10", "Andes Post")],
    [made(4, ATTACKS.format(3), "2024-01-11", "Aegean Wire")],
)


def test_day_by_day_gives_the_events_of_one_big_add(news: Callable[..., Path]) -> None:
    by_day = news(*DAYS, name="days")
    at_once = news([report for day in DAYS for report in day], name="once")
    assert tables(by_day) == tables(at_once)
    meeting = next(row for row in table(by_day, "events") if row["event_type"] == "CONSULT")
    assert (meeting["reports"], meeting["independent_sources"], meeting["first_seen"], meeting["last_changed"]) == (
        2,
        2,
        "2024-01-09",
        "2024-01-10",
    )
    assert [(row["what"], row["field"], row["old"], row["new"]) for row in table(by_day, "changes") if row["when"] == "2024-01-11"] == [
        ("changed", "reports", "1", "2"), ("corrected", "killed_high", "13", "3"), ("corrected", "killed_low", "13", "3")
    ]  # fmt: skip
    for name, schema in TABLES.items():
        found = open_views(manifest.read(by_day), tables=(name,)).sql(f"SELECT * FROM {name}").to_arrow_table()
        assert found.schema.names == schema.names


def test_no_events_leaves_them_and_says_so(news: Callable[..., Path], coder: Coder, tmp_path: Path) -> None:
    store = news(DAYS[0])
    assert note(manifest.read(store)) == ""
    before = table(store, "events")
    add(store, [storekit.write(tmp_path / "more.jsonl", DAYS[1])], coder, events=False)
    assert table(store, "events") == before
    assert "are older than its claims" in note(manifest.read(store))
    with writing(store) as writer:
        writer.commit(assembled(writer.snapshot, coder.knowledge))
    assert note(manifest.read(store)) == ""
    assert table(store, "events") != before


def test_the_same_again_changes_no_byte(news: Callable[..., Path], coder: Coder, tmp_path: Path) -> None:
    store = news(*DAYS)
    before = (store / "manifest.jsonl").read_bytes(), sorted(path.name for path in (store / "events").rglob("*"))
    add(store, [str(tmp_path / "news-0.jsonl")], coder)
    assert before == ((store / "manifest.jsonl").read_bytes(), sorted(path.name for path in (store / "events").rglob("*")))
    recode(store, coder)
    assert before[0] == (store / "manifest.jsonl").read_bytes()


def test_a_store_without_words_knows_copies_all_the_same(news: Callable[..., Path], coder: Coder, tmp_path: Path) -> None:
    long = f"{MEETING} They spoke about fish, about ships and about the price of both for two hours, and then they ate what they had spoken of."
    copies = [made(1, long, "2024-01-09", "Fjord Post"), made(2, long.replace("two", "three"), "2024-01-09", "Skerry Sun", title="Fish")]
    for words in (True, False):
        store = news(copies, name=f"words-{words}", words=words)
        meeting = next(row for row in table(store, "events") if row["event_type"] == "CONSULT")
        assert (meeting["reports"], meeting["independent_sources"]) == (2, 1)
        assert bool(meeting["headline"]) is words
        assert {row["status"] for row in table(store, "event_claim") if row["event_id"] == meeting["event_id"]} == {"current", "copy"}
        add(store, [storekit.write(tmp_path / f"more-{words}.jsonl", DAYS[2])], coder)  # what was seen of the texts is kept
        again = next(row for row in table(store, "events") if row["event_type"] == "CONSULT")
        assert again == meeting


def test_a_shareable_copy_has_events_and_no_words(news: Callable[..., Path], coder: Coder, tmp_path: Path) -> None:
    store = news(*DAYS)
    bare = tmp_path / "bare"
    shareable(manifest.read(store), bare, "0")
    assert note(manifest.read(bare)) == ""
    ids = {row["event_id"] for row in table(store, "events")}
    assert {row["event_id"] for row in table(bare, "events")} == ids
    held = json.dumps([table(bare, name) for name in TABLES])
    assert "Lima on Monday" not in held
    assert "sketches" not in manifest.read(bare).events
    paths = [str(tmp_path / f"news-{number}.jsonl") for number in range(3)]
    with writing(bare) as writer:
        restore(writer, [r for r in read(paths, coder.knowledge) if hasattr(r, "text")], coder.knowledge)  # type: ignore[misc]
    assert tables(bare) == tables(store)


def test_forgetting_reaches_events_and_their_log(news: Callable[..., Path], coder: Coder) -> None:
    name = "António Guterres"
    again = made(6, "The United Nations secretary-general met the president of Peru in Lima on Tuesday.", "2024-01-11", "Lima Star")
    store = news([*DAYS[0], made(5, f"{name} met Peru's president in Lima on Tuesday.", "2024-01-10", "Andes Post")], [again])
    assert any(name in row["actors"] for row in table(store, "events"))
    before = {row["event_id"] for row in table(store, "events")}
    with writing(store) as writer:
        forget_entity(writer, "antonio-guterres", "asked", coder.knowledge)
    held = json.dumps([table(store, kind) for kind in TABLES], ensure_ascii=False)
    assert name not in held
    assert "antonio-guterres" not in held
    for path in store.rglob("*"):
        assert not path.is_file() or path.suffix == ".sqlite" or name.encode() not in path.read_bytes()
    assert note(manifest.read(store)) == ""
    assert {row["event_id"] for row in table(store, "events")} <= before
    with writing(store) as writer:
        forget_report(writer, "r1", "asked", coder.knowledge)
    assert "r1" not in {row["report_id"] for row in table(store, "event_claim")}
    assert {row["event_id"] for row in table(store, "changes")} == {row["event_id"] for row in table(store, "events")}


def test_damaged_events_are_assembled_again_with_their_ids(news: Callable[..., Path], coder: Coder) -> None:
    store = news(*DAYS)
    before = tables(store)
    snapshot = manifest.read(store)
    path = snapshot.path(snapshot.events["event_party"])
    path.write_bytes(path.read_bytes()[:-20])
    tally = add(store, [], coder)
    assert any("event_party.parquet was damaged" in said for said in tally.notes)
    assert tables(store) == before
    assert len(list((store / "damaged").rglob("event_party.parquet"))) == 1
    path = manifest.read(store).path(manifest.read(store).events["event_claim"])
    path.unlink()
    add(store, [], coder)
    assert tables(store) == before  # the earliest claims name them as before


def test_older_tables_go_but_not_under_readers(news: Callable[..., Path], coder: Coder) -> None:
    store = news(DAYS[0])
    old = manifest.read(store)
    with writing(store) as writer:
        writer.commit(assembled(writer.snapshot, Knowledge.open()))
        writer.tidy()
    assert open_views(old, tables=("events",)).sql("SELECT count(*) FROM events").fetchall() == [(len(table(store, "events")),)]
    for path in (store / "events").glob("*/*"):
        os.utime(path, (0, 0))
    add(store, [], coder)
    held = {segment.path for segment in manifest.read(store).events.values()}
    assert {path.relative_to(store).as_posix() for path in (store / "events").glob("*/*")} == held


@pytest.mark.parametrize(
    ("given", "types"),
    [
        ({}, {"CONSULT", "ASSAULT"}),
        ({"actor": ("PER/GOV", "NOR/GOV")}, {"CONSULT"}),
        ({"country": ("tur",)}, {"ASSAULT"}),
        ({"place": ("lima",)}, {"CONSULT"}),
        ({"type": ("assault",), "sources": 2}, set()),
        ({"outlet": ("andes post",)}, {"CONSULT"}),
        ({"since": "2024-01-08", "until": "2024-01"}, {"CONSULT", "ASSAULT"}),
        ({"until": "2024-01-07"}, set()),
        ({"belief": 0.93}, {"CONSULT"}),
        ({"disputed": True}, set()),
        ({"sector": ("MIL",)}, {"ASSAULT"}),
    ],
)
def test_filters(news: Callable[..., Path], given: dict[str, Any], types: set[str]) -> None:
    snapshot = manifest.read(news(*DAYS))
    found = [row for batch in events(snapshot, EventFilters(**given)) for row in batch.to_pylist()]
    assert {row["event_type"] for row in found} == types
    assert all("headline" not in row for row in found)


def test_wrong_questions_are_said(news: Callable[..., Path]) -> None:
    snapshot = manifest.read(news(DAYS[0]))
    with pytest.raises(UsageError, match="not a day"):
        list(events(snapshot, EventFilters(since="soon")))
    with pytest.raises(UsageError, match="there is no event"):
        event(snapshot, "nosuchid")
    with pytest.raises(UsageError, match="not a day"):
        list(changes(snapshot, "last week"))


def test_one_event_with_all_that_is_said(news: Callable[..., Path]) -> None:
    snapshot = manifest.read(news(*DAYS))
    attack = next(row for row in table(snapshot.folder, "events") if row["event_type"] == "ASSAULT")
    told = event(snapshot, attack["event_id"][:12])
    assert told.event == attack
    assert {(row["report_id"], row["status"], row["killed_low"]) for row in told.claims} == {("r2", "superseded", 13), ("r4", "current", 3)}
    assert next(row["what"] for row in told.changes) == "new"


def test_package_has_events_where_there_are_any(news: Callable[..., Path], tmp_path: Path) -> None:
    store = news(*DAYS)
    path = package(manifest.read(store), tmp_path / "out")
    described = {resource["name"]: resource for resource in json.loads(path.read_text(encoding="utf8"))["resources"]}
    assert set(TABLES) <= set(described)
    header = (tmp_path / "out" / "events.csv").read_text(encoding="utf8").splitlines()[0]
    assert header.startswith("event_id,former_ids,event_type")
    assert "headline," not in header
    assert described["event_claim"]["schema"]["foreignKeys"][0]["reference"]["resource"] == "events"
