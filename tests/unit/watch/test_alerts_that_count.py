"""From when an alert is among the figures by which a room is judged (requirements R26, R28)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from controlroom.demo.scenarios.names import ScenarioName
from controlroom.watch.alerts import (
    Alert,
    AlertChanged,
    AlertCleared,
    AlertEnded,
    AlertEvent,
    AlertRaised,
    AlertShelved,
    AlertUnshelved,
    Suppression,
    apply,
)
from controlroom.watch.reports import Status
from tests.unit.demo.the_day import WatchedDay, shown

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
RAISED = AlertRaised("patrol.missed", "site:EP", 4, "EP", Status.ACTUAL, latched=False, count=1)
HELD = replace(RAISED, suppression=Suppression.BY_DESIGN, cause="unit:PAT-2")
EXERCISE = replace(RAISED, status=Status.EXERCISE)
AS_RAISED = AlertChanged(7, 4, 1, Status.ACTUAL)


def minute(number: int) -> datetime:
    return NOON + timedelta(minutes=number)


def lived(*events: AlertEvent) -> Alert:
    """One event a minute."""
    alert: Alert | None = None
    for number, event in enumerate(events):
        alert = apply(alert, event, 7, minute(number))
    assert alert
    return alert


@pytest.mark.parametrize(
    ("events", "counts_from"),
    [
        ((RAISED,), 0),
        ((RAISED, AlertShelved(7, "anna", minute(60)), AlertUnshelved(7)), 0),
        ((RAISED, AlertCleared(7), AS_RAISED), 0),
        ((HELD,), None),
        ((HELD, AlertCleared(7), AlertEnded(7)), None),
        ((HELD, AlertCleared(7), AS_RAISED), 2),
        ((HELD, AS_RAISED, AS_RAISED), 1),
        ((EXERCISE, AlertCleared(7), AlertEnded(7)), None),
        ((EXERCISE, AS_RAISED), 1),
    ],
)
def test_an_alert_counts_from_when_it_first_asked_for_somebody(
    events: tuple[AlertEvent, ...], counts_from: int | None
) -> None:
    assert lived(*events).asked_at == (None if counts_from is None else minute(counts_from))


@pytest.mark.parametrize("name", [ScenarioName.SUMMIT, ScenarioName.FLOOD, ScenarioName.DEAD_FEED])
def test_a_played_day_counts_just_the_alerts_that_came_on_the_screens(name: ScenarioName) -> None:
    day = WatchedDay.of(shown(name=name), 120)
    counted = {alert.id: alert.asked_at for alert in day.alerts if alert.asked_at}
    assert counted == {number: when for number, (when, _) in day.asked.items()}
    assert counted
