"""Files of other data sets, small and in our own words, read as events."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from dragoman.errors import ReadingError
from dragoman.exports import gdelt as gdelt_columns
from dragoman.imports import acled, ucdp
from dragoman.imports.reading import FORMATS, Account, imported
from dragoman.lexicon.folder import Knowledge

KNOWLEDGE = Knowledge.open()
POLECAT = "Event ID\tEvent Date\tEvent Type\tEvent Mode\tIntensity\tContexts\tActor Name\tActor Country\tRecipient Name\tRecipient Country\n"


def read(path: Path, form: str, **options: Any) -> tuple[list[dict[str, Any]], Account]:
    account = Account()
    return list(imported([path], form, KNOWLEDGE, account, **options)), account


def text(folder: Path, content: str | bytes, name: str = "given.txt") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def gdelt(first: bool = False, **cells: object) -> list[str]:
    """One GDELT row with these cells; `first`: of GDELT 1.0."""
    given = {"GLOBALEVENTID": "7", "SQLDATE": "20230502", "EventCode": "111", "EventRootCode": "11", **cells}
    columns = [name for name in gdelt_columns.COLUMNS if not (first and name.endswith("ADM2Code"))]
    return [str(given.get(name, "")) for name in columns]


def tsv(*rows: Sequence[str]) -> str:
    return "".join("\t".join(row) + "\n" for row in rows)


KENYA = {"Actor1Code": "KENGOV", "Actor1Name": "KENYA", "Actor1CountryCode": "KEN", "Actor1Type1Code": "GOV"}
UNITED_NATIONS = {"Actor2Code": "IGOUNO", "Actor2Name": "UNITED NATIONS", "Actor2KnownGroupCode": "UNO", "Actor2Type1Code": "IGO"}
NAIROBI = {
    "ActionGeo_Type": "4", "ActionGeo_Fullname": "Nairobi, Nairobi Area, Kenya", "ActionGeo_CountryCode": "KE", "ActionGeo_Lat": "-1.28",
    "ActionGeo_Long": "36.82",
}  # fmt: skip


def test_gdelt_row(tmp_path: Path) -> None:
    counts = {"NumMentions": 4, "NumSources": 2, "NumArticles": 3, "DATEADDED": "20230503061500"}
    rows, _ = read(text(tmp_path, tsv(gdelt(**KENYA, **UNITED_NATIONS, **NAIROBI, **counts))), "gdelt")
    row = rows[0]
    assert (row["event_id"], row["event_type"], row["mode"], row["cameo"]) == ("gdelt:7", "ACCUSE", "disapprove", "111")
    assert (row["actors"], row["actor_countries"], row["actor_sectors"]) == ("Kenya", "KEN", "GOV")
    assert (row["recipients"], row["recipient_countries"], row["recipient_sectors"]) == ("United Nations", "UNO", "GOV")
    assert (row["date_start"], row["date_end"], row["first_seen"]) == ("2023-05-02", "2023-05-02", "2023-05-03")
    assert (row["place"], row["place_admin1"], row["place_country"], row["latitude"]) == ("Nairobi", "Nairobi Area", "KEN", -1.28)
    assert (row["claims"], row["sources"], row["reports"]) == (4, 2, 3)
    assert (row["quad_category"], row["intensity"]) == ("VERBAL CONFLICT", -2.0)


@pytest.mark.parametrize("columns", [61, 58, 57])
def test_gdelt_of_all_widths(tmp_path: Path, columns: int) -> None:
    first = gdelt(first=columns < 61, **KENYA, **NAIROBI, SOURCEURL="https://example.org/1")
    rows, account = read(text(tmp_path, tsv(first[:columns])), "gdelt")
    assert [row["place_country"] for row in rows] == ["KEN"]
    assert account.bad.total() == 0
    assert ("SOURCEURL" in account.missing) == (columns == 57)


def test_a_talk_told_twice_is_one_and_two_talks_are_two(tmp_path: Path) -> None:
    ghana = {"Actor2Code": "GHA", "Actor2Name": "GHANA", "Actor2CountryCode": "GHA"}
    turned = {"Actor1Code": "GHA", "Actor1Name": "GHANA", "Actor1CountryCode": "GHA", "Actor2Code": "KENGOV", "Actor2Name": "KENYA",
              "Actor2CountryCode": "KEN", "Actor2Type1Code": "GOV"}  # fmt: skip
    talk = {"EventCode": "046", "EventRootCode": "04", "SOURCEURL": "https://example.org/talks"}
    path = text(
        tmp_path,
        tsv(gdelt(**KENYA, **ghana, **talk), gdelt(GLOBALEVENTID=8, **turned, **talk), gdelt(GLOBALEVENTID=9, **KENYA, **ghana, **talk)),
    )
    rows, account = read(path, "gdelt")
    assert [(row["event_id"], row["actors"], row["recipients"]) for row in rows] == [
        ("gdelt:7", "Kenya; Ghana", ""),
        ("gdelt:9", "Kenya", "Ghana"),
    ]
    assert account.folded == 1
    assert len(read(path, "gdelt", keep_twins=True)[0]) == 3


def test_a_visit_received_is_the_visit_paid(tmp_path: Path) -> None:
    ghana = {"Actor2Code": "GHA", "Actor2Name": "GHANA", "Actor2CountryCode": "GHA"}
    rows, _ = read(text(tmp_path, tsv(gdelt(**KENYA, **ghana, EventCode="043", EventRootCode="04"))), "gdelt")
    assert (rows[0]["actors"], rows[0]["recipients"], rows[0]["mode"], rows[0]["cameo"]) == ("Ghana", "Kenya", "visit", "042")


def test_codes_that_a_spreadsheet_bit_are_mended_by_root_and_goldstein(tmp_path: Path) -> None:
    rows, _ = read(text(tmp_path, tsv(gdelt(EventCode="10", EventRootCode="1"), gdelt(EventCode="10", EventRootCode="10"))), "gdelt")
    assert [row["cameo"] for row in rows] == ["010", "10"]
    assert rows[0]["event_type"] == ""
    head = "Event ID,Event Date,Source Name,Source Country,CAMEO Code,Intensity,Target Name,Target Country\n"
    rows, account = read(
        text(tmp_path, head + "1,2020-01-05,Ghana,Ghana,42,1.9,Togo,Togo\n2,2020-01-05,Ghana,Ghana,10,0.0,Togo,Togo\n"), "icews"
    )
    assert [row["cameo"] for row in rows] == ["042", "010"]
    assert account.untyped == 1


@pytest.mark.parametrize(
    ("code", "event_type", "mode"),
    [
        ("055", "CONCEDE", ""), ("0841", "RETREAT", "release"), ("116", "SANCTION", "convict"), ("163", "SANCTION", "discontinue"),
        ("175", "ASSAULT", "crowd-control"), ("192", "COERCE", "seize"), ("0256", "REQUEST", "yield"), ("1381", "THREATEN", "restrict"),
    ],
)  # fmt: skip
def test_cameo_becomes_plover_by_the_manual(tmp_path: Path, code: str, event_type: str, mode: str) -> None:
    rows, _ = read(text(tmp_path, tsv(gdelt(EventCode=code, EventRootCode=code[:2]))), "gdelt")
    assert (rows[0]["event_type"], rows[0]["mode"]) == (event_type, mode)


def test_mentions_become_rows_of_event_claim(tmp_path: Path) -> None:
    mention = [
        "7",
        "20230502000000",
        "20230503000000",
        "1",
        "example.org",
        "https://example.org/a",
        "3",
        "-1",
        "-1",
        "40",
        "1",
        "60",
        "900",
        "",
        "",
        "",
    ]
    path = text(tmp_path, tsv(mention, [*mention[:5], "https://example.org/b", *mention[6:15]], ["x", *mention[1:]]))
    rows, account = read(path, "gdelt-mentions")
    assert [row["report_id"] for row in rows] == ["https://example.org/a", "https://example.org/b"]
    assert {row["event_id"] for row in rows} == {"gdelt:7"}
    assert dict(account.bad) == {"no id": 1}
    assert set(rows[0]) == set(FORMATS["gdelt-mentions"].schema.names)


def test_icews_sides_in_words(tmp_path: Path) -> None:
    columns = (
        "Source Name",
        "Source Sectors",
        "Source Country",
        "CAMEO Code",
        "Target Name",
        "Target Sectors",
        "Target Country",
        "City",
        "Country",
    )
    head = "\t".join(("Event ID", "Event Date", *columns)) + "\n"
    line = "5\t2019-11-03\tArmy (Togo)\tGovernment,Military\tTogo\t190\tRussian Federation\t\tRussian Federation\tLomé\tTogo\n"
    row = read(text(tmp_path, head + line), "icews")[0][0]
    assert (row["actor_sectors"], row["recipient_sectors"], row["recipient_countries"]) == ("MIL", "GOV", "RUS")
    assert (row["place"], row["place_granularity"], row["place_country"]) == ("Lomé", "city", "TGO")


def test_polecat_rows(tmp_path: Path) -> None:
    lines = "a\t2021-06-01\tCONSULT\tvisit\t4\tdiplomatic;nonsense\tPeru\tPER\tChile\tCHL\n"
    lines += "b\t2021-06-01\tCONSULT\tvisit\t4\tdiplomatic\tChile\tCHL\tPeru\tPER\n"
    lines += "c\t2021-06-02\tASSAULT\tlasers\t-9\t\tNone\tNone\tPeru\tPER\n"
    lines += "d\t2021-06-02\tFIGHT\t\t-9\t\tPeru\tPER\tChile\tCHL\n"
    rows, account = read(text(tmp_path, POLECAT + lines), "polecat")
    assert [(row["actors"], row["recipients"], row["mode"], row["contexts"]) for row in rows] == [
        ("Peru; Chile", "", "visit", "diplomatic"),
        ("", "Peru", "", ""),
    ]
    assert dict(account.bad) == {"an event type that PLOVER does not have": 1}
    assert account.folded == 1


def comma(columns: Sequence[str], *rows: dict[str, object]) -> str:
    def quoted(value: object) -> str:
        return '"' + str(value).replace('"', '""') + '"'

    return ",".join(columns) + "\n" + "".join(",".join(quoted(row.get(name, "")) for name in columns) + "\n" for row in rows)


ACLED = {
    "event_id_cnty": "TGO1", "event_date": "05 March 2022", "time_precision": "1", "event_type": "Battles", "sub_event_type": "Armed clash",
    "actor1": "Military Forces of Togo (2005-)", "inter1": "State forces", "actor2": "JNIM: Group of the Sahel", "inter2": "Rebel group",
    "iso": "768", "country": "Togo", "admin1": "Savanes", "location": "Mango", "latitude": "10.36", "longitude": "0.47", "geo_precision": "2",
    "source": "Own Wire; Other Wire", "notes": 'Two lines,\nand a "quote".', "fatalities": "4",
}  # fmt: skip


def test_acled_rows(tmp_path: Path) -> None:
    protest = ACLED | {
        "event_id_cnty": "TGO2", "event_date": "2022-03-06", "event_type": "Protests", "sub_event_type": "Peaceful protest",
        "actor1": "Protesters (Togo)", "inter1": "6", "actor2": "", "inter2": "0", "fatalities": "0",
    }  # fmt: skip
    other = ACLED | {"event_id_cnty": "TGO3", "event_type": "Strategic developments", "sub_event_type": "Disrupted weapons use"}
    civilians = ACLED | {
        "event_id_cnty": "TGO4", "event_type": "Violence against civilians", "sub_event_type": "Attack", "actor2": "Civilians (Togo)",
        "inter2": "7",
    }  # fmt: skip
    rows, account = read(
        text(tmp_path, comma(acled.COLUMNS, ACLED, protest, other, civilians, ACLED | {"event_type": "Parades", "sub_event_type": ""})), "acled"
    )
    clash, march, bomb, attack = rows
    assert (clash["event_type"], clash["actor_sectors"], clash["actor_countries"].split("; ")[0], clash["recipients"]) == (
        "ASSAULT",
        "MIL; REB",
        "TGO",
        "",
    )
    assert (clash["killed_low"], clash["sources"], clash["place_country"], clash["place_granularity"]) == (4, 2, "TGO", "admin2")
    assert (march["event_type"], march["mode"], march["actor_sectors"], march["actor_countries"]) == ("PROTEST", "demo", "CVL", "TGO")
    assert bomb["event_type"] == ""
    assert (attack["recipients"], attack["recipient_sectors"]) == ("Civilians (Togo)", "CVL")
    assert dict(account.bad) == {"an event type that ACLED does not have": 1}
    assert not any("quote" in str(value) for row in rows for value in row.values())


def test_ucdp_rows(tmp_path: Path) -> None:
    state = {
        "id": "9", "type_of_violence": "1", "side_a": "Government of Germany", "gwnoa": "260", "side_b": "Own Front", "where_prec": "1",
        "where_coordinates": "Bonn", "country": "Germany", "country_id": "260", "date_prec": "2", "date_start": "2001-05-01 00:00:00.000",
        "date_end": "2001-05-04 00:00:00.000", "best": "5", "high": "9", "low": "3", "number_of_sources": "-1",
        "latitude": "50.7", "longitude": "7.1",
    }  # fmt: skip
    one_sided = state | {"id": "10", "type_of_violence": "3", "side_b": "Civilians", "date_end": "2001-05-01", "low": ""}
    backwards = state | {"id": "11", "date_end": "2001-04-01"}
    rows, account = read(text(tmp_path, comma(ucdp.COLUMNS, state, one_sided, backwards)), "ucdp-ged")
    assert (rows[0]["actors"], rows[0]["actor_countries"], rows[0]["actor_sectors"], rows[0]["recipients"]) == (
        "Government of Germany; Own Front", "DEU; ", "GOV; ", "",
    )  # fmt: skip
    assert (rows[0]["killed_low"], rows[0]["killed_high"], rows[0]["sources"], rows[0]["granularity"]) == (3, 9, None, "interval")
    assert (rows[1]["recipients"], rows[1]["recipient_countries"], rows[1]["killed_low"], rows[1]["granularity"]) == (
        "Civilians",
        "DEU",
        5,
        "day",
    )
    assert dict(account.bad) == {"an end before the start": 1}


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + POLECAT, POLECAT.upper(), POLECAT.replace(" ", "_").lower(), POLECAT.replace("\t", ";"), POLECAT.replace("\t", ","),
        '"' + POLECAT.rstrip("\n").replace("\t", '"\t"') + '"\n', "made by somebody\n\n" + POLECAT, POLECAT.replace("\n", "\r\n"),
        POLECAT.replace("Event Date", "event.date"),
    ],
    ids=["bom", "upper", "snake", "semicolon", "comma", "quoted", "line before", "crlf", "dots"],
)  # fmt: skip
def test_headers_as_they_circulate(tmp_path: Path, content: str) -> None:
    head = content.splitlines()[-1]
    separator = next(c for c in "\t;," if c in head)
    line = separator.join(["a", "2021-06-01", "AID", "", "10", "economic", "Peru", "PER", "Chile", "CHL"])
    rows, account = read(text(tmp_path, content + line + "\n"), "polecat")
    assert [(row["event_type"], row["actor_countries"]) for row in rows] == [("AID", "PER")]
    assert account.bad.total() == 0
    assert "Story People" in account.missing


@pytest.mark.parametrize("packed", ["zip", "gz", "utf-16", "cp1252", "mac"])
def test_files_packed_and_encoded_in_many_ways(tmp_path: Path, packed: str) -> None:
    content = POLECAT + "a\t2021-06-01\tAID\t\t10\t\tMinistère\tTGO\tChile\tCHL\n"
    path = tmp_path / "file"
    if packed == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("polecat.txt", content)
            archive.writestr("readme.md", "Not a table\n")
            archive.writestr("__MACOSX/polecat.txt", b"\0\1")
    elif packed == "gz":
        path.write_bytes(gzip.compress(content.encode()))
    else:
        path.write_bytes(content.replace("\n", "\r").encode() if packed == "mac" else content.encode(packed))
    rows, account = read(path, "polecat")
    assert [row["actors"] for row in rows] == ["Ministère"]
    assert account.bad.total() == (1 if packed == "zip" else 0)


def test_a_file_that_breaks_off_gives_what_it_has(tmp_path: Path) -> None:
    content = (POLECAT + "".join(f"{k}\t2021-06-01\tAID\t\t10\t\tPeru {k * 7919}\tPER\tChile\tCHL\n" for k in range(5000))).encode()
    path = text(tmp_path, gzip.compress(content)[:-9000])
    rows, account = read(path, "polecat")
    assert 100 < len(rows) < 5000
    assert any("breaks off" in reason for reason in account.bad)


@pytest.mark.parametrize("content", ["", "\n\n\n", "a,b,c\n1,2,3\n", "Event ID\tEvent Date\n1\t2021-06-01\n", b"\0\1\2\3" * 50])
def test_a_file_of_another_kind_is_refused_with_its_name(tmp_path: Path, content: str | bytes) -> None:
    with pytest.raises(ReadingError, match=r"given\.txt"):
        read(text(tmp_path, content), "polecat")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="cannot be read"):
        read(tmp_path / "nothing.csv", "gdelt")


def test_bad_rows_are_counted_by_reason_with_their_places(tmp_path: Path) -> None:
    good = gdelt(**KENYA)
    bad = [
        gdelt(SQLDATE="soon"),
        gdelt(SQLDATE="20230231"),
        gdelt(EventCode="999", EventRootCode=""),
        gdelt(GLOBALEVENTID=""),
        good[:20],
        [*good, "more"],
    ]
    rows, account = read(text(tmp_path, tsv(good, *bad, good)), "gdelt")
    assert len(rows) == 2
    assert dict(account.bad) == {
        "an unreadable date": 2, "a CAMEO code that there is not": 1, "no id": 1, "too few cells": 1, "too many cells": 1,
    }  # fmt: skip
    said = "\n".join(account.lines())
    assert "2 events of 8 rows, 6 bad rows left out" in said
    assert "given.txt:2" in said
    assert "given.txt:3" in said


def test_a_day_that_can_be_read_two_ways_is_not_guessed(tmp_path: Path) -> None:
    lines = "".join(
        f"{id}\t{day}\tAID\t\t10\t\tPeru\tPER\tChile\tCHL\n" for id, day in enumerate(["05/06/2021", "25/06/2021", "06/25/2021", "06/06/2021"])
    )
    rows, account = read(text(tmp_path, POLECAT + lines), "polecat")
    assert [row["date_start"] for row in rows] == ["2021-06-25", "2021-06-25", "2021-06-06"]
    assert dict(account.bad) == {"a date with two readings (day or month first)": 1}


def test_a_quote_that_never_ends_costs_what_it_covers_only(tmp_path: Path) -> None:
    rows = [ACLED | {"event_id_cnty": f"TGO{k}", "notes": "short"} for k in range(6000)]
    content = comma(acled.COLUMNS, *rows)
    broken = content.replace('"TGO3",', '"TGO3" ,"', 1)
    found, account = read(text(tmp_path, broken), "acled")
    assert len(found) > 4000
    assert account.bad.total() >= 1


def test_a_file_without_ids_gets_ids_that_stay(tmp_path: Path) -> None:
    head = "Event Date,Event Type,Actor Country,Recipient Country\n"
    path = text(tmp_path, head + "2021-06-01,AID,PER,CHL\n2021-06-02,AID,PER,CHL\n")
    first, again = (read(path, "polecat")[0] for _ in range(2))
    assert [row["event_id"] for row in first] == [row["event_id"] for row in again]
    assert len({row["event_id"] for row in first}) == 2
    assert all(row["event_id"].startswith("polecat:") for row in first)
