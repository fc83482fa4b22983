"""Review: what people say of claims stands beside the coding, finds its words again, and comes out as gold."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import storekit
from fastapi.testclient import TestClient
from reviewkit import SIGNED, Room, claim_at, queued, said_of, say, token

from dragoman.coding.pipeline import Coder
from dragoman.errors import UsageError
from dragoman.lexicon.events import Codebook
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Settings
from dragoman.run.adding import add, recode
from dragoman.store import manifest, reviews
from dragoman.store.queries import saved
from dragoman.store.reviews import Review, attach
from dragoman.web.correcting import LABELS, corrections, read, written
from dragoman.web.filters import Filter
from dragoman.web.pages.queries import filters_of
from dragoman.web.pages.review import local

# ------------------------------------------------------------------------------------------------------------------------ queue and forms


def test_the_least_confident_claims_come_first_and_go_when_reviewed(writer: TestClient, store: Path) -> None:
    items = writer.get("/api/v1/queue?limit=500").json()["items"]
    confidences = [row["confidence"] for row in items]
    assert confidences == sorted(confidences)
    first, second, *_ = queued(writer)
    page = writer.get("/review").text
    assert page.index(f"/review/{first}") < page.index(f"/review/{second}")
    gone = say(writer, first, "right")
    assert gone.status_code == 303
    assert gone.headers["location"] == f"/review/{second}"
    assert first not in queued(writer)
    assert f"/review/{first}" not in writer.get("/review").text
    assert f"/review/{first}" in writer.get("/review?show=reviewed").text
    assert "reviewed: right" in writer.get("/review?show=all").text


def test_the_queue_keeps_to_the_filter(writer: TestClient, store: Path) -> None:
    kenya = queued(writer, "&country=KEN")
    assert 0 < len(kenya) < len(queued(writer))
    moved = say(writer, kenya[0], "wrong", "?country=KEN").headers["location"]
    assert moved == f"/review/{kenya[1]}?country=KEN"
    last = say(writer, kenya[-1], "right", "?country=KEN").headers["location"]
    assert last == "/review?country=KEN"


def test_a_card_of_watch_comes_back_to_where_it_was(writer: TestClient) -> None:
    page = writer.get("/?sort=newest").text
    id = re.search(r'action="/review/(\w+)"', page)[1]
    answer = say(writer, id, "right", back="/?q=oslo")
    assert answer.headers["location"] == "/?q=oslo"
    assert "reviewed: right" in writer.get("/").text


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/", True), ("/events?country=KEN&sort=newest", True), ("/review/x#y", True), ("", False), ("//evil.example/", False),
        ("https://evil.example/", False), ("/\\evil.example", False), ("\\\\evil.example", False), ("javascript:alert(1)", False),
        ("/\t/evil.example", False), ("/x\r\nset-cookie: a=b", False), ("events", False), ("/x\x7f", False), (" //evil.example", False),
    ],
)  # fmt: skip
def test_only_a_path_of_this_server_is_gone_back_to(path: str, kept: bool) -> None:
    assert local(path) == (path if kept else "")


def test_another_site_is_not_gone_back_to(writer: TestClient) -> None:
    first, second, *_ = queued(writer)
    assert say(writer, first, "right", back="//evil.example/").headers["location"] == f"/review/{second}"


def test_field_by_field(writer: TestClient, store: Path) -> None:
    id = claim_at(store, SIGNED)["id"]
    answer = say(writer, id, "corrected", actor="nor/mil, per", start="2022-02", wrong_place="yes", reviewer=" Ana  Šić ", note="see map")
    assert answer.status_code == 303
    said = said_of(writer, id)
    assert said
    assert said["verdict"] == "corrected"
    assert said["fixed"] == {"actor": ["NOR/MIL", "PER/"], "start": "2022-02-01", "place": None}
    assert (said["reviewer"], said["note"]) == ("Ana Šić", "see map")
    assert said["coded"]["actor"] == ["NOR/GOV", "PER/GOV"]
    form = Form(writer.get(f"/review/{id}").text)
    assert form.values["actor"] == "NOR/MIL, PER/"
    assert form.values["reviewer"] == "Ana Šić"
    assert "wrong_place" in form.ticked


def test_corrections_that_change_nothing_say_right(writer: TestClient, store: Path) -> None:
    id = claim_at(store, SIGNED)["id"]
    form = Form(writer.get(f"/review/{id}").text)
    assert set(LABELS) <= set(form.values)
    say(writer, id, "corrected", **{name: form.values[name] for name in LABELS})
    assert (said_of(writer, id) or {})["verdict"] == "right"


def test_what_is_mistyped_comes_back_with_what_is_wrong_with_it(writer: TestClient, store: Path) -> None:
    id = claim_at(store, SIGNED)["id"]
    answer = say(writer, id, "corrected", actor="<b>Norway</b>", note="kept")
    assert answer.status_code == 422
    assert "is no party" in answer.text
    assert "<b>Norway" not in answer.text
    form = Form(answer.text)
    assert form.values["actor"] == "<b>Norway</b>"
    assert "kept" in answer.text
    assert say(writer, id, "perhaps").status_code == 422
    assert say(writer, id, "right", note="x" * 2001).status_code == 422
    assert said_of(writer, id) is None


def test_a_review_can_be_taken_back(writer: TestClient, store: Path) -> None:
    id = queued(writer)[0]
    say(writer, id, "wrong")
    assert id not in queued(writer)
    say(writer, id, "taken back")
    assert queued(writer)[0] == id
    assert said_of(writer, id) is None
    assert len(reviews.history(store)) == 2


class Form(HTMLParser):
    """The fields of a page's forms with what they hold, as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.ticked: set[str] = set()
        self.select = ""
        self.option = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "select":
            self.select = str(given["name"])
        self.option = tag == "option" and "selected" in given
        if tag == "input" and given.get("type") == "checkbox":
            if "checked" in given:
                self.ticked.add(str(given["name"]))
        elif tag == "input":
            self.values[str(given["name"])] = str(given.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self.option:
            self.values[self.select] = data
            self.option = False


# ------------------------------------------------------------------------------------------------------------------------- values of fields

BOOK = Codebook.load(Knowledge.open())
CODED: dict[str, Any] = {
    "event_type": "CONSULT", "mode": "visit", "actor": ["NOR/GOV"], "recipient": [], "start": "2022-03-01", "end": "2022-03-01",
    "place": "Oslo", "place_country": "NOR", "recency": "news", "modality": "asserted", "speaker": "", "quoted": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("actor", "rus/gov; per", ["RUS/GOV", "PER/"]), ("actor", "", []), ("actor", "/REB", ["/REB"]), ("speaker", "", ""),
        ("speaker", "usa", "USA/"), ("start", "2021", "2021-01-01"), ("end", "2021", "2021-12-31"), ("end", "2024-02", "2024-02-29"),
        ("start", "", ""), ("quoted", "Yes", True), ("event_type", "assault", "ASSAULT"), ("place_country", "nor", "NOR"),
        ("place", "  New   Delhi ", "New Delhi"), ("modality", "future", "future"),
    ],
)  # fmt: skip
def test_text_as_a_value(name: str, text: str, value: Any) -> None:
    assert read(name, text, BOOK) == value
    assert read(name, written(value), BOOK) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("actor", "Norway"), ("actor", "NOR/GOV/MIL"), ("speaker", "RUS/GOV, USA/GOV"), ("start", "yesterday"), ("start", "2021-13"),
        ("end", "2021-02-30"), ("start", "٢٠٢١"), ("quoted", "perhaps"), ("event_type", "MEET"), ("place_country", "Norway"),
        ("place", "x" * 201), ("recency", "old"), ("colour", "red"),
    ],
)  # fmt: skip
def test_text_that_is_none(name: str, text: str) -> None:
    with pytest.raises(UsageError):
        read(name, text, BOOK)


