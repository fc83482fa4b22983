"""A coding told sentence by sentence: what was coded and why, and why the rest was not."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from dragoman.coding.pipeline import Coder
from dragoman.lexicon.events import Codebook
from dragoman.model import Claim, Coding, Field, Interval, Party, Sentence, Skipped, Statement, Text

WIDTH = 110


def explanation(coder: Coder, coding: Coding, claim_id: str | None = None) -> str:
    """The whole report, or only the claim with this id (or the start of it)."""
    codebook = coder.rooms.codebook
    if claim_id:
        found = [c for c in coding.claims if c.id.startswith(claim_id)]
        return "\n".join(line for claim in found for line in told(claim, codebook)) or f"there is no claim {claim_id} in this report"
    report = coding.report
    dated = f"{report.published} ({report.published_origin})" if report.published else "unknown"
    lines = [f"{report.title or report.source or report.id}", f"published: {dated}   outlet: {report.outlet or 'unknown'}", ""]
    for text in (coding.title, coding.text):
        if text is not None:
            lines += sentences(coding, text, codebook)
    return "\n".join(lines)


def sentences(coding: Coding, text: Text, codebook: Codebook) -> Iterator[str]:
    is_title = bool(text.sentences) and text.sentences[0].field is Field.TITLE
    for sentence in text.sentences:
        words = " ".join(sentence.span.of(text.content).split())
        yield textwrap.fill(f"{sentence.field.value}: {words}", WIDTH)
        claims = [c for c in coding.claims if within(c.field, c.sentence, sentence, is_title)]
        skipped = [s for s in coding.skipped if within(s.field, s.sentence, sentence, is_title)]
        statements = [s for s in coding.statements if (s.field is Field.TITLE) == is_title and sentence.span.covers(s.cue)]
        for claim in claims:
            yield from told(claim, codebook)
        for statement in statements:
            yield said(statement, text)
        for item in skipped:
            yield passed_over(item, text)
        if not claims and not skipped:
            yield "  - nothing coded: no rule's head word stands here, and no verb ties two known parties together"
        yield ""


def within(field: Field, number: int, sentence: Sentence, is_title: bool) -> bool:
    return number == sentence.index and (field is Field.TITLE) == is_title


def told(claim: Claim, codebook: Codebook) -> Iterator[str]:
    """One claim with its why."""
    mode = f" {claim.mode}" if claim.mode else ""
    yield f"  * {claim.event_type}{mode} by {claim.trigger_text!r}   [{claim.id}] confidence {claim.confidence:.2f}"
    yield f"      actor:     {'; '.join(map(party, claim.actors)) or 'not named'}"
    yield f"      recipient: {'; '.join(map(party, claim.recipients)) or 'none'}"
    yield f"      when:      {when(claim.date)}{f' from {claim.date_text!r}' if claim.date_text else ''} ({claim.recency.value})"
    if claim.place:
        yield f"      where:     {claim.place.text!r} = {claim.place.place.name} {claim.place.place.country}"
    if claim.attribution:
        yield f"      said by:   {party(claim.attribution.speaker)}{' in quotation marks' if claim.attribution.quoted else ''}"
    yield f"      modality:  {claim.modality.value}"
    for reason in claim.why:
        yield f"      because:   {reason}"
    rule = codebook.rules.get(claim.rule)
    if rule is None:
        yield f"      coder:     learned, version {claim.rule}"
        return
    patterns = " | ".join(p.source for p in rule.patterns)
    yield f"      rule:      {rule.id}: {textwrap.shorten(patterns, WIDTH)}"
    for example in rule.examples[:2]:
        yield f"                 as in: {example.text}"


def party(found: Party) -> str:
    code = f"{found.country or '?'}/{found.sector or '?'}"
    name = f" = {found.name}" if found.name and found.name != found.text else ""
    return f"{found.text}{name} [{code}] ({found.why})"


def when(date: Interval) -> str:
    if date.start is None and date.end is None:
        return "unknown"
    days = f"{date.start or '…'}" if date.start == date.end else f"{date.start or '…'} to {date.end or '…'}"
    return f"{days}, {date.basis}{', ongoing' if date.ongoing else ''}"


def said(statement: Statement, text: Text) -> str:
    speaker = party(statement.speaker) if statement.speaker else "nobody named"
    return f"  > statement ({statement.kind}, {statement.position}) by {speaker}, cue {statement.cue.of(text.content)!r}"


def passed_over(item: Skipped, text: Text) -> str:
    return f"  - not coded: {item.trigger.of(text.content)!r}: {item.reason}"
