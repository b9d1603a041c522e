"""An acknowledgement that was a slip of the hand: taken back within ten seconds, as if it had never been."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from controlroom.watch.alerts import (
    Act,
    Alert,
    AlertAcknowledgementUndone,
    AlertEscalated,
    Assign,
    Escalate,
    Investigate,
    Note,
    UndoAcknowledgement,
)
from controlroom.watch.alerts.decide import UNDONE_WITHIN
from controlroom.watch.escalation import Ladder, Rung, SetLadder
from controlroom.watch.incidents import IncidentKind
from tests.unit.watch.busy_hour import now, of_priority, refused
from tests.unit.watch.legality import illegal
from tests.unit.watch.room import Room, incident_word, noon, the_post

SECOND = 1 / 60


@pytest.fixture
def room() -> Room:
    return Room.of(the_post())


def later(room: Room, seconds: float) -> None:
    room.pass_time(room.now + timedelta(seconds=seconds))


def undo(room: Room, alert: Alert, by: str = "anna") -> int | None:
    return room.do(UndoAcknowledgement(alert.id, by), actor=by)


@pytest.mark.parametrize("priority", [1, 2, 3, 4])
def test_it_stands_on_the_screens_as_before(room: Room, priority: int) -> None:
    alert = of_priority(room, priority)
    room.acknowledge(alert)
    later(room, 8)
    undo(room, alert)
    undone = now(room, alert)
    assert room.history[-1].event == AlertAcknowledgementUndone(alert.id, "anna")
    assert (undone.acked_by, undone.acked_at, undone.first_acked_at) == (None, None, None)
    assert (undone.wants_somebody, undone.shown, undone.version) == (True, True, alert.version + 2)


def test_ten_seconds_are_enough_and_more_are_too_many(room: Room) -> None:
    for seconds, taken in ((10, True), (10.1, False)):
        alert = of_priority(room, 1) if taken else room.alerts[0]
        room.acknowledge(now(room, alert))
        later(room, seconds)
        if taken:
            undo(room, alert)
            assert now(room, alert).acked_by is None
        else:
            refused(room, UndoAcknowledgement(alert.id, "anna"), "too late")
            assert now(room, alert).acked_by == "anna"


def test_only_who_acknowledged_it_takes_that_back(room: Room) -> None:
    alert = of_priority(room, 1)
    room.acknowledge(alert)
    refused(room, UndoAcknowledgement(alert.id, "bert"), "only who acknowledged it")


@pytest.mark.parametrize("deed", ["assign", "investigate", "note", "call"])
def test_what_was_done_since_is_not_taken_back_with_it(room: Room, deed: str) -> None:
    alert = of_priority(room, 1)
    room.acknowledge(alert)
    later(room, 2)
    seen = now(room, alert).version
    deeds: dict[str, Act] = {
        "assign": Assign(alert.id, "bert", "carl", seen),
        "investigate": Investigate(alert.id, "bert"),
        "note": Note(alert.id, "bert", "rang the site"),
        "call": Escalate(alert.id, "bert", ("duty_officer",)),
    }
    room.do(deeds[deed], actor="bert")
    refused(room, UndoAcknowledgement(alert.id, "anna"), "something was done")


def test_taking_it_back_twice_writes_nothing_more(room: Room) -> None:
    alert = of_priority(room, 1)
    room.acknowledge(alert)
    undo(room, alert)
    assert undo(room, alert) is None


def test_it_can_be_acknowledged_again_by_anybody_and_that_is_the_first_time(room: Room) -> None:
    alert = of_priority(room, 1)
    room.acknowledge(alert)
    later(room, 3)
    undo(room, alert)
    later(room, 4)
    room.acknowledge(now(room, alert), by="bert")
    again = now(room, alert)
    assert (again.acked_by, again.first_acked_at) == ("bert", again.acked_at)


def test_whoever_saw_it_first_long_ago_is_kept(room: Room) -> None:
    room.at(1, incident_word(IncidentKind.BREACH, 1, 1))
    alert = room.alerts[0]
    room.acknowledge(alert)
    room.at(7)
    assert now(room, alert).attention
    room.acknowledge(now(room, alert), by="bert")
    undo(room, alert, by="bert")
    undone = now(room, alert)
    assert (undone.acked_by, undone.first_acked_at, undone.wants_somebody) == (None, noon(1), True)


# The ladder


def calls(room: Room) -> list[tuple[float, int]]:
    """Seconds after one minute past noon, and the rung."""
    return [
        ((recorded.recorded_at - noon(1)).total_seconds(), event.step)
        for recorded in room.history
        if isinstance(event := recorded.event, AlertEscalated)
    ]


LADDERS = st.lists(st.integers(5, 200), min_size=1, max_size=5, unique=True).map(sorted)
UNDONE_AFTER = st.floats(0, UNDONE_WITHIN.total_seconds())


def climbed(ladder: list[int], acked: float | None, undone_after: float) -> Room:
    """A P1 at one minute past noon, acknowledged so many seconds later and taken back, or never touched."""
    room = Room.of(the_post())
    room.do(SetLadder(Ladder(1, tuple(Rung(s, ("desk_sound",)) for s in ladder), 300), "chief"))
    room.at(1, incident_word(IncidentKind.BREACH, 1, 1))
    (alert,) = room.alerts
    if acked is not None:
        later(room, acked)
        room.acknowledge(now(room, alert))
        later(room, undone_after)
        undo(room, alert)
    room.at(6)
    assert illegal(room.world, room.history, room.now) == []
    return room


@settings(max_examples=200)
@given(LADDERS, st.floats(0, 220), UNDONE_AFTER)
@example([6], 6.0, 1.0)
def test_nobody_is_called_later_than_without_it_and_nobody_twice(
    ladder: list[int], acked: float, undone_after: float
) -> None:
    never, taken_back = climbed(ladder, None, 0), climbed(ladder, acked, undone_after)
    assert [step for _, step in calls(taken_back)] == [step for _, step in calls(never)]
    back = acked + undone_after  # a call at the moment of the acknowledgement is made before it
    for (with_it, _), (without, _) in zip(calls(taken_back), calls(never), strict=True):
        held = timedelta(seconds=acked) < timedelta(seconds=without) <= timedelta(seconds=back)
        assert with_it == pytest.approx(back if held else without, abs=1e-3)


def test_a_call_that_fell_due_meanwhile_is_made_at_once_and_the_next_at_its_own_time() -> None:
    room = climbed([30, 60], 25, 10)
    assert calls(room) == [(35, 1), (60, 2)]


def test_what_was_called_before_is_not_called_again() -> None:
    assert calls(climbed([30, 60], 31, 9)) == [(30, 1), (60, 2)]


def test_an_alert_that_nobody_acknowledged_has_nothing_to_be_taken_back(room: Room) -> None:
    alert = of_priority(room, 2)
    assert undo(room, alert) is None
    assert now(room, alert) == replace(alert)
