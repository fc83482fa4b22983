"""The parties of events: each once, in the role most claims give it, the best-known names first."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from dragoman.assembly.columns import Ints
from dragoman.assembly.tables import EVENT_PARTY

# One row a party of a claim. A party is known by its entity, else by its name, else by country and sector.
LISTED = """
CREATE TABLE listed AS
WITH raw AS (
  SELECT m.event, m.place, m.either, s.role, s.pos,
    string_split(s.entity, '; ') AS entities, string_split(s.name, '; ') AS names, string_split(s.country, '; ') AS countries,
    string_split(s.sector, '; ') AS sectors
  FROM speaking m JOIN (
    SELECT number, 'actor' AS role, 0 AS pos, actor_entity AS entity, actor_name AS name, actor_country AS country, actor_sector AS sector
      FROM given
    UNION ALL
    SELECT number, 'recipient', 1000, recipient_entity, recipient_name, recipient_country, recipient_sector FROM given
  ) s ON s.number = m.claim
), flat AS (
  SELECT event, place, either, role, pos + i AS pos, entities[i] AS entity, coalesce(names[i], '') AS name,
    coalesce(countries[i], '') AS country, coalesce(sectors[i], '') AS sector
  FROM (SELECT *, unnest(range(1, len(entities) + 1)) AS i FROM raw)
)
SELECT *, CASE WHEN entity <> '' THEN 'e' || entity WHEN name <> '' THEN 'n' || name ELSE 'c' || country || '/' || sector END AS party,
  CASE WHEN either AND country <> '' THEN country ELSE party END AS vote
FROM flat WHERE entity <> '' OR name <> '' OR country <> '' OR sector <> ''
"""
# The role of a party is the one most claims give it (of equally many, that of the best claim).
VOTES = """
CREATE TABLE votes AS
SELECT event, vote, arg_min(role, (-many, place, pos)) AS role FROM (
  SELECT event, vote, role, count(DISTINCT place) AS many, min(place) AS place, min(pos) AS pos FROM listed GROUP BY ALL
) GROUP BY event, vote
"""
# Values of the best claim that names the party; nameless parties that a named one of the same country (and sector, where both know it)
# covers are left out, and so are nameless ones whose sector another nameless one of the country tells.
PARTIES = """
CREATE TABLE parties AS
WITH one AS (
  SELECT l.event, v.role, l.party, min(l.place) AS place, arg_min(l.pos, (l.place, l.pos)) AS pos,
    arg_min(l.entity, (l.place, l.pos)) AS entity, arg_min(l.name, (l.place, l.pos)) AS name,
    arg_min(l.country, (l.country = '', l.place, l.pos)) AS country, arg_min(l.sector, (l.sector = '', l.place, l.pos)) AS sector
  FROM listed l JOIN votes v USING (event, vote) GROUP BY l.event, v.role, l.party
)
SELECT * FROM one o WHERE starts_with(party, 'e') OR starts_with(party, 'n') OR NOT EXISTS (
  SELECT 1 FROM one n WHERE n.event = o.event AND n.role = o.role AND n.country = o.country AND n.party <> o.party AND (
    (NOT starts_with(n.party, 'c') AND (n.sector = o.sector OR n.sector = '' OR o.sector = '')) OR (o.sector = '' AND n.sector <> ''))
)
"""
LONG = """
SELECT event, role, entity, name, country, sector FROM parties
ORDER BY event, role, entity = '', place, pos, party
"""


def parties(claims: pa.Table, event: Ints, claim: Ints, either: Ints, count: int) -> tuple[pa.Table, dict[str, pa.ChunkedArray]]:
    """The long table (with event numbers as `event`) and the six columns of `events` that list parties, by event number.

    `event`, `claim`, `either`: claims that speak for events, best first within each event.
    """
    import duckdb

    connection = duckdb.connect(":memory:", config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
    names = [f"{role}_{name}" for role in ("actor", "recipient") for name in ("entity", "name", "country", "sector")]
    given = claims.select(names).append_column("number", pa.array(np.arange(claims.num_rows)))
    speaking = pa.table({"event": event, "claim": claim, "either": either, "place": np.arange(len(event))})
    connection.register("given", given)
    connection.register("speaking", speaking)
    for statement in (LISTED, VOTES, PARTIES):
        connection.execute(statement)
    long = connection.sql(LONG).to_arrow_table()
    connection.close()
    return long, lists(long, count)


def lists(long: pa.Table, count: int) -> dict[str, pa.ChunkedArray]:
    """Names, countries and sectors of the parties of each event, joined in the order of the long table."""
    made = {}
    events = np.asarray(long["event"].to_numpy())
    roles = np.asarray(long["role"].to_pylist(), dtype=object)
    for role in ("actor", "recipient"):
        mine = np.flatnonzero(roles == role)
        for plural, column in ((f"{role}s", "name"), (f"{role}_countries", "country"), (f"{role}_sectors", "sector")):
            found: list[list[str]] = [[] for _ in range(count)]
            values = long[column].to_pylist()
            for row in mine.tolist():
                found[int(events[row])].append(values[row])
            made[plural] = pa.chunked_array([pa.array(["; ".join(one) for one in found], pa.string())])
    return made


def long_table(long: pa.Table, ids: pa.Array) -> pa.Table:
    """`event_party`: the long table with ids for numbers."""
    columns = [ids.take(long["event"].combine_chunks()), *(long[name] for name in ("role", "entity", "name", "country", "sector"))]
    return pa.table([column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column]) for column in columns], schema=EVENT_PARTY)
