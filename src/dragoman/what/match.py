"""One pattern of a rule tried on one word of a text: which words fill its slots, by grammar alone."""

from __future__ import annotations

from dataclasses import replace

from dragoman.lexicon.events import Rule
from dragoman.lexicon.patterns import Pattern, Step
from dragoman.model import Function, Reading, Token
from dragoman.text.grammar import Grammar
from dragoman.what.words import Words

F = Function
CAUSES = ("after", "following", "amid")  # "declared an emergency *after the flood*"
DURING = frozenset({"in", "during", "at", "over", "after", "by"})
CLAUSES = (F.OPEN_COMPLEMENT, F.CLAUSE_COMPLEMENT, F.NOUN_CLAUSE, F.ADVERBIAL_CLAUSE, F.RELATIVE_CLAUSE)


class Match:
    """One pattern tried on one head token. `slots` collects who fills what; `last` is the last token that belongs to the trigger."""

    def __init__(
        self,
        rule: Rule,
        pattern: Pattern,
        token: Token,
        grammar: Grammar,
        words: Words,
    ) -> None:
        self.rule = rule
        self.pattern = pattern
        self.token = token
        self.head = token.i
        self.grammar = grammar
        self.words = words
        self.slots: dict[str, tuple[int, ...]] = {}
        self.required: list[str] = []
        self.sectors: list[tuple[str, frozenset[str]]] = []
        self.content = -1
        self.object_noun = -1
        self.last = token.i
        self.verb = token.i

    def run(self) -> bool:
        if self.pattern.form == "adjective":
            self.verb = self.copula()
        elif self.token.function is F.AUXILIARY:  # "*must* withdraw": whatever is under the modal
            self.verb = self.content = self.token.head
            if self.token.i < min(self.grammar.below(self.verb, F.SUBJECT, F.PASSIVE_SUBJECT), default=0):
                return False  # "*Should* Chad fail, …"
        steps = self.pattern.steps
        if (self.rule.speaker and self.presupposed()) or self.names_those_present():
            return False
        taken = {step.slot or str(k): step.preps for k, step in enumerate(steps) if step.kind == "prep"}
        return all(self.take(step, taken) or step.optional for step in steps) and not self.barred()

    def names_those_present(self) -> bool:
        """Whether a noun only says who somebody is: "told *participants of the talks*"."""
        tokens = self.grammar.tokens
        prep = tokens[self.token.head]
        return self.pattern.form == "noun" and prep.lemma in {"of", "in", "at"} and tokens[prep.head].lemma in self.words.attendants

    def presupposed(self) -> bool:
        """Whether a judgement is not what is said here: "condemned the *heinous* and *cowardly* *crimes*"."""
        token = self.token
        if self.pattern.form == "noun":
            return token.function is F.OBJECT
        if self.pattern.form == "adjective" and token.function is F.CONJUNCT:
            token = self.grammar.tokens[token.head]
        return self.pattern.form == "adjective" and (token.function in {F.MODIFIER, F.PREP_OBJECT} or self.is_deemed())

    def is_deemed(self) -> bool:
        """Whether the judgement is that of a verb above it: "we consider the raid to be *unacceptable*" is told at "consider"."""
        g, copula = self.grammar, self.grammar.tokens[self.copula()]
        above = g.tokens[copula.head]
        verbless = copula.pos == "ADJ" and bool(g.below(copula.i, F.SUBJECT))  # "finds the raid *unacceptable*"
        return (verbless or self.has_to(copula.i)) and copula.function in CLAUSES and above.pos == "VERB" and not g.is_passive(above.i)

    def barred(self) -> bool:
        """Whether a word the rule shuts out stands at the head: its subject, object, modifier, or what its prepositions govern."""
        g, head = self.grammar, self.head
        if self.rule.alone and (g.prep_objects(head, "for") or any(self.has_to(c) or self.is_that_clause(c) for c in g.below(head, *CLAUSES))):
            return True
        if self.rule.unless_object:
            if any(g.tokens[n].lemma.lower() in self.rule.unless_object for n in g.objects(head)):
                return True
        if not self.rule.unless:
            return False
        around = [*g.subjects(self.verb), *g.objects(head), *g.below(head, F.MODIFIER, F.COMPOUND, F.POSSESSOR, F.ADVERB)]
        around += [n for heads in g.prepositions(head).values() for n in heads]
        around += [m for n in (*around, head) for m in g.below(n, F.MODIFIER, F.COMPOUND)]
        if self.token.function is F.COMPOUND:
            around.append(self.token.head)  # "*riot* police"
        if self.content >= 0:
            around += [*g.objects(self.content), *(n for heads in g.prepositions(self.content).values() for n in heads)]
        verb = g.governing_verb(head) if self.token.pos == "NOUN" else -1
        if verb >= 0 and self.token.function is F.OBJECT:
            around += [*g.subjects(verb), *g.objects(verb), *g.prep_objects(verb, *CAUSES)]
        doing = (g.tokens[c] for n in around for c in g.below(n, F.NOUN_CLAUSE))  # "passed a motion *condemning* …"
        if any(token.tag == "VBG" and token.text.lower() in self.rule.unless for token in doing):
            return True
        return any(g.tokens[n].lemma.lower() in self.rule.unless for n in around)

    def reading(self) -> Reading:
        return Reading(
            rule=self.rule.id,
            event_type=self.rule.event_type,
            mode=self.rule.mode,
            cameo=self.rule.cameo,
            arguments=tuple(sorted((slot, self.without_label(heads)) for slot, heads in self.slots.items())),
            required=tuple(self.required),
            sectors=tuple(self.sectors),
            content=self.content,
            reciprocal=self.rule.reciprocal,
            from_speaker=self.rule.speaker,
            weight=self.pattern.weight,
        )

    def without_label(self, heads: tuple[int, ...]) -> tuple[int, ...]:
        """ "Declared *the party* an extremist group": what somebody is called is not somebody else."""
        others = tuple(h for h in heads if h != self.object_noun)
        return others if others and self.object_noun in self.grammar.below(self.head, F.OBJECT) else heads

    def fill(self, step: Step, heads: tuple[int, ...]) -> bool:
        if not heads:
            return False
        if step.slot:
            self.slots[step.slot] = tuple(dict.fromkeys((*self.slots.get(step.slot, ()), *heads)))
            if step.party and not step.optional:
                self.required.append(step.slot)
            if step.sectors:
                self.sectors.append((step.slot, step.sectors))
        return True

    def take(self, step: Step, taken: dict[str, frozenset[str]]) -> bool:
        """Whether the text has what a step asks for. A subject may be silent: passives and nouns often name no actor."""
        g, head = self.grammar, self.head
        match step.kind:
            case "subject":
                heads = g.subjects(self.verb) if self.token.pos != "ADJ" or self.verb != head else self.adjective_subjects()
                if self.pattern.form == "adjective" and self.token.pos == "VERB":  # "was *alarmed* by": who is alarmed
                    heads = g.surface_subjects(self.verb)
                if step.words:
                    heads = tuple(h for h in heads if g.tokens[h].lemma.lower() in step.words)
                    return self.fill(step, heads)
                return self.fill(step, heads) or not step.sectors
            case "owner":
                return self.own(step, taken)
            case "object":
                return self.take_object(step)
            case "indirect":
                heads = self.indirect()
                return self.fill(step, tuple(h for h in heads if g.tokens[h].lemma.lower() in step.words) if step.words else heads)
            case "prep":
                return self.take_prep(step)
            case "particle":
                return self.take_particle(step)
            case "auxiliary":
                return any(g.tokens[c].lemma in step.words for c in g.below(self.verb, F.AUXILIARY))
            case "negation":
                return self.is_negated(self.verb)
            case "modifier":
                return g.has_modifier(head, step.words)
            case "object_modifier":
                return any(g.has_modifier(o, step.words) for o in (*g.objects(head), *self.predicates()))
            case _:
                return self.take_clause(step)

    def own(self, step: Step, taken: dict[str, frozenset[str]]) -> bool:
        """The owner of a noun. Any adjective may stand there ("*deadly* attack"), so it need not be a party; of a sector it must."""
        heads = self.owners(step, taken)
        if heads:
            self.fill(step if step.sectors else replace(step, party=False), heads)
        return bool(heads) or not step.sectors

    def take_object(self, step: Step) -> bool:
        heads = self.grammar.objects(self.head)
        if not step.words:
            if heads and self.content < 0 and not step.party:
                self.content = heads[0]
            return self.fill(step, heads)
        literal = tuple(dict.fromkeys((*self.words.made_of(heads, self.grammar), *self.predicates())))
        for o in literal[::-1] if self.slots.keys() - {"actor"} else literal:  # "declared *the group* an extremist *group*"
            if self.words.called(o, self.grammar) & step.words:
                self.object_noun = o
                if not step.slot:  # a passive's object stands before it
                    self.last = max(self.last, o) if o > self.head else o
                return self.fill(step, (o,))
        return False

    def predicates(self) -> tuple[int, ...]:
        """Words that stand as a second object or predicate, or as adverb: "denied *visas*", "walked *free*", "work *closely*"."""
        g = self.grammar
        verbless = (c for c in g.below(self.head, F.CLAUSE_COMPLEMENT) if g.tokens[c].pos in {"NOUN", "PROPN", "ADJ"})
        given = (c for c in g.below(self.head, F.OBJECT, F.PREDICATE, F.OPEN_COMPLEMENT, F.ADVERB) if not self.has_to(c))
        infinitives = [c for c in g.below(self.head, *CLAUSES) if g.tokens[c].lemma == "be" and self.has_to(c)]
        said_to_be = (p for c in infinitives for p in g.below(c, F.PREDICATE))
        return (*given, *verbless, *said_to_be, *self.trailing(), *self.labels())

    def labels(self) -> tuple[int, ...]:
        """ "Declared the site *a foreign agent*": a noun with an indefinite article that parsers hang on the object as another name of it."""
        g = self.grammar
        beside = (c for o in g.objects(self.head) if o > self.head for c in g.below(o, F.APPOSITION))
        articles = ((c, d) for c in beside for d in g.below(c, F.DETERMINER) if g.tokens[d].lemma.lower() in {"a", "an"})
        return tuple(c for c, d in articles if g.tokens[d - 1].text != ",")

    def trailing(self) -> tuple[int, ...]:
        """A bare adjective that ends the object: "finds the new base on the coast *unacceptable*" (parsers hang it on the last noun)."""
        g = self.grammar
        last = max(g.objects(self.head), default=-1)
        if last < self.head:
            return ()
        sentence = g.text.sentence_of(self.head)
        late = (t for t in g.tokens[last + 1 : sentence.last] if t.pos == "ADJ" and t.function in {F.MODIFIER, F.PREP_OBJECT} and t.head < t.i)
        return tuple(t.i for t in late if g.hangs_below(t.head, self.head))

    def take_prep(self, step: Step) -> bool:
        """A preposition on the head or its object (parsers often hang "strip *the exiles of* …" there), with the right thing below it."""
        g = self.grammar
        places = [self.head] if self.object_noun < 0 else [self.object_noun, self.head, *g.prep_objects(self.object_noun, "of")]
        if self.object_noun >= 0:  # "announced $60m *in aid* for Mali"
            places += [h for n in (self.object_noun, self.head) for h in g.prep_objects(n, "in") if g.tokens[h].lemma in self.words.given]
        if self.token.pos == "VERB" and self.object_noun < 0:
            places += g.objects(self.head)
        elif self.token.pos == "NOUN":
            places += [*self.light_verb(), *self.sharing()]
        for place in places:
            if "doing" in step.words:
                if self.prep_gerund(place, step):
                    return True
                continue
            heads = g.prep_objects(place, *step.preps, *(("of",) if "for" in step.preps and self.on_behalf() else ()))
            if self.rule.event_type == "PROTEST" and step.slot and "in" in step.preps:  # "marched *in support* of …": how
                heads = tuple(h for h in heads if g.tokens[h].lemma not in self.words.behalf)
            if step.words:
                heads = tuple(h for h in self.words.made_of(heads, self.grammar) if g.tokens[h].lemma.lower() in step.words)
                heads = tuple(h for h in heads if not step.modifiers or g.has_modifier(h, step.modifiers))
                if heads:
                    self.object_noun = heads[0] if self.object_noun < 0 else self.object_noun
                    self.last = max(self.last, heads[0])  # "be in *talks*"
            if heads:
                if self.content < 0 and not step.party and not step.words:
                    self.content = heads[0]
                return self.fill(step, heads)
        return False

    def sharing(self) -> tuple[int, ...]:
        """Nouns joined to this one whose complement is its own as well: "the *beating* and *arrest* of reporters"."""
        g = self.grammar
        if g.below(self.head, F.PREPOSITION):
            return ()
        joined = [n for n in g.with_conjuncts((self.head,))[1:] if g.tokens[n].pos == "NOUN"]
        return tuple(n for n in joined if not g.below(n, F.DETERMINER, F.POSSESSOR, F.COMPOUND))

    def shared_owners(self) -> tuple[int, ...]:
        """ "*Mali's* beating and arrest of reporters": whose the first of joined nouns is, or by whom the last."""
        g, token = self.grammar, self.token
        own = g.below(self.head, F.DETERMINER, F.POSSESSOR, F.COMPOUND)
        first = g.tokens[token.head]
        if token.function is F.CONJUNCT and first.pos == "NOUN" and not own and g.below(first.i, F.POSSESSOR):
            return g.noun_owners(first.i)
        return tuple(h for n in self.sharing() for h in g.prep_objects(n, "by"))

    def light_verb(self) -> tuple[int, ...]:
        """The light verb the noun stands with: "*imposed* sanctions on …", "sanctions *were imposed* on …", "clashes *erupted* between …"."""
        g, token = self.grammar, self.token
        if token.function in {F.OBJECT, F.PASSIVE_SUBJECT, F.SUBJECT} and g.tokens[token.head].lemma in self.words.carrying:
            return (token.head,)
        return ()

    def prep_gerund(self, place: int, step: Step) -> bool:
        g = self.grammar
        for p in g.below(place, F.PREPOSITION):
            if g.tokens[p].lemma in step.preps:
                clauses = g.below(p, F.PREP_CLAUSE)
                clauses = tuple(c for c in clauses if not step.modifiers or g.tokens[c].lemma in step.modifiers)
                if clauses:
                    self.content = clauses[0]
                    return True
        return False

    def take_particle(self, step: Step) -> bool:
        """ "called *in* the envoy"; what the parser takes for a preposition must stand beside the verb ("*in* May Peru called on …")."""
        g = self.grammar
        for c in g.children[self.head]:
            beside = c == self.head + 1 if g.tokens[c].function is F.PREPOSITION else c > self.head
            if beside and g.tokens[c].lemma in step.words and g.tokens[c].function in {F.PARTICLE, F.ADVERB, F.PREPOSITION}:
                self.last = max(self.last, c)
                return True
        return False

    def take_clause(self, step: Step) -> bool:
        """An infinitive ("to do"), gerund ("doing") or finite clause ("that …") below the head or its object."""
        g = self.grammar
        places = [self.head, *(g.below(self.head, F.OBJECT, F.PREP_OBJECT) if self.names_objects() or step.kind != "infinitive" else ())]
        wanted = {"infinitive": {"VB"}, "gerund": {"VBG"}}.get(step.kind)
        for place in places:
            for c in g.below(place, *CLAUSES):
                token = g.tokens[c]
                bare = token.tag in (wanted or ()) and not any(g.tokens[k].tag == "MD" for k in g.children[c])  # "that Niger *would leave*"
                fits = self.is_that_clause(c) if wanted is None else bare or self.has_to(c) or self.is_having(c, step)
                fits = fits and (not step.modifiers or self.is_negated(c)) and not self.is_anothers(c, step)
                if fits and (not step.words or token.lemma in step.words) and c > self.head:
                    self.content = c
                    return not step.slot or self.fill(step, g.surface_subjects(c))
        return False

    def is_anothers(self, c: int, step: Step) -> bool:
        """An infinitive of somebody else ("expects *Ankara to honour* …") where the pattern names nobody who could be it."""
        if step.kind != "infinitive" or step.slot or self.names_objects():
            return False
        return self.pattern.form == "verb" and bool(self.grammar.below(c, F.SUBJECT))

    def names_objects(self) -> bool:
        """Whether the pattern has anybody or anything beside the subject."""
        return any(s.kind in {"object", "indirect", "prep"} for s in self.pattern.steps)

    def is_that_clause(self, c: int) -> bool:
        """A finite clause that says what is meant: "regrets *that Serbia left*", also under a noun ("voiced regret *that …*")."""
        g = self.grammar
        if g.tokens[c].function is F.CLAUSE_COMPLEMENT:
            return True
        if g.tokens[c].function is F.OPEN_COMPLEMENT:
            return False
        return bool(g.below(c, F.SUBORDINATOR)) and bool(g.below(c, F.SUBJECT, F.PASSIVE_SUBJECT))

    def is_negated(self, v: int) -> bool:
        g = self.grammar
        return any(g.tokens[c].function is F.NEGATION or g.tokens[c].lemma == "never" for c in g.children[v])

    def is_having(self, c: int, step: Step) -> bool:
        """ "admitted *having shot*": a gerund in the perfect."""
        return step.kind == "gerund" and any(self.grammar.tokens[k].tag == "VBG" for k in self.grammar.below(c, F.AUXILIARY))

    def has_to(self, c: int) -> bool:
        return any(self.grammar.tokens[k].tag == "TO" for k in self.grammar.children[c])

    def owners(self, step: Step, taken: dict[str, frozenset[str]]) -> tuple[int, ...]:
        """Who a noun belongs to: before it, after its "by" or (unless the pattern gives it to another slot) "of", its light verb's subject."""
        g, n = self.grammar, self.head
        used = frozenset().union(*(preps for slot, preps in taken.items() if slot != step.slot)) if taken else frozenset()
        third = g.go_betweens(n, self.words.brokering)  # "the *Omani*-brokered truce between …" is not Oman's
        before = [h for h in (*g.noun_owners(n), *g.led_by(n)) if h not in third]
        by = g.prep_objects(n, "by") or self.by_on_verb()
        after = by + (() if "of" in used or self.on_behalf() else g.prep_objects(n, "of"))
        verb = g.governing_verb(n)
        light = verb >= 0 and g.tokens[verb].lemma in self.words.light and not by
        whose = bool(g.below(n, F.POSSESSOR)) and not self.rule.reciprocal  # "stop *Chad's* raids": of Chad, whoever stops them
        subjects = g.light_subjects(n) if light and not whose else ()
        if (self.rule.reciprocal or self.on_behalf()) and not subjects:
            subjects = self.participants()
        return tuple(dict.fromkeys((*before, *after, *subjects))) or (self.shared_owners() if self.token.pos == "NOUN" else ())

    def on_behalf(self) -> bool:
        """ "Marched *in support of* the judges": whom it is for, and not whose it is, stands behind its "of"."""
        before = self.grammar.tokens[self.token.head]
        bare = self.token.function is F.PREP_OBJECT and before.lemma.lower() == "in" and before.i == self.head - 1
        return bare and self.token.lemma in self.words.behalf and self.rule.event_type == "SUPPORT"

    def by_on_verb(self) -> tuple[int, ...]:
        """ "prompted a *rebuke by* Mali": the parser hangs "by" on an active verb, where it can only be the noun's; not "by *three* months"."""
        g = self.grammar
        if self.token.function is not F.OBJECT or g.is_passive(self.token.head):
            return ()
        return tuple(h for h in g.prep_objects(self.token.head, "by") if h > self.head and not g.below(h, F.NUMBER))

    def participants(self) -> tuple[int, ...]:
        """ "Kenya's president said *in a call* with Uganda's": who does something in or during a meeting takes part in it."""
        g = self.grammar
        token = g.tokens[self.head]
        prep = g.tokens[token.head]
        verb = g.tokens[prep.head]
        if token.function is F.PREP_OBJECT and prep.lemma.lower() in DURING and verb.pos == "VERB":
            return g.subjects(verb.i)
        return ()

    def copula(self) -> int:
        g, token = self.grammar, self.token
        if token.function is F.PREDICATE and g.tokens[token.head].lemma in self.words.copulas:
            return token.head
        return self.head

    def adjective_subjects(self) -> tuple[int, ...]:
        """The noun an adjective stands at: "militants *loyal* to …"."""
        token = self.token
        if token.function in {F.MODIFIER, F.NOUN_CLAUSE, F.RELATIVE_CLAUSE}:
            return self.grammar.with_conjuncts((token.head,))
        return self.grammar.surface_subjects(self.head)

    def indirect(self) -> tuple[int, ...]:
        """Who is given something ("granted *them* asylum"), or made something ("took *them* hostage")."""
        g, head = self.grammar, self.head
        found = g.indirect_objects(head) or g.prep_objects(head, "to", "for") or self.passive_indirect()
        judged = g.below(head, F.OPEN_COMPLEMENT, F.PREDICATE) or g.raised_objects(head) or self.predicates()
        return found or (g.objects(head) if judged else ())

    def passive_indirect(self) -> tuple[int, ...]:
        """ "The refugees were granted asylum": the passive subject is the one who is given."""
        g = self.grammar
        return g.surface_subjects(self.head) if g.is_passive(self.head) and g.below(self.head, F.OBJECT) else ()
