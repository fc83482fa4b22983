"""The API: the same rows as the pages, page by page and whole, and every refusal as a problem."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import storekit
from fastapi.testclient import TestClient

from dragoman.coding.pipeline import Coder
from dragoman.run.adding import add
from dragoman.web.api.answering import Form, wanted_form
from dragoman.web.filters import SORTS, Filter

ROWS = ("events", "claims", "statements", "reports")
SQL = {
    "events": "SELECT event_id FROM events WHERE recency = 'news' AND modality = 'asserted'",
    "claims": "SELECT id FROM claims WHERE id IN (SELECT claim_id FROM event_claim JOIN events USING (event_id) "
    "WHERE recency = 'news' AND modality = 'asserted')",
    "statements": "SELECT id FROM statements",
    "reports": "SELECT id FROM reports",
}


def api(room: TestClient, path: str, **headers: str) -> Any:
    return room.get(f"/api/v1/{path}", headers=headers)


def every(room: TestClient, path: str) -> list[dict[str, Any]]:
    """All rows, following `next` from page to page."""
    rows: list[dict[str, Any]] = []
    following: str | None = f"/api/v1/{path}"
    while following:
        answer = room.get(following)
        assert answer.status_code == 200, answer.text
        rows += answer.json()["items"]
        following = answer.json()["next"]
    return rows


@pytest.mark.parametrize("name", ROWS)
def test_pages_give_every_row_once_and_in_order(reader: TestClient, original: Path, name: str) -> None:
    id = "event_id" if name == "events" else "id"
    wanted = sorted(row[id] for row in storekit.answer(original, SQL[name]))
    for order in ("newest", "oldest"):
        small = every(reader, f"{name}?limit=2&sort={order}")
        assert sorted(row[id] for row in small) == wanted
        assert [row[id] for row in small] == [row[id] for row in every(reader, f"{name}?limit=500&sort={order}")]
        day = "date_start" if name == "events" else "published"
        days = [row[day] for row in small]
        assert days == sorted(days, reverse=order == "newest")
    assert api(reader, f"{name}?limit=1").json()["total"] == len(wanted)


def test_events_come_in_every_order_of_the_page(reader: TestClient) -> None:
    for order in ("sources", "changed"):
        small, large = every(reader, f"events?limit=3&sort={order}"), every(reader, f"events?limit=500&sort={order}")
        assert [row["event_id"] for row in small] == [row["event_id"] for row in large]
    assert api(reader, "claims?sort=sources").status_code == 422


@pytest.mark.parametrize("name", ROWS)
def test_whole_tables_hold_the_same_rows_in_three_forms(reader: TestClient, name: str) -> None:
    rows = every(reader, f"{name}?limit=500")
    by_ending = {form: api(reader, f"{name}.{form.value}") for form in Form}
    table = list(csv.DictReader(io.StringIO(by_ending[Form.CSV].text)))
    assert len(table) == len(rows)
    assert all(row.keys() == rows[0].keys() for row in table)
    assert [json.loads(line) for line in by_ending[Form.JSONL].text.splitlines()] == rows
    assert pa.ipc.open_stream(by_ending[Form.ARROW].content).read_all().to_pylist() == rows
    assert f"dragoman-{name}-" in by_ending[Form.CSV].headers["content-disposition"]
    for accept, form in (("text/csv", Form.CSV), ("application/jsonl", Form.JSONL), ("application/vnd.apache.arrow.stream", Form.ARROW)):
        answer = api(reader, name, accept=accept)
        assert form is Form.ARROW or answer.content == by_ending[form].content
        assert answer.headers["content-type"].startswith(accept)


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", None), ("*/*", None), ("application/json", None), ("text/html,*/*;q=0.8", None), ("image/png", None), ("text/csv;q=0", None),
        ("text/csv", Form.CSV), ("application/json;q=0.5, text/csv;q=0.9", Form.CSV), ("application/x-ndjson", Form.JSONL),
        ("TEXT/CSV ; header=present", Form.CSV), ("text/csv;q=nonsense", None),
    ],
)  # fmt: skip
def test_what_accept_asks_for(accept: str, form: Form | None) -> None:
    assert wanted_form(accept) is form


def test_the_filter_is_that_of_the_pages(reader: TestClient) -> None:
    kenya = every(reader, "events?country=KEN")
    assert kenya
    assert all("KEN" in f"{row['actor_countries']} {row['recipient_countries']} {row['place_country']}" for row in kenya)
    ids = {row["event_id"] for row in kenya}
    assert {row["event_id"] for row in every(reader, "claims?country=KEN")} == ids
    assert {row["outlet"] for row in every(reader, "claims?outlet=andes wire")} == {"Andes Wire"}
    found = every(reader, "reports?country=KEN&outlet=Fjord Post")
    assert found
    assert {row["outlet"] for row in found} == {"Fjord Post"}
    assert len(found) < len(every(reader, "reports?outlet=Fjord Post"))
    assert [row["title"] for row in every(reader, "reports?q=number 7")] == ["Chile and Finland sign agreement number 7"]
    page = reader.get("/events?country=KEN").text
    assert all(f"/events/{id}" in page for id in ids)


def test_statements_are_asked_by_who_speaks(reader: TestClient) -> None:
    norway = every(reader, "statements?actor=NOR")
    assert norway
    assert {row["speaker_country"] for row in norway} == {"NOR"}
    assert every(reader, "statements?actor=NOR/GOV&q=port") == [row for row in norway if "port" in row["content"]]
    assert len(every(reader, "statements?country=PER")) > len(every(reader, "statements?actor=PER")) > 0
    assert every(reader, "statements?country=KEN") == []
    assert every(reader, "statements?since=2023") == []
    refused = api(reader, "statements?type=CONSULT")
    assert refused.status_code == 422
    assert "type says nothing here" in refused.json()["detail"]


def test_one_by_its_id(reader: TestClient) -> None:
    row = every(reader, "events")[0]
    event = api(reader, f"events/{row['event_id']}").json()
    assert event["event"] == row
    assert event["claims"]
    assert {party["role"] for party in event["parties"]} <= {"actor", "recipient"}
    record = event["claims"][0]["record"]
    claim = api(reader, f"claims/{record['id']}").json()
    assert claim["claim"] == record
    assert claim["event_id"] == row["event_id"]
    assert claim["review"] is None
    report = api(reader, f"reports/{record['report_id']}").json()
    trigger = record["trigger"]
    words = report["report"]["title"] if record["field"] == "title" else report["text"]
    assert words[trigger["start"] : trigger["end"]] == trigger["text"]
    assert record["id"] in [item["id"] for item in report["claims"]]


def test_entities_pairs_regions_and_the_store(reader: TestClient) -> None:
    entity = api(reader, "entities").json()[0]
    assert entity["events"] >= entity["as_actor"]
    whole = api(reader, f"entities/{entity['entity']}").json()
    assert whole["name"] in whole["names"]
    assert whole["events"] >= entity["events"]
    assert api(reader, "entities?q=kenya").json()[0]["entity"] == "kenya"
    pair = api(reader, "pairs/KEN/JOR").json()["measure"]
    assert [(d["actor"], d["recipient"]) for d in pair["directions"]] == [("KEN", "JOR"), ("JOR", "KEN")]
    names = [row["name"] for row in api(reader, "regions").json()]
    assert "Central Asia" in names
    region = api(reader, "regions/KEN,JOR").json()["measure"]
    assert region["countries"] == ["KEN", "JOR"]
    network = api(reader, "regions/KEN,JOR/network").json()
    assert {edge["from"] for edge in network["edges"]} <= {node["id"] for node in network["nodes"]}
    for row in api(reader, "regions?recency=all").json():
        inside = api(reader, f"events?recency=all&limit=500&region={row['name']}").json()
        assert row["events"] == len(inside["items"])
    about = api(reader, "about").json()
    assert about["reports"] == 13
    assert sum(row["reports"] for row in api(reader, "coverage").json()) == 13
    assert about["runs"][0]["id"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("events/none", 404), ("claims/none", 404), ("reports/none", 404), ("entities/none", 404), ("regions/Atlantis", 404), ("none", 404),
        ("events.xml", 422), ("events?since=soon", 422), ("events?sort=sideways", 422), ("events?limit=0", 422), ("events?limit=501", 422),
        ("events?after=x", 422), ("events?after=W10", 422), ("pairs/kenya/JOR", 422), ("pairs/QQQ/JOR", 422), ("events?q=" + "x" * 201, 422),
        ("events?snapshot=older", 409), ("events?q=" + "x" * 9000, 414),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_a_problem(reader: TestClient, path: str, status: int) -> None:
    answer = api(reader, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["detail"]


def test_a_cursor_of_another_order_or_with_other_things_in_it_is_refused(reader: TestClient) -> None:
    from dragoman.web.asking import cursor

    for values in ([1, 2], ["2021", None], ["2021"], ["2021", "x", "y"], {"a": 1}, [True, "x"], [["2021"], "x"]):
        assert api(reader, f"events?after={cursor(values)}").status_code == 422
    assert api(reader, f"events?sort=sources&after={cursor([10**40, '2021', 'x'])}").status_code == 422
    assert api(reader, f"events?after={cursor(['2021', 'x'])}").status_code == 200


def test_the_snapshot_says_when_the_store_has_changed(store: Path, tmp_path: Path, coder: Coder, writer: TestClient) -> None:
    here = api(writer, "events").json()["snapshot"]
    assert api(writer, f"events?snapshot={here}").status_code == 200
    add(store, [storekit.write(tmp_path / "more.jsonl", [storekit.report(40)])], coder)
    assert api(writer, f"events?snapshot={here}").status_code == 409
    assert api(writer, "events").json()["snapshot"] != here


def test_another_name_and_no_token_are_refused_as_problems(store: Path, open_room: Callable[..., TestClient]) -> None:
    room = open_room(store, token="secret")
    for headers, status in (({}, 401), ({"host": "elsewhere.example"}, 421), ({"authorization": "Bearer secret"}, 200)):
        answer = room.get("/api/v1/about", headers=headers)
        assert answer.status_code == status
        assert answer.headers["content-type"] == ("application/json" if status == 200 else "application/problem+json")


def test_cells_are_no_formulas(empty: Callable[..., Path], tmp_path: Path, coder: Coder, open_room: Callable[..., TestClient]) -> None:
    store = empty()
    add(store, [storekit.write(tmp_path / "odd.jsonl", [storekit.report(1, title='=HYPERLINK("https://evil.example")')])], coder)
    room = open_room(store)
    row = next(csv.DictReader(io.StringIO(api(room, "reports.csv").text)))
    assert row["title"] == '\'=HYPERLINK("https://evil.example")'
    assert every(room, "reports")[0]["title"] == '=HYPERLINK("https://evil.example")'


def test_the_document_describes_every_column(reader: TestClient) -> None:
    document = api(reader, "openapi.json").json()
    schemas = document["components"]["schemas"]
    for name, rows in (("Event", "events"), ("Claim", "claims"), ("Statement", "statements"), ("Report", "reports")):
        shown = schemas[name]["properties"]
        assert set(every(reader, rows)[0]) == set(shown)
        assert all(column["description"] for column in shown.values())
    for path, methods in document["paths"].items():
        for method in methods.values():
            assert {"401", "409", "414", "421", "422"} <= set(method["responses"]), path


def test_the_page_of_the_api_names_every_route(reader: TestClient) -> None:
    page = (Path(__file__).parents[2] / "docs" / "api-http.md").read_text(encoding="utf8")
    for path in api(reader, "openapi.json").json()["paths"]:
        assert f"{path.removeprefix('/api/v1')}`" in page, path


def test_the_document_names_every_order_of_the_pages(reader: TestClient) -> None:
    parameters = api(reader, "openapi.json").json()["paths"]["/api/v1/events"]["get"]["parameters"]
    (sort,) = [parameter for parameter in parameters if parameter["name"] == "sort"]
    assert sort["schema"]["enum"] == list(SORTS)
    assert {parameter["name"] for parameter in parameters} == {*(field.name for field in fields(Filter)), "limit"}
