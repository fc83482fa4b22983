"""Every page answers, says what is wrong, shows what reports say as text, and holds nothing that the Content-Security-Policy forbids."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import storekit
from fastapi.testclient import TestClient

from dragoman.coding.pipeline import Coder
from dragoman.run.adding import add
from dragoman.store.store import init
from dragoman.web.disagreeing import disagreements
from dragoman.web.view import days, parties

EVIL = '<script>alert("x")</script><img src=x onerror=alert(1)>'
REPORTS = (
    {"title": f"Visit {EVIL}", "publisher": f"Wire {EVIL}", "published": "2021-03-02", "text": f"Ghana visited Togo on Monday. {EVIL}"},
    {
        "url": "javascript:alert(1)", "title": "Shelling", "publisher": "Sahel Post", "published": "2021-03-03",
        "text": "Soldiers from Chad shelled a village in Niger on Monday, killing 30 people.\n\nNiger condemned Chad over the shelling.",
    },
    {
        "title": "Trade", "publisher": "Sahel Post", "published": "2021-03-09",
        "text": "Ghana and Togo signed a trade agreement in Accra on Tuesday. In 1998 Ghana and Togo had signed a treaty.",
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, coder: Coder) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    init(folder / "news", True, "0")
    given = [storekit.report(number) | report for number, report in enumerate(REPORTS)]
    add(folder / "news", [storekit.write(folder / "reports.jsonl", given)], coder)
    return folder / "news"


@pytest.fixture(scope="module")
def paths(hostile: Path, reader: TestClient) -> dict[str, str]:
    """A path of every page, by its name; of the hostile store."""
    events = items(room_on(hostile), "/api/v1/events?recency=all&modality=all")
    whole = room_on(hostile).get(f"/api/v1/events/{events[0]['event_id']}").json()
    claim = whole["claims"][0]
    return {
        "watch": "/", "events": "/events", "all events": "/events?recency=all&modality=all", "event": f"/events/{events[0]['event_id']}",
        "beside": f"/events/{events[0]['event_id']}/beside", "report": f"/reports/{claim['report_id']}", "entities": "/entities",
        "search": "/entities?q=ghana", "entity": "/entities/ghana", "pair": "/pairs/GHA/TGO", "regions": "/regions",
        "region": "/regions/GHA,TGO",
        "review": "/review", "claim": f"/review/{claim['id']}", "codebook": "/codebook", "about": "/about",
    }  # fmt: skip


@pytest.fixture(scope="module")
def shown(hostile: Path, paths: dict[str, str]) -> dict[str, str]:
    """The pages of the hostile store, and those of each of its events and reports."""
    room = room_on(hostile)
    more = {row["event_id"]: f"/events/{row['event_id']}" for row in items(room, "/api/v1/events?recency=all&modality=all")}
    more |= {row["id"]: f"/reports/{row['id']}" for row in items(room, "/api/v1/reports")}
    return {path: room.get(path).text for path in [*paths.values(), *more.values()]}


def room_on(store: Path, **options: object) -> TestClient:
    from dragoman.web.app import create_app

    return TestClient(create_app(store, **options), base_url="http://127.0.0.1:8377")  # type: ignore[arg-type]


def items(room: TestClient, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = room.get(path).json()["items"]
    return found


def test_every_page_answers(hostile: Path, paths: dict[str, str]) -> None:
    room = room_on(hostile)
    answers = {name: room.get(path) for name, path in paths.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(paths, 200)
    for name, answer in answers.items():
        if name != "beside":
            assert answer.text.count("<h1") == 1, name
            assert "Dragoman</title>" in answer.text, name


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/events/0000", 404), ("/events/0000/beside", 404), ("/reports/0000", 404), ("/entities/nobody-of-that-id", 404), ("/nowhere", 404),
        ("/review/0000", 404), ("/pairs/ghana/TGO", 422), ("/pairs/XQX/ZQZ", 422), ("/regions/Atlantis", 422), ("/events?since=tomorrow", 422),
        ("/?region=Atlantis", 422), ("/events?sort=sideways", 422), ("/events?after=rubbish", 422), ("/static/../app.py", 404),
        ("/static/%2e%2e/app.py", 404),
    ],
)  # fmt: skip
def test_what_there_is_not_or_makes_no_sense(reader: TestClient, path: str, status: int) -> None:
    answer = reader.get(path)
    assert answer.status_code == status
    if not path.startswith("/static"):
        assert "Back to Watch" in answer.text


class Page(HTMLParser):
    """What a page holds that could run or load something."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.links: list[str] = []
        self.within = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.within = tag
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.inline.append(f"{tag} {name}")
            if name in ("href", "src", "action", "formaction"):
                self.links.append(value or "")
        if tag in ("style", "iframe", "object", "embed", "img", "base"):
            self.inline.append(tag)

    def handle_data(self, data: str) -> None:
        if self.within == "script" and data.strip():
            self.inline.append("script body")


