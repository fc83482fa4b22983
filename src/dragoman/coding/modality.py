"""Did the act happen? Asserted, future, hypothetical or negated, read off the grammar and the words that govern the act.

The answer is for the act that the head names, as its own words stand: "will send" is future here, and a table of shifts makes of it
what PLOVER wants. The way goes from the head upwards: first its own auxiliaries, negation and modifiers, then each word that governs
it, until a clause stands on its own.
"""

from __future__ import annotations

from dragoman.coding.modal_words import DEFAULT, Words, load, modality
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Field, Function, Modality, Text

F = Function
A, FUT, HYP, NEG = Modality.ASSERTED, Modality.FUTURE, Modality.HYPOTHETICAL, Modality.NEGATED
VERBAL_POS = frozenset({"VERB", "AUX"})
SUBJECTS = frozenset({F.SUBJECT, F.PASSIVE_SUBJECT})
PAST = frozenset({"VBD", "VBN"})
DEFINITE = frozenset({"the", "this", "that", "these", "those"})
BEARING = frozenset({"in", "into", "to", "on", "with", "out", "under"})  # "engaged in talks", "is under investigation"
GIVEN = frozenset({"against", "about", "over"})  # "protect against the advance": a definite noun after these is there already
DEPTH = 12  # governors that are looked at above a head

Reading = tuple[Modality, str]


def modality_of(head: int, text: Text, knowledge: Knowledge = DEFAULT) -> Reading:
    """The modality of the act named by token `head` (a verb or an event noun), and why in a few words."""
    return Climb(text, knowledge).at(head)


