"""Patrol checks: planned in a window, started, done, missed, excused with a reason, or dropped."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final, assert_never

from controlroom.watch.book import Book, Measure, Threshold
from controlroom.watch.incidents import Vehicle
from controlroom.watch.refs import Expectation, Noun, Ref
from controlroom.watch.reports import PRIVATE, Report
from controlroom.watch.words import mark

MISSED_AFTER: Final = Threshold(
    "patrol.missed",
    "grace",
    15,
    Measure.MINUTES,
    1,
    240,
    mark("missed from so long after the window"),
    (Noun.SITE,),
)
"""A check not started this long after the end of its window is missed (requirement R16)."""
LATE_FOR = timedelta(hours=2)
"""A check made this long after its window still counts as that check, done late."""
GIVEN_UP_AFTER = timedelta(hours=25)
"""A missed or unfinished check of which nobody has said more by then is no news; it stays in the record.

More than the 24 h within which two missed checks of a site count together.
"""


class PatrolKind(StrEnum):
    """What a unit can say about a site (the first four) or about a fixed post (the others)."""

    CHECK = "check"
    STARTED = "started"
    FINDING = "finding"
    EXCUSED = "excused"
    MANNED = "manned"
    RELIEF = "relief"
    CHECK_CALL = "check_call"
    LEFT = "left"


class CheckState(StrEnum):
    """`lapsed`: it was missed, and nobody said more. `dropped`: nobody was to make it any more."""

    PLANNED = "planned"
    STARTED = "started"
    DONE_NOTHING = "done_nothing"
    DONE_FINDING = "done_finding"
    MISSED = "missed"
    EXCUSED = "excused"
    LAPSED = "lapsed"
    DROPPED = "dropped"

    @property
    def settled(self) -> bool:
        """Nothing more is expected of it: it was made, excused, dropped, or given up after a day."""
        return self not in (CheckState.PLANNED, CheckState.STARTED, CheckState.MISSED)


@dataclass(frozen=True, slots=True)
class PatrolCheck:
    """One check of one site, to be started between `window_start` and `window_end`.

    `measure`: of which it is a round, if it is one of a measure.
    """

    id: str
    site: str
    window_start: datetime
    window_end: datetime
    unit: str | None = None
    checkpoint: str | None = None
    state: CheckState = CheckState.PLANNED
    started_at: datetime | None = None
    done_at: datetime | None = None
    done_by: str | None = None
    measure: str | None = None


@dataclass(frozen=True, slots=True)
class PlanPatrolCheck:
    id: str
    site: str
    window_start: datetime
    window_end: datetime
    unit: str | None = None
    checkpoint: str | None = None


@dataclass(frozen=True, slots=True)
class ReportPatrol:
    report: Report
    what: PatrolKind
    site: str | None = None
    post: str | None = None
    checkpoint: str | None = None
    relieves: str | None = None
    reason: str | None = None
    text: str | None = None
    vehicle: Vehicle | None = None


@dataclass(frozen=True, slots=True)
class PatrolCheckPlanned:
    kind: ClassVar = "patrol_check.planned"
    check: PatrolCheck

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.CHECK, self.check.id),)


@dataclass(frozen=True, slots=True)
class PatrolReported:
    """A unit's word about a site or a post; `check` is the planned check that it answers, if there is one."""

    kind: ClassVar = "patrol.reported"
    report: Report
    at: datetime
    what: PatrolKind
    site: str | None = None
    post: str | None = None
    check: str | None = None
    checkpoint: str | None = None
    relieves: str | None = None
    off_task: bool = False
    reason: str | None = field(default=None, metadata=PRIVATE)
    text: str | None = field(default=None, metadata=PRIVATE)
    vehicle: Vehicle | None = field(default=None, metadata=PRIVATE)

    @property
    def settles(self) -> bool:
        return self.what in (PatrolKind.CHECK, PatrolKind.FINDING, PatrolKind.EXCUSED)

    def touches(self) -> tuple[Ref, ...]:
        named = ((Noun.CHECK, self.check), (Noun.SITE, self.site), (Noun.POST, self.post))
        return tuple(Ref(noun, key) for noun, key in named if key)


