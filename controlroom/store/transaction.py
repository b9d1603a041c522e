"""A transaction that tells a database that does not answer (come again) from a mistake of our own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asyncpg import InternalClientError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from controlroom.errors import Unavailable


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    try:
        async with engine.begin() as connection:
            yield connection
    except (DataError, IntegrityError, ProgrammingError):
        raise  # our own mistake
    except (DBAPIError, InternalClientError, PoolTimeoutError, OSError) as error:
        raise Unavailable("the database does not answer") from error
