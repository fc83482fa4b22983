"""Stand-ins until the real rooms land (deleted then)."""
from __future__ import annotations
import datetime as dt
from dragoman.model import *
from dragoman.model import Span


class Said:
    def __init__(self, quotations, found, party_at):
        self.statements = []
        self.items = []
        for q in quotations:
            self.items.append(SaidItem(q, party_at(q.speaker) if q.speaker >= 0 else None))

    def at(self, i_span):
        return None


class SaidItem:
    def __init__(self, q, speaker):
        self.q, self.speaker, self.cue, self.content = q, speaker, q.cue, q.content
        self.medium, self.id, self.speaker_head = q.medium, "", q.speaker

    def quotes(self, span):
        return self.q.kind != "indirect" and any(c.covers(span) for c in self.content)


class SaidAt(Said):
    def __init__(self, quotations, found, party_at):
        super().__init__(quotations, found, party_at)
        self.text = found.text

    def at(self, i):
        t = self.text.tokens[i]
        span = Span(t.start, t.end)
        best = [s for s in self.items if any(c.covers(span) for c in s.content)]
        return min(best, key=lambda s: s.content[-1].end - s.content[0].start) if best else None


def link(text, mentions, speakers):
    return {}


def date_of(head, found, background):
    s = found.text.sentence_of(head)
    for t in found.times:
        if s.span.covers(t.span) and t.interval.start:
            return t.interval, t.span.of(found.text.content), "time in the sentence"
    if background or not found.report.published:
        return Interval(None, None), "", "no date"
    p = found.report.published
    return Interval(p, p, "day", "publication"), "", "publication date"
