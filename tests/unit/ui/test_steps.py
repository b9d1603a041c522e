"""The next step follows from the answer (requirement R27)."""

from datetime import UTC, datetime, timedelta

import pytest

from controlroom.ui import words
from controlroom.ui.steps import StepRow, steps_of
from controlroom.watch.alerts import Alert, Answer
from controlroom.watch.reports import Status
from controlroom.watch.rule import Rule
from controlroom.watch.rules import ALL
from controlroom.watch.rules.posts import LEFT
from controlroom.watch.rules.units import DURESS

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def alert(rule: Rule, *answers: tuple[str, str]) -> Alert:
    given = tuple(
        Answer(step, answer, "anna", NOON + timedelta(minutes=n))
        for n, (step, answer) in enumerate(answers, 1)
    )
    return Alert(7, rule.name, "post:EU-07", 1, None, NOON, Status.ACTUAL, rule.latched, NOON, answers=given)


def states(rows: tuple[StepRow, ...]) -> dict[str, str]:
    return {row.id: row.state for row in rows}


def test_the_first_step_comes_first_and_is_due_from_when_somebody_was_wanted() -> None:
    rows = steps_of(alert(LEFT), LEFT, {})
    assert states(rows) == {"call": "now", "send": "later", "inform": "later", "told": "later"}
    assert rows[0].due_at == NOON + timedelta(seconds=LEFT.steps[0].within_s)


def test_an_answer_leads_to_its_step_and_what_it_skips_stays_open_to_nobody() -> None:
    rows = steps_of(alert(LEFT, ("call", "manned")), LEFT, {"anna": "Anna"})
    assert [row.id for row in rows][:2] == ["call", "told"]
    assert (rows[0].answer, rows[0].by, rows[1].state) == ("manned", "Anna", "now")
    assert rows[1].due_at == NOON + timedelta(minutes=1, seconds=rows[1].within_s)


def test_the_last_answer_ends_the_list() -> None:
    rows = steps_of(alert(LEFT, ("call", "manned"), ("told", "done")), LEFT, {})
    assert states(rows) == {"call": "done", "told": "done"}


def test_a_wrong_code_begins_the_list_again_and_its_old_answers_do_not_count() -> None:
    first_round = (("send", "sent"), ("channel", "done"), ("code", "code wrong"))
    rows = steps_of(alert(DURESS, *first_round), DURESS, {})
    assert states(rows)["send"] == "now"
    again = alert(DURESS, *first_round[1:], ("send", "sent"))
    assert states(steps_of(again, DURESS, {})) == {"send": "done", "channel": "now", "code": "later"}


def test_a_rule_without_a_list_and_one_that_is_gone_show_none() -> None:
    assert steps_of(alert(LEFT), None, {}) == ()


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)
def test_every_answer_and_owner_has_a_word(rule: Rule) -> None:
    for step in rule.steps:
        assert set(step.answers) <= set(words.ANSWERS)
        assert step.owner in words.OWNERS
        assert {after for _, after in step.leads} <= {"", *(other.id for other in rule.steps)}
