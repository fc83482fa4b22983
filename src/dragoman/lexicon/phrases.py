"""How an event is said in a plain sentence, from `phrases.yaml`: "Ghana visited Togo", "Ghana will visit Togo"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from dragoman.lexicon.folder import Knowledge

FILE = "phrases.yaml"
MODALS = {"future": "will", "hypothetical": "may", "negated": "did not"}  # before the bare verb; what is asserted is said in the past


@dataclass(frozen=True, slots=True)
class Phrase:
    """Past and bare verb: before the name of whoever it was done to, and alone."""

    to: tuple[str, str]
    alone: tuple[str, str]


@lru_cache(maxsize=8)
def load_phrases(knowledge: Knowledge) -> Mapping[str, Phrase]:
    """Phrases by "TYPE" or "TYPE mode"; a later layer's replace an earlier one's."""
    found: dict[str, Phrase] = {}
    for file in knowledge.files(FILE):
        for key, forms in ((file.data or {}).get("phrases") or {}).items():
            (past, bare), (past_alone, bare_alone) = forms["to"], forms["alone"]
            found[key] = Phrase((past, bare), (past_alone, bare_alone))
    return found


@lru_cache(maxsize=8)
def load_codes(knowledge: Knowledge) -> Mapping[str, str]:
    """What codes are called that stand for no country; a later layer's replace an earlier one's."""
    return {code: name for file in knowledge.files(FILE) for code, name in ((file.data or {}).get("codes") or {}).items()}


def say(phrases: Mapping[str, Phrase], event_type: str, mode: str, modality: str = "asserted", alone: bool = False) -> str:
    """The words between the two names; for a type without a phrase its own name, in small letters, as "did (type)"."""
    found = phrases.get(f"{event_type} {mode}") or phrases.get(event_type)
    if found is None:
        return f"({event_type.lower()})" if alone else f"({event_type.lower()}) towards"
    past, bare = found.alone if alone else found.to
    modal = MODALS.get(modality, "")
    return f"{modal} {bare}" if modal else past
