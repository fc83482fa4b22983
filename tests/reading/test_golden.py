"""Golden pairs: each file in `golden/` and, beside it, what is read of it (`<name>.expected.json`).

After a change that is meant: `python -m tests.reading.test_golden` writes them anew; look at the difference before it is committed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dragoman.lexicon.folder import Knowledge
from dragoman.model import Failure, Report
from dragoman.reading import read

GOLDEN = Path(__file__).parent / "golden"
ENDING = ".expected.json"
COLUMNS = {"odd.jsonl": {"text": "article.body", "published": "when", "outlet": "paper"}}
NAMES = sorted(path.name for path in GOLDEN.iterdir() if not path.name.endswith(ENDING))


def shown(item: Report | Failure) -> dict[str, Any]:
    if isinstance(item, Failure):
        return {"failure": item.source.replace(f"{GOLDEN}/", ""), "reason": item.reason, "fatal": item.fatal}
    fields = {
        name: getattr(item, name)
        for name in ("title", "published_origin", "outlet", "agency", "author", "url", "language", "rights", "retrieved", "dateline")
        if getattr(item, name)
    }
    return {
        "source": item.source.replace(f"{GOLDEN}/", ""),
        "published": str(item.published),
        **fields,
        "furniture": [f"{f.kind}: {f.span.of(item.text)}" for f in item.furniture],
        "captions": [span.of(item.text) for span in item.captions],
        "text": item.text.split("\n\n"),
    }


def found(name: str, knowledge: Knowledge) -> list[dict[str, Any]]:
    return [shown(item) for item in read([str(GOLDEN / name)], knowledge, columns=COLUMNS.get(name), others=True)]


@pytest.mark.parametrize("name", NAMES)
def test_golden_pair(knowledge: Knowledge, name: str) -> None:
    assert found(name, knowledge) == json.loads((GOLDEN / f"{name}{ENDING}").read_text(encoding="utf8"))


if __name__ == "__main__":
    for each in NAMES:
        made = json.dumps(found(each, Knowledge.open()), ensure_ascii=False, indent=1)
        (GOLDEN / f"{each}{ENDING}").write_text(made + "\n", encoding="utf8")
