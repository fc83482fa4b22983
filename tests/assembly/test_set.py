"""The test set: pairs and B-cubed, and that different countries are never one."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from assemblykit import Tables, assembled, claim_rows, given, rows
from measuring import Labelled, bcubed, labelled, pairs, read, reports

from dragoman.assembly.assemble import assemble
from dragoman.coding.pipeline import Coder


@pytest.fixture(scope="module")
def claims(coder: Coder) -> list[Labelled]:
    found, empty = labelled(coder, read())
    assert empty <= len(read()) // 10  # what coding does not find cannot be put together
    return found


def test_b_cubed(claims: list[Labelled]) -> None:
    precision, recall, f1 = bcubed(claims)
    assert len({claim.truth for claim in claims}) >= 15
    assert min(precision, recall) >= 0.85
    assert f1 >= 0.9


def test_pairs(claims: list[Labelled]) -> None:
    asked = pairs(claims)
    same = [one.truth == other.truth for one, other in asked]
    assert len(asked) >= 100
    assert min(sum(same), len(same) - sum(same)) >= 25
    right = [(one.event == other.event) == truth for (one, other), truth in zip(asked, same, strict=True)]
    assert sum(right) / len(right) >= 0.9


def test_different_countries_are_never_one(coder: Coder) -> None:
    made = reports(read())
    found = {row["id"]: row for row in claim_rows(made, coder)}
    tables = assemble(given(made, list(found.values()), coder))
    together: dict[str, list[str]] = {}
    for row in rows(tables, "event_claim"):
        together.setdefault(row["event_id"], []).append(row["claim_id"])

    def countries(claim: str, roles: tuple[str, ...]) -> set[str]:
        return {part for role in roles for part in (found[claim][f"{role}_country"] or "").split("; ") if part}

    compared = 0
    for members in together.values():
        for one, other in combinations(members, 2):
            loose = found[one]["event_type"] in {"CONSULT", "COOPERATE", "AGREE"}
            clash = found[one]["event_type"] == "ASSAULT"  # told the other way round by the other side
            for roles in (("actor", "recipient"),) if loose or clash else (("actor",), ("recipient",)):
                mine, theirs = countries(one, roles), countries(other, roles)
                if mine and theirs and not (clash and min(len(mine), len(theirs)) < 2):
                    compared += 1
                    assert mine <= theirs or theirs <= mine, (found[one]["sentence"], found[other]["sentence"])
    assert compared > 20


def partition(tables: Tables) -> set[frozenset[tuple[str, str]]]:
    events: dict[str, set[tuple[str, str]]] = {}
    for row in rows(tables, "event_claim"):
        events.setdefault(row["event_id"], set()).add((row["claim_id"], row["status"]))
    return {frozenset(members) for members in events.values()}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_in_whatever_order_and_bit_by_bit(coder: Coder, seed: int) -> None:
    made = reports(read())
    found = claim_rows(made, coder)
    whole = assemble(given(made, found, coder))
    chance = random.Random(seed)
    shuffled, mixed = chance.sample(made, len(made)), chance.sample(found, len(found))
    assert all(assemble(given(shuffled, mixed, coder))[name].equals(whole[name]) for name in ("events", "event_party", "event_claim"))
    tables: Tables | None = None
    for first in range(0, len(shuffled), 20):
        some = shuffled[: first + 20]
        ids = {report.id for report in some}
        tables = assemble(given(some, [row for row in mixed if row["report_id"] in ids], coder, tables))
    assert tables is not None
    assert partition(tables) == partition(whole)


def test_ids_stay_when_news_comes_in_day_by_day(coder: Coder) -> None:
    made = sorted(reports(read()), key=lambda report: (str(report.published), report.id))
    found = claim_rows(made, coder)
    whole = assemble(given(made, found, coder))
    tables: Tables | None = None
    ids: set[str] = set()
    for last in range(10, len(made) + 10, 10):
        inside = {report.id for report in made[:last]}
        tables = assemble(given(made[:last], [row for row in found if row["report_id"] in inside], coder, tables))
        now = {row["event_id"] for row in rows(tables)}
        former = {id for row in rows(tables) for id in row["former_ids"].split("; ") if id}
        assert ids <= now | former
        ids = now
    assert tables is not None
    assert ids == {row["event_id"] for row in rows(whole)}


def test_nothing_makes_nothing(coder: Coder) -> None:
    tables = assembled(reports(read())[:3], coder)
    empty = assemble(given(reports(read())[:3], [], coder, tables))
    assert [empty[name].num_rows for name in ("events", "event_party", "event_claim")] == [0, 0, 0]
    assert [row["what"] for row in rows(empty, "changes")].count("withdrawn") == len(rows(tables))
