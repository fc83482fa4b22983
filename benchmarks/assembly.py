"""Figures of assembly: `python -m benchmarks.assembly [claims …]`; without numbers 250,000, 500,000 and 1,000,000 claims.

Claims are generated as columns, with what coding leaves open or gets wrong drawn by lot: an official or his government, a party that is
not named, a city, a country or no place, a day that is told or only the day of publication, background, other modalities. Pairs of
countries and events have long tails. Prints time (on the wall, and of the CPUs, which others may use), memory at its peak, events, and
B-cubed precision and recall against what was drawn.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from math import log2
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dragoman.assembly.assemble import assemble
from dragoman.assembly.given import Given
from dragoman.assembly.rules import rules
from dragoman.exports.flat import SCHEMA
from dragoman.lexicon.folder import Knowledge

SIZES = (250_000, 500_000, 1_000_000)
PER_REPORT = 5
COUNTRIES = 190
TYPES = ("CONSULT", "ASSAULT", "AGREE", "AID", "ACCUSE", "SUPPORT", "REQUEST", "REJECT", "THREATEN", "PROTEST", "COERCE", "SANCTION",
         "COOPERATE", "RETREAT", "MOBILIZE", "CONCEDE")  # fmt: skip
SHARES = np.array([18, 16, 8, 4, 14, 12, 7, 4, 3, 3, 4, 2, 1, 2, 1, 1], dtype=float)
Columns = dict[str, Any]


def drawn(claims: int, seed: int = 5) -> tuple[Columns, np.ndarray[Any, Any]]:
    """Columns of claims, and the number of the happening that each tells of (so many a day that the days grow with the claims)."""
    chance = np.random.default_rng(seed)
    days = max(30, claims // 900)
    happenings = claims // 3
    weight = 1 / np.arange(1, COUNTRIES + 1) ** 0.9
    weight /= weight.sum()
    actor, recipient = (chance.choice(COUNTRIES, happenings, p=weight) for _ in range(2))
    kind = chance.choice(len(TYPES), happenings, p=SHARES / SHARES.sum())
    day = chance.integers(0, days, happenings)
    city = recipient * 20 + np.minimum(chance.geometric(0.3, happenings) - 1, 19)
    size = np.minimum(chance.zipf(1.7, happenings), 60)
    of = np.repeat(np.arange(happenings), size)
    of = chance.permutation(of)[:claims] if len(of) >= claims else np.concatenate([of, chance.integers(0, happenings, claims - len(of))])
    lot = {name: chance.random(claims) for name in ("person", "second", "no_recipient", "place", "date", "background", "modality", "killed")}
    columns = {"actor": actor[of], "recipient": recipient[of], "kind": kind[of], "day": day[of], "city": city[of], "days": days, **lot}
    return columns, of


def names(prefix: str, values: Any) -> pa.Array:
    """Numbers as texts."""
    kinds = pa.array([f"{prefix}{number}" for number in range(int(values.max()) + 1)])
    return kinds.take(pa.array(values))


def table(columns: Columns) -> tuple[pa.Table, pa.Table]:
    """Claims and their reports as the store keeps them."""
    count = len(columns["kind"])
    order = np.argsort(columns["day"], kind="stable")
    published = np.empty(count, dtype=np.int64)
    report = np.empty(count, dtype=np.int64)
    report[order] = np.arange(count) // PER_REPORT
    latest = np.zeros(count // PER_REPORT + 1, dtype=np.int64)
    np.maximum.at(latest, report, columns["day"] + (columns["second"] < 0.4))
    published = latest[report]
    told = columns["date"] < 0.6
    dates = names_of_days(int(columns["days"]) + 2)
    start = dates.take(pa.array(np.where(told, columns["day"], published)))
    person, blank = columns["person"] < 0.35, columns["no_recipient"] < 0.25
    place = columns["place"]
    in_city, in_country = place < 0.35, (place >= 0.35) & (place < 0.6)
    made: Columns = {name: pa.nulls(count, SCHEMA.field(name).type) for name in SCHEMA.names}
    empty = pa.array([""]).take(pa.array(np.zeros(count, dtype=np.int64)))
    made |= {name: empty for name in SCHEMA.names if SCHEMA.field(name).type == pa.string()}
    modality = np.select([columns["modality"] < 0.05, columns["modality"] < 0.08, columns["modality"] < 0.1], [1, 2, 3], 0)
    spread = np.arange(COUNTRIES * 20)
    latitude, longitude = spread // 20 * 0.9 - 80 + spread % 20 * 0.3, spread % 20 * 9.0
    code = country_codes()
    made |= {
        "id": names("c", np.arange(count)), "report_id": names("r", report), "event_type": pa.array(TYPES).take(pa.array(columns["kind"])),
        "actor_country": code.take(pa.array(columns["actor"])), "actor_sector": chosen(person, "GOV", "GOV"),
        "actor_entity": pa.array(np.where(person, "p", "s")), "recipient_country": masked(code.take(pa.array(columns["recipient"])), blank),
        "recipient_sector": chosen(blank, "", "GOV"), "date_start": start, "date_end": start, "date_granularity": chosen(told, "day", "day"),
        "date_basis": chosen(told, "relative", "publication"), "place_country": masked(code.take(pa.array(columns["recipient"])), place >= 0.6),
        "place_geonameid": pa.array(np.where(in_city, columns["city"] + 10_000, np.where(in_country, columns["recipient"] + 1, 0))),
        "place_granularity": pa.array(np.where(in_city, "city", np.where(in_country, "country", ""))),
        "latitude": pa.array(latitude[columns["city"]], mask=~in_city), "longitude": pa.array(longitude[columns["city"]], mask=~in_city),
        "recency": chosen(columns["background"] < 0.1, "background", "news"),
        "modality": pa.array(["asserted", "future", "hypothetical", "negated"]).take(pa.array(modality)),
        "killed_low": pa.array((columns["killed"] * 400).astype(np.int64), mask=(columns["killed"] > 0.05) | (columns["kind"] != 1)),
        "confidence": pa.array(0.6 + columns["place"] * 0.35), "intensity": pa.array(columns["place"]), "field": chosen(person, "text", "text"),
        "trigger_start": pa.array(np.arange(count)), "sentence": empty,
    }  # fmt: skip
    made["actor_entity"] = entities(columns["actor"], person)
    made["killed_high"] = made["killed_low"]
    claims = pa.table({name: pa.chunked_array([column]) for name, column in made.items()})
    numbers = np.arange(int(report.max()) + 1)
    outlets = names("Outlet ", numbers * 7919 % 200)
    reports = pa.table({
        "id": names("r", numbers), "outlet": outlets, "agency": masked(names("Agency ", numbers % 6), numbers % 4 != 0),
        "published": dates.take(pa.array(latest[: len(numbers)])), "content_sha256": names("h", numbers), "replaced": pa.array(numbers < 0),
    })  # fmt: skip
    return claims, reports


def names_of_days(count: int) -> pa.Array:
    return pa.array(np.datetime_as_string(np.datetime64("2021-01-01") + np.arange(count)))


def country_codes() -> pa.Array:
    return pa.array([f"{chr(65 + n // 26 % 26)}{chr(65 + n % 26)}X" for n in range(COUNTRIES)])


def chosen(condition: Any, yes: str, no: str) -> pa.Array:
    return pa.array([no, yes]).take(pa.array(condition.astype(np.int64)))


def masked(values: pa.Array, blank: Any) -> pa.Array:

    return pc.if_else(pa.array(blank), "", values)


def entities(country: Any, person: Any) -> pa.Array:
    """The state, or the one official of it that acts in this world."""
    made = pa.array([f"{kind}{number}" for kind in ("state-", "person-") for number in range(COUNTRIES)])
    return made.take(pa.array(country + COUNTRIES * person))


def kind_of(entity: str) -> str:
    return entity.partition("-")[0]


def bcubed(found: Any, truth: Any) -> tuple[float, float]:
    """B-cubed precision and recall (Bagga and Baldwin 1998) of labels against labels."""
    pair = np.unique(np.stack([found, truth]), axis=1, return_inverse=True, return_counts=True)
    both = pair[2][pair[1].ravel()]
    return float((both / np.bincount(found)[found]).mean()), float((both / np.bincount(truth)[truth]).mean())


def measure(count: int) -> None:
    columns, truth = drawn(count)
    claims, reports = table(columns)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start, spent = time.perf_counter(), time.process_time()
    made = assemble(Given(reports, claims, rules(Knowledge.open()), kind_of))
    seconds, spent = time.perf_counter() - start, time.process_time() - spent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    member = made["event_claim"].filter(pc.not_equal(made["event_claim"]["status"], "denial"))
    number = pc.index_in(member["claim_id"], value_set=claims["id"].combine_chunks()).to_numpy()
    asserted = columns["modality"][number] >= 0.1
    label = np.unique(member["event_id"].to_numpy(), return_inverse=True)[1]
    precision, recall = bcubed(np.unique(label[asserted], return_inverse=True)[1], np.unique(truth[number][asserted], return_inverse=True)[1])
    print(
        f"{count:>9,} claims {made['events'].num_rows:>8,} events {seconds:6.1f} s ({spent:.1f} s of CPU) {peak:6.0f} MB at the peak "
        f"(the claims {before:.0f} MB)  {spent / (count * log2(count)) * 1e6:.2f} µs of CPU / n log n   "
        f"B-cubed precision {precision:.3f} recall {recall:.3f}",
        flush=True,
    )


def main() -> None:
    sizes = [int(word.replace(",", "")) for word in sys.argv[1:]]
    if len(sizes) == 1:
        measure(sizes[0])
        return
    for size in sizes or SIZES:  # a process for each, so that memory is its own
        subprocess.run([sys.executable, "-m", "benchmarks.assembly", str(size)], check=True)


if __name__ == "__main__":
    main()
