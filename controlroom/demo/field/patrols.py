"""Patrols: one check after the other, each somewhere in its window; a finding now and then, few forgotten."""

from collections.abc import Iterable, Iterator
from random import Random

from controlroom.demo.field.conduct import Away, Conduct
from controlroom.demo.field.sending import FeedPath, Planned, Tempo
from controlroom.watch.patrols import PlanPatrolCheck

FINDING = 0.08
DRIVE_S = 90
FINDINGS = (
    "Side gate not locked, closed by us and told to the guard",
    "Camera 4 turned to the wall",
    "Onbekende fiets tegen de gevel, gelabeld",
    "Feuille collée sur la boîte aux lettres, enlevée et gardée",
    "Lamp above the service entrance does not burn",
)
EXCUSES = (
    "Called to an accident on the way",
    "Road closed by the demonstration",
    "Escort asked for a second car",
)


def patrol_reports(
    checks: Iterable[PlanPatrolCheck], tempo: Tempo, conduct: Conduct, chance: Random
) -> Iterator[Planned]:
    """All that one patrol says about its planned checks, in order of time."""
    said: list[Planned] = []
    free_from = 5.0
    for check in sorted(checks, key=lambda check: (check.window_end, check.id)):
        answers = list(_answers(check, tempo, conduct, chance, free_from))
        said += answers
        if len(answers) == 2:
            free_from = answers[-1].after_s + DRIVE_S
    return iter(sorted(said, key=lambda item: item.after_s))


def _answers(
    check: PlanPatrolCheck, tempo: Tempo, conduct: Conduct, chance: Random, free_from: float
) -> Iterator[Planned]:
    begin, end = tempo.seconds(check.window_start), tempo.seconds(check.window_end)
    away = _away(check, end, conduct)
    if away and away.reason:
        yield _said(check, away.end_s, "excused", reason=away.reason)
    elif away:
        return
    elif end < 0:
        made = chance.uniform(begin, end)
        yield _said(
            check, 240, "check", said_s=made, outcome="nothing", text="Made in time, sent late: no coverage"
        )
    elif chance.random() < conduct.excused_check:
        yield _said(check, end - 60, "excused", reason=chance.choice(EXCUSES))
    elif chance.random() < conduct.forgotten_check:
        late = end + chance.uniform(1200, 2400)
        yield _said(check, late, "check", outcome="nothing", text="Late: kept at the previous site")
    else:
        earliest = max(begin, free_from)
        yield from _made(check, chance.uniform(earliest, max(earliest, end)), chance)


def _away(check: PlanPatrolCheck, end_s: float, conduct: Conduct) -> Away | None:
    spells = (away for away in conduct.away if away.patrol == check.unit)
    return next((away for away in spells if away.begin_s <= end_s < away.end_s), None)


def _made(check: PlanPatrolCheck, starts: float, chance: Random) -> Iterator[Planned]:
    yield _said(check, starts, "started")
    done = starts + chance.uniform(120, 420)
    if chance.random() < FINDING:
        yield _said(check, done, "finding", outcome="finding", text=chance.choice(FINDINGS))
    else:
        yield _said(check, done, "check", outcome="nothing")


def _said(
    check: PlanPatrolCheck, after_s: float, kind: str, *, said_s: float | None = None, **words: str
) -> Planned:
    says = {"kind": kind, "site": check.site, **words}
    return Planned(after_s, check.unit or "PAT-1", FeedPath.PATROL_CHECKS, says, said_s)
