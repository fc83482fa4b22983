"""Adding: the same again is nothing, another text is a revision, any number of workers gives the same bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import storekit

from dragoman.coding.pipeline import Coder
from dragoman.model import Failure, Report
from dragoman.run.adding import Tally, add, recode
from dragoman.run.progress import Meter, lasting
from dragoman.store import manifest
from dragoman.store.known import Known


def test_adding_the_same_again_adds_nothing(store: Path, twelve: str, coder: Coder) -> None:
    before, lines = storekit.segments(store), (store / manifest.NAME).read_bytes()
    tally = add(store, [twelve], coder, shard=5)
    assert (tally.coded, tally.counts["same"], tally.counts["new"]) == (0, 12, 0)
    assert storekit.segments(store) == before
    assert (store / manifest.NAME).read_bytes() == lines


def test_two_workers_write_the_same_bytes_as_one(original: Path, twelve: str, coder: Coder, empty: Callable[..., Path]) -> None:
    other = empty()
    seen: list[int] = []
    add(other, [twelve], coder, workers=2, shard=2, watch=lambda tally: seen.append(tally.coded))
    assert storekit.segments(other) == storekit.segments(original)
    assert seen == sorted(seen)
    assert seen[-1] == 12


def test_another_text_at_the_same_address_is_a_revision(store: Path, tmp_path: Path, coder: Coder) -> None:
    later = [storekit.report(3, text="Jordan and Peru signed a fishing agreement in Amman on Tuesday.")]
    tally = add(store, [storekit.write(tmp_path / "later.jsonl", later)], coder)
    assert (tally.coded, tally.counts["revision"]) == (1, 1)
    kept = storekit.answer(store, "SELECT id, revises FROM reports WHERE url LIKE '%/3' ORDER BY revises", revised=True)
    assert len(kept) == 2
    assert kept[1]["revises"] == kept[0]["id"]
    current = storekit.answer(store, "SELECT id FROM reports WHERE url LIKE '%/3'")
    assert [row["id"] for row in current] == [kept[1]["id"]]
    claims = storekit.answer(store, "SELECT DISTINCT report_id FROM claims WHERE url LIKE '%/3'")
    assert [row["report_id"] for row in claims] == [kept[1]["id"]]


def test_going_back_to_an_earlier_text_adds_nothing(store: Path, tmp_path: Path, coder: Coder) -> None:
    versions = [storekit.report(3, text="Jordan and Peru signed a fishing agreement in Amman on Tuesday."), storekit.report(3)]
    tally = add(store, [storekit.write(tmp_path / "later.jsonl", versions)], coder)
    assert (tally.counts["revision"], tally.counts["same"]) == (1, 1)


WHERES: list[dict[str, str]] = [{}, {"url": ""}, {"url": "", "publisher": ""}, {"url": "", "id": "r7"}]


@pytest.mark.parametrize("where", WHERES, ids=["url", "outlet", "nothing but the words", "id"])
def test_a_corrected_date_is_a_revision_and_counts_once(
    empty: Callable[..., Path], tmp_path: Path, coder: Coder, where: dict[str, str]
) -> None:
    store = empty()
    days = ("2022-03-04", "2022-03-11")
    first, second = (storekit.write(tmp_path / f"{day}.jsonl", [storekit.report(3, published=day, **where)]) for day in days)
    add(store, [first], coder)
    tally = add(store, [second], coder)
    assert (tally.coded, tally.counts["revision"], tally.counts["new"]) == (1, 1, 0)
    assert [row["published"] for row in storekit.answer(store, "SELECT published FROM reports")] == ["2022-03-11"]
    kept = storekit.answer(store, "SELECT id, published, revises FROM reports ORDER BY published", revised=True)
    assert [row["published"] for row in kept] == ["2022-03-04", "2022-03-11"]
    assert (kept[0]["revises"], kept[1]["revises"]) == ("", kept[0]["id"])
    told = storekit.answer(store, "SELECT date_start, reports FROM events WHERE event_type = 'AGREE' OR event_type = 'SUPPORT'")
    assert {(row["date_start"], row["reports"]) for row in told} == {("2022-03-07", 1)}
    for again in (first, second, first):
        assert add(store, [again], coder).coded == 0


def test_the_same_words_elsewhere_or_without_a_date_correct_nothing(empty: Callable[..., Path], tmp_path: Path, coder: Coder) -> None:
    store = empty()
    reports = [
        storekit.report(3, url="", publisher="Fjord Post"),
        storekit.report(3, url="", publisher="Andes Wire", published="2022-03-05"),  # another outlet prints it a day later
        storekit.report(3, url="https://example.org/other", publisher="Fjord Post", published="2022-03-06"),
        storekit.report(3, url="", publisher="Fjord Post", published=""),  # no date is no correction
    ]
    tally = add(store, [storekit.write(tmp_path / "in.jsonl", reports)], coder)
    assert (tally.counts["new"], tally.counts["same"], tally.counts["revision"]) == (3, 1, 0)


def test_feeds_that_bump_a_date_correct_nothing(store: Path) -> None:
    known = Known(manifest.read(store), [])
    url, title, text = (storekit.report(3)[name] for name in ("url", "title", "text"))
    moved = Report(id="x", url=url, title=title, text=text, published=dt.date(2022, 4, 1), published_origin="feed")
    assert known.place([moved]) == []
    assert [report.revises != "" for report in known.place([replace(moved, published_origin="metadata")])] == [True]


def test_an_id_that_two_sources_give_is_no_revision(empty: Callable[..., Path], tmp_path: Path, coder: Coder) -> None:
    store = empty()
    pair = [storekit.report(1, id="1"), storekit.report(2, id="1")]
    tally = add(store, [storekit.write(tmp_path / "pair.jsonl", pair)], coder)
    assert (tally.counts["new"], tally.counts["renamed"]) == (2, 1)
    assert len({row["id"] for row in storekit.answer(store, "SELECT id FROM reports")}) == 2
    again = add(store, [str(tmp_path / "pair.jsonl")], coder)
    assert (again.coded, again.counts["same"]) == (0, 2)


def test_what_cannot_be_read_is_left_out_and_noted(empty: Callable[..., Path], tmp_path: Path, coder: Coder) -> None:
    store = empty()
    path = Path(storekit.write(tmp_path / "odd.jsonl", [storekit.report(1), {"no": "text"}, storekit.report(2)]))
    told: list[Failure] = []
    tally = add(store, [str(path), str(tmp_path / "nothing.txt")], coder, tell=told.append)
    assert (tally.coded, tally.failed) == (2, 2)
    assert [f.source for f in told] == [f"{path}:2", str(tmp_path / "nothing.txt")]
    details = (store / manifest.read(store).adds[0]["details"]).read_text(encoding="utf8")
    assert f'"input": "{path}"' in details
    assert details.count('"failure"') == 2


def test_coding_again_without_change_is_no_new_run(store: Path, coder: Coder) -> None:
    assert recode(store, coder).coded == 0
    assert len(manifest.read(store).runs) == 1


def test_a_run_says_what_made_it(store: Path, coder: Coder) -> None:
    (run,) = manifest.read(store).runs.values()
    assert run["knowledge"] == coder.knowledge.hash
    assert all(len(run[name]) == 16 for name in ("code", "model"))
    assert run["settings"]["floor"] == 0.0
    (line,) = manifest.read(store).adds
    assert line["counts"]["coded"] == 12


def test_progress_names_rate_and_time_left() -> None:
    meter = Meter()
    assert meter.line(Tally()) == "0 reports, 0 claims"
    line = meter.line(Tally(coded=1200, claims=3400, at=0.5))
    assert line.startswith("1,200 reports, 3,400 claims, ")
    assert "reports/s, 50%, about " in line
    assert (lasting(20), lasting(90), lasting(3600 * 5)) == ("20 s", "2 min", "5.0 h")
