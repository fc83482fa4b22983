"""Markup (HTML of pages, feeds and mails, XHTML) → a tree, safely, and a tree → paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dragoman.reading.building import Piece

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# What is never prose, whole elements of it.
DROPPED = frozenset(
    "script style noscript template button nav form input select option textarea label svg canvas iframe object embed audio video map head "
    "dialog menu math footer".split()
)
BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 header hr li main ol p "
    "pre section summary table tbody td tfoot th thead tr ul quote item list".split()
)
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
BUTTON_CLASSES = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|sharedaddy|social|addtoany|button|btn|newsletter|subscribe|related|recirculation|advert|advertisement|promo|"
    r"cookie|consent|breadcrumbs?|comments?|preheader|footer|paywall)s?(?=$|[\s_-])",
    re.IGNORECASE,
)
UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REFERENCE = re.compile(rb"&#(?:[xX](?P<hex>[0-9A-Fa-f]{1,40})|(?P<number>\d{1,40}));")
LONGEST_CLASSED = 2_000  # characters; what is longer is no button, whatever its class


def tree_of(text: str) -> HtmlElement | None:
    """The tree of an HTML text; None where there is none. Nothing is fetched, entities are HTML's own, depth is bounded by the library."""
    from lxml import etree, html

    parser = html.HTMLParser(no_network=True, huge_tree=False, encoding="utf-8")
    try:
        return html.document_fromstring(sound_references(NOT_XML.sub("", text).encode("utf-8", "replace")), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def sound_references(xml: bytes) -> bytes:
    """XML without references to what is no letter: a parser that passes over slips would make broken text of halves of surrogate pairs."""

    def kept(match: re.Match[bytes]) -> bytes:
        code = int(match["hex"], 16) if match["hex"] else int(match["number"])
        return match[0] if code <= 0x10FFFF and not NOT_XML.match(chr(code)) else b""

    return REFERENCE.sub(kept, xml)


def pieces_of(text: str) -> list[Piece]:
    """The paragraphs of a fragment of HTML, without scripts, buttons and hidden parts. Plain text comes back as its paragraphs."""
    if "<" not in text and "&" not in text:
        return [Piece(block) for block in re.split(r"\n\s*\n", text)]
    tree = tree_of(f"<div>{text}</div>")
    return [] if tree is None else list(paragraphs(tree))


def paragraphs(tree: HtmlElement) -> Iterator[Piece]:
    """Text of a tree cut at block elements and at double line breaks. Not recursive: trees may be as deep as the parser lets them."""
    words: list[str] = []
    kind = ""
    stack: list[tuple[HtmlElement, bool]] = [(tree, False)]
    while stack:
        element, leaving = stack.pop()
        name = element.tag if isinstance(element.tag, str) else ""
        block = name in BLOCKS
        if block and words:
            yield from blocks("".join(words), kind)
            words.clear()
        if leaving:
            kind = "" if name in HEADINGS or name == "figcaption" else kind
            words.append(element.tail or "")
            continue
        if not name or dropped(element, name):
            words.append(element.tail or "")
            continue
        if name in HEADINGS:
            kind = "subheading"
        elif name == "figcaption":
            kind = "caption"
        words.append("\n" if name == "br" else f"{element.text or ''}" if name == "pre" else " ".join(broken(element.text)))
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    yield from blocks("".join(words), kind)


def broken(words: str | None) -> list[str]:
    """Text of markup, whose own line breaks are spaces."""
    return [" ".join(line for line in (words or "").split("\n"))]


def blocks(words: str, kind: str) -> Iterator[Piece]:
    for block in re.split(r"\n[ \t\xa0]*\n", words):
        if block.strip():
            yield Piece(block, kind)


def dropped(element: HtmlElement, name: str) -> bool:
    if name in DROPPED or element.get("hidden") is not None or element.get("role") in {"button", "navigation", "dialog"}:
        return True
    if UNSEEN.search(element.get("style") or ""):
        return True
    if BUTTON_CLASSES.search(element.get("class") or ""):
        return name not in {"body", "html", "article", "main"} and len(element.text_content()) < LONGEST_CLASSED
    return False
