"""The migrations make just the tables that the program thinks there are."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from controlroom.store.engine import make_engine
from controlroom.store.migrate import migrate
from controlroom.store.tables import metadata


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


async def _everything(database: Any) -> list[tuple[Any, ...]]:
    connection = await database.connect()
    rows = await connection.fetch(
        "SELECT table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = 'public' ORDER BY 1, 2"
    )
    await connection.close()
    return [tuple(row) for row in rows]
