"""The patrol checks that are due, late or missed, and how the last hour went."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select

from controlroom.store.codec import thing_of
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import DUE_CHECK, UNSETTLED_CHECK
from controlroom.store.tables import patrol_check as check
from controlroom.store.veil import NO_VEIL, Veil
from controlroom.watch.patrols import PatrolCheck
from controlroom.watch.refs import Noun
from controlroom.watch.sites import Site

HOUR = timedelta(hours=1)
DAY = timedelta(hours=24)
DONE = ("done_nothing", "done_finding")
AT_MOST = 300


@dataclass(frozen=True, slots=True)
class Patrols:
    """`running`: checks whose window has opened and that are not settled. `done_at`: of the last hour.

    `missed_24h` counts those that are still missed, also where there are more than are read.
    """

    running: list[PatrolCheck]
    missed_24h: int
    planned_60_min: int
    done_at: list[datetime]
    sites: dict[str, Site]
    veil: Veil = NO_VEIL


async def patrols(snapshot: Snapshot, moment: datetime) -> Patrols:
    running, missed_24h = await _unsettled(snapshot, moment)
    done = await snapshot.connection.execute(
        select(check.c.done_at).where(check.c.done_at > moment - HOUR, check.c.state.in_(DONE))
    )
    last_hour = and_(check.c.window_end.between(moment - HOUR, moment), DUE_CHECK)
    return Patrols(
        running=running,
        missed_24h=missed_24h,
        planned_60_min=await snapshot.one(select(func.count()).select_from(check).where(last_hour)),
        done_at=[row.done_at for row in done],
        sites=await snapshot.sites(c.site for c in running),
    )


async def _unsettled(snapshot: Snapshot, moment: datetime) -> tuple[list[PatrolCheck], int]:
    """In one look: what was missed is unsettled, too."""
    missed = and_(check.c.state == "missed", check.c.window_end.between(moment - DAY, moment))
    started_or_missed = or_(check.c.state == "started", check.c.window_end >= moment - DAY)
    found = await snapshot.connection.execute(
        select(check, func.count().filter(missed).over().label("missed_24h"))
        .where(UNSETTLED_CHECK, check.c.window_start <= moment, started_or_missed)
        .order_by(check.c.window_end, check.c.id)
        .limit(AT_MOST)
    )
    rows = found.mappings().all()
    checks: list[PatrolCheck] = snapshot.veil.over([thing_of(Noun.CHECK, row) for row in rows])
    return checks, rows[0]["missed_24h"] if rows else 0
