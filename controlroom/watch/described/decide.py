"""What a person may decide about descriptions, and about whom they describe.

Whatever is linked is linked with all that is linked to it already, so that groups stay groups; where two of
them were told apart there is none.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, assert_never

from controlroom.errors import Refused, Stale
from controlroom.watch.described.acts import (
    AssessDescribed,
    Comparison,
    NotTheSame,
    OfferAgain,
    SamePerson,
    TakeOut,
)
from controlroom.watch.described.events import DescribedAssessed
from controlroom.watch.described.person import COMPARED_FOR, LINKED_AT_MOST, DescribedPerson
from controlroom.watch.early_warnings import (
    EarlyWarning,
    WarningLinked,
    WarningOfferedAgain,
    WarningToldApart,
    WarningUnlinked,
)
from controlroom.watch.reports import Status
from controlroom.watch.words import mark

WHY: Final = mark("Say why.")
ITSELF: Final = mark("Compare it with another report.")
ONLY_ACTUAL: Final = mark("Only actual reports are compared.")
ERASED: Final = mark("Nothing is kept of what was said in one of these reports.")
TOO_OLD: Final = mark("One of these reports is older than 30 days: it is compared no more.")
TOLD_APART: Final = mark("Somebody said that two of these are not the same person. Take that back first.")
LINKED: Final = mark("These reports are linked. Take one of them out first.")
NOT_LINKED: Final = mark("This report is linked to no other.")
TOO_MANY: Final = mark("At most 60 reports are linked.")
CHANGED_MEANWHILE: Final = mark("Something was linked or assessed meanwhile. Look again, then decide.")

Compared = WarningLinked | WarningUnlinked | WarningToldApart | WarningOfferedAgain


def decide(
    mine: Sequence[EarlyWarning], theirs: Sequence[EarlyWarning], command: Comparison, now: datetime
) -> list[Compared]:
    """`mine`, `theirs`: the report, and the other one if there is one, each with all that it is linked to."""
    one = _named(mine, command.warning)
    match command:
        case SamePerson(other=other):
            return _same(one, _named(theirs, other), (*mine, *theirs), command, now)
        case NotTheSame(other=other):
            return _not_the_same(one, _named(theirs, other), command)
        case OfferAgain(other=other, by=by):
            told = one.told_apart(other)
            return [WarningOfferedAgain(one.ref, one.site, other, by)] if told else []
        case TakeOut():
            return _take_out(one, mine, command)
        case _:
            assert_never(command)


def _named(reports: Sequence[EarlyWarning], ref: str) -> EarlyWarning:
    return next(one for one in reports if one.ref == ref)


def _same(
    one: EarlyWarning,
    other: EarlyWarning,
    together: Sequence[EarlyWarning],
    command: SamePerson,
    now: datetime,
) -> list[Compared]:
    reason = _two_and_why(command)
    if one.described and one.described == other.described:
        return []
    for each in (one, other):
        _must_be_comparable(each, now)
    if any(each.told_apart(than.ref) for each in together for than in together):
        raise Refused(TOLD_APART, field="other")
    if len(together) > LINKED_AT_MOST:
        raise Refused(TOO_MANY, field="other")
    into = one.described or other.described or command.described
    joining = (each for each in together if each.described != into)
    return [event for each in joining for event in _joins(each, into, command.by, reason)]


def _must_be_comparable(warning: EarlyWarning, now: datetime) -> None:
    if warning.status is not Status.ACTUAL:
        raise Refused(ONLY_ACTUAL, field="other")
    if warning.purged_at:
        raise Refused(ERASED, field="other")
    if warning.described is None and now - warning.received_at > COMPARED_FOR:
        raise Refused(TOO_OLD, field="other")


def _joins(warning: EarlyWarning, into: str, by: str, reason: str) -> list[Compared]:
    of = warning.ref, warning.site
    left = [WarningUnlinked(*of, warning.described, by)] if warning.described else []
    return [*left, WarningLinked(*of, into, warning.company, warning.by, warning.at, by, reason)]


def _not_the_same(one: EarlyWarning, other: EarlyWarning, command: NotTheSame) -> list[Compared]:
    reason = _two_and_why(command)
    if one.described and one.described == other.described:
        raise Refused(LINKED, field="other")
    if one.told_apart(other.ref):
        return []
    return [WarningToldApart(one.ref, one.site, other.ref, command.by, reason)]


def _take_out(one: EarlyWarning, mine: Sequence[EarlyWarning], command: TakeOut) -> list[Compared]:
    """One that would be left alone is linked to nothing any more."""
    reason = _why(command.reason)
    if one.described is None:
        raise Refused(NOT_LINKED, field="warning")
    gone = mine if len(mine) == 2 else (one,)
    return [WarningUnlinked(each.ref, each.site, one.described, command.by, reason) for each in gone]


def assess(person: DescribedPerson, command: AssessDescribed) -> list[DescribedAssessed]:
    reason = _why(command.reason)
    if person.version != command.seen:
        raise Stale(CHANGED_MEANWHILE)
    return [DescribedAssessed(person.key, command.by, command.verdict, reason)]


def _two_and_why(command: SamePerson | NotTheSame) -> str:
    if command.warning == command.other:
        raise Refused(ITSELF, field="other")
    return _why(command.reason)


def _why(reason: str) -> str:
    if not reason.strip():
        raise Refused(WHY, field="reason")
    return reason.strip()
