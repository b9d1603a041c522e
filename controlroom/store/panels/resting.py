"""What is out of service by plan, and what could be."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, cast, func, literal, null, select, union_all

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import STANDING_POST, post, screen, unit, watched_screen
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
    """Every unit, post and screen; those out of service first, the next to be back before the others."""
    units = select(
        literal(Noun.UNIT.value).label("noun"), unit.c.call_sign, unit.c.name, unit.c.out_until, null()
    )
    posts = select(literal(Noun.POST.value), post.c.code, post.c.name, post.c.out_until, post.c.site)
    posts = posts.where(STANDING_POST)
    size = func.concat(cast(screen.c.diagonal_in, Integer), " in")
    screens = select(
        literal(Noun.SCREEN.value), watched_screen.c.name, size, watched_screen.c.out_until, null()
    )
    watched = screens.join(screen, screen.c.name == watched_screen.c.name).where(watched_screen.c.in_use)
    all_ = union_all(units.where(unit.c.in_service), posts, watched).subquery()
    query = select(all_).order_by(all_.c.out_until.nulls_last(), all_.c.noun, all_.c.call_sign)
    rows = await snapshot.connection.execute(query)
    return [_resting(snapshot, row[:4], row[4]) for row in rows]


def _resting(snapshot: Snapshot, row: tuple[Any, ...], site: str | None) -> Resting:
    """A post of a site that is not read here goes by its code."""
    one = Resting(*row)
    return replace(one, name=one.key) if snapshot.veil.hides(Noun.SITE, site) else one
