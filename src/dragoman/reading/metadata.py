"""What a page says of itself outside its text: JSON-LD, OpenGraph and other meta tags, `<time>`, links, headings."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from dragoman.reading.building import Facts, clean
from dragoman.reading.dates import date_of
from dragoman.reading.furniture import Patterns

if TYPE_CHECKING:
    from lxml.html import HtmlElement

ARTICLES = re.compile(r"(?:[A-Za-z]*Article|BlogPosting|LiveBlogPosting|Report|Posting|PressRelease|WebPage)")
DATE_TAGS = (
    "article:published_time", "og:article:published_time", "datepublished", "article.published", "parsely-pub-date", "sailthru.date",
    "citation_publication_date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dcterms.created", "pubdate", "publishdate",
    "publish-date", "publish_date", "publication_date", "published", "published_at", "date", "og:pubdate", "rnews:datepublished",
)  # fmt: skip
TITLE_TAGS = ("og:title", "twitter:title", "dc.title", "citation_title", "parsely-title")
OUTLET_TAGS = ("og:site_name", "application-name", "dc.publisher", "citation_journal_title", "al:android:app_name")
AUTHOR_TAGS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl", "citation_author")
URL_TAGS = ("og:url", "twitter:url", "parsely-link")
SITE_END = re.compile(r"\s+[|–—·»-]\s+(?P<site>[^|–—·»]{2,60})$")
DEEPEST = 6  # of JSON-LD looked into
MOST_NODES = 200


def facts_of(tree: HtmlElement, url: str, known: Patterns) -> Facts:
    """Title, date with its origin, outlet, authors, canonical URL, language, rights of a page. `url`: where it was fetched, "" if unknown."""
    tags = meta_tags(tree)
    data = article_data(tree)
    here = canonical(tree, tags, data, url)
    outlet = clean(first(tags, OUTLET_TAGS)) or name_of(data.get("publisher"))
    published, origin = date_published(tree, tags, data, known)
    return Facts(
        title=title_of(tree, tags, data, outlet),
        published=published,
        origin=origin,
        outlet=outlet,
        author=author_of(tree, tags, data),
        url=here,
        language=language(tree, tags, data),
        rights=link(tree, "license") or clean(first(tags, ("copyright", "dc.rights", "rights"))),
    )


def meta_tags(tree: HtmlElement) -> dict[str, str]:
    """Content of meta tags by their name in small letters; the first of each name counts."""
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        content = tag.get("content") or ""
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (tag.get(attribute) or "").strip().lower()
            if name and content.strip():
                found.setdefault(name, content)
    return found


def first(tags: dict[str, str], names: tuple[str, ...]) -> str:
    return next((tags[name] for name in names if name in tags), "")


def article_data(tree: HtmlElement) -> dict[str, Any]:
    """The JSON-LD object that describes the article: the one with a type of article, else the first with a date; {} without."""
    best: dict[str, Any] = {}
    for script in tree.iter("script"):
        if (script.get("type") or "").partition(";")[0].strip().lower() != "application/ld+json":
            continue
        try:
            data = json.loads((script.text or "").strip().strip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        for node in nodes(data):
            kinds = node.get("@type")
            named = [k for k in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(k, str)]
            article = any(ARTICLES.fullmatch(kind) for kind in named)
            if article and "WebPage" not in named:
                return node
            if (article or "datePublished" in node) and not best.get("datePublished"):
                best = node
    return best


def nodes(data: Any) -> Iterator[dict[str, Any]]:
    """All objects of a piece of JSON-LD, outer ones first, as far as its bounds go."""
    waiting, count = [(data, 0)], 0
    while waiting and count < MOST_NODES:
        item, depth = waiting.pop(0)
        count += 1
        if isinstance(item, dict):
            yield item
        if depth < DEEPEST:
            inner = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
            waiting += [(value, depth + 1) for value in inner if isinstance(value, dict | list)]


def name_of(value: Any) -> str:
    """The name of a person or organisation in JSON-LD, or of several."""
    if isinstance(value, str):
        return "" if value.startswith(("http://", "https://", "#")) else clean(value)
    if isinstance(value, dict):
        return name_of(value.get("name", ""))
    if isinstance(value, list):
        names = [name for name in map(name_of, value[:20]) if name]
        return ", ".join(dict.fromkeys(names))
    return ""


def title_of(tree: HtmlElement, tags: dict[str, str], data: dict[str, Any], outlet: str) -> str:
    headline = data.get("headline")
    given = clean(headline) if isinstance(headline, str) else ""
    given = given or clean(first(tags, TITLE_TAGS))
    if not given:
        headings = [clean(h.text_content()) for h in tree.iter("h1")]
        given = headings[0] if len(headings) == 1 else ""
    if not given:
        titles = [clean(t.text_content()) for t in tree.iter("title")]
        given = titles[0] if titles else ""
        match = SITE_END.search(given)
        return given[: match.start()] if match else given
    match = SITE_END.search(given)
    return given[: match.start()] if match and outlet and match["site"].lower() == outlet.lower() else given


def author_of(tree: HtmlElement, tags: dict[str, str], data: dict[str, Any]) -> str:
    found = name_of(data.get("author")) or clean(first(tags, AUTHOR_TAGS))
    if not found:
        for link_ in tree.xpath("//*[@rel='author'] | //*[@itemprop='author']")[:5]:
            found = clean(link_.text_content())
            if found:
                break
    found = re.sub(r"^by\s+", "", found, flags=re.IGNORECASE)
    return "" if found.startswith(("http://", "https://")) or len(found) > 200 else found


def canonical(tree: HtmlElement, tags: dict[str, str], data: dict[str, Any], url: str) -> str:
    """The page's own address for itself, made whole; the one it was fetched from when it names none or only the site's front."""
    main = data.get("mainEntityOfPage")
    said = main.get("@id") if isinstance(main, dict) else main
    given = [link(tree, "canonical"), first(tags, URL_TAGS), data.get("url"), said]
    base = next((found for found in (url, *(whole_url("", item) for item in given)) if found), "")
    return next((found for found in (whole_url(base, item) for item in given) if found), url)


def whole_url(base: str, given: Any) -> str:
    """An address made whole; "" for none, and for that of a site's front."""
    if not isinstance(given, str) or not given.strip():
        return ""
    try:
        found = urljoin(base, given.strip())
        parts = urlsplit(found)
        named = parts.hostname and (parts.path.strip("/") or parts.query)
    except ValueError:
        return ""
    return found if parts.scheme in {"http", "https"} and named else ""


