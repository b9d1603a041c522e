"""Bases: all that was going on at a number of the journal, so that nobody has to fold from the beginning.

A base may be deleted, it is only slower without: `replay_base` and `replay_left_out` together are made again.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import asyncpg

from controlroom.store.codec import decode_thing
from controlroom.store.panels.incidents import NEWEST
from controlroom.store.replay.left_out import PERSONAL, as_born, keep, with_personal_data
from controlroom.store.scratch import NAMES
from controlroom.store.state import WRITTEN_ONCE, key_column, save, upsert
from controlroom.store.tables import COMING_VISIT, NOUNS, OPEN_ALERT, OPEN_MEASURE, UNSETTLED_CHECK
from controlroom.watch.refs import Noun, Ref

HIDDEN: Final = ("incident_hour", "deadline", "feed", "presence", "session")
"""What a panel may read beside the things: the hours are folded, too; the others are of the present and stay
empty, so that nothing of today can stand on a wall of the past."""
CHECKS_FOR: Final = timedelta(hours=25)
HOURS_FOR: Final = timedelta(hours=48)
THINNED_AFTER: Final = timedelta(days=31)
THINNED_TO: Final = 10_000
"""Events between two bases of long ago, but one a day; the newer ones all stay."""

FORM: Final = sha256(repr([(n, [c.name for c in t.columns]) for n, t in NOUNS.items()]).encode()).hexdigest()
"""What a base is made of. One of another version of the watch is of no use."""

AN_OPEN_ALERT: Final = f"SELECT FROM alert WHERE ({OPEN_ALERT}) AND"
AMONG_THE_NEWEST: Final = f"id IN (SELECT id FROM incident ORDER BY id DESC LIMIT {NEWEST})"  # noqa: S608
GOING_ON: Final[dict[Noun, str]] = {
    Noun.VISIT: f"{COMING_VISIT} OR EXISTS ({AN_OPEN_ALERT} object = 'visit:' || visit.code "
    "OR starts_with(object, 'leg:' || visit.code || '/'))",
    Noun.LEG: "EXISTS (SELECT FROM visit WHERE code = leg.visit)",
    Noun.INCIDENT: f"(taken_at IS NOT NULL AND NOT settled) OR {AMONG_THE_NEWEST} "
    f"OR EXISTS ({AN_OPEN_ALERT} object = 'incident:' || incident.id)",
    Noun.BULLETIN: "NOT over",
    Noun.CHECK: f"{UNSETTLED_CHECK} OR window_end > $1 OR coalesce(done_at > $1, false)",
    Noun.ALERT: f"{OPEN_ALERT}",
    Noun.FLAG: "taken_off_at IS NULL",
    Noun.SHIFT: "state NOT IN ('closed', 'lapsed', 'dropped')",
    Noun.ENTRY: "false",
    Noun.MEETING: "false",
    Noun.REVIEW: "false",
    Noun.PERSON: "false",
    Noun.VEHICLE: f"EXISTS ({AN_OPEN_ALERT} object = 'vehicle:' || vehicle.key)",
    Noun.DESCRIBED: f"EXISTS ({AN_OPEN_ALERT} object = 'described_person:' || described.key)",
    Noun.GATHERING: "false",
    Noun.THREAT: "CASE WHEN starts_with(scope, 'visit:') "
    "THEN EXISTS (SELECT FROM visit WHERE code = substr(scope, 7)) "
    "ELSE NOT starts_with(scope, 'gathering:') END",
    Noun.MEASURE: f"{OPEN_MEASURE}",
    Noun.EARLY_WARNING: "false",
    Noun.SECTOR_ALERT: "false",
    Noun.NOTICE: "false",
}
"""What of these is in a base, in the order in which they ask for each other; of the other nouns all is. $1 is
25 hours ago: the panels look back one hour for checks that were settled, and the clock may have jumped."""

NEWEST_BEFORE = """
SELECT seq, at, EXISTS (SELECT FROM replay_base l WHERE l.seq > b.seq AND l.form = $2) FROM replay_base b
WHERE at <= $1 AND form = $2 ORDER BY at DESC, seq DESC LIMIT 1
"""
HOUR: Final = ("incident_hour", "to_jsonb(incident_hour.*)")
LAST = "SELECT seq, at, false FROM replay_base WHERE form = $1 ORDER BY seq DESC LIMIT 1"
HOURS = """
INSERT INTO incident_hour SELECT h.* FROM replay_base b,
    jsonb_populate_recordset(NULL::incident_hour, b.body::jsonb -> 'incident_hour') AS h WHERE b.seq = $1
