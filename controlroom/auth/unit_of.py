"""The unit for which somebody reports who signed in."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.auth.sessions import Person
from controlroom.store.codec import thing_of
from controlroom.store.tables import unit
from controlroom.store.transaction import transaction
from controlroom.watch.refs import Noun
from controlroom.watch.units import Unit


async def unit_of(engine: AsyncEngine, person: Person) -> Unit | None:
    """As it is now, in service or not."""
    if person.unit is None:
        return None
    async with transaction(engine) as connection:
        named = select(unit).where(unit.c.call_sign == person.unit)
        row = (await connection.execute(named)).mappings().first()
    found: Unit | None = thing_of(Noun.UNIT, row) if row else None
    return found
