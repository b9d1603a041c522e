"""What a handover shows: what there is to hand over now, the words beside it, and what was signed before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from controlroom.store.codec import decode_event
from controlroom.store.panels.alerts import OpenAlerts, with_names
from controlroom.store.panels.measures import file_names
from controlroom.store.panels.resting import resting
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import (
    ACTING_MEASURE,
    COMING_VISIT,
    OPEN_ALERT,
    SIGNED_SHIFT,
    STANDING_FLAG,
    STANDING_POST,
    UNSETTLED_CHECK,
    alert,
    flag,
    journal,
    leg,
    log_entry,
    measure,
    patrol_check,
    post,
    shift,
    unit,
    visit,
)
from controlroom.watch.alerts import Alert
from controlroom.watch.events import Event
from controlroom.watch.flags import Flag
from controlroom.watch.inventory import HANDED_OVER_TO, MEASURES_WITHIN, VISITS_WITHIN, Standing, Written
from controlroom.watch.log import Entry, LogCorrected, LogWritten
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.shifts.shift import Shift
from controlroom.watch.sites import Site

AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class InHand:
    """`named`: what rows of the alerts say; `sites` of posts, legs and checks; `notes`: what the log says.

    `files`: what the files are called on which measures hang.
    """

    standing: Standing
    named: OpenAlerts
    sites: Mapping[str, Site]
    resting: Mapping[str, str]
    notes: Mapping[str, str]
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """A row of the journal: who wrote it when, and whether its words were taken away by law."""

    seq: int
    at: datetime
    event: Event
    erased: bool


async def in_hand(snapshot: Snapshot, now: datetime, on: str | None = None) -> InHand:
    """`on`: the shift that is. Of what is restricted it holds what all in the room may know."""
    handed = or_(alert.c.priority <= HANDED_OVER_TO, alert.c.suppression == "shelved")
    alerts: list[Alert] = await snapshot.things(Noun.ALERT, select(alert).where(OPEN_ALERT, handed))
    posts = await snapshot.things(Noun.POST, select(post).where(STANDING_POST).order_by(post.c.code))
    coming = select(visit).where(COMING_VISIT, visit.c.starts_at < now + VISITS_WITHIN)
    visits = await snapshot.things(Noun.VISIT, coming)
    late = select(leg).where(leg.c.visit.in_([one.code for one in visits]), leg.c.overdue > 0)
    legs = await snapshot.things(Noun.LEG, late.order_by(leg.c.id))
    missed = select(patrol_check).where(UNSETTLED_CHECK, patrol_check.c.state == "missed")
    checks = await snapshot.things(Noun.CHECK, missed.order_by(patrol_check.c.window_end))
    silent = select(unit).where(unit.c.silent_since.is_not(None)).order_by(unit.c.call_sign)
    units = await snapshot.things(Noun.UNIT, silent)
    soon = select(measure).where(ACTING_MEASURE, measure.c.valid_to < now + MEASURES_WITHIN)
    running_out = await snapshot.things(Noun.MEASURE, soon)
    files = await file_names(snapshot, (one.file for one in running_out))
    out = [one for one in await resting(snapshot) if one.until]
    flagged, said = await notes(snapshot, on)
    veil = snapshot.veil
    standing = Standing(
        now,
        veil.over(alerts),
        veil.over(posts),
        veil.over(legs),
        veil.over(checks),
        units,
        veil.over(visits),
        [(Ref.parse(one.ref), one.until) for one in out if one.until],
        flagged,
        frozenset(one.code for one in visits if veil.covers(one)),
        veil.over(running_out),
    )
    codes = (*(p.site for p in posts), *(c.site for c in checks), *(one.destination for one in legs))
    names = {one.ref: one.name for one in out}
    named, sites = await with_names(snapshot, alerts), await snapshot.sites(codes)
    return InHand(standing, veil.over(named), veil.over(sites), names, said, files)


async def notes(snapshot: Snapshot, on: str | None) -> tuple[list[Written], dict[str, str]]:
    """Flagged lines with what they say now: a corrected line says what it was corrected to last."""
    mine = flag.c.shift.is_(None) if on is None else flag.c.shift == on
    query = select(flag).where(STANDING_FLAG, or_(flag.c.pinned, mine)).order_by(flag.c.entry)
    flags: list[Flag] = await snapshot.things(Noun.FLAG, query)
    written, said = [], {}
    for one in flags:
        line, number = await _newest(snapshot, one.entry)
        row = await kept(snapshot, number)
        text = row.event.text if row and isinstance(row.event, LogWritten | LogCorrected) else None
        written.append(Written(one.entry, line.written_at, line.by, number, one.pinned))
        said[f"{Noun.ENTRY}:{one.entry}"] = text or ""
    return written, said


async def _newest(snapshot: Snapshot, number: int) -> tuple[Entry, int]:
    """The line with this number, and the number of its last correction."""
    first: Entry | None = None
    while True:
        query = select(log_entry).where(log_entry.c.id == number)
        (found,) = await snapshot.things(Noun.ENTRY, query)
        first = first or found
        if found.corrected_as is None:
            return first, number
        number = found.corrected_as


async def kept(snapshot: Snapshot, seq: int) -> Kept | None:
    """The event with this number."""
    row = (await snapshot.connection.execute(select(journal).where(journal.c.seq == seq))).one_or_none()
    return _kept(row) if row else None


def _kept(row: Any) -> Kept:
    erased = row.private is None and row.private_digest is not None
    return Kept(row.seq, row.recorded_at, decode_event(row.kind, row.body, row.private), erased)


async def signed(snapshot: Snapshot, before: int | None = None) -> Sequence[Shift]:
    """Shifts that were handed over, the newest first; `before`: the number from which to read on."""
    query = select(shift).where(SIGNED_SHIFT).order_by(shift.c.signed_seq.desc()).limit(AT_ONCE)
    if before is not None:
        query = query.where(shift.c.signed_seq < before)
    found: list[Shift] = await snapshot.things(Noun.SHIFT, query)
    return found


async def signed_as(snapshot: Snapshot, number: int) -> Shift | None:
    query = select(shift).where(SIGNED_SHIFT, shift.c.signed_seq == number)
    found: list[Shift] = await snapshot.things(Noun.SHIFT, query)
    return found[0] if found else None
