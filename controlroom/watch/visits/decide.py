"""What follows from what people want of a visit; or why not, naming what is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, assert_never

from controlroom.errors import Lack, Lacks, Refused, Stale, Term
from controlroom.watch.legs import (
    Leg,
    LegDropped,
    LegHeld,
    LegLapsed,
    LegPlanned,
    LegReplanned,
    leg_id,
)
from controlroom.watch.refs import Noun
from controlroom.watch.unknown import no_such
from controlroom.watch.visits.acts import (
    AcknowledgeChange,
    ActivateVisit,
    AmendVisit,
    AnalyseVisit,
    AnnounceVisit,
    ApproveVisit,
    CancelVisit,
    CloseVisit,
    PlanProgramme,
    PlanVisit,
    PostponeVisit,
    ResumeVisit,
    VisitCommand,
)
from controlroom.watch.visits.apply import amended, announced
from controlroom.watch.visits.events import (
    ChangeAcknowledged,
    ProgrammePlanned,
    VisitActivated,
    VisitAmended,
    VisitAnalysed,
    VisitAnnounced,
    VisitApproved,
    VisitCancelled,
    VisitClosed,
    VisitEvent,
    VisitPlanned,
    VisitPostponed,
    VisitResumed,
)
from controlroom.watch.visits.moved import moved
from controlroom.watch.visits.proposal import Proposal, must_be_possible, must_not_have_begun, proposal
from controlroom.watch.visits.visit import CALLED, Facts, Visit, VisitState
from controlroom.watch.words import mark

NOT_NOW: Final = mark("Not possible: this visit is %(state)s.")
TAKEN: Final = mark("There is a visit %(visit)s already.")
NOT_ITS_END: Final = mark("A visit ends after it began.")
LEVEL: Final = mark("A threat level is 1, 2, 3 or 4.")
NO_NAME: Final = mark("A visit needs a code name.")
CHANGED_MEANWHILE: Final = mark("Somebody changed this visit in the meantime; look again.")
LEGS_OUTSIDE: Final = mark("Leg %(legs)s of its programme would not lie within the visit.")
ON_THE_ROAD: Final = mark("Leg %(legs)s is on the road.")
STILL_OPEN: Final = mark("Leg %(legs)s is not finished. Report it, or take it out of the programme.")
NOT_COMPLETE: Final = mark("It cannot be approved yet. Missing: %(missing)s.")
NOT_ALL_APPROVED: Final = mark("It cannot begin yet. Not approved: %(missing)s.")
FOUR_EYES: Final = mark("Who planned the programme does not approve it: another person does.")
WHY: Final = mark("Say why.")
NO_VERSION: Final = mark("There is no version %(version)s of this programme to acknowledge.")
NOT_ASKED: Final = mark("%(unit)s has no leg that changed in version %(version)s.")
NO_PROGRAMME: Final = mark("a programme")
NO_UNIT: Final = mark("a unit for leg %(leg)s")

DecidedEvent = VisitEvent | LegPlanned | LegReplanned | LegDropped | LegHeld | LegLapsed


@dataclass(frozen=True, slots=True)
class Sight:
    """`legs`: the open ones by their number. `unapproved`: its measures that nobody approved."""

    legs: Mapping[int, Leg] = field(default_factory=dict)
    sites: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    unapproved: tuple[Lack, ...] = ()


def decide(visit: Visit | None, command: VisitCommand, sight: Sight, now: datetime) -> list[DecidedEvent]:
    if isinstance(command, PlanVisit):
        return _plan_at_once(visit, command)
    if isinstance(command, AnnounceVisit):
        return _announce(visit, command)
    if visit is None:
        raise no_such(Noun.VISIT, command.code)
    match command:
        case AmendVisit():
            return _amend(visit, command, sight)
        case AnalyseVisit(by=by):
            return _only(visit, VisitState.ANNOUNCED, [VisitAnalysed(visit.code, by)])
        case PlanProgramme():
            return _plan(visit, command, sight, now)
        case ApproveVisit():
            return _approve(visit, command, sight, now)
        case ActivateVisit():
            return _activate(visit, command, sight)
        case PostponeVisit() | CancelVisit():
            return _call_off(visit, command, sight)
        case ResumeVisit():
            return _resume(visit, command, sight, now)
        case CloseVisit(by=by):
            return _close(visit, by)
        case AcknowledgeChange():
            return _acknowledge(visit, command, now)
        case _:
            assert_never(command)


def _plan_at_once(visit: Visit | None, command: PlanVisit) -> list[DecidedEvent]:
    if visit:
        return []
    fresh = Visit(
        code=command.code,
        code_name=command.code_name,
        rank=command.rank,
        kind=command.kind,
        delegation=command.delegation,
        starts_at=command.starts_at,
        ends_at=command.ends_at,
        threat_level=command.threat_level,
        event=command.event,
        legs=max((leg.number for leg in command.legs), default=0),
        open_legs=tuple(leg.number for leg in command.legs),
    )
    return [VisitPlanned(fresh), *(LegPlanned(leg.of(command.code)) for leg in command.legs)]


def _announce(visit: Visit | None, command: AnnounceVisit) -> list[DecidedEvent]:
    if visit == announced(command.code, command.facts):
        return []
    if visit:
        raise Refused(TAKEN, field="code", visit=command.code)
    _must_make_sense(command.facts)
    return [VisitAnnounced(command.code, command.facts, command.by)]


def _must_make_sense(facts: Facts) -> None:
    if not facts.code_name.strip():
        raise Refused(NO_NAME, field="code_name")
    if facts.ends_at <= facts.starts_at:
        raise Refused(NOT_ITS_END, field="ends_at")
    if not 1 <= facts.threat_level <= 4:
        raise Refused(LEVEL, field="threat_level")


def _amend(visit: Visit, command: AmendVisit, sight: Sight) -> list[DecidedEvent]:
    """Its threat level is set where levels are set."""
    if visit.state.over:
        raise _not_now(visit)
    _must_be_seen(visit, command.seen)
    facts = replace(command.facts, threat_level=visit.threat_level)
    _must_make_sense(facts)
    legs = [leg for leg in sight.legs.values() if not leg.held]
    outside = [leg.number for leg in legs if not _within(leg, facts.starts_at, facts.ends_at)]
    if outside:
        raise Refused(LEGS_OUTSIDE, field="ends_at", legs=_numbers(outside))
    same = amended(visit, facts) == visit
    return [] if same else [VisitAmended(visit.code, facts, command.by)]


def _within(leg: Leg, starts_at: datetime, ends_at: datetime) -> bool:
    return starts_at <= leg.planned_start and leg.planned_end <= ends_at


def _plan(visit: Visit, command: PlanProgramme, sight: Sight, now: datetime) -> list[DecidedEvent]:
    if visit.state not in (VisitState.UNDER_ANALYSIS, VisitState.PLANNED) and not visit.state.decided:
        raise _not_now(visit)
    _must_be_seen(visit, command.seen)
    wanted = proposal(visit, command.legs, sight.legs)
    must_not_have_begun(wanted, sight.legs)
    must_be_possible(wanted, visit, sight.sites, sight.units)
    undecided = visit.state is VisitState.UNDER_ANALYSIS
    if not wanted.differences and not undecided:
        return []
    return _programme(visit, wanted, command.by, now)


def _programme(visit: Visit, wanted: Proposal, by: str, now: datetime) -> list[DecidedEvent]:
    """The legs first, so that the visit that follows them has them."""
    events: list[DecidedEvent] = []
    for one in wanted.differences:
        if one.after is None:
            events.append(LegDropped(leg_id(visit.code, one.leg)))
        elif one.before is None:
            events.append(LegPlanned(one.after.of(visit.code)))
        else:
            events.append(LegReplanned(visit.code, one.after))
    version = visit.programme + bool(wanted.differences) if visit.released else 1
    planned = ProgrammePlanned(
        visit.code, version, wanted.differences, wanted.highest, wanted.numbers, by, now
    )
    return [*events, planned]


def _approve(visit: Visit, command: ApproveVisit, sight: Sight, now: datetime) -> list[DecidedEvent]:
    late = visit.state is VisitState.ACTIVE and visit.unapproved
    if visit.state is not VisitState.PLANNED and not late:
        raise _not_now(visit)
    _must_be_seen(visit, command.seen)
    if command.by == visit.planned_by:
        raise Refused(FOUR_EYES)
    missing = list(_lacks(visit, sight))
    if missing and not late:
        raise Refused(NOT_COMPLETE, missing=Lacks(missing))
    return [VisitApproved(visit.code, command.by, now)]


def _lacks(visit: Visit, sight: Sight) -> Iterable[Lack]:
    if not visit.open_legs:
        yield Lack(NO_PROGRAMME)
    for number in visit.open_legs:
        if number in sight.legs and not sight.legs[number].units:
            yield Lack(NO_UNIT, {"leg": number})


def _activate(visit: Visit, command: ActivateVisit, sight: Sight) -> list[DecidedEvent]:
    """A measure that nobody approved stops it; a convoy that moves nevertheless is a fact, and an alert."""
    if visit.state is VisitState.ACTIVE:
        return []
    if sight.unapproved and visit.state is VisitState.APPROVED:
        raise Refused(NOT_ALL_APPROVED, missing=Lacks(sight.unapproved))
    return _only(visit, VisitState.APPROVED, [VisitActivated(visit.code, command.by)])


def _call_off(visit: Visit, command: PostponeVisit | CancelVisit, sight: Sight) -> list[DecidedEvent]:
    if visit.state.over or (isinstance(command, PostponeVisit) and not visit.state.on):
        raise _not_now(visit)
    if not command.reason.strip():
        raise Refused(WHY, field="reason")
    if moving := [leg.number for leg in sight.legs.values() if leg.state.moving]:
        raise Refused(ON_THE_ROAD, legs=_numbers(moving))
    legs = [leg_id(visit.code, number) for number in visit.open_legs]
    if isinstance(command, PostponeVisit):
        postponed = VisitPostponed(visit.code, command.by, command.reason.strip())
        return [*(LegHeld(leg) for leg in legs), postponed]
    cancelled = VisitCancelled(visit.code, command.by, command.reason.strip())
    return [*(LegDropped(leg) for leg in legs), cancelled]


def _resume(visit: Visit, command: ResumeVisit, sight: Sight, now: datetime) -> list[DecidedEvent]:
    if visit.state is not VisitState.POSTPONED:
        raise _not_now(visit)
    starts_at = command.starts_at or visit.starts_at
    ends_at = command.ends_at or moved(visit.ends_at, visit.starts_at, starts_at)
    if ends_at <= starts_at:
        raise Refused(NOT_ITS_END, field="ends_at")
    resumed = VisitResumed(visit.code, starts_at, ends_at, command.by)
    on_other_days = replace(visit, starts_at=starts_at, ends_at=ends_at)
    plans = [_on_another_day(leg, visit.starts_at, starts_at) for leg in sight.legs.values()]
    outside = [p.number for p in plans if p.planned_start < starts_at or p.planned_end > ends_at]
    if outside:
        raise Refused(LEGS_OUTSIDE, field="ends_at", legs=_numbers(outside))
    wanted = proposal(visit, [leg.planned for leg in plans], sight.legs)
    if wanted.differences:
        return [resumed, *_programme(on_other_days, wanted, command.by, now)]
    return [resumed, *(LegReplanned(visit.code, leg.planned) for leg in sight.legs.values())]


def _on_another_day(leg: Leg, old: datetime, new: datetime) -> Leg:
    start, end = moved(leg.planned_start, old, new), moved(leg.planned_end, old, new)
    return replace(leg, planned_start=start, planned_end=end)


def _close(visit: Visit, by: str) -> list[DecidedEvent]:
    if visit.state is VisitState.ACTIVE and visit.open_legs:
        raise Refused(STILL_OPEN, legs=_numbers(visit.open_legs))
    return _only(visit, VisitState.ACTIVE, [VisitClosed(visit.code, by)])


def _acknowledge(visit: Visit, command: AcknowledgeChange, now: datetime) -> list[DecidedEvent]:
    version = next((one for one in visit.versions if one.number == command.version), None)
    if version is None:
        raise Refused(NO_VERSION, field="version", version=command.version)
    if command.unit is not None and command.unit not in version.units:
        raise Refused(NOT_ASKED, field="unit", unit=command.unit, version=command.version)
    if command.unit not in version.waits_for:
        return []
    return [ChangeAcknowledged(visit.code, command.version, command.by, now, command.unit)]


def pass_deadline(visit: Visit, kind: str) -> list[VisitClosed | LegLapsed]:
    if kind == "end":
        return [VisitClosed(visit.code)]
    if kind == "abandoned":
        lapsed = [LegLapsed(leg_id(visit.code, number)) for number in visit.open_legs]
        return [*lapsed, VisitClosed(visit.code)]
    return []


def _only(visit: Visit, state: VisitState, events: list[DecidedEvent]) -> list[DecidedEvent]:
    if visit.state is not state:
        raise _not_now(visit)
    return events


def _not_now(visit: Visit) -> Refused:
    return Refused(NOT_NOW, state=Term(CALLED[visit.state]))


def _must_be_seen(visit: Visit, seen: int | None) -> None:
    if seen is not None and seen != visit.revision:
        raise Stale(CHANGED_MEANWHILE)


def _numbers(legs: Iterable[int]) -> str:
    return ", ".join(str(number) for number in sorted(legs))
