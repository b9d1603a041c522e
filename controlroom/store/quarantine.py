"""What units sent and could not be used: kept as it came, the newest of each unit, for the desk to see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Delete, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.store.tables import quarantine
from controlroom.store.transaction import transaction

KEPT_PER_UNIT: Final = 1000
KEPT_BYTES: Final = 64 * 1024
"""Of one report; nothing longer is read as one."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A report as it was sent, and why the watch cannot use it."""

    unit: str
    feed: str
    received_at: datetime
    reason: str
    raw: bytes


class Quarantine:
    def __init__(self, engine: AsyncEngine, *, kept_per_unit: int = KEPT_PER_UNIT) -> None:
        self._engine = engine
        self._kept_per_unit = kept_per_unit

    async def keep(self, unusable: Sequence[Unusable]) -> None:
        """On disk when this returns. Raises Unavailable."""
        if not unusable:
            return
        async with transaction(self._engine) as connection:
            await connection.execute(insert(quarantine), [_row(one) for one in unusable])
            for unit in {one.unit for one in unusable}:
                await connection.execute(self._older(unit))

    def _older(self, unit: str) -> Delete:
        last_kept = (
            select(quarantine.c.id)
            .where(quarantine.c.unit == unit)
            .order_by(quarantine.c.id.desc())
            .offset(self._kept_per_unit)
            .limit(1)
            .scalar_subquery()
        )
        return delete(quarantine).where(quarantine.c.unit == unit, quarantine.c.id <= last_kept)

    async def newest(self, limit: int = 50) -> list[Unusable]:
        shown = (
            quarantine.c.unit,
            quarantine.c.feed,
            quarantine.c.received_at,
            quarantine.c.reason,
            quarantine.c.raw,
        )
        query = select(*shown).order_by(quarantine.c.id.desc()).limit(limit)
        async with transaction(self._engine) as connection:
            return [Unusable(*row) for row in await connection.execute(query)]


def _row(one: Unusable) -> dict[str, object]:
    return {
        "unit": one.unit,
        "feed": one.feed,
        "received_at": one.received_at,
        "reason": one.reason.replace("\x00", "\N{REPLACEMENT CHARACTER}"),
        "raw": one.raw[:KEPT_BYTES],
    }
