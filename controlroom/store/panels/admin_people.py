"""People as an administrator sees them: their account, and by how many sessions they are here."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import IDLE_LIMIT, account, factor, session, unit


@dataclass(frozen=True, slots=True)
class PersonLine:
    """`sessions`: how many are open. `seen_at`: when the account last asked for something.

    `factors`: the kinds of those that it signs in with besides a password. `company`, `unit`: for which it
    reports.
    """

    name: str
    display_name: str
    role: str
    made_at: datetime
    closed_at: datetime | None
    company: str | None
    site: str | None
    unit: str | None
    sessions: int
    seen_at: datetime | None
    factors: tuple[str, ...]


async def person_lines(snapshot: Snapshot, now: datetime) -> list[PersonLine]:
    """Open accounts first, then by name."""
    live = (session.c.ends_at > now) & (session.c.seen_at > now - IDLE_LIMIT) & session.c.revoked_at.is_(None)
    here = (
        select(
            session.c.account,
            func.count().filter(live).label("sessions"),
            func.max(session.c.seen_at).label("seen_at"),
        )
        .group_by(session.c.account)
        .subquery()
    )
    proved = (factor.c.account == account.c.name) & factor.c.proved_at.is_not(None)
    kinds = select(func.array_agg(factor.c.kind.distinct())).where(proved).scalar_subquery().label("factors")
    names = ("name", "display_name", "role", "made_at", "closed_at", "company", "site", "unit")
    columns = [account.c[name] for name in names]
    query = (
        select(*columns, func.coalesce(here.c.sessions, 0).label("sessions"), here.c.seen_at, kinds)
        .outerjoin(here, here.c.account == account.c.name)
        .order_by(account.c.closed_at.is_not(None), account.c.name)
    )
    found = (await snapshot.connection.execute(query)).mappings()
    return [PersonLine(**{**row, "factors": tuple(row["factors"] or ())}) for row in found]


async def units_of_the_field(snapshot: Snapshot) -> list[str]:
    """Call signs of those in service that are not the system of a company."""
    query = select(unit.c.call_sign).where(unit.c.in_service, unit.c.company.is_(None))
    return list((await snapshot.connection.execute(query.order_by(unit.c.call_sign))).scalars())
