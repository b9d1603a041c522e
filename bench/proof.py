"""Afterwards: is every report that was answered with 201 in the journal, once, under the number answered?"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import asyncpg

from bench.stand import Stand
from bench.wire import Answer, Wire

CONNECTIONS, EACH = 32, 100
FOUND = """
SELECT body::json->'report'->>'id', seq FROM journal
WHERE kind = 'incident.reported' AND body::json->'report'->>'id' = ANY($1)
"""


@dataclass(frozen=True, slots=True)
class Proof:
    """`fresh` answers 201; whether exactly those are `stored`; sent `again`, they get their numbers."""

    fresh: int
    stored: bool
    again: bool


async def prove(stand: Stand) -> Proof:
    """Send reports over 32 connections, look each one up, then send all of them again."""
    reports = [[_report() for _ in range(EACH)] for _ in range(CONNECTIONS)]
    first = await _send_all(stand, reports)
    second = await _send_all(stand, reports)
    answered = {answer.body["id"]: answer.body["seq"] for answer in first if answer.status == 201}
    connection = await asyncpg.connect(stand.database_url)
    try:
        rows = await connection.fetch(FOUND, [report["id"] for some in reports for report in some])
    finally:
        await connection.close()
    stored = len(rows) == len(answered) and dict(map(tuple, rows)) == answered
    repeated = {answer.body["id"]: answer.body["seq"] for answer in second if answer.status == 200}
    return Proof(len(answered), stored, repeated == answered)


async def _send_all(stand: Stand, reports: list[list[dict[str, Any]]]) -> list[Answer]:
    tokens = stand.tokens.read_text().split()
    sent = (_send(stand.url, token, some) for token, some in zip(tokens, reports, strict=False))
    return [answer for answers in await asyncio.gather(*sent) for answer in answers]


async def _send(url: str, token: str, reports: list[dict[str, Any]]) -> list[Answer]:
    wire = await Wire.open(url)
    answers = [await wire.post("/feeds/incidents", token, report) for report in reports]
    wire.close()
    return answers


def _report() -> dict[str, Any]:
    at = datetime.now(UTC).isoformat()
    return {"id": str(uuid4()), "at": at, "kind": "other", "site": "S-1", "text": "proof"}
