"""Events written for other programs: columns, direction, codes, and what is left out."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pyarrow.parquet as pq
import pytest
from eventkit import GHANA, NORWAY, ROWS, TOGO, connection, event

from dragoman.assembly.tables import EVENTS
from dragoman.exports import gdelt, gdelt_mentions, icews, polecat
from dragoman.exports.formats import WRITERS
from dragoman.exports.happening import Options, Tally
from dragoman.lexicon.cameo import cameo
from dragoman.lexicon.countries import countries
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.plover import kinds, known_contexts
from dragoman.store.happenings import Wanted, claims, events
from dragoman.store.query import Filters

KNOWLEDGE = Knowledge.open()
OPTIONS = Options(KNOWLEDGE, "1.0")
WANTED = Wanted(offsets=True, sentences=True, knowledge=KNOWLEDGE)
TABS = {"gdelt": gdelt.COLUMNS, "gdelt-mentions": gdelt_mentions.COLUMNS, "icews": icews.COLUMNS, "polecat": polecat.COLUMNS}


def written(form: str, rows: list[dict[str, Any]] = ROWS, wanted: Wanted = WANTED, **options: Any) -> tuple[bytes, Tally]:
    out = io.BytesIO()
    tally = WRITERS[form](events(connection(rows), Filters(), wanted), out, replace(OPTIONS, **options))
    return out.getvalue(), tally


def lines(form: str, rows: list[dict[str, Any]] = ROWS, **options: Any) -> list[dict[str, str]]:
    """Rows of a tab-separated format, by column."""
    text = written(form, rows, **options)[0].decode()
    found = [line.split("\t") for line in text.splitlines()]
    if form in {"polecat", "icews"}:
        assert tuple(found.pop(0)) == TABS[form]
    assert all(len(row) == len(TABS[form]) for row in found)
    return [dict(zip(TABS[form], row, strict=True)) for row in found]


@pytest.mark.parametrize(("form", "columns"), [("gdelt", 61), ("gdelt-mentions", 16), ("icews", 20), ("polecat", 40)])
def test_formats_with_tabs_have_the_columns_of_their_data_sets(form: str, columns: int) -> None:
    assert len(TABS[form]) == columns == len(set(TABS[form]))
    assert lines(form)


def test_a_visit_is_paid_in_one_row_and_received_in_the_other() -> None:
    visit = [row for row in lines("gdelt") if row["SOURCEURL"].endswith("/visit")]
    assert [(row["Actor1Code"], row["Actor2Code"], row["EventCode"]) for row in visit] == [
        ("TGOGOV", "NORGOV", "042"),
        ("NORGOV", "TGOGOV", "043"),
    ]
    assert len({row["GLOBALEVENTID"] for row in visit}) == 2


def test_who_meets_has_two_rows_and_who_fights_together_has_one_each() -> None:
    def ends(id: str) -> list[tuple[str, str]]:
        return [(row["Actor1CountryCode"], row["Actor2CountryCode"]) for row in lines("gdelt") if row["SOURCEURL"].endswith(f"/{id}")]

    assert ends("meeting") == [("NOR", "GHA"), ("GHA", "NOR")]
    assert ends("clash") == [("TGO", "GHA"), ("GHA", "TGO")]  # its rule makes both sides act
    assert ends("raid") == [("TGO", ""), ("GHA", "")]  # nothing says that they fought each other
    assert ends("aid") == [("NOR", "TGO"), ("NOR", "GHA")]  # no mirror image: aid flows one way


def test_a_mediator_has_no_mirror_image() -> None:
    rows = lines("gdelt", [event("peace", "CONSULT", [NORWAY], [TOGO], cameo="045")])
    assert [(row["Actor1Code"], row["EventCode"]) for row in rows] == [("NORGOV", "045")]


def test_gdelt_has_codes_of_three_levels_goldstein_and_quad() -> None:
    arrest = next(row for row in lines("gdelt") if row["SOURCEURL"].endswith("/masked"))
    assert [arrest[name] for name in ("EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale")] == [
        "173", "173", "17", "4", "-5.0",
    ]  # fmt: skip
    assert arrest["FractionDate"] == "2022.1699"
    assert arrest["DATEADDED"] == "20220303000000"
    rows = lines("gdelt", [event("free", "RETREAT", [TOGO], [GHANA], mode="release", cameo="0841")])
    assert [rows[0][name] for name in ("EventCode", "EventBaseCode", "EventRootCode")] == ["0841", "084", "08"]


def test_actors_have_cameo_letters_and_places_fips_letters() -> None:
    romania, europe = ("Romania", "ROU", "JRN", "romania"), ("European Union", "EUR", "GOV", "european-union")
    where = {"place": "Belgrade", "place_country": "SRB", "place_granularity": "city", "latitude": 44.8, "longitude": 20.5}
    row = lines("gdelt", [event("press", "ACCUSE", [romania], [europe], **where)])[0]
    assert (row["Actor1Code"], row["Actor1CountryCode"], row["Actor1Type1Code"]) == ("ROMMED", "ROM", "MED")
    assert (row["Actor2Code"], row["Actor2CountryCode"], row["Actor2KnownGroupCode"], row["Actor2Type1Code"]) == (
        "IGOEUREEC", "EUR", "EEC", "IGO",
    )  # fmt: skip
    assert (row["ActionGeo_Type"], row["ActionGeo_Fullname"], row["ActionGeo_CountryCode"]) == ("4", "Belgrade, Serbia", "RI")
    assert row["Actor1Geo_Type"] == "0"


def test_mentions_bear_the_numbers_of_the_events_file_and_offsets_turn_with_the_row() -> None:
    numbers = {row["GLOBALEVENTID"] for row in lines("gdelt")}
    found = lines("gdelt-mentions")
    assert {row["GLOBALEVENTID"] for row in found} == numbers
    first, second = [row for row in found if row["MentionIdentifier"].endswith("/meeting")]
    assert (first["Actor1CharOffset"], first["Actor2CharOffset"], first["ActionCharOffset"]) == ("4", "-1", "30")
    assert (second["Actor1CharOffset"], second["Actor2CharOffset"]) == ("-1", "4")
    assert (first["MentionTimeDate"], first["Confidence"], first["MentionDocLen"]) == ("20220303000000", "70", "900")


def test_dates_that_one_day_cannot_hold_are_left_out_and_counted() -> None:
    tally = written("gdelt")[1]
    assert dict(tally.left) == {"with a date wider than --longest": 1, "without a date": 1, "without a party": 1}
    assert "1 event without a date" in tally.said()
    assert any(row["SOURCEURL"].endswith("/month") for row in lines("gdelt", longest=31))


def test_polecat_doubles_talks_and_numbers_countries() -> None:
    found = lines("polecat")
    meeting = [row for row in found if row["Event ID"].startswith("meeting")]
    assert [(row["Actor Name"], row["Recipient Name"], row["Actor COW"]) for row in meeting] == [
        ("Norway", "Ghana", "385"),
        ("Ghana", "Norway", "452"),
    ]
    assert meeting[0]["Quad Code"] == "VERBAL COOPERATION"
    assert meeting[0]["Contexts"] == "economic; diplomatic"
    visit = next(row for row in found if row["Event ID"].startswith("visit"))
    assert (visit["City"], visit["Province"], visit["Country"], visit["Feature Type"], visit["GeoNames ID"]) == (
        "Oslo",
        "Oslo",
        "NOR",
        "PPL",
        "3143244",
    )


def test_icews_speaks_in_words() -> None:
    united_nations = ("United Nations", "UNO", "GOV", "united-nations")
    row = lines("icews", [event("vote", "ACCUSE", [united_nations], [("Russia", "RUS", "MIL", "russia")])])[0]
    assert (row["Source Sectors"], row["Source Country"]) == ("International Government Organization", "")
    assert (row["Target Sectors"], row["Target Country"]) == ("Military", "Russian Federation")
    assert (row["CAMEO Code"], row["Intensity"]) == ("110", "-2.0")


def test_who_has_no_name_is_called_by_country_and_sector() -> None:
    rows = [event("exodus", "ACCUSE", [("", "TGO", "REF", "")], [GHANA])]
    assert lines("gdelt", rows)[0]["Actor1Name"] == "TOGO"
    assert lines("icews", rows)[0]["Source Name"] == "Refugees (Togo)"
    assert lines("polecat", rows)[0]["Actor Name"] == ""


def test_csv_runs_no_formula_and_has_a_mark_for_excel_only_when_asked() -> None:
    plain, marked = written("csv")[0], written("csv", bom=True)[0]
    assert marked == b"\xef\xbb\xbf" + plain
    rows = {row["event_id"]: row for row in csv.DictReader(io.StringIO(plain.decode()))}
    assert list(rows["rally"]) == EVENTS.names
    assert rows["rally"]["actors"].startswith("'=HYPERLINK")
    assert rows["rally"]["intensity"] == "-6.5"  # a number is no formula
    assert rows["raid"]["killed_high"] == "5"
    assert rows["raid"]["date_ongoing"] == "false"


def test_parquet_has_the_schema_of_events() -> None:
    table = pq.read_table(io.BytesIO(written("parquet")[0]))
    assert table.schema.equals(EVENTS)
    assert sorted(table["event_id"].to_pylist()) == sorted(row["event_id"] for row in ROWS)


def test_geojson_puts_longitude_first_and_null_where_nothing_is_known() -> None:
    found = json.loads(written("geojson")[0])
    assert found["type"] == "FeatureCollection"
    by_id = {feature["id"]: feature for feature in found["features"]}
    assert by_id["visit"]["geometry"] == {"type": "Point", "coordinates": [10.74609, 59.91273]}
    assert by_id["aid"]["geometry"] is None
    assert by_id["aid"]["properties"]["recipients"] == "Togo; Ghana"
    assert "crs" not in found
    assert json.loads(written("geojson", [])[0])["features"] == []


def network(which: str) -> tuple[dict[str, str], dict[tuple[str, str], Any]]:
    space = "{http://gexf.net/1.3}"
    root = ET.fromstring(written("gexf", network=which)[0])
    assert root.get("version") == "1.3"
    nodes = {node.get("id", ""): node.get("label", "") for node in root.iter(f"{space}node")}
    edges = {(edge.get("source", ""), edge.get("target", "")): edge for edge in root.iter(f"{space}edge")}
    assert {end for pair in edges for end in pair} <= set(nodes)
    return nodes, edges


def test_the_network_of_countries_has_weights_and_months() -> None:
    nodes, edges = network("countries")
    assert nodes["NOR"] == "Norway"
    assert edges["NOR", "TGO"].get("weight") == "3"  # aid, accusation, visit received
    assert ("NOR", "NOR") not in edges
    spells = [(spell.get("start"), spell.get("end")) for spell in edges["NOR", "TGO"].iter("{http://gexf.net/1.3}spell")]
    assert spells == [("2022-03-01", "2022-03-31")]


def test_the_network_of_entities_has_no_masked_person() -> None:
    nodes, _ = network("entities")
    assert "norway" in nodes
    assert "[private person]" not in nodes.values()


def test_plover_json_has_the_fields_of_the_manual() -> None:
    found = {item["id"]: item for item in map(json.loads, written("plover")[0].splitlines())}
    assert set(found) == {row["event_id"] for row in ROWS} - {"undated", "faceless"}  # date and actor are required
    meeting = found["meeting"]
    assert meeting["event"] == ["CONSULT"]
    assert meeting["context"] == ["economic", "diplomatic"]
    assert meeting["actor"][0] == {"code": "NOR", "sector": "GOV", "entity_text": "Norway", "identifier_id": "Q20", "identifier_text": "Norway"}
    assert "recipient" not in meeting
    assert found["visit"]["event_loc"]["resolution"] == 4
    assert found["raid"]["size"] == {"dead": 3}
    assert found["clash"]["quad_code"] == 4


FTM = {  # properties of FollowTheMoney's model that are used, by schema
    "LegalEntity": {"name", "country", "wikidataId", "sector"},
    "Event": {
        "name", "startDate", "endDate", "location", "country", "description", "recordId", "keywords", "notes", "involved", "sourceUrl",
        "publisher", "modifiedAt",
    },
}  # fmt: skip


def test_followthemoney_entities_come_before_the_events_that_involve_them() -> None:
    seen: set[str] = set()
    for item in map(json.loads, written("ftm")[0].splitlines()):
        allowed = FTM["Event" if item["schema"] == "Event" else "LegalEntity"]
        assert set(item) == {"id", "schema", "properties"}
        assert set(item["properties"]) <= allowed
        assert item["properties"]["name"]
        assert all(isinstance(text, str) and text for values in item["properties"].values() for text in values)
        assert set(item["properties"].get("involved", ())) <= seen
        assert item["id"] not in seen
        seen.add(item["id"])
    assert "dragoman-norway" in seen


def test_followthemoney_takes_every_entity() -> None:
    model = pytest.importorskip("followthemoney").model
    for item in map(json.loads, written("ftm")[0].splitlines()):
        model.get(item["schema"]).validate(item)


def test_masked_persons_are_no_entities() -> None:
    people = [json.loads(line) for line in written("ftm")[0].splitlines()]
    assert not any(item["schema"] != "Event" and "private" in item["properties"]["name"][0] for item in people)


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_nothing_of_a_reports_words_leaves_without_words(form: str) -> None:
    content = written(form, wanted=replace(WANTED, words=False), words=False)[0]
    for words in (b"HYPERLINK", b"Norway and Ghana met", b"the Norway"):
        assert words not in content
    assert content == written(form, wanted=replace(WANTED, words=False), words=False)[0]  # and the same again


def test_names_of_the_registry_stay_without_words() -> None:
    rows = {item.row["event_id"]: item for item in events(connection(), Filters(), replace(WANTED, words=False))}
    assert rows["aid"].row["recipients"] == "Togo; Ghana"
    assert rows["rally"].row["actors"] == ""
    assert rows["masked"].row["recipients"] == "[private person]"


def test_sentences_leave_only_when_asked_for() -> None:
    assert b"Norway and Ghana met." not in written("csv", wanted=replace(WANTED, sentences=False))[0]
    assert b"Norway and Ghana met." in written("csv")[0]


def chosen(**filters: Any) -> set[str]:
    return {item.row["event_id"] for item in events(connection(), Filters(**filters), WANTED)}


def test_filters_on_events() -> None:
    assert chosen(type=("AID", "PROTEST")) == {"aid", "rally"}
    assert chosen(actor=("TGO/MIL",)) == {"clash"}
    assert chosen(recipient=("togo",)) == {"aid", "month", "undated"}  # an entity id
    assert chosen(country=("GHA",)) == {"meeting", "clash", "raid", "aid"}
    assert chosen(context=("military",)) == {"aid"}
    assert chosen(outlet=("fjord post",), place=("NOR",)) == {"visit"}
    assert chosen(report=("r-aid",)) == {"aid"}
    assert chosen(since="2022-03-15") == {"month"}
    assert chosen(published_until="2022-02") == set()


def test_claims_go_out_as_events_of_one_claim() -> None:
    found = {item.row["event_id"]: item for item in claims(connection(), Filters(), WANTED)}
    assert found["c-meeting"].row["actors"] == "Norway; Ghana"
    assert found["c-meeting"].row["claims"] == 1
    assert found["c-clash"].together
    assert found["c-aid"].recipients[1].entity == "ghana"
    assert found["c-aid"].evidence[0].url == "https://example.org/aid"
    out = io.BytesIO()
    assert WRITERS["gdelt"](iter(found.values()), out, OPTIONS).rows == written("gdelt")[1].rows


def test_an_event_is_read_in_batches_in_the_same_order(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [item.row["event_id"] for item in events(connection(), Filters(), WANTED)]
    monkeypatch.setattr("dragoman.store.happenings.AT_ONCE", 3)
    assert [item.row["event_id"] for item in events(connection(), Filters(), WANTED)] == whole
    assert whole[0] == "undated"


def every_mode() -> Iterator[tuple[str, str]]:
    for name, kind in kinds(KNOWLEDGE).items():
        yield from ((name, mode) for mode in ("", *kind.modes))


@pytest.mark.parametrize(("event_type", "mode"), list(every_mode()))
def test_every_type_and_mode_has_a_cameo_code_of_its_type(event_type: str, mode: str) -> None:
    terms = cameo(KNOWLEDGE)
    code = terms.code_for(event_type, mode, ())
    assert len(code) >= 3
    assert terms.codes[code].event_type == event_type


def test_cameo_points_only_to_types_modes_and_contexts_there_are() -> None:
    known = kinds(KNOWLEDGE)
    for code in cameo(KNOWLEDGE).codes.values():
        assert not code.event_type or code.mode in {"", *known[code.event_type].modes}, code
        assert set(code.contexts) <= known_contexts(KNOWLEDGE), code
        assert code.mirror == "" or cameo(KNOWLEDGE).codes[code.mirror].mirror == code.code
        assert code.code[:2] in cameo(KNOWLEDGE).codes
        assert len(code.code) < 4 or code.code[:3] in cameo(KNOWLEDGE).codes


def test_countries_in_other_alphabets_of_codes() -> None:
    known = countries(KNOWLEDGE)
    assert (known.cameo("ROU"), known.of_letters("ROM"), known.fips["GBR"], known.by_fips["GM"]) == ("ROM", "ROU", "UK", "DEU")
    assert (known.of_name("Democratic Republic of Congo"), known.of_name("Congo (Kinshasa)"), known.of_name("Atlantis")) == ("COD", "COD", "")
    assert (known.by_gw["260"], known.cow["DEU"]) == ("DEU", "255")
