"""ZIP and gzip: what is packed is read like files, and bounded: so deep, so many times its packed size, and no more."""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO, cast

from dragoman.errors import ReadingError
from dragoman.model import Failure, Report
from dragoman.reading.context import Context
from dragoman.reading.formats import READERS, START, ending, load, reader_for, sniff
from dragoman.reading.table import IN_MEMORY, copied, seekable

MOST_MEMBERS = 200_000
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
WORD = "word/document.xml"  # what a ZIP that is a Word document holds


def read(stream: BinaryIO, source: str, context: Context) -> Iterator[Report | Failure]:
    """What is in a ZIP file, member by member; a Failure for each that cannot be read. Raises ReadingError for a damaged or bomb-like one."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
        file = stream if seekable(stream) else copied(stream, cast(BinaryIO, copy))
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        if not size:
            raise ReadingError("the file is empty", source, "give a file with text")
        inner = context.within(size, source)
        try:
            packed = zipfile.ZipFile(file)
        except DAMAGE as error:
            raise ReadingError(f"not a valid ZIP file: {error}", source, "pack it anew") from error
        with packed:
            yield from members(packed, source, inner)


def members(packed: zipfile.ZipFile, source: str, context: Context) -> Iterator[Report | Failure]:
    named = (info for info in packed.infolist() if info.filename)  # a damaged entry may have no name
    found = sorted((info for info in named if not info.is_dir() and not hidden(info.filename)), key=lambda info: info.filename)
    if len(found) > MOST_MEMBERS:
        raise ReadingError(f"there are {len(found):,} files in this archive, more than {MOST_MEMBERS:,}", source, "unpack it yourself")
    passed: Counter[str] = Counter()
    count = 0
    for info in found:
        if not ending(info.filename) or ending(info.filename) not in READERS:
            passed[ending(info.filename) or "without an ending"] += 1
            continue
        count += 1
        name = f"{source}/{info.filename}"
        if info.flag_bits & 1:
            yield Failure(name, "it is locked with a password", "unpack it yourself")
            continue
        yield from member(packed, info, name, context)
    if passed and count:
        kinds = ", ".join(f"{kind} {number}" for kind, number in sorted(passed.items()))
        yield Failure(source, f"files of other kinds are passed over: {kinds}", "unpack them to have them read", False)
    if not count:
        raise ReadingError("there is nothing to read in this archive", source, f"it holds {', '.join(sorted(passed)) or 'no files'}")


def member(packed: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, context: Context) -> Iterator[Report | Failure]:
    try:
        with packed.open(info) as content:
            yield from reader_for(name)(bounded(cast(BinaryIO, content), name, context), name, context)
    except ReadingError as error:
        if context.budget is not None and context.budget.left < 0:
            raise
        yield Failure(error.where or name, error.what, error.mend)
    except DAMAGE as error:
        yield Failure(name, f"it is damaged in the archive: {error}", "pack it anew")


def hidden(name: str) -> bool:
    """Files that nobody meant to pack: those of a Mac beside each file, and hidden ones."""
    return any(part == "__MACOSX" or (part.startswith(".") and part not in {".", ".."}) for part in PurePath(name).parts)


class Bounded(io.RawIOBase):
    """A stream of unpacked bytes that counts against the budget."""

    def __init__(self, stream: BinaryIO, source: str, context: Context) -> None:
        self.stream = stream
        self.source = source
        self.context = context

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        piece = self.stream.read(len(buffer))
        if self.context.budget is not None:
            self.context.budget.take(len(piece), self.source)
        buffer[: len(piece)] = piece
        return len(piece)


def bounded(stream: BinaryIO, source: str, context: Context) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(Bounded(stream, source, context), buffer_size=1 << 16))


def read_gzip(stream: BinaryIO, source: str, context: Context) -> Iterator[Report | Failure]:
    """What is packed in a .gz file, read by the ending before it or by its first bytes. Raises ReadingError where it is damaged."""
    name = source[:-3] if source.lower().endswith(".gz") else source
    if ending(name) == ".warc":  # reads packed members itself, and passes damaged ones over
        yield from load(READERS[".warc"])(stream, source, context)
        return
    inner = context.within(packed_size(stream), source)
    file = cast(io.BufferedReader, bounded(cast(BinaryIO, gzip.GzipFile(fileobj=stream)), source, inner))
    try:
        known = ending(name) in READERS and ending(name)
        start = file.peek(START)[:START]
        if start.startswith(b"WARC/"):
            raise ReadingError("this is a packed WARC file", source, "name it .warc.gz")
        reader = reader_for(name) if known else sniff(start, inner)
        yield from reader(cast(BinaryIO, file), source, inner)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise ReadingError(f"the gzip file is damaged: {error}", source, "what stood before the damage was read; pack it anew") from error


def packed_size(stream: BinaryIO) -> int:
    """Bytes of a packed file; 0 for a pipe, whose length nobody knows."""
    if not seekable(stream):
        return 0
    at = stream.tell()
    size = stream.seek(0, io.SEEK_END)
    stream.seek(at)
    return size


def read_packed(stream: BinaryIO, source: str, context: Context) -> Iterator[Report | Failure]:
    """A ZIP without a name: an archive, or a Word document."""
    from dragoman.reading import docx

    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
        file = copied(stream, cast(BinaryIO, copy))
        try:
            with zipfile.ZipFile(file) as packed:
                word = WORD in packed.namelist()
        except DAMAGE as error:
            raise ReadingError(f"not a valid ZIP file: {error}", source, "pack it anew") from error
        file.seek(0)
        yield from (docx.read if word else read)(file, source, context)
