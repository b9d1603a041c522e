import itertools
import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controlroom.demo.data import table
from controlroom.demo.plan.visits import SUMMIT
from controlroom.demo.scenarios.names import ScenarioName
from controlroom.watch.alerts import Alert
from controlroom.watch.patrols import PatrolCheckMissed
from controlroom.watch.posts import Post
from controlroom.watch.refs import Noun
from controlroom.watch.units import UnitFellSilent
from controlroom.watch.visits import PlanVisit
from tests.unit.demo.the_day import START, WatchedDay, parsed, said, shown, until

SEEDS = [1, 7, 2026]
MOST_AN_HOUR = 12
"""What one operator can do (ISA-18.2)."""
HOUR = timedelta(hours=1)


def per_hour(raised: Iterable[tuple[datetime, Alert]], hours: int) -> list[int]:
    counted = Counter((when - START) // HOUR for when, _ in raised)
    return [counted[hour] for hour in range(hours)]


def most_within(minutes: float, raised: list[tuple[datetime, Alert]]) -> list[Alert]:
    """The alerts of the worst span of so many minutes."""
    span = timedelta(minutes=minutes)
    spans = ([alert for at, alert in raised if begin <= at < begin + span] for begin, _ in raised)
    return max(spans, key=len)


def minute(moment: datetime) -> float:
    return (moment - START) / timedelta(minutes=1)


@settings(max_examples=30)
@given(name=st.sampled_from(ScenarioName), seed=st.integers(), speed=st.sampled_from([0.5, 1.0, 20.0]))
def test_the_same_seed_makes_the_same_plan_and_the_same_reports_in_order_of_time(
    name: ScenarioName, seed: int, speed: float
) -> None:
    first, again = shown(seed, speed, name=name), shown(seed, speed, name=name)
    reports = list(until(20, first))
    assert first.plan == again.plan
    assert reports == list(until(20, again))
    assert all(earlier.due_at <= later.due_at for earlier, later in itertools.pairwise(reports))


@pytest.mark.parametrize("name", ScenarioName)
def test_every_report_is_one_that_the_feeds_accept_under_an_id_of_its_own(name: ScenarioName) -> None:
    reports = list(said(until(8 * 60, shown(name=name))))
    assert [amiss for message in reports for amiss in parsed(message).amiss(message.due_at)] == []
    assert set(Counter(message.body["id"] for message in reports).values()) == {1}


@pytest.mark.parametrize("name", ScenarioName)
@pytest.mark.parametrize("speed", [1.0, 10.0])
def test_whatever_is_named_is_known(name: ScenarioName, speed: float) -> None:
    """An unknown unit, site, post or leg would be refused."""
    assert WatchedDay.of(shown(speed=speed, name=name), 60).world.written


def test_the_page_of_the_demo_names_every_scenario_and_no_other() -> None:
    page = (Path(__file__).parents[3] / "docs/demo.md").read_text()
    assert re.findall(r"^\| `([a-z][a-z-]+)` \|", page, re.MULTILINE) == [name.value for name in ScenarioName]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_quiet_day_asks_for_somebody_twice_an_hour_at_most(seed: int) -> None:
    day = WatchedDay.of(shown(seed, name=ScenarioName.QUIET), 8 * 60)
    assert 0 < sum(per_hour(day.raised, 8)) < 8
    assert max(per_hour(day.raised, 8)) <= 2
    assert {alert.priority for _, alert in day.raised} <= {3, 4}


def test_a_summit_day_brings_every_member_state_and_some_240_convoys() -> None:
    plan = shown(name=ScenarioName.SUMMIT).plan
    delegations = [visit for visit in plan if isinstance(visit, PlanVisit) and visit.event == SUMMIT]
    assert len({visit.code_name for visit in delegations}) == len(delegations) >= 27
    assert len({visit.legs[0].units[0] for visit in delegations}) == len(delegations)
    assert 230 <= sum(len(visit.legs) for visit in delegations) <= 250
    assert max(visit.legs[-1].planned_end for visit in delegations) - START < timedelta(hours=16)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_delegation_goes_on_from_where_it_stopped(seed: int) -> None:
    for visit in shown(seed, name=ScenarioName.SUMMIT).plan:
        legs = visit.legs if isinstance(visit, PlanVisit) else ()
        for leg, following in itertools.pairwise(legs):
            assert leg.origin != leg.destination == following.origin
            assert leg.planned_end < following.planned_start


@pytest.mark.parametrize("seed", SEEDS)
def test_a_summit_day_is_busy_but_never_more_than_one_operator_can_do(seed: int) -> None:
    hours = 15
    day = WatchedDay.of(shown(seed, name=ScenarioName.SUMMIT), hours * 60)
    counted = per_hour(day.raised, hours)
    assert max(counted[1:]) <= MOST_AN_HOUR
    assert sum(counted) / hours >= 2
    assert not [alert for _, alert in day.raised if alert.priority == 1]


@pytest.mark.parametrize(("seed", "speed"), [(1, 1.0), (7, 1.0), (2026, 1.0), (7, 10.0)])
def test_a_flood_is_more_than_thirty_alerts_in_ten_minutes_from_several_causes(
    seed: int, speed: float
) -> None:
    day = WatchedDay.of(shown(seed, speed, name=ScenarioName.FLOOD), 20)
    worst = most_within(10, day.raised)
    assert len(worst) > 30
    assert len([alert for alert in worst if alert.priority == 1]) >= 2
    assert len([alert for alert in worst if alert.priority == 2]) >= 6
    causes = Counter(alert.rule for alert in worst)
    assert len([rule for rule, times in causes.items() if times >= 4]) >= 4


def test_a_flood_breaks_in_the_fourth_minute_and_runs_off() -> None:
    day = WatchedDay.of(shown(name=ScenarioName.FLOOD), 90)
    before = [alert for when, alert in day.raised if minute(when) < 4]
    later = [(when, alert) for when, alert in day.raised if minute(when) >= 30]
    assert not before
    assert len(most_within(10, later)) < 5
    assert "post.left" not in {alert.rule for alert in day.holding()}


@pytest.mark.parametrize("speed", [1.0, 4.0])
def test_a_dead_line_is_noticed_and_explains_what_is_missed_for_it(speed: float) -> None:
    day = WatchedDay.of(shown(speed=speed, name=ScenarioName.DEAD_FEED), 49)
    silent = {event.unit: minute(when) for when, event in day.happened(UnitFellSilent)}
    assert set(silent) == {"EU-01A", "EU-01B", "PAT-2"}
    assert max(silent.values()) < 6
    missed = [(event.site, minute(when)) for when, event in day.happened(PatrolCheckMissed)]
    assert missed == [("EMB-GR", 24), ("EDA", 29), ("EP", 35), ("EMB-JP", 39), ("EMB-DE", 43), ("EMB-LU", 48)]
    held = {(alert.rule, alert.object): alert.cause for alert in day.holding() if not alert.shown}
    manned_by = day.world.known(Noun.POST, "EU-01", Post).manned_by
    assert held["post.relief_overdue", "post:EU-01"] == f"unit:{manned_by}"
    assert held["post.check_call_missed", "post:EU-01"] == f"unit:{manned_by}"
    assert Counter(cause for (rule, _), cause in held.items() if rule == "patrol.missed") == {"unit:PAT-2": 6}


@pytest.mark.parametrize(("seed", "speed"), [(1, 1.0), (7, 1.0), (2026, 1.0), (7, 4.0)])
def test_late_reports_withdraw_some_missed_checks_and_the_others_ask_for_somebody(
    seed: int, speed: float
) -> None:
    showing = shown(seed, speed, name=ScenarioName.DEAD_FEED)
    dead, back = (missed_by_patrol_2(WatchedDay.of(showing, minutes)) for minutes in (49, 55))
    withdrawn, still = set(dead) - set(back), set(dead) & set(back)
    assert len(withdrawn) >= 3
    assert len(still) >= 2
    assert "site:EP" in still
    assert not any(dead.values())
    assert all(back.values())


def missed_by_patrol_2(day: WatchedDay) -> dict[str, bool]:
    """The sites that miss a check of PAT-2, and whether that asks for somebody."""
    sites = {f"site:{row['site']}" for row in table("windows", of="dead_feed")}
    missed = (alert for alert in day.holding() if alert.rule == "patrol.missed" and alert.object in sites)
    return {alert.object: alert.shown for alert in missed}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_missed_night_leaves_many_sites_without_a_check_and_no_silence_explains_it(seed: int) -> None:
    night = WatchedDay.of(shown(seed, name=ScenarioName.MISSED_NIGHT), 6 * 60)
    missed = [event for _, event in night.happened(PatrolCheckMissed)]
    assert len(missed) >= 20
    assert len({event.site for event in missed}) >= 8
    assert not night.happened(UnitFellSilent)
    alerts = Counter(alert.object for alert in night.holding() if alert.rule == "patrol.missed")
    assert set(alerts.values()) == {1}
    assert {alert.rule for alert in night.holding()} == {"patrol.missed"}


@pytest.mark.parametrize("speed", [1.0, 10.0])
def test_the_first_missed_checks_of_the_night_come_within_minutes_at_any_speed(speed: float) -> None:
    night = WatchedDay.of(shown(speed=speed, name=ScenarioName.MISSED_NIGHT), 12)
    assert [round(minute(when)) for when, alert in night.raised][:5] == [1, 3, 5, 8, 11]
    assert [alert.priority for _, alert in night.raised if alert.object == "site:EP"] == [2]


def test_after_the_night_one_patrol_excuses_what_it_left_out_and_one_does_not() -> None:
    night = shown(name=ScenarioName.MISSED_NIGHT)
    before, after = (WatchedDay.of(night, hours * 60) for hours in (5.9, 6.1))
    excused = [m for m in said(until(6.1 * 60, night)) if m.body.get("kind") == "excused"]
    assert len([m for m in excused if m.unit == "PAT-1"]) >= 8
    assert not [m for m in excused if m.unit == "PAT-3"]
    assert len(after.holding()) < len(before.holding())
