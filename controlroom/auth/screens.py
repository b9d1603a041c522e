"""The screens of the room: each has a link of its own, reads only, and can be cut off alone."""

import hashlib
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final, Literal, get_args

from sqlalchemy import RowMapping, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.auth.audience import LOCALES
from controlroom.clock import Clock
from controlroom.errors import Conflict, Refused, Unknown
from controlroom.ids import new_token, token_digest
from controlroom.store.tables import screen
from controlroom.store.transaction import transaction
from controlroom.watch.words import mark

Theme = Literal["night", "day", "auto"]

NAME: Final = mark("A screen has a name of up to 40 printable characters, without a blank at its ends.")
LANGUAGE: Final = mark("The languages are en, nl, fr and de.")
THEME: Final = mark("The themes are night, day and auto.")
SIZE: Final = mark("A screen has 5 to 500 inches and is read from 0.3 to 50 m.")


@dataclass(frozen=True, slots=True)
class Screen:
    """The diagonal in inches, the reading distance in metres."""

    name: str
    locale: str
    theme: Theme
    diagonal_in: float
    distance_m: float
    made_at: datetime
    revoked_at: datetime | None
    seen_at: datetime | None
    shown_seq: int | None

    @property
    def version(self) -> str:
        """Another one whenever an administrator changed it."""
        look = (self.name, self.locale, self.theme, self.diagonal_in, self.distance_m)
        said = repr((*look, self.made_at, self.revoked_at))
        return hashlib.sha256(said.encode()).hexdigest()[:12]


class Screens:
    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def add(
        self,
        name: str,
        locale: str = "en",
        theme: str = "night",
        diagonal_in: float = 75,
        distance_m: float = 5,
    ) -> str:
        """The token of its link, told once. The name of a revoked screen can be given again."""
        check(name, locale, theme, diagonal_in, distance_m)
        token = new_token()
        how = {"locale": locale, "theme": theme, "diagonal_in": diagonal_in, "distance_m": distance_m}
        fresh = {**how, "digest": token_digest(token), "made_at": self._clock.now()}
        again = {**fresh, "revoked_at": None, "seen_at": None, "shown_seq": None, "due_at": None}
        new = insert(screen).values(name=name, **fresh)
        new = new.on_conflict_do_update(
            index_elements=["name"], set_=again, where=screen.c.revoked_at.is_not(None)
        )
        async with transaction(self._engine) as connection:
            if not (await connection.execute(new)).rowcount:
                raise Conflict(f"there is a screen {name}; revoke it first", field="name")
        return token

    async def revoke(self, name: str) -> None:
        working = update(screen).where(screen.c.name == name, screen.c.revoked_at.is_(None))
        async with transaction(self._engine) as connection:
            if not (await connection.execute(working.values(revoked_at=self._clock.now()))).rowcount:
                raise Unknown(f"there is no working screen {name}", field="name")

    async def list(self) -> list[Screen]:
        async with transaction(self._engine) as connection:
            rows = await connection.execute(select(screen).order_by(screen.c.name))
            return [screen_of(row) for row in rows.mappings()]

    async def screen(self, token: str) -> Screen | None:
        """Whose link this is, unless it was revoked."""
        mine = select(screen).where(screen.c.digest == token_digest(token), screen.c.revoked_at.is_(None))
        async with transaction(self._engine) as connection:
            found = (await connection.execute(mine)).mappings().one_or_none()
        return screen_of(found) if found else None


def check(name: str, locale: str, theme: str, diagonal_in: float, distance_m: float) -> None:
    if not name.isprintable() or name != name.strip() or not 0 < len(name) <= 40:
        raise Refused(NAME, field="name")
    if locale not in LOCALES:
        raise Refused(LANGUAGE, field="locale")
    if theme not in get_args(Theme):
        raise Refused(THEME, field="theme")
    if not 5 <= diagonal_in <= 500 or not 0.3 <= distance_m <= 50:
        raise Refused(SIZE, field="diagonal_in")


def screen_of(row: RowMapping) -> Screen:
    return Screen(**{field.name: row[field.name] for field in fields(Screen)})
