"""`controlroom serve`: feeds, walls and desks, by one process or several."""

import asyncio
import gc
import socket
from typing import Annotated, Any

import typer

from controlroom.cli.doing import alone, fail
from controlroom.errors import ControlRoomError
from controlroom.settings import Settings, read_settings


def serve(
    host: Annotated[str | None, typer.Option(help="Where to listen.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535)] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that share the port.")] = None,
) -> None:
    """Serve feeds, walls and desks; several of these may share one database and one port."""
    from controlroom.serve import listen, set_up_logs

    gc.disable()  # until all is loaded that stays
    given: dict[str, Any] = {"host": host, "port": port, "workers": workers}
    given = {key: value for key, value in given.items() if value is not None}
    settings = read_settings(**given)
    set_up_logs(settings)
    try:
        listening = listen(settings.host, settings.port)
        if settings.workers > 1:
            _serve_together(settings, listening)
        else:
            _servealone(settings, listening)
    except (ControlRoomError, OSError) as error:
        fail(str(error))


def _servealone(settings: Settings, listening: socket.socket) -> None:
    from controlroom.app import create_app
    from controlroom.serve import collect_rarely, make_server

    served = create_app(settings)
    collect_rarely()
    make_server(served, trusted_proxies=settings.trusted_proxies).run(sockets=[listening])


def _serve_together(settings: Settings, listening: socket.socket) -> None:
    from controlroom.serve import collect_rarely
    from controlroom.workers.team import Team

    collect_rarely()
    asyncio.run(alone(Team(settings.workers, listening).run()))


def worker(number: int, port: int, line: int) -> None:
    """What `serve --workers` starts: `port` and `line` are files that it left open."""
    from controlroom.serve import collect_rarely, make_server, set_up_logs

    gc.disable()  # until all is loaded that stays
    from controlroom.app import create_app
    from controlroom.workers.lifeline import Lifeline

    settings = read_settings()
    set_up_logs(settings, number)
    lifeline = Lifeline(socket.socket(fileno=line), number)
    lifeline.hold()
    try:
        served = create_app(settings)
    except (ControlRoomError, OSError) as error:
        lifeline.say_why(str(error))
        fail(str(error))
    served.state.team = lifeline
    collect_rarely()
    server = make_server(served, trusted_proxies=settings.trusted_proxies)
    lifeline.run(server, socket.socket(fileno=port))
