"""Where panels are looked up: the same for a page and for a push."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.auth.audience import Audience, PanelName
from controlroom.clock import BRUSSELS
from controlroom.store.panels import alerts, feeds, header, incidents, patrols, posts, summit, visits
from controlroom.store.panels.snapshot import Snapshot, whole_look
from controlroom.store.veil import Secrets, read_secrets
from controlroom.ui import summit_views, views
from controlroom.ui.panels import Panel


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read for a panel, and what of it is not for everybody at that moment; `whole` shows it all."""

    panel: PanelName
    v: int
    read: Any
    moment: datetime
    secrets: Secrets
    whole: Panel

    def seen_by(self, audience: Audience) -> Audience:
        """With the clearance that its reader has, so that all who may see the same share a drawing.

        A wall has no reader; it is masked while a visitor is in the room.
        """
        if self.panel != "summit" and audience.event:
            audience = replace(audience, event="")
        masked = audience.board == "wall" and self.secrets.visitor
        if not audience.reader and not masked:
            return audience
        reads = self.secrets.read_by(audience.reader) if audience.reader else audience.reads
        return replace(audience, reader="", reads=reads, masked=audience.masked or masked)

    def shown_to(self, audience: Audience) -> Panel:
        veil = self.secrets.veil(audience.reads)
        return _view(self.panel, self.v, veil.over(self.read), self.moment) if veil.files else self.whole


class Studio:
    """`moment` is the minute for which a panel is read: windows and days end at a minute, not in between."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def sitting(self, moment: datetime) -> AsyncIterator[Callable[[PanelName], Awaitable[Seen]]]:
        """One snapshot of the database for however many panels."""
        async with whole_look(self._engine) as snapshot:
            yield lambda panel: self.read(panel, snapshot, moment)

    @staticmethod
    async def read(panel: PanelName, snapshot: Snapshot, moment: datetime) -> Seen:
        secrets = snapshot.secrets or await read_secrets(snapshot.connection)
        read = await _read(panel, snapshot, moment)
        return Seen(panel, snapshot.seq, read, moment, secrets, _view(panel, snapshot.seq, read, moment))

    @staticmethod
    def seen_by(seen: Seen, audience: Audience) -> Audience:
        return seen.seen_by(audience)


async def _read(panel: PanelName, snapshot: Snapshot, moment: datetime) -> Any:
    match panel:
        case "header":
            return await header.header(snapshot)
        case "alerts":
            return await alerts.open_alerts(snapshot)
        case "visits":
            return await visits.visits(snapshot, moment)
        case "posts":
            return await posts.posts(snapshot)
        case "patrols":
            return await patrols.patrols(snapshot, moment)
        case "incidents":
            midnight = moment.astimezone(BRUSSELS).replace(hour=0, minute=0, second=0, microsecond=0)
            return await incidents.incidents(snapshot, midnight)
        case "feeds":
            return await feeds.feeds(snapshot)
        case "summit":
            return await summit.summits(snapshot, moment)
        case _:
            assert_never(panel)


def _view(panel: PanelName, v: int, read: Any, moment: datetime) -> Panel:
    match panel:
        case "header":
            return views.header_panel(v, read)
        case "alerts":
            return views.alerts_panel(v, read)
        case "visits":
            return views.visits_panel(v, read, moment)
        case "posts":
            return views.posts_panel(v, read)
        case "patrols":
            return views.patrols_panel(v, read, moment)
        case "incidents":
            return views.incidents_panel(v, read)
        case "feeds":
            return views.feeds_panel(v, read)
        case "summit":
            return summit_views.summit_panel(v, read, moment)
        case _:
            assert_never(panel)
