import itertools
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controlroom.demo.field.sending import FeedPath
from controlroom.demo.field.silence import FIRST_S, LASTS_S
from controlroom.watch.book import USUAL
from controlroom.watch.incidents import IncidentKind
from controlroom.watch.units import Pulse
from tests.unit.demo.the_day import START, WatchedDay, parsed, said, sendings, shown

SEEDS = [1, 7, 2026]


@settings(max_examples=15)
@given(seed=st.integers(), speed=st.sampled_from([0.5, 1.0, 20.0]))
def test_the_same_seed_makes_the_same_reports_in_order_of_time(seed: int, speed: float) -> None:
    day = sendings(seed, 40, speed=speed)
    assert day == sendings(seed, 40, speed=speed)
    assert all(earlier.due_at <= later.due_at for earlier, later in itertools.pairwise(day))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_report_is_one_that_the_feeds_accept_under_an_id_of_its_own(seed: int) -> None:
    day = list(said(sendings(seed, 12 * 60)))
    assert [amiss for message in day for amiss in parsed(message).amiss(message.due_at)] == []
    assert set(Counter(message.body["id"] for message in day).values()) == {1}
    assert all(parsed(message).at <= message.due_at + timedelta(milliseconds=1) for message in day)


def test_another_start_makes_other_ids_so_a_restart_is_never_a_conflict() -> None:
    first = {message.body["id"] for message in said(sendings(7, 60))}
    second = {message.body["id"] for message in said(sendings(7, 60, start=START + timedelta(seconds=1)))}
    assert not first & second


def test_something_happens_within_seconds_and_every_feed_within_two_minutes() -> None:
    day = sendings(7, 2)
    assert sum(message.due_at < START + timedelta(seconds=5) for message in said(day)) >= 3
    assert {message.feed for message in day} == set(FeedPath)


def test_every_unit_is_heard_well_within_its_patience_unless_it_fell_silent() -> None:
    patience = Pulse.CRITICAL.patience(USUAL, "")
    assert patience
    gaps: dict[str, timedelta] = {}
    heard: dict[str, object] = {}
    for message in sendings(7, 30):
        last = heard.get(message.unit, START)
        gaps[message.unit] = max(gaps.get(message.unit, timedelta()), message.due_at - last)  # type: ignore[operator]
        heard[message.unit] = message.due_at
    silent = [unit for unit, gap in gaps.items() if gap > patience]
    assert len(silent) == 1
    assert timedelta(seconds=LASTS_S[0]) < gaps[silent[0]] < timedelta(seconds=LASTS_S[1] + 60)


def test_what_a_unit_had_to_say_while_it_was_silent_arrives_late_with_its_own_time() -> None:
    delayed = [
        message
        for seed in range(6)
        for message in said(sendings(seed, 12 * 60))
        if message.due_at - parsed(message).at > timedelta(seconds=10)
        and message.due_at > START + timedelta(seconds=FIRST_S + LASTS_S[0])
        and "late" not in str(message.body.get("text"))
    ]
    assert delayed


def test_hearts_beat_in_real_time_however_fast_the_day_passes() -> None:
    beats = [len([m for m in sendings(7, 3, speed=s) if m.feed is FeedPath.HEARTBEAT]) for s in (1.0, 60.0)]
    assert beats[0] == pytest.approx(beats[1], rel=0.1)


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_is_in_distress_by_default(seed: int) -> None:
    kinds = {message.body.get("kind") for message in said(sendings(seed, 24 * 60))}
    assert IncidentKind.DURESS.value not in kinds


@pytest.mark.parametrize("seed", SEEDS)
def test_a_day_asks_of_the_operator_what_an_operator_can_do(seed: int) -> None:
    """Six an hour is good, twelve the most."""
    day = WatchedDay.of(shown(seed), 4 * 60)
    an_hour = len(day.raised) / 4
    assert 1 <= an_hour <= 12
    assert not [alert for _, alert in day.raised if alert.priority == 1]
    by_quarter = Counter((when - START) // timedelta(minutes=10) for when, _ in day.raised)
    assert max(by_quarter.values()) <= 6


@pytest.mark.parametrize("seed", SEEDS)
def test_things_go_wrong_and_come_right_again(seed: int) -> None:
    day = WatchedDay.of(shown(seed), 60)
    rules = {alert.rule for _, alert in day.raised}
    assert {"post.relief_overdue", "leg.departure_overdue", "patrol.missed", "incident.serious"} <= rules
    assert len(day.holding()) <= 6
