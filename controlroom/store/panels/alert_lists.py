"""The lists beside the queue: what is open, set aside, held back, out of service, and what has ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal, get_args

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_

from controlroom.store.panels.alerts import OpenAlerts, with_names
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import OPEN_ALERT, SHOWN_ALERT, alert
from controlroom.watch.alerts import Alert, Suppression
from controlroom.watch.refs import Noun

ListName = Literal["open", "shelved", "held", "out-of-service", "ended"]
LISTS: Final[tuple[ListName, ...]] = get_args(ListName)
AT_ONCE: Final = 100
DAY: Final = timedelta(days=1)

_SUPPRESSED: Final[dict[ListName, Suppression]] = {
    "shelved": Suppression.SHELVED,
    "held": Suppression.BY_DESIGN,
    "out-of-service": Suppression.OUT_OF_SERVICE,
}


@dataclass(frozen=True, slots=True)
class Page:
    """`further`: from which alert on the next page begins, None if this is the last."""

    read: OpenAlerts
    further: int | None


def _is_in(name: ListName) -> ColumnElement[bool]:
    if name == "open":
        return and_(SHOWN_ALERT)
    return and_(OPEN_ALERT, alert.c.suppression == _SUPPRESSED[name].value)


async def listed(snapshot: Snapshot, name: ListName, after: int | None = None) -> Page:
    """The open ones of a list, the worst and then the oldest first."""
    query = select(alert).where(_is_in(name)).order_by(alert.c.priority, alert.c.id)
    if after is not None:
        last = select(alert.c.priority).where(alert.c.id == after).scalar_subquery()
        query = query.where(tuple_(alert.c.priority, alert.c.id) > tuple_(last, after))
    return await _page(snapshot, query)


async def ended(snapshot: Snapshot, midnight: datetime, before: int | None = None) -> Page:
    """What was raised on the day that begins at `midnight` and is history, the newest first."""
    query = (
        select(alert)
        .where(alert.c.raised_at >= midnight, alert.c.raised_at < midnight + DAY)
        .where(alert.c.ended_at.is_not(None))
        .order_by(alert.c.raised_at.desc(), alert.c.id.desc())
    )
    if before is not None:
        last = select(alert.c.raised_at).where(alert.c.id == before).scalar_subquery()
        query = query.where(tuple_(alert.c.raised_at, alert.c.id) < tuple_(last, before))
    return await _page(snapshot, query)


async def _page(snapshot: Snapshot, query: Select[Any]) -> Page:
    found: list[Alert] = await snapshot.things(Noun.ALERT, query.limit(AT_ONCE + 1))
    page = found[:AT_ONCE]
    return Page(await with_names(snapshot, page), page[-1].id if len(found) > AT_ONCE else None)


async def how_many(snapshot: Snapshot) -> dict[ListName, int]:
    """Of the lists of what is open."""
    counted = [name for name in LISTS if name != "ended"]
    query = select(*(func.count().filter(_is_in(name)) for name in counted)).where(OPEN_ALERT)
    row = (await snapshot.connection.execute(query)).one()
    return dict(zip(counted, row, strict=True))
