"""A fixed post: permanent police presence at a point, relieved every few hours, calling in every hour."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final, assert_never

from controlroom.watch.book import Book, Measure, Threshold
from controlroom.watch.patrols import PatrolKind, PatrolReported
from controlroom.watch.refs import Expectation, Noun, Ref
from controlroom.watch.service import ServiceInterrupted, ServiceResumed
from controlroom.watch.units import UnitCaughtUp
from controlroom.watch.words import mark

BY_POST: Final = (Noun.POST, Noun.SITE)
RELIEF_GRACE: Final = Threshold(
    "post.relief_overdue",
    "grace",
    10,
    Measure.MINUTES,
    1,
    120,
    mark("late from so long after the plan"),
    BY_POST,
)
"""A relief not reported this long after its plan leaves the post possibly unmanned (requirement R14)."""
CALL_GRACE: Final = Threshold(
    "post.check_call_missed",
    "grace",
    5,
    Measure.MINUTES,
    1,
    60,
    mark("missed from so long after it was due"),
    BY_POST,
)
"""A check call is missed this long after it was due (requirement R15)."""
CALLS_IN_A_ROW: Final = Threshold(
    "post.check_call_missed",
    "in_a_row",
    2,
    Measure.TIMES,
    2,
    10,
    mark("P2 from so many missed in a row"),
    BY_POST,
)


class ReliefState(StrEnum):
    PLANNED = "planned"
    DUE = "due"
    OVERDUE = "overdue"


class PostState(StrEnum):
    MANNED = "manned"
    RELIEF_DUE = "relief_due"
    RELIEF_OVERDUE = "relief_overdue"
    UNMANNED = "unmanned"
    SUSPENDED = "suspended"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Post:
    """Who mans it, its relief and its check calls are three axes; `state` is read off them.

    `units` may man it without remark. `settled_at` is the time of the last word about who mans it. A cause is
    the silent unit that could not report what is missed. `out_until`: suspended by plan. `measure`: for which
    it stands, if it is one of a measure; `closed_at`: it stands no longer.
    """

    code: str
    site: str
    name: str
    strength: int
    relief_every_min: int
    check_every_min: int
    units: tuple[str, ...]
    manned_by: str | None = None
    settled_at: datetime | None = None
    relief_due_at: datetime | None = None
    relief: ReliefState = ReliefState.PLANNED
    relief_noticed_at: datetime | None = None
    last_call_at: datetime | None = None
    call_due_at: datetime | None = None
    missed_calls: int = 0
    call_cause: str | None = None
    relief_cause: str | None = None
    out_until: datetime | None = None
    closed_at: datetime | None = None
    measure: str | None = None

    @property
    def scopes(self) -> tuple[Ref, ...]:
        return (Ref(Noun.POST, self.code), Ref(Noun.SITE, self.site))

    @property
    def state(self) -> PostState:
        if self.closed_at:
            return PostState.CLOSED
        if self.out_until:
            return PostState.SUSPENDED
        if self.manned_by is None:
            return PostState.UNMANNED
        by_relief = {
            ReliefState.PLANNED: PostState.MANNED,
            ReliefState.DUE: PostState.RELIEF_DUE,
            ReliefState.OVERDUE: PostState.RELIEF_OVERDUE,
        }
        return by_relief[self.relief]


@dataclass(frozen=True, slots=True)
class OpenPost:
    """`relief_due_at` is the first planned relief; without a `manned_by` the post waits for a first unit."""

    code: str
    site: str
    name: str
    strength: int
    relief_every_min: int
    check_every_min: int
    units: tuple[str, ...]
    manned_by: str | None
    relief_due_at: datetime
    measure: str | None = None


@dataclass(frozen=True, slots=True)
class ClosePost:
    """It stands no longer: it leaves the wall, the handover and the rules, and its history stays."""

    code: str


@dataclass(frozen=True, slots=True)
class ChangePost:
    """From its next relief and call on; whoever mans it stays."""

    code: str
    name: str
    strength: int
    relief_every_min: int
    check_every_min: int
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PostOpened:
    kind: ClassVar = "post.opened"
    post: Post

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.POST, self.post.code),)


@dataclass(frozen=True, slots=True)
class PostClosed:
    kind: ClassVar = "post.closed"
    post: str
    at: datetime

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.POST, self.post),)


@dataclass(frozen=True, slots=True)
class PostChanged:
    kind: ClassVar = "post.changed"
    post: str
    name: str
    strength: int
    relief_every_min: int
    check_every_min: int
    units: tuple[str, ...]

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.POST, self.post),)


@dataclass(frozen=True, slots=True)
class ReliefFellDue:
    kind: ClassVar = "post.relief_fell_due"
    post: str
    noticed_at: datetime

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.POST, self.post),)


@dataclass(frozen=True, slots=True)
class ReliefMissed:
    kind: ClassVar = "post.relief_missed"
    post: str
    cause: str | None = None

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.POST, self.post),)


@dataclass(frozen=True, slots=True)
class CheckCallMissed:
    kind: ClassVar = "post.check_call_missed"
    post: str
    due_at: datetime
    next_due_at: datetime
    cause: str | None = None

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.POST, self.post),)


PostEvent = (
    PostOpened
    | PostClosed
    | PostChanged
    | PatrolReported
    | ReliefFellDue
    | ReliefMissed
    | CheckCallMissed
    | UnitCaughtUp
    | ServiceInterrupted
    | ServiceResumed
)


PostCommand = OpenPost | ClosePost | ChangePost


def decide(
    post: Post | None, command: PostCommand, now: datetime
) -> list[PostOpened | PostClosed | PostChanged]:
    """One that was closed may be opened again, under its code."""
    stands = post is not None and post.closed_at is None
    match command:
        case OpenPost():
            return [] if stands else [_opened(command, now)]
        case ClosePost(code):
            return [PostClosed(code, now)] if stands else []
        case ChangePost():
            return _changed(post, command) if post and stands else []
        case _:
            assert_never(command)


def _opened(command: OpenPost, now: datetime) -> PostOpened:
    manned = command.manned_by is not None
    fresh = Post(
        code=command.code,
        site=command.site,
        name=command.name,
        strength=command.strength,
        relief_every_min=command.relief_every_min,
        check_every_min=command.check_every_min,
        units=command.units,
        manned_by=command.manned_by,
        settled_at=now if manned else None,
        relief_due_at=command.relief_due_at,
        last_call_at=now if manned else None,
        call_due_at=now + timedelta(minutes=command.check_every_min) if manned else None,
        measure=command.measure,
    )
    return PostOpened(fresh)


def _changed(post: Post, command: ChangePost) -> list[PostOpened | PostClosed | PostChanged]:
    changed = PostChanged(
        post.code,
        command.name,
        command.strength,
        command.relief_every_min,
        command.check_every_min,
        command.units,
    )
    return [] if _with(post, changed) == post else [changed]


def _with(post: Post, changed: PostChanged) -> Post:
    return replace(
        post,
        name=changed.name,
        strength=changed.strength,
        relief_every_min=changed.relief_every_min,
        check_every_min=changed.check_every_min,
        units=changed.units,
    )


def pass_deadline(post: Post, kind: str, now: datetime, book: Book, cause: str | None) -> list[PostEvent]:
    """`cause`: the unit that mans the post is silent."""
    match kind:
        case "relief_due":
            return [ReliefFellDue(post.code, now)]
        case "relief_overdue":
            return [ReliefMissed(post.code, cause)]
        case "check_call" if post.call_due_at:
            counted_from = max(post.call_due_at, now - book.time(CALL_GRACE, *post.scopes))
            following = counted_from + timedelta(minutes=post.check_every_min)
            return [CheckCallMissed(post.code, post.call_due_at, following, cause)]
        case "service_ends":
            return [ServiceResumed(str(Ref(Noun.POST, post.code)), now)]
        case _:
            return []


def apply(post: Post | None, event: PostEvent) -> Post:
    match event:
        case PostOpened(post=fresh):
            return fresh
        case _ if post is None:
            raise LookupError(f"{event.kind} at a post that was never opened")
        case PostClosed(at=at):
            return _closed(post, at)
        case PostChanged():
            return _with(post, event)
        case PatrolReported():
            counts = event.report.actual and post.closed_at is None
            return _reported(post, event) if counts else post
        case ReliefFellDue(noticed_at=noticed_at):
            return replace(post, relief=ReliefState.DUE, relief_noticed_at=noticed_at)
        case ReliefMissed(cause=cause):
            return replace(post, relief=ReliefState.OVERDUE, relief_cause=cause)
        case CheckCallMissed(next_due_at=next_due_at, cause=cause):
            kept = post.call_cause if post.missed_calls else cause
            return replace(
                post, missed_calls=post.missed_calls + 1, call_due_at=next_due_at, call_cause=kept and cause
            )
        case UnitCaughtUp():
            call, relief = event.no_longer(post.call_cause), event.no_longer(post.relief_cause)
            return replace(post, call_cause=call, relief_cause=relief)
        case ServiceInterrupted(until=until):
            return replace(post, out_until=until)
        case ServiceResumed(at=at):
            return _resumed(post, at)
        case _:
            assert_never(event)


def _closed(post: Post, at: datetime) -> Post:
    """Nothing is expected of it any more."""
    gone = replace(post, closed_at=at, manned_by=None, settled_at=at, out_until=None, call_due_at=None)
    calm = replace(gone, relief=ReliefState.PLANNED, relief_noticed_at=None, relief_due_at=None)
    return replace(calm, missed_calls=0, call_cause=None, relief_cause=None)


def _reported(post: Post, event: PatrolReported) -> Post:
    unit = event.report.unit
    late = post.settled_at is not None and event.at < post.settled_at
    match event.what:
        case PatrolKind.MANNED | PatrolKind.RELIEF if not late:
            relieved = replace(
                post,
                manned_by=unit,
                settled_at=event.at,
                relief=ReliefState.PLANNED,
                relief_noticed_at=None,
                relief_cause=None,
                relief_due_at=event.at + timedelta(minutes=post.relief_every_min),
            )
            return _called(relieved, event.at)
        case PatrolKind.LEFT if not late and event.at != post.settled_at and unit == post.manned_by:
            gone = replace(post, manned_by=None, settled_at=event.at)
            return replace(gone, call_due_at=None, missed_calls=0, call_cause=None)
        case PatrolKind.CHECK_CALL if post.manned_by is not None:
            return _called(post, event.at)
        case _:
            return post


def _called(post: Post, at: datetime) -> Post:
    if post.last_call_at and post.call_due_at and at <= post.last_call_at:
        return post
    due = at + timedelta(minutes=post.check_every_min)
    return replace(post, last_call_at=at, call_due_at=due, missed_calls=0, call_cause=None)


def _resumed(post: Post, at: datetime) -> Post:
    """Whoever mans it has a whole interval for the first call, and for a relief that fell due meanwhile."""
    back = replace(post, out_until=None, missed_calls=0, call_cause=None, relief_cause=None)
    if back.manned_by is None or back.relief_due_at is None:
        return back
    call_due = at + timedelta(minutes=post.check_every_min)
    relief_due = back.relief_due_at
    if relief_due <= at:
        relief_due = at + timedelta(minutes=post.relief_every_min)
        back = replace(back, relief=ReliefState.PLANNED, relief_noticed_at=None)
    return replace(back, call_due_at=call_due, relief_due_at=relief_due)


def expectations(post: Post, book: Book) -> list[Expectation]:
    """A second step counts from when the first was noticed, so one downtime is never two steps at once."""
    if post.closed_at:
        return []
    if post.out_until:
        return [Expectation("service_ends", post.out_until)]
    expected = []
    if post.manned_by and post.relief_due_at:
        if post.relief is ReliefState.PLANNED:
            expected.append(Expectation("relief_due", post.relief_due_at))
        elif post.relief is ReliefState.DUE and post.relief_noticed_at:
            expected.append(
                Expectation("relief_overdue", post.relief_noticed_at + book.time(RELIEF_GRACE, *post.scopes))
            )
    if post.manned_by and post.call_due_at:
        expected.append(Expectation("check_call", post.call_due_at + book.time(CALL_GRACE, *post.scopes)))
    return expected
