"""What a period asked of the room, read at one moment. The cost follows the period, and what is open now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Executable, Row, Select, and_, func, or_, select, text

from controlroom.store.panels.alerts import OpenAlerts, with_names
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import ALERT_OF, LOAD_MARK, OPEN_ALERT, TOOK_LONG, alert, journal
from controlroom.watch.alarm_limits import STALE_AFTER
from controlroom.watch.alarm_load import Span
from controlroom.watch.alerts import Alert, Suppression
from controlroom.watch.refs import Noun
from controlroom.watch.reports import Status

ROWS_AT_MOST: Final = 100_000
"""Of a list for a spreadsheet."""
HELD_AT_MOST: Final = 500
OVER_AT: Final = func.coalesce(alert.c.cleared_at, alert.c.ended_at)
FIGURES: Final = (
    alert.c.id,
    alert.c.rule,
    alert.c.priority,
    alert.c.asked_at,
    alert.c.first_acked_at,
    OVER_AT.label("over_at"),
    alert.c.disposition,
)
MARKS: Final = text(
    f"""
    SELECT recorded_at, kind, {ALERT_OF} AS alert FROM journal
    WHERE {LOAD_MARK} AND recorded_at >= :begins AND recorded_at < :ends ORDER BY recorded_at, seq
    """  # noqa: S608 - names of our own columns
)
LAST_FLOOD: Final = (
    select(journal.c.recorded_at, journal.c.kind)
    .where(LOAD_MARK, journal.c.kind.in_(("flood.began", "flood.ended")))
    .order_by(journal.c.recorded_at.desc(), journal.c.seq.desc())
    .limit(1)
)


class Asked(NamedTuple):
    """One alert as the figures need it. `over_at` is None while it holds, `priority` the last it had."""

    id: int
    rule: str
    priority: int
    asked_at: datetime
    first_acked_at: datetime | None
    over_at: datetime | None
    disposition: str | None


@dataclass(frozen=True, slots=True)
class Load:
    """Of a period: the alerts that asked for somebody in it, in that order, and what is told apart from them.

    `floods`: when one began (True) or ended (False), from the last before the period on. `chattered`: how
    often, by alert. `stale` held for more than a day and still did at some time of the period. `exercises`
    and `held` were raised in it; those that are held never asked for anybody.
    """

    asked: Sequence[Asked]
    floods: Sequence[tuple[datetime, bool]]
    chattered: dict[int, int]
    stale: Sequence[Asked]
    exercises: int
    held: int


@dataclass(frozen=True, slots=True)
class Aside:
    """What asks for nobody at this moment: set aside by a person, or explained by a cause."""

    shelved: list[Alert]
    held: list[Alert]


async def load(snapshot: Snapshot, period: Span) -> Load:
    marks = list(await snapshot.connection.execute(MARKS, _edges(period)))
    before = await _rows(snapshot, LAST_FLOOD.where(journal.c.recorded_at < period.begins))
    chattered: dict[int, int] = {}
    for mark in marks:
        if mark.kind == "alert.chattered":
            chattered[mark.alert] = chattered.get(mark.alert, 0) + 1
    actual = alert.c.status == Status.ACTUAL.value
    real = await _rows(snapshot, select(alert.c.id).where(alert.c.id.in_(chattered), actual))
    (apart,) = await _rows(snapshot, _apart(period))
    return Load(
        asked=await _figures(snapshot, _asked(period)),
        floods=[
            (mark.recorded_at, mark.kind == "flood.began") for mark in (*before, *marks) if _of_flood(mark)
        ],
        chattered={row.id: chattered[row.id] for row in real},
        stale=await _figures(snapshot, _stale(period)),
        exercises=apart.exercises,
        held=apart.held,
    )


async def asked_in(snapshot: Snapshot, period: Span) -> tuple[list[Asked], int]:
    """Of that load the alerts that asked for somebody, and how many were raised as an exercise or a test."""
    (apart,) = await _rows(snapshot, _apart(period))
    return await _figures(snapshot, _asked(period)), apart.exercises


async def _figures(snapshot: Snapshot, query: Executable) -> list[Asked]:
    return [Asked._make(row) for row in await _rows(snapshot, query)]


async def _rows(snapshot: Snapshot, query: Executable) -> list[Row[Any]]:
    return list(await snapshot.connection.execute(query))


def _edges(period: Span) -> dict[str, datetime]:
    return {"begins": period.begins, "ends": period.ends}


def _of_flood(mark: Row[Any]) -> bool:
    return bool(mark.kind.startswith("flood."))


def _in(column: ColumnElement[datetime], period: Span) -> ColumnElement[bool]:
    return and_(column >= period.begins, column < period.ends)


def _asked(period: Span) -> Select[Any]:
    actual = alert.c.status == Status.ACTUAL.value
    return select(*FIGURES).where(_in(alert.c.asked_at, period), actual).order_by(alert.c.asked_at)


def _apart(period: Span) -> Executable:
    exercise = alert.c.status != Status.ACTUAL.value
    held = and_(alert.c.asked_at.is_(None), ~exercise)
    counts = (func.count().filter(exercise).label("exercises"), func.count().filter(held).label("held"))
    return select(*counts).where(_in(alert.c.raised_at, period))


def _stale(period: Span) -> Select[Any]:
    """What is over and took long is found by an index of its own; of what is open there is never much."""
    over = and_(TOOK_LONG, alert.c.ended_at >= period.begins)
    held_until = func.coalesce(OVER_AT, period.ends)
    return (
        select(*FIGURES)
        .where(or_(over, OPEN_ALERT), alert.c.status == Status.ACTUAL.value)
        .where(held_until - alert.c.asked_at > STALE_AFTER, held_until >= period.begins)
        .where(alert.c.asked_at < period.ends - STALE_AFTER)
        .order_by(alert.c.asked_at)
    )


async def aside(snapshot: Snapshot) -> Aside:
    query = select(alert).where(OPEN_ALERT).order_by(alert.c.priority, alert.c.id).limit(HELD_AT_MOST)

    async def those(suppression: Suppression) -> list[Alert]:
        return await snapshot.things(Noun.ALERT, query.where(alert.c.suppression == suppression.value))

    return Aside(await those(Suppression.SHELVED), await those(Suppression.BY_DESIGN))


async def named(snapshot: Snapshot, alerts: list[Alert], numbers: Sequence[int]) -> OpenAlerts:
    """What a row says of these alerts, and of those with these numbers."""
    more = select(alert).where(alert.c.id.in_(numbers))
    others: list[Alert] = await snapshot.things(Noun.ALERT, more) if numbers else []
    return await with_names(snapshot, [*alerts, *others])


async def rows(snapshot: Snapshot, period: Span) -> list[Alert]:
    """Every alert that asked for somebody in the period, and the exercises that were raised in it."""
    exercise = and_(_in(alert.c.raised_at, period), alert.c.status != Status.ACTUAL.value)
    asked = and_(_in(alert.c.asked_at, period), alert.c.status == Status.ACTUAL.value)
    query = select(alert).where(or_(asked, exercise)).order_by(alert.c.id).limit(ROWS_AT_MOST)
    found: list[Alert] = await snapshot.things(Noun.ALERT, query)
    return found