@dataclass(frozen=True, slots=True)
class PatrolCheckMissed:
    kind: ClassVar = "patrol_check.missed"
    check: str
    site: str
    window_end: datetime
    cause: str | None = None

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.CHECK, self.check), Ref(Noun.SITE, self.site))


@dataclass(frozen=True, slots=True)
class PatrolCheckLapsed:
    kind: ClassVar = "patrol_check.lapsed"
    check: str
    site: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.CHECK, self.check), Ref(Noun.SITE, self.site))


@dataclass(frozen=True, slots=True)
class PatrolCheckDropped:
    """Nobody is to make it any more: it counts neither as planned nor as missed."""

    kind: ClassVar = "patrol_check.dropped"
    check: str
    site: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.CHECK, self.check),)


CheckEvent = PatrolCheckPlanned | PatrolReported | PatrolCheckMissed | PatrolCheckLapsed | PatrolCheckDropped


def decide(check: PatrolCheck | None, command: PlanPatrolCheck) -> list[PatrolCheckPlanned]:
    if check:
        return []
    fresh = PatrolCheck(
        command.id,
        command.site,
        command.window_start,
        command.window_end,
        command.unit,
        command.checkpoint,
    )
    return [PatrolCheckPlanned(fresh)]


def answered_by(checks: Iterable[PatrolCheck], command: ReportPatrol, at: datetime) -> PatrolCheck | None:
    """The unsettled check that a report at `at` is about: in its window, else the latest before.

    A report that names a checkpoint answers a check of that checkpoint, or one of the whole site.
    """
    late_for = GIVEN_UP_AFTER if command.what is PatrolKind.EXCUSED else LATE_FOR
    open_ones = [
        c
        for c in checks
        if not c.state.settled
        and c.window_start <= at <= c.window_end + late_for
        and (c.checkpoint is None or command.checkpoint in (None, c.checkpoint))
    ]
    in_window = [c for c in open_ones if at <= c.window_end]
    mine = [c for c in in_window if c.unit == command.report.unit]
    for choice in (mine, in_window):
        if choice:
            return min(choice, key=lambda c: (c.window_end, c.id))
    return max(open_ones, key=lambda c: (c.window_end, c.id), default=None)


def pass_deadline(check: PatrolCheck, kind: str, cause: str | None) -> list[CheckEvent]:
    """`cause`: the unit that was to make it is silent."""
    match kind:
        case "missed":
            return [PatrolCheckMissed(check.id, check.site, check.window_end, cause)]
        case "lapse":
            return [PatrolCheckLapsed(check.id, check.site)]
        case _:
            return []


def apply(check: PatrolCheck | None, event: CheckEvent) -> PatrolCheck:
    match event:
        case PatrolCheckPlanned(check=fresh):
            return fresh
        case _ if check is None:
            raise LookupError(f"{event.kind} about a check that was never planned")
        case PatrolCheckMissed():
            return replace(check, state=CheckState.MISSED)
        case PatrolCheckLapsed():
            return replace(check, state=CheckState.LAPSED)
        case PatrolCheckDropped():
            return replace(check, state=CheckState.DROPPED)
        case PatrolReported():
            return _reported(check, event)
        case _:
            assert_never(event)


def _reported(check: PatrolCheck, event: PatrolReported) -> PatrolCheck:
    if check.state.settled or not event.report.actual:
        return check
    done = {
        PatrolKind.CHECK: CheckState.DONE_NOTHING,
        PatrolKind.FINDING: CheckState.DONE_FINDING,
        PatrolKind.EXCUSED: CheckState.EXCUSED,
    }.get(event.what)
    if done:
        return replace(check, state=done, done_at=event.at, done_by=event.report.unit)
    if event.what is PatrolKind.STARTED:
        return replace(check, state=CheckState.STARTED, started_at=check.started_at or event.at)
    return check


def expectations(check: PatrolCheck, book: Book) -> list[Expectation]:
    if check.state.settled:
        return []
    if check.state is CheckState.PLANNED:
        return [Expectation("missed", check.window_end + book.time(MISSED_AFTER, Ref(Noun.SITE, check.site)))]
    return [Expectation("lapse", check.window_end + GIVEN_UP_AFTER)]
