"""Whatever is done with measures, in whatever order: none is in force without a second person."""

import contextlib
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from controlroom.errors import Refused
from controlroom.watch.measures import Measure, MeasureState, Outcome, Version
from controlroom.watch.refs import Noun
from tests.histories import measure_word
from tests.unit.watch.room import Room, folded, the_visit

histories = given(st.randoms(use_true_random=False), st.integers(1, 40))


def happen(room: Room, dice: Random) -> None:
    room.pass_time(room.now + timedelta(hours=dice.choice((0, 0, 1, 30, 100))))
    with contextlib.suppress(Refused):
        room.do(measure_word(dice, room.now))


def measures(room: Room) -> list[Measure]:
    return [thing for thing in room.world.things.values() if isinstance(thing, Measure)]


@settings(max_examples=80)
@histories
def test_no_path_puts_a_measure_in_force_without_approval_by_a_second_person(
    dice: Random, steps: int
) -> None:
    room = Room.of(the_visit())
    for _ in range(steps):
        happen(room, dice)
        for measure in measures(room):
            assert not (version := measure.current) or by_two_persons(version) or marked(measure, version)


def by_two_persons(version: Version) -> bool:
    return version.approval is not None and version.approval.by != version.by


def marked(measure: Measure, version: Version) -> bool:
    """As provisional; and it waits for a second person."""
    waits = measure.awaited == version and version.outcome is Outcome.URGENT
    return waits and measure.state in (MeasureState.URGENT, MeasureState.LAPSED)


@settings(max_examples=40)
@histories
def test_what_was_written_once_stays_readable_with_its_number(dice: Random, steps: int) -> None:
    room = Room.of(the_visit())
    written: dict[tuple[str, int], tuple[object, ...]] = {}
    for _ in range(steps):
        happen(room, dice)
        for measure in measures(room):
            known = {
                (measure.id, v.number): (v.terms, v.valid_from, v.valid_to, v.by) for v in measure.history
            }
            assert [v.number for v in measure.history] == list(range(1, len(measure.history) + 1))
            assert known.items() >= {k: v for k, v in written.items() if k[0] == measure.id}.items()
            written |= known


@settings(max_examples=40)
@histories
def test_folding_gives_the_same_measures_and_the_same_index(dice: Random, steps: int) -> None:
    room = Room.of(the_visit())
    for _ in range(steps):
        happen(room, dice)
    again = folded(room.history)
    assert {k: v for k, v in again.things.items() if k.noun is Noun.MEASURE} == {
        k: v for k, v in room.world.things.items() if k.noun is Noun.MEASURE and v is not None
    }
    assert again.measures == room.world.measures
