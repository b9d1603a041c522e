"""The country's threat level, how many alerts are open, and who is on duty."""

from dataclasses import dataclass

from sqlalchemy import func, select

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import IDLE_LIMIT, OPEN_ALERT, account, alert, session, threat

COUNTRY = "BE"
ON_DUTY = ("duty_officer", "shift_leader")


@dataclass(frozen=True, slots=True)
class Header:
    """`open` and `unacked` by priority, without exercises and tests.

    `duty_officer` is, of those with a live session, the one who signed in last; an officer before a leader.
    """

    threat_level: int | None
    open: dict[int, int]
    unacked: dict[int, int]
    duty_officer: str | None


async def header(snapshot: Snapshot) -> Header:
    level = await snapshot.one(select(threat.c.level).where(threat.c.scope == COUNTRY))
    counted = await snapshot.connection.execute(
        select(
            alert.c.priority,
            func.count(),
            func.count().filter(alert.c.acked_by.is_(None)),
        )
        .where(OPEN_ALERT, alert.c.status == "actual")
        .group_by(alert.c.priority)
    )
    rows = counted.all()
    return Header(
        threat_level=level,
        open={priority: total for priority, total, _ in rows},
        unacked={priority: unacked for priority, _, unacked in rows if unacked},
        duty_officer=await _on_duty(snapshot),
    )


async def _on_duty(snapshot: Snapshot) -> str | None:
    name: str | None = await snapshot.one(
        select(account.c.display_name)
        .join(session, session.c.account == account.c.name)
        .where(account.c.role.in_(ON_DUTY), account.c.closed_at.is_(None))
        .where(session.c.revoked_at.is_(None), session.c.ends_at > func.now())
        .where(session.c.seen_at > func.now() - IDLE_LIMIT)
        .order_by(account.c.role, session.c.made_at.desc())
        .limit(1)
    )
    return name
