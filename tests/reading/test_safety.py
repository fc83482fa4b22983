"""Input that means harm or is damaged: bombs, entities, archives with holes. One clear line each, the rest is read, memory stays bounded."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from made import docx, packed, pages, pdf, record, release, zipped

from dragoman.errors import ReadingError
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Failure, Report
from dragoman.reading import archive, context, feed
from dragoman.reading.context import Context

Read = Callable[..., tuple[list[Report], list[Failure]]]
GOOD = b"Kenya and Uganda held talks in Nairobi on Tuesday about the railway that is to link their capitals."
LAUGHS = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">' + "".join(
    f'<!ENTITY {chr(99 + k)} "{f"&{chr(98 + k)};" * 10}">' for k in range(8)
)
FEED = '<rss version="2.0"><channel><title>T</title><item><title>{title}</title><description>{body}</description></item></channel></rss>'


def written(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).write_bytes(content)
    return folder / name


def reasons(failures: list[Failure]) -> list[str]:
    return [f.reason for f in failures if f.fatal]


def test_entity_bomb_is_not_expanded(reading: Read, tmp_path: Path) -> None:
    bomb = f"<?xml version='1.0'?>{LAUGHS}]>" + FEED.format(title="Talks", body="Oman met Yemen. &j; They spoke of oil.")
    tracemalloc.start()
    (report,), _ = reading(written(tmp_path, "a.xml", bomb.encode()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "haha" not in report.text
    assert report.text.startswith("Oman met Yemen.")
    assert peak < 50_000_000


def test_outside_entities_are_not_fetched(reading: Read, tmp_path: Path) -> None:
    secret = written(tmp_path, "secret", b"the password is swordfish")
    for system in (secret.as_uri(), "http://127.0.0.1:9/x"):
        content = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{system}">]>' + FEED.format(title="Talks &x;", body="Oman met Yemen. &x;")
        (report,), _ = reading(written(tmp_path, "a.xml", content.encode()))
        assert "swordfish" not in report.text + report.title


def test_word_document_with_entities_is_safe(reading: Read, tmp_path: Path) -> None:
    body = "<w:p><w:r><w:t>Oman met Yemen in Muscat. &amp; &j;</w:t></w:r></w:p>"
    members = zipfile.ZipFile(io.BytesIO(docx(body)))
    xml = members.read("word/document.xml").decode().replace('<?xml version="1.0"?>', f'<?xml version="1.0"?>{LAUGHS}]>')
    (report,), _ = reading(written(tmp_path, "a-2024-01-01.docx", zipped({"word/document.xml": xml.encode()})))
    assert report.text.startswith("Oman met Yemen in Muscat. &")
    assert len(report.text) < 40


def test_deep_markup_does_not_break_the_reader(reading: Read, tmp_path: Path) -> None:
    words = GOOD.decode()
    reports, failures = reading(
        written(tmp_path, "a-2024-01-01.html", f"<html><body>{'<div>' * 20_000}<p>{words}</p><p>{words} Again.</p></body></html>".encode()),
        written(tmp_path, "b.xml", FEED.format(title="T", body=f"<![CDATA[{'<b>' * 20_000}{words}]]>").encode()),
    )
    assert len(reports) + len(reasons(failures)) == 2


@pytest.mark.parametrize("budget", [1_000_000])
def test_bombs_are_stopped(reading: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, budget: int) -> None:
    monkeypatch.setattr(context, "LEAST_BUDGET", budget)
    reading(written(tmp_path, "warm-2024-01-01.txt", GOOD))  # loads what is loaded once
    zeros = b"Oman met Yemen. " * 600_000
    line = b'{"text": "%s", "published": "2024-01-01"}\n' % (b"Oman met Yemen. " * 20_000)
    bomb = zipped({"a.txt": zeros, "b-2024-01-01.txt": GOOD})
    for name, content in (
        ("a.zip", bomb), ("b.gz", packed(zeros)), ("c.jsonl.gz", packed(line * 40)), ("d.zip", zipped({"a.zip": bomb, "b.zip": bomb})),
    ):  # fmt: skip
        tracemalloc.start()
        _, failures = reading(written(tmp_path, name, content))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert any("unpacks to more than 200 times its size" in reason for reason in reasons(failures)), name
        assert peak < 45 * budget


def test_archives_are_read_three_deep_and_no_deeper(reading: Read, tmp_path: Path) -> None:
    inner = zipped({"a-2024-01-01.txt": GOOD})
    for _ in range(context.DEEPEST - 1):
        inner = zipped({"in.zip": inner})
    assert len(reading(written(tmp_path, "a.zip", inner))[0]) == 1
    reports, failures = reading(written(tmp_path, "b.zip", zipped({"in.zip": inner, "b-2024-01-01.txt": GOOD})))
    assert [r.source.rpartition("/")[2] for r in reports] == ["b-2024-01-01.txt"]
    assert reasons(failures) == ["archives are nested more than 3 deep"]


def test_too_many_members(reading: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 2)
    path = written(tmp_path, "a.zip", zipped({f"{k}.txt": GOOD for k in range(3)}))
    assert reasons(reading(path)[1]) == ["there are 3 files in this archive, more than 2"]


def test_damaged_member_costs_itself_alone(reading: Read, tmp_path: Path) -> None:
    content = bytearray(zipped({"a-2024-01-01.txt": GOOD, "b-2024-01-01.txt": GOOD + b" Again.", "c.pdf": b"%PDF-1.4 nothing", "d.jpg": b"x"}))
    at = content.index(b"a-2024-01-01.txt") + 20
    content[at : at + 8] = b"\0" * 8
    reports, failures = reading(written(tmp_path, "a.zip", bytes(content)))
    assert [r.source.rpartition("/")[2] for r in reports] == ["b-2024-01-01.txt"]
    assert [f.source.rpartition("/")[2] for f in failures if f.fatal] == ["a-2024-01-01.txt", "c.pdf"]


@pytest.mark.parametrize(
    "name", ["a.zip", "a.pdf", "a.docx", "a.parquet", "a.gz", "a.warc", "a.warc.gz", "a.mbox", "a.csv", "a.xml", "a.json", "a.eml"]
)
@pytest.mark.parametrize("content", [b"", b" \n", b"nothing of the kind", b"\0\1\2\3\xff\xfe"])
def test_files_that_are_not_what_their_name_says(reading: Read, tmp_path: Path, name: str, content: bytes) -> None:
    reports, failures = reading(written(tmp_path, name, content))
    assert reports == []
    assert len(reasons(failures)) == 1
    assert failures[0].source == str(tmp_path / name)


def test_locked_files_are_named(reading: Read, tmp_path: Path) -> None:
    content = bytearray(zipped({"a.txt": GOOD}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    assert reasons(reading(written(tmp_path, "a.zip", bytes(content)))[1]) == ["it is locked with a password"]


def test_pdf_without_text_layer(reading: Read, tmp_path: Path) -> None:
    _, failures = reading(written(tmp_path, "a.pdf", pdf([[]])))
    assert reasons(failures) == ["there is no text layer in this PDF"]
    assert "OCR" in failures[0].mend


@pytest.mark.parametrize("cut", [100, 700, 1500])
def test_cut_off_pdf_is_read_or_named(reading: Read, tmp_path: Path, cut: int) -> None:
    reports, failures = reading(written(tmp_path, "a.pdf", release()[:cut]))
    assert len(reports) + len(reasons(failures)) == 1


# ------------------------------------------------------------------------------------------------------------------------- web archives


def members() -> list[bytes]:
    return [packed(record(f"https://harbour.example.org/{k}", page)) for k, page in enumerate(pages(), 1)]


def addresses(reports: list[Report]) -> list[str]:
    return [r.url.rpartition("/")[2] for r in reports]


@pytest.mark.parametrize("where", ["start", "middle", "end"])
def test_damaged_member_of_a_web_archive_is_passed_over(reading: Read, tmp_path: Path, where: str) -> None:
    first, second, third = members()
    broken = bytearray(second)
    at = {"start": 0, "middle": len(broken) // 2, "end": len(broken) - 8}[where]
    broken[at : at + 8] = bytes(255 - byte for byte in broken[at : at + 8])
    reports, failures = reading(written(tmp_path, "a.warc.gz", first + bytes(broken) + third))
    assert addresses(reports) == ["1", "3"]
    (reason,) = reasons(failures)
    assert reason.startswith("the archive is damaged between byte ")
    assert f"and byte {len(first + second):,}:" in reason


def test_two_holes_are_two_messages(reading: Read, tmp_path: Path) -> None:
    first, second, third = members()
    hole = b"\x1f\x8b\x08" + b"?" * 40
    reports, failures = reading(written(tmp_path, "a.warc.gz", first + hole + second + hole + hole + third))
    assert addresses(reports) == ["1", "2", "3"]
    assert len(reasons(failures)) == 2


def test_web_archive_that_breaks_off(reading: Read, tmp_path: Path) -> None:
    first, second, third = members()
    reports, failures = reading(written(tmp_path, "a.warc.gz", first + second + third[: len(third) // 2]))
    assert addresses(reports) == ["1", "2"]
    assert len(reasons(failures)) == 1


def test_plain_and_wholly_packed_web_archives(reading: Read, tmp_path: Path) -> None:
    records = b"".join(record(f"https://harbour.example.org/{k}", page) for k, page in enumerate(pages(), 1))
    for name, content in (("a.warc", records), ("b.warc.gz", packed(records)), ("c.zip", zipped({"a.warc": records}))):
        assert addresses(reading(written(tmp_path, name, content))[0]) == ["1", "2", "3"], name


def test_packed_and_chunked_answers(reading: Read, tmp_path: Path) -> None:
    page = pages()[0]
    small = gzip.compress(page, mtime=0)
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(small[k : k + 99]), small[k : k + 99]) for k in range(0, len(small), 99)) + b"0\r\n\r\n"
    broken = record("https://harbour.example.org/3", b"\x1f\x8bnothing", headers="Content-Encoding: gzip\r\n")
    content = (
        record("https://harbour.example.org/1", small, headers="Content-Encoding: gzip\r\n")
        + record("https://harbour.example.org/2", chunked, headers="Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n")
        + broken
    )
    reports, failures = reading(written(tmp_path, "a.warc", content))
    assert addresses(reports) == ["1", "2"]
    assert reasons(failures) == ["https://harbour.example.org/3: the page cannot be unpacked (gzip)"]


def test_memory_does_not_grow_with_a_web_archive(reading: Read, tmp_path: Path) -> None:
    def peak(times: int) -> int:
        path = written(tmp_path, "a.warc.gz", b"".join(members()) * times)
        tracemalloc.start()
        reports = sum(isinstance(item, Report) for item in feed_through(path))
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert reports == 3 * times
        return found

    peak(1)
    assert peak(15) < peak(3) + 2_000_000


def feed_through(path: Path) -> object:
    from dragoman.reading import read

    return read([str(path)], Knowledge.open())


def test_what_is_no_feed_is_refused() -> None:
    for content in (b"<html><body>no</body></html>", b"plain", b"<?xml version='1.0'?><a/>", b"{}", b"<rss></rss>"):
        found = feed.read_feed(content, "https://example.org/feed")
        with pytest.raises(ReadingError):
            next(iter(found))


def test_a_reader_is_never_given_more_than_a_report_may_hold(knowledge: Knowledge) -> None:
    with pytest.raises(ReadingError, match="no news report is that long"):
        context.whole(io.BytesIO(b"a" * 101), "a", 100)
    with pytest.raises(ReadingError, match="nested"):
        Context(knowledge, depth=context.DEEPEST).within(1, "a.zip")
