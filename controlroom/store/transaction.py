"""A transaction that tells a database that does not answer (come again) from a mistake of our own."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from asyncpg import InternalClientError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from controlroom.errors import Unavailable


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    with answering():
        async with engine.begin() as connection:
            yield connection


@contextmanager
def answering() -> Iterator[None]:
    """Unavailable where a database, or the pool of connections to it, has not answered in its time."""
    try:
        yield
    except (DataError, IntegrityError, ProgrammingError):
        raise  # our own mistake
    except (DBAPIError, InternalClientError, PoolTimeoutError, OSError) as error:
        raise Unavailable("the database does not answer") from error
