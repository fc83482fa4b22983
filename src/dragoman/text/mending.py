"""Where the parser is known to err, mended after the fact, in general rules over its output.

Each mend is one function from the mutable `Draft` tokens of a sentence to the same list; `mend` runs them in order.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from dragoman.lexicon.folder import Knowledge
from dragoman.model import Function
from dragoman.text.hyphens import join_hyphens
from dragoman.text.receivers import measure_given, name_before_gift, receiver_in_compound
from dragoman.text.verbs import verb_after_aside, verb_before_number, verb_behind_participle, verb_between_nouns

VOWELS = frozenset("aeiou")
PHRASE = frozenset({"DET", "ADJ", "PROPN", "NOUN", "NUM", "PRON"})  # what a noun phrase begins with
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
SUBJECTS = frozenset({Function.SUBJECT, Function.PASSIVE_SUBJECT, Function.CLAUSAL_SUBJECT})
NOMINAL = frozenset({Function.SUBJECT, Function.PASSIVE_SUBJECT, Function.OBJECT, Function.PREP_OBJECT})
CLAUSES = frozenset({Function.ROOT, Function.CLAUSE_COMPLEMENT})  # what the head of a clause is
PAST = frozenset({"VBD", "VBN"})
LOOSE = frozenset({Function.PREPOSITION, Function.PUNCTUATION, Function.NOUN_ADVERBIAL, Function.ADVERBIAL_CLAUSE, Function.ADVERB})
CLAUSE_OPENERS = frozenset({"after", "before", "since", "until", "as"})
GERUND_OPENERS = frozenset({"of", "for", "from", "by", "without"})
DEED_OPENERS = frozenset({"in", "during", "amid", "after", "by", "from"})
FALSE_E = ("nde", "rte", "rme", "ghte", "nche", "she", "este", "cke", "tte", "rre", "bbe", "dde", "gge", "mme", "nne", "ppe")


@dataclass(slots=True)
class Draft:
    """A token while it is being mended; `head` is an index into the same list."""

    start: int
    end: int
    text: str
    lemma: str
    pos: str
    tag: str
    function: Function
    head: int
    dead: bool = False


def mend(tokens: list[Draft]) -> list[Draft]:
    """All mends. A mend that would tie words in a ring, so that following heads never ends, is taken back."""
    for token in tokens:
        token.lemma = lemma(token)
    before = ties(tokens)
    for step in (
        headline_verb,
        verb_of_noun,
        verb_after_aside,
        verb_before_name,
        verb_before_number,
        verb_between_nouns,
        verb_behind_participle,
        side_of_picture,
        clause_after_noun,
        relative_clause_on_neighbour,
        noun_by_function,
        object_past_predicate,
        participle_as_preposition,
        gerund_after_preposition,
        deed_after_preposition,
        receiver_in_compound,
        name_before_gift,
        measure_given,
    ):
        step(tokens)
        after = ties(tokens)
        if after != before and ring(tokens):
            for token, (head, function) in zip(tokens, before, strict=True):
                token.head, token.function = head, function
        else:
            before = after
    joined = join_hyphens(tokens)
    for i in ring(joined):
        joined[i].head, joined[i].function = i, Function.ROOT
        break
    return joined


def ties(tokens: list[Draft]) -> list[tuple[int, Function]]:
    """What each token hangs on, and as what."""
    return [(token.head, token.function) for token in tokens]


def ring(tokens: list[Draft]) -> list[int]:
    """The tokens of a ring of heads, in order; empty in a proper tree."""
    ended: set[int] = set()  # tokens from which following heads ends
    for start in range(len(tokens)):
        way: list[int] = []
        i = start
        while i not in ended and i not in way and tokens[i].head != i:
            way.append(i)
            i = tokens[i].head
        if i in way:
            return sorted(way[way.index(i) :])
        ended.update(way)
        ended.add(i)
    return []


def lemma(token: Draft) -> str:
    """ "hoped" is "hope", not "hop": a one-syllable stem that ends consonant-vowel-consonant doubles its last letter before -ed and -ing.

    The other way round, "defunded" is not "defunde", "readmitted" not "readmitte", "reoccupied" not "reoccupie".
    """
    word, stem = token.text.lower(), token.lemma
    if token.pos == "VERB" and word in false_lemmas():
        return false_lemmas()[word]
    if token.pos == "VERB" and word in {stem + "ed", stem + "ing", stem + "es"} and needs_e(stem):
        return stem + "e"
    if token.pos == "VERB" and word.endswith(("ed", "ing")) and stem.endswith(FALSE_E):
        return stem[:-2] if stem[-2] == stem[-3] else stem[:-1]
    if token.pos == "VERB" and word.endswith("ied") and stem.endswith("ie") and len(stem) > 5:
        return stem[:-2] + "y"
    return stem.lower() if token.pos not in {"PROPN"} else stem


@lru_cache(maxsize=1)
def false_lemmas() -> dict[str, str]:
    """Verb forms the lemmatizer gets wrong, and their lemmas (`languages/en/lemmas.yaml`)."""
    files = Knowledge.open().files("languages/en/lemmas.yaml")
    return {form: verb for file in files for verb, forms in file.data["forms"].items() for form in forms}


@lru_cache(maxsize=1)
def deed_nouns() -> frozenset[str]:
    """-ing forms that are nouns for deeds where nothing is their object: "in *fighting* with rebels"."""
    return frozenset(word for file in Knowledge.open().files("languages/en/lemmas.yaml") for word in file.data["deed_nouns"])


@lru_cache(maxsize=1)
def headline_forms() -> dict[str, str]:
    """ "exports" → "export", for the verbs that headlines put in the present tense."""
    verbs = [verb for file in Knowledge.open().files("languages/en/lemmas.yaml") for verb in file.data["headline_verbs"]]
    return {
        verb[:-1] + "ies" if verb.endswith("y") else verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "o")) else "s"): verb
        for verb in verbs
    }


def needs_e(stem: str) -> bool:
    if len(stem) < 3 or stem[-1] in VOWELS or stem[-1] in "wxy" or stem[-2] not in VOWELS or stem[-3] in VOWELS:
        return False
    return sum(a in VOWELS and b not in VOWELS for a, b in zip(stem, stem[1:], strict=False)) == 1


def headline_verb(tokens: list[Draft]) -> None:
    """ "Turkey *exports* drones to Mali": in a sentence without a finite verb, a name, a verb's -s form and a noun phrase are a clause."""
    if any(token.tag in FINITE for token in tokens):
        return
    for v in range(1, len(tokens) - 1):
        verb, name = tokens[v], tokens[v - 1]
        if verb.text not in headline_forms() or verb.pos not in {"NOUN", "PROPN"} or name.pos != "PROPN" or tokens[v + 1].pos not in PHRASE:
            continue
        noun = object_after(v, tokens)
        if noun < 0:
            continue
        above = verb if verb.head == v else tokens[noun] if verb.head == noun else verb
        head, function = above.head, above.function
        for k, token in enumerate(tokens):
            if token.head in {v, noun} and k < v - 1:
                token.head, token.function = v - 1, Function.COMPOUND if token.function is Function.SUBJECT else token.function
        verb.pos, verb.tag, verb.lemma = "VERB", "VBZ", headline_forms()[verb.text]
        verb.head, verb.function = (v, Function.ROOT) if head in {v, noun} else (head, function)
        name.head, name.function = v, Function.SUBJECT
        tokens[noun].head, tokens[noun].function = v, Function.OBJECT
        return


