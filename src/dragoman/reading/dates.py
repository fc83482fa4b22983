"""Dates of publication as files write them. The day is the one written, in the writer's own time zone."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_tz
from typing import Any
from urllib.parse import urlsplit

from dragoman.reading.furniture import Patterns

COMPACT = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?:\D?\d{6}.*)?")
ISO = re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:[T\s]\s*\d{1,2}(?:[:h.]|\d\d).*)?", re.DOTALL)
IN_URL = re.compile(r"/(?P<y>(?:19|20)\d\d)(?P<sep>[/-])(?P<m>\d{1,2}|[A-Za-z]{3})(?P=sep)(?P<d>\d{1,2})(?=[/._-]|$)")
NUMERIC = re.compile(r"(?P<one>\d{1,2})(?P<sep>[./-])(?P<two>\d{1,2})(?P=sep)(?P<y>\d{4})(?:[T\s]\s*\d{1,2}(?:[:h.]|\d\d).*)?", re.DOTALL)
SHORT_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")  # as in URLs: /2024/mar/07/
SECONDS = range(100_000_000, 10_000_000_000)  # Unix times of 1973 to 2286; a thousand times that are milliseconds
LONGEST = 80


def date_of(value: Any, known: Patterns | None = None) -> dt.date | None:
    """The day of a date, time stamp, ISO, RFC 822 or spelled date (with `known`), or Unix time; None where it is none or ambiguous."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return of_unix_time(value)
    words = str(value).strip()[:LONGEST]
    for pattern in (ISO, COMPACT):
        match = pattern.fullmatch(words)
        if match is not None:
            return day(match["y"], match["m"], match["d"])
    match = NUMERIC.fullmatch(words)
    if match is not None:
        return of_numbers(match)
    parts = parsedate_tz(words) if re.search(r"\b\d{4}\b", words) and re.search(r"\d:\d\d", words) else None
    if parts is not None:
        return day(*parts[:3])
    return known.whole_date(words) if known is not None else None


def of_numbers(match: re.Match[str]) -> dt.date | None:
    """2.12.2020 is the day before the month everywhere; 3/4/2020 can be either, so it is none; 25/4/2020 can be one only."""
    one, two = int(match["one"]), int(match["two"])
    if match["sep"] == "." or one > 12:
        return day(match["y"], two, one)
    return day(match["y"], one, two) if two > 12 or one == two else None


def of_unix_time(value: float) -> dt.date | None:
    for scale in (1, 1000):
        if value == value and int(value // scale) in SECONDS if abs(value) < 1e16 else False:
            return dt.datetime.fromtimestamp(value / scale, dt.UTC).date()
    return None


def day(year: int | str, month: int | str, number: int | str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(number))
    except (ValueError, OverflowError):
        return None


def date_of_url(url: str) -> dt.date | None:
    """The day in the path of a URL, such as /2024/03/07/."""
    try:
        match = IN_URL.search(urlsplit(url).path)
    except ValueError:
        return None
    if match is None:
        return None
    month = match["m"].lower()
    if month.isdigit():
        return day(match["y"], month, match["d"])
    return day(match["y"], SHORT_MONTHS.index(month) + 1, match["d"]) if month in SHORT_MONTHS else None
