"""The list of steps that goes with an alert's rule: what was done, what comes now, what may follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from controlroom.watch.alerts import Alert, Answer
from controlroom.watch.rule import Rule, Step


@dataclass(frozen=True, slots=True)
class StepRow:
    """`due_at`: of the step that comes now, by when it ought to be done."""

    id: str
    owner: str
    within_s: int
    answers: tuple[str, ...]
    state: Literal["done", "now", "later"]
    answer: str = ""
    by: str = ""
    at: datetime | None = None
    due_at: datetime | None = None


def steps_of(alert: Alert, rule: Rule | None, people: Mapping[str, str]) -> tuple[StepRow, ...]:
    if rule is None or not rule.steps:
        return ()
    done, now = walk(alert, rule)
    since = done[-1][1].at if done else alert.wants_since
    rows = [_done(step, answer, people) for step, answer in done]
    if now and alert.open:
        due_at = since + timedelta(seconds=now.within_s)
        rows.append(StepRow(now.id, now.owner.value, now.within_s, now.answers, "now", due_at=due_at))
    taken = {row.id for row in rows}
    rest = [step for step in rule.steps if step.id not in taken]
    later = [StepRow(s.id, s.owner.value, s.within_s, s.answers, "later") for s in rest if now and alert.open]
    return (*rows, *later)


def walk(alert: Alert, rule: Rule) -> tuple[list[tuple[Step, Answer]], Step | None]:
    """The steps that were taken, as each answer led to the next, and the one that comes now.

    An answer that is older than the one before it is of an earlier round: that step comes again.
    """
    by_id = {step.id: step for step in rule.steps}
    given = {answer.step: answer for answer in alert.answers}
    done: list[tuple[Step, Answer]] = []
    step: Step | None = rule.steps[0]
    while step:
        answer = given.pop(step.id, None)
        stale = answer and done and answer.at < done[-1][1].at
        if answer is None or stale or answer.answer not in step.answers:
            return done, step
        done.append((step, answer))
        step = by_id.get(step.after(answer.answer))
    return done, None


def _done(step: Step, answer: Answer, people: Mapping[str, str]) -> StepRow:
    by = people.get(answer.by, answer.by)
    return StepRow(
        step.id, step.owner.value, step.within_s, step.answers, "done", answer.answer, by, answer.at
    )
