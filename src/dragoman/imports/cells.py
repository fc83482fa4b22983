"""Files of rows as they circulate, read row by row: CSV, TSV and what is neither, zipped or not, with odd headers or none.

What is wrong with a row is given in its place as a `Fault`; only a file that cannot be this format at all raises.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from dragoman.errors import ReadingError

SEPARATORS = ("\t", ",", ";", "|")
LOOK = 20  # lines in which the header is looked for
LONGEST = 1 << 20  # bytes of a line; longer ones are faults
NOT_WORD = re.compile(r"[^a-z0-9]")
DAMAGED = (OSError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Form:
    """The columns of a format.

    Attributes:
        columns: in the order of the format.
        required: columns without which a file cannot be read.
        headerless: number of columns → their names, for files without a header; empty where the format always has one.
        aliases: other names → the column's.
    """

    name: str
    columns: Sequence[str]
    required: Sequence[str]
    headerless: Mapping[int, Sequence[str]]
    aliases: Mapping[str, str]

    def known(self) -> dict[str, str]:
        """Plain form of every name that means a column → the column."""
        return {plain(name): name for name in self.columns} | {plain(name): column for name, column in self.aliases.items()}


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that could not be read: where, and why (equal reasons in equal words)."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """A row that could: where, and column → text; columns that the file lacks are not in it."""

    where: str
    cells: Mapping[str, str]


def plain(name: str) -> str:
    """A column's name without case, spaces, quotes, marks: "Event ID", "event_id" and '"EVENT.ID"' are one."""
    return NOT_WORD.sub("", name.lower())


def rows(path: Path, form: Form, missing: list[str] | None = None) -> Iterator[Found | Fault]:
    """The rows of a file, or of every file in a ZIP. Columns of the format that it lacks are added to `missing`.

    Raises ReadingError where the file cannot be opened, is empty, or nothing in it is of this format. Where it breaks off, the rows so
    far count, and a Fault says so.
    """
    strange: ReadingError | None = ReadingError("there is no file in this ZIP", str(path), "give the file itself")
    faults = []
    with opened(path) as members:
        for name, open_member in members:
            try:
                yield from member(name, open_member(), form, missing if missing is not None else [])
                strange = None
            except ReadingError as error:
                faults.append(Fault(name, f"a file in the ZIP that is none: {error.what}"))
                strange = strange and error
            except DAMAGED as error:
                yield Fault(name, f"the file breaks off here: {error}")
                strange = None
    if strange is not None:
        raise strange
    yield from faults


@contextmanager
def opened(path: Path) -> Iterator[Iterable[tuple[str, Callable[[], IO[bytes]]]]]:
    """The files that a path holds, with their names: one, or the members of a ZIP, opened when called. Raises ReadingError."""
    try:
        with path.open("rb") as stream:
            head = stream.read(2)
        zipped = zipfile.is_zipfile(path)
        archive = zipfile.ZipFile(path) if zipped else None
    except DAMAGED as error:
        raise ReadingError(f"cannot be read: {error}", str(path), "check the path, unpack it yourself, or get the file again") from error
    if archive is not None:
        with archive:
            inside = [item for item in archive.infolist() if item.filename and not item.is_dir() and not item.filename.startswith("__MACOSX/")]
            yield [(f"{path}:{item.filename}", partial(archive.open, item)) for item in inside]
        return
    packed = head == b"\x1f\x8b"
    with path.open("rb") as stream:
        file: Any = gzip.GzipFile(fileobj=stream) if packed else stream
        yield [(str(path), lambda: file)]


@dataclass
class Lines:
    """Text lines of a binary stream, each with its end; what is not UTF-8 is read as Windows-1252."""

    stream: IO[bytes]

    def __iter__(self) -> Iterator[str]:
        stream: Any = self.stream  # every stream that comes here can be peeked into
        sample = stream.peek(4096)[:4096]
        if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            yield from (line.replace("\0", "") for line in io.TextIOWrapper(stream, encoding="utf-16", errors="replace", newline=""))
        elif b"\r" in sample and b"\n" not in sample:  # line ends of old Macs
            yield from io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline=None)
        else:
            start = stream.readline(LONGEST).removeprefix(codecs.BOM_UTF8)
            while start:
                yield decoded(start).replace("\0", "")
                start = stream.readline(LONGEST)


def decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is laid out: separator, whether cells may be quoted, the column of each place, lines before the first row."""

    separator: str
    quoted: bool
    columns: Sequence[str]  # "" for one that the format does not know
    skip: int


def member(name: str, stream: IO[bytes], form: Form, missing: list[str]) -> Iterator[Found | Fault]:
    source = iter(Lines(stream))
    head = [line for _, line in zip(range(LOOK), source, strict=False)]
    if not any(line.strip() for line in head):
        raise ReadingError("the file is empty", name, "check that it was written or downloaded whole")
    layout = laid_out(head, form, name)
    missing += [column for column in form.columns if column not in layout.columns and column not in missing]
    yield from read_rows(name, again(head[layout.skip :], source), layout)


def again(head: Sequence[str], rest: Iterator[str]) -> Iterator[str]:
    yield from head
    yield from rest


def laid_out(head: Sequence[str], form: Form, name: str) -> Layout:
    """Find header and separator. Raises ReadingError where no line is a header of this format and the rows have not its number of columns."""
    known = form.known()
    best: tuple[int, int, str, list[str]] | None = None
    for number, line in enumerate(head):
        for separator in SEPARATORS:
            names = [known.get(plain(cell), "") for cell in split_line(line, separator)]
            score = len(set(names) - {""})
            if score >= 2 and (best is None or score > best[0]):
                best = (score, number, separator, names)
    if best is not None and set(form.required) <= set(best[3]):
        _, number, separator, names = best
        return Layout(separator, separator != "\t" or quotes(head, separator), once(names), number + 1)
    for separator in SEPARATORS if form.headerless else ():
        widths = [len(split_line(line, separator)) for line in head if line.strip()]
        fitting = [width for width in widths if width in form.headerless]
        if len(fitting) * 2 > len(widths):
            width = max(set(fitting), key=fitting.count)
            return Layout(separator, separator != "\t" or quotes(head, separator), form.headerless[width], 0)
    lacking = [column for column in form.required if best is None or column not in best[3]]
    what = f"no column {', '.join(lacking)}" if best else f"neither the header nor the number of columns of {form.name}"
    raise ReadingError(what, name, f"columns of {form.name} are {', '.join(form.columns[:6])}, …; is --from right?")


def split_line(line: str, separator: str) -> list[str]:
    """Cells of one line, quotes taken for what they are where that is possible."""
    if '"' in line:
        try:
            return next(csv.reader([line.rstrip("\r\n")], delimiter=separator), [])
        except csv.Error:
            pass
    return line.rstrip("\r\n").split(separator)


def quotes(head: Sequence[str], separator: str) -> bool:
    """Whether cells of a tab-separated file stand in quotes: some do, and no quote stands alone."""
    cells = [cell for line in head for cell in line.rstrip("\r\n").split(separator) if cell.startswith('"') or cell.endswith('"')]
    return bool(cells) and all(len(cell) > 1 and cell[0] == cell[-1] == '"' for cell in cells)


def once(names: Sequence[str]) -> list[str]:
    """Columns with those that come a second time left out: the first counts."""
    seen: set[str] = set()
    return ["" if name in seen or seen.add(name) else name for name in names]  # type: ignore[func-returns-value]


def read_rows(name: str, lines: Iterator[str], layout: Layout) -> Iterator[Found | Fault]:
    """Rows by the layout. Where quotes have run away over the rest of the file, reading goes on behind the line that broke."""
    width, start = len(layout.columns), layout.skip + 1
    counting = Counting(lines, layout.skip)
    reader = new_reader(counting, layout)
    while True:
        start = counting.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Fault(f"{name}:{start}", "a row that cannot be taken apart")
            reader = new_reader(counting, layout)
            continue
        where = f"{name}:{start}"
        if not any(cell.strip() for cell in cells):
            continue
        extra = [cell for cell in cells[width:] if cell.strip()]
        if extra or len(cells) < width - trailing(layout.columns):
            yield Fault(where, "too many cells" if extra else "too few cells")
            continue
        yield Found(where, {column: cell for column, cell in zip(layout.columns, cells, strict=False) if column})


def trailing(columns: Sequence[str]) -> int:
    """How many cells may be missing at the end of a row: programs leave out empty ones, as many as half."""
    return len(columns) // 2 if len(columns) > 3 else 0


@dataclass
class Counting:
    lines: Iterator[str]
    number: int

    def __iter__(self) -> Counting:
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        self.number += 1
        return line


def new_reader(lines: Counting, layout: Layout) -> Iterator[list[str]]:
    if layout.quoted:
        return csv.reader(lines, delimiter=layout.separator, doublequote=True)
    return (line.rstrip("\r\n").split(layout.separator) for line in lines)
