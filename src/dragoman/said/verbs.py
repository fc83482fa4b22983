"""Attributions made by a verb ("said", "vowed to", "accused … of"): its speaker and what of the sentence is its content."""

from __future__ import annotations

from dragoman.model import Function, Text
from dragoman.said.cues import Cue, Cues
from dragoman.said.draft import Draft
from dragoman.said.grammar import QUOTES, SUBJECTS, agent, child, clause_head, edges, has_to, is_passive, own_subject, subject, without
from dragoman.said.media import medium_of

F = Function
Ranges = list[tuple[int, int]]
IN_NOUN = frozenset({F.MODIFIER, F.COMPOUND})
FINITE = frozenset({"VBD", "VBZ", "VBP"})
MATTER_PREPOSITIONS = frozenset({"to", "of"})  # "referred to the plan as", "spoke of the plan as"
PRONOUNS = frozenset({"PRON", "DET"})


def verb_draft(text: Text, v: int, cues: Cues) -> Draft | None:
    """The attribution made by verb `v`, with empty content where only quotation marks can supply it; None when it reports nothing."""
    token = text.tokens[v]
    if token.function in IN_NOUN or is_bare_participle(text, v):
        return None
    cue = cues.verbs.get(token.lemma)
    end, takes = v, cue.takes if cue else frozenset()
    for words, more in cues.multiword.get(token.lemma, ()):
        part = next((c for c in text.children[v] if text.tokens[c].lemma.lower() in words), -1)
        if part >= 0:
            takes, end = takes | more.takes, part if part == v + 1 else v
            cue = cue or more
    if cue is None:
        return None
    passive = is_passive(text, v)
    speaker = agent(text, v) if passive else speaker_of(text, v, cues)
    if passive and speaker < 0 and token.text.lower() in cues.adjectives:
        speaker = own_subject(text, v)  # "is convinced that": nobody has convinced anybody
    draft = Draft((v, end), v, speaker, [], takes, cue.around)
    if idle(text, v, speaker, cues):
        return None
    draft.content, draft.why = passive_content(text, v, takes, speaker) if passive else content(text, v, takes, cues)
    if not draft.content:
        draft.content, draft.why = parenthetical(text, v, cue, cues)
    if speaker < 0 and not passive and "quote" not in takes:
        return None
    draft.medium = medium_of(text, v, takes, cues)
    return draft


def is_bare_participle(text: Text, v: int) -> bool:
    """“Asked about the report, Lund …”: whoever asked is not in the sentence."""
    token = text.tokens[v]
    own = {text.tokens[c].function for c in text.children[v]}
    fronted = token.function is F.ADVERBIAL_CLAUSE and token.tag in {"VBN", "VBD"} and v < token.head
    return fronted and not own & {F.AUXILIARY, F.PASSIVE_AUXILIARY, *SUBJECTS}


def speaker_of(text: Text, v: int, cues: Cues) -> int:
    """The subject. A participle after a comma ("…, adding that") shares the subject of the verb that reports the clause it hangs in."""
    token = text.tokens[v]
    governor = torn_conjunct(text, v, cues)
    if governor >= 0:
        return subject(text, governor, cues.quoting)
    if token.function is F.ADVERBIAL_CLAUSE and token.tag == "VBG" and own_subject(text, v) < 0:
        above = token.head
        while text.tokens[above].function in {F.CLAUSE_COMPLEMENT, F.CONJUNCT, F.OPEN_COMPLEMENT} and above > 0:
            higher = text.tokens[above].head
            if text.tokens[above].function is F.CLAUSE_COMPLEMENT and text.tokens[higher].lemma in cues.verbs:
                return subject(text, higher, cues.quoting)
            above = higher
    found = subject(text, v, cues.quoting)
    if found < 0 and token.tag in FINITE and v > 0 and text.tokens[v - 1].text in QUOTES:
        return child(text, v, F.OBJECT)  # “No,” replied the clerk
    return stranded_subject(text, v) if found < 0 and token.tag in FINITE else found


