"""All attributions of a text: what grammar says first, then quotation marks laid over it, then quotes without a cue of their own."""

from __future__ import annotations

from dragoman.lexicon.folder import Knowledge
from dragoman.model import Quotation, Text
from dragoman.said.cues import Cues, load
from dragoman.said.direct import attach
from dragoman.said.draft import Draft, finish
from dragoman.said.nouns import adjective_draft, noun_draft
from dragoman.said.phrases import adverb_draft, citing_draft, owned_draft, phrase_draft
from dragoman.said.quotes import paragraphs, regions
from dragoman.said.tags import close_with_tags
from dragoman.said.turns import headline_drafts, turn_drafts
from dragoman.said.verbs import verb_draft

DEFAULT = Knowledge.open()


def find(text: Text, knowledge: Knowledge = DEFAULT) -> list[Quotation]:
    """Every attribution, in the order of the cues. A chain ("X said that Y promised") gives one quotation per link, the inner
    one's content inside the outer one's. Raises KnowledgeError when the reporting words cannot be read."""
    cues = load(knowledge)
    blocks = paragraphs(text)
    drafts = by_grammar(text, cues)
    for block in blocks:
        if block.title:
            drafts += headline_drafts(text, block, cues)
    drafts += attach(text, blocks, regions(text, blocks), drafts)
    drafts += turn_drafts(text, blocks)
    drafts.sort(key=lambda draft: (draft.head, draft.content[:1]))
    return [quotation for draft in drafts if (quotation := finish(text, draft)) is not None]


def by_grammar(text: Text, cues: Cues) -> list[Draft]:
    """The drafts that words alone give, content empty where only quotation marks can supply it."""
    drafts: list[Draft] = []
    reported: dict[int, Draft] = {}
    citing = []
    verbs, multiword, nouns, phrases = cues.verbs, cues.multiword, cues.nouns, cues.phrases
    for token in text.tokens:
        pos = token.pos
        draft = None
        if pos == "VERB":
            if token.lemma in cues.citing and token.tag == "VBG":
                citing.append(token.i)
            elif token.lemma in verbs or token.lemma in multiword:
                draft = verb_draft(text, token.i, cues)
        elif pos == "NOUN":
            lemma = token.lemma.lower()
            if lemma in nouns:
                draft = noun_draft(text, token.i, cues)
            if draft is None and lemma in cues.owned:
                draft = owned_draft(text, token.i, cues)
        elif pos == "ADJ" and token.lemma.lower() in cues.adjectives:
            draft = adjective_draft(text, token.i, cues)
        elif pos == "ADV" and token.lemma.lower() in cues.adverbs:
            draft = adverb_draft(text, token.i)
        if draft is None and token.text.lower() in phrases:
            draft = phrase_draft(text, token.i, cues)
        if draft is not None:
            drafts.append(draft)
            reported[token.i] = draft
    for v in citing:
        found = citing_draft(text, v, cues, reported)
        if found is not None:
            drafts.append(found)
    close_with_tags(text, drafts)
    return drafts
