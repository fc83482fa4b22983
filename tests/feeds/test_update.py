"""Following feeds against a real server on this machine that also misbehaves."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from server import BOMB, Server, feed

from dragoman.cli import main
from dragoman.coding.pipeline import Coder
from dragoman.errors import UsageError
from dragoman.feeds import book, digest, telling
from dragoman.feeds.manners import Manners
from dragoman.feeds.schedule import pause
from dragoman.feeds.update import Update, update
from dragoman.store import manifest, queries
from dragoman.store.query import Filters, sql

QUICK = Manners(connect=2, read=0.6, whole=2, patience=1, largest=200_000)
DAY = "Mon, 07 Mar 2022 09:00:00 +0000"
ONE = (
    "Peru and Chile sign a trade pact",
    "/1",
    DAY,
    "Peru and Chile signed a trade agreement in Lima on Monday, officials of both countries said.",
)
TWO = ("Kenya sends envoys", "/2", DAY, "Kenya sent two envoys to Ghana on Sunday for talks about fishing rights in shared waters.")


def follow(store: Path, *urls: str, articles: bool = False) -> None:
    with book.opened(store) as reader:
        for url in urls:
            book.add(reader, url, articles)


def titles(store: Path) -> list[str]:
    return [row["title"] for batch in sql(manifest.read(store), "SELECT title FROM reports ORDER BY title") for row in batch.to_pylist()]


def reasons(made: Update) -> dict[str, str]:
    return {failure.source.rpartition("/")[2]: failure.reason for failure in made.fetched.failures}


def command(*words: str) -> tuple[int, str, str]:
    out, err, before = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = ["dragoman", *words]
    try:
        with redirect_stdout(out), redirect_stderr(err):
            main()
        status = 0
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        sys.argv = before
    return status, out.getvalue(), err.getvalue()


def test_news_is_added_once(site: Server, store: Path, coder: Coder) -> None:
    follow(store, site.put("/feed", feed("Andes Wire", ONE, TWO), ETag='"v1"'))
    first = update(store, coder, QUICK)
    assert (first.fetched.changed, first.tally.coded) == (1, 2)
    second = update(store, coder, QUICK)
    assert (second.fetched.unchanged, second.tally.coded) == (1, 0)
    assert titles(store) == [TWO[0], ONE[0]]
    assert site.asked["/feed"] == 2
    rows = next(sql(manifest.read(store), "SELECT outlet, published, url, published_origin FROM reports ORDER BY title")).to_pylist()
    assert rows[1] == {"outlet": "Andes Wire", "published": "2022-03-07", "url": site.url + "/1", "published_origin": "feed"}


def test_what_the_server_has_not_changed_is_not_sent(site: Server, store: Path, coder: Coder) -> None:
    statuses: list[str | None] = []
    body = feed("Andes Wire", ONE).encode()

    def page(handler: BaseHTTPRequestHandler) -> None:
        statuses.append(handler.headers.get("If-None-Match"))
        handler.send_response(304 if statuses[-1] == '"v1"' else 200)
        handler.send_header("ETag", '"v1"')
        handler.send_header("Content-Type", "application/rss+xml")
        handler.end_headers()
        if statuses[-1] != '"v1"':
            handler.wfile.write(body)

    site.pages["/feed"] = page
    follow(store, site.url + "/feed")
    for _ in range(2):
        update(store, coder, QUICK)
    assert statuses == [None, '"v1"']
    assert len(titles(store)) == 1


def test_a_changed_entry_is_a_revision(site: Server, store: Path, coder: Coder) -> None:
    link = site.url + "/story"
    follow(
        store, site.put("/feed", feed("Andes Wire", ("Blast", link, DAY, "A bomb killed 13 people in Lima on Monday, police in Peru said.")))
    )
    update(store, coder, QUICK)
    site.put(
        "/feed", feed("Andes Wire", ("Blast", link, DAY, "A bomb killed 3 people in Lima on Monday, police in Peru said in a correction."))
    )
    made = update(store, coder, QUICK)
    assert made.tally.counts["revision"] == 1
    now = next(sql(manifest.read(store), "SELECT killed_high FROM claims WHERE killed_high IS NOT NULL")).to_pylist()
    assert {row["killed_high"] for row in now} == {3}


def test_servers_that_misbehave(site: Server, store: Path, coder: Coder) -> None:
    def slow(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        time.sleep(1.5)

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(20):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.3)

    def cut(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        handler.wfile.write(feed("Cut", ONE).encode()[:200])
        handler.close_connection = True

    site.pages |= {"/slow": slow, "/drip": drip, "/cut": cut}
    site.put("/broken", "<rss><channel><title>Half a feed")
    site.put("/gone", "no", status=410)
    site.put("/error", "no", status=500)
    site.put("/busy", "later", status=429, Retry_After="3600")
    site.put("/loop", "", status=302, Location="/loop")
    site.put("/huge", feed("Huge", ("x", "/h", DAY, "x" * 300_000)))
    site.put("/packed", gzip.compress(b" " * 50_000_000), Content_Encoding="gzip")
    site.put("/bomb", BOMB)
    site.put("/page", "<html><body><p>No feed here.</p></body></html>", Content_Type="text/html")
    site.put("/good", feed("Good", ONE))
    site.put("/moved", "", status=301, Location="/good")
    bad = ("slow", "drip", "cut", "broken", "gone", "error", "busy", "loop", "huge", "packed", "bomb", "page")
    follow(store, *(f"{site.url}/{name}" for name in (*bad, "good", "moved")))
    made = update(store, coder, QUICK)
    said = reasons(made)
    assert titles(store) == [ONE[0]]
    with book.opened(store) as reader:
        shown = {feed.url.rpartition("/")[2]: feed.failure for feed in book.followed(reader, dt.date(2022, 3, 8))}
    assert shown["good"] == ""
    assert shown["gone"].startswith("410 ")
    assert [failure for failure in shown.values() if "requests." in failure or "dragoman." in failure] == []
    assert {name for name in said if name not in {"broken"}} == set(bad) - {"broken"}
    assert said["gone"] == "the server answers 410 Gone"
    assert said["busy"] == "the server asks to be left alone for 3600 seconds"
    assert "larger than" in said["huge"]
    assert "larger than" in said["packed"]
    assert "bomb" in said["bomb"]
    assert site.asked["/error"] == 3
    assert site.asked["/busy"] == 1
    assert site.asked["/gone"] == 1


def test_a_busy_server_is_asked_again_after_the_time_it_says(site: Server, store: Path, coder: Coder) -> None:
    turns: list[float] = []

    def busy(handler: BaseHTTPRequestHandler) -> None:
        turns.append(time.monotonic())
        if len(turns) == 1:
            handler.send_response(429)
            handler.send_header("Retry-After", "1")
            handler.end_headers()
            return
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(feed("Busy", ONE).encode())

    site.pages["/feed"] = busy
    follow(store, site.url + "/feed")
    assert update(store, coder, QUICK).tally.coded == 1
    assert turns[1] - turns[0] >= 1


def test_robots_and_reservations_are_kept(site: Server, store: Path, coder: Coder) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /closed\n", Content_Type="text/plain")
    site.put("/.well-known/tdmrep.json", json.dumps([{"location": "/reserved*", "tdm-reservation": 1}]), Content_Type="application/json")
    closed = site.put("/closed/feed", feed("Closed", ONE))
    reserved = site.put("/reserved/feed", feed("Reserved", ONE))
    header = site.put("/header/feed", feed("Header", ONE), tdm_reservation="1")
    sneaky = site.put("/sneaky", "", status=302, Location="/closed/feed")
    follow(store, closed, reserved, header, sneaky, site.put("/open/feed", feed("Open", TWO)))
    made = update(store, coder, QUICK)
    said = {failure.source: failure.reason for failure in made.fetched.failures}
    assert said[closed] == said[sneaky] == "robots.txt asks programs to stay away"
    assert "tdmrep.json" in said[reserved]
    assert "tdm-reservation: 1" in said[header]
    assert titles(store) == [TWO[0]]
    assert site.asked["/closed/feed"] == site.asked["/reserved/feed"] == 0
    assert site.asked["/robots.txt"] == 1


def test_a_host_is_given_its_pause(site: Server, store: Path, coder: Coder) -> None:
    follow(store, *(site.put(f"/{n}", feed(f"Feed {n}", ONE)) for n in range(3)))
    update(store, coder, Manners(pause=0.3, pause_here=True, contact="mailto:desk@example.org"))
    starts = sorted(at for _, at in site.times)
    assert all(later - earlier > 0.25 for earlier, later in zip(starts, starts[1:], strict=False))
    assert site.agents == {f"Dragoman/{__import__('dragoman').__version__} (+mailto:desk@example.org)"}


def test_articles_are_read_where_the_feed_has_a_teaser(site: Server, store: Path, coder: Coder) -> None:
    body = (
        "<p>Peru and Chile signed a trade agreement in Lima on Monday.</p><p>Kenya sent two envoys to Ghana on Sunday for talks about fish.</p>"
    )
    link = site.put(
        "/story",
        f"<html><head><title>Pact</title></head><body><article><h1>Pact</h1>{body * 2}</article></body></html>",
        Content_Type="text/html",
    )
    lost = site.url + "/lost"
    follow(
        store,
        site.put("/feed", feed("Andes Wire", ("Pact", link, DAY, "A pact."), ("Lost", lost, DAY, "Peru told Chile on Monday that it agrees."))),
        articles=True,
    )
    made = update(store, coder, QUICK)
    rows = next(sql(manifest.read(store), "SELECT title, text FROM reports ORDER BY title")).to_pylist()
    assert [row["title"] for row in rows] == ["Lost", "Pact"]
    assert "envoys to Ghana" in rows[1]["text"]
    assert rows[0]["text"] == "Peru told Chile on Monday that it agrees."
    assert any("404" in failure.reason for failure in made.failures)


def test_an_article_out_of_reach_is_tried_again(site: Server, store: Path, coder: Coder) -> None:
    link = site.put("/story", "down", status=503)
    follow(store, site.put("/feed", feed("Andes Wire", ("Pact", link, DAY, "A pact."))), articles=True)
    assert update(store, coder, QUICK).tally.coded == 0
    body = (
        "<p>Peru and Chile signed a trade agreement in Lima on Monday, and their ministers spoke of a new beginning for the whole region.</p>"
    )
    site.put("/story", f"<html><body><article>{body}</article></body></html>", Content_Type="text/html")
    assert update(store, coder, QUICK).tally.coded == 1


def test_a_server_that_dies_loses_nothing(site: Server, store: Path, coder: Coder) -> None:
    follow(store, site.put("/feed", feed("Andes Wire", ONE)))
    update(store, coder, QUICK)
    site.pages["/feed"] = lambda handler: handler.connection.close()
    made = update(store, coder, QUICK)
    assert len(made.fetched.failures) == 1
    assert titles(store) == [ONE[0]]
    site.put("/feed", feed("Andes Wire", TWO, ONE))
    assert update(store, coder, QUICK).tally.coded == 1
    assert titles(store) == [TWO[0], ONE[0]]


def test_silence_is_reported(site: Server, store: Path, coder: Coder) -> None:
    follow(store, site.put("/feed", feed("Andes Wire", ONE)))
    made = update(store, coder, QUICK, today=dt.date(2022, 3, 20))
    assert [(feed.title, feed.silent) for feed in made.silent] == [("Andes Wire", 13)]


def test_the_digest_says_what_is_new_and_tells_who_asked(site: Server, store: Path, coder: Coder, tmp_path: Path) -> None:
    told: list[bytes] = []

    def inbox(handler: BaseHTTPRequestHandler) -> None:
        told.append(handler.rfile.read(int(handler.headers["Content-Length"])))
        handler.send_response(200)
        handler.end_headers()

    site.pages["/inbox"] = inbox
    queries.save(store, queries.Saved("Pacts of Peru", Filters(country=("PER",)), (f"json://{site.url[7:]}/inbox",)))
    queries.save(store, queries.Saved("Ghana, often", Filters(country=("GHA",)), (f"json://{site.url[7:]}/inbox",), least=9))
    follow(store, site.put("/feed", feed("Andes Wire &lt;b&gt;", ONE, TWO)))
    made = update(store, coder, QUICK)
    news = digest.news(store, made)
    assert [(found.name, len(found.events) > 0, found.telling, found.more) for found in news.queries] == [
        ("Ghana, often", True, False, False),
        ("Pacts of Peru", True, True, False),
    ]
    for name in ("digest.md", "digest.html", "digest.json"):
        digest.write(news, tmp_path / name)
    text = (tmp_path / "digest.md").read_text(encoding="utf8")
    assert "Peru" in text
    assert "too few to call it more than usual" in text
    page = (tmp_path / "digest.html").read_text(encoding="utf8")
    assert "<b>" not in page
    assert json.loads((tmp_path / "digest.json").read_text(encoding="utf8"))["reports"] == 2
    again = digest.news(store, update(store, coder, QUICK))
    assert (again.new, again.changed) == ((), ())
    assert list(telling.send(store, news)) == [telling.Said(f"Pacts of Peru: {len(news.queries[1].events)} new; told by json", False)]
    assert b"Peru" in told[0]


def test_whoever_could_not_be_told_is_told_later(site: Server, store: Path, coder: Coder, tmp_path: Path) -> None:
    told: list[bytes] = []
    statuses = [500, 200]

    def inbox(handler: BaseHTTPRequestHandler) -> None:
        told.append(handler.rfile.read(int(handler.headers["Content-Length"])))
        handler.send_response(statuses[len(told) - 1])
        handler.end_headers()

    site.pages["/inbox"] = inbox
    assert command("alerts", "add", str(store), "Peru", "--country", "PER", "--notify", f"json://{site.url[7:]}/inbox")[0] == 0
    follow(store, site.put("/feed", feed("Andes Wire", ONE)))
    status, _, said = command("update", str(store), "--digest", str(tmp_path / "d.md"))
    assert status == 1
    assert "telling by json failed; the next update tries again" in said
    assert "nothing before to compare with" in (tmp_path / "d.md").read_text(encoding="utf8")
    assert [message.query for message in telling.untold(store)] == ["Peru"]
    status, _, said = command("update", str(store))
    assert status == 0, said
    assert "told by json, late" in said
    assert (len(told), told[0]) == (2, told[1])
    assert telling.untold(store) == []
    assert command("update", str(store))[0] == 0
    assert len(told) == 2


def test_what_a_broken_off_update_brought_is_told_by_the_next(
    site: Server, store: Path, coder: Coder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = str(tmp_path / "d.json")
    assert command("update", str(store), "--digest", where)[0] == 2  # no feed is followed: nothing was begun
    (tmp_path / "own-2022-03-01.txt").write_text("Togo accused Benin of theft.", encoding="utf8")
    assert command("add", str(store), str(tmp_path / "own-2022-03-01.txt"))[0] == 0
    follow(store, site.put("/feed", feed("Andes Wire", ONE)))

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(digest, "news", stopped)  # after the reports are in the store, before anybody is told
        assert command("update", str(store), "--digest", where)[0] == 130
    assert len(titles(store)) == 2
    assert command("update", str(store), "--digest", where)[0] == 0
    told = json.loads(Path(where).read_text(encoding="utf8"))
    assert (told["reports"], len(told["new"]) > 0) == (0, True)
    assert not any("TGO" in row["actor_countries"] for row in told["new"])
    assert command("update", str(store), "--digest", where)[0] == 0
    assert json.loads(Path(where).read_text(encoding="utf8"))["new"] == []


def test_what_cannot_be_told_for_a_week_is_given_up(store: Path) -> None:
    nobody = "json://127.0.0.1:9/inbox"
    telling.keep(store, [telling.Message("Peru", nobody, "Peru: 1 new", "…", f"2024-03-{day:02}T06:00:00+00:00") for day in (1, 5)])
    empty = digest.News("2024-03-08T06:00:00+00:00", 0, 0, (), (), (), (), (), "")
    said = list(telling.send(store, empty))
    assert [item.failed for item in said] == [True, True]
    assert "is given up" in said[0].words
    assert [message.since[:10] for message in telling.untold(store)] == ["2024-03-05"]


def test_a_digest_that_cannot_be_written_is_said_before_anything_is_fetched(site: Server, store: Path, tmp_path: Path) -> None:
    follow(store, site.put("/feed", feed("Andes Wire", ONE)))
    status, _, said = command("update", str(store), "--digest", str(tmp_path / "no" / "d.md"))
    assert status == 2
    assert "there is no such folder" in said
    assert titles(store) == []
    (tmp_path / "d.md").mkdir()  # a folder of that name: found only when it is written, and then the rest is done
    status, _, said = command("update", str(store), "--digest", str(tmp_path / "d.md"), "--digest", str(tmp_path / "d.json"))
    assert status == 1
    assert "cannot be written" in said
    assert json.loads((tmp_path / "d.json").read_text(encoding="utf8"))["reports"] == 1


def test_the_commands(site: Server, store: Path, tmp_path: Path) -> None:
    listed = tmp_path / "feeds.opml"
    url = site.put("/feed", feed("Andes Wire", ONE))
    listed.write_text(f'<opml version="2.0"><body><outline type="rss" text="x" xmlUrl="{url}"/></body></opml>', encoding="utf8")
    assert command("update", str(store))[0] == 2
    assert command("follow", "add", str(store), str(listed))[0] == 0
    status, _, said = command("update", str(store), "--digest", str(tmp_path / "d.md"))
    assert status == 0, said
    assert "1 feed asked: 1 with news" in said
    assert (tmp_path / "d.md").is_file()
    status, out, _ = command("follow", "list", str(store), "-f", "jsonl")
    assert json.loads(out)["entries"] == 1
    assert command("alerts", "add", str(store), "Peru", "--country", "PER")[0] == 0
    assert command("alerts", "list", str(store))[1] == "Peru: country PER\n"
    assert command("alerts", "remove", str(store), "Peru")[0] == 0
    assert command("alerts", "remove", str(store), "Peru")[0] == 2
    assert command("follow", "remove", str(store), url)[0] == 0
    assert command("follow", "remove", str(store), url)[0] == 2
    assert command("follow", "add", str(store), "ftp://example.org/x")[0] == 2
    assert command("update", str(store), "--digest", "x.txt")[0] == 2
    status, _, said = command("alerts", "add", str(store), "Nobody", "--notify", "somebody@example.org")
    assert (status, said.count("\n")) == (2, 1)
    assert "--notify somebody@example.org: this is no address" in said
    assert "no saved queries yet" in command("alerts", "list", str(store))[2]


def test_when_the_next_update_is_due() -> None:
    now = dt.datetime(2022, 3, 7, 5, 30)
    assert pause("06:00")(now) == 1_800
    assert pause("05:30")(now) == 86_400
    assert pause("6h")(now) == 21_600
    for wrong in ("1m", "25:00", "soon", ""):
        with pytest.raises(UsageError):
            pause(wrong)
