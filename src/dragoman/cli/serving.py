"""`dragoman serve`: the reading room over a store."""

from __future__ import annotations

from typing import Annotated

import typer

from dragoman.cli.storing import StorePath
from dragoman.errors import UsageError


def register(app: typer.Typer) -> None:
    app.command(epilog="Example: dragoman serve news")(serve)


def serve(
    store: StorePath,
    host: Annotated[str, typer.Option(help="Address to listen on; any but this machine's own needs --token.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8377,
    name: Annotated[list[str] | None, typer.Option(help="A further name under which the server may be asked for. May be repeated.")] = None,
    token: Annotated[str, typer.Option(envvar="DRAGOMAN_TOKEN", help="What a caller must show.")] = "",
    read_only: Annotated[bool, typer.Option("--read-only", help="Nobody can review or save.")] = False,
) -> None:
    """Open the reading room: see events, trace every figure to its sentence, correct it. Stop it with Ctrl-C."""
    import socket

    import uvicorn

    from dragoman.web.app import create_app
    from dragoman.web.safety import LOCAL

    if host not in LOCAL and not token:
        raise UsageError(f"{host} can be reached by others", "--host", "give --token SECRET, or leave --host out to serve this machine only")
    app = create_app(store, hosts=(*LOCAL, host, *(name or ())), token=token, read_only=read_only)
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise UsageError(
            f"cannot listen there: {error.strerror or error}", f"{host}:{port}", "give another --port; 0 takes a free one"
        ) from error
    port = listening.getsockname()[1]
    typer.echo(f"dragoman: the reading room is at http://{host if ':' not in host else f'[{host}]'}:{port}/ (Ctrl-C stops it)", err=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False)).run(sockets=[listening])
