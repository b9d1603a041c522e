"""Connections: a pool for reading, and single ones for the pen, the tail and the migrations.

An address may name several servers, postgresql://user:password@one,two,three/controlroom. All are asked at
once, and the one that takes writes is used; after a promotion that is another one.
"""

import asyncio
import socket
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import asyncpg
from asyncpg.connect_utils import SessionAttribute
from pydantic import PostgresDsn
from pydantic_core import from_json
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

CONNECT_TIMEOUT_S = 5
OTHERS_TIMEOUT_S: Final = 0.5
"""For so long the other servers of an address are waited for once one has said that it takes writes."""
COMMAND_TIMEOUT_S: Final = 15
PATIENCE = {
    "lock_timeout": "10s",
    "statement_timeout": "15s",
    "idle_in_transaction_session_timeout": "15s",
    "timezone": "UTC",
    "application_name": "controlroom",
    "client_connection_check_interval": "2s",
    "synchronous_commit": "on",
    "enable_seqscan": "off",
    "jit": "off",
}
"""What the server gives up on by itself; a dead client never holds the head row for longer.

synchronous_commit is on whatever the server's default may be. Every statement of a watch looks for little, by
an index; a plan made while a table was small would go on reading it whole for a minute after it has grown.
"""

UNHURRIED = PATIENCE | {
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "enable_seqscan": "on",
}
"""For work on the whole journal, however long that has become."""

DEAD_WAY = {"TCP_USER_TIMEOUT": 6_000, "TCP_KEEPIDLE": 2, "TCP_KEEPINTVL": 1, "TCP_KEEPCNT": 4}
"""Milliseconds, seconds, seconds, times: a database of which nothing is heard is given up after six s.

TCP waits twice as long before each next try, so a way that is good again is noticed late. Writes were back
2.7 s after a silence of 8 s with ten, 0.8 s with six; TCP tries as often within six as within ten.
"""

READ_TIMELINE = "SELECT ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int"
"""A promotion begins a new timeline, with a higher number than those before it."""
LOST: Final = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
JUST_MADE: Final = "just_made"
READ_ONLY = asyncpg.ReadOnlySQLTransactionError.sqlstate

_newest_timelines: dict[str, int] = {}
"""By address, the newest timeline that this process has been on."""


class NoServer(ConnectionError):
    """None of the servers that an address names is of use; the message says why, one by one."""


@dataclass(frozen=True, slots=True)
class Writable:
    """A connection to a server that takes writes, and the timeline that it writes on."""

    connection: asyncpg.Connection
    timeline: int


def make_engine(database_url: str, *, pool_size: int = 10, hurry: bool = True) -> AsyncEngine:
    """No more than `pool_size`: one beyond would be opened, for longer than its one question takes.

    Whoever asks is given the connection that was used last: it has the statements of the pages prepared.
    """

    async def connected() -> asyncpg.Connection:
        return await connect(
            database_url, hurry=hurry, command_timeout_s=COMMAND_TIMEOUT_S if hurry else None
        )

    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connected,
        pool_size=pool_size,
        max_overflow=0,
        pool_use_lifo=True,
        pool_timeout=5,
        hide_parameters=True,
        json_deserializer=from_json,
    )
    event.listen(engine.sync_engine, "handle_error", _leave_a_server_that_takes_no_writes)
    event.listen(engine.sync_engine, "connect", _just_made)
    event.listen(engine.sync_engine, "checkout", _must_answer)
    return engine