def test_fields_must_agree() -> None:
    assert corrections(CODED, {"mode": ""}, set(), BOOK) == {"mode": ""}
    assert corrections(CODED, {"actor": " NOR/GOV "}, {"place"}, BOOK) == {"place": None}
    assert corrections(CODED, {"place": "Bergen"}, {"place"}, BOOK) == {"place": "Bergen"}
    with pytest.raises(UsageError, match="no mode"):
        corrections(CODED, {"event_type": "ASSAULT"}, set(), BOOK)
    with pytest.raises(UsageError, match="lies before"):
        corrections(CODED, {"start": "2022-04-01"}, set(), BOOK)


# ------------------------------------------------------------------------------------------------------------------------------------ safety


def test_without_the_form_of_this_session_nothing_is_saved(writer: TestClient, store: Path) -> None:
    id = queued(writer)[0]
    for data in ({"verdict": "right"}, {"verdict": "right", "form_token": "0" * 64}):
        assert writer.post(f"/review/{id}", data=data).status_code == 403
        assert writer.post("/queries", data={**data, "name": "x"}).status_code == 403
    assert writer.post(f"/api/v1/claims/{id}/review", json={"verdict": "right"}).status_code == 403
    given = {"verdict": "right", "form_token": token(writer)}
    assert writer.post(f"/review/{id}", data=given, headers={"origin": "https://evil.example"}).status_code == 403
    assert reviews.history(store) == []


