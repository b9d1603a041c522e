"""The folded things in their tables: loaded for a batch, written back after it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
OPEN_ALERTS = f"object = ANY($1) AND ({OPEN_ALERT})"
UNSETTLED_CHECKS = f"site = ANY($1) AND {UNSETTLED_CHECK}"
MEASURES_OF = f"file = ANY($1) AND {OPEN_MEASURE}"
MEASURES_WITH = f"""{OPEN_MEASURE} AND EXISTS (
    SELECT FROM jsonb_array_elements(versions) AS one(version) WHERE version #>> '{{terms,code}}' = ANY($1))
"""

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


@cache
def _select_those(sorts: tuple[tuple[Noun, str], ...]) -> str:
    """Rows of each noun for which a condition holds; the n-th goes by the n-th parameter."""
    wheres = (where.replace("$1", f"${n}") for n, (_, where) in enumerate(sorts, start=1))
    each = (f"{_select_all(noun)} WHERE {where}" for (noun, _), where in zip(sorts, wheres, strict=True))
    return " UNION ALL ".join(each)


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


async def load(connection: asyncpg.Connection, world: World, refs: Collection[Ref]) -> None:
    """Teach the world these things, or that they do not exist, with what hangs on them.

    All of it is asked for in one way to the server and back.
    """
    if not refs:
        return
    by_noun: dict[Noun, list[str]] = defaultdict(list)
    for ref in refs:
        by_noun[ref.noun].append(ref.key)
    asked = {sort: keys for sort, keys in _asked(refs, by_noun) if keys}
    rows = await connection.fetch(_select_those(tuple(asked)), *asked.values())
    found = {Ref(Noun(noun), key): decode_thing(Noun(noun), text) for noun, key, text in rows}
    for ref in dict.fromkeys((*refs, *found)):
        world.learn(ref, found.get(ref))
    await _load_explained(connection, world, by_noun[Noun.UNIT])
    if by_noun[Noun.SECTOR_ALERT]:
        await _load_companies(connection, world)


def _asked(
    refs: Iterable[Ref], by_noun: Mapping[Noun, list[str]]
) -> Iterator[tuple[tuple[Noun, str], Sequence[str | int]]]:
    """With a thing come its open alerts, with a site its checks; with a file the measures that hang on it
    and are not over, with a post those that name it.
    """
    for noun in sorted(by_noun):
        keys = by_noun[noun]
        yield (noun, f"{key_column(noun)} = ANY($1)"), [int(k) for k in keys] if noun in NUMBERED else keys
    yield (Noun.ALERT, OPEN_ALERTS), [str(ref) for ref in refs]
    yield (Noun.CHECK, UNSETTLED_CHECKS), by_noun.get(Noun.SITE, ())
    yield (Noun.MEASURE, MEASURES_OF), [str(ref) for ref in refs if ref.noun.value in FILES]
    yield (Noun.MEASURE, MEASURES_WITH), by_noun.get(Noun.POST, ())


async def load_all(connection: asyncpg.Connection, world: World, refs: Iterable[Ref]) -> None:
    """Those of them that are not known yet, with all that they lead to."""
    wanted = [ref for ref in refs if ref not in world.things]
    while wanted:
        await load(connection, world, wanted)
        leads = {lead for ref in wanted for lead in leads_to(world.things[ref])}
        wanted = [ref for ref in leads if ref not in world.things and ref.noun not in STANDING]


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


def rows_of(things: Iterable[tuple[Ref, Thing]]) -> dict[Noun, str]:
    """The rows of each noun as a JSON array, in the order of the nouns."""
    texts: dict[Noun, list[str]] = defaultdict(list)
    for ref, thing in things:
        texts[ref.noun].append(encode_thing(thing))
    return {noun: f"[{','.join(texts[noun])}]" for noun in Noun if noun in texts}


async def save(connection: asyncpg.Connection, things: Iterable[tuple[Ref, Thing]]) -> None:
    for noun, rows in rows_of(things).items():
        await connection.execute(upsert(noun), rows)
