"""Measures for the eye: tables in a terminal. The JSON of the same commands has every figure with its events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dragoman.exports.terminal import console, plain
from dragoman.measures.coverage import summary

if TYPE_CHECKING:
    import pyarrow as pa

    from dragoman.lexicon.folder import Knowledge

Row = dict[str, Any]
MOST = 15  # rows of a table
SHORT = 8  # rows of a lesser table
MONTHS = 6  # of coverage
MOST_OUTLETS = 40
IDS = 3  # ids of events behind a figure that the terminal shows


def table(*columns: str, title: str = "") -> Table:
    """A table; columns whose name ends in "#" are numbers."""
    made = Table(
        box=box.SIMPLE_HEAD, header_style="dim", pad_edge=False, title=title or None, title_justify="left", title_style="bold", show_edge=False
    )
    for name in columns:
        made.add_column(name.rstrip("#"), justify="right" if name.endswith("#") else "left", overflow="fold")
    return made


def number(value: float | None, digits: int = 1, sign: bool = False) -> str:
    return "–" if value is None else f"{value + 0.0:{'+' if sign and round(value, digits) else ''}.{digits}f}"


def between(figure: Row, digits: int = 0, low: str = "low", high: str = "high") -> str:
    """ "(5 to 9)", empty where there is no interval."""
    if figure.get(low) is None or figure.get(high) is None:
        return ""
    return f"({figure[low]:.{digits}f} to {figure[high]:.{digits}f})"


def shortened(words: str, most: int) -> str:
    """Words on one line, cut with a sign where they are too long."""
    line = plain(words)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f} %"


def ids(events: Sequence[str]) -> str:
    rest = len(events) - IDS
    return " ".join(events[:IDS]) + (f" +{rest}" if rest > 0 else "")


def put(screen: Console, made: Table, rows: Sequence[Row], cells: Callable[[Row], Sequence[str | Text]], most: int = MOST) -> None:
    """Print a table with the first rows, and beneath it how many more there are."""
    for row in rows[:most]:
        made.add_row(*cells(row))
    screen.print(made)
    if len(rows) > most:
        screen.print(Text(f"(the first {most} of {len(rows)}; -f json has all)", style="dim"))


def relation(found: Row, screen: Console | None = None) -> None:
    """One pair, both directions."""
    screen = screen or console()
    screen.print(Text(f"{found['pair'][0]} and {found['pair'][1]}, as of {found['as_of']}", style="bold"))
    screen.print(Text(plain(summary(found["coverage"])), style="dim"))
    for note in found["coverage"]["notes"]:
        screen.print(Text(plain(note), style="dim"))
    for direction in found["directions"]:
        screen.print()
        one_direction(direction, found, screen)
    blocs(found, screen)
    screen.print(Text("\nn (low to high): 95 % by bootstrap over reports. -f json has the ids of the events behind every figure.", style="dim"))


def one_direction(direction: Row, found: Row, screen: Console) -> None:
    """What one does towards the other."""
    events = direction["events"]
    head = f"{direction['actor']} → {direction['recipient']}: {events['n']} events"
    screen.print(Text(f"{head}, {direction['reports']} reports, {direction['independent_sources']} independent sources", style="bold"))
    if not events["n"]:
        return
    made = table("what", "events#", "", "ids of events")
    for name, figure in direction["quads"].items():
        made.add_row(Text(name.lower(), style="bold"), str(figure["n"]), between(figure) if figure["n"] else "", "")
    for name, figure in direction["types"].items():
        made.add_row(f"  {name}", str(figure["n"]), between(figure), ids(figure["events"]))
    screen.print(made)
    level = direction["intensity"]
    shrunk = f"{number(level['shrunk'])} {between(level, 1, 'shrunk_low', 'shrunk_high')}"
    mean = f"{number(level['value'])} {between(level, 1)}".strip()
    screen.print(
        f"intensity (-10 to 10): {mean}; drawn towards the mean of all pairs ({number(found['overall_intensity'])}): {shrunk}", highlight=False
    )
    for row in direction["trend"]:
        screen.print(trend_line(row, found["window_days"]), highlight=False)
    firsts = ", ".join(f"{row['event_type']} {row['day']}" for row in direction["first_contacts"])
    if firsts:
        screen.print(f"first contacts in this store: {firsts}", highlight=False)
    for row in direction["changes"]:
        span = f"between {row['low']} and {row['high']}" if row["low"] != row["high"] else "that week"
        screen.print(
            f"change of level in the week of {row['week']} ({span}): {row['before']:.1f} to {row['after']:.1f} events a week", highlight=False
        )
    if direction["latest"]:
        made = table("day", "what", "headline", "event", title="latest")
        for row in direction["latest"][:5]:
            made.add_row(row["day"], f"{row['event_type']} {row['mode'] or ''}".strip(), shortened(row["headline"] or "", 90), row["event_id"])
        screen.print(made)


def trend_line(row: Row, days: int) -> str:
    said = f"last {days} days against the {row['weeks']} weeks before: {row['now']} and {row['before']} events"
    if row.get("expected") is not None:
        said += f", {row['expected']:.1f} expected by reports read"
    if row["p"] is not None:
        ratio = f"ratio {number(row['ratio'])} {between(row, 1)}, ".replace("ratio – , ", "")
        said += f" ({ratio}p = {row['p']:.3f})"
    return f"{said}: {row['verdict']}"


def blocs(found: Row, screen: Console) -> None:
    """Counts by bloc of outlets, where they were asked for."""
    if not found.get("by_bloc"):
        return
    one, other = found["pair"]
    made = table("outlets", "reports#", f"{one}→{other} coop.#", "conflict#", f"{other}→{one} coop.#", "conflict#", title="by outlets")
    for row in found["by_bloc"]:
        cells = []
        for direction in row["directions"]:
            for kind in ("COOPERATION", "CONFLICT"):
                cells.append(str(sum(figure["n"] for quad, figure in direction["quads"].items() if quad.endswith(kind))))
        made.add_row(plain(row["bloc"]), str(row["reports_read"]), *cells)
    screen.print()
    screen.print(made)


def relations(found: pa.Table) -> None:
    """All pairs, those with most events first."""
    screen = console()
    made = table(
        "actor", "recipient", "events#", "verbal coop.#", "material coop.#", "verbal conf.#", "material conf.#", "intensity#", "shrunk#",
        "now#", "4 weeks#", "52 weeks#", "changes#", "last event",
    )  # fmt: skip
    rows = found.slice(0, MOST).to_pylist()
    for row in rows:
        quads = [
            str(value)
            for name, value in row.items()
            if name in {f"n_{a}_{b}" for a in ("verbal", "material") for b in ("cooperation", "conflict")}
        ]
        made.add_row(
            row["actor"], row["recipient"], str(row["events"]), *quads, number(row["intensity_mean"]), number(row["intensity_shrunk"]),
            str(row["now"]), str(row["before_4"]), str(row["before_52"]), str(row["changes"]), str(row["last_day"] or ""),
        )  # fmt: skip
    screen.print(made)
    if found.num_rows > MOST:
        screen.print(Text(f"(the first {MOST} of {found.num_rows} pairs; -f csv -o FILE has all, with types, tests and changes)", style="dim"))


def regions(knowledge: Knowledge) -> None:
    """The regions there are."""
    from dragoman.lexicon.regions import load_regions

    made = table("region", "countries", "note")
    for found in load_regions(knowledge).values():
        made.add_row(" / ".join(found.names), " ".join(found.countries), found.note)
    console().print(made)


def region(found: Row, screen: Console | None = None) -> None:
    """The account of a region."""
    screen = screen or console()
    screen.print(Text(f"{found['region']}: {', '.join(found['countries'])}", style="bold"))
    if found["note"]:
        screen.print(Text(found["note"], style="dim"))
    screen.print(Text(plain(summary(found["coverage"])), style="dim"))
    for note in found["coverage"]["notes"]:
        screen.print(Text(plain(note), style="dim"))
    for part in (overview, engaged, hosts, stances, material, responses):
        screen.print()
        part(found, screen)
    note = "Events are counted, not weighed; no column says what a reader must call influence. -f json has the ids behind every figure."
    screen.print(Text(f"\n{note}", style="dim"))


def overview(found: Row, screen: Console) -> None:
    """All parts side by side, one row a country."""
    kinds = list(found["weight"])
    score = ["score#"] if found["weights"] else []
    made = table(
        "country",
        *score,
        "events#",
        "starts#",
        "hosts#",
        *(f"{kind}#" for kind in kinds),
        "members' stance#",
        "answered#",
        title="Side by side",
    )

    def cells(row: Row) -> list[str | Text]:
        stance, lift = row["positions"], row["response"]
        inside = row["country"] in found["countries"]
        made: list[str | Text] = [Text(row["country"], style="bold" if inside else "")]
        made += [number(row["score"], 2, True)] if found["weights"] else []
        made += [str(row["engagement"]["n"]), percent(row["initiative"]["value"]), str(row["hosting"]["n"])]
        made += [str(row[kind]["n"]) for kind in kinds]
        made += [f"{number(stance['value'], 1, True)} ({stance['sayings']})" if stance["sayings"] else "–"]
        return [*made, f"{number(100 * lift['value'], 0, True)} % ({lift['triggers']})" if lift["triggers"] else "–"]

    put(screen, made, found["side_by_side"], cells)
    if found["weights"]:
        given = ", ".join(f"{part} {value:g}" for part, value in found["weights"].items())
        screen.print(Text(f"score: your weights ({given}); its parts: -f json", style="dim"))
    explained = (
        "starts: its share of the acts between it and members; answered: how much more often than usual members act back in kind (triggers)"
    )
    screen.print(Text(explained, style="dim"))


def engaged(found: Row, screen: Console) -> None:
    """Pairs, what they deal with, who starts."""
    made = table("pair", "events#", "coop.#", "conflict#", "starts", "on what", title="Engagement: who deals with whom")

    def cells(row: Row) -> list[str]:
        quads = row["quads"]
        sums = [str(sum(figure["n"] for quad, figure in quads.items() if quad.endswith(kind))) for kind in ("COOPERATION", "CONFLICT")]
        first = row["initiative"]
        starts = f"{first['of']} {percent(first['value'])}" if first["value"] is not None else "–"
        if first["low"] is not None:
            starts += f" ({100 * first['low']:.0f} to {100 * first['high']:.0f})"
        topics = ", ".join(f"{entry['context']} {entry['n']}" for entry in row["contexts"][:3])
        return [" – ".join(row["pair"]), str(row["events"]["n"]), *sums, starts, topics]

    put(screen, made, found["engagement"]["pairs"], cells)


def hosts(found: Row, screen: Console) -> None:
    made = table("host", "talks#", "own#", "for others#", "guests", title="Who hosts")

    def cells(row: Row) -> list[str]:
        guests = ", ".join(f"{code} {n}" for code, n in list(row["guests"].items())[:8])
        return [row["host"], str(row["talks"]["n"]), str(row["own"]["n"]), str(row["for_others"]["n"]), guests]

    put(screen, made, found["engagement"]["hosting"], cells, SHORT)


def stances(found: Row, screen: Console) -> None:
    """Who speaks for or against whom, and who agrees."""
    made = table("who", "about", "sayings#", "stance#", "", "positions", title="Positions: who says what about whom (-1 against, 1 for)")

    def cells(row: Row) -> list[str]:
        said = ", ".join(f"{name} {entry['n']}" for name, entry in row["positions"].items())
        return [row["speaker"], shortened(row["about"], 30), str(row["sayings"]), number(row["stance"], 1, True), between(row, 1), said]

    put(screen, made, found["positions"]["stances"], cells)
    if found["positions"]["agreement"]:
        made = table("speakers", "agreement#", "", "about", title="Agreement between speakers (0 to 1)")

        def agreed(row: Row) -> list[str]:
            return [" – ".join(row["speakers"]), number(row["agreement"], 2), between(row, 2), shortened(", ".join(row["about"]), 60)]

        put(screen, made, found["positions"]["agreement"], agreed, SHORT)


def material(found: Row, screen: Console) -> None:
    made = table("kind", "from", "to", "events#", "", "last", "ids of events", title="Material weight: what is given")
    rows = [{"kind": kind, **row} for kind, given in found["weight"].items() for row in given[:SHORT]]

    def cells(row: Row) -> list[str]:
        return [row["kind"], row["actor"], row["recipient"], str(row["n"]), between(row), row["last"] or "", ids(row["events"])]

    put(screen, made, rows, cells, len(rows))


def responses(found: Row, screen: Console) -> None:
    """Acts and answers."""
    title = f"Response: what the other does within {found['days']} days, against what it does anyway"
    if not found["response"]:
        screen.print(Text(f"{title}: too few acts to tell", style="bold"))
        return
    made = table("after", "acts#", "answer", "answered#", "", "usual#", "", title=title)

    def cells(row: Row) -> list[str]:
        bounds = f"({100 * row['low']:.0f} to {100 * row['high']:.0f})"
        act, answer = f"{row['actor']} → {row['other']} {row['act']}", f"{row['other']} → {row['actor']} {row['answer']}"
        return [act, str(row["triggers"]), answer, percent(row["value"]), bounds, percent(row["base"]), row["verdict"]]

    put(screen, made, found["response"], cells)


def coverage(found: Row) -> None:
    """Reports per outlet and month; the last twelve months where there are more."""
    screen = console()
    screen.print(Text(plain(summary(found)), style="bold"))
    months = list(enumerate(found["months"]))[-MONTHS:]
    made = table("outlet", "seat", "owner", "control", "reports#", *(f"{month[2:]}#" for _, month in months))

    def cells(row: Row) -> list[str]:
        counts = [str(row["by_month"][k] or "·") for k, _ in months]
        about = [shortened(row["outlet"], 32), row["country"], row["ownership"], shortened(row["control"], 32)]
        return [*about, str(row["reports"]), *counts]

    put(screen, made, found["outlets"], cells, MOST_OUTLETS)
    if len(found["months"]) > len(months):
        screen.print(Text(f"(the last {len(months)} of {len(found['months'])} months; -f csv has all)", style="dim"))