"""
PART = "SELECT body::jsonb ->> $2 FROM replay_base WHERE seq = $1"
WRITE = "INSERT INTO replay_base (seq, at, form, body) VALUES ($1, $2, $3, $4) ON CONFLICT (seq) DO NOTHING"
THIN = """
DELETE FROM replay_base WHERE at < $1 AND seq NOT IN (
    SELECT min(seq) FROM replay_base WHERE at < $1 GROUP BY date_trunc('day', at, 'UTC'), seq / $2
)
"""
NEWEST_FORM = "SELECT form FROM replay_base ORDER BY seq DESC LIMIT 1"
FORGET = "WITH bases AS (DELETE FROM replay_base) DELETE FROM replay_left_out"


@dataclass(frozen=True, slots=True)
class Base:
    """`newest`: none was made after it, so the journal may go on from it for long."""

    seq: int
    at: datetime | None
    newest: bool


NOTHING: Final = Base(0, None, newest=True)
"""Before the first event there was nothing."""


async def newest_before(connection: asyncpg.Connection, at: datetime) -> Base:
    row = await connection.fetchrow(NEWEST_BEFORE, at, FORM)
    return Base(row[0], row[1], newest=not row[2]) if row else NOTHING


async def last(connection: asyncpg.Connection) -> Base:
    row = await connection.fetchrow(LAST, FORM)
    return Base(row[0], row[1], newest=True) if row else NOTHING


async def load(connection: asyncpg.Connection, base: Base) -> None:
    """Into the scratch tables of this connection, whatever was in them before."""
    await connection.execute(f"TRUNCATE {', '.join(f'pg_temp.{name}' for name in (*NAMES, 'incident_hour'))}")
    if base == NOTHING:
        return
    for noun in NOUNS:
        rows = await connection.fetchval(PART, base.seq, NOUNS[noun].name)
        if noun in WRITTEN_ONCE:
            await _load_with_personal_data(connection, noun, rows)
        else:
            await connection.execute(upsert(noun), rows)
    await connection.execute(HOURS, base.seq)


async def _load_with_personal_data(connection: asyncpg.Connection, noun: Noun, rows: str) -> None:
    things = {}
    for row in json.loads(rows):
        things[Ref(noun, str(row[key_column(noun)]))] = decode_thing(noun, json.dumps(row))
    born = await as_born(connection, things)
    whole = {ref: with_personal_data(ref, thing, born.get(ref)) for ref, thing in things.items()}
    await save(connection, whole.items())


async def make(connection: asyncpg.Connection, seq: int, at: datetime) -> Base:
    """Of the scratch tables, which were folded up to this number; what is over leaves them."""
    async with connection.transaction():
        left: dict[Ref, str] = {}
        for noun in GOING_ON:
            left |= await _take_what_is_over(connection, noun, at)
        await keep(connection, left, seq)
        await connection.execute("DELETE FROM incident_hour WHERE hour < $1", at - HOURS_FOR)
        await connection.execute(WRITE, seq, at, FORM, await _body(connection))
        await connection.execute(THIN, at - THINNED_AFTER, THINNED_TO)
    return Base(seq, at, newest=True)


async def _take_what_is_over(connection: asyncpg.Connection, noun: Noun, at: datetime) -> dict[Ref, str]:
    name, key = NOUNS[noun].name, key_column(noun)
    since = (at - CHECKS_FOR,) if noun is Noun.CHECK else ()
    rows = await connection.fetch(
        f"DELETE FROM {name} WHERE NOT ({GOING_ON[noun]}) "  # noqa: S608 - names of our own tables
        f"RETURNING {key}::text, {_impersonal(noun)}::text",
        *since,
    )
    return {Ref(noun, row[0]): row[1] for row in rows}


async def _body(connection: asyncpg.Connection) -> str:
    """Put together here, since there are more tables than one statement should name."""
    parts = []
    for name, row in (*((NOUNS[noun].name, _impersonal(noun)) for noun in NOUNS), HOUR):
        rows = await connection.fetchval(f"SELECT coalesce(jsonb_agg({row}), '[]')::text FROM {name}")  # noqa: S608
        parts.append(f'"{name}":{rows}')
    return f"{{{','.join(parts)}}}"


def _impersonal(noun: Noun) -> str:
    """A row of the noun's table without what may be erased from the journal."""
    said = ",".join(sorted(PERSONAL.get(noun, ())))
    row = f"to_jsonb({NOUNS[noun].name}.*)"
    return f"({row} - '{{{said}}}'::text[])" if said else row


async def begin_anew_if_of_another_form(connection: asyncpg.Connection) -> None:
    """What another version of the watch made is of no use to this one."""
    if await connection.fetchval(NEWEST_FORM) not in (None, FORM):
        await connection.execute(FORGET)