def stranded_subject(text: Text, v: int) -> int:
    """For a main verb that the parser left without a subject: the first noun of its sentence, when it stands before it on its own."""
    if text.tokens[v].function not in {F.ROOT, F.OTHER}:
        return -1
    for i in range(text.sentence_of(v).first, v):
        token = text.tokens[i]
        if token.pos in {"NOUN", "PROPN", "PRON"} and token.function not in {F.COMPOUND, F.POSSESSOR}:
            return i if token.function is not F.PREP_OBJECT else -1
    return -1


def torn_conjunct(text: Text, v: int, cues: Cues) -> int:
    """“Lund said the port was open and added that …”: where the parser coordinates “added” with “was”, the verb it goes with; else -1."""
    token = text.tokens[v]
    first = text.tokens[token.head]
    if token.function is not F.CONJUNCT or first.function is not F.CLAUSE_COMPLEMENT or own_subject(text, v) >= 0:
        return -1
    governor = text.tokens[first.head]
    spoken = {"says", "asks"}.intersection(cues.verbs[token.lemma].kinds if token.lemma in cues.verbs else ())
    if spoken and reports(governor.lemma, cues) and not reports(first.lemma, cues) and governor.tag == token.tag:
        return governor.i
    return -1


def idle(text: Text, v: int, speaker: int, cues: Cues) -> bool:
    """“It shows that …”, “there is …”: nobody speaks."""
    if speaker < 0:
        return False
    who = text.tokens[speaker].text.lower()
    return who in cues.idle_subjects and (who == "there" or text.tokens[v].lemma in cues.idle_verbs)


def content(text: Text, v: int, takes: frozenset[str], cues: Cues) -> tuple[Ranges, str]:
    """The complement of an active verb, the fullest kind first."""
    tokens = text.tokens
    clause = infinitive = held = called = -1
    for c in text.children[v]:
        function = tokens[c].function
        if function is F.CLAUSE_COMPLEMENT and (clause < 0 or clause < v < c or tokens[clause].pos == "ADJ"):
            clause = c
        elif function is F.OPEN_COMPLEMENT and infinitive < 0:
            infinitive = c
        elif function in {F.OBJECT, F.INDIRECT_OBJECT} and held < 0:
            held = c
        elif function is F.PREDICATE and called < 0:
            called = c
    if clause >= 0 and has_to(text, clause):
        infinitive, clause, own = clause, -1, own_subject(text, clause) >= 0
        if own and "object-to" in takes:
            return [edges(text, infinitive)], "object with infinitive"
    if clause >= 0 and text.tokens[clause].pos == "ADJ":  # "made clear (that) …"
        clause = max(child(text, clause, F.CLAUSE_COMPLEMENT), -1)
    if clause >= 0 and "clause" in takes and (opened(text, clause) or not needs_that(text, v, cues)):
        return [*clause_range(text, v, clause, cues), *further_clauses(text, v, clause)], "clause"
    if infinitive >= 0 and has_to(text, infinitive):
        first, last = edges(text, infinitive)
        if held >= 0 and held < infinitive and "object-to" in takes:
            return [(edges(text, held)[0], last)], "object with infinitive"
        if "to" in takes or ("object-to" in takes and held < 0 and "clause" not in takes):
            return [(first, last)], "infinitive"
    elif infinitive >= 0 and "clause" in takes and tokens[infinitive].tag == "VBG":
        return [edges(text, infinitive)], "gerund"
    if "clause" in takes and clause < 0:
        far = far_clause(text, v, cues)
        if far:
            return far, "that-clause further on"
    return noun_content(text, v, takes, held, called, cues)


def needs_that(text: Text, v: int, cues: Cues) -> bool:
    """ "They held Oslo responsible" reports nothing; "the survey found prices rising" does, its subject being one that speaks."""
    if text.tokens[v].lemma not in cues.needs_that:
        return False
    who = own_subject(text, v)
    return who < 0 or text.tokens[who].lemma.lower() not in cues.speakers


