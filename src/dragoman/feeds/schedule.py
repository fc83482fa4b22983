"""When the next update is due: every day at a time, or after a span."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from dragoman.errors import UsageError

SPANS = {"m": 60, "h": 3_600, "d": 86_400}
LEAST = 300  # seconds; feeds do not change faster than servers like to be asked


def pause(given: str) -> Callable[[dt.datetime], float]:
    """From `06:00`, `30m`, `6h` or `1d`: a function of now that gives the seconds to wait. Raises UsageError."""
    clock = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", given)
    if clock:
        hour, minute = int(clock[1]), int(clock[2])

        def until(now: dt.datetime) -> float:
            due = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
            return ((due if due > now else due + dt.timedelta(days=1)) - now).total_seconds()

        return until
    span = re.fullmatch(r"(\d+)([mhd])", given)
    seconds = int(span[1]) * SPANS[span[2]] if span else 0
    if seconds < LEAST:
        raise UsageError(f"{given!r} is no time", "--watch", "give HH:MM, or a span of at least 5 minutes such as 30m, 6h, 1d")
    return lambda now: float(seconds)
