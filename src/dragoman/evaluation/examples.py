"""Every rule proves itself: its examples must be coded, its near misses must be left alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dragoman.coding.pipeline import Coder, make_report
from dragoman.errors import KnowledgeError
from dragoman.lexicon.events import Example, Rule
from dragoman.model import Claim, Party, Report

PUBLISHED = "2023-06-15"  # when an example says nothing
ARTICLE = re.compile(r"^(?:the|an?|its|their|his|her|some|several|many|two|three|dozens of|hundreds of|thousands of)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Case:
    rule: Rule
    example: Example | None  # None for a near miss
    text: str


def cases(rules: Iterable[Rule]) -> Iterator[Case]:
    for rule in rules:
        for example in rule.examples:
            yield Case(rule, example, example.text)
        for near_miss in rule.near_misses:
            yield Case(rule, None, near_miss)


def failures(coder: Coder, rules: Sequence[Rule]) -> list[KnowledgeError]:
    """Run all examples and near misses of these rules; a rule without an example fails too."""
    found = [
        KnowledgeError(f"rule {rule.id} has no example", str(rule.where), "give it a sentence that it must code")
        for rule in rules
        if not rule.examples
    ]
    todo = list(cases(rules))
    for case, coding in zip(todo, coder.codings(map(report_of, todo)), strict=True):
        reason = why_wrong(case, coding.claims)
        if reason:
            found.append(KnowledgeError(f"rule {case.rule.id}: {reason}: {case.text!r}", str(case.rule.where), "mend the rule or the example"))
    return found


def report_of(case: Case) -> Report:
    published = (case.example.published if case.example else "") or PUBLISHED
    return make_report(case.text, published)


def why_wrong(case: Case, claims: Sequence[Claim]) -> str:
    """What an example or near miss gets wrong; "" when it is right."""
    if case.example is None:
        hit = next((c for c in claims if c.rule == case.rule.id), None)
        return f"codes a near miss as {hit.event_type} ({hit.trigger_text})" if hit else ""
    example = case.example
    typed = [c for c in claims if c.event_type == example.event_type and c.rule == case.rule.id]
    if not typed:
        others = ", ".join(f"{c.event_type} by {c.rule}" for c in claims) or "nothing"
        return f"does not code {example.event_type} (coded: {others})"
    reasons = [why_unlike(example, claim) for claim in typed]
    return "" if "" in reasons else reasons[0]


def why_unlike(example: Example, claim: Claim) -> str:
    if example.mode is not None and claim.mode != example.mode:
        return f"mode is {claim.mode!r}, not {example.mode!r}"
    if example.modality and claim.modality.value != example.modality:
        return f"modality is {claim.modality.value}, not {example.modality}"
    if example.trigger and example.trigger not in claim.trigger_text:
        return f"trigger is {claim.trigger_text!r}, not {example.trigger!r}"
    for role, wanted, parties in (("actor", example.actor, claim.actors), ("recipient", example.recipient, claim.recipients)):
        if wanted and not named(wanted, parties):
            return f"{role} is {', '.join(p.text for p in parties) or 'nobody'}, not {wanted}"
    return ""


def named(wanted: str, parties: Sequence[Party]) -> bool:
    """Whether each name in "Russia, China" is a party's words, leading articles and counts aside."""
    found = {bare(p.text) for p in parties}
    return all(bare(name) in found for name in wanted.split("; "))


def bare(words: str) -> str:
    previous = None
    while words != previous:
        previous, words = words, ARTICLE.sub("", words)
    return words
