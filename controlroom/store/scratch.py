"""Tables of a connection's own that stand before those of the watch: state is folded into them beside it.

On this connection `incident` means pg_temp.incident as long as they are there, so the loaders and the writers
of the watch work on them unchanged; the tables of the watch are named with their schema.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import asyncpg

from controlroom.store.state import key_column
from controlroom.store.tables import NOUNS
from controlroom.watch.refs import Noun

NAMES: Final = [table.name for table in NOUNS.values()]
EMPTY: Final = (
    f"TRUNCATE {', '.join(f'public.{name}' for name in (*NAMES, 'incident_hour', 'deadline', 'plate'))}"
)
FORGET_WHAT_WAS_ERASED: Final = """
UPDATE pg_temp.incident i SET text = NULL, facts = NULL, assessment = NULL, vehicle = NULL
FROM journal j WHERE j.seq = i.id AND j.private IS NULL AND j.private_digest IS NOT NULL;
UPDATE pg_temp.alert a SET shelf_reason = NULL FROM journal j
WHERE a.shelf_reason IS NOT NULL AND j.seq > a.id AND j.kind = 'alert.shelved'
    AND j.private IS NULL AND j.private_digest IS NOT NULL
    AND (j.body::jsonb ->> 'alert')::bigint = a.id
    AND (j.body::jsonb ->> 'until')::timestamptz = a.shelved_until;
UPDATE pg_temp.site s SET contacts = NULL
FROM journal j WHERE j.seq = s.contacts_seq AND j.private IS NULL AND j.private_digest IS NOT NULL;
UPDATE pg_temp.person p SET name = NULL, function = NULL
FROM journal j WHERE j.seq = p.said_seq AND j.private IS NULL AND j.private_digest IS NOT NULL;
UPDATE pg_temp.sector_alert a SET texts = NULL
FROM journal j WHERE j.seq = a.texts_seq AND j.private IS NULL AND j.private_digest IS NOT NULL;
UPDATE pg_temp.vehicle v SET plate = NULL, country = NULL, make = NULL, colour = NULL
FROM journal j WHERE j.seq = v.said_seq AND j.private IS NULL AND j.private_digest IS NOT NULL
"""
"""While the journal was folded; it takes longer than a moment."""
HOURS: Final = """
SELECT hour FROM (
    SELECT date_trunc('hour', received_at, 'UTC') AS hour, count(*) AS actual
    FROM pg_temp.incident WHERE status = 'actual' GROUP BY 1
) AS folded FULL JOIN incident_hour AS stored USING (hour)
WHERE folded.actual IS DISTINCT FROM stored.actual ORDER BY hour
"""
PLATES: Final = """
SELECT key FROM (SELECT key, plate FROM pg_temp.vehicle WHERE plate IS NOT NULL) AS folded
FULL JOIN public.plate AS stored USING (key)
WHERE folded.plate IS DISTINCT FROM stored.plate ORDER BY key
"""


def differing(noun: Noun) -> str:
    """The keys of things that are not the same, with what was folded and what is stored; NULL if nothing."""
    name, key = NOUNS[noun].name, key_column(noun)
    return (
        f"SELECT {key}::text, to_json(folded)::text, to_json(stored)::text "  # noqa: S608 - our own names
        f"FROM pg_temp.{name} AS folded FULL JOIN public.{name} AS stored USING ({key}) "
        "WHERE folded IS DISTINCT FROM stored"
    )


@asynccontextmanager
async def scratch(connection: asyncpg.Connection, *more: str) -> AsyncIterator[None]:
    """Things are looked up in these by their keys; a plan made while they are empty must not read all.
    Nor may one that this connection made before they were there, which would go on reading the watch's own.

    `more` tables of the watch are hidden by empty ones, too.
    """
    names = (*NAMES, *more)
    drop = f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in names)}"
    await connection.execute(drop)
    await connection.execute("SET enable_seqscan = off")
    try:
        for name in names:
            await connection.execute(
                f"CREATE TEMP TABLE {name} (LIKE public.{name} INCLUDING DEFAULTS INCLUDING INDEXES)"
            )
        await connection.execute("DISCARD PLANS")
        yield
    finally:
        if not connection.is_closed():
            await connection.execute(drop)
            await connection.execute("RESET enable_seqscan")


async def put_in_place(connection: asyncpg.Connection) -> None:
    """What was folded becomes the state, as the owner and in a transaction."""
    await connection.execute("SET LOCAL enable_seqscan = on")
    await connection.execute(EMPTY)
    await connection.execute(FORGET_WHAT_WAS_ERASED)
    for name in NAMES:
        await connection.execute(f"INSERT INTO public.{name} SELECT * FROM pg_temp.{name}")  # noqa: S608