def verb_of_noun(tokens: list[Draft]) -> None:
    """ "Air raids *killed* at least nine people, officials said": a clause that hangs on a noun has its verb in a past form with an object."""
    for v, verb in enumerate(tokens):
        if verb.tag != "VBN" or verb.function is not Function.NOUN_CLAUSE:
            continue
        top = verb.head
        while tokens[top].function not in CLAUSES | SUBJECTS and tokens[top].head != top:
            top = tokens[top].head
        noun = tokens[top]
        if noun.function in SUBJECTS:  # of a verb that has another subject: "…, the ministry said"
            if not any(t.head == noun.head and t.function in SUBJECTS and k > v for k, t in enumerate(tokens)):
                continue
            noun.function = Function.CLAUSE_COMPLEMENT
        if noun.pos not in {"NOUN", "PROPN"} or top > v or any(t.head == top and (t.pos == "AUX" or t.function in SUBJECTS) for t in tokens):
            continue
        if not any(t.head == v and t.function is Function.OBJECT and t.pos in {"NOUN", "PROPN"} for t in tokens[v:]):
            continue
        for k, token in enumerate(tokens):
            if token.head == top and k > v:
                token.head = v
        verb.tag, verb.function, verb.head = "VBD", noun.function, v if noun.head == top else noun.head
        noun.head, noun.function = v, Function.SUBJECT
        return


