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


def test_the_page_is_the_same_escaped() -> None:
    codebook = Codebook.load(Knowledge.open())
    page = html(codebook)
    assert page.startswith("<!doctype html>")
    assert page.count("<h3>") == len(codebook.rules)
    assert "<script" not in page
