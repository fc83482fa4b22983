"""Every row of shifts.yaml changes its examples, and leaves its near misses alone."""

from __future__ import annotations

import pytest

from dragoman.coding.pipeline import Coder, make_report
from dragoman.evaluation.examples import PUBLISHED, why_unlike
from dragoman.lexicon.events import Codebook, Example, Shift
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Claim, Modality, Report

ROWS = Codebook.load(Knowledge.open()).shifts


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def said(row: Shift, claims: list[Claim]) -> str:
    found = "; ".join(f"{c.event_type}/{c.mode} {c.trigger_text!r} {c.modality.value}" for c in claims)
    return f"{row.id}: {found or 'nothing'}"


@pytest.mark.parametrize(("row", "example"), [(row, e) for row in ROWS for e in row.examples], ids=lambda x: getattr(x, "id", ""))
def test_examples_come_out_shifted(coder: Coder, row: Shift, example: Example) -> None:
    coding = next(coder.codings([_report(example.text, example.published)]))
    claims = list(coding.claims)
    typed = [c for c in claims if c.event_type == example.event_type]
    assert any(why_unlike(example, claim) == "" for claim in typed), said(row, claims)
    if row.condition == "words":
        assert not any(c.event_type == row.event_type and c.modality is Modality.ASSERTED for c in claims), said(row, claims)
    elif row.becomes:
        assert any(f"shift {row.id}" in claim.why for claim in typed), said(row, claims)
    else:
        assert any(s.reason == f"shift {row.id}" for s in coding.skipped), said(row, claims)
        assert not any(c.event_type == row.event_type and row.mode in {"", c.mode} for c in claims), said(row, claims)


@pytest.mark.parametrize(("row", "text"), [(row, t) for row in ROWS for t in row.near_misses], ids=lambda x: getattr(x, "id", ""))
def test_near_misses_stay(coder: Coder, row: Shift, text: str) -> None:
    claims = coder.code(text, PUBLISHED)
    assert any(c.event_type == row.event_type and row.mode in {"", c.mode} for c in claims), said(row, claims)


def test_every_row_has_an_example_a_near_miss_and_a_reason() -> None:
    assert ROWS
    assert all(row.examples and row.near_misses and row.why for row in ROWS)


def test_what_is_promised_stays_under_the_promise(coder: Coder) -> None:
    claims = coder.code("Norway promised to send grain to Ethiopia.", PUBLISHED)
    assert "AGREE" in {c.event_type for c in claims}
    assert not any("shift future-aid" in c.why for c in claims)


def _report(text: str, published: str) -> Report:
    return make_report(text, published or PUBLISHED)
