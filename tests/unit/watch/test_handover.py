"""A shift handed over, step by step: what each step leads to, and why it is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controlroom.errors import AlreadyDone, Refused, Stale
from controlroom.watch.alerts import Alert
from controlroom.watch.duty import LeaveDuty, Place, TakeDuty
from controlroom.watch.handover import Change, Decision, Item, Line, Section, Tick, lines, unticked
from controlroom.watch.incidents import IncidentKind
from controlroom.watch.refs import Noun
from controlroom.watch.shifts import (
    PlanShift,
    PrepareHandover,
    Shift,
    ShiftHandedOver,
    ShiftState,
    SignHandover,
    TakeUpHandover,
    TickItem,
    WithdrawHandover,
    shift_id,
)
from tests.unit.watch.room import Room, folded, incident_word, noon

NOW_ON, NEXT = shift_id(noon(0)), shift_id(noon(60))
POST = Item(Section.POST, "post:EU-07", what="unmanned", at=noon(5))
FELT = Item(Section.FEED, "unit:PATROL-1", what="silent", at=noon(6))
HELD = Item(Section.ALERT, "alert:9", 2, "post.left", 1, noon(7), "anna")


def a_room() -> Room:
    """Anna is on until one o'clock, Bert comes then; Leo leads, and Lea comes with Bert."""
    room = Room.of()
    room.do(TakeDuty("anna", Place.OFFICER))
    room.do(TakeDuty("leo", Place.LEADER))
    room.do(PlanShift(noon(0), noon(60), "chief", "anna", None, "leo"))
    room.do(PlanShift(noon(60), noon(120), "chief", "bert", None, "lea"))
    room.at(50)
    return room


def shift(room: Room, key: str = NOW_ON) -> Shift:
    return room.world.known(Noun.SHIFT, key, Shift)


def prepare(*items: Item, by: str = "anna") -> PrepareHandover:
    return PrepareHandover(NOW_ON, by, items, ("",) * len(items))


def tick(item: Item, change: Change = Change.SAME, by: str = "bert", **more: object) -> TickItem:
    return TickItem(NOW_ON, by, Line(item, change), **more)  # type: ignore[arg-type]


def sign(by: str, *shown: Item, along: tuple[Place, ...] = ()) -> SignHandover:
    return SignHandover(NOW_ON, by, tuple(map(Line, shown)), ("",) * len(shown), NEXT, along)


def handing(*items: Item) -> Room:
    """Prepared by Anna, taken up by Bert."""
    room = a_room()
    room.do(prepare(*items))
    room.do(TakeUpHandover(NOW_ON, "bert"))
    return room


@pytest.mark.parametrize("order", [("anna", "bert"), ("bert", "anna")])
def test_the_second_signature_changes_who_is_on_duty_whichever_it_is(order: tuple[str, str]) -> None:
    room = handing(POST)
    room.do(tick(POST))
    room.do(sign(order[0], POST))
    assert (room.world.duty.officer, shift(room).state) == ("anna", ShiftState.PREPARED)
    room.do(sign(order[1], POST))
    assert (room.world.duty.officer, room.world.duty.leader) == ("bert", "leo")
    assert (shift(room).state, shift(room, NEXT).state) == (ShiftState.CLOSED, ShiftState.OPEN)
    assert (room.world.duty.shift, shift(room, NEXT).opened_at) == (NEXT, noon(50))


@pytest.mark.parametrize("order", [("anna", "bert"), ("bert", "anna")])
def test_who_comes_along_takes_their_place_with_the_incoming(order: tuple[str, str]) -> None:
    room = handing()
    for by in order:
        room.do(sign(by, along=(Place.LEADER, Place.DEPUTY) if by == "bert" else ()))
    assert (room.world.duty.officer, room.world.duty.deputy, room.world.duty.leader) == ("bert", None, "lea")