def test_nothing_inline_and_no_link_but_to_pages(shown: dict[str, str]) -> None:
    for path, text in shown.items():
        page = Page(text)
        assert page.inline == [], path
        strange = [link for link in page.links if not link.startswith(("/", "#", "https://", "http://")) and link != "data:,"]
        assert strange == [], path


def test_what_reports_say_shows_as_text(shown: dict[str, str]) -> None:
    told = [text for text in shown.values() if "alert(" in text]
    assert len(told) >= 4  # Watch, the events, the event, the report
    for text in told:
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


def test_a_link_to_an_older_state_says_so(reader: TestClient) -> None:
    for path in ("/", "/events", "/regions", "/entities", "/pairs/NOR/PER"):
        assert "The store has changed since this link was made" in reader.get(f"{path}?snapshot=0123456789abcdef").text, path
    digest = reader.get("/api/v1/events").json()["snapshot"]
    assert "has changed since" not in reader.get(f"/events?snapshot={digest}").text


def test_every_page_bears_its_address_with_the_state_of_the_store(reader: TestClient) -> None:
    digest = reader.get("/api/v1/events").json()["snapshot"]
    base = "http://127.0.0.1:8377"
    for path, address in (
        ("/", f"/?snapshot={digest}"), ("/events?q=a%20b&snapshot=older", f"/events?q=a+b&amp;snapshot={digest}"),
        ("/regions/Central%20Asia", f"/regions/Central%20Asia?snapshot={digest}"),
        ("/pairs/NOR/PER?token=secret", f"/pairs/NOR/PER?snapshot={digest}"),
        ("/watchlist/NOR", f"/watchlist/NOR?snapshot={digest}"),
    ):  # fmt: skip
        assert f"State of the store: {digest}. This page: {base}{address}</p>" in reader.get(path).text, path


def test_a_pair_shows_sayings_meetings_and_places(hostile: Path) -> None:
    room = room_on(hostile)
    chad = room.get("/pairs/TCD/NER").text
    said = chad[chad.index("What they say about each other") :]
    assert "<b>Niger</b>" in said
    assert "about Chad" in said
    assert "about ;" not in said
    assert "Nothing in this store." in room.get("/pairs/TCD/NER?since=2021-03-05").text
    assert "Nothing in this store." in room.get("/pairs/TCD/NER", params={"outlet": f"Wire {EVIL}"}).text
    ghana = room.get("/pairs/GHA/TGO").text
    talks = ghana[ghana.index("<h2>Meetings</h2>") : ghana.index("<h2>Where</h2>")]
    assert "Ghana visited Togo" in talks
    assert "signed" not in talks
    where = ghana[ghana.index("<h2>Where</h2>") :]
    assert "names a place that is known" in where  # a country is no point


def test_an_entity_shows_meetings_and_places(hostile: Path) -> None:
    page = room_on(hostile).get("/entities/ghana").text
    talks = page[page.index("<h2>Meetings</h2>") : page.index("<h2>Where</h2>")]
    assert "Ghana visited Togo" in talks
    assert "None in what was read." in room_on(hostile).get("/entities/pakistan").text


def test_codes_and_states_of_claims_are_explained(hostile: Path) -> None:
    room = room_on(hostile)
    book = room.get("/codebook").text
    assert 'id="codes"' in book
    assert "insurgents, separatists in arms" in book
    assert "<dt><code>UNO</code></dt><dd>United Nations</dd>" in book
    assert "It is asked for whole names and ids" in room.get("/entities?q=zork").text
    assert "No event satisfies all of these filters" in room.get("/?q=zork").text
    assert 'Entities <span class="soft">1</span>' in room.get("/entities?q=kenya").text


