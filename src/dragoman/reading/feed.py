"""RSS, Atom and JSON Feed: a report for each entry, with its full content where the feed carries it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html.entities import html5
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urljoin

from dragoman.errors import ReadingError
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Failure, Report
from dragoman.reading.building import NO_TEXT, Facts, build, clean
from dragoman.reading.context import Context, whole
from dragoman.reading.dates import date_of
from dragoman.reading.decoding import decode_marked
from dragoman.reading.formats import FEED
from dragoman.reading.furniture import Patterns, patterns
from dragoman.reading.markup import NOT_XML, pieces_of, sound_references

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

LONGEST_FEED = 50_000_000  # bytes
ENTRIES = frozenset({"item", "entry"})
FULL = ("encoded", "content", "body")  # elements with the whole text, best first
SHORT = ("description", "summary", "subtitle")
DATES = ("pubDate", "published", "issued", "date", "created", "updated", "modified", "lastBuildDate")
NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
NO_FEED = "there is no feed in this file"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the feed gives it: `markup` is HTML or plain text."""

    facts: Facts
    markup: str


def read_feed(content: bytes, url: str, knowledge: Knowledge | None = None, charset: str = "") -> Iterator[Report | Failure]:
    """The reports of an RSS, Atom or JSON feed fetched from `url`; a Failure for each entry that holds no text.

    The source of a report is the feed's address and the number of the entry in it: `https://example.org/feed#3`. `charset`: as the server
    gave it. Nothing is fetched: an entry with a summary alone is a report of that summary. Languages are not sifted here: each report
    bears its own. Raises ReadingError for what is no feed.
    """
    context = Context(knowledge or Knowledge.open())
    start = content[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{"):
        data = json_of(content, url)
        if not is_feed(data):
            raise ReadingError(NO_FEED, url, "readable in JSON are JSON Feeds")
        yield from reports(json_entries(data, patterns(context.knowledge)), url, context)
    else:
        yield from reports(entries(root_of(content, url, charset), url, patterns(context.knowledge)), url, context)


def read(stream: BinaryIO, source: str, context: Context) -> Iterator[Report | Failure]:
    """A file in XML: a feed, or a page of XHTML. Raises ReadingError for any other."""
    content = whole(stream, source, LONGEST_FEED)
    if not FEED.search(content[:4096]) and re.search(rb"<(?:!doctype html|html|body)\b", content[:4096], re.IGNORECASE):
        from dragoman.reading.html import page

        yield from page(content, source, context)
        return
    yield from reports(entries(root_of(content, source), "", patterns(context.knowledge)), source, context)


def reports(found: Iterator[Entry], source: str, context: Context) -> Iterator[Report | Failure]:
    number = 0
    for number, entry in enumerate(found, 1):
        where = f"{source}#{number}"
        try:
            yield build(pieces_of(entry.markup), entry.facts, where, context)
        except ReadingError as error:
            bare = error.what == NO_TEXT
            what = f"there is no text in the entry {entry.facts.title[:60]!r}" if bare else error.what
            yield Failure(where, what, "the feed gives no more than a title" if bare else error.mend)
    if not number:
        raise ReadingError("there are no entries in this feed", source, "check that it is the feed of a news site")


def root_of(content: bytes, source: str, charset: str = "") -> Element:
    """The root of a feed's XML. No entity is expanded, nothing is fetched, depth is bounded; slips in the XML are passed over."""
    from lxml import etree

    text = decode_marked(content, source, charset).text
    text = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text)  # it is UTF-8 now, whatever it says
    text = NOT_XML.sub("", NAMED_ENTITY.sub(numbered, text))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, encoding="utf-8")
    try:
        root = etree.fromstring(sound_references(text.encode("utf-8", "replace")), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise ReadingError(f"{NO_FEED}: {error}", source, "check that it is RSS or Atom") from error
    if root is None or local(root) not in {"rss", "feed", "RDF", "channel"}:
        raise ReadingError(NO_FEED, source, "readable in XML are RSS and Atom feeds")
    return root


def numbered(match: re.Match[str]) -> str:
    """HTML's named entities as numbers: XML knows five, feeds write all."""
    found = html5.get(f"{match[1]};")
    return match[0] if match[1] in XML_ENTITIES or found is None else "".join(f"&#{ord(c)};" for c in found)


def local(element: Element) -> str:
    """An element's name without its namespace; "" for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def entries(root: Element, url: str, known: Patterns) -> Iterator[Entry]:
    head = next((child for child in root if local(child) == "channel"), root)
    base = link_of(head, url) or url
    common = Facts(
        outlet=unmarked(text_of(head, ("publisher", "title"))),
        language=text_of(head, ("language",)) or head.get(f"{XML}lang") or root.get(f"{XML}lang") or "",
        rights=clean(text_of(head, ("copyright", "rights"))),
        author=author_of(head) if local(head) == "feed" else "",
    )
    for element in root.iter():
        if local(element) in ENTRIES:
            yield entry_of(element, common, base, known)


XML = "{http://www.w3.org/XML/1998/namespace}"


def entry_of(element: Element, common: Facts, base: str, known: Patterns) -> Entry:
    published = next((date for date in (date_of(t, known) for name in DATES for t in texts(element, name)) if date is not None), None)
    markup = max((markup_of(child) for name in FULL for child in children(element, name)), key=len, default="")
    for short in (markup_of(child) for name in SHORT for child in children(element, name)):
        markup = short if len(short) > len(markup) else markup
    titles = children(element, "title")
    facts = replace(
        common,
        title=unmarked(markup_of(titles[0])) if titles else "",
        published=published,
        origin="feed" if published else "",
        author=author_of(element) or common.author,
        url=link_of(element, base),
        language=text_of(element, ("language",)) or element.get(f"{XML}lang") or common.language,
        rights=clean(text_of(element, ("rights", "copyright"))) or common.rights,
    )
    return Entry(facts, markup)


def unmarked(markup: str) -> str:
    """A title without the markup that some feeds put into it."""
    return clean(" ".join(piece.text for piece in pieces_of(markup)))


def children(element: Element, name: str) -> list[Element]:
    """Children of this local name; those of Media RSS, whose titles and texts are those of pictures, last."""
    found = [child for child in element if local(child) == name]
    return sorted(found, key=lambda child: "search.yahoo.com" in str(child.tag))


def texts(element: Element, name: str) -> list[str]:
    return ["".join(child.itertext()).strip() for child in children(element, name)]


def text_of(element: Element, names: tuple[str, ...]) -> str:
    return next((text for name in names for text in texts(element, name) if text), "")


def markup_of(element: Element) -> str:
    """The markup in an element: escaped, in CDATA, or (XHTML in Atom) as elements of its own."""
    from lxml import etree

    if element.get("type") == "xhtml" or (len(element) and any(isinstance(child.tag, str) for child in element)):
        inner = "".join(etree.tostring(child, encoding="unicode", with_tail=True) for child in element if child.tag is not etree.Entity)
        return re.sub(r"<(/?)(?:[\w.-]+:)", r"<\1", f"{element.text or ''}{inner}")
    return "".join(element.itertext())


def link_of(element: Element, base: str) -> str:
    """The address of an entry or of a feed's site: Atom's alternate link, RSS's link or a permanent guid."""
    for child in children(element, "link"):
        given = child.get("href") if child.get("href") is not None else (child.text or "")
        if given and given.strip() and child.get("rel", "alternate") == "alternate":
            return whole_url(base, given.strip())
    for child in children(element, "guid"):
        given = (child.text or "").strip()
        if child.get("isPermaLink", "true") == "true" and given.startswith(("http://", "https://")):
            return given
    return ""


def whole_url(base: str, given: str) -> str:
    try:
        return urljoin(base, given)
    except ValueError:
        return ""


def author_of(element: Element) -> str:
    names = []
    for child in (*children(element, "creator"), *children(element, "author")):
        name = text_of(child, ("name",)) or ("".join(child.itertext()) if not len(child) else "")
        match = re.fullmatch(r"\s*\S+@\S+\s+\((?P<name>[^)]+)\)\s*", name)
        names.append(clean(match["name"] if match else name))
    return ", ".join(dict.fromkeys(filter(None, names)))


def read_json(stream: BinaryIO, source: str, context: Context) -> Iterator[Report | Failure]:
    """A file in JSON: a JSON Feed, one report, or a list of reports. Raises ReadingError for any other."""
    from dragoman.reading import jsonl

    text = decode_marked(whole(stream, source, LONGEST_FEED), source).text
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        if text.lstrip().startswith("{") and "\n" in text.strip():  # JSON lines under another name
            yield from jsonl.read(io.BytesIO(text.encode("utf-8", "replace")), source, context)
            return
        raise ReadingError(f"not valid JSON: {error}", source, "give a JSON Feed, or a list of reports") from error
    if is_feed(data):
        yield from reports(json_entries(data, patterns(context.knowledge)), source, context)
        return
    many = isinstance(data, list)
    for number, item in enumerate(data if many else [data], 1):
        where = f"{source}#{number}" if many else source
        try:
            yield from jsonl.reports_of(item, where, context)
        except ReadingError as error:
            yield Failure(error.where or where, error.what, error.mend)
    if many and not data:
        raise ReadingError("the list is empty", source, "give a list of reports")


def json_of(content: bytes, source: str) -> Any:
    try:
        return json.loads(decode_marked(content, source).text)
    except (ValueError, RecursionError) as error:
        raise ReadingError(f"not valid JSON: {error}", source, "give a JSON Feed, or a list of reports") from error


def is_feed(data: Any) -> bool:
    known = isinstance(data, dict) and ("jsonfeed" in str(data.get("version")) or "home_page_url" in data)
    return known and isinstance(data.get("items"), list)


def json_entries(data: dict[str, Any], known: Patterns) -> Iterator[Entry]:
    def text(value: Any) -> str:
        return value if isinstance(value, str) else ""

    def authors(item: dict[str, Any]) -> str:
        given = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
        return ", ".join(clean(text(a.get("name"))) for a in given or [] if isinstance(a, dict) and a.get("name"))

    for item in data["items"]:
        if not isinstance(item, dict):
            continue
        published = date_of(item.get("date_published") or item.get("date_modified"), known)
        url = text(item.get("url")) or text(item.get("external_url"))
        facts = Facts(
            title=clean(text(item.get("title"))),
            published=published,
            origin="feed" if published else "",
            outlet=clean(text(data.get("title"))),
            author=authors(item) or authors(data),
            url=whole_url(text(data.get("home_page_url")), url) if url else "",
            language=text(item.get("language")) or text(data.get("language")),
        )
        yield Entry(facts, text(item.get("content_html")) or text(item.get("content_text")) or text(item.get("summary")))