def test_a_handover_is_kept_as_both_signed_it() -> None:
    room = handing(POST)
    room.do(tick(POST))
    room.do(sign("bert", POST))
    room.do(sign("anna", POST))
    (signed,) = [one for one in room.history if isinstance(one.event, ShiftHandedOver)]
    event = signed.event
    assert isinstance(event, ShiftHandedOver)
    assert (event.outgoing, event.incoming, event.place) == ("anna", "bert", Place.OFFICER)
    assert event.lines == (Line(POST),)
    assert [one.key for one in event.ticks] == [POST.key]
    assert shift(room).signed_seq == signed.seq


def serious(room: Room) -> tuple[Alert, Item]:
    room.do(incident_word(IncidentKind.BREACH, 2, 50))
    (alert,) = [one for one in room.ever("incident.serious") if one.open]
    room.acknowledge(alert, "anna")
    item = Item(Section.ALERT, f"alert:{alert.id}", 2, alert.rule, 2, noon(50), "anna")
    return room.world.known(Noun.ALERT, str(alert.id), Alert), item


@pytest.mark.parametrize(
    ("decision", "owner", "has_it"),
    [
        (Decision.TAKE_OVER, None, "bert"),
        (Decision.KEEP, "anna", "anna"),
        (Decision.KEEP, "carl", "carl"),
    ],
)
def test_the_incoming_decides_who_has_each_alert(decision: Decision, owner: str | None, has_it: str) -> None:
    room = a_room()
    alert, item = serious(room)
    room.do(prepare(item))
    room.do(TakeUpHandover(NOW_ON, "bert"))
    room.do(tick(item, decision=decision, owner=owner))
    assert room.world.known(Noun.ALERT, str(alert.id), Alert).assigned_to is None
    room.do(sign("anna", item))
    room.do(sign("bert", item))
    assert room.world.known(Noun.ALERT, str(alert.id), Alert).assigned_to == has_it


def test_an_alert_that_ended_meanwhile_is_given_to_nobody() -> None:
    room = a_room()
    alert, item = serious(room)
    room.do(prepare(item))
    room.do(TakeUpHandover(NOW_ON, "bert"))
    room.do(tick(item, decision=Decision.TAKE_OVER))
    room.close(alert)
    room.do(tick(item, Change.GONE))
    gone = SignHandover(NOW_ON, "bert", (Line(item, Change.GONE),), ("",), NEXT)
    room.do(gone)
    room.do(replace(gone, by="anna"))
    assert room.world.known(Noun.ALERT, str(alert.id), Alert).assigned_to is None


Step = Callable[[Room], object]


def done(*commands: object) -> Step:
    return lambda room: [room.do(command) for command in commands]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "command", "why"),
    [
        (done(), prepare(by="bert"), "on duty prepares"),
        (done(), TakeUpHandover(NOW_ON, "bert"), "No handover is prepared"),
        (done(), sign("bert"), "No handover is prepared"),
        (done(), WithdrawHandover(NOW_ON, "anna"), "No handover is prepared"),
        (done(), replace(prepare(), shift="20200101T000000Z"), "Another shift"),
        (done(prepare()), TakeUpHandover(NOW_ON, "anna"), "to themselves"),
        (done(prepare()), WithdrawHandover(NOW_ON, "carl"), "on duty prepares"),
        (done(prepare(POST)), tick(POST), "who takes over ticks"),
        (done(prepare(), TakeUpHandover(NOW_ON, "bert")), tick(POST, by="anna"), "who takes over ticks"),
        (done(prepare(HELD), TakeUpHandover(NOW_ON, "bert")), tick(HELD), "say who has it"),
        (
            done(prepare(HELD), TakeUpHandover(NOW_ON, "bert")),
            tick(HELD, decision=Decision.KEEP),
            "who keeps it",
        ),
        (done(prepare(), TakeUpHandover(NOW_ON, "bert")), sign("carl"), "who takes over sign"),
        (done(prepare(POST), TakeUpHandover(NOW_ON, "bert")), sign("bert", POST), "Not everything"),
        (done(prepare(), TakeUpHandover(NOW_ON, "bert"), sign("bert")), sign("bert"), "signed already"),
        (done(prepare(), sign("anna")), sign("anna"), "signed already"),
        (
            done(prepare(), TakeUpHandover(NOW_ON, "bert"), sign("bert"), TakeDuty("carl", Place.OFFICER)),
            sign("anna"),
            "no longer in charge",
        ),
        (
            done(prepare(), TakeUpHandover(NOW_ON, "bert"), sign("bert")),
            sign("anna", POST),
            "Not everything",
        ),
        (
            done(
                prepare(HELD),
                TakeUpHandover(NOW_ON, "bert"),
                tick(HELD, decision=Decision.CLOSE_FIRST),
            ),
            sign("bert", HELD),
            "Not everything",
        ),
    ],
)
def test_a_step_that_is_not_possible_is_refused_with_its_reason(
    before: Step, command: object, why: str
) -> None:
    room = a_room()
    before(room)
    written = len(room.history)
    with pytest.raises(Refused, match=why):
        room.do(command)  # type: ignore[arg-type]
    assert len(room.history) == written


