"""What is out of service by plan, and what could be."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal, select, union_all

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import post, unit
from controlroom.watch.refs import Noun


@dataclass(frozen=True, slots=True)
class Resting:
    """`until` is None for what is in service."""

    noun: str
    key: str
    name: str
    until: datetime | None

    @property
    def ref(self) -> str:
        return f"{self.noun}:{self.key}"


async def resting(snapshot: Snapshot) -> list[Resting]:
    """Every unit and post; those that are out of service first, the next to be back before the others."""
    units = select(literal(Noun.UNIT.value).label("noun"), unit.c.call_sign, unit.c.name, unit.c.out_until)
    posts = select(literal(Noun.POST.value), post.c.code, post.c.name, post.c.out_until)
    both = union_all(units.where(unit.c.in_service), posts).subquery()
    query = select(both).order_by(both.c.out_until.nulls_last(), both.c.noun, both.c.call_sign)
    return [Resting(*row) for row in await snapshot.connection.execute(query)]
