"""Out and in again: the same events, as far as the format holds them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from eventkit import GHANA, NORWAY, ROWS, TOGO, connection, event

from dragoman.assembly.tables import EVENTS
from dragoman.exports.formats import WRITERS
from dragoman.exports.happening import Options
from dragoman.imports.reading import Account, imported
from dragoman.imports.tables import rows as table_rows
from dragoman.lexicon.folder import Knowledge
from dragoman.store.happenings import Wanted, events
from dragoman.store.query import Filters

KNOWLEDGE = Knowledge.open()
WHO = ("actors", "actor_countries", "actor_sectors", "recipients", "recipient_countries", "recipient_sectors")
WHEN_WHERE = ("date_start", "date_end", "place", "place_country", "place_admin1", "latitude", "longitude", "place_granularity")
DAY = [row for row in ROWS if row["event_id"] in {"visit", "meeting", "rally"}]
PRESS = ("Agencia Sur", "ROU", "JRN", "")
STRAIGHT = [
    *DAY,
    event("arrest", "COERCE", [("Norway", "NOR", "COP", "norway")], [("[private person]", "NOR", "CVL", "")], mode="arrest", cameo="173"),
    event("arms", "AID", [NORWAY], [GHANA], contexts="military", quad_category="MATERIAL COOPERATION", intensity=10.0),
    event(
        "blame",
        "ACCUSE",
        [("United Nations", "UNO", "GOV", "united-nations")],
        [TOGO],
        mode="allege",
        cameo="112",
        quad_category="VERBAL CONFLICT",
    ),
    event("deal", "SUPPORT", [GHANA], [TOGO], cameo="057"),
    event("rebuke", "ACCUSE", [PRESS], [TOGO], mode="disapprove", quad_category="VERBAL CONFLICT", intensity=-2.0),
]


def there_and_back(form: str, rows: list[dict[str, Any]], folder: Path) -> dict[str, dict[str, Any]]:
    """Events by type and mode after an export and an import."""
    path = folder / form
    with path.open("wb") as out:
        WRITERS[form](events(connection(rows), Filters(), Wanted(knowledge=KNOWLEDGE)), out, Options(KNOWLEDGE, "1.0"))
    account = Account()
    found = list(imported([path], form, KNOWLEDGE, account))
    assert account.bad.total() == 0
    by_what = {f"{row['event_type']} {row['mode']}": row for row in found}
    assert len(by_what) == len(found)
    return by_what


@pytest.mark.parametrize(
    ("form", "lost"),
    [
        ("polecat", {"CONSULT visit": set(WHO)}),  # both rows of a visit have one code: who went where is lost
        ("gdelt", {"PROTEST ": {"actors"}, "ACCUSE disapprove": {"actors"}}),  # names are shouted
        ("icews", {"ACCUSE allege": {"actor_sectors"}}),
    ],
)
def test_who_what_when_and_where(form: str, lost: dict[str, set[str]], tmp_path: Path) -> None:
    found = there_and_back(form, STRAIGHT, tmp_path)
    assert set(found) == {f"{row['event_type']} {row['mode']}" for row in STRAIGHT}
    for row in STRAIGHT:
        what = f"{row['event_type']} {row['mode']}"
        for column in (*WHO, *WHEN_WHERE):
            if column in lost.get(what, ()) or (form == "icews" and column == "place_granularity"):
                continue
            expected = " ".join(row[column].split()) if isinstance(row[column], str) else row[column]
            assert found[what][column] == expected, (what, column)


def test_cameo_codes_and_counts_survive_gdelt(tmp_path: Path) -> None:
    found = there_and_back("gdelt", STRAIGHT, tmp_path)
    assert found["COERCE arrest"]["cameo"] == "173"
    assert found["AID "]["contexts"] == "military"
    assert found["AID "]["reports"] == 1
    assert found["AID "]["first_seen"] == "2022-03-03"


def test_a_masked_person_stays_masked(tmp_path: Path) -> None:
    for form in ("gdelt", "icews", "polecat"):
        assert there_and_back(form, STRAIGHT, tmp_path)["COERCE arrest"]["recipients"] == "[private person]"


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_own_tables_lose_nothing(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"events.{form}"
    with path.open("wb") as out:
        WRITERS[form](events(connection(), Filters(), Wanted(knowledge=KNOWLEDGE)), out, Options(KNOWLEDGE, "1.0", bom=True))
    found = {row["event_id"]: row for row in table_rows(path, EVENTS.names)}
    for row in ROWS:
        for name in EVENTS.names:
            if name == "headline":
                continue
            value = row[name]
            if form == "csv":
                value = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
            assert found[row["event_id"]][name] == value, name


def test_csv_is_read_by_others_with_its_mark(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    with path.open("wb") as out:
        WRITERS["csv"](events(connection(), Filters(), Wanted(knowledge=KNOWLEDGE)), out, Options(KNOWLEDGE, bom=True))
    with path.open(encoding="utf-8-sig", newline="") as lines:
        assert next(csv.reader(lines))[0] == "event_id"
