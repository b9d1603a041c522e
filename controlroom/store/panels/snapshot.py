"""One consistent look at the database: the head's number and the rows belong to the same moment."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import Executable, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from controlroom.store import tables
from controlroom.store.codec import thing_of
from controlroom.store.tables import among
from controlroom.store.transaction import answering
from controlroom.store.veil import NO_VEIL, RESTRICTED, Secrets, Veil, secrets_of
from controlroom.watch.refs import Noun
from controlroom.watch.sites import Site

HEAD: Final = text(
    f"SELECT seq, NULL AS ref, NULL::text[] AS readers FROM head UNION ALL {RESTRICTED}"  # noqa: S608 - our own
)
"""The head's number, and what is not for everybody: both are asked for each look."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`seq`: the last event that this look can see. `past`: what is no history is not there to be seen.

    `secrets`: what is not for everybody, None if that was not asked; `veil`: what `things` hides of it.
    The sites and the people that were asked for are kept for as long as this look, which is of one moment:
    one veil's are never those of another, as `replace` begins with none.
    """

    connection: AsyncConnection
    seq: int
    past: bool = False
    secrets: Secrets | None = None
    veil: Veil = NO_VEIL
    known_sites: dict[str, Site] = field(default_factory=dict, init=False, repr=False, compare=False)
    known_people: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    async def things(self, noun: Noun, query: Executable) -> list[Any]:
        """The rows of a query over a noun's table, as its watch type, with the veil over them."""
        rows = (await self.connection.execute(query)).mappings()
        return self.veil.over([thing_of(noun, row) for row in rows])

    async def one(self, query: Executable) -> Any:
        return (await self.connection.execute(query)).scalar_one_or_none()

    async def sites(self, codes: Iterable[str | None]) -> dict[str, Site]:
        wanted = sorted({code for code in codes if code})
        if unknown := [code for code in wanted if code not in self.known_sites]:
            query = select(tables.site).where(among(tables.site.c.code, unknown))
            found: list[Site] = await self.things(Noun.SITE, query)
            self.known_sites.update((site.code, site) for site in found)
        return {code: self.known_sites[code] for code in wanted if code in self.known_sites}

    async def people(self, names: Iterable[str | None]) -> dict[str, str]:
        """What the holders of these accounts are called."""
        wanted = sorted({name for name in names if name})
        if unknown := [name for name in wanted if name not in self.known_people]:
            query = select(tables.account.c.name, tables.account.c.display_name)
            rows = await self.connection.execute(query.where(among(tables.account.c.name, unknown)))
            self.known_people.update((row.name, row.display_name) for row in rows)
        return {name: self.known_people[name] for name in wanted if name in self.known_people}


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
        rows = (await connection.execute(HEAD)).all()
        (seq,) = (row.seq for row in rows if row.seq is not None)
        restricted = [row for row in rows if row.seq is None]
        yield Snapshot(connection, seq, secrets=await secrets_of(connection, restricted))