def verb_before_name(tokens: list[Draft]) -> None:
    """ "The rebels *captured* Baidoa": a past form that has a subject does not describe the noun behind it; it is that subject's verb."""
    for v, verb in enumerate(tokens):
        n = verb.head
        if verb.tag not in PAST or verb.function is not Function.MODIFIER or n <= v:
            continue
        noun, below = tokens[n], [k for k, t in enumerate(tokens) if t.head == n and k not in {n, v}]
        subject = next((k for k, t in enumerate(tokens[:v]) if t.head in {v, n} and t.function in SUBJECTS), -1)
        if subject < 0 or any(tokens[k].pos == "AUX" or tokens[k].tag in {"VBZ", "VBP", "MD"} for k in below):
            continue
        verb.pos, verb.tag, verb.function = "VERB", "VBD", noun.function
        verb.head = v if noun.head == n else noun.head
        noun.head, noun.function = v, Function.OBJECT
        for k in below:
            if k < v or (k > n and tokens[k].function in LOOSE):
                tokens[k].head = v
        return


def side_of_picture(tokens: list[Draft]) -> None:
    """ "Ann Berg, *left*, the minister, attends": between commas "left" is a side of a picture; the verb joined to it is the sentence's."""
    for v in range(1, len(tokens) - 1):
        side = tokens[v]
        if side.text != "left" or side.tag not in PAST or tokens[v - 1].text != "," or tokens[v + 1].text != ",":
            continue
        c = next((k for k in range(v + 1, len(tokens)) if tokens[k].head == v and tokens[k].tag in FINITE), -1)
        subject = next((k for k in range(v) if tokens[k].head == v and tokens[k].function in SUBJECTS), -1)
        if c < 0 or subject < 0:
            continue
        tokens[c].head, tokens[c].function = (c, side.function) if side.head == v else (side.head, side.function)
        for k, token in enumerate(tokens):
            if token.head == v and k not in {v, c}:
                described = v < k < c and token.pos in {"NOUN", "PROPN"}
                token.head = subject if described else c
                token.function = Function.APPOSITION if described else token.function
        side.head, side.function, side.pos, side.tag, side.lemma = subject, Function.ADVERB, "ADV", "RB", "left"
        return


def object_after(v: int, tokens: list[Draft]) -> int:
    """The noun that the word at `v` describes or that describes it, to the right of it; -1 for none."""
    above = tokens[v].head
    if above > v and tokens[above].pos in {"NOUN", "PROPN"}:
        return above
    return next((k for k in range(v + 1, len(tokens)) if tokens[k].head == v and tokens[k].pos in {"NOUN", "PROPN"}), -1)


def clause_after_noun(tokens: list[Draft]) -> None:
    """ "days after Uzbekistan, which …, hosted …": the parser hangs the noun on "after" and leaves "hosted" without a subject."""
    for v, verb in enumerate(tokens):
        if verb.function is not Function.ADVERBIAL_CLAUSE or verb.tag not in FINITE:
            continue
        if any(t.head == v and t.function in SUBJECTS for t in tokens):
            continue
        for p in range(v - 1, -1, -1):
            prep = tokens[p]
            if prep.lemma in CLAUSE_OPENERS and prep.function is Function.PREPOSITION and prep.head == verb.head:
                noun = next((n for n in range(p + 1, v) if tokens[n].head == p and tokens[n].function is Function.PREP_OBJECT), -1)
                if noun >= 0:
                    tokens[noun].head, tokens[noun].function = v, Function.SUBJECT
                    prep.head, prep.function = v, Function.SUBORDINATOR
                break


