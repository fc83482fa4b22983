"""The codebook as typed objects: event types with their modes, rules with their patterns and examples, type shifts, contexts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from dragoman.errors import KnowledgeError
from dragoman.lexicon.conversions import Conversion, load_conversions
from dragoman.lexicon.files import line_of
from dragoman.lexicon.folder import File, Knowledge
from dragoman.lexicon.patterns import Pattern, compile_pattern, words_of

FORMS = ("verb", "noun", "adjective")
RULE_KEYS = frozenset(
    {
        *FORMS,
        "id",
        "mode",
        "cameo",
        "reciprocal",
        "by_content",
        "speaker",
        "examples",
        "not",
        "retired",
        "asserted",
        "unless",
        "unless_object",
        "ruler",
        "alone",
        "people_suffer",
        "day_before",
        "ahead",
        "by_capital",
    }
)
EXAMPLE_KEYS = frozenset({"text", "actor", "recipient", "trigger", "as", "mode", "modality", "published"})
LAST = 99  # a type without precedence comes after all that have one
VERBAL = frozenset({"AGREE", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})


@dataclass(frozen=True, slots=True)
class Mode:
    """A PLOVER mode: score on the conflict-cooperation scale (-10 to 10), CAMEO codes it covers, and content words that point to it.

    `ruler`: only a state does this, so that where nobody is named it is this sector (GOV, JUD) of the state of the place.
    """

    name: str
    score: float
    definition: str
    cameo: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    ruler: str = ""


@dataclass(frozen=True, slots=True)
class EventType:
    """One of the event types: what it is, where it lies between cooperation and conflict, and how it borders on others."""

    name: str
    definition: str
    quad_category: str
    score: float
    requires_recipient: bool
    cameo: str
    modes: tuple[Mode, ...]
    boundaries: tuple[Mapping[str, str], ...] = ()
    people_act: bool = False  # done by people without a name: where nobody is named, by those of the place
    covers: tuple[str, ...] = ()  # the CAMEO codes it covers
    precedence: int = LAST  # of two equally demanding readings the type with the lower number is taken
    moved_act: bool = False  # whoever is made to do it does it: where nobody is named who "deployed" soldiers, the soldiers
    happens_at: tuple[str, ...] = ()  # whose country it happens in where no place is named: a side ("actor"), or a mode and a side; in order

    def mode(self, name: str) -> Mode | None:
        return next((m for m in self.modes if m.name == name), None)

    def ruler(self, mode: str) -> str:
        """The sector of the state of the place that does this where nobody is named; "" where others may."""
        found = self.mode(mode)
        return found.ruler if found is not None else ""

    def intensity(self, mode: str) -> float:
        """The PLOVER score of the mode, else of the type."""
        found = self.mode(mode)
        return found.score if found else self.score


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence a rule must code; empty fields are not checked. `event_type` is what it must come out as (after type shifts)."""

    text: str
    event_type: str
    mode: str | None = None
    actor: str = ""
    recipient: str = ""
    trigger: str = ""
    modality: str = ""
    published: str = ""


@dataclass(frozen=True)
class Where:
    """file:line of a rule, looked up only when somebody asks."""

    file: File
    number: int

    @property
    def layer(self) -> str:
        """The folder of knowledge the file lies in."""
        return str(self.file.path).removesuffix(self.file.name)

    def __str__(self) -> str:
        return f"{self.file.path}:{line_of(self.file.path, 'rules', self.number)}"


@dataclass(frozen=True)
class Rule:
    """A rule of the codebook. `where` is file:line; `asserted` rules keep their type whatever the modality around them.

    `unless_object` holds lemmas that must not be its object.
    `unless` holds lemmas that must not stand beside the head as its subject, object, modifier or under its prepositions: look-alikes
    ("killed in a car *crash*", "*heart* attack").
    """

    id: str
    event_type: str
    mode: str
    cameo: str
    patterns: tuple[Pattern, ...]
    reciprocal: bool
    by_content: bool
    speaker: bool
    asserted: bool
    examples: tuple[Example, ...]
    near_misses: tuple[str, ...]
    where: Where
    ruler: str = ""  # as in Mode, for what only this rule's words tell
    unless: frozenset[str] = frozenset()
    unless_object: frozenset[str] = frozenset()
    alone: bool = False  # nothing may be said of what is to be done: no infinitive, no clause, no "for"
    people_suffer: bool = False  # the nouns of the rule tell of a deed done to people: where nobody is named, to those of the place
    ahead: bool = False  # its words tell of what is still to come
    by_capital: bool = False  # a town that its recipient is named by stands for whoever rules it: "its embassy in Damascus"
    day_before: bool = False  # power changes hands by it: its parties are who they were on the day before


