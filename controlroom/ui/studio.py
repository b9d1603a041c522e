"""Where panels are looked up and drawn: the same for a page and for a push."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import assert_never

from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.auth.audience import PanelName
from controlroom.clock import BRUSSELS
from controlroom.store.panels import alerts, feeds, header, incidents, patrols, posts, visits
from controlroom.store.panels.snapshot import Snapshot, look
from controlroom.ui import views
from controlroom.ui.panels import Panel


class Studio:
    """`moment` is the minute for which a panel is read: windows and days end at a minute, not in between."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def sitting(self, moment: datetime) -> AsyncIterator[Callable[[PanelName], Awaitable[Panel]]]:
        """One snapshot of the database for however many panels."""
        async with look(self._engine) as snapshot:
            yield lambda panel: self.read(panel, snapshot, moment)

    @staticmethod
    async def read(panel: PanelName, snapshot: Snapshot, moment: datetime) -> Panel:
        match panel:
            case "header":
                return views.header_panel(snapshot.seq, await header.header(snapshot))
            case "alerts":
                return views.alerts_panel(snapshot.seq, await alerts.open_alerts(snapshot))
            case "visits":
                return views.visits_panel(snapshot.seq, await visits.visits(snapshot, moment), moment)
            case "posts":
                return views.posts_panel(snapshot.seq, await posts.posts(snapshot))
            case "patrols":
                return views.patrols_panel(snapshot.seq, await patrols.patrols(snapshot, moment), moment)
            case "incidents":
                midnight = moment.astimezone(BRUSSELS).replace(hour=0, minute=0, second=0, microsecond=0)
                return views.incidents_panel(snapshot.seq, await incidents.incidents(snapshot, midnight))
            case "feeds":
                return views.feeds_panel(snapshot.seq, await feeds.feeds(snapshot))
            case _:
                assert_never(panel)