def noun_by_function(tokens: list[Draft]) -> None:
    """ "Turkish *strikes* on …": a word read as a verb that stands as subject or object and has an adjective or article is a noun."""
    described = {t.head for t in tokens if t.function in {Function.MODIFIER, Function.DETERMINER, Function.POSSESSOR}}
    for k, token in enumerate(tokens):
        if token.tag in {"VBZ", "VBP", "VB"} and k in described and token.function in NOMINAL:
            token.pos, token.tag = "NOUN", "NNS" if token.tag == "VBZ" else "NN"


def object_past_predicate(tokens: list[Draft]) -> None:
    """ "shot dead the minister": the object belongs to the verb, not to the adjective between them."""
    for token in tokens:
        adjective = tokens[token.head]
        if token.function is Function.OBJECT and adjective.pos == "ADJ" and adjective.function is Function.PREDICATE:
            if tokens[adjective.head].pos == "VERB":
                token.head = adjective.head


def participle_as_preposition(tokens: list[Draft]) -> None:
    """ "could not return *given* the fighting": a participle that the parser hangs up as a preposition is one, and tells of no deed."""
    for k, word in enumerate(tokens):
        if word.function is not Function.PREPOSITION or word.pos != "VERB" or word.tag != "VBN":
            continue
        word.pos, word.tag, word.lemma = "ADP", "IN", word.text.lower()
        for token in tokens:
            if token.head == k and token.function is Function.OBJECT:
                token.function = Function.PREP_OBJECT


def gerund_after_preposition(tokens: list[Draft]) -> None:
    """ "accused of *massacring* villagers": right after a verb's preposition a bare -ing form governs the noun; it does not describe it."""
    for k in range(1, len(tokens) - 1):
        gerund, prep = tokens[k], tokens[k - 1]
        noun = tokens[gerund.head]
        if gerund.tag != "VBG" or gerund.function is not Function.MODIFIER or prep.lemma not in GERUND_OPENERS:
            continue
        if noun.head == k - 1 and noun.function is Function.PREP_OBJECT and tokens[prep.head].pos == "VERB":
            noun.function, gerund.function = Function.OBJECT, Function.PREP_CLAUSE
            gerund.head, noun.head = k - 1, k


def deed_after_preposition(tokens: list[Draft]) -> None:
    """ "killed during *fighting* with Chad", "in *shelling* by rebels": a bare -ing form of a deed after such a preposition is its noun."""
    for k in range(1, len(tokens)):
        word, prep = tokens[k], tokens[k - 1]
        if word.tag != "VBG" or word.function not in {Function.PREP_CLAUSE, Function.PREP_OBJECT} or word.head != k - 1:
            continue
        if prep.lemma not in DEED_OPENERS and not (prep.lemma == "of" and tokens[prep.head].pos == "NOUN"):  # "days of *shelling*"
            continue
        if word.text not in deed_nouns() or any(t.head == k and t.function not in LOOSE for t in tokens):
            continue
        word.pos, word.tag, word.lemma, word.function = "NOUN", "NN", word.text, Function.PREP_OBJECT


def relative_clause_on_neighbour(tokens: list[Draft]) -> None:
    """ "… a group in Russia, which fought …": a clause with "which" after a comma tells of the name right before the comma, if there is one."""
    for v, verb in enumerate(tokens):
        if verb.function is not Function.RELATIVE_CLAUSE:
            continue
        pronoun = next((k for k in range(max(verb.head, 0), v) if tokens[k].head == v and tokens[k].text.lower() == "which"), -1)
        if pronoun < 2 or tokens[pronoun - 1].text != ",":
            continue
        neighbour = pronoun - 2
        if tokens[neighbour].pos == "PROPN" and neighbour != verb.head and verb.head < neighbour and inside(neighbour, verb.head, tokens):
            verb.head = neighbour


def inside(i: int, top: int, tokens: list[Draft]) -> bool:
    """Whether token `i` hangs, at whatever depth, below `top`, or on the word that `top` hangs on."""
    above = tokens[top].head
    for _ in tokens:
        if i in {top, above}:
            return True
        if tokens[i].head == i:
            return False
        i = tokens[i].head
    return False
