"""The application: pages, API and static files over one store."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from http import HTTPStatus
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from dragoman import __version__
from dragoman.errors import DragomanError, UsageError
from dragoman.lexicon.folder import Knowledge
from dragoman.web import pages
from dragoman.web.api import routes as api
from dragoman.web.library import Holding, Library
from dragoman.web.measuring import Measurers
from dragoman.web.preparing import prepare
from dragoman.web.safety import LOCAL, Safety
from dragoman.web.view import page


def create_app(store: Path, *, hosts: Iterable[str] = LOCAL, token: str = "", read_only: bool = False) -> FastAPI:
    """The reading room over a store. Raises StoreError when there is none.

    Args:
        hosts: names it may be asked under. token: what a caller must show, "" for nothing. read_only: nobody writes.
    """
    app = FastAPI(title="Dragoman", version=__version__, docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json", lifespan=prepared)
    app.state.library = Library(store)
    app.state.knowledge = Knowledge.open()
    app.state.measurers = Measurers(app.state.knowledge)
    app.state.library.now()
    app.mount("/static", StaticFiles(directory=str(files("dragoman.web") / "static")), name="static")
    api.register(app)
    pages.register(app)
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, misunderstood)
    app.add_exception_handler(DragomanError, broken)
    app.add_exception_handler(Exception, failed)
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)
    app.add_middleware(Safety, hosts=tuple(hosts), token=token, read_only=read_only)
    return app


@asynccontextmanager
async def prepared(app: FastAPI) -> AsyncIterator[None]:
    """While the server runs, what most readers ask for first is worked out whenever the store has changed."""
    library, knowledge, measurers = app.state.library, app.state.knowledge, app.state.measurers

    begun: list[threading.Thread] = []

    def begin(held: Holding) -> None:
        begun[:] = [thread for thread in begun if thread.is_alive()]
        begun.append(threading.Thread(target=prepare, args=(held, measurers, knowledge), daemon=True))
        begun[-1].start()

    library.opened = begin
    begin(library.now())
    yield
    measurers.end()
    for thread in begun:
        thread.join()


async def refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(request, error.status_code, str(error.detail))


async def misunderstood(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    said = "; ".join(f"{'.'.join(str(part) for part in item['loc'][1:])}: {item['msg']}" for item in error.errors())
    return problem(request, 422, said)


async def broken(request: Request, error: Exception) -> Response:
    return problem(request, 422 if isinstance(error, UsageError) else 409, str(error))


async def failed(request: Request, error: Exception) -> Response:
    """A fault of ours; the server writes what it was to its log."""
    return problem(request, 500, "The fault is ours, and the server's log has it. Nothing in the store was changed by it.")


def problem(request: Request, status: int, detail: str) -> Response:
    """What went wrong: problem+json (RFC 9457) for the API, a page for people."""
    if request.url.path.startswith("/api/"):
        body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
        return JSONResponse(body, status, media_type="application/problem+json")
    return page(request, "error.html", status=status, title=TITLES.get(status, "Something went wrong"), detail=detail, status_code=status)


TITLES = {
    404: "There is no such page",
    409: "The store cannot answer",
    422: "The filter was not understood",
    405: "Not possible here",
    500: "Something went wrong",
}
