"""From a file that somebody chose to what it would change."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.interchange import gathering_file, visit_file
from controlroom.interchange.calendar import read_calendar
from controlroom.interchange.cells import Cells
from controlroom.interchange.entry import Reading, Window
from controlroom.interchange.fault import Fault, Unreadable
from controlroom.interchange.gathering_file import Otherwise, row_of_gathering
from controlroom.interchange.gathering_preview import preview_gatherings
from controlroom.interchange.preview import Preview
from controlroom.interchange.table import MOST_BYTES, TOO_LARGE, read_table
from controlroom.interchange.visit_file import row_of_event
from controlroom.interchange.visit_preview import Known, preview_visits
from controlroom.store.panels.interchange import known_gatherings, places, visits_there
from controlroom.store.panels.snapshot import look
from controlroom.watch.words import mark

What = Literal["visits", "gatherings"]
BEHIND: Final = timedelta(days=400)
AHEAD: Final = timedelta(days=400)
FLOATING: Final = mark("Times without a zone, taken as of Brussels: %(count)s.")
PASSED_OVER: Final = mark("Parts that are no events, passed over: %(count)s.")
BEYOND: Final = mark("Events more than 400 days away, not read: %(count)s.")


@dataclass(frozen=True, slots=True)
class Wish:
    """`kind`, `theme` and `site` are for gatherings of a calendar that does not say them."""

    what: What = "visits"
    kind: str = "manifestation"
    theme: str = "public_order"
    site: str = ""


async def plan(engine: AsyncEngine, who: str, raw: bytes, wish: Wish, now: datetime) -> Preview:
    """Read in a thread: a calendar with many series takes a second or two. Raises Unreadable."""
    if len(raw) > MOST_BYTES:
        raise Unreadable(1, TOO_LARGE, most=MOST_BYTES // 1024)
    async with look(engine, who) as snapshot:
        if wish.what == "visits":
            rows, faults, notes = await asyncio.to_thread(_visits, raw, now)
            there = await visits_there(snapshot, {row["visit"] for row in rows})
            known = Known(there.visits, there.legs, there.hidden, there.sites, there.units)
            previewed = preview_visits(rows, faults, known, who, now)
            return Preview(previewed.lines, tuple(notes))
        otherwise = Otherwise.at(wish.kind, wish.theme, await places(snapshot), wish.site)
        rows, faults, notes = await asyncio.to_thread(_gatherings, raw, otherwise, now)
        entered = await known_gatherings(snapshot, {row["id"] for row in rows})
        return preview_gatherings(rows, faults, entered, who, now, notes)


Rows = tuple[list[Cells], list[Fault], list[Fault]]


def _visits(raw: bytes, now: datetime) -> Rows:
    if not is_calendar(raw):
        return _table(raw, visit_file.COLUMNS, visit_file.NEEDED)
    reading = read_calendar(raw, Window(now - BEHIND, now + AHEAD))
    rows: list[Cells] = []
    faults = list(reading.faults)
    for entry in reading.entries:
        try:
            rows.append(row_of_event(entry))
        except Unreadable as unreadable:
            faults.append(unreadable.fault)
    return rows, faults, _notes(reading)


def _gatherings(raw: bytes, otherwise: Otherwise, now: datetime) -> Rows:
    if not is_calendar(raw):
        return _table(raw, gathering_file.COLUMNS, gathering_file.NEEDED)
    reading = read_calendar(raw, Window(now - BEHIND, now + AHEAD))
    return [row_of_gathering(e, otherwise) for e in reading.entries], list(reading.faults), _notes(reading)


def _table(raw: bytes, columns: Sequence[str], needed: Sequence[str]) -> Rows:
    table = read_table(raw, columns, needed)
    return [Cells(row.line, row.cells) for row in table.rows], list(table.faults), []


def is_calendar(raw: bytes) -> bool:
    """By how it begins, whatever it is called."""
    return raw.removeprefix(b"\xef\xbb\xbf").lstrip()[:15].upper() == b"BEGIN:VCALENDAR"


def _notes(reading: Reading) -> list[Fault]:
    counts = ((FLOATING, reading.floating), (PASSED_OVER, reading.passed_over), (BEYOND, reading.beyond))
    return [Fault(1, text, {"count": count}) for text, count in counts if count]
