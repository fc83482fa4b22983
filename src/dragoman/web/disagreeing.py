"""Where the claims of one event contradict each other: what each side says, and which reports say it, laid side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dragoman.web.library import Row

KINDS = ("killed", "injured", "size")


def disagreements(claims: Sequence[Row]) -> list[dict[str, Any]]:
    """What claims differ in: `what` ("killed", "whether it happened") and its `sides`, each with what it `says` and its claims.

    Claims of a report that was corrected, and copies, take no side.
    """
    heard = [claim for claim in claims if claim["status"] in ("current", "denial")]
    found = [difference(kind, heard) for kind in KINDS]
    denials = [claim for claim in heard if claim["status"] == "denial"]
    others = [claim for claim in heard if claim["status"] != "denial"]
    if denials and others:
        sides = [{"says": "it happened", "claims": others}, {"says": "it did not", "claims": denials}]
        found.insert(0, {"what": "whether it happened", "sides": sides})
    return [difference for difference in found if difference["sides"]]


def difference(kind: str, claims: Sequence[Row]) -> dict[str, Any]:
    """The numbers given for one thing, lowest first; no sides where fewer than two are given."""
    sides: dict[tuple[int, str], list[Row]] = {}
    for claim in claims:
        value = claim["record"]["magnitude"].get(kind)
        if value:
            sides.setdefault((value.get("low") or 0, said(value)), []).append(claim)
    ordered = [{"says": says, "claims": told} for (_, says), told in sorted(sides.items(), key=lambda item: item[0])]
    return {"what": "people taking part" if kind == "size" else kind, "sides": ordered if len(ordered) > 1 else []}


def said(value: dict[str, Any]) -> str:
    """A number with its bounds: "13", "3 to 5", "at least 20"; its words where it has no bounds."""
    low, high = value.get("low"), value.get("high")
    if low is None and high is None:
        return str(value.get("text", ""))
    if low is None or high is None:
        return f"at least {low}" if high is None else f"at most {high}"
    return str(low) if low == high else f"{low} to {high}"
