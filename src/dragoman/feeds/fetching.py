"""What feeds have that is new, as reports: the feed's own text, or (where wanted) the page it links to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import requests

from dragoman.errors import ReadingError
from dragoman.feeds.book import ARTICLES
from dragoman.feeds.manners import PoliteAdapter, Unwelcome, session
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Failure, Report
from dragoman.reading.building import Facts, build, clean
from dragoman.reading.context import Context
from dragoman.reading.html import page
from dragoman.reading.markup import pieces_of

if TYPE_CHECKING:
    from reader import Entry, Reader

SHORT = 600  # characters: a feed's text below this is a teaser, for which `articles` fetches the page
PATIENCE = dt.timedelta(days=3)
WORKERS = 8  # feeds fetched at the same time; hosts are asked one at a time all the same


@dataclass
class Fetched:
    """What an update of the book brought."""

    unchanged: int = 0
    changed: int = 0
    failures: list[Failure] = field(default_factory=list)


def fetch(reader: Reader, feed: str | None = None) -> Fetched:
    """Ask every feed (or one) what is new. Feeds that fail do not keep others from being read."""
    found = Fetched()
    for result in sorted(reader.update_feeds_iter(feed=feed, workers=WORKERS, scheduled=False), key=lambda result: result.url):
        if isinstance(result.value, Exception):
            found.failures.append(Failure(result.url, why(result.value), mend(result.value)))
        elif result.value is None or not (result.value.new or result.value.modified):
            found.unchanged += 1
        else:
            found.changed += 1
    return found


def why(error: BaseException) -> str:
    """What went wrong, from the innermost cause that says something."""
    cause: BaseException = error
    while cause.__cause__ is not None:
        cause = cause.__cause__
    if isinstance(cause, requests.HTTPError) and cause.response is not None:
        return f"the server answers {cause.response.status_code} {cause.response.reason or ''}".strip()
    if isinstance(cause, requests.Timeout):
        return "the server is too slow"
    if isinstance(cause, requests.TooManyRedirects):
        return "it is redirected again and again"
    if isinstance(cause, requests.ConnectionError):
        return "there is no connection to the server"
    said = str(cause).splitlines()
    return said[0] if said else type(cause).__name__


def mend(error: BaseException) -> str:
    cause: BaseException = error
    while cause.__cause__ is not None:
        cause = cause.__cause__
    if isinstance(cause, Unwelcome):
        return "ask its owner for leave, or stop following it"
    if isinstance(cause, requests.RequestException):
        return "it is tried again at the next update"
    return "check in a browser that this is a feed"


def reports(reader: Reader, adapter: PoliteAdapter, knowledge: Knowledge, seen: list[Entry]) -> Iterator[Report | Failure]:
    """Reports of entries that were not added yet, oldest first; each entry dealt with is put into `seen`.

    An article whose server is out of reach is tried again at later updates, for three days; then the feed's own text must do.
    """
    context = Context(knowledge)
    fetching = session(adapter)
    tagged = {feed.url for feed in reader.get_feeds(tags=[ARTICLES])}
    entries = sorted(reader.get_entries(read=False), key=lambda e: (str(e.published or e.updated or e.added), e.feed_url, e.id))
    for entry in entries:
        wanted = entry.feed_url in tagged and bool(entry.link) and len(markup(entry)) < SHORT
        found = article(entry, fetching, context) if wanted else None
        if isinstance(found, Failure) and found.fatal:
            yield found
            continue
        if isinstance(found, Failure):
            yield found
        yield from own(entry, context) if found is None or isinstance(found, Failure) else found
        seen.append(entry)


def article(entry: Entry, fetching: requests.Session, context: Context) -> list[Report | Failure] | Failure:
    """The page an entry links to; a Failure where it cannot be read, fatal where it is to be tried again."""
    link = str(entry.link)
    try:
        answer = fetching.get(link)
        answer.raise_for_status()
        retrieved = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        return list(page(answer.content, link, context, answer.url, charset(answer), retrieved))
    except ReadingError as error:
        return Failure(link, f"{error.what}; the feed's own text is read", error.mend, fatal=False)
    except requests.RequestException as error:
        young = dt.datetime.now(dt.UTC) - entry.added < PATIENCE
        again = young and not isinstance(error, Unwelcome) and (error.response is None or error.response.status_code >= 500)
        if again:
            return Failure(link, why(error), "it is tried again at the next update")
        return Failure(link, f"{why(error)}; the feed's own text is read", "", fatal=False)


def own(entry: Entry, context: Context) -> Iterator[Report | Failure]:
    """The feed's own text of an entry."""
    source = f"{entry.feed_url}#{entry.id}"
    try:
        yield build(pieces_of(markup(entry)), facts(entry), source, context)
    except ReadingError as error:
        yield Failure(source, error.what, "the feed gives no more than a title; follow it with --articles to read its pages")


def markup(entry: Entry) -> str:
    found: list[str] = [content.value for content in entry.content if content.value]
    return max([*found, entry.summary or ""], key=len)


def facts(entry: Entry) -> Facts:
    when: dt.datetime | None = entry.published or entry.updated
    feed: Any = entry.feed
    return Facts(
        title=clean(" ".join(piece.text for piece in pieces_of(entry.title or ""))),
        published=when.date() if when else None,
        origin="feed" if when else "",
        outlet=clean(feed.resolved_title or ""),
        author=clean(", ".join(author.name for author in entry.authors if author.name)),
        url=entry.link or "",
        retrieved=entry.added.isoformat(timespec="seconds"),
    )


def charset(answer: requests.Response) -> str:
    """The character set the server states; "" where it states none (`requests` would guess Latin-1)."""
    return (answer.encoding or "") if "charset" in answer.headers.get("content-type", "").lower() else ""
