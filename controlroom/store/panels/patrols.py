"""The patrol checks that are due, late or missed, and how the last hour went."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import UNSETTLED_CHECK
from controlroom.store.tables import patrol_check as check
from controlroom.watch.patrols import PatrolCheck
from controlroom.watch.refs import Noun
from controlroom.watch.sites import Site

HOUR = timedelta(hours=1)
DAY = timedelta(hours=24)
DONE = ("done_nothing", "done_finding")


@dataclass(frozen=True, slots=True)
class Patrols:
    """`running`: checks whose window has opened and that are not settled. `done_at`: of the last hour."""

    running: list[PatrolCheck]
    missed_24h: int
    planned_60_min: int
    done_at: list[datetime]
    sites: dict[str, Site]


async def patrols(snapshot: Snapshot, moment: datetime) -> Patrols:
    started_or_missed = or_(check.c.state == "started", check.c.window_end > moment - DAY)
    running = await snapshot.things(
        Noun.CHECK,
        select(check)
        .where(UNSETTLED_CHECK, check.c.window_start <= moment, started_or_missed)
        .order_by(check.c.window_end, check.c.id)
        .limit(300),
    )
    done = await snapshot.connection.execute(
        select(check.c.done_at).where(check.c.done_at > moment - HOUR, check.c.state.in_(DONE))
    )
    last_hour = check.c.window_end.between(moment - HOUR, moment)
    last_day = check.c.window_end.between(moment - DAY, moment)
    return Patrols(
        running=running,
        missed_24h=await snapshot.one(
            select(func.count())
            .select_from(check)
            .where(UNSETTLED_CHECK, last_day, check.c.state == "missed")
        ),
        planned_60_min=await snapshot.one(select(func.count()).select_from(check).where(last_hour)),
        done_at=[row.done_at for row in done],
        sites=await snapshot.sites(c.site for c in running),
    )
