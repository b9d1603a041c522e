"""An address with several servers: the one that takes writes is used, and a dead one delays nobody."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from controlroom.clock import monotonic
from controlroom.demo.processes import free_port
from controlroom.settings import read_settings
from controlroom.store import engine as engines
from controlroom.store.engine import NoServer, connect, make_engine
from controlroom.store.migrate import migrate


@pytest.fixture
async def silent() -> AsyncIterator[str]:
    """A server that takes connections and never says a word, as one does whose machine hangs."""

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(say_nothing, "127.0.0.1", 0) as server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


def with_others(url: str, *others: str) -> str:
    """The same address, with other servers before the one that it names."""
    before, at, rest = url.rpartition("@")
    return f"{before}{at}{','.join([*others, rest])}"


async def test_every_part_takes_an_address_with_several_servers(database: Any) -> None:
    url = with_others(database.database_url, f"127.0.0.1:{free_port()}", "[::1]:9")
    url = read_settings({}, database_url=f"{url}?target_session_attrs=read-write").database
    connection = await connect(url)
    assert await connection.fetchval("SHOW synchronous_commit") == "on"
    await connection.close()
    engine = make_engine(url)
    async with engine.connect() as pooled:
        assert await pooled.scalar(text("SHOW application_name")) == "controlroom"
    await engine.dispose()
    await migrate(with_others(database.owner_url, f"127.0.0.1:{free_port()}"))


@pytest.mark.alone
async def test_a_server_that_says_nothing_delays_the_others_by_half_a_second(
    database: Any, silent: str
) -> None:
    began = monotonic()
    connection = await connect(with_others(database.database_url, silent))
    assert 0.4 < monotonic() - began < 2
    await connection.close()


async def test_where_no_server_is_it_is_said_of_each(database: Any) -> None:
    gone = [f"127.0.0.1:{free_port()}" for _ in range(2)]
    url = f"postgresql://nobody:nothing@{','.join(gone)}/controlroom"
    with pytest.raises(NoServer) as none:
        await connect(url)
    assert all(f"{each}: ConnectionRefusedError" in str(none.value) for each in gone)
    assert "nothing" not in str(none.value)


async def test_a_server_on_an_older_timeline_than_was_seen_is_not_written_to(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = with_others(database.database_url, f"127.0.0.1:{free_port()}")
    monkeypatch.setitem(engines._newest_timelines, url, 2)
    with pytest.raises(NoServer, match="one writes on timeline 1, 2 was seen"):
        await connect(url)


async def test_of_two_that_take_writes_the_one_on_the_newer_timeline_is_used(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both lead to the same server here; the timelines are the test's."""
    asked: list[asyncpg.Connection] = []
    writable = engines._writable

    async def of_the_test(database_url: str, options: dict[str, Any]) -> engines.Writable:
        one = await writable(database_url, options)
        asked.append(one.connection)
        return engines.Writable(one.connection, {1: 3, 2: 5}[len(asked)])

    monkeypatch.setattr(engines, "_writable", of_the_test)
    again = database.database_url.rpartition("@")[2].partition("/")[0]
    connection = await connect(with_others(database.database_url, again))
    assert [one.is_closed() for one in asked] == [True, False]
    assert connection is asked[1]
    await connection.close()


async def test_the_pool_leaves_a_server_that_takes_no_more_writes(database: Any) -> None:
    engine = make_engine(database.owner_url, pool_size=1)
    async with engine.connect() as first:
        before = await first.scalar(text("SELECT pg_backend_pid()"))
        await first.execute(text("SET TRANSACTION READ ONLY"))
        with pytest.raises(DBAPIError, match="read-only"):
            await first.execute(text("UPDATE head SET seq = seq"))
    async with engine.connect() as second:
        assert await second.scalar(text("SELECT pg_backend_pid()")) != before
    await engine.dispose()


async def test_a_burst_of_questions_opens_no_connection_only_to_close_it_again(database: Any) -> None:
    engine = make_engine(database.database_url, pool_size=3)
    opened: set[int] = set()

    async def ask() -> None:
        async with engine.connect() as pooled:
            opened.add(await pooled.scalar(text("SELECT pg_backend_pid()")))
            await pooled.execute(text("SELECT pg_sleep(0.01)"))

    await asyncio.gather(*(ask() for _ in range(40)))
    await engine.dispose()
    assert len(opened) == 3


async def test_connections_that_died_while_nobody_used_them_are_replaced_before_the_next_question(
    database: Any,
) -> None:
    engine, superuser = make_engine(database.database_url), await asyncpg.connect(database.superuser_url)
    async with engine.connect() as one, engine.connect() as other:
        dead = [await each.scalar(text("SELECT pg_backend_pid()")) for each in (one, other)]
    for pid in dead:
        await superuser.execute("SELECT pg_terminate_backend($1, 5000)", pid)
    for _ in range(3):
        async with engine.connect() as one, engine.connect() as other:
            alive = [await each.scalar(text("SELECT pg_backend_pid()")) for each in (one, other)]
        assert not {*alive} & {*dead}
    await superuser.close()
    await engine.dispose()
