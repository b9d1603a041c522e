"""What follows from an act on a measure, or why it is refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

from controlroom.clock import BRUSSELS
from controlroom.errors import Refused, Stale, Term
from controlroom.watch.measures.acts import (
    ApproveMeasure,
    Draft,
    EndMeasure,
    MeasureCommand,
    ProposeChange,
    ProposeMeasure,
    ProvideUrgently,
    RefuseMeasure,
    WithdrawMeasure,
)
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
    MeasureStayedUnconfirmed,
    MeasureTookEffect,
    MeasureWithdrawn,
    apart,
)
from controlroom.watch.measures.measure import Decision, Measure, MeasureState, Version
from controlroom.watch.measures.on_file import site_of
from controlroom.watch.measures.terms import REQUIRED, FixedPost, Patrols, Terms, kind_of, lacking
from controlroom.watch.words import mark

TITLES: Final = {
    "contact_person": mark("contact person, day and night"),
    "priority_calls": mark("priority handling of calls"),
    "technical_study": mark("technical prevention study"),
    "patrols": mark("patrols at different times"),
    "checks": mark("checks of persons, vehicles and objects"),
    "fixed_post": mark("fixed post"),
    "close_protection": mark("close protection"),
}
SAY_WHY: Final = mark("Say why.")
LACKS: Final = mark("%(kind)s: still missing: %(missing)s.")
NO_SERVICE: Final = mark("Say which service carries it out.")
NO_END: Final = mark("Say until when it is valid, or when it is looked at again.")
ENDS_BEFORE: Final = mark("It ends after it begins.")
PAST: Final = mark("Its time would be over already.")
FINAL_WITHOUT_END: Final = mark("Only what has an end can end by itself.")
A_SITE: Final = mark("Say at which site.")
COUNTS: Final = mark("Strength, intervals and rounds are numbers from 1.")
TOO_HIGH: Final = mark("At the most 99 people, an interval of 1440 minutes, 24 rounds a day.")
MOST: Final = {"strength": 99, "relief_every_min": 1440, "check_every_min": 1440, "rounds_a_day": 24}
"""What a room can follow; rounds are planned by the one writer of the watch."""
TAKEN: Final = mark("Another measure has this number already.")
NOT_WAITING: Final = mark("Nothing of this measure waits for a decision.")
NOT_THE_SAME: Final = mark("Version %(version)s is not what waits for a decision; look again.")
NO_AUTHORITY: Final = mark("Say which authority decided.")
NO_REFERENCE: Final = mark("Say the reference of the decision.")
NO_DATE: Final = mark("Say the date of the decision.")
TOMORROW: Final = mark("The date of the decision is still to come.")
PROPOSER: Final = mark("%(by)s proposed this: another person decides on it.")
NOT_THE_PROPOSER: Final = mark("Only %(by)s, who proposed this, takes it back.")
IS_OVER: Final = mark("This measure is over.")
ONE_AT_A_TIME: Final = mark("A change waits for approval already; decide on that first.")
CONFIRM_FIRST: Final = mark("This measure is provisional: it is confirmed before it is changed.")
NOT_APPROVED: Final = mark("This measure was never approved: there is nothing to change yet.")
ANOTHER_KIND: Final = mark("A change keeps the kind of the measure.")
NO_PROPOSAL: Final = mark("A change extends, reduces, maintains or ends.")
NOTHING_MORE: Final = mark("An extension lasts longer, or does more than now.")
NOTHING_LESS: Final = mark("A reduction ends sooner, or does less than now.")
NOT_AS_NOW: Final = mark("What is maintained stays as it is; extend or reduce it instead.")
STILL_NEEDED: Final = mark("This measure still counts: propose its end, which another person approves.")


@dataclass(frozen=True, slots=True)
class Sight:
    """What deciding on a measure looks at besides it. `level`: the file's; `file_over`: it is closed."""

    level: int | None = None
    file_over: bool = False


def decide(
    measure: Measure | None, command: MeasureCommand, sight: Sight, now: datetime
) -> list[MeasureEvent]:
    match command:
        case ProposeMeasure() | ProvideUrgently():
            return _new(measure, command, sight, now)
        case _ if measure is None:
            raise LookupError("whoever calls this knows the measure")
        case ApproveMeasure():
            return _approve(measure, command, now)
        case RefuseMeasure():
            _awaited(measure, command.version)
            return [_refused(measure, command, now)]
        case WithdrawMeasure():
            return _withdraw(measure, command, now)
        case ProposeChange():
            return [_change(measure, command, sight, now)]
        case EndMeasure():
            return _end(measure, command, sight, now)
        case _:
            assert_never(command)


