"""What an administrator does with screens: from a page or from the command line, always with an entry."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from controlroom.auth.one_by_one import one_by_one
from controlroom.auth.screens import Screen, Screens, check, screen_of
from controlroom.clock import Clock
from controlroom.desk.desk import Desk
from controlroom.errors import Conflict, Refused, Stale, Unknown
from controlroom.ids import new_token, token_digest
from controlroom.store.tables import screen
from controlroom.store.transaction import transaction
from controlroom.watch.access import (
    AccessEvent,
    NoteAccess,
    ScreenAdded,
    ScreenChanged,
    ScreenLinkIssued,
    ScreenRenamed,
    ScreenRevoked,
)
from controlroom.watch.screens import ForgetScreen
from controlroom.watch.units import CHANGED
from controlroom.watch.words import mark

NO_SCREEN: Final = mark("There is no working screen with this name.")
TAKEN: Final = mark("There is a screen with this name already. Revoke it first, or choose another name.")


@dataclass(frozen=True, slots=True)
class Look:
    """In which language and theme, how big in inches, from how far it is read in metres."""

    locale: str = "en"
    theme: str = "night"
    diagonal_in: float = 75
    distance_m: float = 5

    def __str__(self) -> str:
        return f"{self.locale} {self.theme} {self.diagonal_in:g} in at {self.distance_m:g} m"

    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


class ScreenRegister:
    def __init__(self, engine: AsyncEngine, clock: Clock, desk: Desk, screens: Screens) -> None:
        self._engine = engine
        self._clock = clock
        self._desk = desk
        self._screens = screens

    async def add(self, name: str, look: Look, by: str) -> str:
        """The token of its link, told once. The name of a revoked screen can be given again."""
        check(name, **look.columns())
        async with one_by_one(self._engine, f"screen:{name}") as connection:
            await _must_be_free(connection, name)
            await self._note(ScreenAdded(name, str(look)), by)
            return await self._screens.add(name, **look.columns())

    async def working(self, name: str) -> Screen:
        async with transaction(self._engine) as connection:
            return await _working(connection, name, None)

    async def change(self, name: str, look: Look, by: str, seen: str | None = None) -> None:
        check(name, **look.columns())
        async with one_by_one(self._engine, f"screen:{name}") as connection:
            now = await _working(connection, name, seen)
            if Look(now.locale, now.theme, now.diagonal_in, now.distance_m) != look:
                await self._note(ScreenChanged(name, str(look)), by)
                await _set(connection, name, look.columns())

    async def rename(self, name: str, to: str, by: str, seen: str | None = None) -> None:
        """The watch knows a screen by its name: the old one leaves, the new one is known once it speaks."""
        try:
            check(to, **Look().columns())
        except Refused as refusal:
            raise Refused(refusal.detail, field="to") from None
        async with one_by_one(self._engine, f"screen:{name}") as connection:
            await _working(connection, name, seen)
            await _must_never_have_been(connection, to)
            await self._note(ScreenRenamed(name, to), by)
            fresh = {"name": to, "seen_at": None, "shown_seq": None, "due_at": None}
            await _set(connection, name, fresh)
        await self._desk.do(ForgetScreen(name), by)

    async def new_link(self, name: str, by: str, seen: str | None = None) -> str:
        """The token of another link, told once; the one before opens nothing any more."""
        token = new_token()
        async with one_by_one(self._engine, f"screen:{name}") as connection:
            await _working(connection, name, seen)
            await self._note(ScreenLinkIssued(name), by)
            await _set(connection, name, {"digest": token_digest(token), "made_at": self._clock.now()})
        return token

    async def revoke(self, name: str, by: str, seen: str | None = None) -> None:
        async with one_by_one(self._engine, f"screen:{name}") as connection:
            await _working(connection, name, seen)
            await self._note(ScreenRevoked(name), by)
            await _set(connection, name, {"revoked_at": self._clock.now()})

    async def _note(self, event: AccessEvent, by: str) -> None:
        await self._desk.do(NoteAccess(event), by)


async def _working(connection: AsyncConnection, name: str, seen: str | None) -> Screen:
    query = select(screen).where(screen.c.name == name, screen.c.revoked_at.is_(None))
    found = (await connection.execute(query)).mappings().one_or_none()
    if found is None:
        raise Unknown(NO_SCREEN, field="name")
    now = screen_of(found)
    if seen not in (None, now.version):
        raise Stale(CHANGED, field="seen")
    return now


async def _must_be_free(connection: AsyncConnection, name: str) -> None:
    query = select(screen.c.name).where(screen.c.name == name, screen.c.revoked_at.is_(None))
    if (await connection.execute(query)).one_or_none():
        raise Conflict(TAKEN, field="name")


async def _must_never_have_been(connection: AsyncConnection, name: str) -> None:
    """Also a revoked one keeps its name in the list."""
    if (await connection.execute(select(screen.c.name).where(screen.c.name == name))).one_or_none():
        raise Conflict(TAKEN, field="to")


async def _set(connection: AsyncConnection, name: str, values: dict[str, Any]) -> None:
    await connection.execute(update(screen).where(screen.c.name == name).values(values))
