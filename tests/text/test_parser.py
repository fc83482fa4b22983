"""The text layer: our own functions, the report's offsets, and the parser's known slips mended."""

import pytest

from dragoman.model import Function, Report, Span, Text
from dragoman.text import parse, parse_reports


def word(text: Text, form: str, nth: int = 0) -> int:
    return [t.i for t in text.tokens if t.text == form][nth]


def test_token_offsets_point_into_the_report() -> None:
    content = "“We will not  leave,” Mali’s envoy said."
    text = parse(content)
    for token in text.tokens:
        assert content[token.start : token.end].replace("’", "'").replace("“", '"').replace("”", '"') == token.text


@pytest.mark.parametrize(
    ("sentence", "form", "lemma"),
    [
        ("She hoped for rain.", "hoped", "hope"),
        ("He hopes that they come.", "hopes", "hope"),
        ("They hopped over the wall.", "hopped", "hop"),
        ("The army visited the town.", "visited", "visit"),
        ("Ministers planned a summit.", "planned", "plan"),
    ],
)
def test_lemmas(sentence: str, form: str, lemma: str) -> None:
    text = parse(sentence)
    assert text.tokens[word(text, form)].lemma == lemma


def test_prefixes_are_joined_and_backed_words_are_not() -> None:
    text = parse("Niger's counter-terrorism force met French-backed fighters.")
    forms = [t.text for t in text.tokens]
    assert "counter-terrorism" in forms
    assert "backed" in forms


def test_a_clause_after_days_after_keeps_its_subject() -> None:
    text = parse("The visit comes days after Togo, which borders Ghana, hosted envoys for talks.")
    verb = word(text, "hosted")
    subjects = [text.tokens[c].text for c in text.children[verb] if text.tokens[c].function is Function.SUBJECT]
    assert subjects == ["Togo"]


def test_reports_stream_in_order_with_their_titles() -> None:
    reports = [Report(id=str(k), title=f"Title {k}" if k % 2 else "", text=f"Envoy number {k} arrived. He left.") for k in range(70)]
    seen = list(parse_reports(reports))
    assert [report.id for report, _, _ in seen] == [r.id for r in reports]
    assert all((title is None) == (not report.title) for report, title, _ in seen)
    assert all(text.content == report.text and len(text.sentences) == 2 for report, _, text in seen)


def test_furniture_is_not_parsed() -> None:
    from dragoman.model import Furniture

    content = "By Somebody\n\nThe envoys met."
    report = Report(id="x", text=content, furniture=(Furniture("byline", Span(0, 11)),))
    ((_, _, text),) = parse_reports([report])
    assert [t.text for t in text.tokens] == ["The", "envoys", "met", "."]
