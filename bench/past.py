"""A past of any length: one day lived by the product's pen, and printed for each day since.

Every row is chained to the one before as the product does it, and what a day left in the state tables is
printed with it, so `verify` and `rebuild --check` hold for all of it.
"""

import asyncio
import json
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from time import perf_counter
from typing import Final

import asyncpg

from bench.past_day import ROWS_A_ROUND, PastDay
from bench.press import COPIED, Press
from controlroom.store.engine import connect
from controlroom.watch.recent_checks import KEPT

DAYS: Final = 365
ROWS_A_DAY: Final = 500
"""At least; a longer past has fuller days, not more than a year of them."""
CLUTTER: Final = (
    """
    INSERT INTO account (name, display_name, role, password_hash, made_at)
    SELECT 'past' || n, 'Past ' || n, CASE n % 2 WHEN 0 THEN 'duty_officer' ELSE 'shift_leader' END, '-', $1
    FROM generate_series(0, 19) AS n WHERE $2::int > 0
    """,
    """
    INSERT INTO session (digest, account, made_at, seen_at, ends_at)
    SELECT sha256(n::text::bytea), 'past' || n % 20, at, at, at + interval '8 hours'
    FROM generate_series(0, 30 * $2::int - 1) AS n,
         LATERAL (SELECT $1::timestamptz + n * interval '48 minutes' AS at)
    """,
    """
    INSERT INTO quarantine (unit, feed, received_at, reason, raw)
    SELECT 'U-' || n % 64, 'incident', $1::timestamptz + n * interval '7 minutes', 'no such site',
           repeat('x', 400)::bytea
    FROM generate_series(0, least(200 * $2::int, 64000) - 1) AS n
    """,
    """
    INSERT INTO webhook (name, url, priority, kinds, after_seq, made_at, revoked_at)
    SELECT 'pager', 'https://pager.invalid/', 4, '{}', 0, $1, $1::timestamptz + $2::int * interval '1 day'
    """,
    """
    INSERT INTO webhook_delivery (id, webhook, seq, alert, kind, body, state, attempts, next_at, last_status,
                                  took_ms, made_at, delivered_at)
    SELECT 'past' || n, 'pager', n, n / 4, 'alert.changed', repeat('x', 400), 'delivered', 1, at, 204, 5,
           at, at
    FROM generate_series(1, least(100 * $2::int, 3000)) AS n,
         LATERAL (SELECT now() - interval '1 day' + n * interval '10 seconds' AS at)
    WHERE $1::timestamptz < now()
    """,
)
"""What lies beside the journal after so many days: twenty accounts, 30 sessions a day, 100 messages to a
receiver, whose log keeps a month; quarantine keeps 1,000 of each unit."""
LATEST_RAISED: Final = "UPDATE flood SET raised = ARRAY(SELECT at + $1 FROM unnest(raised) AS at ORDER BY at)"
MOVE_HEAD: Final = "UPDATE head SET seq = $1, hash = $2, ticked_at = clock_timestamp()"
COUNTED: Final = ("journal", *COPIED, "session", "quarantine", "webhook_delivery")


@dataclass(frozen=True, slots=True)
class Past:
    """How many rows each table has after so many days, the last of them yesterday; how long that took."""

    tables: dict[str, int]
    days: int
    seconds: float


async def make_a_past(database_url: str, owner_url: str, rows: int) -> Past:
    """At least so many rows of the journal, in a database that was just migrated.

    Raises SystemExit if something of the lived day is not over at its end.
    """
    began = perf_counter()
    a_day = max(ROWS_A_DAY, rows // DAYS)
    days = -(-rows // a_day)
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    writer, owner = await connect(database_url), await connect(owner_url, hurry=False)
    try:
        day = PastDay(writer, today - timedelta(days=days), rounds=-(-a_day // ROWS_A_ROUND))
        setup = await day.furnish()
        await day.live()
        press = await Press.set_up(owner, day.midnight, setup)
        days = -(-(rows - setup) // len(press.rows))
        await _print(owner, press, days)
        await _remember(owner, day.midnight, days)
        for statement in CLUTTER:
            await owner.execute(statement, day.midnight, days)
        await _tidy(owner_url)
        counted = {table: await owner.fetchval(f"SELECT count(*) FROM {table}") for table in COUNTED}
    finally:
        await writer.close()
        await owner.close()
    return Past(counted, days, perf_counter() - began)


async def _print(owner: asyncpg.Connection, press: Press, days: int) -> None:
    """While the database takes one day the next is printed; the keys come at random and are sorted last."""
    await owner.execute("SET synchronous_commit = off")
    await owner.execute("SET maintenance_work_mem = '512MB'")
    await owner.execute("ALTER TABLE report_key DROP CONSTRAINT report_key_pkey")
    with ThreadPoolExecutor(1) as pool:
        ahead = deque(pool.submit(press.print, day) for day in range(1, min(days, 2)))
        for day in range(2, days + 1):
            printed = await asyncio.wrap_future(ahead.popleft())
            if day < days:
                ahead.append(pool.submit(press.print, day))
            for table, text in printed.items():
                await owner.copy_to_table(table, source=BytesIO(text), columns=COPIED.get(table) or None)
    await owner.execute("ALTER TABLE report_key ADD PRIMARY KEY (unit, id)")
    await owner.execute(MOVE_HEAD, press.last, press.hash)


async def _remember(owner: asyncpg.Connection, lived: datetime, days: int) -> None:
    """Things that keep their last few times keep those of the last days."""
    await owner.execute(LATEST_RAISED, timedelta(days=days - 1))
    dates = [f"{lived + timedelta(days=n):%Y-%m-%d}" for n in range(max(days - KEPT, 0), days)]
    for code, recent in await owner.fetch("SELECT code, recent::text FROM site"):
        told = [one for date in dates for one in json.loads(recent.replace(f"{lived:%Y-%m-%d}", date))]
        await owner.execute("UPDATE site SET recent = $2 WHERE code = $1", code, json.dumps(told[-KEPT:]))


async def _tidy(owner_url: str) -> None:
    """As autovacuum leaves it: else it would come in the middle of a measurement."""
    tables = asyncio.Queue[str]()
    for table in (*COUNTED, "deadline", "unit", "site", "account", "head"):
        tables.put_nowait(table)

    async def sweep() -> None:
        connection = await connect(owner_url, hurry=False)
        while not tables.empty():
            await connection.execute(f"VACUUM (ANALYZE) {tables.get_nowait()}")
        await connection.close()

    await asyncio.gather(sweep(), sweep())
