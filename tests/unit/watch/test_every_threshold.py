"""Every threshold: set for all, for one thing, or back again, it counts at once for what is pending."""

from dataclasses import dataclass
from typing import Final

import pytest

from controlroom.errors import Refused, Unknown
from controlroom.watch import predictability
from controlroom.watch.book import Measure, SetThreshold, Threshold
from controlroom.watch.components import (
    FEED_FAILING,
    FREE_GIB,
    FREE_PERCENT,
    IDLE,
    MAIL_FAILING,
    UNWRITTEN,
    WAITED,
    WEBHOOK_FAILING,
)
from controlroom.watch.duty import EMPTY_FOR
from controlroom.watch.early_warnings import STILL_UNANSWERED_AFTER, UNANSWERED_AFTER, UNREAD_AFTER
from controlroom.watch.fold import expectations
from controlroom.watch.gatherings import NEAR_FOR, NEAR_M
from controlroom.watch.leads import looked_at_again
from controlroom.watch.legs import BEHIND_AFTER, FAR_BEHIND_AFTER
from controlroom.watch.measures import SOON, UNCONFIRMED_AFTER, VERY_SOON
from controlroom.watch.patrols import MISSED_AFTER
from controlroom.watch.posts import CALL_GRACE, CALLS_IN_A_ROW, RELIEF_GRACE, OpenPost
from controlroom.watch.refs import Noun
from controlroom.watch.rules import OF_ALL_ALERTS, THRESHOLDS
from controlroom.watch.rules.early_warnings import NO_OPINION, UNTRIAGED
from controlroom.watch.rules.legs import ARRIVAL_OVERDUE, DEPARTURE_OVERDUE
from controlroom.watch.rules.measures import EXPIRING, UNCONFIRMED
from controlroom.watch.rules.patrols import MISSED, PREDICTABLE
from controlroom.watch.rules.posts import CALL_MISSED, RELIEF_OVERDUE
from controlroom.watch.rules.room import NOBODY_ON_DUTY
from controlroom.watch.rules.sector_alerts import NOT_RECEIVED
from controlroom.watch.rules.shifts import UNSIGNED
from controlroom.watch.rules.units import SILENT
from controlroom.watch.screens import MISSING_AFTER
from controlroom.watch.sector_alerts import UNRECEIVED_AFTER
from controlroom.watch.shifts import UNSIGNED_AFTER
from controlroom.watch.units import CRITICAL_AFTER, NORMAL_AFTER, SILENCE_RISES_AFTER
from tests.unit.watch.case import A_SECOND, Case
from tests.unit.watch.every_rule import DAY, ROWS, Row
from tests.unit.watch.room import Room, noon

BY_RULE: Final = {row.rule: row for row in ROWS}


@dataclass(frozen=True, slots=True)
class Setting:
    """A threshold is set to `value` at the minute `at`, when something is already pending.

    `priority` is reached at `usual` without, at `then` with it.
    """

    threshold: Threshold
    row: Row
    value: float
    at: float
    priority: int
    usual: float
    then: float


