"""A visitor in the room: while one is there, no wall shows names, addresses, plates or a reporter's words."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final, assert_never

from controlroom.watch.refs import Noun, Ref

VISITOR: Final = Ref(Noun.VISITOR, "room")


@dataclass(frozen=True, slots=True)
class Visitor:
    """`came_at` is None while nobody is there; `by` is who masked the walls."""

    room: str = "room"
    came_at: datetime | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class ReceiveVisitor:
    by: str


@dataclass(frozen=True, slots=True)
class SeeVisitorOff:
    by: str


@dataclass(frozen=True, slots=True)
class VisitorCame:
    kind: ClassVar = "room.visitor_came"
    by: str

    def touches(self) -> tuple[Ref, ...]:
        return (VISITOR,)


@dataclass(frozen=True, slots=True)
class VisitorLeft:
    kind: ClassVar = "room.visitor_left"
    by: str

    def touches(self) -> tuple[Ref, ...]:
        return (VISITOR,)


VisitorCommand = ReceiveVisitor | SeeVisitorOff
VisitorEvent = VisitorCame | VisitorLeft


def decide(visitor: Visitor | None, command: VisitorCommand) -> list[VisitorEvent]:
    """Two at two desks who press the key at the same moment want the same."""
    there = visitor is not None and visitor.came_at is not None
    match command:
        case ReceiveVisitor(by=by):
            return [] if there else [VisitorCame(by)]
        case SeeVisitorOff(by=by):
            return [VisitorLeft(by)] if there else []
        case _:
            assert_never(command)


def apply(_: Visitor | None, event: VisitorEvent, at: datetime) -> Visitor:
    match event:
        case VisitorCame(by=by):
            return Visitor(came_at=at, by=by)
        case VisitorLeft():
            return Visitor()
        case _:
            assert_never(event)
