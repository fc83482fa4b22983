"""PDF files with a text layer: lines put together to paragraphs, torn words mended, running heads and page numbers dropped."""

from __future__ import annotations

import logging
import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from dragoman.errors import ReadingError
from dragoman.model import Failure, Report
from dragoman.reading.building import Facts, Piece, build, clean
from dragoman.reading.context import LONGEST_FILE, Context, whole
from dragoman.reading.dates import date_of
from dragoman.reading.furniture import Patterns, patterns
from dragoman.reading.wrapping import LIST_ITEM, LOWER, SENTENCE_END, SHORT, rejoined, unwrapped

if TYPE_CHECKING:
    from pypdf import PdfReader

LONGEST_PDF = 5 * LONGEST_FILE  # bytes: pictures are most of them
MOST_PAGES = 400
LONGEST_TEXT = 1_000_000  # characters; reading stops there
EDGE = 3  # lines at the top and bottom of a page among which running heads and page numbers stand
OFTEN = 0.4  # share of pages on which a line stands that belongs to none
GAP = 1.25  # times the usual distance of lines: more is a new paragraph
LARGER = 1.12  # times the usual size of letters: more is a heading
INDENT = 6.0  # points by which a first line is set in
NUMBER = re.compile(r"\W*(?:page|p\.)?\s*(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/|\|)\s*\d{1,4})?\W*", re.IGNORECASE)
NO_TITLE = re.compile(
    r"microsoft (?:word|powerpoint)\b.*|untitled.*|.*\.(?:docx?|pdf|indd|odt|rtf|tex|pptx?)|document\d*|slide \d+", re.IGNORECASE
)
PDF_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
LONGEST_HEADING = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands on a page, `x` and `y` in points from its lower left corner, `size` that of its largest letters."""

    text: str
    page: int
    x: float
    y: float
    size: float


def read(stream: BinaryIO, source: str, context: Context) -> Iterator[Report | Failure]:
    """One report from one document. Raises ReadingError for a damaged or locked one and for one without a text layer.

    The day on which the file was made is no date of publication: it is told, not used.
    """
    content = whole(stream, source, LONGEST_PDF)
    known = patterns(context.knowledge)
    lines, data = opened(content, source)
    if not lines:
        raise ReadingError("there is no text layer in this PDF", source, "if it is a scan, let OCR make one (ocrmypdf)")
    lines = without_edges(lines)
    pieces, heading = paragraphs(lines, known)
    stated = clean(data.get("/Title"))
    title = "" if NO_TITLE.fullmatch(stated) or len(stated) < 4 else stated
    facts = Facts(title=title or heading, author=clean(data.get("/Author")))
    report = build(pieces, facts, source, context, heading=True)
    made = PDF_DATE.match(data.get("/CreationDate", ""))
    if report.published is None and made is not None and date_of("-".join(made.groups())) is not None:
        reason = f"no date of publication is known (the file was made on {'-'.join(made.groups())})"
        yield Failure(source, reason, "give one with --published", fatal=False)
    yield report


def opened(content: bytes, source: str) -> tuple[list[Line], dict[str, str]]:
    """The lines of a document and what it says of itself. Raises ReadingError for a damaged or locked one."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every slip in a file; what matters is said here
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadingError("the PDF is locked with a password", source, "save it without one")
        return lines_of(reader), data_of(reader)
    except ReadingError:
        raise
    except (DependencyError, FileNotDecryptedError) as error:
        raise ReadingError("the PDF is locked", source, "save it without a password") from error
    except Exception as error:  # a damaged file can break the library in any place
        raise ReadingError(f"the PDF is damaged ({type(error).__name__})", source, "save it anew") from error


def data_of(reader: PdfReader) -> dict[str, str]:
    """Title, author and date of making; {} where they are broken."""
    found = reader.metadata
    return {name: str(found[name]) for name in ("/Title", "/Author", "/CreationDate") if found.get(name)} if found else {}


def lines_of(reader: PdfReader) -> list[Line]:
    lines: list[Line] = []
    length = 0
    for number, page in enumerate(reader.pages):
        if number >= MOST_PAGES or length > LONGEST_TEXT:
            break
        found = Lines(number)
        page.extract_text(visitor_text=found.take)
        found.end()
        lines += found.lines
        length += sum(len(line.text) for line in found.lines)
    return lines


