"""What a line in the log names by `@FALCON` or `#12`: things of the watch that exist."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import OPEN_VISIT, alert, incident, log_entry, post, site, unit, visit
from controlroom.watch.refs import Noun, Ref


@dataclass(frozen=True, slots=True)
class Mentioned:
    """`found` by what was typed, in that order; `nothing`: what was typed and names nothing."""

    found: dict[str, Ref]
    nothing: tuple[str, ...] = ()


async def mentioned(snapshot: Snapshot, names: Sequence[str], numbers: Sequence[int]) -> Mentioned:
    """A name may be that of a visit, a site, a post or a unit, in this order, whatever its capitals."""
    by_name = await _by_name(snapshot, [name.upper() for name in names]) if names else {}
    by_number = await _by_number(snapshot, numbers) if numbers else {}
    typed = {f"@{name}": by_name.get(name.upper()) for name in names}
    typed |= {f"#{number}": by_number.get(number) for number in numbers}
    found = {said: ref for said, ref in typed.items() if ref}
    return Mentioned(found, tuple(said for said, ref in typed.items() if not ref))


async def _by_name(snapshot: Snapshot, names: Sequence[str]) -> dict[str, Ref]:
    """The last that is found counts, so the visit comes last."""
    code_name = sa.func.upper(visit.c.code_name)
    open_visit = sa.select(visit.c.code, code_name).where(OPEN_VISIT, code_name.in_(names))
    asked = (
        (Noun.UNIT, _keyed(unit.c.call_sign, names)),
        (Noun.POST, _keyed(post.c.code, names)),
        (Noun.SITE, _keyed(site.c.code, names)),
        (Noun.VISIT, sa.select(visit.c.code, visit.c.code).where(visit.c.code.in_(names))),
        (Noun.VISIT, open_visit),
    )
    return {
        said: Ref(noun, key)
        for noun, query in asked
        for key, said in await snapshot.connection.execute(query)
    }


def _keyed(key: sa.Column[str], names: Sequence[str]) -> sa.Select[tuple[str, str]]:
    return sa.select(key, sa.func.upper(key)).where(sa.func.upper(key).in_(names))


async def _by_number(snapshot: Snapshot, numbers: Sequence[int]) -> dict[int, Ref]:
    """Alerts, incidents and lines have the numbers of one journal."""
    found: dict[int, Ref] = {}
    for noun, key in (
        (Noun.ALERT, alert.c.id),
        (Noun.INCIDENT, incident.c.id),
        (Noun.ENTRY, log_entry.c.id),
    ):
        rows = await snapshot.connection.execute(sa.select(key).where(key.in_(numbers)))
        found |= {number: Ref(noun, str(number)) for (number,) in rows}
    return found
