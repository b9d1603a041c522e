"""Every way into the server, and for whom it opens: read off the routes themselves.

A route opens by a right that its guard carries (`ui/guard.py`). What has no guard stands in one of the two
small tables here; a route that is in neither and declares no right is a mistake, and `doors` refuses it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from fastapi import FastAPI
from fastapi.routing import APIWebSocketRoute, iter_route_contexts
from starlette.routing import Mount

from controlroom.auth.roles import Right
from controlroom.feeds.documented import FeedRoute
from controlroom.ui.guard import Looks, UnitOr


class Open(StrEnum):
    """What opens without a right."""

    EVERYBODY = "everybody"
    UNITS = "a unit with its token"
    COMPANIES = "the system of a company with its token"
    MACHINE = "this machine, or a token of its own"
    SIGNED_IN = "whoever is signed in"
    HALFWAY = "whoever did the first step of signing in less than five minutes ago"


@dataclass(frozen=True, slots=True)
class Door:
    """`rights`: all of them are needed. `screens`, `units`: it opens for those too."""

    method: str
    path: str
    rights: frozenset[Right] = frozenset()
    open: Open | None = None
    screens: bool = False
    units: bool = False

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def by_token(self) -> bool:
        """It asks for the token of a system, and for nothing that a browser has."""
        return self.open in (Open.UNITS, Open.COMPANIES)


WITHOUT_A_RIGHT: Final = {
    "GET /sign-in": Open.EVERYBODY,
    "POST /sign-in": Open.EVERYBODY,
    "POST /sign-out": Open.EVERYBODY,
    "POST /language": Open.EVERYBODY,
    "GET /": Open.SIGNED_IN,
    "GET /reasons": Open.SIGNED_IN,
    "POST /reasons": Open.SIGNED_IN,
    "GET /screen/{token}": Open.EVERYBODY,
    "GET /calendars/{token}.ics": Open.EVERYBODY,
    "GET /health/live": Open.EVERYBODY,
    "GET /health/ready": Open.EVERYBODY,
    "GET /metrics": Open.MACHINE,
    "GET /static": Open.EVERYBODY,
    "GET /sign-in/factor": Open.EVERYBODY,
    "GET /sign-in/enrolment": Open.EVERYBODY,
    "GET /sign-in/provider": Open.EVERYBODY,
    "GET /sign-in/provider/return": Open.EVERYBODY,
    "POST /sign-in/factor": Open.HALFWAY,
    "POST /sign-in/factor/passkey": Open.HALFWAY,
    "POST /sign-in/factor/passkey/options": Open.HALFWAY,
    "POST /sign-in/enrolment": Open.HALFWAY,
    "POST /sign-in/enrolment/passkey": Open.HALFWAY,
    "POST /sign-in/enrolment/passkey/options": Open.HALFWAY,
    "GET /account": Open.SIGNED_IN,
    "POST /account/password": Open.SIGNED_IN,
    "POST /account/calendar": Open.SIGNED_IN,
    "POST /account/calendar/removal": Open.SIGNED_IN,
    "POST /account/factors/app": Open.SIGNED_IN,
    "POST /account/factors/app/proof": Open.SIGNED_IN,
    "POST /account/factors/passkey": Open.SIGNED_IN,
    "POST /account/factors/passkey/options": Open.SIGNED_IN,
    "POST /account/factors/{number}/removal": Open.SIGNED_IN,
    "POST /account/recovery-codes": Open.SIGNED_IN,
    "POST /account/sessions/{number}/end": Open.SIGNED_IN,
    "POST /account/sessions/end-others": Open.SIGNED_IN,
}
OF_COMPANIES: Final = frozenset(
    {
        "GET /network/alerts.atom",
        "GET /network/alerts/{identifier}.cap",
        "POST /feeds/sector-alert-receipts",
    }
)
"""Shut for a unit of the field, whatever it brings; other feeds of companies look at what it brings first."""
WITHIN_A_HANDLER: Final = (
    Door("GET", "/wall?at=", frozenset({Right.SEE_WALL, Right.REPLAY})),
    Door("SOCKET", "/ws?board=wall", frozenset({Right.SEE_WALL}), screens=True),
    Door("SOCKET", "/ws?board=desk", frozenset({Right.SEE_DESK})),
    Door("SOCKET", "/ws/replay?at=", frozenset({Right.REPLAY})),
)
"""A socket asks when it is opened, by what it is asked for; a page of the past asks more than one of now."""


class Undeclared(Exception):
    """A route that opens for nobody knows whom."""


def doors(app: FastAPI) -> list[Door]:
    """In the order of their paths. Raises Undeclared."""
    found = [door for route in iter_route_contexts(app.routes) for door in _of(route)]
    stale = set(WITHOUT_A_RIGHT) - {door.name for door in found}
    if stale:
        raise Undeclared(f"there is no {', '.join(sorted(stale))} any more")
    return sorted([*found, *WITHIN_A_HANDLER], key=lambda door: (door.path, door.method))


def _of(route: Any) -> Iterator[Door]:
    original = route.original_route
    if isinstance(original, APIWebSocketRoute):
        if not any(_address(door) == route.path for door in WITHIN_A_HANDLER if door.method == "SOCKET"):
            raise Undeclared(f"the socket {route.path} has no line in tools/doors.py")
        return
    for method in sorted(route.methods or {"GET"}):
        yield _declared(Door(method, str(route.path)), original, route)


def _declared(door: Door, original: Any, route: Any) -> Door:
    if isinstance(original, FeedRoute):
        of_companies = door.name in OF_COMPANIES
        return replace(door, open=Open.COMPANIES if of_companies else Open.UNITS, units=not of_companies)
    guards = [] if isinstance(original, Mount) else list(_guards(route.dependant))
    rights = frozenset(guard.right for guard in guards)
    free = WITHOUT_A_RIGHT.get(door.name)
    if (free is None) == (not rights):
        raise Undeclared(f"{door.name} must have either a right in its guard or a line in tools/doors.py")
    walls = bool(guards) and all(isinstance(guard, Looks) and guard.board == "wall" for guard in guards)
    screens = walls or door.name in FOR_SCREENS_TOO
    units = any(isinstance(guard, UnitOr) for guard in guards)
    return replace(door, rights=rights, open=free, screens=screens, units=units)


def _guards(dependant: Any) -> Iterator[Any]:
    for needed in dependant.dependencies:
        if isinstance(getattr(needed.call, "right", None), Right):
            yield needed.call
        yield from _guards(needed)


FOR_SCREENS_TOO: Final = frozenset({"GET /"})
"""Which leads whoever asks to where they work."""


def _address(door: Door) -> str:
    return door.path.partition("?")[0]
