"""Groups whose members the text tells in brackets."""

from __future__ import annotations

import pytest

from dragoman.coding.pipeline import Coder


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


@pytest.mark.parametrize(
    ("text", "event_type", "actors"),
    [
        ("The Sextet (Ghana, Togo and Benin) condemned the raid on Niamey.", "ACCUSE", "GHA TGO BEN"),
        ("The members of the Sextet (Ghana, Togo, and Benin) condemned the raid on Niamey.", "ACCUSE", "GHA TGO BEN"),
        ("The Sextet (Ghana, Togo and Benin) met in Accra. On Friday the Sextet urged Niger to hold talks.", "REQUEST", "GHA TGO BEN"),
        ("Ministers of the Sextet (the United States, Togo and Benin) met in Lomé. We condemn the raid on Niamey.", "ACCUSE", "USA TGO BEN"),
        ("Ministers of the Sextet (Ghana, Togo and Benin) met in Lomé. We condemn the raid on Niamey.", "ACCUSE", "USA"),
        ("The African Union (Ghana and Togo) condemned the raid on Niamey.", "ACCUSE", "IGO"),
        ("Norway (and Peru) condemned the raid on Niamey.", "ACCUSE", "NOR"),
    ],
)
def test_a_group_is_those_in_it(coder: Coder, text: str, event_type: str, actors: str) -> None:
    claims = coder.code(text, published="2022-03-08", outlet="U.S. Department of State")
    found = next(claim for claim in claims if claim.event_type == event_type)
    assert [party.country for party in found.actors][: len(actors.split())] == actors.split()
    assert len(found.actors) == len(actors.split()) or actors == "NOR"
