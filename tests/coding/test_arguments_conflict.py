"""Who fights, moves and claims in news of war: forces that are moved, those with whom somebody is killed in a fight, whose attack it was.

Each case: text, a trigger's words, event type, actors, recipients; parties as COUNTRY/SECTOR separated by blanks, "-" for none.
"""

import pytest

from dragoman.coding.pipeline import Coder
from dragoman.model import Party

CASES = [
    # forces that are moved act where nobody is named who moves them, and where they go is no target
    ("Ghanaian troops were deployed to Gambia.", "troops were deployed", "MOBILIZE", "GHA/MIL", "-"),
    ("Gambian police officers were sent to Dakar.", "officers were sent", "MOBILIZE", "GMB/COP", "-"),
    ("Reinforcements were rushed to Goma, the Congolese army said.", "Reinforcements", "MOBILIZE", "COD/MIL", "-"),
    # … but not where somebody moves them, nor where they are massed against somebody
    ("Chadian soldiers were deployed near Niger by Libya.", "soldiers were deployed", "MOBILIZE", "LBY/GOV", "NER/GOV"),
]


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def codes(parties: tuple[Party, ...]) -> set[str]:
    return {f"{p.country}/{p.sector}" for p in parties}


@pytest.mark.parametrize(("text", "trigger", "event_type", "actors", "recipients"), CASES)
def test_parties(coder: Coder, text: str, trigger: str, event_type: str, actors: str, recipients: str) -> None:
    start = text.index(trigger)
    found = [c for c in coder.code(text, "2021-06-15") if c.event_type == event_type]
    claims = [c for c in found if c.trigger.start < start + len(trigger) and start < c.trigger.end]
    assert len(claims) == 1
    assert codes(claims[0].actors) == set(actors.replace("-", "").split())
    assert codes(claims[0].recipients) == set(recipients.replace("-", "").split())
