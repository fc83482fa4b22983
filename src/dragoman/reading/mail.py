"""Mails and mailboxes: newsletters and press releases. A mail is one report; what is attached to it is read like files."""

from __future__ import annotations

import email
import io
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from typing import BinaryIO

from dragoman.errors import ReadingError
from dragoman.model import Failure, Report
from dragoman.reading.building import NO_TEXT, Facts, Piece, build, clean
from dragoman.reading.context import LONGEST_FILE, Context, whole
from dragoman.reading.dates import date_of
from dragoman.reading.decoding import decode, decode_marked
from dragoman.reading.formats import ending, reader_for
from dragoman.reading.furniture import Patterns, patterns
from dragoman.reading.markup import pieces_of
from dragoman.reading.wrapping import paragraphs_of

ATTACHED = frozenset({".pdf", ".docx", ".html", ".htm", ".txt", ".md", ".eml", ".zip"})
MOST_PARTS = 200
SIGNATURE = re.compile(r"^-- ?\r?$", re.MULTILINE)
QUOTED = re.compile(r"^(?:>.*|On .{5,120} wrote:)\r?$", re.MULTILINE)
LINK = re.compile(r"(?:\s*\b\w{1,12}:)?\s*[<(\[]?https?://\S+[>)\]]?")  # with the "More:" before it
IMAGE = re.compile(r"\[(?:image|cid):[^\]\n]{0,200}\]", re.IGNORECASE)
FROM_LINE = re.compile(rb"From [^\r\n]*\d{4}\s*\r?\n?$")
FAULTS = (MessageError, LookupError, ValueError, AttributeError, TypeError, RecursionError)  # of the library, on broken mails


def read(stream: BinaryIO, source: str, context: Context) -> Iterator[Report | Failure]:
    """The report a mail is, and those attached to it. Raises ReadingError for a mail without text."""
    yield from mail(whole(stream, source), source, context)


def read_mbox(stream: BinaryIO, source: str, context: Context) -> Iterator[Report | Failure]:
    """The mails of a mailbox, one in memory at a time. Raises ReadingError for a file that is none."""
    number = 0
    for number, content in enumerate(mails(stream), 1):
        where = f"{source}#{number}"
        try:
            if len(content) > LONGEST_FILE:
                raise ReadingError(
                    f"the mail has more than {LONGEST_FILE:,} bytes: no news report is that long", where, "take out what is attached"
                )
            yield from mail(content, where, context)
        except ReadingError as error:
            yield Failure(error.where or where, error.what, error.mend)
    if not number:
        raise ReadingError(
            "there are no mails in this file", source, 'a mailbox begins with a line such as "From someone Tue Mar  5 10:00:00 2024"'
        )


def mails(stream: BinaryIO) -> Iterator[bytes]:
    """The mails between the "From " lines; of one too long, its beginning. Bytes before the first such line are no mail."""
    lines: list[bytes] = []
    inside, blank, length = False, True, 0
    while line := stream.readline(1 << 20):
        if blank and FROM_LINE.match(line):
            if inside:
                yield b"".join(lines)
            lines, inside, length = [], True, 0
        elif inside and length <= LONGEST_FILE:
            lines.append(line[1:] if re.match(rb">+From ", line) else line)
            length += len(line)
        blank = not line.strip()
    if inside:
        yield b"".join(lines)


def mail(content: bytes, source: str, context: Context) -> Iterator[Report | Failure]:
    known = patterns(context.knowledge)
    try:
        message = email.message_from_bytes(content)
        if not message.keys():
            raise ReadingError("this is no mail: it has no headers", source, "save it as .eml from the mail program")
        facts = facts_of(message, known)
        parts = list(leaves(message))
    except FAULTS as error:
        raise ReadingError(f"the mail cannot be taken apart ({type(error).__name__})", source, "save it anew") from error
    pieces = body(parts, source, known)
    attached = [(name, part) for part in parts if (name := attached_name(part))]
    missing: ReadingError | None = None
    try:
        yield build(pieces, facts, source, context)
    except ReadingError as error:
        if not attached or error.what != NO_TEXT:
            missing = error
    for name, part in attached:
        yield from attachment(part, f"{source}/{name}", context, len(content))
    if missing is not None:
        raise missing


