"""Web archives (WARC, WARC.gz): a report for each page in them, one in memory at a time. Damaged members are passed over, and told."""

from __future__ import annotations

import io
import re
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

from dragoman.errors import ReadingError
from dragoman.model import Failure, Report
from dragoman.reading.building import Facts, Piece, build
from dragoman.reading.context import LONGEST_FILE, Context
from dragoman.reading.decoding import decode
from dragoman.reading.formats import load
from dragoman.reading.html import page
from dragoman.reading.table import IN_MEMORY, copied, seekable

if TYPE_CHECKING:
    from fastwarc.warc import HeaderMap, WarcRecord

PAGES = frozenset({"response", "resource", "conversion"})
MEMBER = re.compile(rb"\x1f\x8b\x08|(?<=\n)WARC/1\.[01]\r?\n|\x28\xb5\x2f\xfd")  # how a packed or a plain record begins
HTML = frozenset({"text/html", "application/xhtml+xml"})
READABLE = {
    "application/pdf": "pdf", "application/rss+xml": "feed", "application/atom+xml": "feed", "application/feed+json": "feed:read_json",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}  # fmt: skip
CHUNK = re.compile(rb"\r?\n?(?P<size>[0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
PIECE = 1 << 20
MOST_KINDS = 8  # of what was passed over that are named


def read(stream: BinaryIO, source: str, context: Context) -> Iterator[Report | Failure]:
    """A report for each page; a Failure for each damaged stretch, and one word at the end about what was passed over.

    Raises ReadingError for a file in which there is no record at all.
    """
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
        file = stream if seekable(stream) else copied(stream, cast(BinaryIO, copy))
        archive = Archive(file, source, context)
        yield from archive.reports()
    if not archive.records:
        raise ReadingError("there are no records in this web archive", source, "check that it is a WARC file")
    if archive.passed:
        kinds = [f"{kind} {count}" for kind, count in archive.passed.most_common()]
        rest = f", and {len(kinds) - MOST_KINDS} other kinds" if len(kinds) > MOST_KINDS else ""
        reason = f"records that are no pages are passed over: {', '.join(kinds[:MOST_KINDS])}{rest}"
        yield Failure(source, reason, "", fatal=False)


class Archive:
    """One archive on its way: where reading is, and what was met."""

    def __init__(self, file: BinaryIO, source: str, context: Context) -> None:
        self.file = file
        self.source = source
        self.context = context
        self.records = 0
        self.passed: Counter[str] = Counter()
        self.at = 0  # where the record begins that is being read

    def reports(self) -> Iterator[Report | Failure]:
        start = 0
        damaged = -1  # where a damaged stretch began
        while True:
            before = self.records
            error: OSError | None = None
            self.file.seek(start)
            self.at = start
            try:
                for item in self.stretch(start):
                    if damaged >= 0 and self.records > before:
                        yield self.damage(damaged, self.at)
                        damaged = -1
                    yield item
            except OSError as found:
                error = found
            except (ValueError, UnicodeError, OverflowError) as found:  # headers of a record that are no headers
                error = OSError(str(found))
            if damaged >= 0 and self.records > before:
                yield self.damage(damaged, self.at)
                damaged = -1
            if error is None:
                break
            damaged = self.at if damaged < 0 else damaged
            start = self.next_member(max(self.at, start) + 1)
            if start < 0:
                break
        if damaged >= 0 and self.records:
            yield self.damage(damaged, -1)

    def stretch(self, start: int) -> Iterator[Report | Failure]:
        """Records from a place in the file up to the next damage, where OSError is raised."""
        from fastwarc.warc import ArchiveIterator, WarcRecordType

        for record in ArchiveIterator(self.file, record_types=WarcRecordType.any_type, parse_http=True):
            self.at = max(start, record.stream_pos)
            self.records += 1
            yield from self.record(record)

    def record(self, record: WarcRecord) -> Iterator[Report | Failure]:
        """The report of a record, where it is a page. Raises OSError where the archive is damaged in it."""
        where = f"{self.source}#{self.records}"
        kind = str(record.record_type).rpartition(".")[2]
        if kind not in PAGES:
            return
        headers = record.http_headers
        url = record.headers.get("WARC-Target-URI") or ""
        reader = self.reader_of(record, kind, headers)
        if reader is None:
            return
        if record.content_length > LONGEST_FILE:
            yield Failure(where, f"{url} has {record.content_length:,} bytes: no news report is that long")
            return
        length = record.content_length
        content = record.reader.read(LONGEST_FILE + 1)
        if len(content) < length:
            yield Failure(where, f"{url} is cut off after {len(content):,} of {length:,} bytes: the archive ends there", "fetch the file anew")
            return
        try:
            content = unpacked(content, headers, where) if headers is not None else content
            if reader == "html":
                yield from page(content, where, self.context, url, record.http_charset or "", record.headers.get("WARC-Date") or "")
            elif reader == "plain":
                yield from conversion(content, where, self.context, url)
            else:
                yield from load(reader)(io.BytesIO(content), where, self.context)
        except ReadingError as error:
            yield Failure(where, f"{url}: {error.what}" if url else error.what, error.mend)

    def reader_of(self, record: WarcRecord, kind: str, headers: HeaderMap | None) -> str | None:
        """Which reader a record wants; None (and counted) for one that is no page: pictures, scripts, redirects, errors."""
        if kind == "conversion":
            return "plain"
        status = str(getattr(headers, "status_code", None) or "")
        media = (record.http_content_type or record.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
        if status and not status.startswith("2"):
            self.passed[f"status {status}"] += 1
        elif media in HTML:
            return "html"
        elif media in READABLE:
            return READABLE[media]
        else:
            self.passed[media[:60] or "of no kind"] += 1
        return None

    def damage(self, begin: int, end: int) -> Failure:
        if end >= 0:
            reason = f"the archive is damaged between byte {begin:,} and byte {end:,}: what lies there is passed over, the rest is read"
        else:
            reason = f"the archive is damaged behind byte {begin:,}: the rest cannot be read"
        return Failure(self.source, reason, "fetch the file anew if you can")

    def next_member(self, start: int) -> int:
        """Where the next record begins at or after `start`; -1 when there is none."""
        self.file.seek(start)
        tail = b""
        at = start
        while piece := self.file.read(PIECE):
            window = tail + piece
            match = MEMBER.search(window)
            if match is not None:
                return at - len(tail) + match.start()
            at += len(piece)
            tail = window[-16:]
        return -1


def conversion(content: bytes, source: str, context: Context, url: str) -> Iterator[Report | Failure]:
    """A page that was made plain text before it was archived (WET)."""
    decoded = decode(content, source)
    pieces = [Piece(block) for block in decoded.text.split("\n")]
    yield build(pieces, Facts(url=url), source, context)


def unpacked(content: bytes, headers: HeaderMap, source: str) -> bytes:
    """The body of an answer without its transfer and content encodings. Raises ReadingError for one that cannot be unpacked."""
    if "chunked" in (headers.get("Transfer-Encoding") or "").lower():
        content = unchunked(content)
    encoding = (headers.get("Content-Encoding") or "").strip().lower()
    if encoding in {"gzip", "x-gzip", "deflate"} and not content.lstrip().startswith(b"<"):
        for bits in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
            try:
                found = zlib.decompressobj(bits).decompress(content, LONGEST_FILE + 1)
            except zlib.error:
                continue
            if len(found) > LONGEST_FILE:
                raise ReadingError(f"the page unpacks to more than {LONGEST_FILE:,} bytes", source)
            return found
        raise ReadingError(f"the page cannot be unpacked ({encoding})", source)
    if encoding == "br" and not content.lstrip().startswith(b"<"):
        raise ReadingError("the page is packed with brotli, which is not read", source, "make the archive without brotli")
    return content


def unchunked(content: bytes) -> bytes:
    """The chunks of a chunked body put together; the content as it is where it is not chunked after all."""
    parts: list[bytes] = []
    at = 0
    while match := CHUNK.match(content, at):
        size = int(match["size"], 16)
        if not size:
            return b"".join(parts)
        parts.append(content[match.end() : match.end() + size])
        at = match.end() + size
    return b"".join(parts) if parts else content
