"""For how long a post was not manned: the minutes that the weekly meeting is told."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from controlroom.watch.alarm_load import Span, length
from controlroom.watch.manning import Change, Told, unmanned
from controlroom.watch.patrols import PatrolKind
from controlroom.watch.posts import Post, PostState
from controlroom.watch.refs import Noun
from tests.unit.watch.room import Room, post_word, the_post

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = Span(NOON, NOON + timedelta(hours=8))
A, B, C = "EU-07A", "EU-07B", "EU-07C"


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def opened(minutes: float, unit: str | None = A) -> Told:
    return Told(at(minutes), Change.OPENED, unit)


def manned(minutes: float, unit: str) -> Told:
    return Told(at(minutes), Change.MANNED, unit)


def left(minutes: float, unit: str) -> Told:
    return Told(at(minutes), Change.LEFT, unit)


def out(minutes: float) -> Told:
    return Told(at(minutes), Change.OUT)


def back(minutes: float) -> Told:
    return Told(at(minutes), Change.BACK)


def closed(minutes: float) -> Told:
    return Told(at(minutes), Change.CLOSED)


def minutes(*told: Told) -> float:
    return length(unmanned(told, DAY)) / timedelta(minutes=1)


def test_a_post_that_is_relieved_in_time_is_never_unmanned() -> None:
    assert minutes(opened(-60), manned(120, B), left(121, A), manned(240, A), left(240, B)) == 0


def test_from_when_one_left_until_another_came() -> None:
    assert unmanned([opened(-60), left(30, A), manned(42, B)], DAY) == [Span(at(30), at(42))]


def test_seconds_count() -> None:
    assert minutes(opened(-60), left(30, A), manned(30.5, B)) == 0.5


def test_a_gap_over_the_beginning_counts_from_the_beginning() -> None:
    assert unmanned([opened(-600), left(-30, A), manned(10, B)], DAY) == [Span(at(0), at(10))]


def test_a_gap_over_the_end_counts_to_the_end() -> None:
    assert unmanned([opened(-600), left(470, A)], DAY) == [Span(at(470), at(480))]
    assert unmanned([opened(-600), left(470, A), manned(500, B)], DAY) == [Span(at(470), at(480))]


def test_a_gap_over_both_edges_is_the_whole_period() -> None:
    assert unmanned([opened(-600), left(-500, A), manned(900, B)], DAY) == [DAY]


def test_what_happened_after_the_period_changes_nothing_in_it() -> None:
    assert minutes(opened(-60), left(480, A), manned(600, B)) == 0


def test_a_relief_that_was_told_late_counts_from_its_own_time() -> None:
    told = [opened(-60), left(30, A), manned(60, C), left(200, C), manned(210, A), manned(35, B)]
    assert unmanned(told, DAY) == [Span(at(30), at(35)), Span(at(200), at(210))]


def test_whoever_was_relieved_before_may_go_without_leaving_the_post_empty() -> None:
    assert minutes(opened(-60), manned(30, B), left(45, A)) == 0


def test_the_word_that_came_and_went_at_one_moment_leaves_it_manned() -> None:
    """As watch.posts takes it: of two words of one moment the arrival is believed."""
    assert minutes(opened(-60), manned(30, B), left(30, B)) == 0


def test_out_of_service_by_plan_nobody_is_missing() -> None:
    assert minutes(opened(-60), left(30, A), out(40), back(100), manned(110, B)) == 10 + 10


def test_one_that_was_out_of_service_before_the_period_is_so_until_it_is_back() -> None:
    assert minutes(opened(-900), left(-60, A), out(-30), back(60)) == 420
    assert minutes(opened(-900), out(-30), left(10, A)) == 0


def test_nobody_is_missing_before_it_was_opened_and_after_it_was_closed() -> None:
    assert minutes(opened(60, None), manned(80, A), left(100, A), closed(130)) == 20 + 30
    assert minutes(opened(-60), closed(100)) == 0


def test_one_that_was_opened_again_counts_again() -> None:
    assert minutes(opened(-60), closed(100), opened(200, None), manned(215, A)) == 15


def test_one_that_waits_for_its_first_unit_is_unmanned() -> None:
    assert minutes(opened(-60, None)) == 480


def test_where_the_opening_is_too_long_ago_to_be_told_it_was_open() -> None:
    assert minutes(manned(-90, A), left(-60, A), manned(5, B)) == 5


TOLD = st.builds(
    Told,
    st.integers(-200, 700).map(at),
    st.sampled_from(Change),
    st.sampled_from((A, B, C)),
)


@given(st.lists(TOLD, max_size=30), st.integers(0, 480))
def test_two_parts_of_a_period_have_together_what_the_whole_has(told: list[Told], cut: int) -> None:
    first, second = Span(DAY.begins, at(cut)), Span(at(cut), DAY.ends)
    parts = length(unmanned(told, first)) + length(unmanned(told, second))
    assert parts == length(unmanned(told, DAY))


@given(st.lists(TOLD, max_size=30))
def test_gaps_lie_in_the_period_in_their_order_and_never_on_each_other(told: list[Told]) -> None:
    gaps = unmanned(told, DAY)
    assert all(DAY.begins <= gap.begins < gap.ends <= DAY.ends for gap in gaps)
    assert all(before.ends <= after.begins for before, after in pairwise(gaps))


SAID = st.tuples(st.sampled_from(("manned", "relief", "left")), st.sampled_from(("EU-07A", "EU-07B")))


@given(st.lists(SAID, max_size=12))
def test_what_is_told_in_its_order_is_unmanned_for_as_long_as_the_watch_thought_so(
    words: list[tuple[str, str]],
) -> None:
    """The same history through watch.posts, which knows the post of this moment only."""
    room = Room.of(the_post())
    told, thought, empty = [opened(0)], timedelta(), None
    for minute, (what, unit) in enumerate(words, start=1):
        room.at(minute, post_word(unit, PatrolKind(what), minute))
        told.append(manned(minute, unit) if what != "left" else left(minute, unit))
        unmanned_now = room.world.known(Noun.POST, "EU-07", Post).state is PostState.UNMANNED
        if unmanned_now and empty is None:
            empty = at(minute)
        elif not unmanned_now and empty is not None:
            thought, empty = thought + (at(minute) - empty), None
    thought += DAY.ends - empty if empty else timedelta()
    assert length(unmanned(told, DAY)) == thought
