"""The filter in the URL: there and back, and what it selects."""

from __future__ import annotations

import csv
from urllib.parse import parse_qsl

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from dragoman.errors import UsageError
from dragoman.lexicon.folder import Knowledge
from dragoman.web.filters import SORTS, Filter
from dragoman.web.library import WORDS as LOOKED_AT

KNOWLEDGE = Knowledge.open()
WORDS = st.text(min_size=1, max_size=20).map(str.strip).filter(bool)
SEVERAL = st.lists(WORDS, max_size=3, unique=True).map(tuple)


def again(filter: Filter) -> Filter:
    return Filter.of(QueryParams(parse_qsl(filter.query(after=filter.after)[1:], keep_blank_values=True)))


@given(actor=SEVERAL, country=SEVERAL, outlet=SEVERAL, q=st.one_of(st.just(""), WORDS), sort=st.sampled_from(sorted(SORTS)))
def test_there_and_back(actor: tuple[str, ...], country: tuple[str, ...], outlet: tuple[str, ...], q: str, sort: str) -> None:
    made = Filter(actor=actor, country=country, outlet=outlet, q=q, sort=sort, since="2021-08")
    assert again(made) == made


def test_a_change_starts_paging_anew_and_keeps_the_rest() -> None:
    made = Filter(type=("CONSULT",), after="x", q="envoys")
    assert made.query(sort="oldest") == "?type=CONSULT&q=envoys&sort=oldest"
    assert made.without("type", "CONSULT") == "?q=envoys"
    assert Filter().query() == ""
    assert [(name, value) for name, value, _ in made.chips()] == [("type", "CONSULT"), ("q", "envoys")]


@pytest.mark.parametrize("query", ["sort=sideways", "since=tomorrow", "q=" + "x" * 201, "&".join(f"type=T{n}" for n in range(21))])
def test_nonsense_is_refused(query: str) -> None:
    with pytest.raises(UsageError):
        Filter.of(QueryParams(query))


def test_unknown_region() -> None:
    with pytest.raises(UsageError):
        Filter(region="Atlantis").where(KNOWLEDGE)


EVENTS = """
event_id,event_type,mode,quad_category,recency,modality,date_start,date_end,place,place_geonameid,place_country,headline,actors,recipients
e1,CONSULT,visit,VERBAL COOPERATION,news,asserted,2021-08-15,2021-08-15,Kabul,1138958,AFG,Envoys met,Qatar,Taliban
e2,ASSAULT,,MATERIAL CONFLICT,news,asserted,2020-01-01,2020-12-31,Lima,3936456,PER,A bomb,,
e3,CONSULT,,VERBAL COOPERATION,background,asserted,,,,,,Talks,Peru,Chile
e4,AGREE,,VERBAL COOPERATION,news,future,2021-09-01,2021-09-30,,,,Will sign,Peru,Chile
"""
PARTIES = """
event_id,role,entity,name,country,sector
e1,actor,qatar,Qatar,QAT,GOV
e1,recipient,taliban,Taliban,AFG,REB
e3,actor,peru,Peru,PER,GOV
e4,recipient,chile,Chile,CHL,GOV
"""


def table(text: str) -> pa.Table:
    names, *rows = csv.reader(text.strip().splitlines())
    columns = {name: list(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)}
    if "place_geonameid" in columns:
        columns["place_geonameid"] = [int(value) if value else None for value in columns["place_geonameid"]]
    return pa.table(columns)


@pytest.fixture
def tables() -> duckdb.DuckDBPyConnection:
    made = duckdb.connect()
    for name, text in (("held_events", EVENTS), ("held_event_party", PARTIES)):
        made.register("given", table(text))
        made.execute(f"CREATE TABLE {name} AS SELECT *{f', {LOOKED_AT} AS words' if name == 'held_events' else ''} FROM given")
    made.execute("CREATE TABLE held_event_claim AS SELECT 'e2' AS event_id, 'Andes Wire' AS outlet")
    return made


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        (Filter(), "e1 e2"),
        (Filter(recency=("all",), modality=("all",)), "e1 e2 e3 e4"),
        (Filter(modality=("future",)), "e4"),
        (Filter(country=("per",)), "e2"),
        (Filter(country=("PER",), recency=("all",)), "e2 e3"),
        (Filter(region="Central Asia"), ""),
        (Filter(region="AFG,CHL", modality=("all",)), "e1 e4"),
        (Filter(actor=("QAT/GOV",)), "e1"),
        (Filter(actor=("taliban",)), ""),
        (Filter(recipient=("talib",)), "e1"),
        (Filter(entity=("taliban",)), "e1"),
        (Filter(type=("consult",)), "e1"),
        (Filter(outlet=("andes wire",)), "e2"),
        (Filter(place=("1138958",)), "e1"),
        (Filter(since="2020-06", until="2020"), "e2"),
        (Filter(since="2021"), "e1"),
        (Filter(q="envoys kabul"), "e1"),
        (Filter(event=("e3", "e4")), "e3 e4"),
    ],
)
def test_what_it_selects(tables: duckdb.DuckDBPyConnection, filter: Filter, found: str) -> None:
    where, parameters = filter.where(KNOWLEDGE)
    rows = tables.execute(f"SELECT event_id FROM held_events WHERE {where} ORDER BY 1", parameters).fetchall()
    assert " ".join(row[0] for row in rows) == found
