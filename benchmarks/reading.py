"""Speed and memory of reading: `python -m benchmarks.reading [--gigabytes 1] [--pages 300]`.

Pages are made from the reports of the demo in the dress of a news site (menus, scripts, teasers, JSON-LD; about 60 KB each), the web archive
of them in a temporary folder (`--gigabytes` of WARC, unpacked; it is written packed, member by member, as crawlers do). Figures are
CPU seconds of one core and peak memory of a process of its own; they are printed, never asserted.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
MEGABYTE = 1_000_000


def demo_texts() -> list[tuple[str, list[str]]]:
    """Title and paragraphs of each report of the demo."""
    from dragoman.model import Report
    from dragoman.reading import read

    reports = [item for item in read([str(files("dragoman") / "demo")]) if isinstance(item, Report)]
    return [(report.title, [block for block in report.text.split("\n\n") if block != f"# {report.title}"]) for report in reports]


def page(number: int, texts: list[tuple[str, list[str]]]) -> bytes:
    """One page of a news site."""
    dice = random.Random(number)
    title, paragraphs = texts[number % len(texts)]
    menu = "".join(f'<li class="menu-item"><a href="/s/{k}" data-track="{dice.random()}">Section {k}</a></li>' for k in range(80))
    teasers = "".join(
        f'<div class="card"><a href="/r/{k}"><img src="/i/{k}.jpg" alt=""><h3>Headline {k} of this week</h3></a><i>{k} hours ago</i></div>'
        for k in range(40)
    )
    script = "<script>" + "".join(f"var a{k} = {dice.random()};" for k in range(600)) + "</script>"
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": f"2024-03-{number % 28 + 1:02}T08:00:00Z",
    }
    data |= {"author": [{"@type": "Person", "name": "A. Writer"}], "publisher": {"@type": "Organization", "name": "Sample Wire"}}
    body = "".join(f"<p>{words}</p>" for words in paragraphs) + f"<p>Page {number} of this archive.</p>"
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | Sample Wire</title>
<meta property="og:title" content="{title}"><link rel="canonical" href="https://example.org/{number}">
<script type="application/ld+json">{json.dumps(data)}</script>{script}<style>{".a{color:red}" * 400}</style></head>
<body><header><nav><ul>{menu}</ul></nav></header><main><article><h1>{title}</h1><div class="share"><button>Share</button></div>{body}
<p>Read more: <a href="/x">another page</a></p></article><section class="related">{teasers}</section></main>
<footer>{menu}<p>All rights reserved.</p></footer>{script}</body></html>""".encode()


def write_archive(path: Path, size: int) -> int:
    """A WARC.gz of so many bytes, unpacked; how many pages it holds. Each page is packed once and then used again under other addresses."""
    texts = demo_texts()
    pages = [page(number, texts) for number in range(200)]
    written = count = 0
    with path.open("wb") as out:
        while written < size:
            content = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + pages[count % len(pages)]
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/{count}\r\nWARC-Date: 2024-03-09T08:00:00Z\r\n"
                f"WARC-Record-ID: <urn:uuid:{count:032d}>\r\nContent-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(content)}\r\n\r\n"
            )
            record = head.encode() + content + b"\r\n\r\n"
            out.write(gzip.compress(record, 1, mtime=0))
            written += len(record)
            count += 1
    return count


def through(path: str) -> None:
    """Read one file to its end and print reports, failures, CPU seconds, and memory after the first hundred reports and at its peak."""
    from dragoman.model import Report
    from dragoman.reading import read

    reports = failures = early = 0
    start = time.process_time()
    for item in read([path]):
        if isinstance(item, Report):
            reports += 1
            if reports == 100:
                early = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        else:
            failures += 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps([reports, failures, time.process_time() - start, early / 1024, peak / 1024]))


def html_speed(number: int) -> None:
    texts = demo_texts()
    with tempfile.TemporaryDirectory() as folder:
        for k in range(number):
            (Path(folder) / f"{k:05}.html").write_bytes(page(k, texts))
        size = sum(path.stat().st_size for path in Path(folder).iterdir()) / number
        reports, failures, seconds, _, peak = run(folder)
    print(f"HTML: {reports} pages of {size / 1000:.0f} KB, {failures} left out, {reports / seconds:.0f} pages/s a core, peak {peak:.0f} MB")


def run(path: str) -> list[float]:
    done = subprocess.run([sys.executable, "-m", "benchmarks.reading", "--through", path], capture_output=True, text=True, check=True)
    found: list[float] = json.loads(done.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gigabytes", type=float, default=1.0, help="size of the web archive")
    parser.add_argument("--pages", type=int, default=300, help="pages of HTML")
    parser.add_argument("--through", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.through:
        through(options.through)
        return
    html_speed(options.pages)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.warc.gz"
        count = write_archive(path, int(options.gigabytes * 1000 * MEGABYTE))
        packed = path.stat().st_size / MEGABYTE
        reports, failures, seconds, early, peak = run(str(path))
    print(
        f"WARC: {options.gigabytes:g} GB ({packed:.0f} MB packed), {count} records, {reports} reports, {failures} left out, "
        f"{reports / seconds:.0f} pages/s a core; memory {early:.0f} MB after 100 pages, {peak:.0f} MB at its peak"
    )


if __name__ == "__main__":
    main()
