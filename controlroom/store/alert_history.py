"""What happened to one alert, from the journal: found by an index, however long the journal is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from controlroom.store.codec import decode_event
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import ALERT_OF, OF_AN_ALERT
from controlroom.watch.events import Event

AT_ONCE: Final = 100
"""A page of them; an alert that comes and goes all day has many."""
NEWEST_OF: Final = sa.text(
    f"""
    SELECT seq, recorded_at, actor, kind, body, private,
        private_digest IS NOT NULL AND private IS NULL AS erased
    FROM journal WHERE {OF_AN_ALERT} AND {ALERT_OF} = :alert AND seq < :before
    ORDER BY {ALERT_OF} DESC, seq DESC LIMIT :most
    """  # noqa: S608 - names of our own columns
)
RAISING: Final = sa.text(
    "SELECT seq, recorded_at, actor, kind, body, private, false AS erased FROM journal WHERE seq = :alert"
)


@dataclass(frozen=True, slots=True)
class Happened:
    """`erased`: its words were personal data and have been taken away by law."""

    seq: int
    at: datetime
    actor: str
    event: Event
    erased: bool = False

    @classmethod
    def of(cls, row: sa.Row[Any]) -> "Happened":
        """Of the journal, with `erased` beside its columns."""
        event = decode_event(row.kind, row.body, row.private)
        return cls(row.seq, row.recorded_at, row.actor, event, row.erased)


@dataclass(frozen=True, slots=True)
class History:
    """The newest first; `earlier` is from where to read on, None if the raising is among them."""

    events: tuple[Happened, ...]
    earlier: int | None = None


async def history_of(snapshot: Snapshot, alert: int, before: int | None = None) -> History:
    values = {"alert": alert, "before": before or 2**63 - 1, "most": AT_ONCE + 1}
    rows = (await snapshot.connection.execute(NEWEST_OF, values)).all()
    events = [Happened.of(row) for row in rows[:AT_ONCE]]
    if len(rows) > AT_ONCE:
        return History(tuple(events), events[-1].seq)
    raising = await snapshot.connection.execute(RAISING, {"alert": alert})
    return History((*events, *map(Happened.of, raising)))
