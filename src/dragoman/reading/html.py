"""HTML pages: metadata from their head, the article found by trafilatura."""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from dragoman.errors import ReadingError
from dragoman.model import Failure, Report
from dragoman.reading.building import Facts, Piece, build, same
from dragoman.reading.context import Context, whole
from dragoman.reading.decoding import decode_marked
from dragoman.reading.furniture import patterns
from dragoman.reading.markup import paragraphs, tree_of
from dragoman.reading.metadata import facts_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

SHORTEST = 80  # characters an article must have
THIN = 400  # below this the fast way may have missed the article: the thorough one is tried, too
LINKED = 0.6  # share of an article's paragraphs that may consist of links
NO_ARTICLE = "there is no article in this HTML page"


def read(stream: BinaryIO, source: str, context: Context) -> Iterator[Report | Failure]:
    """One report from one page. Raises ReadingError when the page is empty or holds no article."""
    yield from page(whole(stream, source), source, context)


def page(content: bytes, source: str, context: Context, url: str = "", charset: str = "", retrieved: str = "") -> Iterator[Report | Failure]:
    """One report from the bytes of a page; `url`, `charset` and `retrieved` as a server or archive gave them.

    Raises ReadingError when there is no article in it.
    """
    decoded = decode_marked(content, source, charset)
    tree = tree_of(decoded.text)
    if tree is None:
        raise ReadingError(NO_ARTICLE, source, "check that it is a page of HTML")
    try:
        facts = facts_of(tree, url, patterns(context.knowledge))
        pieces = article(tree, facts)
    except (RecursionError, ValueError, AttributeError, TypeError, KeyError, IndexError, LookupError) as error:
        raise ReadingError(f"the page cannot be taken apart ({type(error).__name__})", source, "save it anew from a browser") from error
    if sum(len(piece.text) for piece in pieces) < SHORTEST:
        known = patterns(context.knowledge)
        shown = " ".join(piece.text for piece in paragraphs(tree))[:3000]
        wall = known.is_wall(shown)
        what = "there is a cookie or log-in wall in place of the article" if wall else NO_ARTICLE
        raise ReadingError(what, source, "check that it is an article and not a list or a cookie wall")
    if decoded.note:
        yield Failure(source, decoded.note, "save the page as UTF-8 if words look wrong", fatal=False)
    yield build(pieces, replace(facts, retrieved=retrieved), source, context)


def article(tree: HtmlElement, facts: Facts) -> list[Piece]:
    """The article's paragraphs: found fast, and thoroughly where the fast way finds little."""
    best: list[Piece] = []
    for fast in (True, False):
        found = extracted(copy.deepcopy(tree), fast)
        if sum(len(p.text) for p in found) > sum(len(p.text) for p in best):
            best = found
        if sum(len(p.text) for p in best) >= THIN:
            break
    if best and facts.title and (same(best[0].text, facts.title) or facts.title.startswith(best[0].text)):
        best = best[1:]
    return best


def extracted(tree: HtmlElement, fast: bool) -> list[Piece]:
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it has to say is said here
    found = bare_extraction(
        tree, with_metadata=False, include_comments=False, include_tables=False, favor_precision=True, fast=fast, deduplicate=False
    )
    if not isinstance(found, Document) or found.body is None:
        return []
    pieces = []
    for element in found.body:
        kind = "subheading" if element.tag == "head" else ""
        inner = element if element.tag in {"list", "quote"} and len(element) else [element]
        for part in inner:
            words = " ".join("".join(part.itertext()).split())
            if words:
                pieces.append(Piece(re.sub(r"^[-•]\s+", "", words), kind))
    return pieces
