"""Whatever stands in a file, an import gives events and an account, or refuses the file; it never falls over."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_files import ACLED, KENYA, KNOWLEDGE, NAIROBI, POLECAT, UNITED_NATIONS, comma, gdelt, tsv

from dragoman.errors import ReadingError
from dragoman.exports.happening import parsed
from dragoman.imports import acled
from dragoman.imports.reading import FORMATS, Account, imported
from dragoman.imports.rows import BadRow, day, point, real, whole

FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
GDELT = tsv(gdelt(**KENYA, **UNITED_NATIONS, **NAIROBI), gdelt(GLOBALEVENTID=8, EventCode="043", **UNITED_NATIONS))
SOUND = {
    "gdelt": GDELT,
    "gdelt-mentions": "7\t20230502000000\t20230503000000\t1\tx.org\thttps://x.org/a\t3\t-1\t-1\t40\t1\t60\t900\t\t\t\n",
    "icews": "Event ID\tEvent Date\tSource Name\tCAMEO Code\tTarget Name\n1\t2020-01-05\tGhana\t042\tTogo\n",
    "polecat": POLECAT + "a\t2021-06-01\tCONSULT\tvisit\t4\tdiplomatic\tPeru\tPER\tChile\tCHL\n",
    "acled": comma(acled.COLUMNS, ACLED, ACLED),
    "ucdp-ged": "id,type_of_violence,side_a,side_b,date_start,date_end\n1,2,North Band,South Band,2001-05-01,2001-05-02\n",
}


def outcome(content: bytes, form: str) -> tuple[list[dict[str, Any]], Account]:
    """Rows and account; none for a file that is refused. All rows fit their table, all dates are days."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        account = Account()
        try:
            rows = list(imported([path], form, KNOWLEDGE, account))
        except ReadingError:
            return [], account
    pa.Table.from_pylist(rows, schema=FORMATS[form].schema)
    assert account.made == len(rows)
    assert account.seen >= account.made + account.folded
    for row in rows:
        assert set(row) == set(FORMATS[form].schema.names)
        if "date_start" in row:
            assert parsed(row["date_start"]) is not None
            assert row["date_start"] <= row["date_end"]
    return rows, account


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_the_sound_files_these_tests_spoil_are_sound(form: str) -> None:
    rows, account = outcome(SOUND[form].encode(), form)
    assert rows
    assert account.bad.total() == 0


@FEW
@given(form=st.sampled_from(sorted(FORMATS)), content=st.binary(max_size=400))
def test_any_bytes(form: str, content: bytes) -> None:
    outcome(content, form)


@FEW
@given(form=st.sampled_from(sorted(FORMATS)), data=st.data())
def test_a_sound_file_with_bytes_changed(form: str, data: st.DataObject) -> None:
    content = bytearray(SOUND[form].encode())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    outcome(bytes(content), form)


@FEW
@given(form=st.sampled_from(sorted(FORMATS)), data=st.data())
def test_cells_swapped_for_any_text_spoil_their_own_row_only(form: str, data: st.DataObject) -> None:
    """A row of odd cells between two sound ones: those come through."""
    if form in {"acled", "ucdp-ged"}:
        return
    lines = SOUND[form].splitlines()
    sound = lines[-1].split("\t")
    odd = list(sound)
    for _ in range(data.draw(st.integers(1, 5))):
        odd[data.draw(st.integers(0, len(odd) - 1))] = data.draw(
            st.text(st.characters(exclude_characters='\t\r\n"\0', codec="utf-8"), max_size=12)
        )
    head = lines[:1] if form in {"icews", "polecat"} else []
    content = "\n".join([*head, "\t".join(sound), "\t".join(odd), "\t".join(sound)]) + "\n"
    rows, account = outcome(content.encode(), form)
    assert account.seen == 3
    assert len(rows) + account.folded >= 2


@FEW
@given(text=st.text(max_size=24))
def test_cells_of_any_text_are_a_value_or_nothing(text: str) -> None:
    number = real(text)
    assert number is None or number == number
    assert whole(text) is None or isinstance(whole(text), int)
    assert point(text, text) == (None, None) or abs(point(text, text)[0] or 0) <= 90
    try:
        found = day(text)
    except BadRow:
        return
    assert 1700 <= found.year <= 2200


@FEW
@given(found=st.dates(min_value=parsed("1700-01-01"), max_value=parsed("2200-12-31")))  # type: ignore[arg-type]
def test_days_are_read_however_they_are_written(found: Any) -> None:
    for form in ("%Y%m%d", "%Y-%m-%d", "%d %B %Y", "%d-%b-%Y", "%Y/%m/%d", "%Y-%m-%d 00:00:00.000", "%Y%m%d000000"):
        assert day(found.strftime(form).zfill(4)) == found
