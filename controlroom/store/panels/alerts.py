"""The open alerts, in the order in which somebody should look at them."""

from dataclasses import dataclass

from sqlalchemy import select

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import OPEN_ALERT, alert
from controlroom.watch.alerts import Alert
from controlroom.watch.refs import Noun
from controlroom.watch.sites import Site

AT_MOST = 500
"""More open alerts than this are a disaster of their own; the counts in the header still have them all."""


@dataclass(frozen=True, slots=True)
class OpenAlerts:
    """Unacknowledged first, then by priority, then by age. `people`: account names as they are called."""

    alerts: list[Alert]
    sites: dict[str, Site]
    people: dict[str, str]


async def open_alerts(snapshot: Snapshot) -> OpenAlerts:
    query = (
        select(alert)
        .where(OPEN_ALERT)
        .order_by(alert.c.acked_by.is_not(None), alert.c.priority, alert.c.raised_at, alert.c.id)
        .limit(AT_MOST)
    )
    return await _with_names(snapshot, await snapshot.things(Noun.ALERT, query))


async def one_alert(snapshot: Snapshot, number: int) -> OpenAlerts:
    """An alert by its number, open or not; none if there is no such alert."""
    return await _with_names(
        snapshot, await snapshot.things(Noun.ALERT, select(alert).where(alert.c.id == number))
    )


async def _with_names(snapshot: Snapshot, alerts: list[Alert]) -> OpenAlerts:
    sites = await snapshot.sites(a.site for a in alerts)
    return OpenAlerts(alerts, sites, await snapshot.people(a.acked_by for a in alerts))
