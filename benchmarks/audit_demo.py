"""The audit of the bundled demo, written up again: `python -m benchmarks.audit_demo` makes a store of the demo, puts the audit of
docs/audit-demo/labels.jsonl into it and writes docs/audit-demo/audit.md for the run of the present code.

The sample was drawn once and stays; its labels score every later run, found again by report and span.
"""

from __future__ import annotations

import json
import tempfile
from importlib.resources import files
from pathlib import Path

from dragoman import __version__
from dragoman.audit.report import markdown
from dragoman.audit.results import Results, results
from dragoman.coding.pipeline import Coder
from dragoman.run.adding import add
from dragoman.store import audits
from dragoman.store.audits import Audit, Label, Unit
from dragoman.store.store import init

FOLDER = Path(__file__).parents[1] / "docs" / "audit-demo"


def put(store: Path) -> Audit:
    """The audit of the demo with its labels, into a store of the demo. Raises UsageError where the store has it already."""
    head, *lines = (json.loads(line) for line in (FOLDER / "labels.jsonl").read_text(encoding="utf8").splitlines())
    units = tuple(Unit(**line["unit"]) for line in lines)
    audit = audits.create(store, Audit(head["audit"], head["run"], head["seed"], head["design"], units=units))
    for line in lines:
        audits.save(store, audit.name, Label(line["unit"]["number"], head["coder"], tuple(line["events"])))
    return audit


def demo(folder: Path) -> Results:
    """A store of the demo in a folder, and what its audit says of the run of the present code."""
    store = folder / "demo"
    init(store, True, __version__)
    add(store, [str(files("dragoman") / "demo")], Coder())
    return results(store, put(store).name, run="last")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = demo(Path(folder))
    out = FOLDER / "audit.md"
    out.write_text(markdown(found, out), encoding="utf8")
    print(f"wrote {out}")


if __name__ == "__main__":
    main()
