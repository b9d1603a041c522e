"""The folded things in their tables: loaded for a batch, written back after it."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Final

import asyncpg

from controlroom.store.codec import decode_thing, encode_thing
from controlroom.store.tables import NOUNS, OPEN_ALERT, OPEN_MEASURE, UNSETTLED_CHECK
from controlroom.watch.events import Thing
from controlroom.watch.leads import leads_to
from controlroom.watch.measures import FILES
from controlroom.watch.refs import STANDING, Noun, Ref
from controlroom.watch.units import Unit
from controlroom.watch.world import World

NUMBERED = (Noun.INCIDENT, Noun.ALERT, Noun.LADDER, Noun.ENTRY, Noun.FLAG)
"""Their keys are numbers, not names."""

WRITTEN_ONCE: Final[dict[Noun, frozenset[str]]] = {
    Noun.INCIDENT: frozenset({"text", "facts", "assessment", "vehicle"}),
}
"""Personal data that was erased while a batch still held it must not come back with that batch."""

WRITTEN_ONCE_FOR: Final[dict[Noun, dict[str, str]]] = {
    Noun.ALERT: {"shelf_reason": "shelved_until"},
    Noun.SITE: {"contacts": "contacts_seq"},
    Noun.PERSON: {"name": "said_seq", "function": "said_seq"},
    Noun.SECTOR_ALERT: {"texts": "texts_seq"},
    Noun.VEHICLE: dict.fromkeys(("plate", "country", "make", "colour"), "said_seq"),
}
"""The same for words that belong to another column: a new value of that brings its own words."""

COMPANIES = "SELECT code, to_json(t)::text FROM company t"
OPEN_ALERTS = f"SELECT to_json(t)::text FROM alert t WHERE object = ANY($1) AND ({OPEN_ALERT})"  # noqa: S608
UNSETTLED_CHECKS = f"SELECT to_json(t)::text FROM patrol_check t WHERE site = ANY($1) AND {UNSETTLED_CHECK}"  # noqa: S608
MEASURES_OF = f"SELECT to_json(t)::text FROM measure t WHERE file = ANY($1) AND {OPEN_MEASURE}"  # noqa: S608
MEASURES_WITH = f"""
SELECT to_json(t)::text FROM measure t WHERE {OPEN_MEASURE} AND EXISTS (
    SELECT FROM jsonb_array_elements(versions) AS one(version) WHERE version #>> '{{terms,code}}' = ANY($1))
"""  # noqa: S608

OPEN_ONES = f"""
SELECT object FROM alert WHERE ({OPEN_ALERT}) AND split_part(object, ':', 1) = ANY($1)
UNION SELECT 'alert:' || id FROM alert WHERE ({OPEN_ALERT}) AND 'alert' = ANY($1)
UNION SELECT 'site:' || code FROM site WHERE 'site' = ANY($1)
"""  # noqa: S608
EXPLAINED = """
SELECT 'site', code FROM site WHERE EXISTS (
    SELECT FROM jsonb_array_elements(missed) AS m WHERE m->>'cause' = ANY($1))
UNION ALL SELECT 'post', code FROM post WHERE call_cause = ANY($1) OR relief_cause = ANY($1)
UNION ALL SELECT 'leg', id FROM leg WHERE behind_cause IS NOT NULL
    AND EXISTS (SELECT FROM unnest(units) AS one(unit) WHERE 'unit:' || unit = ANY($1))
"""


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
    once_for = WRITTEN_ONCE_FOR.get(noun, {})
    fresh = ", ".join(f'"{c}" = {_fresh(table, c, once_for.get(c))}' for c in changing)
    return (
        f"INSERT INTO {table} ({named}) "  # noqa: S608 - names of our own tables
        f"SELECT {named} FROM json_populate_recordset(NULL::{table}, ${parameter}::text::json) "
        f"ON CONFLICT ({key}) DO UPDATE SET {fresh}"
    )


def _fresh(table: str, column: str, once_for: str | None) -> str:
    if once_for is None:
        return f'excluded."{column}"'
    same = f'{table}."{once_for}" IS NOT DISTINCT FROM excluded."{once_for}"'
    return f'CASE WHEN {same} THEN {table}."{column}" ELSE excluded."{column}" END'


@cache
def _select_all(noun: Noun) -> str:
    return f"SELECT '{noun}', {key_column(noun)}::text, to_json(t)::text FROM {NOUNS[noun].name} t"  # noqa: S608


async def load_standing(connection: asyncpg.Connection, world: World) -> None:
    """What the watch always has in sight: the book, who is on duty, a flood."""
    for noun, key, text in await connection.fetch(" UNION ALL ".join(map(_select_all, sorted(STANDING)))):
        world.learn(Ref(Noun(noun), key), decode_thing(Noun(noun), text))
    world.secret = await connection.fetchval("SELECT secret FROM planner_secret")
    world.furnished = True


async def open_ones(connection: asyncpg.Connection, nouns: Iterable[Noun]) -> list[Ref]:
    """Things of these nouns with an open alert, and the open alerts themselves if they are asked for.

    And all sites: nothing is due at them, and how their checks lie may be a pattern by another threshold.
    """
    rows = await connection.fetch(OPEN_ONES, [noun.value for noun in nouns])
    return [Ref.parse(ref) for (ref,) in rows]


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
    await _load_measures(
        connection, world, MEASURES_OF, [str(ref) for ref in refs if ref.noun.value in FILES]
    )
    await _load_measures(connection, world, MEASURES_WITH, by_noun[Noun.POST])
    await _load_explained(connection, world, by_noun[Noun.UNIT])
    if by_noun[Noun.SECTOR_ALERT]:
        await _load_companies(connection, world)


async def load_all(connection: asyncpg.Connection, world: World, refs: Iterable[Ref]) -> None:
    """Those of them that are not known yet, with all that they lead to."""
    wanted = [ref for ref in refs if ref not in world.things]
    while wanted:
        await load(connection, world, wanted)
        leads = {lead for ref in wanted for lead in leads_to(world.things[ref])}
        wanted = [ref for ref in leads if ref not in world.things and ref.noun not in STANDING]


async def _load_open_alerts(connection: asyncpg.Connection, world: World, about: list[str]) -> None:
    for (text,) in await connection.fetch(OPEN_ALERTS, about):
        _learn(world, Noun.ALERT, decode_thing(Noun.ALERT, text))


async def _load_checks(connection: asyncpg.Connection, world: World, sites: list[str]) -> None:
    if sites:
        for (text,) in await connection.fetch(UNSETTLED_CHECKS, sites):
            _learn(world, Noun.CHECK, decode_thing(Noun.CHECK, text))


async def _load_measures(connection: asyncpg.Connection, world: World, query: str, keys: list[str]) -> None:
    """With a file come the measures that hang on it and are not over, with a post those that name it."""
    if keys:
        for (text,) in await connection.fetch(query, keys):
            _learn(world, Noun.MEASURE, decode_thing(Noun.MEASURE, text))


async def _load_explained(connection: asyncpg.Connection, world: World, units: list[str]) -> None:
    """With a silent unit come the things that wait for it to be heard again."""
    refs = (Ref(Noun.UNIT, call_sign) for call_sign in units)
    silent = [str(ref) for ref in refs if isinstance(unit := world.things[ref], Unit) and unit.explains]
    if not silent:
        return
    waiting = [Ref(Noun(noun), key) for noun, key in await connection.fetch(EXPLAINED, silent)]
    if unknown := [ref for ref in waiting if ref not in world.things]:
        await load(connection, world, unknown)


async def _load_companies(connection: asyncpg.Connection, world: World) -> None:
    """With an alert to a sector come all companies: for whom it is follows from what they are."""
    for code, text in await connection.fetch(COMPANIES):
        if Ref(Noun.COMPANY, code) not in world.things:
            world.learn(Ref(Noun.COMPANY, code), decode_thing(Noun.COMPANY, text))


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