def link(tree: HtmlElement, relation: str) -> str:
    for element in tree.iter("link", "a"):
        if relation in (element.get("rel") or "").lower().split():
            return (element.get("href") or "").strip()
    return ""


def date_published(tree: HtmlElement, tags: dict[str, str], data: dict[str, Any], known: Patterns) -> tuple[dt.date | None, str]:
    date = date_of(data.get("datePublished"), known)
    if date is not None:
        return date, "json-ld"
    for name in DATE_TAGS:
        date = date_of(tags[name], known) if name in tags else None
        if date is not None:
            return date, "meta tag"
    return date_of_time(tree, known)


def date_of_time(tree: HtmlElement, known: Patterns) -> tuple[dt.date | None, str]:
    """The date in a `<time>` that is marked as the publication's, or that stands in the article before its second paragraph."""
    marked = tree.xpath("//*[@itemprop='datePublished'] | //time[@pubdate] | //time[contains(@class, 'publish')]")
    lead = tree.xpath("//article//time[count(preceding::p[ancestor::article]) < 2] | //main//header//time | //h1/following-sibling::*[1]//time")
    for element in [*marked[:5], *lead[:3]]:
        for value in (element.get("datetime"), element.get("content"), element.text_content()):
            date = date_of(clean(value), known) if value else None
            if date is not None:
                return date, "time element"
    return None, ""


def language(tree: HtmlElement, tags: dict[str, str], data: dict[str, Any]) -> str:
    given = data.get("inLanguage")
    root = tree.getroottree().getroot()
    for value in (given if isinstance(given, str) else "", root.get("lang"), tags.get("og:locale"), tags.get("content-language")):
        if value and re.match(r"[A-Za-z]{2}(?![A-Za-z])", value.strip()):
            return str(value).strip()[:2].lower()
    return ""