NEVER: Final = 60.0 * DAY
AT, LAST = DAY + 60, BY_RULE[PREDICTABLE].due
"""After the second of three checks, and at the third."""
SETTINGS: Final = (
    Setting(RELIEF_GRACE, BY_RULE[RELIEF_OVERDUE], 30, at=245, priority=2, usual=250, then=270),
    Setting(CALL_GRACE, BY_RULE[CALL_MISSED], 10, at=62, priority=3, usual=65, then=70),
    Setting(CALLS_IN_A_ROW, BY_RULE[CALL_MISSED], 3, at=100, priority=2, usual=125, then=185),
    Setting(MISSED_AFTER, BY_RULE[MISSED], 50, at=40, priority=4, usual=45, then=80),
    Setting(predictability.ENOUGH, BY_RULE[PREDICTABLE], 2, at=AT, priority=4, usual=LAST, then=AT),
    Setting(predictability.OF_LAST, BY_RULE[PREDICTABLE], 2, at=AT, priority=4, usual=LAST, then=NEVER),
    Setting(predictability.BAND, BY_RULE[PREDICTABLE], 5, at=AT, priority=4, usual=LAST, then=NEVER),
    Setting(BEHIND_AFTER, BY_RULE[DEPARTURE_OVERDUE], 5, at=32, priority=3, usual=40, then=35),
    Setting(BEHIND_AFTER, BY_RULE[ARRIVAL_OVERDUE], 30, at=65, priority=3, usual=70, then=90),
    Setting(FAR_BEHIND_AFTER, BY_RULE[DEPARTURE_OVERDUE], 20, at=45, priority=2, usual=50, then=60),
    Setting(SILENCE_RISES_AFTER, BY_RULE[SILENT], 10, at=5, priority=2, usual=6.5, then=11.5),
    Setting(EMPTY_FOR, BY_RULE[NOBODY_ON_DUTY], 120, at=0.5, priority=2, usual=1, then=2),
    Setting(SOON, BY_RULE[EXPIRING], 10, at=DAY, priority=4, usual=23 * DAY, then=20 * DAY),
    Setting(VERY_SOON, BY_RULE[EXPIRING], 72, at=DAY, priority=3, usual=28 * DAY, then=27 * DAY),
    Setting(UNCONFIRMED_AFTER, BY_RULE[UNCONFIRMED], 30, at=60, priority=2, usual=DAY, then=1.25 * DAY),
    Setting(UNREAD_AFTER, BY_RULE[UNTRIAGED], 30, at=5, priority=3, usual=15, then=30),
    Setting(UNANSWERED_AFTER, BY_RULE[NO_OPINION], 12, at=60, priority=4, usual=DAY, then=DAY / 2),
    Setting(STILL_UNANSWERED_AFTER, BY_RULE[NO_OPINION], 48, at=60, priority=3, usual=3 * DAY, then=2 * DAY),
    Setting(UNRECEIVED_AFTER, BY_RULE[NOT_RECEIVED], 60, at=5, priority=4, usual=30, then=60),
    Setting(UNSIGNED_AFTER, BY_RULE[UNSIGNED], 30, at=70, priority=3, usual=75, then=90),
)
BY_PRESENCE: Final = (CRITICAL_AFTER, NORMAL_AFTER, MISSING_AFTER)
"""How long one is waited for is a matter of presence: test_thresholds.py and test_screens.py in
tests/integration/desk."""
BY_MEASURE: Final = (
    WAITED,
    IDLE,
    FREE_PERCENT,
    FREE_GIB,
    UNWRITTEN,
    FEED_FAILING,
    MAIL_FAILING,
    WEBHOOK_FAILING,
)
"""What is measured is held against these before anything is noted: test_components.py."""
BY_PLACE: Final = (NEAR_M, NEAR_FOR)
"""What is near is asked of the database: tests/integration/test_calendar.py."""

settings = pytest.mark.parametrize(
    "setting", SETTINGS, ids=[f"{of.row.rule.name}-{of.threshold.name}" for of in SETTINGS]
)


@pytest.mark.parametrize("threshold", THRESHOLDS.values(), ids=[":".join(key) for key in THRESHOLDS])
def test_every_threshold_is_tried(threshold: Threshold) -> None:
    tried = {setting.threshold for setting in SETTINGS} | {
        *OF_ALL_ALERTS,
        *BY_PRESENCE,
        *BY_MEASURE,
        *BY_PLACE,
    }
    assert threshold in tried


def other_scope(threshold: Threshold) -> str:
    return {Noun.POST: "post:EU-08", Noun.SITE: "site:BRU", Noun.UNIT: "unit:ESCORT-1"}[threshold.by[0]]


def own_scopes(setting: Setting) -> list[str]:
    of = {Noun.POST: "post:EU-07", Noun.SITE: "site:EU-JL", Noun.UNIT: "unit:PATROL-1"}
    return [of[noun] for noun in setting.threshold.by]