@dataclass(frozen=True, slots=True)
class Shift:
    """A row of the type-shift table: `event_type` (and mode, when given) under `condition` becomes `becomes`; "" drops the claim.

    Attributes:
        condition: the modality of the act, or "beside" where an act of type `beside` (and mode) stands in the same or a linked clause.
        said_by: "actor" where the row is only for what the actor says himself.
        same: which parties the two acts of a "beside" row must share: actor or recipient.
        examples, near_misses: sentences the row must change, and sentences it must leave alone.
    """

    id: str
    event_type: str
    condition: str
    becomes: str
    mode: str = ""
    becomes_mode: str = ""
    modality: str = "asserted"
    said_by: str = ""
    beside: str = ""
    beside_mode: str = ""
    same: str = "actor"
    why: str = ""
    examples: tuple[Example, ...] = ()
    near_misses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Codebook:
    """All event knowledge. `index[form][lemma]` lists (rule, pattern) with that head, most demanding pattern first."""

    types: Mapping[str, EventType]
    rules: Mapping[str, Rule]
    shifts: tuple[Shift, ...]
    sets: Mapping[str, frozenset[str]]
    contexts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    conversions: tuple[Conversion, ...] = ()

    @cached_property
    def index(self) -> dict[str, dict[str, list[tuple[Rule, Pattern]]]]:
        table: dict[str, dict[str, list[tuple[Rule, Pattern]]]] = {form: {} for form in FORMS}
        for rule in self.rules.values():
            for pattern in rule.patterns:
                for head in pattern.heads:
                    table[pattern.form].setdefault(head, []).append((rule, pattern))
        for entries in table.values():
            for matches in entries.values():
                matches.sort(key=lambda match: -match[1].weight)
        return table

    @classmethod
    def load(cls, knowledge: Knowledge) -> Codebook:
        """Read events/, shifts.yaml, contexts.yaml and the word sets. Raises KnowledgeError at the first thing that is wrong."""
        sets = load_sets(knowledge)
        types: dict[str, EventType] = {}
        rules: dict[str, Rule] = {}
        for file in knowledge.files("events"):
            if file.name.endswith("/type.yaml"):
                kind = event_type(file)
                types[file.name.split("/")[1]] = kind
        for file in knowledge.files("events"):
            if not file.name.endswith("/type.yaml"):
                folder = file.name.split("/")[1]
                if folder not in types:
                    raise KnowledgeError(f"there is no type.yaml beside it in events/{folder}", str(file.path), "define the event type")
                add_rules(rules, file, types[folder], sets)
        by_name = {kind.name: kind for kind in types.values()}
        shifts, conversions = tuple(load_shifts(knowledge, by_name)), tuple(load_conversions(knowledge, by_name))
        return cls(by_name, rules, shifts, sets, load_contexts(knowledge), conversions)

    def quads(self) -> list[str]:
        return sorted({kind.quad_category for kind in self.types.values()})


def load_sets(knowledge: Knowledge) -> dict[str, frozenset[str]]:
    """`languages/en/sets.yaml`: name → lemmas; a member `@other` stands for another set's members."""
    raw: dict[str, list[str]] = {}
    for file in knowledge.files("languages/en/sets.yaml"):
        raw.update(file.data)

    def expand(name: str, seen: tuple[str, ...]) -> Iterator[str]:
        if name in seen or name not in raw:
            raise KnowledgeError(f'set "@{name}" is missing or contains itself', "languages/en/sets.yaml", "mend the set")
        for word in raw[name]:
            if word.startswith("@"):
                yield from expand(word[1:], (*seen, name))
            else:
                yield word

    return {name: frozenset(expand(name, ())) for name in raw}


