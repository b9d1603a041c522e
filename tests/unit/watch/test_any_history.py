"""What holds whatever happens, in whatever order, however late."""

import contextlib
from collections import Counter
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from controlroom.errors import Refused
from controlroom.watch.alerts import Alert, Condition
from controlroom.watch.commands import PassDeadline
from controlroom.watch.fold import EXPECTED, expectations
from controlroom.watch.rule import Holds
from controlroom.watch.rules import BY_NOUN
from tests.histories import any_command
from tests.unit.watch.in_order import put_in_order
from tests.unit.watch.legality import illegal
from tests.unit.watch.room import Room, folded, the_post, the_visit

histories = given(st.randoms(use_true_random=False), st.integers(1, 40))


def happen(room: Room, dice: Random, steps: int) -> None:
    for _ in range(steps):
        room.pass_time(room.now + timedelta(minutes=dice.choice((0, 1, 5, 30))))
        with contextlib.suppress(Refused):
            room.do(any_command(dice, room.now, room.open_alerts))


@settings(max_examples=60)
@histories
def test_what_is_on_the_screens_is_exactly_what_the_rules_say_at_every_moment(
    dice: Random, steps: int
) -> None:
    room = Room.of(the_post(), the_visit())
    for _ in range(steps):
        happen(room, dice, 1)
        assert on_the_screens(room) == by_the_rules(room)


def by_the_rules(room: Room) -> set[tuple[str, str, Holds]]:
    things = room.world.things.items()
    return {
        (str(ref), rule.name, comparable(held))
        for ref, thing in things
        if thing is not None
        for rule in BY_NOUN.get(ref.noun, ())
        if (held := rule.holds(thing, room.world))
    }


def on_the_screens(room: Room) -> set[tuple[str, str, Holds]]:
    return {
        (alert.object, alert.rule, Holds(alert.priority, alert.site, 1, alert.status))
        for alert in room.open_alerts
        if alert.condition is Condition.ACTIVE and alert.lull_since is None
    }


def comparable(held: Holds) -> Holds:
    """An alert's count also counts how often it came back, which a rule does not know.

    Nor does a rule know what people have seen already: a cause holds back only what is new.
    """
    return Holds(held.priority, held.site, 1, held.status)


@settings(max_examples=60)
@histories
def test_folding_what_was_written_gives_the_same_things_again(dice: Random, steps: int) -> None:
    room = Room.of(the_post(), the_visit())
    happen(room, dice, steps)
    again = folded(room.history)
    known = {ref: thing for ref, thing in room.world.things.items() if thing is not None}
    assert again.things == known
    assert again.alerts.items() >= {about: of for about, of in room.world.alerts.items() if of}.items()
    assert [recorded.seq for recorded in room.history] == list(range(1, len(room.history) + 1))


@settings(max_examples=60)
@histories
def test_a_rule_and_a_thing_have_one_open_alert_and_what_is_open_is_known_as_open(
    dice: Random, steps: int
) -> None:
    room = Room.of(the_post(), the_visit())
    happen(room, dice, steps)
    open_ones = [t for t in room.world.things.values() if isinstance(t, Alert) and t.open]
    twice = [about for about, n in Counter((a.object, a.rule) for a in open_ones).items() if n > 1]
    assert twice == []
    assert sorted(a.id for a in open_ones) == [a.id for a in room.open_alerts]


@settings(max_examples=60)
@histories
def test_a_deadline_that_is_asked_about_twice_fires_once(dice: Random, steps: int) -> None:
    room = Room.of(the_post(), the_visit())
    happen(room, dice, steps)
    for ref, thing in list(room.world.things.items()):
        for expected in expectations(thing, room.world.book) if thing else []:
            passed = PassDeadline(ref, expected.kind, expected.due_at)
            room.do(passed)
            assert room.do(passed) is None


@settings(max_examples=30)
@histories
def test_a_watch_that_is_left_alone_comes_to_rest(dice: Random, steps: int) -> None:
    """Of what waits, only posts expect something again and again; nothing fires without end at one moment."""
    room = Room.of(the_post(), the_visit())
    happen(room, dice, steps)
    before = len(room.history)
    room.pass_time(room.now + timedelta(days=1))
    assert len(room.history) - before < 600


@settings(max_examples=40)
@histories
def test_nothing_is_expected_that_the_deadlines_would_leave_to_a_newer_version(
    dice: Random, steps: int
) -> None:
    room = Room.of(the_post(), the_visit())
    for _ in range(steps):
        happen(room, dice, 1)
        things = [thing for thing in room.world.things.values() if thing]
        assert {
            expected.kind for thing in things for expected in expectations(thing, room.world.book)
        } <= EXPECTED


@settings(max_examples=100)
@histories
def test_no_history_leads_to_an_alert_that_cannot_be(dice: Random, steps: int) -> None:
    room = Room.of(the_post(), the_visit())
    for _ in range(steps):
        happen(room, dice, 1)
        assert illegal(room.world, room.history, room.now) == []


@settings(max_examples=60)
@histories
def test_whatever_happened_there_is_a_way_in_which_every_alert_ends(dice: Random, steps: int) -> None:
    room = Room.of(the_post(), the_visit())
    happen(room, dice, steps)
    put_in_order(room)
    assert room.open_alerts == []
    assert illegal(room.world, room.history, room.now) == []