def far_clause(text: Text, v: int, cues: Cues) -> Ranges:
    """ "argued in papers filed on Monday that …": the parser hangs the that-clause on a word of the phrase between."""
    tokens = text.tokens
    for i in range(v + 2, text.sentence_of(v).last):
        token = tokens[i]
        if token.text == "that" and token.function is F.SUBORDINATOR:
            governor = tokens[tokens[token.head].head]
            between = governor.i > v and governor.lemma not in cues.verbs and governor.lemma not in cues.nouns
            return [(i, edges(text, token.head)[1])] if between and below(text, governor.i, v) else []
        if token.tag in FINITE or token.tag == "MD":
            return []
    return []


def below(text: Text, i: int, v: int) -> bool:
    """Does token `i` hang, at whatever depth, on `v`?"""
    while text.tokens[i].head != i:
        i = text.tokens[i].head
        if i == v:
            return True
    return False


def noun_content(text: Text, v: int, takes: frozenset[str], held: int, called: int, cues: Cues) -> tuple[Ranges, str]:
    """Content that is a noun phrase: what is called so, seen as, demanded, accused of."""
    if called >= 0 and "name" in takes:
        if 0 <= held < v:
            return [edges(text, held), edges(text, called)], "what it is called"
        first, last = edges(text, called)
        return [(edges(text, held)[0] if 0 <= held < called else first, last)], "what it is called"
    for holder in (v, held):
        if holder < 0:
            continue
        for c in text.children[holder]:
            token = text.tokens[c]
            if token.function is not F.PREPOSITION or c < v:
                continue
            word = token.lemma.lower()
            first, last = edges(text, c)
            if first == last:
                continue
            if word == "as" and "as" in takes:
                matter = held if held >= 0 else matter_before(text, v, c)
                if 0 <= matter < v:
                    return [matter_range(text, matter, v), (c, last)], "what it is described as"
                if matter >= 0:
                    return [(edges(text, matter)[0], last)], "what it is described as"
            if word in takes and word != "as" and (holder == v or word in {"of", "for"}):
                last = max(last, infinitive_end(text, v)) if word in {"on", "upon"} else last  # "called on both sides to stop"
                whole = "object" in takes and 0 <= held < c and not hearer(text, held, takes, cues)
                return [(edges(text, held)[0] if whole else c + 1, last)], f"after “{word}”"
    single = sum(text.tokens[c].function in {F.OBJECT, F.INDIRECT_OBJECT} for c in text.children[v]) == 1
    if held < 0 or not single or "object" not in takes or hearer(text, held, takes, cues):
        return [], ""
    if text.tokens[held].tag in {"WDT", "WP"} and text.tokens[v].function is F.RELATIVE_CLAUSE:
        return [matter_range(text, text.tokens[v].head, v)], "what the clause is about"
    if text.tokens[held].pos not in PRONOUNS:
        noun = text.tokens[held].lemma.lower()
        if text.tokens[v].lemma in cues.light and noun in cues.nouns:
            return [], ""  # "voiced hope that": the noun reports
        return [edges(text, held)], "object"
    return [], ""


def matter_range(text: Text, matter: int, v: int) -> tuple[int, int]:
    """A noun before the verb, without the clause that hangs on it."""
    first, last = edges(text, matter)
    return first, min(last, matter if last >= v else last)


def infinitive_end(text: Text, v: int) -> int:
    """The last token of the infinitive that hangs on the verb, -1 when there is none."""
    return max((edges(text, c)[1] for c in text.children[v] if c > v and has_to(text, c)), default=-1)


