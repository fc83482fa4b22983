"""What is known around a text when its places are read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Context:
    """Attributes:
    country: ISO 3166 alpha-3 code the report is mostly about or published in, "" unknown.
    dateline: the place a report was filed from, as written.
    worldview: whose view decides the country of disputed territory.
    words: further text to take the surroundings from (for a name asked by itself).
    """

    country: str = ""
    dateline: str = ""
    worldview: str = "un"
    words: str = ""