def _new(
    measure: Measure | None, command: ProposeMeasure | ProvideUrgently, sight: Sight, now: datetime
) -> list[MeasureEvent]:
    draft = command.draft
    if measure:
        if (measure.file, measure.proposed_by, measure.kind) == (
            draft.file,
            command.by,
            kind_of(draft.terms),
        ):
            return []
        raise Refused(TAKEN, field="id")
    _must_say_all(draft, now)
    if isinstance(command, ProposeMeasure):
        return [_written(MeasureProposed, command, sight, now)]
    provided = _written(MeasureProvided, command, sight, now)
    began = MeasureTookEffect(command.id, draft.file, 1, now)
    return [provided, began] if draft.valid_from <= now else [provided]


def _written(
    event: type[MeasureProposed | MeasureProvided],
    command: ProposeMeasure | ProvideUrgently,
    sight: Sight,
    now: datetime,
) -> MeasureEvent:
    draft = command.draft
    clear, personal = apart(draft.terms)
    return event(
        measure=command.id,
        file=draft.file,
        version=1,
        decision=Decision.PROPOSE,
        valid_from=draft.valid_from,
        valid_to=draft.valid_to,
        review_on=draft.review_on,
        final=draft.final,
        by=command.by,
        at=now,
        level=sight.level,
        terms=clear,
        personal=personal,
        reason=draft.reason.strip(),
        what=kind_of(draft.terms),
        service=draft.service.strip(),
        basis=draft.basis,
        basis_ref=draft.basis_ref.strip(),
    )


def _must_say_all(draft: Draft, now: datetime) -> None:
    if not draft.service.strip():
        raise Refused(NO_SERVICE, field="service")
    if not draft.reason.strip():
        raise Refused(SAY_WHY, field="reason")
    _must_be_whole(draft.terms, draft.file)
    _must_have_a_time(draft, draft.valid_from, now)


def _must_be_whole(terms: Terms, file: str) -> None:
    kind = kind_of(terms)
    for name in lacking(terms):
        words = {"kind": Term(TITLES[kind]), "missing": Term(REQUIRED[kind][name])}
        raise Refused(LACKS, field=name, **words)
    for name, most in MOST.items():
        if not 1 <= (count := getattr(terms, name, 1)) <= most:
            raise Refused(COUNTS if count < 1 else TOO_HIGH, field=name)
    if isinstance(terms, FixedPost | Patrols) and not site_of(terms, file):
        raise Refused(A_SITE, field="site")


def _must_have_a_time(of: Draft | ProposeChange, valid_from: datetime, now: datetime) -> None:
    if of.valid_to is None and of.review_on is None:
        raise Refused(NO_END, field="valid_to")
    if of.valid_to is None and of.final:
        raise Refused(FINAL_WITHOUT_END, field="valid_to")
    if of.valid_to is not None and of.valid_to <= valid_from:
        raise Refused(ENDS_BEFORE, field="valid_to")
    if of.valid_to is not None and of.valid_to <= now:
        raise Refused(PAST, field="valid_to")


def _approve(measure: Measure, command: ApproveMeasure, now: datetime) -> list[MeasureEvent]:
    """Of two decisions at one time the first counts; the second is told that there is nothing to decide."""
    version = _awaited(measure, command.version)
    if command.by == version.by:
        raise Refused(PROPOSER, field="by", by=version.by)
    if not command.authority.strip():
        raise Refused(NO_AUTHORITY, field="authority")
    if not command.reference.strip():
        raise Refused(NO_REFERENCE, field="reference")
    if command.on is None:
        raise Refused(NO_DATE, field="on")
    if command.on > now.astimezone(BRUSSELS).date():
        raise Refused(TOMORROW, field="on")
    if version.valid_to is not None and version.valid_to <= now:
        raise Refused(PAST, field="valid_to")
    approved = MeasureApproved(
        measure.id,
        measure.file,
        version.number,
        command.authority.strip(),
        command.reference.strip(),
        command.on,
        command.by,
        now,
    )
    begins = version.number != measure.in_force and version.valid_from <= now
    return [approved, *(_begin(measure, version, now) if begins else ())]


def _begin(measure: Measure, version: Version, now: datetime) -> list[MeasureEvent]:
    if version.decision is Decision.END:
        return [MeasureEnded(measure.id, measure.file, now)]
    return [MeasureTookEffect(measure.id, measure.file, version.number, now)]


def _awaited(measure: Measure, number: int) -> Version:
    """What waits for a decision: a proposal, or what was provided urgently."""
    version = measure.awaited
    if version is None:
        raise Refused(NOT_WAITING, field="measure")
    if version.number != number:
        raise Stale(NOT_THE_SAME, version=number)
    return version