class Lines:
    """Collects the pieces of text of one page into lines."""

    def __init__(self, page: int) -> None:
        self.page = page
        self.lines: list[Line] = []
        self.words = ""
        self.at = (0.0, 0.0)
        self.size = 0.0

    def take(self, text: str, outer: Sequence[float], inner: Sequence[float], font: Any, size: float) -> None:
        """A piece of text as the library hands it over: with the matrices of page and text, and the size of its letters."""
        del font
        for number, part in enumerate(text.split("\n")):
            if number:
                self.end()
            if not part:
                continue
            if not self.words.strip() and part.strip():
                x, y = inner[4], inner[5]
                self.at = (x * outer[0] + y * outer[2] + outer[4], x * outer[1] + y * outer[3] + outer[5])
            if part.strip():
                self.size = max(self.size, abs(size * (inner[3] or 1.0) * (outer[3] or 1.0)))
            self.words += part

    def end(self) -> None:
        words = " ".join(self.words.split())
        if words:
            self.lines.append(Line(words, self.page, *self.at, self.size))
        self.words, self.size = "", 0.0


def without_edges(lines: list[Line]) -> list[Line]:
    """Lines without page numbers and without what stands at the edge of many pages, whatever figures are in it."""
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    if len(pages) < 2:
        return [line for k, line in enumerate(lines) if k not in {0, len(lines) - 1} or not NUMBER.fullmatch(line.text)] or lines
    edges = {id(line) for found in pages.values() for line in (*found[:EDGE], *found[-EDGE:])}
    sizes: dict[str, dict[int, float]] = {}  # words → page → size
    for line in lines:
        if id(line) in edges:
            sizes.setdefault(bare(line.text), {})[line.page] = line.size
    repeated = {key: min(found.values()) for key, found in sizes.items() if len(found) >= 3 or len(found) == 2 >= OFTEN * len(pages)}
    return [line for line in lines if id(line) not in edges or not (NUMBER.fullmatch(line.text) or is_running(line, repeated))]


def is_running(line: Line, repeated: dict[str, float]) -> bool:
    """Whether a line is a running head. The title that is repeated as one stands in larger letters."""
    size = repeated.get(bare(line.text))
    return size is not None and line.size <= LARGER * size


def bare(words: str) -> str:
    return re.sub(r"\d+", "#", words.lower())


def paragraphs(lines: list[Line], known: Patterns) -> tuple[list[Piece], str]:
    """Paragraphs with their headings marked, and the heading that is largest on the first page ("" without)."""
    if not lines:
        return [], ""
    body = usual_size(lines)
    usual = usual_gap(lines)
    widest = statistics.quantiles([len(line.text) for line in lines], n=10)[-1] if len(lines) > 1 else 0.0
    groups: list[list[Line]] = [[lines[0]]]
    for before, line in zip(lines, lines[1:], strict=False):
        if apart(before, line, usual, widest):
            groups.append([line])
        else:
            groups[-1].append(line)
    largest = max((group[0].size for group in groups if is_heading(group, body) and group[0].page == lines[0].page), default=0.0)
    heading = ""
    pieces: list[Piece] = []
    for group in groups:
        words = unwrapped((line.text for line in group), known)
        titled = is_heading(group, body)
        if titled and not heading and group[0].size == largest:
            heading = " ".join(words.split())
            if not pieces:
                continue
        last = pieces[-1] if pieces else Piece("", "subheading")
        if titled or last.kind or not LOWER.match(words) or SENTENCE_END.search(last.text):
            pieces.append(Piece(words, "subheading" if titled else ""))
        else:
            pieces[-1] = Piece(rejoined([last.text, words], known)[0])
    return pieces, heading


def usual_size(lines: list[Line]) -> float:
    """The size of letters in which most of the text is set."""
    weights: Counter[float] = Counter()
    for line in lines:
        weights[round(line.size, 1)] += len(line.text)
    return weights.most_common(1)[0][0]


def usual_gap(lines: list[Line]) -> float:
    gaps = [a.y - b.y for a, b in zip(lines, lines[1:], strict=False) if a.page == b.page and 0 < a.y - b.y < 5 * max(a.size, 1.0)]
    return statistics.median(gaps) if gaps else 0.0


def apart(before: Line, line: Line, usual: float, widest: float) -> bool:
    """Whether a line begins a new paragraph."""
    if LIST_ITEM.match(line.text) or max(before.size, line.size) > LARGER * min(before.size, line.size) + 0.1:
        return True
    ended = SENTENCE_END.search(before.text) is not None
    if before.page != line.page or line.y > before.y:  # a new page or column: whoever goes on in small letters is joined later
        return ended or (not LOWER.match(line.text) and len(before.text) < SHORT * widest)
    if usual and before.y - line.y > GAP * usual:
        return True
    if ended and len(before.text) < SHORT * widest:
        return True
    return ended and INDENT < line.x - before.x < 10 * INDENT


def is_heading(group: list[Line], body: float) -> bool:
    words = sum(len(line.text) for line in group)
    return group[0].size > LARGER * body and words <= LONGEST_HEADING
