"""The pages, one module each; every module has a `router`."""

from __future__ import annotations

from fastapi import FastAPI

from dragoman.web.pages import about, audit, codebook, entities, events, measures, queries, report, review, watch, watchlist

PAGES = (watch, watchlist, events, report, entities, measures, review, queries, audit, codebook, about)


def register(app: FastAPI) -> None:
    for module in PAGES:
        app.include_router(module.router, include_in_schema=False)
