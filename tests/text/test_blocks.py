"""Blocks keep offsets: what the parser reads can always be found again in the report."""

import pytest

from dragoman.model import Field, Span
from dragoman.text.blocks import LONGEST, cut


def plains(content: str, **kwargs: object) -> list[str]:
    return [block.plain for block in cut(content, **kwargs)]  # type: ignore[arg-type]


def test_paragraphs_are_blocks() -> None:
    assert plains("Chad closed its border.\n\nNiger did not.") == ["Chad closed its border.", "Niger did not."]


def test_a_sentence_torn_by_a_page_break_is_one_block() -> None:
    assert plains("The ministers signed a long\n\nagreement on water.") == ["The ministers signed a long agreement on water."]


def test_a_heading_is_not_taken_for_a_torn_sentence() -> None:
    assert plains("Talks in Bamako\n\nThe two sides met.") == ["Talks in Bamako", "The two sides met."]


def test_hard_wraps_are_mended_and_list_items_kept_apart() -> None:
    assert plains("The accord covers\ngrazing and wells.") == ["The accord covers grazing and wells."]
    assert plains("They agreed:\n- to meet\n- to talk") == ["They agreed:", "- to meet", "- to talk"]


@pytest.mark.parametrize("content", ["“Never,”  she   said.\u00a0Then\tsilence.", "a  b\n c’s"])
def test_every_plain_character_knows_where_it_stands(content: str) -> None:
    plain_of = {"“": '"', "”": '"', "’": "'", "\u00a0": " ", "\t": " ", "\n": " "}
    for block in cut(content):
        for k, char in enumerate(block.plain):
            original = content[block.offsets[k]]
            assert plain_of.get(original, original) == char


def test_captions_are_labelled_and_furniture_is_left_out() -> None:
    content = "Envoys in Lomé. AGENCY\n\nThe envoys met."
    blocks = cut(content, captions=[Span(0, 15)], furniture=[Span(16, 22)])
    assert [(b.plain, b.field) for b in blocks] == [("Envoys in Lomé.", Field.CAPTION), ("The envoys met.", Field.TEXT)]


def test_marks_inside_a_paragraph_are_skipped() -> None:
    content = "The **envoys** met."
    (block,) = cut(content, marks=[Span(4, 6), Span(12, 14)])
    assert block.plain == "The envoys met."
    assert content[block.offsets[4]] == "e"


def test_overlong_blocks_are_cut_at_a_sentence_end() -> None:
    content = "The envoys met. " * (LONGEST // 8)
    blocks = cut(content)
    assert len(blocks) > 1
    assert all(len(block.plain) <= LONGEST and block.plain.endswith(".") for block in blocks)
    assert sum(block.plain.count("met") for block in blocks) == content.count("met")
