"""Two sets side by side: what matches, what only one has, what is left aside."""

from __future__ import annotations

from typing import Any

import pytest
from eventkit import GHANA, NORWAY, ROWS, TOGO, connection, event
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.exports.comparison import as_csv, as_table, share
from dragoman.imports.comparing import Comparison, Rules, Unit, compare, match, read
from dragoman.lexicon.folder import Knowledge
from dragoman.store.happenings import compared as compared_rows

WHOLE = Rules(whole=True)


def compared(a: list[dict[str, Any]], b: list[dict[str, Any]], rules: Rules = WHOLE) -> Comparison:
    return compare(read(a, rules), read(b, rules), rules)


def sizes(found: Comparison) -> tuple[int, int, int]:
    return len(found.matched), len(found.only_a), len(found.only_b)


def on(id: str, day: str, kind: str = "ACCUSE", **more: Any) -> dict[str, Any]:
    return event(id, kind, [NORWAY], [TOGO], date_start=day, date_end=day, **more)


@pytest.mark.parametrize(("days", "expected"), [(0, (0, 1, 1)), (1, (0, 1, 1)), (2, (1, 0, 0))])
def test_days_apart(days: int, expected: tuple[int, int, int]) -> None:
    assert sizes(compared([on("a", "2022-03-02")], [on("b", "2022-03-04")], Rules(days=days, whole=True))) == expected


def test_each_event_is_used_once_and_the_nearest_first() -> None:
    found = compared([on("a", "2022-03-02"), on("c", "2022-03-03")], [on("b", "2022-03-03")])
    assert [(one.id, other.id) for one, other in found.matched] == [("c", "b")]
    assert [unit.id for unit in found.only_a] == ["a"]


def test_direction_counts_but_not_for_talks() -> None:
    there, back = event("a", "ACCUSE", [NORWAY], [TOGO]), event("b", "ACCUSE", [TOGO], [NORWAY])
    assert sizes(compared([there], [back])) == (0, 1, 1)
    assert sizes(compared([there], [back], Rules(whole=True, undirected=True))) == (1, 0, 0)
    assert sizes(compared([event("a", "CONSULT", [NORWAY, TOGO])], [event("b", "CONSULT", [TOGO], [NORWAY])])) == (1, 0, 0)


def test_a_fight_of_two_is_a_row_in_each_direction() -> None:
    rows = [event("x", "ASSAULT", [TOGO], [GHANA]), event("y", "ASSAULT", [GHANA], [TOGO])]
    assert sizes(compared([event("a", "ASSAULT", [TOGO, GHANA])], rows)) == (2, 0, 0)
    assert sizes(compared([event("a", "PROTEST", [TOGO, GHANA])], [])) == (0, 2, 0)


def test_a_store_knows_who_fought_each_other_by_its_rules() -> None:
    clash, raid = (next(row for row in ROWS if row["event_id"] == id) for id in ("clash", "raid"))
    rows = {row["event_id"]: row for row in compared_rows(connection([clash, raid]), Knowledge.open())}
    assert [(u.source, u.target) for u in read([rows["clash"]], WHOLE).units] == [("TGO", "GHA"), ("GHA", "TGO")]
    assert [(u.source, u.target) for u in read([rows["raid"]], WHOLE).units] == [("TGO", ""), ("GHA", "")]


def test_by_quad_other_types_match() -> None:
    a, b = [on("a", "2022-03-02")], [on("b", "2022-03-02", "REJECT")]
    assert sizes(compared(a, b)) == (0, 1, 1)
    assert sizes(compared(a, b, Rules(by="quad", whole=True))) == (1, 0, 0)


def test_two_recipients_are_two_pairs() -> None:
    assert sizes(compared([event("a", "AID", [NORWAY], [TOGO, GHANA])], [event("b", "AID", [NORWAY], [GHANA])])) == (1, 1, 0)


def test_only_days_that_both_cover_count_unless_asked() -> None:
    a = [on("a", "2022-01-01"), on("b", "2022-03-02")]
    b = [on("c", "2022-03-02"), on("d", "2022-03-09")]
    assert sizes(compared(a, b, Rules())) == (1, 0, 0)
    assert sizes(compared(a, b)) == (1, 1, 1)
    assert sizes(compared(a, b, Rules(whole=True, since="2022-03-03"))) == (0, 0, 1)
    assert (compared(a, b, Rules()).first, compared(a, b, Rules()).last) == ("2022-03-02", "2022-03-02")


def test_what_is_left_aside_is_said() -> None:
    plan = on("b", "2022-03-02", modality="future")
    wide = event("c", "ACCUSE", [NORWAY], [TOGO], date_start="2022-01-01", date_end="2022-12-31")
    nobody, untyped, undated = event("d", "ACCUSE", [("rebels", "", "REB", "")]), on("e", "2022-03-02", ""), on("f", "")
    side = read([plan, wide, nobody, untyped, undated], Rules())
    assert dict(side.aside) == {
        "not asserted (plans, denials)": 1, "with a date wider than 31 days": 1, "without a country": 1, "without a type": 1,
        "without a date": 1,
    }  # fmt: skip
    assert side.units == []


def test_counts_by_type_and_month() -> None:
    found = compared([on("a", "2022-03-02"), on("b", "2022-04-02", "REJECT")], [on("c", "2022-03-02")])
    assert found.counts("label") == {"ACCUSE": {"matched": 1, "only_a": 0, "only_b": 0}, "REJECT": {"matched": 0, "only_a": 1, "only_b": 0}}
    assert list(found.counts("month")) == ["2022-03", "2022-04"]
    assert sorted(unit[0] for unit in found.listed()) == ["matched", "only_a"]


def test_forms() -> None:
    side = {"set": "=a", "events": 2, "compared": 2, "left_aside": {"without a date": 1}}
    found = {
        "a": side, "b": side, "by": "type", "days": 1, "undirected": False, "first": "", "last": "", "matched": 1, "only_a": 1, "only_b": 0,
        "by_type": {"=A": {"matched": 1, "only_a": 1, "only_b": 0}},
    }  # fmt: skip
    assert as_csv(found).splitlines() == ["group,key,matched,only_a,only_b", "all,all,1,1,0", "type,'=A,1,1,0"]
    assert "at most 1 day apart" in as_table(found)
    assert "left aside: 1 without a date" in as_table(found)
    assert (share(1, 1), share(0, 0)) == ("50%", "-")


units = st.lists(st.integers(1, 40), max_size=25).map(
    lambda days: sorted(Unit(day, day + day % 3, f"{k}", "A", "B", "T") for k, day in enumerate(days))
)


@settings(max_examples=80, deadline=None)
@given(here=units, there=units, days=st.integers(0, 4))
def test_matching_is_one_to_one_within_the_tolerance_and_leaves_no_pair(here: list[Unit], there: list[Unit], days: int) -> None:
    def gap(one: Unit, other: Unit) -> int:
        return max(0, one.start - other.end, other.start - one.end)

    pairs = list(match(here, there, days))
    assert len({one.id for one, _ in pairs}) == len({other.id for _, other in pairs}) == len(pairs)
    assert all(gap(*pair) <= days for pair in pairs)
    left_here = [unit for unit in here if unit not in [one for one, _ in pairs]]
    left_there = [unit for unit in there if unit not in [other for _, other in pairs]]
    assert not any(gap(one, other) <= days for one in left_here for other in left_there)
    assert len(list(match(there, here, days))) >= len(pairs) // 2
