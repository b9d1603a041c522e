"""A command is done, or it is said why not, in a sentence and with exit code 1."""

import asyncio
from collections.abc import Awaitable, Coroutine
from typing import Any, NoReturn, TypeVar

import asyncpg
import typer
from sqlalchemy.exc import SQLAlchemyError

from controlroom.errors import ControlRoomError

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Do it, or say why not and exit with 1."""
    try:
        return asyncio.run(alone(work))
    except ControlRoomError as error:
        fail(f"{error.title}: {error}")
    except (OSError, asyncpg.PostgresError, SQLAlchemyError) as error:
        fail(f"the database: {error}")


async def alone(work: Awaitable[T]) -> T:
    """An error without the task groups that it came through."""
    try:
        return await work
    except ExceptionGroup as group:
        error: Exception = group
        while isinstance(error, ExceptionGroup) and len(error.exceptions) == 1:
            error = error.exceptions[0]
        raise error from None


def fail(why: str) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(1)
