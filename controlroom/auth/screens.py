"""The screens of the room: each has a link of its own, reads only, and can be cut off alone."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import RowMapping, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.auth.audience import LOCALES
from controlroom.clock import Clock
from controlroom.errors import Conflict, Refused, Unknown
from controlroom.ids import new_token, token_digest
from controlroom.store.tables import screen
from controlroom.store.transaction import transaction

Theme = Literal["night", "day", "auto"]


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
        _check(name, locale, theme, diagonal_in, distance_m)
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
            return [_screen(row) for row in rows.mappings()]

    async def screen(self, token: str) -> Screen | None:
        """Whose link this is, unless it was revoked."""
        mine = select(screen).where(screen.c.digest == token_digest(token), screen.c.revoked_at.is_(None))
        async with transaction(self._engine) as connection:
            found = (await connection.execute(mine)).mappings().one_or_none()
        return _screen(found) if found else None


def _check(name: str, locale: str, theme: str, diagonal_in: float, distance_m: float) -> None:
    if not name.isprintable() or not 0 < len(name) <= 40:
        raise Refused("a screen has a name of at most 40 characters", field="name")
    if locale not in LOCALES:
        raise Refused(f"the languages are {', '.join(LOCALES)}", field="locale")
    if theme not in get_args(Theme):
        raise Refused(f"the themes are {', '.join(get_args(Theme))}", field="theme")
    if not 5 <= diagonal_in <= 500 or not 0.3 <= distance_m <= 50:
        raise Refused("a screen has 5 to 500 inches and is read from 0.3 to 50 m", field="diagonal_in")


def _screen(row: RowMapping) -> Screen:
    return Screen(**{field.name: row[field.name] for field in fields(Screen)})
