"""Who is on duty, by the names that people call them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from controlroom.watch.duty import Place

READ: Final = text("""
SELECT coalesce(o.display_name, duty.officer) AS officer, coalesce(d.display_name, duty.deputy) AS deputy,
    coalesce(l.display_name, duty.leader) AS leader, shift.ends_at
FROM duty LEFT JOIN shift ON shift.id = duty.shift
LEFT JOIN account o ON o.name = duty.officer LEFT JOIN account d ON d.name = duty.deputy
LEFT JOIN account l ON l.name = duty.leader
""")
"""One statement: it is asked with every page."""


@dataclass(frozen=True, slots=True)
class OnDuty:
    """`names` by place, of each that somebody holds; `until`: when the shift ends by the roster."""

    names: Mapping[str, str] = field(default_factory=dict)
    until: datetime | None = None


async def on_duty(connection: AsyncConnection) -> OnDuty:
    row = (await connection.execute(READ)).mappings().one_or_none()
    if row is None:
        return OnDuty()
    return OnDuty({place.value: name for place in Place if (name := row[place.value])}, row["ends_at"])
