"""The routes of the API, one module for each resource."""

from __future__ import annotations

from fastapi import FastAPI


def register(app: FastAPI) -> None:
    """Nothing yet but the document itself."""
