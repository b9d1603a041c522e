"""The journal as an auditor reads it: by person, thing, kind, period and words; the newest first.

One part of what is asked chooses the index by which rows are found; the rest is held against a window of what
was found. So a page costs the same however long the journal is, and says how far back it has looked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import CONSULTATION, OF_A_PERSON, THINGS_OF

WINDOW: Final = 5000
"""Rows that one page looks through at most."""
END: Final = 2**63 - 1
COLUMNS: Final = "seq, recorded_at, actor, kind, body, private, private_digest"
OF_ALL: Final = f"SELECT {COLUMNS} FROM journal WHERE seq < :before ORDER BY seq DESC LIMIT :window"  # noqa: S608
OF_CONSULTATIONS: Final = f"""
SELECT {COLUMNS} FROM journal WHERE {CONSULTATION} AND seq < :before ORDER BY seq DESC LIMIT :window
"""  # noqa: S608
OF_PERSON: Final = f"""
SELECT {COLUMNS} FROM journal WHERE {OF_A_PERSON} AND (actor, seq) < (:person, :before) AND actor >= :person
ORDER BY actor DESC, seq DESC LIMIT :window
"""  # noqa: S608
OF_THING: Final = f"""
SELECT {COLUMNS} FROM journal WHERE seq IN (
    SELECT seq FROM journal WHERE {CONSULTATION} AND {THINGS_OF} @> jsonb_build_array(CAST(:thing AS text))
) AND seq < :before ORDER BY seq DESC LIMIT :window
"""  # noqa: S608
HELD_AGAINST: Final = """
seq >= :since AND (:person = '' OR actor = :person) AND kind LIKE :kind
AND (:words = '' OR strpos(lower(private), lower(:words)) > 0)
"""
AT: Final = sa.text("SELECT recorded_at FROM journal WHERE seq = :seq")
BITMAPS: Final = sa.text("SELECT set_config('enable_bitmapscan', :value, true)")
"""All rows of a person would be read and sorted for one page; things are found by a bitmap or not at all."""
ONE: Final = sa.text(f"SELECT {COLUMNS} FROM journal WHERE seq = :seq")  # noqa: S608


@dataclass(frozen=True, slots=True)
class Question:
    """`kind`: the beginning of a kind, as `data.`; `words`: within what is private."""

    person: str = ""
    thing: str = ""
    kind: str = ""
    words: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def way(self) -> str:
        if self.thing:
            return OF_THING
        if self.person:
            return OF_PERSON
        return OF_CONSULTATIONS if self.kind == "data." or self.words else OF_ALL


@dataclass(frozen=True, slots=True)
class JournalRow:
    """`private` is None where there is none; `erased` where it was."""

    seq: int
    at: datetime
    actor: str
    kind: str
    body: str
    private: str | None
    erased: bool


@dataclass(frozen=True, slots=True)
class JournalPage:
    """`further`: from which number on there may be more; `looked_back_to`: if the window ended before."""

    rows: tuple[JournalRow, ...]
    further: int | None = None
    looked_back_to: int | None = None


async def journal_page(snapshot: Snapshot, asked: Question, before: int | None, most: int) -> JournalPage:
    last = await seq_at(snapshot, asked.until) if asked.until else snapshot.seq + 1
    since = await seq_at(snapshot, asked.since) if asked.since else 0
    said: Mapping[str, Any] = {
        "person": asked.person,
        "thing": asked.thing,
        "kind": asked.kind.replace("%", "").replace("_", r"\_") + "%",
        "words": asked.words,
        "since": since,
        "before": min(before or END, last),
        "window": WINDOW,
        "most": most + 1,
    }
    bitmaps = {"value": "on" if asked.thing else "off"}
    await snapshot.connection.execute(BITMAPS, bitmaps)
    window = f"WITH looked AS MATERIALIZED ({asked.way})"
    query = f"{window} SELECT * FROM looked WHERE {HELD_AGAINST} ORDER BY seq DESC LIMIT :most"  # noqa: S608
    found = [_row(row) for row in await snapshot.connection.execute(_typed(query), said)]
    if len(found) > most:
        return JournalPage(tuple(found[:most]), further=found[most - 1].seq)
    ends = f"{window} SELECT min(seq) FROM looked HAVING count(*) = :window"  # noqa: S608
    reached = (await snapshot.connection.execute(_typed(ends), said)).scalar_one_or_none()
    if reached is None or reached <= since:
        return JournalPage(tuple(found))
    return JournalPage(tuple(found), further=reached, looked_back_to=reached)


async def journal_row(snapshot: Snapshot, seq: int) -> JournalRow | None:
    row = (await snapshot.connection.execute(ONE, {"seq": seq})).one_or_none()
    return _row(row) if row else None


async def seq_at(snapshot: Snapshot, moment: datetime) -> int:
    """The first number that was recorded then or later.

    Numbers and times grow together, save for a clock that was put back.
    """
    low, high = 1, snapshot.seq + 1
    while low < high:
        middle = (low + high) // 2
        at = (await snapshot.connection.execute(AT, {"seq": middle})).scalar_one()
        low, high = (low, middle) if at >= moment else (middle + 1, high)
    return low


def _typed(query: str) -> sa.TextClause:
    names = {"person": sa.Text, "thing": sa.Text, "kind": sa.Text, "words": sa.Text}
    numbers = {
        "since": sa.BigInteger,
        "before": sa.BigInteger,
        "window": sa.BigInteger,
        "most": sa.BigInteger,
    }
    wanted = {name: kind for name, kind in (names | numbers).items() if f":{name}" in query}
    return sa.text(query).bindparams(*(sa.bindparam(name, type_=kind) for name, kind in wanted.items()))


def _row(row: sa.Row[Any]) -> JournalRow:
    erased = row.private_digest is not None and row.private is None
    return JournalRow(row.seq, row.recorded_at, row.actor, row.kind, row.body, row.private, erased)
