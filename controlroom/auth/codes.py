"""What a unit says when its call for help is over: a code of its own, without which nobody resets it."""

import secrets
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.auth.passwords import Passwords
from controlroom.auth.throttle import begin_attempt, forgive
from controlroom.clock import Clock
from controlroom.errors import Refused, Unknown
from controlroom.store.tables import unit as known_unit
from controlroom.store.tables import unit_code
from controlroom.store.transaction import transaction

DIGITS: Final = 6
"""Few enough to know by heart and to say over the radio; whoever guesses is slowed down."""


class Codes:
    def __init__(self, engine: AsyncEngine, clock: Clock, passwords: Passwords | None = None) -> None:
        self._engine = engine
        self._clock = clock
        self._passwords = passwords or Passwords()

    async def set(self, unit: str) -> str:
        """A new code in place of the old one, told once."""
        code = new_code()
        await self.give([unit], code)
        return code

    async def give(self, units: Sequence[str], code: str) -> None:
        """The same to several, as in a demo or an exercise."""
        kept, now = await self._passwords.keep(_digits(code)), self._clock.now()
        fresh = insert(unit_code).values([{"unit": unit, "hash": kept, "made_at": now} for unit in units])
        columns = {name: fresh.excluded[name] for name in ("hash", "made_at")}
        serving = select(known_unit.c.call_sign).where(known_unit.c.in_service)
        async with transaction(self._engine) as connection:
            if unknown := {*units} - {*(await connection.execute(serving)).scalars()}:
                raise Unknown(f"there is no unit {min(unknown)} in service", field="unit")
            await connection.execute(fresh.on_conflict_do_update(index_elements=["unit"], set_=columns))

    async def matches(self, unit: str, code: str, by: str) -> bool:
        """Whether the account `by` was told the unit's code. Raises Throttled, or Refused without one."""
        of, source = f"code of {unit}", f"account {by}"
        query = select(unit_code.c.hash).where(unit_code.c.unit == unit)
        async with transaction(self._engine) as connection:
            kept = (await connection.execute(query)).scalar_one_or_none()
            if kept is None:
                raise Refused(f"{unit} has no code: set one with controlroom unit code {unit}", field="code")
            await begin_attempt(connection, of, source, self._clock.now())
        if not await self._passwords.matches(_digits(code), kept):
            return False
        async with transaction(self._engine) as connection:
            await forgive(connection, of, source, self._clock.now())
        return True


def new_code() -> str:
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    return f"{code[:3]}-{code[3:]}"


def _digits(code: str) -> str:
    """It is written as it was heard: with spaces, dashes, dots, or none."""
    return "".join(filter(str.isalnum, code))
