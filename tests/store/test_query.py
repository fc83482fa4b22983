"""Questions to a store: every filter, SQL, forms."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import storekit

from dragoman.coding.pipeline import Coder
from dragoman.errors import UsageError
from dragoman.lexicon.folder import Knowledge
from dragoman.run.adding import add
from dragoman.store import manifest
from dragoman.store.event_query import EventFilters, events
from dragoman.store.query import Filters, check, claims, default_columns
from dragoman.store.store import init
from dragoman.store.values import check_values

TEXTS = (
    "Norway hosted Peru in Oslo on Monday.",
    "Kenyan soldiers attacked a village in Ghana on Tuesday.",
    '"We condemn the attack," Finland\'s foreign minister said on Wednesday.',
    "Jordan will send aid to Vietnam next month.",
)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory, coder: Coder) -> Path:
    folder = tmp_path_factory.mktemp("few")
    reports = [
        storekit.report(n, title="", text=text, published=f"2022-0{n + 1}-20", rights=("open", "closed")[n % 2]) for n, text in enumerate(TEXTS)
    ]
    init(folder / "news", True, "0")
    add(folder / "news", [storekit.write(folder / "in.jsonl", reports)], coder)
    return folder / "news"


def found(store: Path, **filters: object) -> list[int]:
    """Numbers of the texts that have a claim satisfying the filters."""
    rows = [row for batch in claims(manifest.read(store), Filters(**filters), columns=["sentence"]) for row in batch.to_pylist()]  # type: ignore[arg-type]
    return sorted({TEXTS.index(row["sentence"]) for row in rows})


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        ({}, [0, 1, 2, 3]),
        ({"actor": ("PER",)}, [0]),
        ({"actor": ("PER/GOV",)}, [0]),
        ({"actor": ("PER/MIL",)}, []),
        ({"actor": ("KEN/MIL",)}, [1]),
        ({"actor": ("/MIL",)}, [1]),
        ({"actor": ("peru",)}, [0]),
        ({"recipient": ("NOR",)}, [0]),
        ({"recipient": ("PER",)}, []),
        ({"country": ("NOR", "KEN")}, [0, 1]),
        ({"sector": ("mil",)}, [1]),
        ({"type": ("consult",)}, [0]),
        ({"type": ("CONSULT", "ASSAULT")}, [0, 1]),
        ({"mode": ("visit",)}, [0]),
        ({"quad": ("material conflict",)}, [1]),
        ({"place": ("NOR",)}, [0]),
        ({"place": ("oslo",)}, [0]),
        ({"place": ("3143244",)}, [0]),
        ({"since": "2022-02"}, [1, 2, 3]),
        ({"until": "2022-01"}, [0]),
        ({"since": "2022-02-01", "until": "2022-02-28"}, [1]),
        ({"published_until": "2022-02"}, [0, 1]),
        ({"published_since": "2022-02-21"}, [2, 3]),
        ({"outlet": ("fjord post",)}, [0, 2]),
        ({"rights": ("open",)}, [0, 2]),
        ({"speaker": ("FIN",)}, [2]),
        ({"modality": ("asserted",), "type": ("ASSAULT", "CONSULT")}, [0, 1]),
        ({"recency": ("background",)}, []),
        ({"confidence": 1.01}, []),
        ({"text": "VILLAGE"}, [1]),
        ({"text": "100% '; DROP"}, []),
    ],
)
def test_filters(few: Path, filters: dict[str, object], numbers: list[int]) -> None:
    assert found(few, **filters) == numbers


def test_contexts_are_found_one_by_one(few: Path) -> None:
    (given,) = storekit.answer(few, "SELECT contexts FROM claims WHERE contexts <> '' ORDER BY contexts LIMIT 1")
    first = given["contexts"].split("; ")[0]
    rows = [row for batch in claims(manifest.read(few), Filters(context=(first,)), columns=["contexts"]) for row in batch.to_pylist()]
    assert rows
    assert all(first in row["contexts"].split("; ") for row in rows)
    assert found(few, context=("no such context",)) == []


@pytest.mark.parametrize("day", ["last week", "2021-13", "2021-02-30", "20210815", "2021-8-1", "21"])
def test_days_that_are_none_are_said(day: str) -> None:
    with pytest.raises(UsageError, match="is not a day, month or year"):
        check(Filters(since=day))


def test_times_that_end_before_they_begin_are_said(few: Path) -> None:
    check(Filters(since="2021-08-15", until="2021-08", published_since="2021", published_until="2021"))
    with pytest.raises(UsageError, match="2021-07 lies before 2021-08"):
        check(Filters(since="2021-08", until="2021-07"))
    with pytest.raises(UsageError, match="--published-since"):
        check(Filters(published_since="2022", published_until="2021"))
    with pytest.raises(UsageError, match="lies before"):
        list(events(manifest.read(few), EventFilters(since="2022", until="2021")))


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({"type": ("MEET",)}, "no event type 'MEET' (there are ACCUSE, AGREE"),
        ({"mode": ("vist",)}, "no mode 'vist' (there are visit, "),
        ({"context": ("sports",)}, "no context 'sports'"),
        ({"quad": ("friendly",)}, "no quad category 'friendly'"),
        ({"recency": ("old",)}, "there are news, background"),
        ({"modality": ("planned",)}, "asserted, future, hypothetical, negated"),
        ({"sector": ("GVO",)}, "there are GOV, MIL"),
        ({"country": ("Finland",)}, "--country: there is no country 'Finland' (write FIN)"),
        ({"recipient": ("QQQ",)}, "--recipient: there is no country 'QQQ'"),
        ({"actor": ("RUS/GVO",)}, "--actor: there is no sector 'GVO'"),
        ({"outlet": ("Fjord Pots",)}, "outlets of the store: Andes Wire, Fjord Post"),
        ({"report": ("nothing",)}, "no report of this store"),
        ({"rights": ("mine",)}, "rights"),
    ],
)
def test_values_that_match_nothing_are_said_with_those_there_are(few: Path, filters: dict[str, tuple[str, ...]], said: str) -> None:
    with pytest.raises(UsageError) as raised:
        check_values(Filters(**filters), manifest.read(few), Knowledge.open())  # type: ignore[arg-type]
    assert said in str(raised.value)


@pytest.mark.parametrize(
    "filters",
    [
        {"type": ("consult", "PROTEST"), "mode": ("visit",), "quad": ("verbal cooperation",), "recency": ("news",), "modality": ("future",)},
        {"country": ("TUV", "fin", "IGO"), "actor": ("XKX", "/MIL", "somebody", "UNO/GOV"), "sector": ("gov",), "outlet": ("fjord post",)},
    ],
)
def test_values_that_may_match_are_let_pass(few: Path, filters: dict[str, tuple[str, ...]]) -> None:
    check_values(Filters(**filters), manifest.read(few), Knowledge.open())  # type: ignore[arg-type]


def test_values_of_other_knowledge_that_the_store_has_are_let_pass(few: Path, tmp_path: Path) -> None:
    (tmp_path / "events" / "spying").mkdir(parents=True)
    (tmp_path / "events" / "spying" / "type.yaml").write_text("type: SPYING\nquad_category: MATERIAL CONFLICT\nscore: '-6'\n", encoding="utf8")
    filters = Filters(type=("spying",))
    check_values(filters, manifest.read(few), Knowledge.open(tmp_path))
    with pytest.raises(UsageError, match="no event type"):
        check_values(filters, manifest.read(few), Knowledge.open())


def test_a_query_that_waits_may_name_an_outlet_that_is_to_come(few: Path) -> None:
    check_values(Filters(outlet=("Tomorrow Times",)), manifest.read(few), Knowledge.open(), later=True)
    with pytest.raises(UsageError, match="no event type"):
        check_values(Filters(type=("MEET",)), manifest.read(few), Knowledge.open(), later=True)


def test_sql_sees_the_views(few: Path) -> None:
    assert storekit.answer(few, "SELECT outlet, count(*) AS n FROM reports GROUP BY 1 ORDER BY 1") == [
        {"outlet": "Andes Wire", "n": 2},
        {"outlet": "Fjord Post", "n": 2},
    ]
    assert storekit.answer(few, "SELECT name FROM places WHERE text = 'Oslo'") == [{"name": "Oslo"}]
    assert storekit.answer(few, "SELECT DISTINCT kind FROM statements WHERE speaker_country = 'FIN' AND kind <> 'indirect'") == [
        {"kind": "direct"}
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "COPY claims TO '/tmp/claims.csv'",
        "DROP VIEW claims",
        "INSTALL httpfs",
        "SELECT 1; SELECT 2",
        "SET enable_external_access = true",
        "SELECT no_such_column FROM claims",
        "SELECT",
    ],
)
def test_sql_sees_nothing_else(few: Path, statement: str) -> None:
    with pytest.raises(UsageError):
        storekit.answer(few, statement)


def test_forms(few: Path, tmp_path: Path) -> None:
    asked = ("query", str(few), "--actor", "PER")
    rows = list(csv.DictReader(io.StringIO(storekit.call(*asked, "--format", "csv")[1])))
    assert [(row["actor_country"], row["outlet"], "sentence" in row) for row in rows] == [("PER", "Fjord Post", False)]
    (line,) = storekit.call(*asked, "--format", "jsonl")[1].splitlines()
    record = json.loads(line)
    assert (record["event_type"], record["actor"][0]["country"], record["outlet"]) == ("CONSULT", "PER", "Fjord Post")
    assert record["sentence"]["text"] == ""  # sentences stay unless asked for
    (line,) = storekit.call(*asked, "--format", "jsonl", "--sentences")[1].splitlines()
    assert json.loads(line)["sentence"]["text"] == TEXTS[0]
    storekit.call(*asked, "--format", "parquet", "-o", str(tmp_path / "out.parquet"))
    assert pq.read_table(tmp_path / "out.parquet").column_names == default_columns()
    table = storekit.run(*asked).stdout
    assert "CONSULT visit" in table
    assert "Fjord Post" in table


def test_an_empty_answer_has_its_columns(few: Path) -> None:
    _, out, _ = storekit.call("query", str(few), "--actor", "XKX", "--format", "csv")
    assert out.splitlines()[0].startswith("id,report_id,event_type")
    assert len(out.splitlines()) == 1


def test_wrong_usage_is_one_line(few: Path) -> None:
    status, _, err = storekit.call("query", str(few), "--sql", "SELECT 1", "--actor", "PER")
    assert (status, err.count("\n")) == (2, 1)
    assert storekit.call("query", str(few), "--run", "zzz")[0] == 2
