"""Connections: a pool for reading, and single ones for the pen, the tail and the migrations."""

import socket

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

CONNECT_TIMEOUT_S = 5
PATIENCE = {
    "lock_timeout": "10s",
    "statement_timeout": "15s",
    "idle_in_transaction_session_timeout": "15s",
    "timezone": "UTC",
    "application_name": "controlroom",
    "client_connection_check_interval": "2s",
}
"""What the server gives up on by itself; a dead client never holds the head row for longer."""

UNHURRIED = PATIENCE | {"statement_timeout": "0", "idle_in_transaction_session_timeout": "0"}
"""For work on the whole journal, however long that has become."""

DEAD_WAY = {"TCP_USER_TIMEOUT": 10_000, "TCP_KEEPIDLE": 4, "TCP_KEEPINTVL": 2, "TCP_KEEPCNT": 3}
"""Milliseconds, seconds, seconds, times: a database of which nothing is heard is given up after ten s."""


def make_engine(database_url: str, *, pool_size: int = 5) -> AsyncEngine:
    url = database_url.replace("postgresql://", "postgresql+asyncpg://", 1)
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=5,
        pool_pre_ping=True,
        pool_timeout=5,
        hide_parameters=True,
        connect_args={"timeout": CONNECT_TIMEOUT_S, "command_timeout": 15, "server_settings": PATIENCE},
    )


async def connect(database_url: str, *, hurry: bool = True) -> asyncpg.Connection:
    """A connection of one's own, with synchronous_commit on whatever the server's default may be."""
    connection = await asyncpg.connect(
        database_url,
        timeout=CONNECT_TIMEOUT_S,
        server_settings={**(PATIENCE if hurry else UNHURRIED), "synchronous_commit": "on"},
    )
    _notice_a_dead_way(connection)
    return connection


def _notice_a_dead_way(connection: asyncpg.Connection) -> None:
    """Else a network that swallows everything is noticed after a quarter of an hour; asyncpg leaves it so."""
    way = connection._transport.get_extra_info("socket")  # type: ignore[attr-defined]  # noqa: SLF001
    if way.family in (socket.AF_INET, socket.AF_INET6):
        way.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in DEAD_WAY.items():
            if hasattr(socket, name):
                way.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
