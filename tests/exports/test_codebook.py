"""The codebook as a document holds every type, rule and example."""

from dragoman.exports.codebook import html, markdown
from dragoman.lexicon.events import Codebook
from dragoman.lexicon.folder import Knowledge


def test_the_codebook_holds_every_type_rule_and_example() -> None:
    codebook = Codebook.load(Knowledge.open())
    document = markdown(codebook)
    assert all(f"\n## {name}\n" in document for name in codebook.types)
    for rule in codebook.rules.values():
        assert f"\n### {rule.id}\n" in document
        assert all(example.text in document for example in rule.examples)
        assert all(near_miss in document for near_miss in rule.near_misses)
        assert all(f"`{pattern.source}`" in document for pattern in rule.patterns)


def test_the_codebook_holds_every_mode_code_border_shift_and_conversion() -> None:
    codebook = Codebook.load(Knowledge.open())
    document = markdown(codebook)
    for kind in codebook.types.values():
        section = document.split(f"\n## {kind.name}\n")[1].split("\n## ")[0]
        assert kind.definition in section
        assert all(f"| {mode.name} | {mode.score:g} | {mode.definition} |" in section for mode in kind.modes)
        assert ", ".join(kind.covers) in section
        assert all(border["text"] in section and border["why"] in section for border in kind.boundaries)
    assert all(f"**{row.id}**" in document and row.why in document for row in codebook.shifts)
    assert all(f"**{row.id}**" in document and row.why in document for row in codebook.conversions)


def test_the_page_is_the_same_escaped() -> None:
    codebook = Codebook.load(Knowledge.open())
    page = html(codebook)
    assert page.startswith("<!doctype html>")
    assert page.count("<h3>") == len(codebook.rules)
    assert "<script" not in page