def leaves(message: Message) -> Iterator[Message]:
    for number, part in enumerate(message.walk()):
        if number > MOST_PARTS:
            return
        if not part.is_multipart():
            yield part


def facts_of(message: Message, known: Patterns) -> Facts:
    senders = getaddresses([header(message, "From")])
    name, address = senders[0] if senders else ("", "")
    published = date_of(header(message, "Date"), known)
    listed = re.match(r'"?(?P<name>[^"<]{2,})"?\s*<', header(message, "List-Id"))
    url = re.search(r"https?://[^\s<>]+", header(message, "Archived-At") or header(message, "X-Archived-At"))
    return Facts(
        title=clean(re.sub(r"^(?:(?:re|fwd?|aw|wg)\s*:\s*)+", "", header(message, "Subject"), flags=re.IGNORECASE)),
        published=published,
        origin="mail" if published else "",
        outlet=clean(listed["name"] if listed else "") or clean(name) or address.rpartition("@")[2],
        url=url[0] if url else "",
        language=header(message, "Content-Language"),
    )


def header(message: Message, name: str) -> str:
    """A header in plain words; broken encodings stay as they are."""
    value = message.get(name)
    if value is None:
        return ""
    try:
        words = str(make_header(decode_header(value)))
    except FAULTS:
        words = str(value)
    return " ".join(words.encode("utf-8", "replace").decode("utf-8").split())


def body(parts: list[Message], source: str, known: Patterns) -> list[Piece]:
    """The paragraphs of the HTML part or, without one that says anything, of the plain ones."""
    own = [part for part in parts if not attached_name(part)]
    for kind in ("text/html", "text/plain"):
        pieces: list[Piece] = []
        for part in own:
            text = text_of(part, source) if part.get_content_type() == kind else ""
            if kind == "text/html":
                pieces += pieces_of(text)
            elif text:
                pieces += [Piece(paragraph) for paragraph in paragraphs_of(plain(text, part), known)]
        if any(len(piece.text.split()) > 3 for piece in pieces):
            return pieces
    return []


def plain(text: str, part: Message) -> str:
    """A plain body without signature, quoted mails and links between the words; soft line ends undone."""
    if str(part.get_param("format", "")).lower() == "flowed":
        text = re.sub(r"(?<=\S) \r?\n(?!>|-- )", " ", text)
    text = QUOTED.sub("", SIGNATURE.split(text, maxsplit=1)[0])
    return IMAGE.sub("", LINK.sub("", text))


def text_of(part: Message, source: str) -> str:
    try:
        content = part.get_payload(decode=True)
        charset = part.get_content_charset() or ""
    except FAULTS:
        return ""
    if not isinstance(content, bytes) or not content.strip():
        return ""
    try:
        return decode_marked(content, source, charset).text if charset else decode(content, source).text
    except ReadingError:
        return ""


def attached_name(part: Message) -> str:
    """The name of an attachment that can be read; "" for a part of the mail itself."""
    try:
        name = part.get_filename() or ""
    except FAULTS:
        return ""
    name = re.sub(r"[\\/\s]+", " ", str(name)).strip()
    return name if ending(name) in ATTACHED else ""


def attachment(part: Message, source: str, context: Context, size: int) -> Iterator[Report | Failure]:
    try:
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            raise ReadingError(NO_TEXT, source)
        yield from reader_for(source)(io.BytesIO(content), source, context.within(size, source))
    except ReadingError as error:
        yield Failure(error.where or source, error.what, error.mend)
    except FAULTS as error:
        yield Failure(source, f"it cannot be taken out of the mail ({type(error).__name__})", "save it as a file of its own")
