"""Word documents (.docx): paragraphs of the body; comments, headers, footers and deleted words are not read."""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

from dragoman.errors import ReadingError
from dragoman.model import Failure, Report
from dragoman.reading.building import Facts, Piece, build, clean
from dragoman.reading.context import LONGEST_FILE, Budget, Context
from dragoman.reading.dates import date_of
from dragoman.reading.markup import sound_references
from dragoman.reading.table import IN_MEMORY, copied, seekable

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

BODY = "word/document.xml"
CORE = "docProps/core.xml"
LONGEST_BODY = 5 * LONGEST_FILE  # bytes of XML, which are many for each letter
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, KeyError)
SKIPPED = frozenset({"del", "moveFrom", "instrText", "delText", "AlternateContent", "drawing", "pict", "object", "txbxContent"})
UNTITLED = frozenset({"", "untitled", "document", "word document", "powerpoint presentation"})


def read(stream: BinaryIO, source: str, context: Context) -> Iterator[Report | Failure]:
    """One report from one document. Raises ReadingError for a damaged one and for one without text.

    The day on which the file was made is no date of publication: it is told, not used.
    """
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
        file = stream if seekable(stream) else copied(stream, cast(BinaryIO, copy))
        try:
            with zipfile.ZipFile(file) as packed:
                names = packed.namelist()
                body = xml(packed, BODY, source) if BODY in names else None
                core = xml(packed, CORE, source) if CORE in names else None
        except DAMAGE as error:
            raise ReadingError(f"not a valid Word document: {error}", source, "save it anew as .docx") from error
    if body is None:
        raise ReadingError("not a Word document: it holds no text", source, "save it anew as .docx")
    try:
        given = {local(element): element.text or "" for element in core} if core is not None else {}
        pieces, heading = paragraphs(body)
    except ValueError as error:  # letters that are none
        raise ReadingError("the text of the document is damaged", source, "save it anew as .docx") from error
    title = clean(given.get("title"))
    facts = Facts(
        title="" if title.lower() in UNTITLED else title,
        author=clean(given.get("creator")),
        language=given.get("language", ""),
    )
    report = build(
        pieces, facts if facts.title or not heading else Facts(heading, author=facts.author, language=facts.language), source, context, True
    )
    made = date_of(given.get("created"))
    if report.published is None and made is not None:
        yield Failure(source, f"no date of publication is known (the file was made on {made})", "give one with --published", fatal=False)
    yield report


def xml(packed: zipfile.ZipFile, name: str, source: str) -> Element | None:
    """A part of a document as XML, read safely; None where it is none. Raises ReadingError when it is too long."""
    from lxml import etree

    with packed.open(name) as part:
        content = part.read(LONGEST_BODY + 1)
    if len(content) > max(LONGEST_FILE, min(LONGEST_BODY, Budget.of(packed.getinfo(name).compress_size).left)):
        raise ReadingError("the document unpacks to more than any report is long", source, "split it into reports")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        return etree.fromstring(sound_references(content), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def paragraphs(body: Element) -> tuple[list[Piece], str]:
    """The paragraphs of the body, headings marked, and the text of one in the style "Title"."""
    pieces: list[Piece] = []
    title = ""
    for element in body.iter():
        if local(element) != "p" or any(local(above) in SKIPPED for above in element.iterancestors()):
            continue
        words = text_of(element)
        style = style_of(element)
        if style == "title" and not title and words.strip():
            title = clean(words)
        pieces.append(Piece(words, "subheading" if style.startswith("heading") and words.strip() and len(pieces) > 0 else ""))
    return pieces, title


def style_of(paragraph: Element) -> str:
    for part in paragraph.iterchildren():
        if local(part) == "pPr":
            for style in part.iterchildren():
                if local(style) == "pStyle":
                    return next((value.lower() for key, value in style.attrib.items() if str(key).endswith("val")), "")
    return ""


def text_of(paragraph: Element) -> str:
    """The words of a paragraph, in order; deleted ones, fields' codes and what lies in drawings left out. Not recursive."""
    words: list[str] = []
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        name = local(element)
        if name in SKIPPED or name in {"p", "pPr", "rPr"}:
            continue
        if name == "t":
            words.append(element.text or "")
        elif name == "tab":
            words.append(" ")
        elif name in {"br", "cr"}:
            words.append("\n")
        elif name == "noBreakHyphen":
            words.append("-")
        else:
            stack.extend(reversed(element))
    return "".join(words)
