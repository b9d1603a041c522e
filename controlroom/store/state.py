"""The folded things in their tables: loaded for a batch, written back after it."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Final

import asyncpg

from controlroom.store.codec import decode_thing, encode_thing
from controlroom.store.tables import NOUNS, OPEN_ALERT, UNSETTLED_CHECK
from controlroom.watch.events import Thing
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.world import World

NUMBERED = (Noun.INCIDENT, Noun.ALERT)
"""Their keys are numbers of the journal, not names."""

WRITTEN_ONCE: Final[dict[Noun, frozenset[str]]] = {
    Noun.INCIDENT: frozenset({"text", "facts", "assessment", "vehicle"}),
}
"""Personal data that was erased while a batch still held it must not come back with that batch."""

OPEN_ALERTS = f"SELECT to_json(t)::text FROM alert t WHERE object = ANY($1) AND ({OPEN_ALERT})"  # noqa: S608
UNSETTLED_CHECKS = f"SELECT to_json(t)::text FROM patrol_check t WHERE site = ANY($1) AND {UNSETTLED_CHECK}"  # noqa: S608


def key_column(noun: Noun) -> str:
    return next(iter(NOUNS[noun].columns)).name


@cache
def _select(noun: Noun) -> str:
    key = key_column(noun)
    return f"SELECT {key}::text, to_json(t)::text FROM {NOUNS[noun].name} t WHERE {key} = ANY($1)"  # noqa: S608


@cache
def upsert(noun: Noun, parameter: int = 1) -> str:
    """Writes the rows of one noun, which come as a JSON array in this parameter of the statement."""
    table, key = NOUNS[noun].name, key_column(noun)
    columns = [column.name for column in NOUNS[noun].columns]
    named = ", ".join(f'"{c}"' for c in columns)
    changing = [c for c in columns[1:] if c not in WRITTEN_ONCE.get(noun, ())]
    fresh = ", ".join(f'"{c}" = excluded."{c}"' for c in changing)
    return (
        f"INSERT INTO {table} ({named}) "  # noqa: S608 - names of our own tables
        f"SELECT {named} FROM json_populate_recordset(NULL::{table}, ${parameter}::text::json) "
        f"ON CONFLICT ({key}) DO UPDATE SET {fresh}"
    )


async def load(connection: asyncpg.Connection, world: World, refs: Iterable[Ref]) -> None:
    """Teach the world these things, or that they do not exist, with what hangs on them."""
    by_noun: dict[Noun, list[str]] = defaultdict(list)
    for ref in refs:
        by_noun[ref.noun].append(ref.key)
    for noun, keys in by_noun.items():
        sought: list[str] | list[int] = [int(k) for k in keys] if noun in NUMBERED else keys
        rows = await connection.fetch(_select(noun), sought)
        found = {key: decode_thing(noun, text) for key, text in rows}
        for key in keys:
            world.learn(Ref(noun, key), found.get(key))
    await _load_open_alerts(connection, world, [str(ref) for ref in refs])
    await _load_checks(connection, world, by_noun[Noun.SITE])


async def _load_open_alerts(connection: asyncpg.Connection, world: World, about: list[str]) -> None:
    for (text,) in await connection.fetch(OPEN_ALERTS, about):
        _learn(world, Noun.ALERT, decode_thing(Noun.ALERT, text))


async def _load_checks(connection: asyncpg.Connection, world: World, sites: list[str]) -> None:
    if sites:
        for (text,) in await connection.fetch(UNSETTLED_CHECKS, sites):
            _learn(world, Noun.CHECK, decode_thing(Noun.CHECK, text))


def _learn(world: World, noun: Noun, thing: Thing) -> None:
    world.learn(Ref(noun, str(getattr(thing, key_column(noun)))), thing)


def rows_of(things: Iterable[tuple[Ref, Thing]]) -> dict[Noun, str]:
    """The rows of each noun as a JSON array, in the order of the nouns."""
    texts: dict[Noun, list[str]] = defaultdict(list)
    for ref, thing in things:
        texts[ref.noun].append(encode_thing(thing))
    return {noun: f"[{','.join(texts[noun])}]" for noun in Noun if noun in texts}


async def save(connection: asyncpg.Connection, things: Iterable[tuple[Ref, Thing]]) -> None:
    for noun, rows in rows_of(things).items():
        await connection.execute(upsert(noun), rows)
