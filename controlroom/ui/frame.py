"""What stands around every page: where one can go, who is on duty, whose session this is, and the keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from controlroom.auth.audience import Audience
from controlroom.auth.roles import Right, Role
from controlroom.auth.sessions import Person
from controlroom.auth.viewer import Viewer
from controlroom.store.panels.on_duty import OnDuty, on_duty
from controlroom.store.transaction import transaction
from controlroom.ui.locale import locale_of
from controlroom.ui.navigation import EVERYWHERE, Group, Keys, Page, by_group, open_to, page_at
from controlroom.ui.render import render_page


@dataclass(frozen=True, slots=True)
class Frame:
    """`back`: this very page, for a form that leaves it for a moment. `on_duty`: names by place.

    `handover_at`: when the shift that is on ends by the roster.
    """

    officer: str
    role: Role
    here: Page | None
    back: str = "/"
    on_duty: Mapping[str, str] = field(default_factory=dict)
    handover_at: datetime | None = None

    @property
    def pages(self) -> tuple[Page, ...]:
        return open_to(self.role)

    @property
    def groups(self) -> tuple[tuple[str, tuple[Page, ...]], ...]:
        return by_group(self.pages)

    @property
    def first(self) -> tuple[Page, ...]:
        """Those that stand in the bar itself; the search has a place of its own there."""
        return tuple(page for page in self.pages if page.group is Group.WATCH and page.path != "/search")

    @property
    def keys(self) -> Keys:
        return self.here.keys if self.here else ()

    @property
    def keys_everywhere(self) -> Keys:
        return EVERYWHERE

    @property
    def may_search(self) -> bool:
        return self.role.may(Right.SEE_DESK)

    @property
    def sees_who_is_on_duty(self) -> bool:
        return self.role.may(Right.SEE_WALL)

    @property
    def may_take_duty(self) -> bool:
        return self.role.may(Right.TAKE_DUTY)


async def framed(
    request: Request, who: Person | Viewer, page: str, /, *, status: int = 200, **variables: Any
) -> HTMLResponse:
    """A page that extends page.html, for whoever asks; the variables are those of its first line."""
    locale = who.locale if isinstance(who, Viewer) else locale_of(request)
    audience = Audience("desk", locale, role=who.role)
    frame = await frame_of(request, who)
    return HTMLResponse(render_page(page, audience=audience, frame=frame, **variables), status)


async def frame_of(request: Request, who: Person | Viewer) -> Frame:
    on = OnDuty()
    if who.role.may(Right.SEE_WALL):
        async with transaction(request.app.state.engine) as connection:
            on = await on_duty(connection)
    here = page_at(request.url.path)
    return Frame(who.display_name, who.role, here, _back(request), on.names, on.until)


def _back(request: Request) -> str:
    """What was sent by a form is shown again by its page."""
    if request.method == "GET":
        return request.url.path + (f"?{request.url.query}" if request.url.query else "")
    here = page_at(request.url.path)
    return here.path if here else "/"
