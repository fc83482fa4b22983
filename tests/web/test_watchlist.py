"""The watchlist: whom it names, what it counts, what is usual, and what readers ask to watch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import storekit
from fastapi.testclient import TestClient

from dragoman.coding.pipeline import Coder
from dragoman.lexicon.folder import Knowledge
from dragoman.run.adding import add
from dragoman.store.store import init
from dragoman.web import selecting
from dragoman.web.app import create_app
from dragoman.web.filters import MOST, Filter
from dragoman.web.library import Holding, Library
from dragoman.web.selecting import Coded
from dragoman.web.told import COUNTRY, NOBODY, OWN, WEEKS, Told, laid_out
from dragoman.web.watched import understood
from dragoman.web.watchlist import Line, band, busiest, ground, line, watchlist, weekly

KNOWLEDGE = Knowledge.open()


def report(day: str, outlet: str, text: str, number: int) -> dict[str, Any]:
    return {"id": f"w{number}", "title": f"News {number}", "publisher": outlet, "published": day, "text": text}


def told_in_weeks() -> list[dict[str, Any]]:
    """Two outlets that publish throughout, one that comes up in the last week, over five weeks; the last has most of Ghana and Togo."""
    rows: list[dict[str, Any]] = []
    for week, monday in enumerate(("2021-03-01", "2021-03-08", "2021-03-15", "2021-03-22", "2021-03-29")):
        day = f"{monday[:8]}{int(monday[8:]) + 2:02}"
        rows.append(
            report(day, "Coast Post", "Ghana visited Togo on Monday. The Taliban attacked a village in Afghanistan on Monday.", len(rows))
        )
        rows.append(report(day, "Andes Wire", "Peru visited Chile on Monday.", len(rows)))
        if week == 4:
            more = "Ghana criticised Togo on {d}. Ghana praised Togo on {d}. Togo accused Ghana on {d}. Togo threatened Ghana on {d}."
            rows.append(report(day, "Andes Wire", more.format(d="Tuesday"), len(rows)))
            rows.append(report(day, "Newcomer", "Peru criticised Chile on Tuesday.", len(rows)))
    return rows


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, coder: Coder) -> Path:
    folder = tmp_path_factory.mktemp("weeks")
    init(folder / "news", True, "0")
    add(folder / "news", [storekit.write(folder / "reports.jsonl", told_in_weeks())], coder)
    return folder / "news"


@pytest.fixture(scope="module")
def held(store: Path) -> Holding:
    return Library(store).now()


@pytest.fixture(scope="module")
def room(store: Path) -> TestClient:
    return TestClient(create_app(store), base_url="http://127.0.0.1:8377")


def by_key(lines: Sequence[Line]) -> dict[str, Line]:
    return {line.key: line for line in lines}


def test_pairs_and_actors_of_what_is_shown(held: Holding) -> None:
    found = watchlist(held, Filter(), KNOWLEDGE)
    assert [line.key for line in found.pairs] == ["GHA-TGO", "CHL-PER"]
    actors = by_key(found.actors)
    assert {"GHA", "TGO", "PER", "CHL", "taliban"} <= set(actors)
    assert actors["taliban"].kind == "movement"
    assert actors["taliban"].href == "/entities/taliban"
    assert actors["GHA"].href == "/entities/ghana"
    region = watchlist(held, Filter(region="GHA,TGO"), KNOWLEDGE)
    assert {line.key for line in region.lines()} == {"GHA-TGO", "GHA", "TGO"}


def test_a_week_counts_what_the_panel_told(held: Holding) -> None:
    pairs = by_key(watchlist(held, Filter(), KNOWLEDGE).pairs)
    ghana, peru = pairs["GHA-TGO"], pairs["CHL-PER"]
    assert ghana.values[:-5] == (None,) * (WEEKS - 5)  # nothing was read
    assert ghana.values[-5:-1] == (1, 1, 1, 1)
    assert ghana.now == 5
    assert (ghana.low, ghana.high) == band(1.0) == (0.0, 3.0)
    assert ghana.outside
    assert ghana.changed  # Andes Wire had not told of it
    assert peru.now == 1  # the newcomer is not of the panel
    assert not peru.changed
    assert not peru.outside


def test_every_figure_leads_to_its_events(held: Holding, room: TestClient) -> None:
    found, weeks = weekly(held, Filter(), KNOWLEDGE, "GHA-TGO")
    assert [week.value for week in weeks] == list(found.values)
    assert [len(week.numbers) for week in weeks] == [value or 0 for value in found.values]
    page = room.get("/watchlist/GHA-TGO").text
    whole = room.get("/api/v1/watchlist/TGO-GHA").json()
    assert whole["line"]["key"] == "GHA-TGO"
    assert [len(week["events"]) for week in whole["weeks"]] == [value or 0 for value in found.values]
    for id in whole["weeks"][-1]["events"]:
        assert f'href="/events/{id}"' in page
    before = room.get(f"/watchlist/GHA-TGO?week={whole['weeks'][-2]['week']}").text
    assert f'href="/events/{whole["weeks"][-2]["events"][0]}"' in before
    assert "Nothing was read in this week." in room.get(f"/watchlist/GHA-TGO?week={whole['weeks'][0]['week']}").text


def test_the_filter_holds_for_the_list(room: TestClient) -> None:
    whole = room.get("/api/v1/watchlist?type=THREATEN&watch=PER").json()
    assert [line["key"] for line in whole["pairs"]] == ["GHA-TGO"]
    assert whole["pairs"][0]["now"] == 1
    assert [(line["key"], line["now"]) for line in whole["watched"]] == [("PER", 0)]
    assert len(whole["weeks"]) == WEEKS == len(whole["pairs"][0]["values"])


def test_what_is_watched_comes_first_and_once(room: TestClient) -> None:
    whole = room.get("/api/v1/watchlist?watch=taliban&watch=Togo and Ghana&watch=GHA").json()
    assert [line["key"] for line in whole["watched"]] == ["taliban", "GHA-TGO", "GHA"]
    assert not {"taliban", "GHA", "GHA-TGO"} & {line["key"] for line in [*whole["pairs"], *whole["actors"]]}
    page = room.get("/?watch=taliban").text
    assert "Stop watching Taliban" in page
    assert 'aria-label="Watch Ghana – Togo"' in page
    assert "watch=taliban&amp;watch=GHA-TGO" in page  # what "+" leads to
    assert "watch: taliban" not in page  # no chip: it leaves nothing out


def test_watching_selects_no_events(room: TestClient) -> None:
    for path in ("events", "statements", "reports", "claims"):
        assert room.get(f"/api/v1/{path}?watch=PER").json()["total"] == room.get(f"/api/v1/{path}").json()["total"], path


def test_who_comes_again_is_offered_the_last_list(store: Path) -> None:
    room = TestClient(create_app(store), base_url="http://127.0.0.1:8377")
    assert "watch again" not in room.get("/").text
    room.get("/?watch=taliban&watch=GHA-TGO")
    page = room.get("/?q=visited").text
    assert 'href="/?q=visited&amp;watch=taliban&amp;watch=GHA-TGO">watch again' in page
    room.cookies.set("dragoman_watched", "<script>.nobody..taliban")
    assert "You watched Taliban:" in room.get("/").text


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("AFG", "AFG"), ("afg", "AFG"), ("Ghana", "GHA"), ("ghana", "GHA"), ("RUS-AFG", "AFG-RUS"), ("Togo and Ghana", "GHA-TGO"),
        ("Ghana – Togo", "GHA-TGO"), ("Guinea-Bissau", "GNB"), ("Guinea-Bissau and Guinea", "GIN-GNB"), ("Taliban", "taliban"),
        ("AFG, RUS-AFG, taliban", "AFG AFG-RUS taliban"), ("AFG,PAK", "AFG PAK"), ("Bosnia and Herzegovina and Serbia", "BIH-SRB"),
        ("UNO-AFG", "AFG-UNO"),
    ],
)  # fmt: skip
def test_what_readers_write(written: str, keys: str) -> None:
    found, faults = understood([written], KNOWLEDGE)
    assert " ".join(found) == keys
    assert faults == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Talban", "“Talban” is not known"), ("RUS-RUS", "one country twice"), ("Congress", "us-congress"), ("AFG, Talban", "not known"),
        ("-", "not known"), ("<b>", "“<b>” is not known"), ("QQQ-AFG", "not known"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_said(written: str, said: str, room: TestClient) -> None:
    found, faults = understood([written, "taliban"], KNOWLEDGE)
    assert found == ("taliban",)
    assert said in faults[0]
    page = room.get("/", params={"watch": [written, "taliban"]})
    assert page.status_code == 200
    assert said.replace("<", "&lt;").replace(">", "&gt;") in page.text
    assert 'role="alert"' in page.text
    refused = room.get("/api/v1/watchlist", params={"watch": written})
    assert refused.status_code == 422
    assert said in refused.json()["detail"]


def test_no_more_than_so_many(room: TestClient) -> None:
    codes = "AFG PAK IND IRN IRQ TUR RUS CHN JPN USA GBR FRA DEU ITA ESP PRT POL NOR PER CHL".split()
    assert len(codes) == MOST
    full = room.get("/", params={"watch": codes})
    assert "as many as there can be" in full.text
    assert 'aria-label="Watch Ghana"' not in full.text
    assert room.get("/", params={"watch": [*codes, "GHA"]}).status_code == 422
    assert understood([", ".join([*codes, "GHA"])], KNOWLEDGE)[1] == [f"At most {MOST} are watched; the first {MOST} are shown."]


@pytest.mark.parametrize("path", ["/watchlist/nobody-of-that-id", "/watchlist/AFG, PAK", "/api/v1/watchlist/nobody-of-that-id"])
def test_no_such_line(room: TestClient, path: str) -> None:
    assert room.get(path).status_code == 404


@pytest.mark.parametrize("week", ["soon", "1999-01-01", "2035-01-01"])
def test_no_such_week(room: TestClient, week: str) -> None:
    assert room.get(f"/watchlist/AFG?week={week}").status_code == 422


def test_the_list_as_a_table(room: TestClient) -> None:
    page = room.get("/watchlist?watch=taliban&region=GHA,TGO").text
    assert page.index("Yours") < page.index("Busiest pairs") < page.index("Busiest actors")
    assert "UNUSUAL" in page
    assert "NEW SOURCES" in page
    assert "Peru" not in page


def test_an_entity_has_its_weeks(room: TestClient) -> None:
    page = room.get("/entities/taliban").text
    assert "Week by week" in page
    assert 'id="weeks"' in page
    assert "its government, forces and people" in room.get("/entities/ghana").text
    assert "Nothing was told of it in the 26 weeks" in room.get("/entities/pakistan").text


def test_a_store_without_reports(tmp_path: Path) -> None:
    init(tmp_path / "empty", True, "0")
    room = TestClient(create_app(tmp_path / "empty"), base_url="http://127.0.0.1:8377")
    assert "Nothing to watch" in room.get("/watchlist?watch=AFG").text
    assert room.get("/api/v1/watchlist").json()["weeks"] == []
    assert room.get("/watchlist/AFG").status_code == 422
    assert room.get("/entities/ghana").status_code == 200


def lines_told(rows: Sequence[tuple[str, int, int]], sorts: dict[str, int]) -> Told:
    """Who, event and week, all told by one outlet."""
    names = sorted({who for who, _, _ in rows})
    events = sorted({(event, week) for _, event, week in rows})
    parties = sorted({(who, event) for who, event, _ in rows})
    when = tuple(np.array(column, dtype=np.int64) for column in ([e for e, _ in events], [w for _, w in events], [0] * len(events)))
    code = Coded(np.array([names.index(who) for who, _ in parties], dtype=np.int64), names)
    event = np.array([event for _, event in parties], dtype=np.int64)
    return laid_out(when, event, code, np.array([sorts[name] for name in names], dtype=np.int64))  # type: ignore[arg-type]


def test_half_are_countries_and_the_rest_fills_up() -> None:
    sorts = {"AAA": COUNTRY, "BBB": COUNTRY, "CCC": COUNTRY, "DDD": COUNTRY, "group": OWN, "minister": NOBODY}
    rows = [(who, event, 3) for n, who in enumerate(("minister", "AAA", "BBB", "CCC", "DDD", "group")) for event in range(9 - n)]
    told = lines_told(rows, sorts)
    everything = np.ones(20, dtype=np.bool_)
    assert busiest(told, everything, {COUNTRY: 2, OWN: 2}, 4, ()) == ["AAA", "BBB", "CCC", "group"]
    assert busiest(told, everything, {COUNTRY: 1, OWN: 1}, 2, ()) == ["AAA", "group"]  # though two countries have more
    assert busiest(told, everything, {COUNTRY: 2, OWN: 2}, 4, ("AAA", "group")) == ["BBB", "CCC", "DDD"]
    assert busiest(told, ~everything, {COUNTRY: 2, OWN: 2}, 4, ()) == []


def test_an_event_told_by_many_in_a_week_counts_once_and_in_two_weeks_twice() -> None:
    who = Coded(np.array([0, 1]), ["AAA", "BBB"])
    when = (np.array([4, 4, 4, 7]), np.array([1, 1, 2, 2]), np.array([0, 1, 0, 1]))
    told = laid_out(when, np.array([4, 9]), who, np.array([COUNTRY, COUNTRY]))
    assert told.totals(np.ones(10, dtype=np.bool_)).tolist() == [2, 0]  # event 9 was told of by nobody, event 7 has no party
    assert told.rows("AAA") == slice(0, 3)
    assert told.rows("BBB") == slice(3, 3)
    assert told.rows("CCC") == slice(0, 0)
    assert (told.event.tolist(), told.week.tolist(), told.outlet.tolist()) == ([4, 4, 4], [1, 1, 2], [0, 1, 0])


def test_the_same_as_counting_one_by_one(held: Holding) -> None:
    """Each line against SQL that knows nothing of numbers and panels but the outlets' names."""
    found = ground(held, KNOWLEDGE)
    assert found is not None
    chosen = selecting.chosen(held, selecting.selected(held, Filter(), KNOWLEDGE))
    for key in ("GHA", "TGO", "PER", "taliban"):
        rows = held.rows(
            "SELECT date_diff('day', DATE '2021-03-31', CAST(r.published AS DATE)) AS days, count(DISTINCT c.event_id) AS n "
            "FROM held_event_claim c JOIN held_reports r ON r.id = c.report_id JOIN held_events e USING (event_id) "
            "JOIN held_event_party p USING (event_id) WHERE (p.country = ? OR p.entity = ?) AND r.outlet <> 'Newcomer' "
            "AND e.recency = 'news' AND e.modality = 'asserted' GROUP BY 1",
            [key, key],
        )
        wanted = {WEEKS - 1 + row["days"] // 7: row["n"] for row in rows}
        values = line(found, key, chosen, KNOWLEDGE).values
        assert {week: value for week, value in enumerate(values) if value} == wanted, key


def test_the_band_of_the_usual() -> None:
    assert band(0.0) == (0.0, 0.0)
    assert band(4.0) == (1.0, 8.0)
    assert band(100.0) == (84.0, 117.0)
