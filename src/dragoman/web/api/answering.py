"""Rows as an answer: a page of JSON with a cursor, or the whole table as CSV, JSONL or Arrow, streamed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from dragoman.exports.writers import safe
from dragoman.web.asking import AT_ONCE, cursor, cursor_values, kinds, seek
from dragoman.web.filters import Filter
from dragoman.web.library import Holding, Row

if TYPE_CHECKING:
    import pyarrow as pa

BATCH = 2_000  # rows in memory at once


class Form(StrEnum):
    """Whole tables, by the ending of the address."""

    CSV = "csv"
    JSONL = "jsonl"
    ARROW = "arrow"


JSON = "application/json"
MEDIA = {Form.CSV: "text/csv", Form.JSONL: "application/jsonl", Form.ARROW: "application/vnd.apache.arrow.stream"}
ASKED = {JSON: None, "application/*": None, "*/*": None, "text/*": Form.CSV, "application/x-ndjson": Form.JSONL} | {
    media: form for form, media in MEDIA.items()
}
STREAMED: dict[str, Any] = {
    MEDIA[Form.CSV]: {"schema": {"type": "string", "description": "All rows, with a line of column names (RFC 4180, UTF-8)."}},
    MEDIA[Form.JSONL]: {"schema": {"type": "string", "description": "All rows, one JSON object a line."}},
    MEDIA[Form.ARROW]: {"schema": {"type": "string", "format": "binary", "description": "All rows as an Arrow IPC stream."}},
}


@dataclass(frozen=True)
class Table:
    """Rows in an order.

    Attributes:
        columns: SQL by name. source: what they come from. where: the condition, with its parameters. order: columns and directions.
        light: the same rows with `id` and `report_id` alone, from what lies in memory: a page picks them there and then reads the rest of
            them (`fetch`) from their files.
    """

    name: str
    columns: dict[str, str]
    source: str
    where: str
    parameters: tuple[Any, ...]
    order: str
    light: Table | None = None
    fetch: Callable[[Holding, list[Row]], list[Row]] | None = None

    @property
    def keys(self) -> list[str]:
        return [part.strip().split()[0] for part in self.order.split(",")]

    @property
    def down(self) -> list[bool]:
        return [part.strip().endswith("DESC") for part in self.order.split(",")]

    def select(self, where: str, limit: int | None = None) -> str:
        columns = ", ".join(f'{sql} AS "{name}"' for name, sql in self.columns.items())
        return f"SELECT {columns} FROM {self.source} WHERE {where} ORDER BY {self.order}{f' LIMIT {limit}' if limit is not None else ''}"


def plain(source: str, names: Sequence[str]) -> dict[str, str]:
    """Columns of one source under their own names."""
    return {name: f'{source}."{name}"' for name in names}


def wanted_form(accept: str) -> Form | None:
    """What an Accept header likes best; None for JSON, also where it names nothing that there is."""
    best: tuple[float, Form | None] = (0.0, None)
    for part in accept.lower().split(","):
        media, *rest = (piece.strip() for piece in part.split(";"))
        weight = next((number(piece[2:]) for piece in rest if piece.startswith("q=")), 1.0)
        if media in ASKED and weight > best[0]:
            best = weight, ASKED[media]
    return best[1]


def number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def listed(request: Request, held: Holding, table: Table, filter: Filter, limit: int | None) -> Response:
    """A page as JSON; as CSV, JSONL or Arrow, where Accept asks for it, all rows (or `limit` of them). Raises UsageError for a wrong cursor."""
    form = wanted_form(request.headers.get("accept", ""))
    if form is not None:
        return streamed(held, table, form, *beyond(table, filter), limit)
    count = limit or AT_ONCE
    picked = table.light or table
    where, parameters = beyond(picked, filter)
    keyed = replace(picked, columns={**picked.columns, **{f"key {at}": key for at, key in enumerate(picked.keys)}})
    found = held.rows(keyed.select(where, count + 1), parameters)
    keys = [[row.pop(f"key {at}") for at in range(len(picked.keys))] for row in found]
    items = table.fetch(held, found[:count]) if table.fetch else found[:count]
    following = None
    if len(found) > count:
        more = filter.query(after=cursor(keys[count - 1]))
        following = request.url.path + more + (f"&limit={limit}" if limit else "")
    body = {"snapshot": held.snapshot.digest, "total": counted(held, picked), "next": following, "items": items}
    return JSONResponse(body, headers={"vary": "Accept", **({"link": f'<{following}>; rel="next"'} if following else {})})


def beyond(table: Table, filter: Filter) -> tuple[str, list[Any]]:
    """The condition for the rows from a cursor on."""
    if not filter.after:
        return table.where, list(table.parameters)
    after, values = seek(table.keys, table.down, cursor_values(filter.after, kinds(table.keys)))
    return f"({table.where}) AND ({after})", [*table.parameters, *values]


def counted(held: Holding, table: Table) -> int:
    """How many rows there are on all pages; remembered for this snapshot."""
    key = ("api", table.source, table.where, table.parameters)
    sql = f"SELECT count(*) AS n FROM {table.source} WHERE {table.where}"
    found: int = held.memory.once(key, lambda: held.rows(sql, table.parameters)[0]["n"])
    return found


def whole(held: Holding, table: Table, filter: Filter, form: Form) -> Response:
    """All rows of a table, as a file to keep."""
    where, parameters = beyond(table, filter)
    made = streamed(held, table, form, where, parameters, None)
    made.headers["content-disposition"] = f'attachment; filename="dragoman-{table.name}-{held.snapshot.digest}.{form.value}"'
    return made


def streamed(held: Holding, table: Table, form: Form, where: str, parameters: Sequence[Any], limit: int | None) -> Response:
    connection = held.connection.cursor()
    reader = connection.sql(table.select(where, limit), params=list(parameters)).to_arrow_reader(BATCH)
    pieces = {Form.CSV: csv_lines, Form.JSONL: json_lines, Form.ARROW: arrow_pieces}[form](reader)
    media = MEDIA[form] + ("; charset=utf-8" if form is not Form.ARROW else "")
    return StreamingResponse(
        closing(pieces, connection), media_type=media, headers={"vary": "Accept", "x-dragoman-snapshot": held.snapshot.digest}
    )


def closing(pieces: Iterator[bytes], connection: Any) -> Iterator[bytes]:
    try:
        yield from pieces
    finally:
        connection.close()


def csv_lines(reader: pa.RecordBatchReader) -> Iterator[bytes]:
    """CSV whose cells no spreadsheet runs as a formula."""
    yield csv_text([reader.schema.names])
    for batch in reader:
        yield csv_text([safe(value) for value in row.values()] for row in batch.to_pylist())


def csv_text(rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def json_lines(reader: pa.RecordBatchReader) -> Iterator[bytes]:
    for batch in reader:
        yield "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in batch.to_pylist()).encode()


def arrow_pieces(reader: pa.RecordBatchReader) -> Iterator[bytes]:
    import pyarrow as pa

    out = io.BytesIO()
    with pa.ipc.new_stream(out, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
            yield taken(out)
    yield taken(out)


def taken(out: io.BytesIO) -> bytes:
    """What was written since the last time."""
    content = out.getvalue()
    out.seek(0)
    out.truncate()
    return content