def _just_made(_: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    record.info[JUST_MADE] = True


def _must_answer(connection: Any, record: ConnectionPoolEntry, _: PoolProxiedConnection) -> None:
    """One question before each use; a connection that is dead takes all that were made before it along.

    SQLAlchemy's own ping (pool_pre_ping) asks it in a transaction that it begins and ends: three questions,
    and a page takes a connection three times.
    """
    if record.info.pop(JUST_MADE, False):
        return
    try:
        connection.run_async(_ping)
    except TimeoutError:
        raise
    except LOST as lost:
        raise InvalidatePoolError from lost


async def _ping(connection: asyncpg.Connection) -> None:
    await connection.execute("SELECT 1")


def _leave_a_server_that_takes_no_writes(context: ExceptionContext) -> None:
    """It answers each ping, so the pool would keep its connections for ever."""
    if getattr(context.original_exception, "sqlstate", None) == READ_ONLY:
        context.is_disconnect = True


async def connect(
    database_url: str, *, hurry: bool = True, command_timeout_s: float | None = None
) -> asyncpg.Connection:
    """A connection of one's own. Raises what asyncpg raises, or NoServer where several are named."""
    options: dict[str, Any] = {
        "command_timeout": command_timeout_s,
        "server_settings": PATIENCE if hurry else UNHURRIED,
    }
    servers = list(_servers(database_url))
    connection: asyncpg.Connection
    if len(servers) == 1:
        connection = await asyncpg.connect(database_url, timeout=CONNECT_TIMEOUT_S, **options)
    else:
        connection = await _connect_to_one_of(servers, database_url, options)
    _notice_a_dead_way(connection)
    return connection


def _servers(database_url: str) -> Iterator[Mapping[str, Any]]:
    for server in PostgresDsn(database_url).hosts():
        yield {"host": (server["host"] or "").strip("[]"), "port": server["port"] or 5432}


async def _connect_to_one_of(
    servers: Sequence[Mapping[str, Any]], database_url: str, options: Mapping[str, Any]
) -> asyncpg.Connection:
    """To that on the newest timeline of those that take writes, unless a newer one was seen before."""
    found: list[Writable] = []
    why_not: list[str] = []
    try:
        await _ask_all(servers, database_url, options, found, why_not)
        newest = max(found, key=lambda one: one.timeline, default=None)
        seen = _newest_timelines.get(database_url, 0)
        if newest is None or newest.timeline < seen:
            why_not += [f"one writes on timeline {one.timeline}, {seen} was seen" for one in found]
            raise NoServer("; ".join(why_not))
        _newest_timelines[database_url] = newest.timeline
        found.remove(newest)
        return newest.connection
    finally:
        for one in found:
            one.connection.terminate()


async def _ask_all(
    servers: Sequence[Mapping[str, Any]],
    database_url: str,
    options: Mapping[str, Any],
    found: list[Writable],
    why_not: list[str],
) -> None:
    """At once: one that is switched off would take all the time there is, before the next had its turn."""

    async def ask(server: Mapping[str, Any]) -> None:
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                found.append(await _writable(database_url, {**server, **options}))
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
            why_not.append(f"{server['host']}:{server['port']}: {type(error).__name__}")

    async with asyncio.TaskGroup() as group:
        asking = {group.create_task(ask(server)) for server in servers}
        while asking and not found:
            _, asking = await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
        if asking:
            await asyncio.wait(asking, timeout=OTHERS_TIMEOUT_S)
        for silent in asking:
            silent.cancel()


async def _writable(database_url: str, options: dict[str, Any]) -> Writable:
    connection: asyncpg.Connection = await asyncpg.connect(
        database_url, target_session_attrs=SessionAttribute.read_write, **options
    )
    try:
        return Writable(connection, await connection.fetchval(READ_TIMELINE))
    except BaseException:
        connection.terminate()
        raise


def _notice_a_dead_way(connection: asyncpg.Connection) -> None:
    """Else a network that swallows everything is noticed after a quarter of an hour; asyncpg leaves it so."""
    way = connection._transport.get_extra_info("socket")  # type: ignore[attr-defined]  # noqa: SLF001
    if way.family in (socket.AF_INET, socket.AF_INET6):
        way.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in DEAD_WAY.items():
            if hasattr(socket, name):
                way.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