def test_a_read_only_room_shows_and_takes_nothing(store: Path, open_room: Room) -> None:
    room = open_room(store, read_only=True)
    id = queued(room)[0]
    for path in ("/review", f"/review/{id}", "/events", "/"):
        page = room.get(path)
        assert page.status_code == 200
        assert 'name="verdict"' not in page.text
        assert 'action="/queries' not in page.text
    for path in (f"/review/{id}", "/queries", "/queries/remove"):
        assert room.post(path, data={"verdict": "right", "form_token": "x"}).status_code == 403
    assert not (store / "people.sqlite").exists()


def test_what_stands_in_reports_and_notes_shows_as_text(empty: Callable[..., Path], tmp_path: Path, coder: Coder, open_room: Room) -> None:
    store = empty()
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    given = storekit.report(
        0, title=f"Norway {evil} and Peru sign agreement", text=f"Norway and Peru signed a trade agreement in Oslo {evil} on Monday."
    )
    add(store, [storekit.write(tmp_path / "evil.jsonl", [{**given, "publisher": evil}])], coder)
    room = open_room(store)
    id = queued(room)[0]
    say(room, id, "corrected", actor="", note=evil, reviewer='"><script>alert(3)</script>', wrong_place="yes")
    room.post("/queries", data={"form_token": token(room), "name": evil, "query": ""})
    event, report = room.get(f"/api/v1/claims/{id}").json()["event_id"], room.get(f"/api/v1/claims/{id}").json()["report"]["id"]
    paths = ("/review?show=all", "/review?show=reviewed", f"/review/{id}", f"/events/{event}", f"/reports/{report}", "/events", "/")
    for path in paths:
        page = room.get(path).text
        assert "<script>alert" not in page, path
        assert "<img" not in page, path
    assert "&lt;script&gt;" in room.get(f"/review/{id}").text
    assert "reviewed: corrected" in room.get(f"/events/{event}").text


def test_nothing_that_is_coded_changes(writer: TestClient, store: Path) -> None:
    segments, lines = storekit.segments(store), (store / manifest.NAME).read_bytes()
    first, second, third, *_ = queued(writer)
    say(writer, first, "right")
    say(writer, second, "wrong")
    say(writer, third, "corrected", place="Bergen")
    assert storekit.segments(store) == segments
    assert (store / manifest.NAME).read_bytes() == lines


# --------------------------------------------------------------------------------------------------------------------------- coding anew

RULES = """
rules:
  - id: support-sign
    retired: true
  - id: my-signing
    mode: ""
    cameo: "030"
    verb:
      - "{actor} sign"
    examples:
      - {text: "Peru and Chile signed on Monday.", actor: Peru and Chile}
    not:
      - The band signed off.
"""


@pytest.fixture
def other_coder(tmp_path: Path) -> Coder:
    """A coder that reads the same words as another type, with a shorter trigger, and titles not at all."""
    mine = tmp_path / "mine" / "events" / "agree" / "mine.yaml"
    mine.parent.mkdir(parents=True)
    mine.write_text(RULES, encoding="utf8")
    return Coder(Settings(knowledge=str(tmp_path / "mine")))


def test_reviews_find_their_words_again_when_a_store_is_coded_anew(store: Path, open_room: Room, other_coder: Coder) -> None:
    room = open_room(store)
    before, sent = claim_at(store, SIGNED), claim_at(store, "sent 2 envoys")
    (title,) = storekit.answer(store, "SELECT id FROM claims WHERE field = 'title' AND url LIKE '%/0'")
    say(room, before["id"], "corrected", place="Bergen", note="in the west")
    say(room, sent["id"], "wrong")
    say(room, title["id"], "right")
    recode(store, other_coder)
    after = claim_at(store, "signed")
    assert after["id"] != before["id"]
    assert after["event_type"] == "AGREE"
    said = said_of(room, after["id"])
    assert said
    assert (said["verdict"], said["fixed"], said["coded"]["event_type"]) == ("corrected", {"place": "Bergen"}, "SUPPORT")
    assert (said_of(room, sent["id"]) or {})["verdict"] == "wrong"
    report = room.get(f"/reports/{after['report_id']}").text
    assert "reviewed: corrected" in report
    assert "nothing is coded of these words any more" in report
    orphans = [row for row in room.get("/api/v1/reviews").json()["items"] if row["claim_id"] is None]
    assert [(row["field"], row["verdict"]) for row in orphans] == [("title", "right")]
    say(room, after["id"], "right")  # the claim as it is now: the earlier review of the same claim gives way
    current = reviews.current(reviews.history(store))
    assert [(r.verdict, r.start, r.end) for r in current if r.field == "text" and r.coded["event_type"] != "CONSULT"] == [("right", 16, 22)]


