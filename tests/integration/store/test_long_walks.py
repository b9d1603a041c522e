"""Work on the whole journal goes on for minutes, and the watch goes on beside it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import asyncpg
import pytest

from controlroom.store import journal, rebuild, verify
from controlroom.store.chain import Link
from controlroom.store.engine import connect
from controlroom.watch.incidents import IncidentKind
from tests.a_pen import Writer, a_writer, set_up
from tests.unit.watch.room import incident_word, the_post

Walk = Callable[[asyncpg.Connection], Awaitable[Any]]


async def prove(connection: asyncpg.Connection) -> Any:
    proof = await verify.verify(connection)
    return proof.rows, proof.broken


async def compare(connection: asyncpg.Connection) -> Any:
    return [difference async for difference in rebuild.differences(connection)]


class Meanwhile:
    """Half-way through the walk somebody reports; `snapshot` is what the walker holds then."""

    def __init__(self, writer: Writer, walker: asyncpg.Connection) -> None:
        self.writer, self.walker = writer, walker
        self.snapshot: object = "never looked at"
        self.read_links = journal.read_links

    async def links(
        self, connection: asyncpg.Connection, after: int = 0, *, step: int = 2000
    ) -> AsyncIterator[Link]:
        async for link in self.read_links(connection, after, step=step):
            if link.seq == 2:
                await self.writer.write(incident_word(IncidentKind.OTHER, 3, 1))
                self.snapshot = await self.writer.connection.fetchval(
                    "SELECT backend_xmin FROM pg_stat_activity WHERE pid = $1", self.walker.get_server_pid()
                )
            yield link


@pytest.mark.parametrize(
    ("walk", "finds"),
    [
        (prove, lambda rows: (rows, None)),
        (compare, lambda rows: []),
        (rebuild.rebuild, lambda rows: rows + 1),
    ],
    ids=["prove", "compare", "rebuild"],
)
async def test_a_walk_over_the_journal_holds_up_nobody_who_reports_meanwhile(
    database: Any, monkeypatch: pytest.MonkeyPatch, walk: Walk, finds: Callable[[int], Any]
) -> None:
    """Under a lock the report would wait; under a snapshot each commit would make the next one slower."""
    owner = await connect(database.owner_url, hurry=False)
    async with a_writer(database.owner_url) as writer:
        await set_up(writer, the_post())
        meanwhile = Meanwhile(writer, owner)
        monkeypatch.setattr(journal, "read_links", meanwhile.links)
        rows = (await journal.read_head(owner)).seq
        assert await walk(owner) == finds(rows)
    assert meanwhile.snapshot is None
    monkeypatch.undo()
    assert await compare(owner) == []
    await owner.close()
