"""Every reader on damaged input: it gives reports and failures, or raises ReadingError; nothing else leaves it.

A few seconds in the suite, always the same inputs. Longer, by hand, always others: `python tests/reading/test_fuzz.py SECONDS [ENDING…]`;
what it finds is printed, and kept in `FOUND`.
"""

from __future__ import annotations

import gzip
import io
import logging
import random
import sys
import time
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import zipped

from dragoman.errors import ReadingError
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Failure
from dragoman.reading.context import Context
from dragoman.reading.formats import reader_for, sniff
from dragoman.reading.sources import checked

HERE = Path(__file__).parent
SAMPLES = {
    ".html": ("golden/harvest.html", "golden/timed.html", "golden/wall.html"),
    ".xml": ("golden/river.rss", "golden/hills.atom"),
    ".json": ("golden/lake.json", "golden/list.json"),
    ".jsonl": ("golden/odd.jsonl", "samples/lines.jsonl"),
    ".csv": ("golden/nile.csv",),
    ".parquet": ("golden/islands.parquet",),
    ".warc": ("golden/harbour.warc.gz",),
    ".eml": ("golden/letter.eml",),
    ".mbox": ("golden/box.mbox",),
    ".pdf": ("golden/release.pdf",),
    ".docx": ("golden/note.docx",),
    ".zip": ("golden/mixed.zip",),
    ".gz": ("golden/harbour.warc.gz",),
    ".md": ("samples/harbour.md", "samples/front.md"),
}
# What breaks readers, beside noise: signs that open, close, escape or count.
TOKENS = (
    b"<", b">", b"</", b"<!--", b"<![CDATA[", b"]]>", b"&", b"&#x0;", b"&#55296;", b"&bogus;", b'"', b"\\", b"\\ud800", b"\0", b"\xff\xfe",
    b"\xed\xa0\x80", b"\r\n\r\n", b"\n\n", b"--", b"-1", b"0", b"99999999999999999999", b"1e999", b"NaN", b"null", b"[]", b"{}", b"[[", b"{{",
    b"=?utf-8?b?=", b"=?x?q?=?=", b"charset=utf-16", b"charset=rot13", b"%", b"endobj", b"stream", b"/", b"<<", b">>", b"PK\x01\x02",
    b"\x1f\x8b\x08", b"WARC/1.0\r\n", b"Content-Length: 9\r\n", b"From x 2024\n", b"http://[", b"https://[::1", b"2024-99-99",
    "\u202e\u0301".encode(), b"\xc2", b"]]]]]]]]", b"((((((((",
)  # fmt: skip
Sample = tuple[bytes, Callable[[bytes], bytes]]
Edit = tuple[int, int, int, int]  # kind, place, length, token; each is taken modulo what there is
# Inputs that once broke a reader: ending, bytes.
FOUND: tuple[tuple[str, bytes], ...] = (
    (".md", b"\xff\xfe"),  # nothing but the mark of UTF-16
    (
        ".json",
        b'{"version": "jsonfeed", "items": [{"authors": [{"name": "C\\ud800"}], "title": "\\udfff", "content_text": "Talks."}]}',
    ),
    (".json", b'{"version": "jsonfeed", "items": [{"url": "http://a.example/\\ud800", "content_html": "<p>Talks \\ud800 were held.</p>"}]}'),
    (
        ".xml",
        b"<rss><channel><title>T&#55296;</title><item><title>&#xD800;T</title><description>A&#xDFFF; b&#x110000; c</description>",
    ),
    (
        ".xml",
        b'<feed><entry><content type="xhtml"><div>Talks &#55296;were held.</div></content><link rel="&#55296;" href="a"/></entry></feed>',
    ),
    (".html", b"<html><body><article><p>Talks &#55296;were held.</p></article></body></html>"),
    (".jsonl", b'{"text": "Talks were held.", "id": "\\ud800", "author": "\\udc00"}'),
)


def mutated(sample: bytes, edits: list[Edit]) -> bytes:
    out = bytearray(sample)
    for kind, place, length, token in edits:
        at = place % (len(out) + 1)
        size = length % 64
        piece = TOKENS[token % len(TOKENS)]
        if kind % 6 == 0:
            out[at:at] = piece
        elif kind % 6 == 1:
            out[at : at + size] = piece
        elif kind % 6 == 2:
            del out[at : at + size]
        elif kind % 6 == 3 and at < len(out):
            out[at] ^= 1 << (token % 8)
        elif kind % 6 == 4:
            out[at:at] = bytes(out[at : at + size]) * (token % 9)
        elif kind % 6 == 5 and token % 4 == 0:
            del out[at:]
    return bytes(out)