def test_which_review_belongs_to_which_claim() -> None:
    def claim(id: str, start: int, end: int, kind: str = "CONSULT", **more: str) -> dict[str, Any]:
        return {
            "id": id,
            "report_id": "r",
            "content": "c",
            "field": "text",
            "trigger_start": start,
            "trigger_end": end,
            "event_type": kind,
            **more,
        }

    def review(start: int, end: int, id: str = "", kind: str = "CONSULT", **more: Any) -> Review:
        return Review("c", more.pop("report_id", "r"), more.pop("field", "text"), start, end, "right", {"event_type": kind}, claim_id=id)

    assert attach([claim("a", 5, 9)], [review(5, 9)])[0].keys() == {"a"}
    assert attach([claim("a", 5, 9)], [review(8, 12)])[0].keys() == {"a"}
    for far in (review(9, 12), review(5, 9, field="title")):
        assert attach([claim("a", 5, 9)], [far]) == ({}, [far])
    same_words = review(5, 9, report_id="under another id")
    assert attach([claim("a", 5, 9)], [same_words])[0].keys() == {"a"}
    exact, near = review(5, 9), review(4, 12)
    assert attach([claim("a", 5, 9), claim("b", 8, 12)], [near, exact])[0] == {"a": exact, "b": near}
    same = review(4, 12, id="b")
    assert attach([claim("a", 4, 12), claim("b", 5, 9)], [same])[0] == {"b": same}
    agree = review(5, 9, kind="AGREE")
    assert attach([claim("a", 3, 8), claim("b", 3, 8, "AGREE")], [agree])[0] == {"b": agree}


# ---------------------------------------------------------------------------------------------------------------------------- API and queries


def test_a_program_reviews_with_the_servers_token(store: Path, open_room: Room) -> None:
    room = open_room(store, token="secret")
    head = {"authorization": "Bearer secret"}
    id = claim_at(store, SIGNED)["id"]

    def give(**given: Any) -> Any:
        return room.post(f"/api/v1/claims/{id}/review", json=given, headers=head)

    made = give(verdict="corrected", fixed={"actor": ["NOR/MIL"], "quoted": True, "place": None}, reviewer="script")
    assert made.status_code == 200
    assert made.json()["fixed"] == {"actor": ["NOR/MIL"], "quoted": True, "place": None}
    for wrong in (
        {"verdict": "maybe"},
        {"verdict": "corrected", "fixed": {"colour": "red"}},
        {"verdict": "corrected", "fixed": {"start": "soon"}},
    ):
        assert give(**wrong).status_code == 422
    assert room.post("/api/v1/claims/none/review", json={"verdict": "right"}, headers=head).status_code == 404
    assert [row["reviewer"] for row in room.get("/api/v1/reviews", headers=head).json()["items"]] == ["script"]


def test_queries_are_saved_and_asked_again(writer: TestClient, store: Path) -> None:
    def send(path: str, **data: str) -> Any:
        return writer.post(path, data={"form_token": token(writer, "/events"), **data}, follow_redirects=False)

    kept = send("/queries", name="Kenya  talks", query="?country=KEN&type=CONSULT")
    assert kept.headers["location"] == "/events?country=KEN&type=CONSULT"
    send("/queries", name="East", query="?region=Central+Asia")
    page = writer.get("/events").text
    assert 'href="/events?country=KEN&amp;type=CONSULT">Kenya talks</a>' in page
    east, kenya = saved(store)
    assert (kenya.watched, kenya.filters.country, kenya.filters.modality) == (True, ("KEN",), ("asserted",))
    assert east.watched is False
    assert "not watched by update" in storekit.call("alerts", "list", str(store))[1]
    assert send("/queries", name="", query="").status_code == 422
    assert send("/queries", name="x", query="?region=Atlantis").status_code == 422
    assert send("/queries/remove", name="East", back="//evil.example").headers["location"] == "/events"
    assert send("/queries/remove", name="East").status_code == 404
    assert [query.name for query in saved(store)] == ["Kenya talks"]


def test_what_updates_watch_is_what_the_page_shows() -> None:
    assert filters_of(Filter(type=("CONSULT",))).recency == ("news",)
    assert filters_of(Filter(recency=("all",), modality=("future",))).recency == ()
    assert filters_of(Filter(modality=("future",))).modality == ("future",)
