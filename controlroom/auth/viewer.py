"""Who looks at a board: a person with a session, or a screen with its link; for pages and sockets alike."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from controlroom.auth.accounts import Accounts
from controlroom.auth.audience import LOCALES, NEEDED, Audience, Board
from controlroom.auth.cookies import cookies
from controlroom.auth.roles import Role
from controlroom.auth.screens import Screen, Screens
from controlroom.auth.sessions import Gone, Person
from controlroom.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Viewer:
    """`screen` is None for a person."""

    name: str
    display_name: str
    role: Role
    locale: str
    screen: Screen | None
    _check: Callable[[], Awaitable[Gone | None]]

    def may_see(self, board: Board) -> bool:
        return self.role.may(NEEDED[board])

    def audience(self, board: Board, *, rows: tuple[tuple[str, int], ...] = (), event: str = "") -> Audience:
        """The wall is the same for all who may see it; a desk is drawn for its role and its reader."""
        role, reader = (Role.WALL, "") if board == "wall" else (self.role, self.name)
        return Audience(board=board, locale=self.locale, rows=rows, role=role, reader=reader, event=event)

    async def gone(self) -> Gone | None:
        """Asked by a live socket at least every 30 s. A database that does not answer takes no right away."""
        try:
            return await self._check()
        except Unavailable:
            return None


async def viewer_of(connection: HTTPConnection, *, active: bool = True) -> Viewer | Gone:
    """A person before a screen, or why neither; a socket asks with `active=False`: it is no activity."""
    person = await person_of(connection, active=active)
    if isinstance(person, Person):
        return _person_viewer(connection, person)
    return await _screen_viewer(connection) or person


async def person_of(connection: HTTPConnection, *, active: bool = True) -> Person | Gone:
    accounts: Accounts = connection.app.state.accounts
    token = connection.cookies.get(cookies(connection.app.state.settings).session)
    return await accounts.sessions.person(token, active=active) if token else Gone.EXPIRED


def _person_viewer(connection: HTTPConnection, person: Person) -> Viewer:
    async def check() -> Gone | None:
        now = await person_of(connection, active=False)
        if isinstance(now, Gone):
            return now
        return None if now == person else Gone.REVOKED

    chosen = connection.cookies.get(cookies(connection.app.state.settings).language)
    locale = chosen if chosen in LOCALES else LOCALES[0]
    return Viewer(person.name, person.display_name, person.role, locale, None, check)


async def _screen_viewer(connection: HTTPConnection) -> Viewer | Gone | None:
    screens: Screens = connection.app.state.screens
    token = connection.cookies.get(cookies(connection.app.state.settings).screen)
    if not token:
        return None

    screen = await screens.screen(token)
    if screen is None:
        return Gone.REVOKED
    seen = screen.version

    async def check() -> Gone | None:
        now = await screens.screen(token)
        if now is None:
            return Gone.REVOKED
        return None if now.version == seen else Gone.CHANGED

    return Viewer(screen.name, screen.name, Role.WALL, screen.locale, screen, check)
