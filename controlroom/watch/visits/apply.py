"""How a visit takes what happened to it."""

from dataclasses import fields, replace
from typing import assert_never

from controlroom.watch.legs import LegReported, LegState
from controlroom.watch.threat import ThreatLevelBegan, ThreatLevelPassed, ThreatLevelSet
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
from controlroom.watch.visits.programme import Acknowledgement, Version, units_of
from controlroom.watch.visits.visit import Facts, Visit, VisitState

KEPT = 20
"""Versions of a programme that a visit remembers; all of them are in the journal."""


def apply(visit: Visit | None, event: VisitEvent) -> Visit:
    match event:
        case VisitPlanned(visit=fresh):
            return fresh
        case VisitAnnounced():
            return announced(event.visit, event.facts)
        case _ if visit is None:
            raise LookupError(f"{event.kind} of a visit that was never planned")
        case LegReported():
            return _moved(visit, event) if event.report.actual else visit
        case ThreatLevelSet(level=level) | ThreatLevelBegan(level=level) | ThreatLevelPassed(level=level):
            return replace(visit, threat_level=level or visit.threat_level)
        case VisitAmended(facts=facts):
            return replace(amended(visit, facts), revision=visit.revision + 1)
        case ProgrammePlanned():
            return _programmed(visit, event)
        case ChangeAcknowledged():
            return _known(visit, event)
        case _:
            return _state(visit, event)


def announced(code: str, facts: Facts) -> Visit:
    blank = Visit(
        code,
        facts.code_name,
        facts.rank,
        facts.kind,
        facts.delegation,
        facts.starts_at,
        facts.ends_at,
        facts.threat_level,
        facts.event,
        legs=0,
        open_legs=(),
        state=VisitState.ANNOUNCED,
        programme=0,
        released=False,
    )
    return amended(blank, facts)


def amended(visit: Visit, facts: Facts) -> Visit:
    return replace(visit, **{f.name: getattr(facts, f.name) for f in fields(Facts)})


def _moved(visit: Visit, event: LegReported) -> Visit:
    """What was driven was driven, whatever had been decided; only a visit that is over stays so."""
    if event.status is None or visit.state.over:
        return visit
    open_legs = visit.open_legs
    if event.status.finished:
        open_legs = tuple(n for n in open_legs if n != event.number)
    before_time = not visit.state.decided
    left_out = before_time and event.status in (LegState.SKIPPED, LegState.DROPPED)
    if left_out or not (event.status.moving or event.status.finished):
        return replace(visit, open_legs=open_legs)
    return replace(
        visit, open_legs=open_legs, state=VisitState.ACTIVE, unapproved=visit.unapproved or before_time
    )


def _programmed(visit: Visit, event: ProgrammePlanned) -> Visit:
    """Nobody had to know of the first one before it was approved."""
    versions = visit.versions
    if visit.released and event.differences:
        fresh = Version(event.version, event.by, event.at, event.differences, units_of(event.differences))
        versions = (*versions, fresh)[-KEPT:]
    state = VisitState.PLANNED if visit.state is VisitState.UNDER_ANALYSIS else visit.state
    return replace(
        visit,
        programme=event.version,
        versions=versions,
        legs=event.legs,
        open_legs=event.open_legs,
        planned_by=event.by,
        state=state,
        revision=visit.revision + 1,
    )


def _known(visit: Visit, event: ChangeAcknowledged) -> Visit:
    """Who knows the newer programme knows what became of the older ones."""
    known = Acknowledgement(event.unit, event.by, event.at)
    told = (one.told(known) if one.number <= event.version else one for one in visit.versions)
    return replace(visit, versions=tuple(told))


def _state(
    visit: Visit,
    event: VisitAnalysed
    | VisitApproved
    | VisitActivated
    | VisitPostponed
    | VisitCancelled
    | VisitResumed
    | VisitClosed,
) -> Visit:
    match event:
        case VisitAnalysed():
            return replace(visit, state=VisitState.UNDER_ANALYSIS)
        case VisitApproved(by=by, at=at):
            state = VisitState.ACTIVE if visit.state is VisitState.ACTIVE else VisitState.APPROVED
            approved = replace(visit, state=state, approved_by=by, approved_at=at)
            return replace(approved, released=True, unapproved=False)
        case VisitActivated():
            return replace(visit, state=VisitState.ACTIVE)
        case VisitPostponed():
            return replace(visit, state=VisitState.POSTPONED)
        case VisitCancelled():
            return replace(visit, state=VisitState.CANCELLED, open_legs=())
        case VisitResumed(starts_at=starts_at, ends_at=ends_at):
            again = replace(visit, state=VisitState.UNDER_ANALYSIS, starts_at=starts_at, ends_at=ends_at)
            return replace(again, approved_by=None, approved_at=None, unapproved=False)
        case VisitClosed():
            return replace(visit, state=VisitState.CLOSED, open_legs=())
        case _:
            assert_never(event)