class Climb:
    """One text and the words, for climbing from a head to what governs it."""

    def __init__(self, text: Text, knowledge: Knowledge = DEFAULT) -> None:
        self.text = text
        self.words: Words = load(knowledge)
        self.tokens, self.children = text.tokens, text.children

    def at(self, i: int, depth: int = DEPTH) -> Reading:
        """The modality of token `i` with all that stands above it."""
        token = self.tokens[i]
        if token.pos in VERBAL_POS or token.tag.startswith("VB"):
            own, why = self.own_verb(i)
            return self.above_verb(i, own, why, depth)
        own, why = self.own_noun(i)
        if own is not A or depth == 0:
            return own, why
        return self.above_noun(i, depth)

    # -------------------------------------------------------------------------------------------------------------------- the word itself

    def own_verb(self, v: int) -> Reading:
        """Auxiliaries, negation, an opening "if", a question, a time to come."""
        words, tokens = self.words, self.tokens
        modal, negated, opened, why = A, "", A, ""
        for c in self.children[v]:
            token = tokens[c]
            word = token.text.lower()
            if token.function is F.NEGATION or (token.function is F.ADVERB and word in words.negation):
                negated = word
            elif token.function is F.AUXILIARY and token.tag == "MD":
                modal, why = self.modal(v, word), f"“{word}”"
            elif token.function in {F.SUBORDINATOR, F.ADVERB} and word in words.openers:
                opened, why = words.openers[word], f"clause with “{word}”"
            elif token.function in SUBJECTS and self.is_negative(c):
                negated = word
            elif token.function in {F.OBJECT, F.PREDICATE} and self.is_negative(c):
                negated = f"no {word}"
            elif token.function is F.ADVERB and word in words.modifiers and c < v:
                opened, why = words.modifiers[word], f"“{word}”"
            elif token.function is F.ADVERBIAL_CLAUSE and modal in {FUT, HYP} and self.opens_with_if(c):
                opened, why = HYP, "depends on a condition"
        if opened is not A:
            return opened, why
        if self.is_open_question(v):
            return HYP, "a question"
        if negated:
            return (HYP, f"{why} and “{negated}”") if modal is HYP else (NEG, f"“{negated}”")
        if modal is not A:
            return modal, why
        return self.unmarked(v)

    def unmarked(self, v: int) -> Reading:
        """A verb without any of these: a present with a time to come, a headline's infinitive."""
        token = self.tokens[v]
        if token.tag in {"VBZ", "VBP", "VBG"} and self.time_to_come(v):
            return FUT, "present tense with a time to come"
        if self.has_to(v) and token.function in {F.ROOT, F.NOUN_CLAUSE} and self.text.sentence_of(v).field is Field.TITLE:
            return FUT, "headline infinitive"
        return A, ""

    def is_open_question(self, v: int) -> bool:
        """The main verb of a question that does not take its answer for granted ("why did they leave?")."""
        sentence = self.text.sentence_of(v)
        marks = {self.tokens[i].text for i in range(max(sentence.first, sentence.last - 2), sentence.last)}
        if "?" not in marks or self.tokens[v].function not in {F.ROOT, F.CONJUNCT}:
            return False
        return self.tokens[sentence.first].text.lower() not in self.words.granting

    def time_to_come(self, v: int) -> bool:
        for c in self.children[v]:
            token = self.tokens[c]
            if token.function in {F.NOUN_ADVERBIAL, F.ADVERB}:
                near = (token.text.lower(), *(self.tokens[k].text.lower() for k in self.children[c]))
                if any(word in self.words.future_times for word in near) and token.function is F.NOUN_ADVERBIAL:
                    return True
                if token.text.lower() == "tomorrow":
                    return True
        return False

    def modal(self, v: int, word: str) -> Modality:
        kind = self.words.auxiliaries.get(word, "")
        if kind != "reported":
            return modality(kind) if kind else A
        return FUT if self.is_reported_past(v) else HYP

    def is_reported_past(self, v: int) -> bool:
        """Does the clause of `v` hang on a past verb, or on a noun ("an announcement that")?"""
        for _ in range(DEPTH):
            token = self.tokens[v]
            above = self.tokens[token.head]
            if token.function is F.CLAUSE_COMPLEMENT:
                return above.tag in PAST or above.pos in {"NOUN", "ADJ"} or above.tag in {"VBG", "VB"}
            if token.function is F.NOUN_CLAUSE:
                return above.pos == "NOUN"
            if token.function is not F.CONJUNCT:
                return False
            v = token.head
        return False

    def is_negative(self, n: int) -> bool:
        """“no talks”, “nobody”, “none of them”."""
        if self.tokens[n].text.lower() in self.words.negative_pronouns:
            return True
        return any(self.tokens[c].text.lower() in self.words.negative_determiners for c in self.children[n] if c < n)

    def opens_with_if(self, v: int) -> bool:
        return any(self.words.openers.get(self.tokens[c].text.lower()) is HYP for c in self.children[v] if c < v)

    def has_to(self, v: int) -> bool:
        return any(self.tokens[c].tag == "TO" and self.tokens[c].function is F.AUXILIARY for c in self.children[v])

    def own_noun(self, n: int) -> Reading:
        """“planned”, “possible”, “no” before an event noun."""
        for c in self.children[n]:
            word = self.tokens[c].text.lower()
            if c > n:
                break
            if word in self.words.negative_determiners:
                return NEG, f"“{word}”"
            if word in self.words.modifiers and self.tokens[c].function is not F.NEGATION:
                return self.words.modifiers[word], f"“{word}”"
        return A, ""

    # ------------------------------------------------------------------------------------------------------------------------- what governs

    def above_verb(self, v: int, own: Modality, why: str, depth: int) -> Reading:
        token = self.tokens[v]
        above = token.head
        if above == v or depth == 0:
            return own, why
        function = token.function
        if own in {A, HYP, FUT} and (enacting := self.enacted_by(v)) >= 0:
            return self.at(enacting, depth - 1)
        if function is F.CONJUNCT:
            return self.conjunct(v, above, own, why, depth)
        if function is F.RELATIVE_CLAUSE:
            if own is A and (self.has_to(v) or (token.tag in {"VBZ", "VBP"} and self.at(above, depth - 1)[0] in {HYP, FUT})):
                return HYP, "relative clause on something not real yet"
            return own, why
        if function is F.ADVERBIAL_CLAUSE:
            return self.adverbial(v, above, own, why, depth)
        if function is F.PREP_CLAUSE:
            return self.after_preposition(v, above, own, why, depth)
        complement = self.complement_of(v)
        if not complement or (own is A and self.is_performed(v, above)):
            return self.at(above, depth - 1) if complement else (own, why)
        return self.governed(above, complement, own, why, depth)

    def is_performed(self, v: int, above: int) -> bool:
        """ "voted to *impeach* the president": the vote is the act."""
        words, tokens = self.words, self.tokens
        return tokens[above].pos == "VERB" and tokens[above].lemma in words.performing and tokens[v].lemma in words.performed

    def enacted_by(self, v: int) -> int:
        """The verb that makes the law come true of which `v` tells what it does ("*passed* a bill that would ban rallies"), -1 for none."""
        noun = self.tokens[v].head
        law, verb = self.tokens[noun], self.tokens[self.tokens[noun].head]
        tells = self.tokens[v].function in {F.RELATIVE_CLAUSE, F.NOUN_CLAUSE} and law.lemma.lower() in self.words.laws
        passed = law.function in {F.OBJECT, F.PASSIVE_SUBJECT} and verb.pos == "VERB" and verb.lemma in self.words.enacting
        return verb.i if tells and passed else -1

    def complement_of(self, v: int) -> str:
        """Which complement of the word above the verb is: infinitive, gerund, clause, or "" for none."""
        token = self.tokens[v]
        if token.function in {F.OPEN_COMPLEMENT, F.CLAUSE_COMPLEMENT, F.NOUN_CLAUSE}:
            if self.has_to(v):
                return "infinitive"
            if token.function is F.NOUN_CLAUSE:
                return "clause" if any(self.tokens[c].function is F.SUBORDINATOR for c in self.children[v]) else ""
            if token.tag == "VBG" and not any(self.tokens[c].function in {*SUBJECTS, F.AUXILIARY} for c in self.children[v]):
                return "gerund"
            return "infinitive" if token.function is F.OPEN_COMPLEMENT else "clause"
        return ""

    def governed(self, g: int, complement: str, own: Modality, why: str, depth: int) -> Reading:
        """The complement of `g` after what `g` does to it and what stands above `g`."""
        if self.tokens[g].lemma == "be":  # "it is possible that": the adjective governs
            g = next((c for c in self.children[g] if self.tokens[c].function is F.PREDICATE and self.tokens[c].pos == "ADJ"), g)
        token = self.tokens[g]
        verbal = token.pos in VERBAL_POS
        effect = self.effect(g, complement)
        if effect is None and complement == "infinitive":
            if token.lemma == "be":
                effect = FUT
            elif not verbal:
                return (own, why) if own is not A else (HYP, f"infinitive after “{token.text}”")
        if complement == "clause" and effect is None:
            return own, why
        if effect is None or effect is A:  # "began to fire": as real as the beginning
            if own is not A and complement != "gerund":
                return own, why
            return self.at(g, depth - 1) if verbal else (own, why)
        above = self.at(g, depth - 1)[0] if verbal else self.own_noun(g)[0]
        return self.combined(effect, above, complement, own, f"“{token.lemma}” makes it {effect.value}")

    @staticmethod
    def combined(effect: Modality, above: Modality, complement: str, own: Modality, why: str) -> Reading:
        """What a governor does, when the governor itself is denied or only possible."""
        if effect is NEG:
            if above is NEG:
                return (HYP if complement == "clause" or own is HYP else A), f"{why}, and that is denied"
            if own is NEG:
                return A, f"{why}, twice"
            return (NEG, why) if above is A else (HYP, f"{why}, which is not certain")
        if effect is FUT:
            if own in {NEG, HYP}:
                return own, why
            if above is NEG:
                return NEG, f"{why}, and that is denied"
            return (HYP, why) if above is HYP else (FUT, why)
        return HYP, why

    def effect(self, g: int, complement: str) -> Modality | None:
        token = self.tokens[g]
        lemma = token.lemma.lower()
        if token.pos in VERBAL_POS:
            found = self.words.verbs.get(lemma, {}).get(complement)
            if found is None and token.tag in {"VBN", "VBG"}:  # "is expected to", "is going to", "is set to" as participles
                found = self.words.adjectives.get(token.text.lower(), {}).get(complement)
            return found
        if token.pos in {"ADJ", "ADV"}:
            return self.words.adjectives.get(lemma, {}).get(complement)
        return self.words.nouns.get(lemma, {}).get(complement)

    def conjunct(self, v: int, above: int, own: Modality, why: str, depth: int) -> Reading:
        """“will come and sign”: the second verb shares the first one's auxiliaries unless it has its own subject or tense."""
        tokens = self.tokens
        if tokens[above].pos not in VERBAL_POS:
            return own, why
        has_own = any(tokens[c].function in SUBJECTS or tokens[c].function is F.AUXILIARY for c in self.children[v])
        shared = tokens[v].tag in {"VB", "VBN", "VBG"} and not has_own
        if own is not A:
            return own, why
        if shared or (tokens[above].function is not F.ROOT and not has_own):
            return self.at(above, depth - 1)
        opened = self.own_verb(above)
        if opened[0] is HYP and opened[1].startswith("clause with"):
            return opened
        return (own, why) if tokens[above].function is F.ROOT else self.above_verb(above, own, why, depth - 1)

    def adverbial(self, v: int, above: int, own: Modality, why: str, depth: int) -> Reading:
        token = self.tokens[v]
        if self.has_to(v):
            effect = self.effect(above, "infinitive")
            if effect is not None:
                return self.governed(above, "infinitive", own, why, depth)
            return (HYP, "infinitive of purpose") if own is A else (own, why)
        bare = not any(self.tokens[c].function in {*SUBJECTS, F.SUBORDINATOR} for c in self.children[v])
        if bare and token.tag == "VBG" and own is A and self.tokens[above].pos in VERBAL_POS:
            return self.at(above, depth - 1)
        return own, why

    def after_preposition(self, v: int, prep: int, own: Modality, why: str, depth: int) -> Reading:
        """“without firing”, “prevented from leaving”, “the possibility of leaving”, “by leaving”."""
        word = self.tokens[prep].lemma.lower()
        if word in self.words.prepositions:
            return self.words.prepositions[word], f"“{word}”"
        g = self.tokens[prep].head
        if self.tokens[g].lemma.lower() in self.words.prepositions:  # "instead of firing"
            return self.words.prepositions[self.tokens[g].lemma.lower()], f"“{self.tokens[g].text}”"
        effect = self.effect(g, word)
        if effect is not None:
            above = self.at(g, depth - 1)[0] if self.tokens[g].pos in VERBAL_POS else A
            return self.combined(effect, above, word, own, f"“{self.tokens[g].lemma} {word}” makes it {effect.value}")
        if word == "by" and own is A and self.tokens[g].pos in VERBAL_POS:
            return self.at(g, depth - 1)
        return own, why

    def above_noun(self, n: int, depth: int) -> Reading:
        tokens = self.tokens
        token = tokens[n]
        above, function = token.head, token.function
        if above == n:
            return A, ""
        if function is F.CONJUNCT:
            return self.at(above, depth - 1) if tokens[above].pos not in VERBAL_POS else (A, "")
        if function in {F.COMPOUND, F.MODIFIER}:
            effect = self.effect(above, "compound")
            return (effect, f"“{tokens[above].text}” makes it {effect.value}") if effect is not None else (A, "")
        if function is F.PREP_OBJECT:
            return self.noun_after_preposition(n, above, depth)
        if function in {F.OBJECT, F.PREDICATE, *SUBJECTS} and tokens[above].pos in VERBAL_POS:
            return self.noun_of_verb(n, above, function, depth)
        return A, ""

    def noun_after_preposition(self, n: int, prep: int, depth: int) -> Reading:
        word = self.tokens[prep].lemma.lower()
        if word in self.words.prepositions:
            return self.words.prepositions[word], f"“{word}”"
        g = self.tokens[prep].head
        lemma = self.tokens[g].lemma.lower()
        if lemma in self.words.prepositions and g != prep:
            return self.words.prepositions[lemma], f"“{lemma}”"
        effect = self.effect(g, word)
        if effect is not None and not (self.is_definite(n) and (word in GIVEN or (effect is HYP and self.is_standing(n)))):
            verbal = self.tokens[g].pos in VERBAL_POS
            above = self.at(g, depth - 1)[0] if verbal else self.own_noun(g)[0]
            return self.combined(effect, above, word, A, f"“{lemma} {word}” makes it {effect.value}")
        if lemma in self.words.frames and word == "of":
            return self.at(g, depth - 1)
        bears = lemma in self.words.light and self.tokens[g].pos in VERBAL_POS and not self.is_definite(n)
        if bears and word in BEARING:
            return self.at(g, depth - 1)
        return A, ""

    def noun_of_verb(self, n: int, v: int, function: Function, depth: int) -> Reading:
        token = self.tokens[v]
        complement = "subject" if function is F.SUBJECT else "noun"
        effect = self.effect(v, complement)
        if effect is not None and not (
            effect is HYP and function is F.OBJECT and self.is_definite(n) and (self.is_past_event(n) or self.is_standing(n))
        ):
            above = self.at(v, depth - 1)[0]
            return self.combined(effect, above, complement, A, f"“{token.lemma}” makes it {effect.value}")
        real, why = self.at(v, depth - 1)
        if token.lemma in self.words.light:
            return real, f"as real as “{token.text}”" + (f" ({why})" if why else "")
        if real in {FUT, HYP} and not self.is_definite(n):
            return real, f"as real as “{token.text}”" + (f" ({why})" if why else "")
        return A, ""

    def is_definite(self, n: int) -> bool:
        return any(self.tokens[c].text.lower() in DEFINITE or self.tokens[c].function is F.POSSESSOR for c in self.children[n] if c < n)

    def is_standing(self, n: int) -> bool:
        """ "discussed *the war* in Yemen", "an end to *the siege*": what goes on already."""
        return self.tokens[n].lemma.lower() in self.words.standing

    def is_past_event(self, n: int) -> bool:
        """A definite noun with a time, an owner or a place of its own is taken to have happened."""
        return any(self.tokens[c].function in {F.POSSESSOR, F.RELATIVE_CLAUSE} for c in self.children[n])