def test_a_room_without_writing_offers_none(hostile: Path) -> None:
    assert 'method="post"' in room_on(hostile).get("/").text
    assert 'method="post"' not in room_on(hostile, read_only=True).get("/").text


def test_cards_say_what_happened_and_lead_to_its_words(hostile: Path) -> None:
    room = room_on(hostile)
    page = room.get("/").text
    assert "Ghana visited Togo" in page
    assert "background mentioned (1)" in page
    assert "1 report · 1 independent" in page
    event = next(row for row in items(room, "/api/v1/events") if row["event_type"] == "CONSULT")
    assert 'class="trigger vc"' in room.get(f"/events/{event['event_id']}").text


def test_a_figure_leads_to_as_many_events(hostile: Path) -> None:
    room = room_on(hostile)
    links = [link for link in Page(room.get("/regions/GHA,TGO").text).links if link.startswith("/events?event=")]
    assert links
    for link in links:
        assert f'<span class="soft">{link.count("event=")}</span>' in room.get(link).text


def test_a_store_without_events(empty: Callable[..., Path], open_room: Callable[..., TestClient]) -> None:
    room = open_room(empty())
    for path in ("/", "/events", "/entities", "/regions", "/about", "/review"):
        assert room.get(path).status_code == 200, path
    assert room.get("/pairs/NOR/PER").status_code == 422
    assert "dragoman add" in room.get("/").text


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2023-09-29", "2023-09-29", "29 Sep 2023"), ("2021-05-03", "2021-05-05", "3–5 May 2021"), ("2023-09-01", "2023-09-30", "Sep 2023"),
        ("2023-01-01", "2023-12-31", "2023"), ("2020-01-01", "2021-12-31", "2020–2021"),
        ("2021-05-30", "2021-06-02", "30 May 2021 – 2 Jun 2021"),
        ("", "", "date unknown"), ("2021-05-03", "", "from 3 May 2021"), ("", "2021-05-03", "until 3 May 2021"),
        ("2024-02-01", "2024-02-29", "Feb 2024"),
    ],
)  # fmt: skip
def test_days_in_words(start: str, end: str, words: str) -> None:
    assert days({"date_start": start, "date_end": end}) == words


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("Ghana; Togo", "GHA; TGO", "GOV; GOV"), "Ghana and Togo"), (("", "GHA", "MIL"), "Ghana (military)"), (("", "GHA", "GOV"), "Ghana"),
        (("", "", "REB"), "rebels"), (("", "", ""), ""), (("; Togo", "GHA; TGO", "GOV; GOV"), "Ghana and Togo"),
        (("A; B; C; D; E", "; ; ; ; ", "; ; ; ; "), "A, B, C and 2 others"), (("A; A", "; ", "; "), "A"),
    ],
)  # fmt: skip
def test_parties_in_words(given: tuple[str, str, str], words: str) -> None:
    assert parties(*given) == words


def told(id: str, status: str = "current", **numbers: tuple[int | None, int | None]) -> dict[str, Any]:
    known = {kind: {"low": low, "high": high, "text": f"{low}"} for kind, (low, high) in numbers.items()}
    return {"id": id, "status": status, "record": {"magnitude": {"killed": None, "injured": None, "size": None} | known}}


def test_who_says_what_where_reports_differ() -> None:
    found = disagreements(
        [told("a", killed=(13, 13)), told("b", killed=(3, 3)), told("c", killed=(3, 3)), told("d", killed=(50, 50), status="copy")]
    )
    (one,) = found
    assert one["what"] == "killed"
    assert [(side["says"], [claim["id"] for claim in side["claims"]]) for side in one["sides"]] == [("3", ["b", "c"]), ("13", ["a"])]
    denied = disagreements([told("a"), told("b", status="denial")])
    assert [side["says"] for side in denied[0]["sides"]] == ["it happened", "it did not"]
    assert disagreements([told("a", killed=(3, 3)), told("b", killed=(3, 3))]) == []
    assert [side["says"] for side in disagreements([told("a", size=(20, None)), told("b", size=(2, 4))])[0]["sides"]] == [
        "2 to 4",
        "at least 20",
    ]
