"""Brings the database to the newest form; two that try at once wait for each other."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from controlroom.store.engine import make_engine

LOCK: Final = 0x57415443
"""Any number does, as long as every migration takes the same advisory lock."""


def alembic_config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    command.upgrade(alembic_config(connection), "head")


async def migrate(owner_database_url: str) -> None:
    """Run as the owner of the database; the application's role gets its rights from the migrations."""
    engine = make_engine(owner_database_url, pool_size=1, hurry=False)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()
