"""What the database itself can do here: the floor under every accepted report."""

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Any

import asyncpg

from bench.findings import percentile
from bench.stand import Stand
from controlroom.store.engine import connect

SHEET = "bench_journal"
"""A table like the journal, so that nothing foreign ever stands in the journal."""
ONE = f"INSERT INTO {SHEET} VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
MANY = f"""
INSERT INTO {SHEET} SELECT * FROM unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::text[], $5::text[],
                                         $6::text[], $7::bytea[], $8::bytea[], $9::bytea[])
"""
BODY = '{"report":{"id":"%s"},"what":"suspicious_vehicle","priority":3,"site":"S-1"}'.ljust(420)


@dataclass(frozen=True, slots=True)
class Floor:
    """Rows each second and milliseconds of one commit."""

    rows_per_second: float
    p50: float
    p99: float


async def floors(stand: Stand, seconds: float) -> dict[str, Floor]:
    """One connection: a row a commit, then a hundred."""
    owner = await asyncpg.connect(stand.owner_url)
    await owner.execute(f"DROP TABLE IF EXISTS {SHEET}")
    await owner.execute(f"CREATE TABLE {SHEET} (LIKE journal INCLUDING ALL)")
    await owner.close()
    writer = await connect(stand.owner_url)
    numbers = count(1)
    try:
        one = await _repeat(lambda: writer.execute(ONE, *_row(next(numbers))), seconds, 1)
        many = await _repeat(lambda: writer.execute(MANY, *_columns(numbers, 100)), seconds, 100)
        await writer.execute(f"DROP TABLE {SHEET}")
    finally:
        await writer.close()
    return {"1 row a commit": one, "100 rows a commit": many, "fdatasync of 8 kB": _flush(stand.data_dir)}


async def _repeat(write: Callable[[], Awaitable[object]], seconds: float, rows: int) -> Floor:
    took: list[float] = []
    end = perf_counter() + seconds
    while (began := perf_counter()) < end:
        await write()
        took.append(perf_counter() - began)
    return _floor(took, rows)


def _floor(took: list[float], rows: int) -> Floor:
    return Floor(len(took) * rows / sum(took), percentile(took, 50) * 1e3, percentile(took, 99) * 1e3)


def _row(seq: int) -> tuple[Any, ...]:
    now = datetime.now(UTC)
    return (seq, now, "U-1", "incident.reported", BODY, BODY[:120], bytes(16), bytes(32), bytes(32))


def _columns(numbers: "count[int]", rows: int) -> list[list[Any]]:
    return [list(column) for column in zip(*(_row(next(numbers)) for _ in range(rows)), strict=True)]


def _flush(place: Path) -> Floor:
    """How long the disk takes to keep a page."""
    file = place / "flush"
    took = []
    descriptor = os.open(file, os.O_CREAT | os.O_WRONLY)
    try:
        for n in range(500):
            began = perf_counter()
            os.pwrite(descriptor, bytes(8192), n * 8192)
            os.fdatasync(descriptor)
            took.append(perf_counter() - began)
    finally:
        os.close(descriptor)
        file.unlink()
    return _floor(took, 1)