def test_of_two_who_come_at_once_one_takes_over_and_the_other_is_told_who() -> None:
    room = handing()
    with pytest.raises(AlreadyDone) as lost:
        room.do(TakeUpHandover(NOW_ON, "carl"))
    assert (lost.value.by, lost.value.at) == ("bert", noon(50))
    assert room.do(TakeUpHandover(NOW_ON, "bert")) is None


def test_of_two_who_prepare_at_once_one_does() -> None:
    room = a_room()
    room.do(prepare())
    assert room.do(prepare()) is None
    with pytest.raises(AlreadyDone) as lost:
        room.do(prepare(by="leo"))
    assert lost.value.by == "anna"


def test_a_page_of_the_shift_before_changes_nothing_in_this_one() -> None:
    room = handing()
    room.do(sign("bert"))
    room.do(sign("anna"))
    with pytest.raises(Stale):
        room.do(WithdrawHandover(NOW_ON, "bert"))


def test_a_handover_that_is_withdrawn_leaves_the_shift_as_it_was() -> None:
    room = a_room()
    before = shift(room)
    room.do(prepare(POST))
    room.do(TakeUpHandover(NOW_ON, "bert"))
    room.do(tick(POST))
    room.do(sign("anna"))
    room.do(WithdrawHandover(NOW_ON, "leo"))
    assert shift(room) == before


def test_a_tick_can_be_taken_back() -> None:
    room = handing(POST)
    room.do(tick(POST))
    assert room.do(tick(POST)) is None
    room.do(tick(POST, ticked=False))
    assert (shift(room).ticks, room.do(tick(POST, ticked=False))) == ((), None)


def test_a_room_without_a_roster_hands_over_too() -> None:
    room = Room.of()
    room.do(TakeDuty("anna", Place.OFFICER))
    room.do(PrepareHandover("", "anna", (), ()))
    on = room.world.duty.shift
    assert on is not None
    room.do(TakeUpHandover(on, "bert"))
    room.at(1)
    for by in ("anna", "bert"):
        room.do(SignHandover(on, by, (), ()))
    assert (room.world.duty.officer, shift(room, on).state) == ("bert", ShiftState.CLOSED)
    assert room.world.duty.shift not in (on, None)


def test_a_shift_that_begins_in_three_hours_is_not_the_one_that_is_handed_over_to() -> None:
    room = handing()
    far = PlanShift(noon(240), noon(480), "chief", "carl")
    room.do(far)
    for by in ("anna", "bert"):
        room.do(replace(sign(by), next=shift_id(noon(240))))
    assert shift(room, shift_id(noon(240))).state is ShiftState.PLANNED
    assert room.world.duty.shift == shift_id(noon(50)) + "-u"


