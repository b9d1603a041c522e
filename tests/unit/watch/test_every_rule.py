"""Every rule: raised when it is due and not a second before, one alert a thing, ended by what ends it."""

from datetime import UTC, datetime, timedelta

import pytest

from controlroom.clock import BRUSSELS
from controlroom.errors import Refused
from controlroom.watch.alerts import Close, Disposition
from controlroom.watch.refs import Ref
from controlroom.watch.rule import Ends, Rule
from controlroom.watch.rules import ALL, BY_NAME
from tests.unit.watch import room as at_noon
from tests.unit.watch.case import A_SECOND, Case
from tests.unit.watch.every_rule import ROWS, Row
from tests.unit.watch.room import noon

rows = pytest.mark.parametrize("row", ROWS, ids=[row.rule.name for row in ROWS])
soon_back = [row for row in ROWS if row.back]
rules = pytest.mark.parametrize("rule", ALL, ids=[rule.name for rule in ALL])


@rules
def test_every_rule_has_a_row(rule: Rule) -> None:
    assert [row.rule for row in ROWS].count(rule) == 1


@rows
def test_it_is_raised_when_it_is_due_and_not_a_second_before(row: Row) -> None:
    case = Case(row)
    case.until(row.due - A_SECOND)
    assert case.ever == []
    case.until(row.due)
    (alert,) = case.active
    assert (alert.priority, alert.count, alert.raised_at) == (row.priority, 1, noon(row.due))
    assert (alert.shown, alert.latched) == (True, row.rule.latched)


@rows
def test_it_rises_when_it_is_due_to_rise_and_asks_for_attention_again(row: Row) -> None:
    case = Case.brought_about(row, row.more[0])
    case.room.acknowledge(case.active[0])
    priority = row.priority
    for minute, higher in row.rises:
        case.until(minute - A_SECOND)
        assert case.priorities == [priority]
        case.until(minute)
        (alert,) = case.active
        assert (alert.priority, alert.acked_by, alert.wants_since) == (higher, None, noon(minute))
        case.room.acknowledge(alert)
        priority = higher
    assert len(case.ever) == 1


@rows
def test_what_comes_again_while_it_is_open_is_the_same_alert_with_a_count(row: Row) -> None:
    words, count = row.more
    case = Case.brought_about(row, words)
    case.until(max((minute for minute, _ in words), default=row.due))
    (alert,) = case.ever
    assert (alert.active, alert.count) == (True, count)


@rows
def test_it_is_cleared_by_what_it_says_and_ends(row: Row) -> None:
    minute, _ = row.clears
    case = Case.brought_about(row, row.more[0])
    case.until(minute - A_SECOND)
    assert len(case.active) == 1
    case.clear()
    (alert,) = case.ever
    assert not alert.active
    if alert.open and alert.priority == 1:
        case.room.close(alert)
    elif alert.open and alert.needs_a_person:
        case.room.acknowledge(alert)
    case.until(minute + 2)
    (alert,) = case.ever
    assert (alert.open, alert.shown) == (False, False)


@pytest.mark.parametrize("row", soon_back, ids=[row.rule.name for row in soon_back])
def test_what_comes_back_within_a_minute_is_the_same_alert(row: Row) -> None:
    case = Case.brought_about(row, row.more[0], row.back)
    case.clear()
    (before,) = case.ever
    case.until(row.clears[0] + 1)
    (after,) = case.ever
    assert (after.id, after.active, before.active) == (before.id, True, False)
    assert len(after.returns) == 2


@rows
def test_what_still_holds_is_ended_by_nobody_who_only_says_so(row: Row) -> None:
    case = Case.brought_about(row)
    (alert,) = case.active
    closing = Close(alert.id, "anna", alert.version, Disposition.FALSE, "nothing there")
    if row.rule.ends is Ends.BY_A_PERSON and not row.rule.latched:
        assert case.room.do(closing) is not None
    else:
        with pytest.raises(Refused, match="latched" if row.rule.latched else "still holds"):
            case.room.do(closing)
        assert case.active == [alert]


@rules
def test_every_rule_says_what_to_do_and_every_list_of_steps_comes_to_an_end(rule: Rule) -> None:
    assert all((rule.title, rule.action, rule.raises, rule.clears))
    steps = {step.id: step for step in rule.steps}
    assert len(steps) == len(rule.steps)
    for step in rule.steps:
        assert step.text
        assert step.within_s > 0
        assert len(set(step.answers)) == len(step.answers) > 0
        assert all(leads_to in {*steps, ""} for _, leads_to in step.leads)
        assert comes_to_an_end(rule, step.id)
    assert reached(rule) == steps.keys()


def comes_to_an_end(rule: Rule, step: str) -> bool:
    return "" in following(rule, step)


def reached(rule: Rule) -> set[str]:
    """From the first step on: a step that no answer leads to would never be taken."""
    first = rule.steps[0].id if rule.steps else ""
    return {first, *following(rule, first)} - {""}


def following(rule: Rule, step: str) -> set[str]:
    leads = {step.id: {leads_to for _, leads_to in step.leads} for step in rule.steps}
    found: set[str] = set()
    ahead = [step]
    while ahead:
        fresh = leads.get(ahead.pop(), set()) - found
        found |= fresh
        ahead += fresh
    return found


# The two nights in which the clocks change

NIGHTS = {
    "an hour is left out": (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), timedelta(hours=1)),
    "an hour comes twice": (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), -timedelta(hours=1)),
}
waiting = [row for row in ROWS if row.waits]


@pytest.mark.parametrize("night", NIGHTS.values(), ids=NIGHTS)
@pytest.mark.parametrize("row", waiting, ids=[row.rule.name for row in waiting])
def test_nothing_is_due_an_hour_early_or_late_in_the_night_in_which_the_clocks_change(
    row: Row, night: tuple[datetime, timedelta], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock on the wall jumps between the beginning and the deadline; the deadline does not."""
    changes_at, shown_more = night
    begins = changes_at - timedelta(minutes=row.due / 2)
    monkeypatch.setattr(at_noon, "NOON", begins)
    test_it_is_raised_when_it_is_due_and_not_a_second_before(row)
    test_it_rises_when_it_is_due_to_rise_and_asks_for_attention_again(row)
    on_the_wall = wall(begins + timedelta(minutes=row.due)) - wall(begins)
    assert on_the_wall == timedelta(minutes=row.due) + shown_more


def wall(at: datetime) -> datetime:
    return at.astimezone(BRUSSELS).replace(tzinfo=None)


def test_every_rule_is_about_a_noun_that_its_row_names() -> None:
    for row in ROWS:
        assert Ref.parse(row.about).noun is BY_NAME[row.rule.name].noun
