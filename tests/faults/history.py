"""What was asked and what was answered, held against what is in the journal afterwards."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field

import asyncpg

from controlroom.store.rebuild import differences
from controlroom.store.verify import verify

Key = tuple[str, str]
"""A report's unit and id."""

REPORTS = """
SELECT seq, actor, body::json -> 'report' ->> 'unit' AS unit, body::json -> 'report' ->> 'id' AS id
FROM journal WHERE kind LIKE '%.reported' ORDER BY seq
"""
KEYS = "SELECT unit, id::text, seq FROM report_key"
OTHERS = "SELECT seq, actor, kind FROM journal WHERE kind NOT LIKE '%.reported' AND actor <> ALL($1)"
NUMBERS = "SELECT seq FROM journal ORDER BY seq"
NOT_UNITS = ("setup", "watch")
"""Who may have written what is not a report."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Answered 201 or 200: it is on disk at `seq`; `fresh` is a 201."""

    seq: int
    fresh: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """Answered 4xx: it is not taken."""

    status: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """503, a broken connection or none, no answer in time: it may be there."""

    why: str


Answer = Stored | Refused | Unknown


@dataclass(slots=True)
class History:
    """Every request with its answers; a report that is sent again has several."""

    told: dict[Key, list[Answer]] = field(default_factory=dict)

    def asked(self, key: Key) -> None:
        self.told.setdefault(key, [])

    def answered(self, key: Key, answer: Answer) -> None:
        self.told[key].append(answer)

    @property
    def stored(self) -> int:
        return sum(any(isinstance(answer, Stored) for answer in answers) for answers in self.told.values())

    @property
    def never_known(self) -> int:
        """Reports whose sender was left without a word."""
        return sum(all(isinstance(answer, Unknown) for answer in answers) for answers in self.told.values())

    async def prove(self, database_url: str) -> None:
        """Nothing lost, doubled or made up; one dense order, a sound chain, a state that follows."""
        found = await self.found(database_url)
        assert not found, "; ".join(found)

    async def found(self, database_url: str) -> list[str]:
        """As `faults`, over a connection of its own."""
        connection = await asyncpg.connect(database_url, server_settings={"timezone": "UTC"})
        try:
            return await self.faults(connection)
        finally:
            await connection.close()

    async def faults(self, connection: asyncpg.Connection) -> list[str]:
        """Everything in which the journal does not bear the answers out; nothing if all is well."""
        return [fault async for fault in self._faults(connection)]

    async def _faults(self, connection: asyncpg.Connection) -> AsyncIterator[str]:
        stored: dict[Key, list[int]] = defaultdict(list)
        for seq, actor, unit, id_ in await connection.fetch(REPORTS):
            stored[unit, id_].append(seq)
            if actor != unit:
                yield f"{seq} is a report of {unit} in the name of {actor}"
        for key in stored.keys() - self.told.keys():
            yield f"{key} was never sent and is there"
        for key, answers in self.told.items():
            for fault in _held_against(answers, stored.get(key, [])):
                yield f"{key} {fault}"
        keys = {(unit, id_): [seq] for unit, id_, seq in await connection.fetch(KEYS)}
        for key in {key for key in keys.keys() | stored.keys() if keys.get(key) != stored.get(key)}:
            yield f"{key} is at {stored.get(key)}, its key says {keys.get(key)}"
        for seq, actor, kind in await connection.fetch(OTHERS, NOT_UNITS):
            yield f"{seq} {kind} was written by {actor}"
        async for fault in _journal_faults(connection):
            yield fault


def _held_against(answers: Sequence[Answer], rows: list[int]) -> Iterator[str]:
    told = sorted({answer.seq for answer in answers if isinstance(answer, Stored)})
    new = sum(isinstance(answer, Stored) and answer.fresh for answer in answers)
    if len(rows) > 1:
        yield f"is there {len(rows)} times: {rows}"
    if told and not rows:
        yield f"was answered with {told} and is lost"
    elif told and told != rows:
        yield f"was answered with {told} and is at {rows}"
    if new > 1:
        yield f"was called new {new} times"
    if rows and answers and all(isinstance(answer, Refused) for answer in answers):
        yield f"was refused and is at {rows}"


async def _journal_faults(connection: asyncpg.Connection) -> AsyncIterator[str]:
    numbers = [seq for (seq,) in await connection.fetch(NUMBERS)]
    head = await connection.fetchval("SELECT seq FROM head")
    for fault in gaps(numbers, head):
        yield f"the journal {fault}"
    verdict = await verify(connection)
    if verdict.broken:
        yield f"the chain is broken: {verdict.broken}"
    async for difference in differences(connection):
        yield f"the state is no fold of the journal: {difference}"


def gaps(read: Sequence[int], head: int) -> list[str]:
    """In which way a reader that followed to the head did not get 1, 2, 3 ... head, each once."""
    found = []
    if missing := sorted(set(range(1, head + 1)) - set(read)):
        found.append(f"lacks {len(missing)} numbers up to {head}, the first is {missing[0]}")
    if len(set(read)) < len(read):
        found.append(f"has {len(read) - len(set(read))} numbers twice")
    if list(read) != sorted(read):
        found.append("is out of order")
    if read and max(read) > head:
        found.append(f"goes on to {max(read)} behind the head at {head}")
    return found
