"""The data of time words: every pattern names a convention, every holiday can be computed, every period runs forward."""

from dragoman.lexicon.folder import Knowledge
from dragoman.when import scanning
from dragoman.when.named import read_named
from dragoman.when.words import read_words


def test_every_pattern_names_a_convention() -> None:
    words = read_words(Knowledge.open())
    assert {p.reads for p in (*words.patterns, *words.joins)} <= set(scanning.READERS)


def test_periods_run_forward_and_are_many() -> None:
    periods = [named for named in read_named(Knowledge.open()).values() if named.interval is not None]
    assert len({named.name for named in periods}) >= 80
    assert all(p.interval.end is None or p.interval.start <= p.interval.end for p in periods if p.interval)


def test_every_holiday_has_a_day_in_2023() -> None:
    holidays = [named for named in read_named(Knowledge.open()).values() if named.interval is None]
    assert [h.name for h in holidays if h.in_year(2023) is None] == []