def matter_before(text: Text, v: int, stop: int) -> int:
    """The noun of "referred to *the plan* as" or of "*a claim* he dismissed as", -1 when there is none."""
    if text.tokens[v].function is F.RELATIVE_CLAUSE and own_subject(text, v) != text.tokens[v].head:
        return text.tokens[v].head
    for c in text.children[v]:
        if c < stop and text.tokens[c].function is F.PREPOSITION and text.tokens[c].lemma.lower() in MATTER_PREPOSITIONS:
            return child(text, c, F.PREP_OBJECT)
    return -1


def hearer(text: Text, i: int, takes: frozenset[str], cues: Cues) -> bool:
    """Is the object the one spoken to? Only of verbs that words can be put to."""
    return "quote" in takes and (text.tokens[i].lemma.lower() in cues.hearers or text.tokens[i].text in cues.hearers)


def clause_range(text: Text, v: int, clause: int, cues: Cues) -> Ranges:
    """A complement clause. After the verb it takes in what follows without a comma; a reporting participle after a comma is not part of it."""
    first, last = edges(text, clause)
    tokens = text.tokens
    if clause < v:
        if any(tokens[k].text == ";" for k in range(clause, v)):
            return []  # "…; rebels deny this": two sentences in one
        return without([(min(first, v), min(last, v - 1) if first < v else last)], speaker_range(text, v))
    first = max(first, v + 1)
    end = text.sentence_of(v).last - 1
    for c in text.children[v]:
        if c > last and edges(text, c)[0] == last + 1 and tokens[c].function in {F.PREPOSITION, F.ADVERB, F.NOUN_ADVERBIAL, F.ADVERBIAL_CLAUSE}:
            last = edges(text, c)[1]
    for i in range(first + 1, min(last, end) + 1):
        token = tokens[i]
        if token.tag == "VBG" and tokens[i - 1].text == "," and token.function is F.ADVERBIAL_CLAUSE and reports(token.lemma, cues):
            last = i - 2
            break
        if token.function is F.CONJUNCT and token.head == clause and torn_conjunct(text, i, cues) == v:
            last = next((k for k in range(i - 1, first, -1) if tokens[k].pos == "CCONJ"), i) - 1
            break
    return [(first, last)] if first <= last else []


def further_clauses(text: Text, v: int, clause: int) -> Ranges:
    """“said that …, and that …”: the second that-clause, where the parser coordinates it with the verb."""
    return [edges(text, c) for c in text.children[v] if c > clause and text.tokens[c].function is F.CONJUNCT and opened_by_that(text, c)]


def opened_by_that(text: Text, clause: int) -> bool:
    return any(text.tokens[c].function is F.SUBORDINATOR and text.tokens[c].text.lower() == "that" for c in text.children[clause])


def opened(text: Text, clause: int) -> bool:
    """Does the clause begin with "that", "whether" or a question word?"""
    before = [text.tokens[c] for c in text.children[clause] if c < clause]
    return any(token.function is F.SUBORDINATOR or token.tag in {"WP", "WRB", "WDT"} for token in before)


def reports(lemma: str, cues: Cues) -> bool:
    return lemma in cues.citing or (lemma in cues.verbs and "says" in cues.verbs[lemma].kinds and "clause" in cues.verbs[lemma].takes)


def speaker_range(text: Text, v: int) -> tuple[int, int]:
    """The words of "Berg said on Monday" inside a sentence: from the subject to what hangs on the verb, without its content."""
    first = last = v
    tokens = text.tokens
    for c in text.children[v]:
        if tokens[c].function in {F.CLAUSE_COMPLEMENT, F.OPEN_COMPLEMENT, F.PUNCTUATION}:
            continue
        left, right = edges(text, c)
        first, last = min(first, left), max(last, right)
    return first, last


