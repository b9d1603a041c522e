"""Writes docs/rules.md from the rules themselves: `python -m tools.rules`; a test holds the two together."""

from collections.abc import Iterator
from pathlib import Path

from controlroom.watch.book import Threshold
from controlroom.watch.escalation import USUAL_LADDERS, Ladder
from controlroom.watch.rule import Ends, Rule
from controlroom.watch.rules import ALL, OF_ALL_ALERTS, OF_NO_ALERT

PAGE = Path(__file__).parents[1] / "docs" / "rules.md"
HEAD = """\
# The alert rules

Made from `controlroom/watch/rules/` by `python -m tools.rules`. An alert is raised, changed and cleared by
nothing else. The dedupe key is the thing that the rule is about: the same rule on the same thing is one alert
with a count. What a number is by itself stands here; an administrator changes it on the page *Rules*, for all
or for one thing, and the change is in the journal.
"""


def page() -> str:
    parts = [HEAD, *map(_rule, ALL), _of_all(), _of_none(), _ladders()]
    return "\n".join(parts)


def _rule(rule: Rule) -> str:
    lines = [
        f"## {rule.title}",
        "",
        f"`{rule.name}`, one for each {rule.noun.value.replace('_', ' ')}.",
        "",
        f"- Raises {rule.raises}.",
        f"- Clears: {rule.clears}.{_by_hand(rule)}",
        f"- Expected first: {rule.action}.",
        *(f"- Number: {_number(threshold)}" for threshold in rule.thresholds),
    ]
    return "\n".join([*lines, *_steps(rule), ""])


def _by_hand(rule: Rule) -> str:
    if rule.latched:
        return " It is latched."
    return " It is closed by a person." if rule.ends is Ends.BY_A_PERSON else ""


def _number(threshold: Threshold) -> str:
    by = f"; also for one {' or '.join(noun.value for noun in threshold.by)}" if threshold.by else ""
    bounds = f"{threshold.least:g} to {threshold.most:g}"
    return f"{threshold.what}: {threshold.usual:g} {threshold.measure} ({bounds}{by})."


def _steps(rule: Rule) -> Iterator[str]:
    if not rule.steps:
        return
    yield ""
    yield "| step | who | within | answers, and what follows |"
    yield "|---|---|---|---|"
    for step in rule.steps:
        leads = ", ".join(f"{answer} → {after or 'end'}" for answer, after in step.leads)
        who = step.owner.value.replace("_", " ")
        yield f"| `{step.id}` {step.text} | {who} | {step.within_s} s | {leads} |"


def _of_all() -> str:
    return "\n".join(["## All alerts", "", *(f"- {_number(threshold)}" for threshold in OF_ALL_ALERTS), ""])


def _of_none() -> str:
    return "\n".join(["## What is near", "", *(f"- {_number(threshold)}" for threshold in OF_NO_ALERT), ""])


def _ladders() -> str:
    lines = [
        "## Ladders",
        "",
        "Who is called while nobody takes an alert in hand, counted from when it began to want somebody. An",
        "administrator changes them on the page *Ladders*; `webhook:NAME` calls somebody outside the room.",
        "",
        "| priority | rungs | acknowledged, then untouched for |",
        "|---|---|---|",
        *map(_ladder, USUAL_LADDERS.values()),
    ]
    return "\n".join([*lines, ""])


def _ladder(ladder: Ladder) -> str:
    rungs = "; ".join(f"{rung.after_s} s: {', '.join(rung.means)}".replace("_", " ") for rung in ladder.rungs)
    untouched = f"{ladder.untouched_s // 60} min" if ladder.untouched_s else "-"
    return f"| P{ladder.priority} | {rungs or 'nobody is called'} | {untouched} |"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
