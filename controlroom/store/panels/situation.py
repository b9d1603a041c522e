"""Everything that a report of the situation says, read at one moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from controlroom.store.alert_history import Happened
from controlroom.store.log_rows import Stretch, first_since, newest
from controlroom.store.panels.alarm_load import Asked, asked_in
from controlroom.store.panels.alerts import OpenAlerts, told_alerts
from controlroom.store.panels.feeds import Unheard, unheard
from controlroom.store.panels.header import Header, header
from controlroom.store.panels.log_names import Names, is_kept, names_for
from controlroom.store.panels.posts import Posts, posts
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.panels.visits import Visits, visits
from controlroom.store.tables import duty, shift
from controlroom.watch.alarm_load import Span

PEOPLE_AT_MOST: Final = 300
NOTABLE_AT_MOST: Final = 600
A_SHIFT: Final = timedelta(hours=8)
"""Where no shift is known, and nobody is on duty."""


@dataclass(frozen=True, slots=True)
class Present:
    """What is now, whatever happened before."""

    header: Header
    alerts: OpenAlerts
    visits: Visits
    posts: Posts
    seq: int


@dataclass(frozen=True, slots=True)
class Situation(Present):
    """`written` by people and `told` by the watch in the period, the oldest first; the rest is of now.

    `more`: there was more of one of the two than is shown.
    """

    period: Span
    written: list[Happened]
    told: list[Happened]
    names: Names
    unheard: Unheard
    asked: list[Asked]
    exercises: int
    more: bool


async def present(snapshot: Snapshot, now: datetime) -> Present:
    return Present(
        await header(snapshot),
        await told_alerts(snapshot),
        await visits(snapshot, now),
        await posts(snapshot),
        snapshot.seq,
    )


async def situation(
    snapshot: Snapshot, period: Span, now: datetime, people: tuple[str, ...], notable: tuple[str, ...]
) -> Situation:
    """`people` and `notable`: sorts of rows, as the log sorts them."""
    after, before = await first_since(snapshot, period.begins) - 1, await first_since(snapshot, period.ends)
    written = await newest(snapshot, Stretch(people, before, after), PEOPLE_AT_MOST + 1)
    told = await newest(snapshot, Stretch(notable, before, after), NOTABLE_AT_MOST + 1)
    names = await names_for(snapshot, [*written, *told])
    read_here = {row.seq for row in (*written, *told) if not is_kept(row, names, snapshot.veil)}
    asked, exercises = await asked_in(snapshot, period)
    of_now = await present(snapshot, now)
    return Situation(
        of_now.header,
        of_now.alerts,
        of_now.visits,
        of_now.posts,
        of_now.seq,
        period=period,
        written=[row for row in written[:PEOPLE_AT_MOST][::-1] if row.seq in read_here],
        told=[row for row in told[:NOTABLE_AT_MOST][::-1] if row.seq in read_here],
        names=names,
        unheard=await unheard(snapshot),
        asked=asked,
        exercises=exercises,
        more=len(written) > PEOPLE_AT_MOST or len(told) > NOTABLE_AT_MOST,
    )


async def shift_since(snapshot: Snapshot, now: datetime) -> datetime:
    """When the shift that is on began; else when whoever is in charge came; else eight hours ago."""
    opened = await snapshot.one(
        select(shift.c.opened_at)
        .where(shift.c.state.in_(("open", "handover_prepared")), shift.c.opened_at.is_not(None))
        .order_by(shift.c.starts_at.desc())
        .limit(1)
    )
    if opened is None:
        places = select(duty.c.officer_since, duty.c.deputy_since, duty.c.leader_since)
        row = (await snapshot.connection.execute(places)).one_or_none()
        opened = next((since for since in row if since), None) if row else None
    return max(opened, now - timedelta(hours=24)) if opened else now - A_SHIFT
