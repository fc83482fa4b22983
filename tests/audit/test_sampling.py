"""The sample: exact probabilities (by simulation), every stratum reached, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import pytest

from dragoman.audit.frame import EMPTY, Coded, Sentence
from dragoman.audit.sampling import Drawn, allocate, draw_empty, draw_full, strata, systematic

TYPES = ("CONSULT", "ASSAULT", "PROTEST", "AID")
DRAWS = 1_000


def population() -> list[Sentence]:
    """600 sentences with claims of four types of very different number, in 12 outlets of very different size."""
    random = np.random.default_rng(5)
    made = []
    for k in range(600):
        kind = TYPES[int(random.choice(4, p=[0.7, 0.2, 0.07, 0.03]))]
        claims = tuple(Coded(f"{k}-{c}", 10 * k + c, kind, float(random.uniform(0.3, 1))) for c in range(int(random.integers(1, 4))))
        made.append(Sentence(f"r{k % 90:02}", "text", 10 * k, 10 * k + 9, f"outlet {int(random.exponential(3)) % 12}", claims))
    return made


def truth(sentence: Sentence) -> float:
    """Something that goes with type and outlet, and is different in every sentence."""
    return len(sentence.claims) * (3 if sentence.claims[0].event_type == "AID" else 1) + int(sentence.outlet[7:]) + sentence.start % 7


def estimate(drawn: Iterable[Drawn]) -> float:
    return sum(truth(d.sentence) / d.probability for d in drawn)


def test_weights_are_right_on_average_for_sentences_with_claims() -> None:
    full = population()
    random = np.random.default_rng(1)
    found = [estimate(draw_full(full, 80, random)[0]) for _ in range(DRAWS)]
    assert np.mean(found) == pytest.approx(sum(map(truth, full)), rel=0.01)
    assert np.std(found) > 0


def empty_sentences() -> dict[str, list[int]]:
    """Reports of very different length: their numbers of sentences without a claim."""
    random = np.random.default_rng(9)
    return {f"r{k:03}": list(range(int(random.integers(0, 30)))) for k in range(200)}


@pytest.mark.parametrize("at_most", [40, 200, 1_000])
def test_weights_are_right_on_average_without_a_claim_in_one_phase_and_in_two(at_most: int) -> None:
    lengths = empty_sentences()
    outlets = {id: f"outlet {k % 7}" for k, id in enumerate(lengths)}
    everything = {id: [Sentence(id, "text", k, k + 1, outlets[id]) for k in ks] for id, ks in lengths.items()}

    def value(sentence: Sentence) -> float:
        return 1 + sentence.start + int(sentence.report_id[1:]) % 5

    asked: list[int] = []

    def parse(ids: Sequence[str]) -> list[Sentence]:
        asked.append(len(ids))
        return [sentence for id in ids for sentence in everything[id]]

    random = np.random.default_rng(2)
    totals = []
    for _ in range(DRAWS):
        drawn, phases = draw_empty(outlets, parse, 60, random, at_most)
        totals.append(sum(value(d.sentence) / d.probability for d in drawn))
        assert phases.drawn == len(drawn) == 60
    assert np.mean(totals) == pytest.approx(sum(value(s) for found in everything.values() for s in found), rel=0.01)
    assert max(asked) == min(at_most, 200)


def test_each_sentence_comes_as_often_as_its_probability_says() -> None:
    full = population()[:40]
    random = np.random.default_rng(3)
    times: Counter[tuple[str, int, int]] = Counter()
    for _ in range(2_000):
        drawn, _ = draw_full(full, 12, random)
        times.update(d.sentence.key for d in drawn)
    chances = {d.sentence.key: d.probability for d in draw_full(full, 12, random)[0]}
    for key, chance in chances.items():
        assert times[key] / 2_000 == pytest.approx(chance, abs=0.045)  # four standard errors


def test_systematic_takes_equal_steps_and_never_the_same_twice() -> None:
    random = np.random.default_rng(4)
    for _ in range(200):
        found = systematic(range(10), 4, random)
        assert len(set(found)) == 4
        assert max(b - a for a, b in zip(found, found[1:], strict=False)) <= 3
    assert systematic(range(3), 3, random) == [0, 1, 2]
    assert systematic([], 0, random) == []


def test_allocation_by_hand() -> None:
    # two of each first; then 6 are left for roots 10, 5 and 1 (the last has no more than it has): 10/15 of 6 is 4, then 2 of the other
    assert allocate({"a": 100, "b": 25, "c": 1}, 11) == {"a": 6, "b": 4, "c": 1}
    assert allocate({"a": 3, "b": 2}, 50) == {"a": 3, "b": 2}
    assert allocate({}, 5) == {}


def test_strata_are_types_and_bands_and_collapse_where_the_sample_is_small() -> None:
    full = population()
    assert set(strata(full, 80)) == {f"{kind} {band}" for kind in TYPES for band in ("low", "middle", "high")}
    assert set(strata(full, 10)) == set(TYPES)
    assert set(strata(full, 3)) == {"any type"}
    drawn, sizes = draw_full(full, 80, np.random.default_rng(0))
    assert len(drawn) == sum(s.drawn for s in sizes) == 80
    assert sum(s.size for s in sizes) == 600
    assert min(s.drawn for s in sizes) >= 2
    assert EMPTY not in {d.stratum for d in drawn}


def test_the_rarest_type_of_a_sentence_gives_its_stratum() -> None:
    common = [Sentence("r", "text", k, k + 1, "", (Coded(f"{k}", k, "CONSULT", 0.5),)) for k in range(5)]
    mixed = Sentence("r", "text", 90, 99, "", (Coded("x", 90, "CONSULT", 0.9), Coded("y", 95, "PROTEST", 0.2)))
    found = strata([*common, mixed], 4)
    assert found == {"CONSULT high": common, "PROTEST low": [mixed]}
