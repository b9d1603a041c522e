"""One consistent look at the database: the head's number and the rows belong to the same moment."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Executable, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from controlroom.store import tables
from controlroom.store.codec import thing_of
from controlroom.store.transaction import answering
from controlroom.store.veil import NO_VEIL, Secrets, Veil, read_secrets
from controlroom.watch.refs import Noun
from controlroom.watch.sites import Site


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`seq`: the last event that this look can see. `past`: what is no history is not there to be seen.

    `secrets`: what is not for everybody, None if that was not asked; `veil`: what `things` hides of it.
    """

    connection: AsyncConnection
    seq: int
    past: bool = False
    secrets: Secrets | None = None
    veil: Veil = NO_VEIL

    async def things(self, noun: Noun, query: Executable) -> list[Any]:
        """The rows of a query over a noun's table, as its watch type, with the veil over them."""
        rows = (await self.connection.execute(query)).mappings()
        return self.veil.over([thing_of(noun, row) for row in rows])

    async def one(self, query: Executable) -> Any:
        return (await self.connection.execute(query)).scalar_one_or_none()

    async def sites(self, codes: Iterable[str | None]) -> dict[str, Site]:
        wanted = {code for code in codes if code}
        if not wanted:
            return {}
        query = select(tables.site).where(tables.site.c.code.in_(wanted))
        return {site.code: site for site in await self.things(Noun.SITE, query)}

    async def people(self, names: Iterable[str | None]) -> dict[str, str]:
        """What the holders of these accounts are called."""
        wanted = {name for name in names if name}
        if not wanted:
            return {}
        query = select(tables.account.c.name, tables.account.c.display_name)
        rows = await self.connection.execute(query.where(tables.account.c.name.in_(wanted)))
        return {row.name: row.display_name for row in rows}


@asynccontextmanager
async def look(engine: AsyncEngine, reader: str = "") -> AsyncIterator[Snapshot]:
    """With the veil over what this account may not read; without one, over all that is restricted.

    Raises Unavailable where the database does not answer.
    """
    async with look_at_all(engine) as whole:
        secrets = whole.secrets or Secrets()
        yield replace(whole, veil=secrets.veil_for(reader))


@asynccontextmanager
async def look_at_all(engine: AsyncEngine) -> AsyncIterator[Snapshot]:
    """Without a veil, for what must leave nothing out. Raises Unavailable as `look` does."""
    with answering():
        async with whole_look(engine) as whole:
            yield whole


@asynccontextmanager
async def whole_look(engine: AsyncEngine) -> AsyncIterator[Snapshot]:
    """Without a veil: whoever looks so lays it over what was read, for each audience its own.

    A database that does not answer is theirs to notice, in SQLAlchemy's words.
    """
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        seq = (await connection.execute(select(tables.head.c.seq))).scalar_one()
        yield Snapshot(connection, seq, secrets=await read_secrets(connection))
