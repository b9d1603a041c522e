"""What follows from an entry into the roster, or from a step of a handover; or why it is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, assert_never

from controlroom.errors import AlreadyDone, Refused, Stale, Unknown
from controlroom.watch.alerts import Alert, AlertAssigned
from controlroom.watch.duty import Duty, DutyTaken, Place, ShiftClosed, ShiftOpened
from controlroom.watch.handover import Change, Decision, unticked
from controlroom.watch.shifts.acts import (
    DropShift,
    HandoverCommand,
    PlanShift,
    PrepareHandover,
    RosterCommand,
    SignHandover,
    TakeUpHandover,
    TickItem,
    WithdrawHandover,
)
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
from controlroom.watch.shifts.shift import LONGEST, Shift, ShiftState, shift_id, unplanned_id
from controlroom.watch.words import mark

NOT_ITS_END: Final = mark("A shift ends after it began, within 24 hours.")
OVER: Final = mark("This shift is over already.")
NOBODY_PLANNED: Final = mark("Name at least one person.")
TWO_PLACES: Final = mark("One person holds one place.")
IT_IS_ON: Final = mark("This shift is on: it is handed over, not dropped.")
NOT_ON_DUTY: Final = mark("Only who is on duty prepares the handover.")
ANOTHER_SHIFT: Final = mark("Another shift is on by now; look again.")
NOTHING_PREPARED: Final = mark("No handover is prepared.")
BOTH_SIDES: Final = mark("Nobody hands over to themselves.")
NOT_THE_INCOMING: Final = mark("Only who takes over ticks.")
DECIDE_IT: Final = mark("Somebody has this alert in hand: say who has it from now on.")
NAME_AN_OWNER: Final = mark("Say who keeps it.")
NEITHER_SIDE: Final = mark("Only who hands over and who takes over sign.")
SIGNED_ALREADY: Final = mark("You have signed already.")
STILL_TO_TICK: Final = mark("Not everything is ticked as it stands now.")
NO_LONGER_ON_DUTY: Final = mark(
    "Who hands over is no longer in charge: withdraw this handover and prepare another."
)


@dataclass(frozen=True, slots=True)
class Sight:
    """What a step of a handover looks at besides its shift. `alerts`: those that were decided upon."""

    duty: Duty
    next: Shift | None = None
    alerts: Mapping[str, Alert] = field(default_factory=dict)


HandoverEvent = ShiftEvent | DutyTaken | AlertAssigned


def plan(shift: Shift | None, command: RosterCommand, now: datetime) -> list[ShiftEvent]:
    match command:
        case PlanShift():
            return _plan(shift, command, now)
        case DropShift(by=by):
            return _drop(shift, by)
        case _:
            assert_never(command)


def _plan(shift: Shift | None, command: PlanShift, now: datetime) -> list[ShiftEvent]:
    crew = [name for name in (command.officer, command.deputy, command.leader) if name]
    if not command.starts_at < command.ends_at <= command.starts_at + LONGEST:
        raise Refused(NOT_ITS_END, field="ends_at")
    if _is_over(shift, command.ends_at, now):
        raise Refused(OVER, field="ends_at")
    if not crew:
        raise Refused(NOBODY_PLANNED, field="officer")
    if len(set(crew)) != len(crew):
        raise Refused(TWO_PLACES, field="deputy")
    planned = ShiftPlanned(
        shift_id(command.starts_at),
        command.starts_at,
        command.ends_at,
        command.officer,
        command.deputy,
        command.leader,
        command.by,
    )
    return [] if shift and _as_planned(shift, planned) else [planned]


def _is_over(shift: Shift | None, ends_at: datetime, now: datetime) -> bool:
    """Who is at which place of a shift that is on can be put right also after its time."""
    if shift and shift.state in (ShiftState.CLOSED, ShiftState.LAPSED):
        return True
    stays_on = shift is not None and shift.state.on and ends_at == shift.ends_at
    return ends_at <= now and not stays_on


def _as_planned(shift: Shift, planned: ShiftPlanned) -> bool:
    same_crew = all(shift.at(place) == getattr(planned, place.value) for place in Place)
    return shift.state is not ShiftState.DROPPED and shift.ends_at == planned.ends_at and same_crew


def _drop(shift: Shift | None, by: str) -> list[ShiftEvent]:
    if shift is None:
        raise Unknown(mark("there is no such shift"), field="shift")
    if shift.state is ShiftState.DROPPED:
        return []
    if not shift.state.ahead:
        raise Refused(IT_IS_ON if shift.state.on else OVER)
    return [ShiftDropped(shift.id, by)]


def hand_over(
    shift: Shift | None, command: HandoverCommand, sight: Sight, now: datetime
) -> list[HandoverEvent]:
    if command.shift != (sight.duty.shift or ""):
        raise Stale(ANOTHER_SHIFT)
    if isinstance(command, PrepareHandover):
        return _prepare(shift, command, sight.duty, now)
    if shift is None or shift.state is not ShiftState.PREPARED:
        raise Refused(NOTHING_PREPARED)
    match command:
        case WithdrawHandover(by=by):
            return _withdraw(shift, by, sight.duty)
        case TakeUpHandover(by=by):
            return _take_up(shift, by, now)
        case TickItem():
            return _tick(shift, command, now)
        case SignHandover():
            return _sign(shift, command, sight, now)
        case _:
            assert_never(command)


def _prepare(shift: Shift | None, command: PrepareHandover, duty: Duty, now: datetime) -> list[HandoverEvent]:
    outgoing, place = duty.first, duty.first_place
    if outgoing is None or place is None or not duty.holds(command.by):
        raise Refused(NOT_ON_DUTY)
    if shift and shift.state is ShiftState.PREPARED and shift.prepared_by and shift.prepared_at:
        if shift.prepared_by == command.by:
            return []
        raise AlreadyDone(mark("this handover is prepared"), by=shift.prepared_by, at=shift.prepared_at)
    key = shift.id if shift else unplanned_id(now)
    opened: list[HandoverEvent] = [] if shift else [ShiftOpened(key, now)]
    return [
        *opened,
        HandoverPrepared(key, command.by, outgoing, place, now, command.items, command.words),
    ]


def _withdraw(shift: Shift, by: str, duty: Duty) -> list[HandoverEvent]:
    if by not in (shift.outgoing, shift.incoming) and not duty.holds(by):
        raise Refused(NOT_ON_DUTY)
    return [HandoverWithdrawn(shift.id, by)]


def _take_up(shift: Shift, by: str, now: datetime) -> list[HandoverEvent]:
    """One winner: whoever comes second is told who takes over."""
    if by == shift.outgoing:
        raise Refused(BOTH_SIDES)
    if shift.incoming == by:
        return []
    if shift.incoming and shift.taken_up_at:
        raise AlreadyDone(mark("somebody takes over already"), by=shift.incoming, at=shift.taken_up_at)
    return [HandoverTakenUp(shift.id, by, now)]


def _tick(shift: Shift, command: TickItem, now: datetime) -> list[HandoverEvent]:
    line = command.line
    if command.by != shift.incoming:
        raise Refused(NOT_THE_INCOMING)
    before = next((tick for tick in shift.ticks if tick.key == line.item.key), None)
    if not command.ticked:
        gone = HandoverItemTicked(shift.id, command.by, line.item.key, line.mark, now, ticked=False)
        return [gone] if before else []
    decision, owner = _decided(command)
    if before and (before.mark, before.decision, before.owner) == (line.mark, decision, owner):
        return []
    return [HandoverItemTicked(shift.id, command.by, line.item.key, line.mark, now, decision, owner)]


def _decided(command: TickItem) -> tuple[Decision | None, str | None]:
    """With an alert that somebody has in hand goes a decision; with anything else none."""
    if not command.line.to_be_decided:
        return None, None
    match command.decision:
        case None:
            raise Refused(DECIDE_IT, field="decision")
        case Decision.KEEP:
            if not command.owner:
                raise Refused(NAME_AN_OWNER, field="owner")
            return Decision.KEEP, command.owner
        case Decision.TAKE_OVER:
            return Decision.TAKE_OVER, command.by
        case Decision.CLOSE_FIRST:
            return Decision.CLOSE_FIRST, None
        case _:
            assert_never(command.decision)


def _sign(shift: Shift, command: SignHandover, sight: Sight, now: datetime) -> list[HandoverEvent]:
    """The incoming signs what is ticked; the second signature, whosever it is, asks for it again."""
    by, outgoing, incoming, place = command.by, shift.outgoing, shift.incoming, shift.place
    if by not in (outgoing, incoming):
        raise Refused(NEITHER_SIDE)
    if by == outgoing == incoming:
        raise Refused(BOTH_SIDES)
    mine = shift.outgoing_signed_at if by == outgoing else shift.incoming_signed_at
    other = shift.incoming_signed_at if by == outgoing else shift.outgoing_signed_at
    if mine:
        raise Refused(SIGNED_ALREADY)
    if outgoing is None or place is None or sight.duty.first != outgoing:
        raise Refused(NO_LONGER_ON_DUTY)
    if (by == incoming or other) and unticked(command.lines, shift.ticks):
        raise Refused(STILL_TO_TICK)
    signed = HandoverSigned(shift.id, by, now, command.along if by == incoming else ())
    if not other or incoming is None:
        return [signed]
    along = signed.along if by == incoming else shift.along
    return [signed, *_change(shift, command, sight, (outgoing, incoming, place), along, now)]


def _change(
    shift: Shift,
    command: SignHandover,
    sight: Sight,
    parties: tuple[str, str, Place],
    along: tuple[Place, ...],
    now: datetime,
) -> list[HandoverEvent]:
    """The shift changes: who is on duty, who has which alert, and which shift is on."""
    outgoing, incoming, place = parties
    follows = sight.next if sight.next and sight.next.can_follow(now) else None
    return [
        ShiftHandedOver(shift.id, outgoing, incoming, place, now, command.lines, shift.ticks, command.words),
        *_taken(sight.duty, follows, (incoming, place), along, now),
        *_assigned(shift, sight, incoming),
        ShiftClosed(shift.id, now),
        ShiftOpened(follows.id if follows else unplanned_id(now), now),
    ]


def _taken(
    duty: Duty, follows: Shift | None, comes: tuple[str, Place], along: tuple[Place, ...], now: datetime
) -> list[HandoverEvent]:
    incoming, place = comes
    with_them = ((other, follows.at(other)) for other in along if follows and other is not place)
    taken = [DutyTaken(incoming, place, now)]
    for other, name in with_them:
        if name and name != incoming and name != duty.at(other):
            taken.append(DutyTaken(name, other, now))
    return [*taken]


def _assigned(shift: Shift, sight: Sight, incoming: str) -> list[HandoverEvent]:
    """What the incoming decided about alerts, as far as they are still open."""
    given = []
    for tick in shift.ticks:
        alert = sight.alerts.get(tick.key)
        if (
            tick.owner
            and tick.mark != Change.GONE
            and alert
            and alert.open
            and alert.assigned_to != tick.owner
        ):
            given.append(AlertAssigned(alert.id, incoming, tick.owner))
    return [*given]


def pass_deadline(shift: Shift, kind: str, duty: Duty, now: datetime) -> list[ShiftEvent]:
    match kind:
        case "begin" if duty.shift is None:
            return [ShiftOpened(shift.id, now)]
        case "begin":
            return [ShiftKeptWaiting(shift.id, duty.shift or "", shift.starts_at)]
        case "lapse_shift":
            return [ShiftLapsed(shift.id)]
        case "unsigned":
            return [HandoverMissed(shift.id)]
        case _:
            return []
