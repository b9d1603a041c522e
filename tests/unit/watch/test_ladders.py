"""Who is called, when and by which means, while nobody takes an alert in hand (requirements R22, R44)."""

from datetime import timedelta

import pytest

from controlroom.errors import Refused
from controlroom.watch.alerts import AlertEscalated, AlertNeglected, Note
from controlroom.watch.book import SetThreshold
from controlroom.watch.commands import PassDeadline
from controlroom.watch.duty import Place, TakeDuty
from controlroom.watch.escalation import USUAL_LADDERS, Ladder, Rung, SetLadder
from controlroom.watch.fold import expectations
from controlroom.watch.incidents import IncidentKind
from controlroom.watch.patrols import PatrolKind
from controlroom.watch.reports import Status
from tests.unit.watch.busy_hour import now
from tests.unit.watch.room import Room, alert_ref, incident_word, noon, plan_check, post_word, the_post

SECOND = 1 / 60
PEOPLE = {Place.OFFICER: "anna", Place.DEPUTY: "dirk", Place.LEADER: "leo"}


@pytest.fixture
def room() -> Room:
    room = Room.of(the_post())
    for place, name in PEOPLE.items():
        room.do(TakeDuty(name, place))
    return room


def raise_one(room: Room, priority: int, marked: Status = Status.ACTUAL) -> None:
    """At one minute past noon."""
    room.at(1, incident_word(IncidentKind.BREACH, priority, 1, marked=marked))


def calls(room: Room) -> list[tuple[float, int, tuple[str, ...], tuple[str, ...]]]:
    """Seconds after one minute past, the rung, by which means, and who that is."""
    return [
        ((recorded.recorded_at - noon(1)).total_seconds(), event.step, event.means, event.to)
        for recorded in room.history
        if isinstance(event := recorded.event, AlertEscalated)
    ]


def neglected(room: Room) -> list[float]:
    """Minutes after noon."""
    return [
        (recorded.recorded_at - noon()).total_seconds() / 60
        for recorded in room.history
        if isinstance(recorded.event, AlertNeglected)
    ]


def test_a_p1_that_nobody_sees_is_called_after_30_60_and_120_seconds(room: Room) -> None:
    raise_one(room, 1)
    room.at(30)
    assert calls(room) == [
        (30, 1, ("desk_sound",), ()),
        (60, 2, ("duty_officer",), ("anna",)),
        (120, 3, ("deputy", "shift_leader", "wall"), ("dirk", "leo")),
    ]
    (alert,) = room.alerts
    assert alert.called == ("desk_sound", "duty_officer", "deputy", "shift_leader", "wall")


def test_a_p2_that_nobody_sees_is_called_after_90_and_180_seconds(room: Room) -> None:
    raise_one(room, 2)
    room.at(30)
    assert calls(room) == [
        (90, 1, ("desk_sound", "duty_officer"), ("anna",)),
        (180, 2, ("deputy", "shift_leader"), ("dirk", "leo")),
    ]


def test_the_deputy_is_called_when_the_second_call_had_no_answer() -> None:
    for priority in (1, 2):
        called = [rung.means for rung in USUAL_LADDERS[priority].rungs]
        assert "deputy" in called[-1]
        assert not any("deputy" in means for means in called[:-1])


def test_no_p3_or_p4_is_called_out(room: Room) -> None:
    room.at(70)
    assert ("post.check_call_missed", 3) in room.shown
    assert calls(room) == []


def test_whoever_is_not_there_is_not_called_by_name() -> None:
    room = Room.of(the_post())
    raise_one(room, 1)
    room.at(5)
    assert [to for *_, to in calls(room)] == [(), (), ()]


@pytest.mark.parametrize(("acked", "steps"), [(1 + 29 * SECOND, 0), (1.75, 1), (2.5, 2)])
def test_the_calls_stop_when_somebody_acknowledges(room: Room, acked: float, steps: int) -> None:
    raise_one(room, 1)
    room.at(acked)
    room.acknowledge(room.alerts[0])
    room.at(5)
    assert [step for _, step, *_ in calls(room)] == list(range(1, steps + 1))


def test_after_a_rise_the_ladder_begins_at_its_foot(room: Room) -> None:
    room.at(66)
    (alert,) = room.alerts
    room.acknowledge(alert)
    room.at(125 + 1.5)
    risen = now(room, alert)
    assert (risen.priority, risen.wants_since, risen.escalation) == (2, noon(125), 1)


def test_what_comes_back_is_called_anew(room: Room) -> None:
    room.at(1, post_word("EU-07A", PatrolKind.LEFT, 1))
    room.at(2.5, post_word("EU-07B", PatrolKind.MANNED, 2.5))
    room.at(2.75, post_word("EU-07B", PatrolKind.LEFT, 2.75))
    room.at(3.25)
    assert [(at, step) for at, step, *_ in calls(room)] == [(30, 1), (60, 2), (135, 1)]


@pytest.mark.parametrize("status", [Status.EXERCISE, Status.TEST])
def test_an_exercise_calls_nobody_and_is_never_neglected(room: Room, status: Status) -> None:
    raise_one(room, 1, status)
    room.at(10)
    room.acknowledge(room.alerts[0])
    room.at(60)
    assert (calls(room), neglected(room)) == ([], [])


# Late


def test_after_a_downtime_each_call_has_its_time_to_be_answered(room: Room) -> None:
    raise_one(room, 1)
    room.now = noon(10)
    due = next(e for e in expectations(room.alerts[0], room.world.book) if e.kind == "escalate")
    room.do(PassDeadline(alert_ref(room.alerts[0]), "escalate", due.due_at))
    room.at(20)
    assert [at for at, *_ in calls(room)] == [540, 570, 630]


