"""Claims as an Arrow table or a pandas data frame, for notebooks: the columns of flat.SCHEMA, one row a claim."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from dragoman.errors import UsageError
from dragoman.exports import flat
from dragoman.exports.records import claim_record, claim_records
from dragoman.model import Claim, Coding, Report

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def to_records(found: Iterable[Claim | Coding], text: str = "", title: str = "", mask: bool = True) -> list[dict[str, Any]]:
    """Claims (or codings, each with all its claims) as the records that `dragoman code --format jsonl` writes.

    `text` and `title` are what was coded: claims alone know where their reporting words stand, not what they are; without a text, the
    words of cues and quoted matter stay "". Codings bring their own. `mask`: hide the names of persons who are not public figures.
    """
    records = []
    for item in found:
        if isinstance(item, Coding):
            records += claim_records(item, mask)
        else:
            record = claim_record(item, Report(id=item.report_id, text=text, title=title), mask)
            record["trigger"]["text"] = item.trigger_text
            records.append(record)
    return records


def to_arrow(found: Iterable[Claim | Coding], text: str = "", title: str = "", mask: bool = True) -> pa.Table:
    """Claims or codings as an Arrow table with the columns of `flat.SCHEMA`; arguments as in to_records."""
    return flat.table(to_records(found, text, title, mask))


def to_pandas(found: Iterable[Claim | Coding], text: str = "", title: str = "", mask: bool = True) -> pd.DataFrame:
    """Claims or codings as a data frame; arguments as in to_records. Raises UsageError where pandas is not installed."""
    try:
        import pandas  # noqa: F401 - only to say clearly that it is missing
    except ImportError as error:
        raise UsageError("pandas is not installed", "to_pandas", "pip install pandas, or take to_arrow") from error
    frame: pd.DataFrame = to_arrow(found, text, title, mask).to_pandas()
    return frame
