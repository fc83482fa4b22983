"""The network of events as GEXF 1.3: countries or entities as nodes, one edge a directed pair with weights and months in which it was active.

Grows with the number of pairs and months, not with the number of events.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import IO
from xml.sax.saxutils import escape

from dragoman.exports.happening import NO_PARTY, Happening, Options, Participant, Tally, pairs
from dragoman.lexicon.cameo import QUADS
from dragoman.lexicon.countries import countries

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
NOT_XML = dict.fromkeys([*range(0x9), 0xB, 0xC, *range(0xE, 0x20), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])
QUAD_IDS = {name: name.lower().replace(" ", "_") for name in QUADS}


@dataclass
class Edge:
    """What one does to another: events by quad category, the sum of their scores, events by month (YYYY-MM)."""

    quads: Counter[str] = field(default_factory=Counter)
    scores: list[float] = field(default_factory=lambda: [0.0, 0.0])  # sum, number
    months: Counter[str] = field(default_factory=Counter)
    events: int = 0

    def add(self, event: Happening) -> None:
        row = event.row
        self.events += 1
        self.quads[row.get("quad_category") or ""] += 1
        if row.get("intensity") is not None:
            self.scores[0] += row["intensity"]
            self.scores[1] += 1
        if month := (row.get("date_start") or "")[:7]:
            self.months[month] += 1


def write(events: Iterable[Happening], out: IO[bytes], options: Options) -> Tally:
    """`options.network`: "countries" or "entities". What stays inside one node is counted on the node as `inside`, not drawn."""
    tally = Tally()
    edges: dict[tuple[str, str], Edge] = {}
    labels: dict[str, str] = {}
    inside: Counter[str] = Counter()
    for event in events:
        tally.events += 1
        drawn = False
        for key in dict.fromkeys(ends(event, options, labels)):
            drawn = True
            if key[0] == key[1]:
                inside[key[0]] += 1
            else:
                edges.setdefault(key, Edge()).add(event)
        if not drawn:
            tally.left[NO_PARTY + " at one end"] += 1
    tally.rows = len(edges)
    text = document(edges, labels, inside, options)
    for part in text:
        out.write(part.encode())
    return tally


def ends(event: Happening, options: Options, labels: dict[str, str]) -> Iterable[tuple[str, str]]:
    """The edges an event belongs to, as pairs of node ids; notes the labels of the nodes."""
    for pair in pairs(event, options.knowledge):
        source, target = node(pair.source, options), node(pair.target, options)
        if source and target:
            for id, party in ((source, pair.source), (target, pair.target)):
                labels.setdefault(id, label(id, party, options))
            yield source, target


def node(party: Participant, options: Options) -> str:
    """The id of a party's node, "" for one that is not known well enough (a masked person among them)."""
    if options.network == "countries":
        return party.country
    return party.entity or ("" if party.masked else party.name)


def label(id: str, party: Participant, options: Options) -> str:
    return countries(options.knowledge).names.get(id, id) if options.network == "countries" else party.name or id


def document(edges: Mapping[tuple[str, str], Edge], labels: Mapping[str, str], inside: Counter[str], options: Options) -> Iterable[str]:
    yield HEAD
    yield f"  <meta><creator>{attribute(f'dragoman {options.version}'.strip())}</creator></meta>\n"
    yield '  <graph mode="dynamic" defaultedgetype="directed" timeformat="date">\n'
    yield '    <attributes class="node" mode="static"><attribute id="inside" title="events inside" type="integer"/></attributes>\n'
    yield '    <attributes class="edge" mode="static">\n'
    for id in QUAD_IDS.values():
        yield f'      <attribute id="{id}" title="{id.replace("_", " ")}" type="integer"/>\n'
    yield '      <attribute id="intensity" title="mean PLOVER score" type="double"/>\n    </attributes>\n'
    yield '    <attributes class="edge" mode="dynamic"><attribute id="events" title="events a month" type="integer"/></attributes>\n'
    yield "    <nodes>\n"
    for id in sorted(labels):
        values = f'<attvalues><attvalue for="inside" value="{inside[id]}"/></attvalues>'
        yield f'      <node id="{attribute(id)}" label="{attribute(labels[id])}">{values}</node>\n'
    yield "    </nodes>\n    <edges>\n"
    for number, ((source, target), edge) in enumerate(sorted(edges.items())):
        yield edge_text(number, source, target, edge)
    yield "    </edges>\n  </graph>\n</gexf>\n"


def edge_text(number: int, source: str, target: str, edge: Edge) -> str:
    values = [f'<attvalue for="{id}" value="{edge.quads[name]}"/>' for name, id in QUAD_IDS.items()]
    if edge.scores[1]:
        values.append(f'<attvalue for="intensity" value="{edge.scores[0] / edge.scores[1]:.4g}"/>')
    spells = []
    for month, count in sorted(edge.months.items()):
        when = f'start="{month}-01" end="{month}-{last_day(month):02}"'
        values.append(f'<attvalue for="events" value="{count}" {when}/>')
        spells.append(f"<spell {when}/>")
    when = f"<spells>{''.join(spells)}</spells>" if spells else ""
    head = f'<edge id="{number}" source="{attribute(source)}" target="{attribute(target)}" weight="{edge.events}">'
    return f"      {head}<attvalues>{''.join(values)}</attvalues>{when}</edge>\n"


def last_day(month: str) -> int:
    year, number = month.split("-")
    return calendar.monthrange(int(year), int(number))[1]


def attribute(text: str) -> str:
    """Text for an XML attribute, without the characters that XML cannot hold."""
    return escape(text.translate(NOT_XML), {'"': "&quot;", "\n": " ", "\t": " "})