def event_type(file: File) -> EventType:
    data = file.data
    try:
        return EventType(
            name=data["type"],
            definition=data["definition"],
            quad_category=data["quad_category"],
            score=float(data["score"]),
            requires_recipient=data["requires_recipient"] == "yes",
            cameo=data.get("cameo", ""),
            modes=tuple(
                Mode(
                    m["name"], float(m["score"]), m["definition"], tuple(m.get("cameo", ())), frozenset(m.get("words", ())), m.get("ruler", "")
                )
                for m in data.get("modes") or ()
            ),
            boundaries=tuple(data.get("boundaries") or ()),
            people_act=data.get("people_act") == "yes",
            moved_act=data.get("moved_act") == "yes",
            covers=tuple(data.get("covers") or ()),
            precedence=int(data.get("precedence", LAST)),
            happens_at=tuple(data.get("happens_at") or ()),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise KnowledgeError(f"an event type lacks or garbles {error}", str(file.path), "see docs/knowledge.md for its keys") from error


def add_rules(rules: dict[str, Rule], file: File, kind: EventType, sets: Mapping[str, frozenset[str]]) -> None:
    for k, data in enumerate(file.data.get("rules") or ()):
        if not isinstance(data, dict) or "id" not in data:
            raise KnowledgeError("a rule needs an id", f"{file.path}:{line_of(file.path, 'rules', k)}", "give it one")
        unknown = set(data) - RULE_KEYS
        where = Where(file, k)
        if unknown:
            raise KnowledgeError(
                f"unknown key {sorted(unknown)[0]!r} in rule {data['id']}", str(where), f"keys are {', '.join(sorted(RULE_KEYS))}"
            )
        if data.get("retired") == "true":
            rules.pop(data["id"], None)
            continue
        if data["id"] in rules and rules[data["id"]].where.layer == where.layer:
            raise KnowledgeError(f"rule id {data['id']} is used twice", str(where), "rename one")
        rules[data["id"]] = rule(data, kind, sets, where)


def rule(data: Mapping[str, Any], kind: EventType, sets: Mapping[str, frozenset[str]], where: Where) -> Rule:
    mode = data.get("mode", "")
    if mode and kind.mode(mode) is None:
        raise KnowledgeError(f"{kind.name} has no mode {mode!r}", str(where), f"modes are {', '.join(m.name for m in kind.modes) or 'none'}")
    patterns = []
    for form in FORMS:
        sources = data.get(form, [])
        for source in [sources] if isinstance(sources, str) else sources:
            try:
                patterns.append(compile_pattern(source, form, sets))
            except KnowledgeError as error:
                raise KnowledgeError(error.what, str(where), error.mend) from error
    if not patterns:
        raise KnowledgeError(f"rule {data['id']} has no pattern", str(where), "give it a verb:, noun: or adjective: pattern")
    return Rule(
        id=data["id"],
        event_type=kind.name,
        mode=mode,
        cameo=data.get("cameo", ""),
        patterns=tuple(patterns),
        reciprocal=data.get("reciprocal") == "yes",
        by_content=data.get("by_content") == "yes",
        speaker=data.get("speaker") == "yes",
        asserted=data.get("asserted") == "yes",
        examples=tuple(examples(data.get("examples") or (), kind, data, where)),
        near_misses=tuple(data.get("not") or ()),
        where=where,
        ruler=data.get("ruler", ""),
        alone=data.get("alone") == "yes",
        people_suffer=data.get("people_suffer") == "yes",
        day_before=data.get("day_before") == "yes",
        ahead=data.get("ahead") == "yes",
        by_capital=data.get("by_capital") == "yes",
        unless=words_of("|".join(data["unless"]), sets, "unless of " + data["id"]) if "unless" in data else frozenset(),
        unless_object=words_of("|".join(data["unless_object"]), sets, "unless of " + data["id"]) if "unless_object" in data else frozenset(),
    )


def examples(items: Iterable[Any], kind: EventType, data: Mapping[str, Any], where: Where) -> Iterator[Example]:
    for item in items:
        given = {"text": item} if isinstance(item, str) else item
        unknown = set(given) - EXAMPLE_KEYS
        if unknown or "text" not in given:
            raise KnowledgeError(f"an example of {data['id']} has a wrong key", str(where), f"keys are {', '.join(sorted(EXAMPLE_KEYS))}")
        yield Example(
            text=given["text"],
            event_type=given.get("as", kind.name),
            mode=given.get("mode"),
            actor=given.get("actor", ""),
            recipient=given.get("recipient", ""),
            trigger=given.get("trigger", ""),
            modality=given.get("modality", ""),
            published=given.get("published", ""),
        )


def load_shifts(knowledge: Knowledge, types: Mapping[str, EventType]) -> Iterator[Shift]:
    for file in knowledge.files("shifts.yaml"):
        for k, row in enumerate(file.data["shifts"]):
            where = f"{file.path}:{line_of(file.path, 'shifts', k)}"
            given = {key: value for key, value in row.items() if key not in {"examples", "not"}}
            try:
                shift = Shift(**given, near_misses=tuple(row.get("not") or ()))
            except TypeError as error:
                raise KnowledgeError(f"a shift lacks or garbles a key: {error}", where, "see the head of shifts.yaml for its keys") from error
            if any(name and name not in types for name in (shift.event_type, shift.becomes, shift.beside)):
                raise KnowledgeError(f"shift {shift.id} names an unknown type", where, "mend the name")
            yield replace(shift, examples=tuple(shift_example(item, shift) for item in row.get("examples") or ()))


def shift_example(item: Mapping[str, str], shift: Shift) -> Example:
    """A sentence a shift must change; what it comes out as is `as`, else the type the row makes of it, else the type it stands beside."""
    wanted = {key: item.get(key, "") for key in ("actor", "recipient", "trigger", "modality", "published")}
    return Example(text=item["text"], event_type=item.get("as") or shift.becomes or shift.beside, mode=item.get("mode"), **wanted)


def load_contexts(knowledge: Knowledge) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for file in knowledge.files("contexts.yaml"):
        for name, data in file.data["contexts"].items():
            found[name] = frozenset(data["words"])
    return found
