"""Makes the binary samples of `golden/` from these lines alone: `python -m tests.reading.made` writes them."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

GOLDEN = Path(__file__).parent / "golden"
Line = tuple[float, float, float, str]  # x, y, size of letters, words
PAGE = """<!doctype html><html lang="en"><head><title>{title}</title><meta property="og:site_name" content="Harbour Sample">
<meta property="article:published_time" content="{day}T10:00:00Z"></head><body><nav><a href="/">Home</a></nav>
<article><h1>{title}</h1>{body}</article></body></html>"""


def pdf(pages: list[list[Line]], title: str = "", made: str = "") -> bytes:
    """A PDF with one font and a text layer; lines as x, y, size, words (Latin letters only)."""
    objects: list[bytes] = []
    kids = " ".join(f"{4 + 2 * k} 0 R" for k in range(len(pages)))
    objects.append(b"<< /Type /Catalog /Pages 2 0 R >>")
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    for number, lines in enumerate(pages):
        words = "".join(f"BT /F1 {size:g} Tf {x:g} {y:g} Td ({escaped(text)}) Tj ET\n" for x, y, size, text in lines).encode("cp1252")
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>"
        objects += [page.encode(), b"<< /Length %d >>\nstream\n%sendstream" % (len(words), words)]
    objects.append(f"<< /Title ({title}) /Author (Press Office) /CreationDate ({made}) >>".encode())
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(objects), start))


def escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx(body: str, core: str = "") -> bytes:
    """A Word document of the XML of its paragraphs and of its properties."""
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    members = {"word/document.xml": f'<?xml version="1.0"?><w:document {w}><w:body>{body}</w:body></w:document>'.encode()}
    if core:
        names = 'xmlns:cp="urn:core" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        members["docProps/core.xml"] = f'<?xml version="1.0"?><cp:coreProperties {names}>{core}</cp:coreProperties>'.encode()
    return zipped(members)


def record(url: str, content: bytes, media: str = "text/html; charset=utf-8", status: str = "200 OK", headers: str = "") -> bytes:
    """A WARC record of an answer."""
    answer = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n{headers}\r\n".encode() + content
    lines = (
        "WARC/1.0", "WARC-Type: response", f"WARC-Target-URI: {url}", "WARC-Date: 2024-03-09T08:00:00Z", "WARC-Record-ID: <urn:uuid:1>",
        "Content-Type: application/http; msgtype=response", f"Content-Length: {len(answer)}",
    )  # fmt: skip
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + answer + b"\r\n\r\n"


def packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def page(title: str, day: str, *paragraphs: str) -> bytes:
    return PAGE.format(title=title, day=day, body="".join(f"<p>{words}</p>" for words in paragraphs)).encode()


def pages() -> list[bytes]:
    """Three pages of an archive, long enough to be articles."""
    return [
        page(
            f"Harbour talks, day {day}",
            f"2024-03-0{day}",
            f"Croatia and Slovenia held talks on day {day} about the bay that both of them claim, the harbour master of Split said.",
            "The Slovenian minister proposed a joint patrol of the coast guards; his Croatian colleague promised to think about it.",
        )
        for day in (4, 5, 6)
    ]


def warc() -> bytes:
    """An archive with three pages, a picture and a redirect."""
    first, second, third = (packed(record(f"https://harbour.example.org/{k}", content)) for k, content in enumerate(pages(), 1))
    picture = packed(record("https://harbour.example.org/a.jpg", b"\xff\xd8\xff", "image/jpeg"))
    moved = packed(record("https://harbour.example.org/old", b"moved", status="301 Moved"))
    return first + picture + second + moved + third


def release() -> bytes:
    """A press release of two pages: running head, page numbers, torn words, a paragraph across the page break."""
    head = (72.0, 800.0, 9.0, "Ministry of Transport of Norland - Press Service")
    first = [
        head,
        (72.0, 760.0, 18.0, "Norland and Sudland Reopen the Coast Road"),
        (72.0, 730.0, 11.0, "March 12, 2024"),
        (72.0, 700.0, 11.0, "The transport ministers of Norland and Sudland signed an agree-"),
        (72.0, 686.0, 11.0, "ment in Grenz on Tuesday that opens the coast road to lorries of"),
        (72.0, 672.0, 11.0, "both countries from the first of April."),
        (72.0, 644.0, 11.0, "An ex-"),
        (72.0, 630.0, 11.0, "minister of Sudland had closed it in the year of the floods, and the"),
        (72.0, 616.0, 11.0, "two sides had talked about the repair of its eleven bridges since"),
        (290.0, 40.0, 9.0, "Page 1 of 2"),
    ]
    second = [
        head,
        (72.0, 760.0, 11.0, "then without finding the money that the work was to cost them all."),
        (72.0, 732.0, 14.0, "What it costs"),
        (72.0, 708.0, 11.0, "Norland pays for seven bridges. Sudland pays for four and promises"),
        (72.0, 694.0, 11.0, "to lend its largest crane."),
        (290.0, 40.0, 9.0, "Page 2 of 2"),
    ]
    return pdf([first, second], "Microsoft Word - release final.docx", "D:20240311180000Z")


def note() -> bytes:
    """A Word document with a title, a heading, a deleted word, a text box and a link."""

    def paragraph(runs: str, style: str = "") -> str:
        kind = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        return f"<w:p>{kind}{runs}</w:p>"

    def run(words: str) -> str:
        return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'

    deleted = "<w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
    linked = "<w:r><w:br/></w:r><w:hyperlink>" + run("against the new toll.") + "</w:hyperlink>"
    boxed = "<w:r><w:drawing><w:txbxContent>" + paragraph(run("In a box")) + "</w:txbxContent></w:drawing></w:r>"
    body = (
        paragraph(run("Envoy of Eastmark Leaves Westmark"), "Title")
        + paragraph(run("Published: 7 June 2022"))
        + paragraph(run("Eastmark called its envoy ") + deleted + run("home from Westmark on Monday."))
        + paragraph(run("Reasons"), "Heading1")
        + paragraph(run("Its government had protested") + linked)
        + paragraph(boxed)
    )
    return docx(body, "<dc:title>Untitled</dc:title><dc:creator>Ina Frost</dc:creator><dcterms:created>2022-06-01T09:00:00Z</dcterms:created>")


def table() -> bytes:
    rows = {
        "doc_id": [1, 2, 3],
        "headline": ["Ferry sails again", None, "Nothing to read"],
        "body": ["Malta let the ferry to Sicily sail again on Friday.", "Italy sent a coast guard ship to Malta on Saturday.", None],
        "date": pa.array([1_646_380_800_000, None, 1_646_380_800_000], pa.timestamp("ms", "UTC")),
        "source_name": ["Island Sample"] * 3,
        "ignored": [[1, 2], [], None],
    }
    out = io.BytesIO()
    pq.write_table(pa.table(rows), out)
    return out.getvalue()


def archive() -> bytes:
    """A ZIP with a page, a PDF, a ZIP in it, and things that are not read."""
    inner = zipped({"deep/talks-2024-03-07.txt": b"Envoys of Fiji and Tonga met in Suva on Thursday and spoke of fish."})
    return zipped(
        {
            "pages/one.html": pages()[0], "release.pdf": release(), "inner.zip": inner, "photo.jpg": b"\xff\xd8\xff", ".hidden.txt": b"no",
            "__MACOSX/._one.html": b"\0\0", "empty.txt": b"",
        }
    )  # fmt: skip


SAMPLES = {"harbour.warc.gz": warc, "release.pdf": release, "note.docx": note, "islands.parquet": table, "mixed.zip": archive}


def main() -> None:
    for name, make in SAMPLES.items():
        (GOLDEN / name).write_bytes(make())


if __name__ == "__main__":
    main()
