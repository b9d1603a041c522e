"""Prints a lived day again and again: other dates, ids and numbers, and its own place in the chain."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Final

import asyncpg

from controlroom.store.chain import row_hash

CHANGING: Final = re.compile(
    r"(?P<date>DATE)"
    r"|(?P<id>[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})"
    r"|(?P<number>(?<=\"alert\":)\d+|(?<=\"incident\":)\d+|(?<=incident:)\d+|^\d+(?=\t))"
)
"""What is another on another day: an alert and an incident are known by their number in the journal."""
COPIED: Final = {
    "report_key": ("seq", "unit", "id", "digest", "received_at"),
    "incident": (),
    "alert": (),
    "patrol_check": (),
    "visit": (),
    "leg": (),
}
"""Each table's columns, number first; none: as they stand."""
JOURNAL: Final = """
SELECT seq, recorded_at, actor, kind, body, private, salt, private_digest, hash FROM journal
WHERE seq > $1 ORDER BY seq
"""

Ink = Sequence[str]
"""The date, then the ids, then the numbers of one day."""


@dataclass(frozen=True, slots=True)
class Stencil:
    text: str
    pick: Callable[[Ink], object]

    def print(self, ink: Ink) -> str:
        return self.text % self.pick(ink)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the journal; `rest` are its last columns but the hash, which do not change."""

    after_midnight: timedelta
    clock: str
    actor: str
    kind: str
    body: Stencil
    rest: str
    digest: bytes | None


@dataclass(slots=True)
class Press:
    """`setup` is the number before the lived day; `last` and `hash` are of the last row printed."""

    midnight: datetime
    setup: int
    ids: dict[str, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    sheets: dict[str, list[Stencil]] = field(default_factory=dict)
    last: int = 0
    hash: bytes = b""

    @classmethod
    async def set_up(cls, connection: asyncpg.Connection, midnight: datetime, setup: int) -> "Press":
        """From a database in which nothing but the day of `midnight` was lived after row `setup`."""
        press = cls(midnight, setup)
        lived = await connection.fetch(JOURNAL, setup)
        press.last, press.hash = lived[-1]["seq"], lived[-1]["hash"]
        for table, columns in COPIED.items():
            lines = await _lines(connection, f"SELECT {', '.join(columns) or '*'} FROM {table}")
            for line in lines if table == "report_key" else ():
                press.ids[line.split("\t")[2]] = len(press.ids) + 1
            press.sheets[table] = [press._stencil(line) for line in lines]
        press.rows = [press._row(record) for record in lived]
        return press

    def _row(self, record: asyncpg.Record) -> Row:
        at, private, salt, digest = (record[n] for n in ("recorded_at", "private", "salt", "private_digest"))
        if "\\" in f"{record['body']}{private}":
            raise ValueError("a backslash would have to be escaped for COPY")
        rest = "\t".join((private or r"\N", *(rf"\\x{b.hex()}" if b else r"\N" for b in (salt, digest))))
        clock = f"{at:%H:%M:%S.%f}+00"
        body = self._stencil(record["body"])
        return Row(at - self.midnight, clock, record["actor"], record["kind"], body, rest, digest)

    def _stencil(self, text: str) -> Stencil:
        found: list[int] = []

        def hole(match: re.Match[str]) -> str:
            found.append(self._place(match))
            return "%s"

        dated = text.replace("%", "%%").replace(f"{self.midnight:%Y-%m-%d}", "DATE")
        holed = CHANGING.sub(hole, dated)
        return Stencil(holed, itemgetter(*found) if found else lambda _: ())

    def _place(self, match: re.Match[str]) -> int:
        if match["date"]:
            return 0
        if match["id"]:
            return self.ids[match["id"]]
        return len(self.ids) + int(match["number"]) - self.setup

    def print(self, day: int) -> dict[str, bytes]:
        """What that many days later stands in each table, as COPY takes it. Days come in their order."""
        midnight = self.midnight + timedelta(days=day)
        after = self.last
        ink = [f"{midnight:%Y-%m-%d}", *_new_ids(len(self.ids))]
        ink += map(str, range(after + 1, after + 1 + len(self.rows)))
        printed = {"journal": "".join(self._chained(midnight, ink)).encode()}
        for table, sheet in self.sheets.items():
            printed[table] = "".join([f"{stencil.print(ink)}\n" for stencil in sheet]).encode()
        return printed

    def _chained(self, midnight: datetime, ink: Ink) -> Iterator[str]:
        date, seq, before = ink[0], self.last, self.hash
        for row in self.rows:
            seq += 1
            body = row.body.print(ink)
            at = midnight + row.after_midnight
            before = row_hash(before, seq, at, row.actor, row.kind, body, row.digest)
            head = f"{seq}\t{date} {row.clock}\t{row.actor}\t{row.kind}"
            yield f"{head}\t{body}\t{row.rest}\t\\\\x{before.hex()}\n"
        self.last, self.hash = seq, before


async def _lines(connection: asyncpg.Connection, query: str) -> list[str]:
    said: list[bytes] = []

    async def take(chunk: bytes) -> None:
        said.append(chunk)

    await connection.copy_from_query(query, output=take)
    return b"".join(said).decode().splitlines()


def _new_ids(count: int) -> Iterator[str]:
    """Random, as the senders choose them: what a key costs depends on it."""
    drawn = os.urandom(16 * count).hex()
    for at in range(0, len(drawn), 32):
        x = drawn[at : at + 32]
        yield f"{x[:8]}-{x[8:12]}-4{x[13:16]}-a{x[17:20]}-{x[20:]}"
