"""What was over when a base was made is not in it. Here it is found again when something touches it.

Nothing can be missing
- A base is made from the one before it (the first from nothing) and holds what is still going on. Whatever
  was in the base before or was touched since, and is not in the new one, is kept in `replay_left_out` under
  the number of the new base, as it was then. If it is touched again later, it is among what was touched, and
  ends in a newer base or in a newer row here.
- So for every base, a thing that existed by then is in the base, or its newest row up to the base's number
  says what it was like. One exception: incidents and alerts are known by the number of the event that made
  them, and one that nothing has touched since has no row: that event is folded again. Most are such.
- A row is right because nothing touched the thing between its number and the base's. So bases may be deleted,
  and made again at other numbers: old rows stay true.
- Personal data is in none of it. It is read from the journal, so what was erased there does not come back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

import asyncpg

from controlroom.store import journal
from controlroom.store.codec import decode_thing
from controlroom.store.state import WRITTEN_ONCE, WRITTEN_ONCE_FOR
from controlroom.watch.events import Thing
from controlroom.watch.fold import apply
from controlroom.watch.refs import Noun, Ref

PERSONAL: Final = WRITTEN_ONCE | {noun: frozenset(columns) for noun, columns in WRITTEN_ONCE_FOR.items()}
"""Columns of the state that repeat what may be erased from the journal."""
BORN_NUMBERED: Final = frozenset({Noun.INCIDENT, Noun.ALERT, Noun.ENTRY})
"""Known by the number of the event that made them."""

FIND = """
SELECT found.* FROM unnest($1::text[]) AS sought(ref), LATERAL (
    SELECT l.ref, l.thing FROM replay_left_out l
    WHERE l.ref = sought.ref AND l.seq <= $2 ORDER BY l.seq DESC LIMIT 1
) AS found
"""
KEEP = """
INSERT INTO replay_left_out (ref, seq, thing)
SELECT ref, $2, thing FROM unnest($1::text[], $3::text[]) AS kept(ref, thing) ON CONFLICT DO NOTHING
"""


async def recall(connection: asyncpg.Connection, refs: Iterable[Ref], base: int) -> dict[Ref, Thing]:
    """These things as they were at the base with this number, as far as they existed then and were over."""
    sought = list(refs)
    rows = await connection.fetch(FIND, [str(ref) for ref in sought], base)
    found = {(ref := Ref.parse(text)): decode_thing(ref.noun, thing) for text, thing in rows}
    numbered = [ref for ref in sought if ref.noun in BORN_NUMBERED and int(ref.key) <= base]
    born = await as_born(connection, numbered)
    return born | {ref: with_personal_data(ref, thing, born.get(ref)) for ref, thing in found.items()}


async def as_born(connection: asyncpg.Connection, refs: Iterable[Ref]) -> dict[Ref, Thing]:
    """These things as the events that made them left them, with the personal data that was not erased."""
    by_number = {int(ref.key): ref for ref in refs}
    born: dict[Ref, Thing] = {}
    for link in await journal.read_some(connection, list(by_number)):
        ref = by_number[link.seq]
        born[ref] = apply(ref.noun, None, journal.recorded(link))
    return born


def with_personal_data(ref: Ref, thing: Thing, born: Thing | None) -> Thing:
    """What was said when it was made, as far as the journal still has it."""
    said = WRITTEN_ONCE.get(ref.noun, ()) if born else ()
    return replace(thing, **{name: getattr(born, name) for name in said})


async def keep(connection: asyncpg.Connection, left: Mapping[Ref, str], base: int) -> None:
    """What is over and will not be in this base, without personal data, unless it is still as it was born."""
    born = await as_born(connection, [ref for ref in left if ref.noun in BORN_NUMBERED])
    kept = {ref: text for ref, text in left.items() if not _as_it_was(ref, text, born.get(ref))}
    await connection.execute(KEEP, [str(ref) for ref in kept], base, list(kept.values()))


def _as_it_was(ref: Ref, text: str, born: Thing | None) -> bool:
    return born is not None and with_personal_data(ref, decode_thing(ref.noun, text), born) == born