def reached_at(setting: Setting, minute: float, *commands: SetThreshold) -> None:
    """With these, the priority is reached at this minute and not a second before."""
    case = Case(setting.row)
    case.room.do(OpenPost("EU-08", "BRU", "Gate 4", 1, 240, 60, (), None, noon(900)))
    case.until(setting.at)
    for command in commands:
        case.room.do(command)
    if minute > setting.at:
        case.until(minute - A_SECOND)
        assert setting.priority not in case.priorities
    if minute < NEVER:
        case.until(minute)
        assert setting.priority in case.priorities


def to(setting: Setting, value: float | None, scope: str = "") -> SetThreshold:
    return SetThreshold(setting.threshold.rule, setting.threshold.name, value, "chief", scope)


@settings
def test_a_threshold_that_is_set_counts_at_once_for_what_is_pending(setting: Setting) -> None:
    reached_at(setting, setting.usual)
    reached_at(setting, setting.then, to(setting, setting.value))


@settings
def test_a_threshold_that_is_set_back_is_what_it_was(setting: Setting) -> None:
    reached_at(setting, setting.then, to(setting, setting.value), to(setting, setting.value))
    if setting.then > setting.at:
        reached_at(setting, setting.usual, to(setting, setting.value), to(setting, None))


@settings
def test_a_threshold_set_for_one_counts_for_that_one_alone(setting: Setting) -> None:
    if not setting.threshold.by:
        with pytest.raises(Refused, match="same for all"):
            reached_at(setting, setting.usual, to(setting, setting.value, "site:EU-JL"))
        return
    reached_at(setting, setting.usual, to(setting, setting.value, other_scope(setting.threshold)))
    for scope in own_scopes(setting):
        reached_at(setting, setting.then, to(setting, setting.value, scope))
        usual, for_all = to(setting, setting.threshold.usual, scope), to(setting, setting.value)
        if setting.then > setting.at:
            reached_at(setting, setting.usual, usual, for_all)


@settings
def test_whatever_is_due_at_another_time_by_a_threshold_is_looked_at_again(setting: Setting) -> None:
    """The database keeps its deadlines until somebody looks at their things."""
    case = Case(setting.row)
    case.until(setting.at)
    world, command = case.room.world, to(setting, setting.value)
    before = {ref: expectations(thing, world.book) for ref, thing in world.things.items() if thing}
    case.room.do(command)
    after = {ref: expectations(thing, world.book) for ref, thing in world.things.items() if thing}
    moved = {ref.noun for ref, was in before.items() if after[ref] != was}
    assert moved <= looked_at_again(command)
    assert moved or setting.threshold.measure is Measure.TIMES or setting.row.rule is PREDICTABLE


@pytest.mark.parametrize("threshold", THRESHOLDS.values(), ids=[":".join(key) for key in THRESHOLDS])
def test_a_threshold_keeps_within_its_bounds(threshold: Threshold) -> None:
    assert threshold.least <= threshold.usual <= threshold.most
    room = Room.of()
    for value in (threshold.least - 1, threshold.most + 1, float("nan")):
        with pytest.raises(Refused, match="may be"):
            room.do(SetThreshold(threshold.rule, threshold.name, value, "chief"))
    for value in (threshold.least, threshold.most):
        assert room.do(SetThreshold(threshold.rule, threshold.name, value, "chief")) is not None
        assert room.do(SetThreshold(threshold.rule, threshold.name, value, "chief")) is None
        assert room.world.book.number(threshold) == value


def test_a_threshold_that_counts_is_a_whole_number() -> None:
    with pytest.raises(Refused, match="whole number"):
        Room.of().do(SetThreshold("post.check_call_missed", "in_a_row", 2.5, "chief"))


@pytest.mark.parametrize(
    ("rule", "name", "scope"),
    [
        ("post.left", "grace", ""),
        ("nothing.known", "grace", ""),
        ("patrol.missed", "grace", "site:NOWHERE"),
    ],
)
def test_a_threshold_of_what_does_not_exist_is_not_set(rule: str, name: str, scope: str) -> None:
    with pytest.raises(Unknown):
        Room.of().do(SetThreshold(rule, name, 20, "chief", scope))