def put_through(ending: str, content: bytes, knowledge: Knowledge) -> None:
    """Read some bytes as a file of this ending, and look at what comes."""
    context = Context(knowledge)
    source = f"fuzz{ending}"
    reader = reader_for(source) if ending != ".gz" else sniff(content[:4096], context)
    try:
        items = list(checked(reader(io.BytesIO(content), source, context), None, others=True))
    except ReadingError:
        return
    except OSError:  # a stream that breaks off under a reader: told by whoever opened it
        return
    for item in items:
        if isinstance(item, Failure):
            assert item.reason
            assert item.source.startswith(source) or "/" in item.source
            continue
        assert item.text.strip()
        for words in (item.text, item.title, item.outlet, item.author, item.url):
            words.encode("utf-8")
        for span in (*(f.span for f in item.furniture), *item.captions):
            assert 0 <= span.start <= span.end <= len(item.text)


def encoded(words: str) -> bytes:
    return words.encode("utf-8", "replace")


def samples_of(ending: str) -> list[Sample]:
    """The samples of an ending, and how to pack what was damaged in them: what is packed is damaged outside and, better, inside."""
    found: list[Sample] = [((HERE / name).read_bytes(), bytes) for name in SAMPLES[ending]]
    if ending == ".docx":
        with zipfile.ZipFile(io.BytesIO(found[0][0])) as packed:
            body = packed.read("word/document.xml")
        found.append((body, lambda content: zipped({"word/document.xml": content})))
    if ending == ".warc":
        found.append((gzip.decompress(found[0][0]), bytes))
    if ending == ".zip":
        found.append(((HERE / "golden/harvest.html").read_bytes(), lambda content: zipped({"a.html": content, "b.txt": content[:99]})))
    if ending == ".gz":
        found.append(((HERE / "golden/river.rss").read_bytes(), gzip.compress))
    return found


edits = st.lists(st.tuples(*[st.integers(0, 1 << 20)] * 4), min_size=1, max_size=8)


@pytest.mark.parametrize("ending", sorted(SAMPLES))
def test_damaged_samples(ending: str, knowledge: Knowledge) -> None:
    @settings(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(samples_of(ending)), edits)
    def run(sample: Sample, changes: list[Edit]) -> None:
        put_through(ending, sample[1](mutated(sample[0], changes)), knowledge)

    run()


@pytest.mark.parametrize("ending", sorted(SAMPLES))
def test_noise(ending: str, knowledge: Knowledge) -> None:
    @settings(max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(st.one_of(st.sampled_from(TOKENS), st.binary(max_size=30), st.text(max_size=30).map(lambda t: t.encode("utf-8", "replace"))))
    )
    def run(pieces: list[bytes]) -> None:
        put_through(ending, b"".join(pieces), knowledge)

    run()


@pytest.mark.parametrize(("ending", "content"), FOUND)
def test_what_once_broke_a_reader(ending: str, content: bytes, knowledge: Knowledge) -> None:
    put_through(ending, content, knowledge)


def by_hand(seconds: float, endings: list[str]) -> None:
    """Damage samples for so long each; print what breaks a reader, once for each kind of fault."""
    knowledge = Knowledge.open()
    warnings.simplefilter("ignore")
    logging.disable()
    for ending in endings or sorted(SAMPLES):
        dice = random.Random(time.time_ns())
        samples = samples_of(ending)
        count, slowest, faults = 0, 0.0, set()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            changes = [tuple(dice.randrange(1 << 20) for _ in range(4)) for _ in range(dice.randint(1, 8))]
            sample, pack = dice.choice(samples)
            content = pack(mutated(sample, changes))  # type: ignore[arg-type]
            start = time.monotonic()
            try:
                put_through(ending, content, knowledge)
            except Exception as error:
                trace = error.__traceback__
                while trace is not None and trace.tb_next is not None:
                    trace = trace.tb_next
                where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
                if (type(error), where) not in faults:
                    faults.add((type(error), where))
                    print(f"{ending}: {type(error).__name__}: {error} at {where}\n    {content!r}", flush=True)
            slowest = max(slowest, time.monotonic() - start)
            count += 1
        print(f"{ending}: {count} inputs, {len(faults)} faults, slowest {slowest:.2f} s", flush=True)


if __name__ == "__main__":
    by_hand(float(sys.argv[1]), sys.argv[2:])