def _refused(measure: Measure, command: RefuseMeasure, now: datetime) -> MeasureRefused:
    if not command.reason.strip():
        raise Refused(SAY_WHY, field="reason")
    return MeasureRefused(
        measure=measure.id,
        file=measure.file,
        version=command.version,
        by=command.by,
        at=now,
        reason=command.reason.strip(),
    )


def _withdraw(measure: Measure, command: WithdrawMeasure, now: datetime) -> list[MeasureEvent]:
    version = _awaited(measure, command.version)
    if command.by != version.by:
        raise Refused(NOT_THE_PROPOSER, field="by", by=version.by)
    withdrawn = MeasureWithdrawn(
        measure=measure.id,
        file=measure.file,
        version=version.number,
        by=command.by,
        at=now,
        reason=command.reason.strip() or None,
    )
    return [withdrawn]


def _change(measure: Measure, command: ProposeChange, sight: Sight, now: datetime) -> MeasureChangeProposed:
    if measure.over:
        raise Refused(IS_OVER, field="measure")
    if measure.provisional:
        raise Refused(CONFIRM_FIRST, field="measure")
    if measure.state is MeasureState.PROPOSED:
        raise Refused(NOT_APPROVED, field="measure")
    if measure.pending:
        raise Refused(ONE_AT_A_TIME, field="measure")
    if not command.reason.strip():
        raise Refused(SAY_WHY, field="reason")
    if command.terms is not None and kind_of(command.terms) is not measure.kind:
        raise Refused(ANOTHER_KIND, field="terms")
    before = measure.latest
    terms = command.terms if command.terms is not None else before.terms
    _must_be_a_change(before, command)
    if command.decision is not Decision.END:
        if terms is not None:
            _must_be_whole(terms, measure.file)
        _must_have_a_time(command, command.valid_from or now, now)
    clear, personal = apart(terms) if terms is not None else (None, None)
    as_before = command.terms is None
    return MeasureChangeProposed(
        measure=measure.id,
        file=measure.file,
        version=measure.next_number,
        decision=command.decision,
        valid_from=command.valid_from or now,
        valid_to=command.valid_to,
        review_on=command.review_on,
        final=command.final,
        by=command.by,
        at=now,
        level=sight.level,
        as_before=as_before,
        terms=clear,
        personal=personal,
        reason=command.reason.strip(),
    )


def _must_be_a_change(before: Version, command: ProposeChange) -> None:
    same = command.terms is None or command.terms == before.terms
    longer = _later(command.valid_to, before.valid_to)
    match command.decision:
        case Decision.PROPOSE:
            raise Refused(NO_PROPOSAL, field="decision")
        case Decision.END:
            return
        case Decision.EXTEND if same and not longer:
            raise Refused(NOTHING_MORE, field="valid_to")
        case Decision.REDUCE if same and not _later(before.valid_to, command.valid_to):
            raise Refused(NOTHING_LESS, field="valid_to")
        case Decision.MAINTAIN if not same:
            raise Refused(NOT_AS_NOW, field="decision")
        case Decision.EXTEND | Decision.REDUCE | Decision.MAINTAIN:
            pass
        case _:
            assert_never(command.decision)


def _later(one: datetime | None, other: datetime | None) -> bool:
    """Whether the first end comes after the other; no end comes after all."""
    if one is None or other is None:
        return one is None and other is not None
    return one > other


def _end(measure: Measure, command: EndMeasure, sight: Sight, now: datetime) -> list[MeasureEvent]:
    if measure.over:
        return []
    if not (sight.file_over or measure.state is MeasureState.LAPSED):
        raise Refused(STILL_NEEDED, field="measure")
    if not command.reason.strip():
        raise Refused(SAY_WHY, field="reason")
    return [MeasureEnded(measure.id, measure.file, now, command.by, command.reason.strip())]


def pass_deadline(measure: Measure, kind: str, now: datetime) -> list[MeasureEvent]:
    match kind:
        case "begin" if measure.coming:
            return _begin(measure, measure.coming, now)
        case "end":
            return [MeasureEnded(measure.id, measure.file, now)]
        case "expiring_soon":
            return [MeasureRanLow(measure.id, measure.file, 1)]
        case "expiring_very_soon":
            return [MeasureRanLow(measure.id, measure.file, 2)]
        case "lapse":
            return [MeasureLapsed(measure.id, measure.file)]
        case "unconfirmed":
            return [MeasureStayedUnconfirmed(measure.id, measure.file)]
        case _:
            return []
