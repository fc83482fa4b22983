"""Words out of a store and back, forgetting, and what a store tells about itself."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import storekit

from dragoman.assembly.tables import TABLES as EVENT_TABLES
from dragoman.coding.pipeline import Coder
from dragoman.errors import UsageError
from dragoman.lexicon.folder import Knowledge
from dragoman.reading import read
from dragoman.run.adding import add, recode
from dragoman.store import manifest
from dragoman.store.copying import restore, shareable
from dragoman.store.files import StoreError, rows_of
from dragoman.store.forgetting import forget_entity, forget_report
from dragoman.store.package import package
from dragoman.store.people import bury, tombstones
from dragoman.store.rows import report_of, report_row
from dragoman.store.schema import TABLES
from dragoman.store.store import writing
from dragoman.store.telling import cite, methods

WORDS = ("agreement", "signed", "envoys", "on Monday", "sent ")
SPAN_COLUMNS = ("trigger", "actor_text", "recipient_text", "date_text", "place_text", "cue", "sentence", "text", "content")


def all_rows(store: Path) -> list[tuple[str, dict[str, object]]]:
    snapshot = manifest.read(store)
    found = [("reports", row) for segment in snapshot.reports.values() for row in rows_of(snapshot.path(segment))]
    return found + [(t, row) for coded in snapshot.chosen() for t, s in coded.tables.items() for row in rows_of(snapshot.path(s))]


def content(store: Path) -> bytes:
    """All that a store holds, Parquet decoded, but for the list of what must not come back."""
    rows = json.dumps(all_rows(store)).encode()
    return rows + b"".join(
        p.read_bytes() for p in sorted(store.rglob("*")) if p.is_file() and p.suffix != ".parquet" and p.name != "people.sqlite"
    )


def without_why(rows: list[tuple[str, dict[str, object]]]) -> list[tuple[str, dict[str, object]]]:
    made = []
    for table, row in rows:
        record = json.loads(str(row.get("record", "{}")))
        record.pop("why", None)
        made.append((table, {**row, "record": record, "source": ""}))
    return made


@pytest.mark.parametrize("way", ["--no-text", "export"])
def test_a_store_without_words_holds_none_and_takes_them_back(
    store: Path, empty: Callable[..., Path], twelve: str, coder: Coder, tmp_path: Path, way: str
) -> None:
    if way == "export":
        bare = tmp_path / "bare"
        shareable(manifest.read(store), bare, "0")
        assert b"reports.jsonl" not in content(bare)  # paths of somebody's disk
    else:
        bare = empty("bare", words=False)
        add(bare, [twelve], coder, shard=2)
    held = content(bare)
    assert [word for word in WORDS if word.encode() in held] == []
    for table, row in all_rows(bare):
        if table != "places":
            assert [row[name] for name in SPAN_COLUMNS if str(row.get(name) or "").strip("; …")] == []  # joints of several parties stay
        else:
            assert row["text"] == ""
    assert b"https://example.org/3" in held
    assert len(storekit.answer(bare, "SELECT id FROM claims WHERE actor_country <> ''")) > 0

    with writing(bare) as writer:
        assert restore(writer, [r for r in read([twelve], coder.knowledge) if hasattr(r, "text")]) == (12, 12)  # type: ignore[misc]
    assert without_why(all_rows(bare)) == without_why(all_rows(store))
    assert manifest.read(bare).words


def test_words_come_back_by_hash_alone(store: Path, tmp_path: Path, coder: Coder) -> None:
    bare = tmp_path / "bare"
    shareable(manifest.read(store), bare, "0")
    other = storekit.write(
        tmp_path / "other.jsonl", [storekit.report(0), storekit.report(1, text="Quite another text, though at the same address.")]
    )
    with writing(bare) as writer:
        assert restore(writer, [r for r in read([other], coder.knowledge) if hasattr(r, "text")]) == (1, 12)  # type: ignore[misc]
    texts = [row["text"] for row in storekit.answer(bare, "SELECT text FROM reports WHERE text <> ''")]
    assert texts == [storekit.report(0)["text"]]
    assert not manifest.read(bare).words


def test_reports_survive_the_store(coder: Coder, twelve: str) -> None:
    reports = [item for item in read([twelve], coder.knowledge) if hasattr(item, "text")]
    assert [report_of(report_row(item)) for item in reports] == reports  # type: ignore[arg-type]


def test_a_forgotten_report_is_gone_and_stays_away(store: Path, twelve: str, coder: Coder) -> None:
    (row,) = storekit.answer(store, "SELECT id FROM reports WHERE url LIKE '%/3'")
    with writing(store) as writer:
        assert forget_report(writer, row["id"], "asked by its author", coder.knowledge) > 1
    assert storekit.whole(store) == 11
    assert b"agreement number 3" not in content(store)
    again = add(store, [twelve], coder)
    assert (again.coded, again.counts["forgotten"], again.counts["same"]) == (0, 1, 11)
    assert {stone.reason for stone in tombstones(store)} == {"asked by its author"}
    with writing(store) as writer, pytest.raises(UsageError, match="there is no report"):
        forget_report(writer, row["id"], "twice", coder.knowledge)


def test_a_forgotten_entity_is_gone_and_stays_away(store: Path, tmp_path: Path, coder: Coder) -> None:
    before = len(storekit.answer(store, "SELECT id FROM claims"))
    with writing(store) as writer:
        assert forget_entity(writer, "peru", "a test", coder.knowledge) > 0
    assert b"Peru" not in content(store)
    assert storekit.answer(store, "SELECT id FROM claims WHERE actor_country = 'PER' OR recipient_country = 'PER'") == []
    assert 0 < len(storekit.answer(store, "SELECT id FROM claims")) < before
    assert storekit.whole(store) == 12
    (row,) = storekit.answer(store, "SELECT title, text, characters FROM reports WHERE url LIKE '%/1'")
    assert "████" in row["text"]
    assert len(row["text"]) == row["characters"]
    later = add(store, [storekit.write(tmp_path / "new.jsonl", [storekit.report(17)])], coder)  # names Peru, too
    assert later.coded == 1
    assert b"Peru" not in content(store)
    assert add(store, [str(tmp_path / "new.jsonl")], coder).counts["same"] == 1


def test_what_was_decided_is_done_even_if_broken_off(store: Path, coder: Coder, twelve: str) -> None:
    (row,) = storekit.answer(store, "SELECT id FROM reports WHERE url LIKE '%/3'")
    bury(store, "report", row["id"], "the machine went down after this")
    add(store, [twelve], coder)
    assert storekit.answer(store, "SELECT id FROM reports WHERE url LIKE '%/3'") == []


def test_forgetting_reaches_every_run_and_pack(tmp_path: Path, empty: Callable[..., Path], coder: Coder) -> None:
    store = empty()
    add(store, [storekit.write(tmp_path / "many.jsonl", map(storekit.report, range(17)))], coder, shard=1)
    packs = sorted(p.name for p in (store / "packs").iterdir())
    assert [name.partition("-")[0] for name in packs] == ["claims", "reports"]
    all_claims = len(storekit.answer(store, "SELECT id FROM claims"))
    assert all_claims == sum(coded.tables["claims"].rows for coded in manifest.read(store).chosen())
    with writing(store) as writer:
        forget_entity(writer, "peru", "a test", coder.knowledge)
    assert not set(packs) & {p.name for p in (store / "packs").iterdir()}
    assert b"Peru" not in b"".join(json.dumps(rows_of(p)).encode() for p in store.rglob("*.parquet"))


def test_a_store_without_words_cannot_be_coded_again(store: Path, tmp_path: Path, coder: Coder) -> None:
    from dragoman.model import Settings

    bare = tmp_path / "bare"
    shareable(manifest.read(store), bare, "0")
    tally = recode(bare, Coder(Settings(floor=0.9)))
    assert tally.coded == 0
    assert "the store holds no words" in tally.notes[0]
    with writing(store) as writer, pytest.raises(StoreError, match="this store has its words"):
        restore(writer, [])


def test_methods_and_reference(store: Path) -> None:
    snapshot = manifest.read(store)
    told = methods(snapshot)
    (run,) = snapshot.runs.values()
    for part in (
        "12 news reports of 2 outlets",
        "between 2022-03-01 and 2022-03-12",
        run["knowledge"],
        run["code"],
        run["model"],
        snapshot.digest,
    ):
        assert part in told
    entry = cite(snapshot)
    assert entry.startswith(f"@misc{{dragoman_{snapshot.digest},")
    assert entry.count("{") == entry.count("}")
    assert "12 reports" in entry
    assert "  author = {{Dragoman}}," in entry
    mine = cite(snapshot, "Doe, Jane and Roe, {Richard", "Talks}\nin the Andes")
    assert "  author = {Doe, Jane and Roe, Richard},\n" in mine
    assert "  title = {{Talks in the Andes}},\n" in mine


def test_methods_tell_of_events_while_they_are_up_to_date(store: Path, tmp_path: Path, coder: Coder) -> None:
    merged = "Claims of one happening are merged"
    (events,) = storekit.answer(store, "SELECT count(*) AS n FROM events")
    assert f"{merged}, with their independent sources counted: {events['n']} events in all" in methods(manifest.read(store))
    add(store, [storekit.write(tmp_path / "more.jsonl", [storekit.report(77)])], coder, events=False)
    assert merged not in methods(manifest.read(store))


@pytest.mark.parametrize("words", [False, True])
def test_package(store: Path, tmp_path: Path, words: bool) -> None:
    path = package(manifest.read(store), tmp_path / "package", words)
    described = json.loads(path.read_text(encoding="utf8"))
    assert [resource["name"] for resource in described["resources"]] == [*TABLES, *EVENT_TABLES, "codebook", "runs"]
    for resource in described["resources"][:8]:
        with (path.parent / resource["path"]).open(encoding="utf8", newline="") as lines:
            names = csv.DictReader(lines).fieldnames
        assert names == [field["name"] for field in resource["schema"]["fields"]]
        assert all(field["description"] for field in resource["schema"]["fields"])
    everything = b"".join(p.read_bytes() for p in path.parent.iterdir())
    assert (b"signed a trade agreement" in everything) == words
    runs = json.loads((path.parent / "runs.json").read_text(encoding="utf8"))
    assert [item["file"] for item in runs["adds"][0]["inputs"]] == ["reports.jsonl"]
    with pytest.raises(StoreError, match="there is something in this folder"):
        package(manifest.read(store), tmp_path / "package", words)


def test_commands(store: Path, tmp_path: Path) -> None:
    call = storekit.call
    assert call("export", str(store), "-o", str(tmp_path / "x"))[0] == 2
    assert call("export", str(store), "--shareable", "-o", str(tmp_path / "x"))[0] == 0
    assert call("restore", str(tmp_path / "x"), str(tmp_path / "nothing"))[0] == 1
    assert call("forget", str(store), "--reason", "none given")[0] == 2
    assert call("forget", str(store), "--entity", "peru", "--reason", "a test")[0] == 0
    assert "Events were coded from 12 news reports" in call("methods", str(store))[1]
    assert call("cite", str(store))[1].startswith("@misc{")
    assert call("package", str(store), "-o", str(tmp_path / "p"))[0] == 0
    status, _, said = call("init", str(store))
    assert (status, said.count("\n")) == (2, 1)


def test_no_knowledge_is_needed_to_forget_a_name(store: Path) -> None:
    """A name that the registry does not have is forgotten as it is written."""
    with writing(store) as writer:
        forget_entity(writer, "trade agreement", "stands for a name", Knowledge.open())
    assert b"trade agreement" not in content(store)
