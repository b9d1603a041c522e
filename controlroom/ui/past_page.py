"""The page of a wall as it was: drawn once here, and from there on over the socket of a replay."""

from datetime import UTC, datetime, timedelta
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from controlroom.auth.audience import Audience
from controlroom.auth.roles import Right
from controlroom.auth.viewer import Viewer
from controlroom.catalogs import translations
from controlroom.clock import BRUSSELS
from controlroom.errors import Busy, Forbidden
from controlroom.ui.consult import Look, consulting
from controlroom.ui.display import Display
from controlroom.ui.moments import moment_of
from controlroom.ui.reason import reason
from controlroom.ui.render import render_page
from controlroom.watch.consultations import Data
from controlroom.watch.words import mark

AN_HOUR: Final = timedelta(hours=1)
NOT_NOW: Final = mark("This cannot be replayed at this moment")


async def wall_of_the_past(request: Request, seen_by: Viewer, at: str) -> Response:
    """As it was at a moment; without one, an hour ago. A screen of the room shows the present only."""
    if seen_by.screen or not seen_by.role.may(Right.REPLAY):
        raise Forbidden(mark("your role may not look at the past"))
    moment = moment_of(at) if at else request.app.state.clock.now() - AN_HOUR
    audience = seen_by.audience("wall")
    try:
        async with consulting(request, seen_by, past(moment)):
            panels = await request.app.state.replays.wall(moment, audience)
    except Busy as busy:
        return _not_now(audience, busy)
    shown = {"at": moment, "local": moment.astimezone(BRUSSELS), "screen": Display("desk"), "panels": panels}
    return HTMLResponse(render_page("replay.html", audience=audience, **shown))


def past(moment: datetime) -> Look:
    """By the minute: the page and the socket that plays on from it are one consultation."""
    return Look(Data.PAST, (f"past:{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}",))


def _not_now(audience: Audience, busy: Busy) -> Response:
    title = translations(audience.locale).gettext(NOT_NOW)
    page = render_page(
        "error.html", audience=audience, title=title, detail=reason(busy, audience.locale), back="/"
    )
    return HTMLResponse(page, 503, {"retry-after": str(busy.retry_after_s)})
