"""The server process: its listening socket, its logs, and how it goes down."""

import asyncio
import gc
import logging
import socket
import sys
import traceback
from collections.abc import Iterator
from typing import Final

import structlog
import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from controlroom.settings import THIS_MACHINE, Settings

STUCK_CLIENT_MS: Final = 6000
"""A client that takes nothing is given up by the kernel after this; else its socket stays for minutes."""
DRAIN_S: Final = 1.0
"""Over which the screens come back: with what a tick and a picture take, less than the 3 s of LATE."""
LAST_REQUESTS_S: Final = 0.5
"""So long a busy client may use its connection once more; one that is closed on it costs it an answer."""
BACKLOG: Final = 2048
UNSENT: Final = 16 * 1024
"""Bytes for a client that may wait in the kernel, and as many here: what waits there cannot be renewed."""

log = logging.getLogger(__name__)


class LineToAScreen(WebSocketsSansIOProtocol):
    """Takes the next frame when next to nothing of those before it waits: the newest picture is made late."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=UNSENT)


class WatchServer(uvicorn.Server):
    """Before the sockets close, every screen is asked to come back, not all at once."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self.app = app
        self.open = asyncio.Event()
        self.closing = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.open.set()
        log.info("serving")

    def protocol(self) -> asyncio.Protocol:
        """For a connection that was accepted elsewhere; as uvicorn makes it for its own."""
        made: asyncio.Protocol = self.config.http_protocol_class(  # type: ignore[call-arg]
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        return made

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Whoever is sent away must not come back here; whoever asks once more is told to go, too."""
        self.closing.set()
        for server in self.servers:
            server.close()
        self.server_state.default_headers.append((b"connection", b"close"))
        state = self.app.state
        state.draining = True
        state.hub.send_away(int(DRAIN_S * 1000))
        await asyncio.sleep(LAST_REQUESTS_S)
        await super().shutdown(sockets)


def collect_rarely() -> None:
    """Reports leave next to no cycles behind; looking as often as usual costs a tenth of the time."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


def listen(host: str, port: int) -> socket.socket:
    """A socket that several processes may share, and on which a dead client is noticed."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "SO_REUSEPORT") and port:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STUCK_CLIENT_MS)
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listening.bind((host, port))
    listening.listen(BACKLOG)
    return listening


def make_server(app: FastAPI, *, trusted_proxies: str = THIS_MACHINE) -> WatchServer:
    """Whoever is a trusted proxy says in X-Forwarded-For and -Proto who asks, and over what."""
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http="httptools",
        ws=LineToAScreen,
        ws_per_message_deflate=False,
        ws_max_size=16 * 1024,
        ws_ping_interval=5,
        ws_ping_timeout=5,
        timeout_graceful_shutdown=10,
        timeout_keep_alive=75,
        access_log=False,
        log_config=None,
        server_header=False,
        forwarded_allow_ips=trusted_proxies,
    )
    return WatchServer(config, app)


def set_up_logs(settings: Settings, worker: int | None = None) -> None:
    """One JSON object a line on standard error: no request paths, no tokens, no words of reports.

    Libraries name addresses of requests at `info`, headers at `debug`: of them only warnings are kept.
    Of several workers each line says whose it is.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if worker is not None:
        shared.append(lambda _, __, event: {**event, "worker": worker})
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(where_it_failed),
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[handler], force=True)
    logging.getLogger("controlroom").setLevel(level)


def where_it_failed(exc_info: structlog.typing.ExcInfo) -> str:
    """Kinds and places, not what the errors say: PostgreSQL's DETAIL quotes a row, with its words."""
    return "".join(_places(exc_info[1]))


def _places(error: BaseException) -> Iterator[str]:
    sqlstate = getattr(error, "sqlstate", None)
    yield f"{type(error).__qualname__}{f' (SQLSTATE {sqlstate})' if sqlstate else ''}\n"
    yield from traceback.format_tb(error.__traceback__)
    inner = list(error.exceptions) if isinstance(error, BaseExceptionGroup) else []
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    for other in (*inner, before) if before else inner:
        yield from _places(other)
