"""What a report leaves on disk, and what it sends to a standby."""

from collections.abc import Awaitable, Callable
from typing import Final

import asyncpg
import httpx2

from bench.findings import Findings, Table, number
from bench.stand import Stand, a_stand
from bench.traffic import a_busy_hour, an_incident, report_steadily

HOW: Final = """a busy hour's mix at 200 reports/s, one POST each, then incidents in batches of 1,000; sizes
  with indexes, and the position in the write-ahead log, before and after. What PostgreSQL writes whole after
  a checkpoint is in it, as far as one fell into that time."""
PER_SECOND, SECONDS = 200, 30.0
BATCHES, EACH = 30, 1000
LOOK: Final = """
SELECT (SELECT count(*) FROM report_key) AS reports,
       (SELECT seq FROM head) AS rows,
       pg_total_relation_size('journal') AS journal,
       pg_total_relation_size('report_key') AS keys,
       (SELECT sum(pg_total_relation_size(oid)) FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace)::bigint AS tables,
       (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint AS wal
"""
ROWS: Final = {
    "rows": "journal rows",
    "journal": "journal, bytes",
    "keys": "keys, bytes",
    "tables": "all tables, bytes",
    "wal": "write-ahead log, bytes",
}


async def measure() -> Findings:
    async with a_stand() as stand:
        singly = await _left(stand, _singly)
        batched = await _left(stand, _batched)
    head = ["of each report", "one POST each", f"batches of {EACH:,}"]
    rows = [[said, number(singly[name]), number(batched[name])] for name, said in ROWS.items()]
    return Findings(tables=[Table("What a report leaves on disk", head, rows)])


async def _left(stand: Stand, send: Callable[[Stand], Awaitable[None]]) -> dict[str, float]:
    """What a report added to each figure."""
    before = await _look(stand)
    await send(stand)
    await stand.stored()
    after = await _look(stand)
    reports = after["reports"] - before["reports"]
    return {name: (after[name] - before[name]) / reports for name in ROWS}


async def _look(stand: Stand) -> dict[str, int]:
    connection = await asyncpg.connect(stand.owner_url)
    try:
        return dict(await connection.fetchrow(LOOK) or {})
    finally:
        await connection.close()


async def _singly(stand: Stand) -> None:
    await report_steadily(stand, PER_SECOND, SECONDS, [], a_busy_hour)


async def _batched(stand: Stand) -> None:
    headers = {"authorization": f"Bearer {stand.tokens.read_text().split()[0]}"}
    async with httpx2.AsyncClient(headers=headers, trust_env=False, timeout=30) as client:
        for batch in range(BATCHES):
            reports = [an_incident(n)[1] for n in range(batch * EACH, (batch + 1) * EACH)]
            answer = await client.post(f"{stand.url}/feeds/incidents", json=reports)
            answer.raise_for_status()