def test_both_signatures_take_the_alert_of_an_unsigned_handover_away() -> None:
    room = a_room()
    room.at(80)
    assert room.shown == [("handover.unsigned", 3)]
    room.do(prepare())
    room.do(TakeUpHandover(NOW_ON, "bert"))
    room.do(sign("bert"))
    assert room.shown == [("handover.unsigned", 3)]
    room.do(sign("anna"))
    assert room.shown == []


def test_who_leaves_duty_in_the_middle_cannot_sign_and_the_room_is_not_handed_over() -> None:
    room = handing()
    room.do(sign("bert"))
    room.do(LeaveDuty("anna"))
    with pytest.raises(Refused, match="no longer in charge"):
        room.do(sign("anna"))


# What became of the items since


def test_what_was_prepared_is_shown_with_what_became_of_it() -> None:
    later = replace(POST, at=noon(30))
    shown = lines((HELD, POST), (later, FELT))
    assert [(line.item, line.change) for line in shown] == [
        (HELD, Change.GONE),
        (later, Change.CHANGED),
        (FELT, Change.NEW),
    ]


def test_a_tick_counts_only_for_what_was_seen() -> None:
    seen = Tick(POST.key, POST.mark, noon())
    assert unticked([Line(POST)], [seen]) == []
    for line in (Line(replace(POST, at=noon(30)), Change.CHANGED), Line(POST, Change.GONE)):
        assert unticked([line], [seen]) == [line]
        assert unticked([line], [replace(seen, mark=line.mark)]) == []


def test_a_mark_does_not_depend_on_how_a_time_is_written() -> None:
    other = replace(POST, at=noon(5).astimezone(timezone(timedelta(hours=1))))
    assert (other.mark, replace(POST, at=noon(6)).mark == POST.mark) == (POST.mark, False)
    assert POST.at == datetime(2026, 11, 24, 12, 5, tzinfo=UTC)


# Whatever people do in whatever order


def any_step(dice: Random, room: Room) -> object:
    on = room.world.duty.shift or ""
    by = dice.choice(("anna", "bert", "carl", "leo"))
    items = tuple(item for item in (POST, FELT, HELD) if dice.random() < 0.6)
    shown = lines(room.world.known(Noun.SHIFT, on, Shift).items if on else (), items)
    line = dice.choice((*shown, Line(POST)))
    return dice.choice(
        (
            PrepareHandover(on, by, items, ("",) * len(items)),
            *[TakeUpHandover(on, by)] * 2,
            *[TickItem(on, by, line, dice.choice((None, *Decision)), "carl", dice.random() < 0.9)] * 4,
            *[SignHandover(on, by, shown, ("",) * len(shown), NEXT, (Place.LEADER,))] * 3,
            dice.choice((WithdrawHandover(on, by), TakeDuty(by, Place.OFFICER), LeaveDuty(by))),
        )
    )


@settings(max_examples=150)
@given(st.randoms(use_true_random=False), st.integers(1, 60))
def test_no_shift_is_handed_over_but_ticked_and_signed_by_two(dice: Random, steps: int) -> None:
    room = a_room()
    for _ in range(steps):
        room.pass_time(room.now + timedelta(minutes=dice.choice((0, 1, 5))))
        try:
            room.do(any_step(dice, room))  # type: ignore[arg-type]
        except Refused:
            continue
    for event in (recorded.event for recorded in room.history):
        if isinstance(event, ShiftHandedOver):
            assert event.outgoing != event.incoming
            assert unticked(event.lines, event.ticks) == []
    shifts = [thing for thing in room.world.things.values() if isinstance(thing, Shift)]
    assert sum(one.state.on for one in shifts) == 1
    assert all(one.closed_at is None or one.signed_seq for one in shifts)
    again = folded(room.history)
    assert {ref: again.things.get(ref) for ref in room.world.things if ref.noun is Noun.SHIFT} == {
        ref: thing for ref, thing in room.world.things.items() if ref.noun is Noun.SHIFT
    }
