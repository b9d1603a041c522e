"""A fixed post: permanent police presence at a point, relieved every few hours, calling in every hour."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, assert_never

from controlroom.watch.patrols import PatrolKind, PatrolReported
from controlroom.watch.refs import Expectation, Noun, Ref

RELIEF_GRACE = timedelta(minutes=10)
"""A relief not reported this long after its plan leaves the post possibly unmanned (requirement R14)."""
CALL_GRACE = timedelta(minutes=5)
"""A check call is missed this long after it was due (requirement R15)."""


class ReliefState(StrEnum):
    PLANNED = "planned"
    DUE = "due"
    OVERDUE = "overdue"


class PostState(StrEnum):
    MANNED = "manned"
    RELIEF_DUE = "relief_due"
    RELIEF_OVERDUE = "relief_overdue"
    UNMANNED = "unmanned"


@dataclass(frozen=True, slots=True)
class Post:
    """Who mans it, its relief and its check calls are three axes; `state` is read off them.

    `units` may man it without remark. `settled_at` is the time of the last word about who mans it.
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

    @property
    def state(self) -> PostState:
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


@dataclass(frozen=True, slots=True)
class PostOpened:
    kind: ClassVar = "post.opened"
    post: Post

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.POST, self.post.code),)


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

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.POST, self.post),)


@dataclass(frozen=True, slots=True)
class CheckCallMissed:
    kind: ClassVar = "post.check_call_missed"
    post: str
    due_at: datetime
    next_due_at: datetime

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.POST, self.post),)


PostEvent = PostOpened | PatrolReported | ReliefFellDue | ReliefMissed | CheckCallMissed


def decide(post: Post | None, command: OpenPost, now: datetime) -> list[PostOpened]:
    if post:
        return []
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
    )
    return [PostOpened(fresh)]


def pass_deadline(post: Post, kind: str, now: datetime) -> list[PostEvent]:
    match kind:
        case "relief_due":
            return [ReliefFellDue(post.code, now)]
        case "relief_overdue":
            return [ReliefMissed(post.code)]
        case "check_call" if post.call_due_at:
            counted_from = max(post.call_due_at, now - CALL_GRACE)
            following = counted_from + timedelta(minutes=post.check_every_min)
            return [CheckCallMissed(post.code, post.call_due_at, following)]
        case _:
            return []


def apply(post: Post | None, event: PostEvent) -> Post:
    match event:
        case PostOpened(post=fresh):
            return fresh
        case _ if post is None:
            raise LookupError(f"{event.kind} at a post that was never opened")
        case PatrolReported():
            return _reported(post, event) if event.report.actual else post
        case ReliefFellDue(noticed_at=noticed_at):
            return replace(post, relief=ReliefState.DUE, relief_noticed_at=noticed_at)
        case ReliefMissed():
            return replace(post, relief=ReliefState.OVERDUE)
        case CheckCallMissed(next_due_at=next_due_at):
            return replace(post, missed_calls=post.missed_calls + 1, call_due_at=next_due_at)
        case _:
            assert_never(event)


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
                relief_due_at=event.at + timedelta(minutes=post.relief_every_min),
            )
            return _called(relieved, event.at)
        case PatrolKind.LEFT if not late and event.at != post.settled_at and unit == post.manned_by:
            return replace(post, manned_by=None, settled_at=event.at, call_due_at=None, missed_calls=0)
        case PatrolKind.CHECK_CALL if post.manned_by is not None:
            return _called(post, event.at)
        case _:
            return post


def _called(post: Post, at: datetime) -> Post:
    if post.last_call_at and post.call_due_at and at <= post.last_call_at:
        return post
    due = at + timedelta(minutes=post.check_every_min)
    return replace(post, last_call_at=at, call_due_at=due, missed_calls=0)


def expectations(post: Post) -> list[Expectation]:
    """A second step counts from when the first was noticed, so one downtime is never two steps at once."""
    expected = []
    if post.manned_by and post.relief_due_at:
        if post.relief is ReliefState.PLANNED:
            expected.append(Expectation("relief_due", post.relief_due_at))
        elif post.relief is ReliefState.DUE and post.relief_noticed_at:
            expected.append(Expectation("relief_overdue", post.relief_noticed_at + RELIEF_GRACE))
    if post.manned_by and post.call_due_at:
        expected.append(Expectation("check_call", post.call_due_at + CALL_GRACE))
    return expected
