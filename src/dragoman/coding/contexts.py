"""PLOVER contexts of a claim: its sentence and the ones beside it in the same paragraph hold words that point to them."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from dragoman.lexicon.events import Codebook
from dragoman.model import Text

OWN_SENTENCE = 2  # a word in the claim's own sentence counts twice one in a neighbour's
ENOUGH = 2  # points a context needs


class ContextFinder:
    """Contexts by word lists (`knowledge/contexts.yaml`). Deterministic, and quick: one look-up per lemma of a sentence."""

    def __init__(self, codebook: Codebook) -> None:
        self.by_word: dict[str, tuple[str, ...]] = {}
        for name in sorted(codebook.contexts):
            for word in codebook.contexts[name]:
                self.by_word[word] = (*self.by_word.get(word, ()), name)

    def of_text(self, text: Text) -> SentenceContexts:
        return SentenceContexts(text, self.by_word)


class SentenceContexts:
    """Contexts for the sentences of one text, counted once a sentence."""

    def __init__(self, text: Text, by_word: dict[str, tuple[str, ...]]) -> None:
        self.text = text
        self.by_word = by_word
        self.count = lru_cache(maxsize=None)(self._count)

    def _count(self, sentence: int) -> Counter[str]:
        found: Counter[str] = Counter()
        bounds = self.text.sentences[sentence]
        lemmas = [self.text.tokens[i].lemma.lower() for i in range(bounds.first, bounds.last)]
        seen = set()
        for k, lemma in enumerate(lemmas):
            for key in (lemma, f"{lemma} {lemmas[k + 1]}" if k + 1 < len(lemmas) else ""):
                if key and key not in seen:
                    seen.add(key)
                    found.update(self.by_word.get(key, ()))
        return found

    def at(self, sentence: int) -> tuple[str, ...]:
        points: Counter[str] = Counter()
        block = self.text.sentences[sentence].block
        for k in (sentence - 1, sentence, sentence + 1):
            if 0 <= k < len(self.text.sentences) and self.text.sentences[k].block == block:
                weight = OWN_SENTENCE if k == sentence else 1
                points.update(dict.fromkeys(self.count(k), weight))
        return tuple(sorted(name for name, score in points.items() if score >= ENOUGH))
