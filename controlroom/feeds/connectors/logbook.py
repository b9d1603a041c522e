"""What PostgreSQL knows of the connectors: how far each has read, how it is, whose reports it brings."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.clock import Clock
from controlroom.store.codec import thing_of
from controlroom.store.tables import connector_position, feed, unit
from controlroom.store.transaction import transaction
from controlroom.watch.refs import Noun
from controlroom.watch.units import Unit

COLLECTED = ("folder", "poll")
_fails = feed.c.state == "failing"
FAILING_OR_NOT = (
    update(feed)
    .values(failing_since=case((_fails, func.now())))
    .where(_fails != feed.c.failing_since.is_not(None))
)
"""By the database's clock, as the watch goes by that."""


@dataclass(frozen=True, slots=True)
class Said:
    """A connector's line in the feeds panel."""

    kind: str
    state: str
    note: str = ""
    last_at: datetime | None = None


class Logbook:
    """Each method raises Unavailable when the database does not answer."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def load_position(self, name: str) -> str | None:
        query = select(connector_position.c.position).where(connector_position.c.name == name)
        async with transaction(self._engine) as connection:
            found: str | None = (await connection.execute(query)).scalar_one_or_none()
            return found

    async def save_position(self, name: str, position: str) -> None:
        row = {"name": name, "position": position, "saved_at": self._clock.now()}
        statement = insert(connector_position).values(row)
        changed = {column: statement.excluded[column] for column in ("position", "saved_at")}
        async with transaction(self._engine) as connection:
            await connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=changed))

    async def unit(self, call_sign: str) -> Unit | None:
        """The unit, while it is in service."""
        query = select(unit).where(unit.c.call_sign == call_sign, unit.c.in_service)
        async with transaction(self._engine) as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        found: Unit | None = thing_of(Noun.UNIT, row) if row else None
        return found

    async def note(self, said: Mapping[str, Said]) -> None:
        """The time at which a connector last brought something stays when it has nothing newer to say."""
        if not said:
            return
        statement = insert(feed).values([{"name": name, **asdict(line)} for name, line in said.items()])
        changed = {
            **{column: statement.excluded[column] for column in ("kind", "state", "note")},
            "last_at": func.greatest(feed.c.last_at, statement.excluded["last_at"]),
        }
        async with transaction(self._engine) as connection:
            await connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=changed))
            await connection.execute(FAILING_OR_NOT.where(feed.c.name.in_(said)))

    async def forget_others(self, names: Collection[str]) -> None:
        """Connectors that the file no longer names leave the feeds panel."""
        gone = delete(feed).where(feed.c.kind.in_(COLLECTED), feed.c.name.not_in(names))
        async with transaction(self._engine) as connection:
            await connection.execute(gone)
