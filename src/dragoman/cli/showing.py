"""Entries of the knowledge as text for people: entities, event types, rules."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.lexicon.entities import Entity, Registry
from dragoman.lexicon.events import Codebook, EventType, Rule


def show(name: str, registry: Registry, codebook: Codebook) -> str:
    """Everything of this name: an event type, a rule id, an entity id or name; "" when there is nothing."""
    parts = []
    if name.upper() in codebook.types:
        parts.append("\n".join(type_lines(codebook.types[name.upper()], codebook)))
    if name in codebook.rules:
        parts.append("\n".join(rule_lines(codebook.rules[name])))
    parts += ["\n".join(entity_lines(entity)) for entity in registry.search(name)]
    return "\n\n".join(parts)


def entity_lines(entity: Entity) -> Iterator[str]:
    wikidata = f", Wikidata {entity.wikidata}" if entity.wikidata else ""
    yield f"{entity.id}: {entity.name} ({entity.kind}, {entity.country or 'no country'}{wikidata})"
    for label, names in (
        ("names", entity.names), ("short", entity.short), ("adjectives", entity.adjectives), ("people", entity.people),
        ("capital", entity.capital), ("bywords", entity.bywords),
    ):  # fmt: skip
        if names:
            yield f"  {label}: {', '.join(names)}"
    for language, names in entity.other:
        yield f"  names in {language}: {', '.join(names)}"
    if entity.sector:
        yield f"  sector: {entity.sector}{', ' + entity.second if entity.second else ''}"
    for role in entity.roles:
        second = f", {role.second}" if role.second else ""
        country = f" for {role.country}" if role.country else ""
        yield f"  {role.dates()}: {role.title or 'in this role'} [{role.sector}{second}]{country}"
    for fact in entity.facts:
        called = f" as {fact.called}" if fact.called else ""
        since = f" from {fact.start.text}" if fact.start else ""
        until = f" until {fact.end.text}" if fact.end else ""
        yield f"  fact: {fact.fact.replace('_', ' ')} {fact.by}{called}{since}{until}"
    if entity.members:
        yield f"  members: {', '.join(member.code for member in entity.members)}"
    if entity.file:
        yield f"  from {entity.file}"


def type_lines(kind: EventType, codebook: Codebook) -> Iterator[str]:
    yield f"{kind.name} ({kind.quad_category}, score {kind.score:g}, CAMEO {kind.cameo})"
    yield f"  {kind.definition}"
    for mode in kind.modes:
        yield f"  {mode.name} (score {mode.score:g}): {mode.definition} CAMEO {', '.join(mode.cameo) or 'none of its own'}"
    for boundary in kind.boundaries:
        yield f"  not to be mixed up: {boundary.get('text', '')} -> {boundary.get('is', '')} ({boundary.get('why', '')})"
    rules = [rule for rule in codebook.rules.values() if rule.event_type == kind.name]
    yield f"  {len(rules)} rules: {', '.join(rule.id for rule in rules)}"


def rule_lines(rule: Rule) -> Iterator[str]:
    yield f"{rule.id}: {rule.event_type}{' ' + rule.mode if rule.mode else ''}{', CAMEO ' + rule.cameo if rule.cameo else ''} ({rule.where})"
    for pattern in rule.patterns:
        yield f"  {pattern.form}: {pattern.source}"
    for example in rule.examples:
        yield f"  codes: {example.text}"
    for near_miss in rule.near_misses:
        yield f"  leaves alone: {near_miss}"
