"""How far an `add` is: rate and time left, as one line."""

from __future__ import annotations

import time

from dragoman.run.adding import Tally

MINUTE = 60


class Meter:
    """Turns tallies into a line. The time left is reckoned from how fast reading went since the first commit."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.first: tuple[float, float, int] | None = None  # time, how far reading was, reports

    def line(self, tally: Tally) -> str:
        now = time.monotonic()
        if self.first is None:
            self.first = (now, tally.at, tally.coded)
        parts = [f"{tally.coded:,} reports, {tally.claims:,} claims"]
        spent, done = now - self.first[0], tally.at - self.first[1]
        if spent > 0 and tally.coded > self.first[2]:
            parts.append(f"{(tally.coded - self.first[2]) / spent:,.1f} reports/s")
        if done > 0 and tally.at < 1:
            parts.append(f"{tally.at:.0%}, about {lasting(spent / done * (1 - tally.at))} left")
        return ", ".join(parts)


def lasting(seconds: float) -> str:
    if seconds < MINUTE:
        return f"{seconds:.0f} s"
    minutes = round(seconds / MINUTE)
    return f"{minutes} min" if minutes < 2 * MINUTE else f"{minutes / MINUTE:.1f} h"
