"""How a measure takes what happened to it."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from controlroom.watch.measures.events import (
    MeasureApproved,
    MeasureChangeProposed,
    MeasureEnded,
    MeasureEvent,
    MeasureLapsed,
    MeasureProposed,
    MeasureProvided,
    MeasureRanLow,
    MeasureRefused,
    MeasureRoundsPlanned,
    MeasureStayedUnconfirmed,
    MeasureTookEffect,
    MeasureWithdrawn,
)
from controlroom.watch.measures.measure import Approval, Measure, MeasureState, Outcome, Version, dated


def apply(measure: Measure | None, event: MeasureEvent, seq: int, _: datetime) -> Measure:
    match event:
        case MeasureProposed():
            return _born(event, seq, MeasureState.PROPOSED)
        case MeasureProvided():
            return _born(event, seq, MeasureState.URGENT)
        case _ if measure is None:
            raise LookupError(f"{event.kind} of a measure that was never proposed")
        case MeasureChangeProposed():
            terms_seq = measure.latest.terms_seq if event.as_before else None
            return replace(measure, pending=event.as_version(seq, Outcome.PENDING, terms_seq))
        case MeasureApproved():
            return dated(_approved(measure, event))
        case MeasureRefused() | MeasureWithdrawn():
            return _turned_down(measure, event, seq)
        case MeasureTookEffect(version=version):
            began = replace(measure, in_force=version, expiring=0)
            if not _same_terms(measure, began):
                began = replace(began, patrols_until=None)
            urgent = measure.state is MeasureState.URGENT
            return dated(began if urgent else replace(began, state=MeasureState.IN_FORCE))
        case MeasureEnded(at=at):
            return _over(measure, MeasureState.ENDED, at)
        case MeasureRanLow(step=step):
            return replace(measure, expiring=step)
        case MeasureLapsed():
            return replace(measure, state=MeasureState.LAPSED, expiring=0)
        case MeasureRoundsPlanned(until=until):
            return replace(measure, patrols_until=until)
        case MeasureStayedUnconfirmed():
            return replace(measure, unconfirmed=True)
        case _:
            assert_never(event)


def _same_terms(before: Measure, after: Measure) -> bool:
    was, now_is = before.current, after.current
    return was is not None and now_is is not None and was.terms == now_is.terms


def _born(event: MeasureProposed | MeasureProvided, seq: int, state: MeasureState) -> Measure:
    urgent = state is MeasureState.URGENT
    version = event.as_version(seq, Outcome.URGENT if urgent else Outcome.PENDING)
    return Measure(
        event.measure,
        event.file,
        event.what,
        event.service,
        event.basis,
        event.basis_ref,
        state,
        event.by,
        event.at,
        event.valid_from,
        event.valid_to,
        event.review_on,
        versions=(version,) if urgent else (),
        pending=None if urgent else version,
        urgent_at=event.at if urgent else None,
    )


def _approved(measure: Measure, event: MeasureApproved) -> Measure:
    approval = Approval(event.authority, event.reference, event.on, event.by, event.at)
    if measure.pending and measure.pending.number == event.version:
        version = replace(measure.pending, outcome=Outcome.APPROVED, approval=approval)
        added = replace(measure, versions=(*measure.versions, version), pending=None, expiring=0)
        first = measure.state is MeasureState.PROPOSED
        return replace(added, state=MeasureState.APPROVED) if first else added
    confirmed = tuple(
        replace(one, outcome=Outcome.APPROVED, approval=approval) if one.number == event.version else one
        for one in measure.versions
    )
    state = MeasureState.IN_FORCE if measure.in_force else MeasureState.APPROVED
    return replace(measure, versions=confirmed, state=state, unconfirmed=False)


def _turned_down(measure: Measure, event: MeasureRefused | MeasureWithdrawn, seq: int) -> Measure:
    """A change that is turned down leaves all as it was; what was only proposed or provisional is over."""
    refused = isinstance(event, MeasureRefused)
    outcome = Outcome.REFUSED if refused else Outcome.WITHDRAWN
    if measure.pending and measure.pending.number == event.version:
        down = _closed(measure.pending, outcome, event, seq)
        left = replace(measure, pending=None, turned_down=(*measure.turned_down, down))
        if measure.state is not MeasureState.PROPOSED:
            return left
    else:
        provided = next(one for one in measure.versions if one.number == event.version)
        others = tuple(one for one in measure.versions if one.number != event.version)
        down = _closed(provided, outcome, event, seq)
        left = replace(measure, versions=others, turned_down=(*measure.turned_down, down))
    state = MeasureState.REFUSED if refused else MeasureState.WITHDRAWN
    return _over(left, state, event.at)


def _closed(
    version: Version, outcome: Outcome, event: MeasureRefused | MeasureWithdrawn, seq: int
) -> Version:
    return replace(version, outcome=outcome, closed_by=event.by, closed_at=event.at, closed_seq=seq)


def _over(measure: Measure, state: MeasureState, at: datetime) -> Measure:
    ended = replace(measure, state=state, ended_at=at, in_force=None, expiring=0, unconfirmed=False)
    return replace(ended, pending=None, turned_down=_undecided(measure, at), patrols_until=None)


def _undecided(measure: Measure, at: datetime) -> tuple[Version, ...]:
    """A change that still waited when the measure ended waits no longer, and stays readable."""
    if measure.pending is None:
        return measure.turned_down
    return (*measure.turned_down, replace(measure.pending, outcome=Outcome.WITHDRAWN, closed_at=at))