def parenthetical(text: Text, v: int, cue: Cue, cues: Cues) -> tuple[Ranges, str]:
    """“The army, officials say, will leave” and “…, as Berg said”: the clause around or before, less the words that report."""
    token = text.tokens[v]
    if token.head == v or (not cue.around and "clause" not in cue.takes and token.lemma not in cues.as_clause):
        return [], ""
    own = [text.tokens[c] for c in text.children[v]]
    as_word = any(t.lemma == "as" and t.function in {F.SUBORDINATOR, F.ADVERB, F.PREPOSITION} and t.i < v for t in own)
    if as_word and token.function in {F.ADVERBIAL_CLAUSE, F.PREP_CLAUSE, F.OTHER} and token.lemma in cues.as_clause:
        return around(text, v, edges(text, v)), "clause with “as”"
    aside = token.function is F.OTHER or (token.function is F.ADVERBIAL_CLAUSE and not any(t.function is F.SUBORDINATOR for t in own))
    if aside and cue.around and "clause" in cue.takes and any(t.function in SUBJECTS for t in own) and has_commas(text, v):
        return around(text, v, edges(text, v)), "aside"
    return [], ""


def has_commas(text: Text, v: int) -> bool:
    first, last = edges(text, v)
    while first <= last and text.tokens[first].pos == "PUNCT":
        first += 1
    before = text.tokens[first - 1].pos == "PUNCT" if first > 0 else False
    return before and (last + 1 >= len(text.tokens) or text.tokens[last].pos == "PUNCT" or text.tokens[last + 1].pos == "PUNCT")


def around(text: Text, i: int, cut: tuple[int, int]) -> Ranges:
    """The clause above token `i` without the range `cut`."""
    above = clause_head(text, text.tokens[i].head)
    ranges = without([edges(text, above)], cut)
    for c in text.children[above]:
        if c > cut[1] and text.tokens[c].function is F.CONJUNCT and own_subject(text, c) >= 0:
            first = next((k for k in range(edges(text, c)[0] - 1, cut[1], -1) if text.tokens[k].pos == "CCONJ"), c)
            return without(ranges, (first, ranges[-1][1]))
    return ranges


def passive_content(text: Text, v: int, takes: frozenset[str], speaker: int) -> tuple[Ranges, str]:
    """Of a passive: the clause, the subject with the infinitive, the subject with its description, or (with a named agent) the subject."""
    tokens = text.tokens
    subject_at = child(text, v, F.PASSIVE_SUBJECT)
    if subject_at < 0 and tokens[v].function is F.NOUN_CLAUSE:
        subject_at = tokens[v].head
    who = [subject_range(text, subject_at, v)] if subject_at >= 0 and tokens[subject_at].text.lower() != "it" else []
    for c in text.children[v]:
        token = tokens[c]
        if token.function in {F.CLAUSE_COMPLEMENT, F.OPEN_COMPLEMENT} and c > v:
            if has_to(text, c):
                if takes & {"object-to", "to"}:
                    return [*who, edges(text, c)], "passive with infinitive"
            elif "clause" in takes:
                return [edges(text, c)], "passive with clause"
        if token.function is F.PREDICATE and "name" in takes and who:
            return [*who, edges(text, c)], "what it is called"
        if token.function is F.PREPOSITION and who and c > v:
            word, span = token.lemma.lower(), edges(text, c)
            if word == "as" and "as" in takes:
                return [*who, span], "what it is described as"
            if word == "of" and "of" in takes:
                return [(c + 1, span[1])], "after “of”"
    if speaker >= 0 and "of" in takes:  # "was accused by prosecutors of lying": the parser may hang "of" on the prosecutors
        of = next((c for c in text.children[speaker] if text.tokens[c].text.lower() == "of" and c > speaker), -1)
        if of >= 0 and edges(text, of)[1] > of:
            return [(of + 1, edges(text, of)[1])], "after “of”"
    if speaker >= 0 and who and "object" in takes:
        return who, "subject of the passive"
    return [], ""


def subject_range(text: Text, subject_at: int, v: int) -> tuple[int, int]:
    first, last = edges(text, subject_at)
    return (first, min(last, v - 1)) if first < v else (first, last)
