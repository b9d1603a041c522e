"""The migrations make just the tables that the program thinks there are."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import asyncpg
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from controlroom.store.engine import make_engine
from controlroom.store.migrate import alembic_config, migrate
from controlroom.store.tables import metadata
from tests.conftest import Servers


async def test_the_migrated_database_is_the_one_that_the_program_knows(database: Any) -> None:
    engine = make_engine(database.owner_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    await engine.dispose()


def _differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return [found for found in compare_metadata(context, metadata) if "alembic_version" not in str(found)]


async def test_migrating_again_changes_nothing(database: Any) -> None:
    before = await _everything(database)
    await migrate(database.owner_url)
    assert await _everything(database) == before


async def test_what_came_before_the_hours_were_counted_is_counted(servers: Servers) -> None:
    async with migrated_from(servers, "0001", INCIDENTS) as connection:
        assert await connection.fetchval("SELECT actual FROM incident_hour") == 2


async def test_a_draft_that_was_erased_before_there_was_a_trigger_is_forgotten(servers: Servers) -> None:
    async with migrated_from(servers, "0042", *DRAFTS) as connection:
        kept = "SELECT array_agg(ref) FROM sector_alert WHERE texts IS NOT NULL"
        assert await connection.fetchval(kept) == ["SA-KEPT"]


async def test_what_waited_for_companies_is_known_by_its_time_and_its_receiver(servers: Servers) -> None:
    async with migrated_from(servers, "0044", *WAITING) as connection:
        times = "SELECT number, valid_until FROM mail ORDER BY number"
        until = datetime(2026, 11, 24, 18, tzinfo=UTC)
        assert [tuple(row) for row in await connection.fetch(times)] == [(1, until), (2, None)]
        known = "SELECT company, number, valid_until FROM webhook_delivery ORDER BY id"
        assert [tuple(row) for row in await connection.fetch(known)] == [
            ("NLE", 1, until),
            (None, None, None),
        ]


async def test_a_message_that_was_erased_before_there_was_a_trigger_is_forgotten(servers: Servers) -> None:
    async with migrated_from(servers, "0045", *WAITING, ERASED) as connection:
        mails = "SELECT number, said = '' AS gone, state FROM mail ORDER BY number"
        kept = [tuple(row) for row in await connection.fetch(mails)]
        assert kept == [(1, True, "not_sent"), (2, False, "pending")]


@asynccontextmanager
async def migrated_from(
    servers: Servers, revision: str, *statements: str
) -> AsyncIterator[asyncpg.Connection]:
    """A database as an earlier version left it, with these things in it."""
    name = f"of_version_{revision}"
    server = await asyncpg.connect(f"{servers.superuser_url}/postgres")
    await server.execute(f"CREATE DATABASE {name} OWNER controlroom_owner")
    owner_url = servers.running.owner_url.removesuffix("controlroom") + name
    engine = make_engine(owner_url, pool_size=1)
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(alembic_config(sync), revision))
        for statement in statements:
            await connection.exec_driver_sql(statement)
    await engine.dispose()
    await migrate(owner_url)
    migrated = await asyncpg.connect(owner_url)
    try:
        yield migrated
    finally:
        await migrated.close()
        await server.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await server.close()


INCIDENTS = """
INSERT INTO incident (id, unit, kind, at, received_at, priority, status, settled)
SELECT id, 'P-01', 'other', now(), now(), 3, status, false
FROM (VALUES (1, 'actual'), (2, 'actual'), (3, 'exercise')) AS one(id, status)
"""
DRAFTS = (
    """
    INSERT INTO journal (seq, recorded_at, actor, kind, body, private, salt, private_digest, hash)
    SELECT seq, now(), 'anna', 'sector_alert.drafted', '{}', private, '', '', ''
    FROM (VALUES (1, '{}'), (2, NULL)) AS one(seq, private)
    """,
    """
    INSERT INTO sector_alert (ref, state, exercise, opened_by, opened_at, number, texts, texts_seq, messages)
    SELECT ref, 'draft', false, 'anna', now(), seq, '{}', seq, '[]'
    FROM (VALUES ('SA-KEPT', 1), ('SA-GONE', 2)) AS one(ref, seq)
    """,
)
WAITING = (
    """
    INSERT INTO sector_alert (ref, state, exercise, opened_by, opened_at, number, messages)
    VALUES ('SA-1', 'cancelled', false, 'anna', now(), 1, '[
        {"number": 1, "msg_type": "alert", "content": {"expires_at": "2026-11-24T18:00:00+00:00"}},
        {"number": 2, "msg_type": "cancel", "content": {"expires_at": "2026-11-24T18:00:00+00:00"}}]')
    """,
    """
    INSERT INTO mail (id, company, address, sector_alert, number, reminder, said, state, attempts, next_at,
        made_at)
    SELECT number, 'NLE', 'a@b.example', 'SA-1', number, false, 'words', 'pending', 0, now(), now()
    FROM (VALUES (1), (2)) AS one(number)
    """,
    """
    INSERT INTO webhook_delivery (id, webhook, kind, body, state, attempts, next_at, made_at, sector_alert)
    SELECT id, 'nle', '', body, 'pending', 0, now(), now(), alert
    FROM (VALUES ('a', '{"data": {"company": "NLE", "number": 1}}', 'SA-1'), ('b', '{}', NULL))
        AS one(id, body, alert)
    """,
)
"""As the journal of the watch wrote them; the second delivery tells of no alert to a sector."""
ERASED = """
INSERT INTO journal (seq, recorded_at, actor, kind, body, private, salt, private_digest, hash)
SELECT number, now(), 'anna', 'sector_alert.released',
    jsonb_build_object('sector_alert', 'SA-1', 'number', number)::text, private, '', '', ''
FROM (VALUES (1, NULL), (2, '{}')) AS one(number, private)
"""


async def _everything(database: Any) -> list[tuple[Any, ...]]:
    connection = await database.connect()
    rows = await connection.fetch(
        "SELECT table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = 'public' ORDER BY 1, 2"
    )
    await connection.close()
    return [tuple(row) for row in rows]
