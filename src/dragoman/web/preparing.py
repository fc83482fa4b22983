"""What most readers ask for first, worked out when a store has been opened, before anybody asks: the whole Watch, its pairs, the regions."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

from dragoman.errors import DragomanError
from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.regions import load_regions
from dragoman.web import selecting, watching, watchlist
from dragoman.web.filters import Filter
from dragoman.web.library import Holding
from dragoman.web.measuring import Measurers, measured

log = logging.getLogger("dragoman")
REGIONS = 60  # those with most events


def prepare(held: Holding, measurers: Measurers, knowledge: Knowledge) -> None:
    """Fill the memory of a holding. A reader who asks meanwhile waits for no more than the one measure that is being worked out."""
    everything = Filter()
    try:
        watching.strip(held, knowledge)
        pairs = [line.key.split("-") for line in watchlist.watchlist(held, everything, knowledge).pairs]
        numbers = selecting.selected(held, everything, knowledge)
        known = {name: region.countries for name, region in load_regions(knowledge).items()}
        counts = selecting.by_region(held, numbers, known)
        selecting.facets(held, numbers)
        selecting.places(held, numbers, most=0)
        if not held.snapshot.events:
            return
        busy = [name for name in sorted(counts, key=lambda name: (-counts[name], name))[:REGIONS] if counts[name]]
        asked = [*((("relation", one, other), False) for one, other in pairs), *((("region", name), True) for name in busy)]

        def ask(what: tuple[str, ...], brief: bool) -> None:
            measured(held, measurers, what, everything, brief=brief, later=True)

        at_once = measurers.most
        with ThreadPoolExecutor(at_once) as helpers:  # so that every process lays its ground now
            list(helpers.map(lambda one: ask(*one), asked[:at_once]))
        for one in asked[at_once:]:  # one after the other: a process stays free for readers
            ask(*one)
    except DragomanError as error:
        log.debug("not prepared: %s", error)  # whoever asks is told
