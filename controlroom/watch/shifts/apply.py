"""How a shift takes what happened to it."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from controlroom.watch.duty import ShiftClosed, ShiftOpened
from controlroom.watch.handover import Tick
from controlroom.watch.shifts.events import (
    HandoverItemTicked,
    HandoverMissed,
    HandoverPrepared,
    HandoverSigned,
    HandoverTakenUp,
    HandoverWithdrawn,
    ShiftDropped,
    ShiftEvent,
    ShiftHandedOver,
    ShiftKeptWaiting,
    ShiftLapsed,
    ShiftPlanned,
)
from controlroom.watch.shifts.shift import Shift, ShiftState


def apply(shift: Shift | None, event: ShiftEvent, seq: int, _: datetime) -> Shift:
    if isinstance(event, ShiftPlanned):
        return _planned(shift, event)
    if shift is None:
        if not isinstance(event, ShiftOpened):
            raise ValueError(f"{event.kind} of a shift that is not known")
        return Shift(event.shift, event.at, None, state=ShiftState.OPEN, opened_at=event.at)
    match event:
        case ShiftDropped():
            return replace(shift, state=ShiftState.DROPPED)
        case ShiftKeptWaiting(behind=behind) if behind == shift.id:
            return replace(shift, ends_at=shift.ends_at or event.at)
        case ShiftKeptWaiting():
            return replace(shift, state=ShiftState.WAITING)
        case ShiftLapsed():
            return replace(shift, state=ShiftState.LAPSED)
        case ShiftOpened(at=opened_at):
            return replace(shift, state=ShiftState.OPEN, opened_at=opened_at)
        case ShiftClosed(at=closed_at):
            over = replace(shift, state=ShiftState.CLOSED, closed_at=closed_at, unsigned=False)
            return replace(over, items=(), ticks=())
        case HandoverMissed():
            return replace(shift, unsigned=True)
        case _:
            return _handover(shift, event, seq)


def _planned(shift: Shift | None, event: ShiftPlanned) -> Shift:
    fresh = Shift(event.shift, event.starts_at, event.ends_at, event.officer, event.deputy, event.leader)
    if shift is None or shift.state is ShiftState.DROPPED:
        return fresh
    unsigned = shift.unsigned and event.ends_at == shift.ends_at
    crew = replace(shift, officer=fresh.officer, deputy=fresh.deputy, leader=fresh.leader)
    return replace(crew, ends_at=event.ends_at, unsigned=unsigned)


def _handover(
    shift: Shift,
    event: HandoverPrepared
    | HandoverWithdrawn
    | HandoverTakenUp
    | HandoverItemTicked
    | HandoverSigned
    | ShiftHandedOver,
    seq: int,
) -> Shift:
    match event:
        case HandoverPrepared():
            drawn_up = replace(shift, state=ShiftState.PREPARED, items=event.items, prepared_seq=seq)
            drawn_up = replace(drawn_up, prepared_by=event.by, prepared_at=event.at)
            return replace(drawn_up, outgoing=event.outgoing, place=event.place)
        case HandoverWithdrawn():
            return _as_before(shift)
        case HandoverTakenUp(by=by, at=at):
            return replace(shift, incoming=by, taken_up_at=at)
        case HandoverItemTicked():
            return replace(shift, ticks=_ticks(shift, event))
        case HandoverSigned(by=by, at=at) if by == shift.outgoing:
            return replace(shift, outgoing_signed_at=at)
        case HandoverSigned(at=at, along=along):
            return replace(shift, incoming_signed_at=at, along=along)
        case ShiftHandedOver():
            return replace(shift, state=ShiftState.HANDED_OVER, signed_seq=seq)
        case _:
            assert_never(event)


def _as_before(shift: Shift) -> Shift:
    """Open, as if nothing had been prepared."""
    fresh = Shift(shift.id, shift.starts_at, shift.ends_at, shift.officer, shift.deputy, shift.leader)
    return replace(fresh, state=ShiftState.OPEN, opened_at=shift.opened_at, unsigned=shift.unsigned)


def _ticks(shift: Shift, event: HandoverItemTicked) -> tuple[Tick, ...]:
    kept = tuple(tick for tick in shift.ticks if tick.key != event.item)
    if not event.ticked:
        return kept
    return (*kept, Tick(event.item, event.mark, event.at, event.decision, event.owner))
