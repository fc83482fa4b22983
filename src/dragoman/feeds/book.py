"""The book of feeds a store follows, kept by the `reader` library in the store's `feeds.sqlite`: addresses, conditional requests, entries."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dragoman.errors import UsageError
from dragoman.feeds.manners import Manners, PoliteAdapter, session
from dragoman.store.files import StoreError

if TYPE_CHECKING:
    from reader import Reader

NAME = "feeds.sqlite"
CLASSES = re.compile(r"^.*?: [\w.]+\.[A-Z]\w*: ")  # the library's words before what went wrong
ARTICLES = "articles"  # tag of feeds whose linked pages are read


@dataclass(frozen=True)
class Followed:
    """A feed as the book has it. `silent` is the number of days since its last new entry, None when it never had one."""

    url: str
    title: str
    articles: bool
    entries: int
    updated: str
    failure: str
    silent: int | None


@contextlib.contextmanager
def opened(store: Path, adapter: PoliteAdapter | None = None) -> Iterator[Reader]:
    """The book of a store; feeds are fetched through the adapter. Raises StoreError when it cannot be used."""
    from reader import ReaderError, make_reader
    from reader._parser.http import HTTPRetriever

    logging.getLogger("reader").setLevel(logging.CRITICAL)  # what went wrong is in the results
    logging.getLogger("feedparser").setLevel(logging.ERROR)
    try:
        reader = make_reader(str(store / NAME), plugins=(), search_enabled=False)
    except ReaderError as error:
        raise StoreError(f"the book of feeds cannot be used: {error}", str(store / NAME), "check your rights to the folder") from error
    try:
        adapter = adapter or PoliteAdapter(Manners())
        retriever = HTTPRetriever(adapter.manners.agent, None)
        retriever.session.close()
        retriever.session = session(adapter)
        parser = reader._parser
        parser.validate_url("http://localhost/")  # the library mounts its own retrievers on first use
        for scheme in ("https://", "http://"):
            parser.mount_retriever(scheme, retriever)
        reader.after_entry_update_hooks.append(anew)
        yield reader
    finally:
        reader.close()


def anew(reader: Reader, entry: Any, status: Any) -> None:
    """An entry that its publisher has changed is to be added again: the store makes a revision of it."""
    if status.value == "modified":
        reader.mark_entry_as_unread((entry.feed_url, entry.id))


def add(reader: Reader, given: str, articles: bool = False) -> list[str]:
    """Follow a feed, or all feeds of an OPML file; returns those that are new. Raises UsageError."""
    urls = [given] if "://" in given else from_opml(Path(given))
    new = []
    for url in urls:
        if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
            raise UsageError("this is no address of a feed", url, "give http://… or https://…, or an OPML file")
        if reader.get_feed(url, None) is None:
            reader.add_feed(url)
            new.append(url)
        if articles:
            reader.set_tag(url, ARTICLES)
    return new


def from_opml(path: Path) -> list[str]:
    from reader import opml

    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror or error}", str(path), "give the address of a feed, or an OPML file") from error
    if b"<!ENTITY" in content.upper():
        raise UsageError("declares XML entities of its own, which may be a bomb", str(path), "export the list anew from your feed reader")
    try:
        found = opml.parse(io.BytesIO(content))
    except opml.OPMLError as error:
        raise UsageError(f"is no OPML: {error}", str(path), "export the list anew from your feed reader") from error
    return [feed.url for feed in found]


def remove(reader: Reader, url: str) -> None:
    """Follow a feed no longer; what was added from it stays. Raises UsageError."""
    from reader import FeedNotFoundError

    try:
        reader.delete_feed(url)
    except FeedNotFoundError as error:
        raise UsageError("this feed is not followed", url, "dragoman follow list STORE shows those that are") from error


def followed(reader: Reader, today: dt.date) -> Iterator[Followed]:
    """All feeds of the book, by address."""
    for feed in sorted(reader.get_feeds(), key=lambda feed: feed.url):
        newest = next(iter(reader.get_entries(feed=feed, limit=1)), None)
        when = (newest.published or newest.updated or newest.added) if newest else None
        yield Followed(
            url=feed.url,
            title=feed.resolved_title or "",
            articles=ARTICLES in set(reader.get_tag_keys(feed)),
            entries=reader.get_entry_counts(feed=feed).total or 0,
            updated=feed.last_updated.isoformat(timespec="seconds") if feed.last_updated else "",
            failure=CLASSES.sub("", feed.last_exception.value_str) if feed.last_exception else "",
            silent=max(0, (today - when.date()).days) if when else None,
        )