def test_a_call_that_is_a_tick_late_delays_none_after_it(room: Room) -> None:
    raise_one(room, 1)
    due = next(e for e in expectations(room.alerts[0], room.world.book) if e.kind == "escalate")
    room.now = due.due_at + timedelta(seconds=2)
    room.do(PassDeadline(alert_ref(room.alerts[0]), "escalate", due.due_at))
    room.at(20)
    assert [at for at, *_ in calls(room)] == [32, 60, 120]


# Seen, and then forgotten


@pytest.mark.parametrize(("priority", "minutes"), [(1, 5), (2, 15)])
def test_what_was_seen_and_not_touched_wants_attention_again(room: Room, priority: int, minutes: int) -> None:
    raise_one(room, priority)
    room.acknowledge(room.alerts[0])
    room.at(1 + minutes - SECOND)
    assert not room.alerts[0].attention
    room.at(1 + minutes)
    (alert,) = room.alerts
    assert (alert.attention, alert.acked_by, alert.wants_since) == (True, "anna", noon(1 + minutes))


def test_a_p3_wants_attention_again_after_an_hour_and_a_p4_never(room: Room) -> None:
    assert USUAL_LADDERS[3].untouched == timedelta(hours=1)
    assert USUAL_LADDERS[4].untouched is None
    room.do(SetThreshold("post.check_call_missed", "in_a_row", 10, "chief"))
    room.at(0, plan_check(1, 0, 10))
    room.at(66)
    assert [alert.priority for alert in room.alerts] == [4, 3]
    for alert in room.alerts:
        room.acknowledge(alert)
    room.at(190)
    assert neglected(room) == [126]


def test_whoever_touches_it_has_the_whole_time_again(room: Room) -> None:
    raise_one(room, 1)
    room.acknowledge(room.alerts[0])
    room.at(4, Note(room.alerts[0].id, "anna", "on the line"))
    room.at(8.9)
    assert neglected(room) == []
    room.at(9)
    assert neglected(room) == [9]


def test_what_is_neglected_is_called_from_the_foot_of_the_ladder_until_somebody_takes_it(room: Room) -> None:
    raise_one(room, 1)
    room.at(1.75)
    room.acknowledge(room.alerts[0])
    room.at(6.75)
    assert room.alerts[0].called == ()
    room.at(7.25)
    assert [(at, step) for at, step, *_ in calls(room)] == [(30, 1), (375, 1)]
    room.acknowledge(room.alerts[0], by="bert")
    (alert,) = room.alerts
    assert (alert.acked_by, alert.attention, alert.first_acked_at) == ("bert", False, noon(1.75))
    room.at(12)
    assert [(at, step) for at, step, *_ in calls(room)] == [(30, 1), (375, 1)]


# Ladders as the administrator sets them


def test_a_ladder_of_ones_own_counts_at_once_for_what_is_open(room: Room) -> None:
    raise_one(room, 2)
    room.at(1.5, SetLadder(Ladder(2, (Rung(45, ("webhook:police",)), Rung(600, ("wall",))), 60), "chief"))
    room.at(12)
    assert [(at, means) for at, _, means, _ in calls(room)] == [(45, ("webhook:police",)), (600, ("wall",))]
    room.acknowledge(room.alerts[0])
    room.at(13)
    assert neglected(room) == [13]


def test_a_ladder_that_is_set_back_is_what_it_was(room: Room) -> None:
    room.do(SetLadder(Ladder(1, (Rung(10, ("wall",)),)), "chief"))
    room.do(SetLadder(USUAL_LADDERS[1], "chief"))
    raise_one(room, 1)
    room.at(1.6)
    assert [at for at, *_ in calls(room)] == [30]
    assert room.do(SetLadder(USUAL_LADDERS[1], "chief")) is None


def test_a_shorter_ladder_calls_nobody_a_second_time(room: Room) -> None:
    raise_one(room, 1)
    room.at(2.1)
    room.do(SetLadder(Ladder(1, (Rung(15, ("wall",)),)), "chief"))
    room.at(9)
    assert [step for _, step, *_ in calls(room)] == [1, 2]


@pytest.mark.parametrize(
    ("ladder", "why"),
    [
        (Ladder(5), "no priority 5"),
        (Ladder(1), "has to be called somewhere"),
        (Ladder(2, (Rung(0, ("wall",)),)), "comes later"),
        (Ladder(2, (Rung(9, ("wall",)), Rung(9, ("deputy",)))), "comes later"),
        (Ladder(2, (Rung(86_401, ("wall",)),)), "within a day"),
        (Ladder(2, (Rung(9, ()),)), "at least one means"),
        (Ladder(2, (Rung(9, ("pigeon",)),)), "no means 'pigeon'"),
        (Ladder(2, (Rung(9, ("webhook:",)),)), "no means"),
        (Ladder(2, (Rung(9, ("webhook:Police Zone",)),)), "no means"),
        (Ladder(2, tuple(Rung(n, ("wall",)) for n in range(1, 10))), "at most 8 rungs"),
        (Ladder(2, (), 59), "60 seconds to a day"),
    ],
)
def test_a_ladder_that_cannot_be_climbed_is_not_set(room: Room, ladder: Ladder, why: str) -> None:
    with pytest.raises(Refused, match=why):
        room.do(SetLadder(ladder, "chief"))
