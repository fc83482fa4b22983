"""Who a predicate's subject, object and other arguments are, whatever the construction.

The parser's tree shows surface functions; rules are written for the plain active clause. `Grammar` answers, for any verb or noun of a
`Text`, who its *logical* subject and object are: through passives, relative clauses, participles, control ("agreed to send"), purpose
infinitives, shared subjects of coordinated verbs, and nouns that stand under a light verb ("carried out an attack").
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from dragoman.model import Function, Text

F = Function
RELATIVE = frozenset({"which", "who", "that", "whom", "whose"})
HYPHENS = frozenset({"-", "–"})
SUBJECTS = frozenset({F.SUBJECT, F.PASSIVE_SUBJECT})
MEASURES = frozenset({"ADJ", "ADV", "NUM"})  # "spent *much* of the decade fighting": no one who could do it
COMPLEMENTS = frozenset({F.OPEN_COMPLEMENT, F.CLAUSE_COMPLEMENT, F.ADVERBIAL_CLAUSE, F.PREP_CLAUSE, F.OTHER})
NOUNS = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X"})
DEPTH = 8  # how far up a chain of clauses a subject is looked for


class Grammar:
    """Logical functions of one `Text`. Every method returns token indexes in document order; an empty tuple means there is none."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.tokens = text.tokens
        self.children = text.children
        self._subjects: dict[int, tuple[int, ...]] = {}
        self._preps: dict[int, dict[str, tuple[int, ...]]] = {}

    def below(self, i: int, *functions: Function) -> tuple[int, ...]:
        """Direct dependents of `i` with one of these functions."""
        tokens = self.tokens
        return tuple(c for c in self.children[i] if tokens[c].function in functions)

    def with_conjuncts(self, heads: Iterable[int]) -> tuple[int, ...]:
        """The heads and the nouns coordinated with them: "Russia *and China*"."""
        found: list[int] = []
        for head in heads:
            found.append(head)
            for c in self.below(head, F.CONJUNCT):
                if self.tokens[c].pos in NOUNS:
                    found += self.with_conjuncts((c,))
        return tuple(found)

    # ------------------------------------------------------------------------------------------------------------------------------ verbs

    def is_passive(self, v: int) -> bool:
        """A passive verb, finite ("was attacked") or a bare participle on a noun ("the town attacked by …")."""
        token = self.tokens[v]
        if token.tag == "VBD" and token.function is F.NOUN_CLAUSE:  # "the station, *shut* down by police in May, …"
            return bool(self.below(v, F.AGENT))
        if token.tag != "VBN":
            return False
        if any(self.tokens[c].function in {F.PASSIVE_AUXILIARY, F.PASSIVE_SUBJECT, F.AGENT} for c in self.children[v]):
            return True
        if token.function is F.NOUN_CLAUSE or token.function is F.MODIFIER:  # "*jailed* reporters", not "news that they have *jailed* …"
            return not self.below(v, F.AUXILIARY, F.SUBJECT)
        if token.function is F.CONJUNCT and self.tokens[token.head].tag == "VBN":
            return not self.below(v, F.AUXILIARY, F.SUBJECT) and self.is_passive(token.head)
        if token.function in {F.ADVERBIAL_CLAUSE, F.OPEN_COMPLEMENT}:
            return not self.below(v, F.AUXILIARY, F.OBJECT)
        return token.function is F.ROOT and not self.below(v, F.AUXILIARY, F.OBJECT, F.SUBJECT)  # "residents *protested*" tagged VBN

    def surface_subjects(self, v: int) -> tuple[int, ...]:
        """The subject a verb has in the tree or takes over from the clause that governs it."""
        known = self._subjects.get(v)
        if known is None:
            known = self._subjects[v] = self._find_subjects(v, DEPTH)
        return known

    def _find_subjects(self, v: int, depth: int) -> tuple[int, ...]:
        own = self.below(v, F.SUBJECT, F.PASSIVE_SUBJECT)
        if own:
            heads = [i for i in self.antecedents(own, v) if self.tokens[i].lemma not in {"there", "it"} or self.tokens[i].tag != "EX"]
            return self.with_conjuncts(heads)
        if depth == 0:
            return ()
        token = self.tokens[v]
        head = token.head
        governor = self.tokens[head]
        if token.function is F.NOUN_CLAUSE:
            if token.tag == "VB":  # "a plan to leave": whoever has the plan
                by = tuple(h for h in self.prep_objects(head, "by") if h < v)  # "the decision *by Sudan* to free …"
                found = by or self.noun_owners(head) or self.light_subjects(head)
                bare = governor.function is F.PREP_OBJECT and not self.below(head, F.DETERMINER, F.MODIFIER)
                if not found and bare and self.tokens[governor.head].lemma.lower() == "in":  # "jailed them in order *to silence* them"
                    return self._find_subjects(self.tokens[governor.head].head, depth - 1)
                return found
            return self.with_conjuncts((head,))
        if token.function is F.MODIFIER and token.tag in {"VBN", "VBG"}:  # "*jailed* reporters", "*invading* troops"
            return self.with_conjuncts((head,))
        if token.function is F.RELATIVE_CLAUSE:
            return self.with_conjuncts((head,)) if not self.below(v, F.OBJECT) or not self.has_gap_object(v) else ()
        if token.function is F.CONJUNCT and governor.pos in {"VERB", "AUX"}:
            return self._find_subjects(head, depth - 1)
        if token.function is F.OPEN_COMPLEMENT or (token.function is F.CLAUSE_COMPLEMENT and token.tag in {"VB", "VBG"}):
            return self._controller(v, head, depth)
        if token.function is F.PREP_CLAUSE:
            return self._prep_clause_subjects(head, depth)
        if token.function in COMPLEMENTS and governor.pos in {"VERB", "AUX"} and token.tag in {"VB", "VBG", "VBN"}:
            given = self.below(head, F.INDIRECT_OBJECT) if token.tag == "VB" and head < v else ()  # "gave *the envoy* a day to leave"
            return self.with_conjuncts(given) or self._find_subjects(head, depth - 1)
        return ()

    def _controller(self, v: int, head: int, depth: int) -> tuple[int, ...]:
        """Whoever does what is agreed, urged, allowed: the object if there is one ("urged Iran to stop"), else the subject."""
        governor = self.tokens[head]
        if governor.pos in {"NOUN", "ADJ"} and governor.function is F.PREDICATE:
            return self._find_subjects(governor.head, depth - 1)
        objects = tuple(o for o in self.below(head, F.OBJECT, F.INDIRECT_OBJECT) if o < v and self.tokens[o].pos not in MEASURES)
        if objects and governor.pos == "VERB":
            return self.with_conjuncts(objects)
        for p in self.below(head, F.PREPOSITION):  # "called on Iran to stop"
            if self.tokens[p].lemma in {"on", "upon"} and p < v:
                return self.with_conjuncts(self.below(p, F.PREP_OBJECT))
        if self.is_passive(head):
            return self.with_conjuncts(self.antecedents(self.below(head, F.PASSIVE_SUBJECT), head))
        return self._find_subjects(head, depth - 1)

    def _prep_clause_subjects(self, prep: int, depth: int) -> tuple[int, ...]:
        """ "accused Iran of arming", "criticised for banning", "thanked X for hosting": the object if the verb has one, else its subject."""
        v = self.tokens[prep].head
        if self.tokens[v].pos in {"NOUN", "PROPN"}:
            return self.noun_owners(v) or self.light_subjects(v)
        if self.tokens[v].pos == "ADJ" and self.tokens[v].function is F.PREDICATE:  # "remains committed to *defeating*"
            return self._find_subjects(self.tokens[v].head, depth - 1)
        if self.tokens[prep].lemma in {"of", "for", "from", "into", "over"}:
            objects = self.below(v, F.OBJECT)
            if objects:
                return self.with_conjuncts(objects)
            if self.is_passive(v):
                return self.with_conjuncts(self.antecedents(self.below(v, F.PASSIVE_SUBJECT), v))
        return self._find_subjects(v, depth - 1)

    def has_gap_object(self, v: int) -> bool:
        """In a relative clause: is the relative pronoun the object ("the aid that Iran sent")?"""
        return any(self.tokens[o].lemma in RELATIVE and self.tokens[o].tag in {"WDT", "WP"} for o in self.below(v, F.OBJECT))

    def antecedents(self, heads: Iterable[int], v: int) -> tuple[int, ...]:
        """Relative pronouns replaced by the noun the clause hangs on."""
        found: list[int] = []
        for i in heads:
            token = self.tokens[i]
            if token.tag in {"WDT", "WP"} and token.lemma in RELATIVE:
                clause = v
                while self.tokens[clause].function is F.CONJUNCT:
                    clause = self.tokens[clause].head
                if self.tokens[clause].function is F.RELATIVE_CLAUSE:
                    found.append(self.tokens[clause].head)
                continue
            found.append(i)
        return tuple(found)

    def subjects(self, v: int) -> tuple[int, ...]:
        """Logical subject: the agent of a passive, else the surface subject."""
        return self.agents(v) if self.is_passive(v) else self.surface_subjects(v)

    def agents(self, v: int) -> tuple[int, ...]:
        agents = [o for a in self.below(v, F.AGENT) for o in self.below(a, F.PREP_OBJECT)]
        if self.tokens[v].function is F.MODIFIER and v >= 2 and self.tokens[v - 1].text == "-":  # "*Iran*-backed militias"
            near = self.tokens[v - 2]
            agents += [near.i] if near.head in {v, self.tokens[v].head} and near.pos in NOUNS else []
        if not agents and self.is_passive(v):
            agents = [o for p in self.below(v, F.PREPOSITION) if self.tokens[p].lemma == "by" for o in self.below(p, F.PREP_OBJECT)]
        if not agents and self.is_passive(v):  # "were denied entry *by Chad*"
            agents = [o for n in self.below(v, F.OBJECT, F.PREDICATE) for o in self.prep_objects(n, "by")]
        if not agents and self.is_passive(v):  # "was listed for sanctions *by Chad*"
            nouns = [n for p in self.below(v, F.PREPOSITION) for n in self.below(p, F.PREP_OBJECT)]
            preps = [p for n in nouns for p in self.below(n, F.PREPOSITION) if self.tokens[p].lemma == "by"]
            agents = [o for p in preps for o in self.below(p, F.PREP_OBJECT)]
        return self.with_conjuncts(agents)

    def objects(self, v: int) -> tuple[int, ...]:
        """Logical object: the surface subject of a passive, the antecedent of a relative clause with an object gap, else the object."""
        if self.is_passive(v):
            return self.surface_subjects(v)
        own = self.below(v, F.OBJECT) or self.raised_objects(v)
        if own:
            return self.with_conjuncts(self.antecedents(own, v))
        token = self.tokens[v]
        if token.function is F.RELATIVE_CLAUSE and self.below(v, F.SUBJECT) and not self.subject_is_relative(v):
            return self.with_conjuncts((token.head,))
        if token.function is F.CONJUNCT and self.tokens[token.head].pos == "VERB":
            return ()
        shared = [c for c in self.below(v, F.CONJUNCT) if self.tokens[c].pos == "VERB" and self.tokens[c].tag == token.tag]
        if shared and not self.below(v, F.PREPOSITION, F.CLAUSE_COMPLEMENT, F.OPEN_COMPLEMENT):
            return self.objects(shared[0])  # "criticised and condemned the raid"
        return ()

    def raised_objects(self, v: int) -> tuple[int, ...]:
        """ "allowed *inspectors* to enter", "considers *Hamas* a terrorist group": the subject of an infinitive or of a verbless clause."""
        for c in self.below(v, F.CLAUSE_COMPLEMENT):
            if self.tokens[c].pos in {"NOUN", "PROPN", "ADJ"}:
                return self.below(c, F.SUBJECT)
            modal = any(self.tokens[k].tag == "MD" for k in self.children[c])
            if self.tokens[c].tag == "VB" and not modal and not self.below(c, F.SUBORDINATOR):
                return self.below(c, F.SUBJECT)
        return ()

    def subject_is_relative(self, v: int) -> bool:
        """ "that fought", and "*whose army* fought", where the noun before is no object either."""
        return any(
            self.tokens[i].tag in {"WDT", "WP", "WP$"} for s in self.below(v, F.SUBJECT, F.PASSIVE_SUBJECT) for i in (s, *self.children[s])
        )

    def indirect_objects(self, v: int) -> tuple[int, ...]:
        return self.with_conjuncts(self.below(v, F.INDIRECT_OBJECT))

    # ----------------------------------------------------------------------------------------------------------------------- prepositions

    def prepositions(self, i: int) -> dict[str, tuple[int, ...]]:
        """Nouns below `i` by preposition, nested ones ("out of Kabul") under each of their words; a bare particle has an empty tuple."""
        known = self._preps.get(i)
        if known is None:
            found: dict[str, list[int]] = {}
            self._collect_prepositions(i, found)
            known = self._preps[i] = {prep: tuple(heads) for prep, heads in found.items()}
        return known

    def _collect_prepositions(self, i: int, found: dict[str, list[int]]) -> None:
        for p in self.children[i]:
            token = self.tokens[p]
            if token.function in {F.PREPOSITION, F.AGENT} or (token.function in {F.PARTICLE, F.ADVERB} and token.pos in {"ADP", "ADV"}):
                heads = found.setdefault(token.lemma, [])
                below = self.below(p, F.PREP_OBJECT) or (self.below(p, F.MODIFIER) if token.lemma == "as" else ())  # "as unacceptable"
                if token.lemma in {"on", "upon"} and not below:  # "call *on* other states to join", read as a verb with a particle
                    below = tuple(o for o in self.below(i, F.OBJECT) if o > p and self.below(i, F.OPEN_COMPLEMENT))
                heads += self.with_conjuncts(self.antecedents(below, i))
                self._collect_prepositions(p, found)
            elif token.function is F.CONJUNCT and token.pos == "ADP":
                found.setdefault(token.lemma, []).extend(self.with_conjuncts(self.below(p, F.PREP_OBJECT)))

    def prep_objects(self, i: int, *preps: str) -> tuple[int, ...]:
        table = self.prepositions(i)
        return tuple(sorted({h for prep in preps for h in table.get(prep, ())}))

    # ----------------------------------------------------------------------------------------------------------------------------- nouns

    def noun_owners(self, n: int) -> tuple[int, ...]:
        """Who stands before a noun: "*Iran*'s decision", "*U.S.* withdrawal", "*Turkish* incursion".

        After a possessor the rest only says what the noun is: "*Mali*'s media law".
        """
        owners: list[int] = []
        for c in self.below(n, F.POSSESSOR) or self.below(n, F.COMPOUND, F.MODIFIER):
            joined = [k for k in self.below(c, F.COMPOUND) if self.tokens[k + 1].text in HYPHENS and self.tokens[c].pos == "PROPN"]
            owners += joined  # "the *Chad*-Niger border"
            owners += [k for k in self.with_conjuncts((c,)) if k < n] if self.tokens[c].pos in NOUNS else []
        return tuple(owners)

    def companions(self, n: int) -> tuple[int, ...]:
        """Who goes along with a noun: "Chad, *along with Niger*", "Chad, *together with Niger*", "Chad *alongside Niger*"."""
        found: list[int] = []
        v = self.tokens[n].head
        beside = [p for p in self.below(v, F.PREPOSITION) if p < v] if self.tokens[n].function in SUBJECTS else []
        for p in (*self.below(n, F.PREPOSITION), *beside):
            token = self.tokens[p]
            if token.lemma.lower() == "alongside" or (
                token.lemma == "with" and any(self.tokens[c].lemma.lower() == "together" for c in self.children[p])
            ):
                found += self.with_conjuncts(self.below(p, F.PREP_OBJECT))
            elif token.lemma.lower() in {"along", "together"}:
                found += self.with_conjuncts(o for q in self.below(p, F.PREPOSITION) for o in self.below(q, F.PREP_OBJECT))
        return tuple(found)

    def led_by(self, n: int) -> tuple[int, ...]:
        """Who leads what a noun says: "*Saudi*-led airstrikes"."""
        return tuple(a for c in self.below(n, F.MODIFIER) if self.tokens[c].tag == "VBN" for a in self.agents(c))

    def go_betweens(self, n: int, verbs: Container[str]) -> tuple[int, ...]:
        """Who brought about what a noun says without being a side of it: "the truce *brokered* by Oman", for verbs such as "broker"."""
        clauses = (c for c in self.below(n, F.MODIFIER, F.NOUN_CLAUSE) if self.tokens[c].lemma in verbs)
        return tuple(a for c in clauses for a in self.agents(c))

    def light_subjects(self, n: int) -> tuple[int, ...]:
        """The subject of the verb whose object (or passive subject) the noun is: "*Iran* carried out an attack"."""
        token = self.tokens[n]
        while token.function is F.CONJUNCT and self.tokens[token.head].pos == "NOUN":
            token = self.tokens[token.head]
        verb = token.head
        if token.function is F.OBJECT and self.tokens[verb].pos == "VERB":
            return self.subjects(verb)
        if token.function is F.PASSIVE_SUBJECT:
            return self.agents(verb)
        return ()

    def governing_verb(self, n: int) -> int:
        """The verb whose subject, object or prepositional object the noun is; -1 when it has none."""
        seen = 0
        while seen < DEPTH:
            token = self.tokens[n]
            if token.head == n:
                return -1
            n = token.head
            if self.tokens[n].pos in {"VERB", "AUX"}:
                return n
            seen += 1
        return -1

    def subtree(self, i: int) -> range:
        """The token range from the leftmost to the rightmost token below `i`."""
        first = last = i
        stack = [i]
        while stack:
            for c in self.children[stack.pop()]:
                first, last = min(first, c), max(last, c)
                stack.append(c)
        return range(first, last + 1)

    def all_below(self, i: int) -> list[int]:
        """A token and all that hangs on it, in the order of the text."""
        found = [i]
        for k in found:
            found += self.children[k]
        return sorted(found)

    def hangs_below(self, i: int, goal: int) -> bool:
        """Whether a noun hangs on a verb through nouns and prepositions alone."""
        tokens = self.tokens
        while i != goal:
            if tokens[i].pos not in {"NOUN", "PROPN", "ADP", "NUM"} or tokens[i].head == i:
                return False
            i = tokens[i].head
        return True

    def has_modifier(self, n: int, words: frozenset[str]) -> bool:
        for c in self.below(n, F.MODIFIER, F.COMPOUND, F.POSSESSOR):
            near = (self.tokens[k] for k in (c, *self.below(c, F.CONJUNCT, F.COMPOUND, F.MODIFIER)))
            if any(token.lemma.lower() in words or token.text.lower() in words for token in near):  # "*arms* deliveries"
                return True
        return False
