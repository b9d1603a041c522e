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
    """Unacknowledged first, then by priority, then by age."""

    alerts: list[Alert]
    sites: dict[str, Site]


async def open_alerts(snapshot: Snapshot) -> OpenAlerts:
    query = (
        select(alert)
        .where(OPEN_ALERT)
        .order_by(alert.c.acked_by.is_not(None), alert.c.priority, alert.c.raised_at, alert.c.id)
        .limit(AT_MOST)
    )
    alerts = await snapshot.things(Noun.ALERT, query)
    return OpenAlerts(alerts, await snapshot.sites(a.site for a in alerts))
