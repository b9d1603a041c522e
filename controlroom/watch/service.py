"""Out of service by plan: what is not expected to work for a while raises nothing, and says until when."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, Final

from controlroom.errors import Refused
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import PRIVATE
from controlroom.watch.words import mark

LONGEST: Final = timedelta(days=31)
CAN_REST: Final = frozenset({Noun.UNIT, Noun.POST, Noun.SCREEN})


@dataclass(frozen=True, slots=True)
class TakeOutOfService:
    ref: Ref
    until: datetime
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class PutBackInService:
    ref: Ref
    by: str


@dataclass(frozen=True, slots=True)
class ServiceInterrupted:
    kind: ClassVar = "service.interrupted"
    ref: str
    until: datetime
    by: str
    reason: str | None = field(default=None, metadata=PRIVATE)

    def touches(self) -> tuple[Ref, ...]:
        return (Ref.parse(self.ref),)


@dataclass(frozen=True, slots=True)
class ServiceResumed:
    """`by` is None when its time had come."""

    kind: ClassVar = "service.resumed"
    ref: str
    at: datetime
    by: str | None = None

    def touches(self) -> tuple[Ref, ...]:
        return (Ref.parse(self.ref),)


ServiceCommand = TakeOutOfService | PutBackInService


def decide(
    out_until: datetime | None, command: ServiceCommand, now: datetime
) -> list[ServiceInterrupted | ServiceResumed]:
    if isinstance(command, PutBackInService):
        return [ServiceResumed(str(command.ref), now, command.by)] if out_until else []
    if not command.reason.strip():
        raise Refused(mark("say why it is out of service"), field="reason")
    if not now < command.until <= now + LONGEST:
        raise Refused(mark("out of service ends within %(days)s days"), field="until", days=LONGEST.days)
    if out_until == command.until:
        return []
    return [ServiceInterrupted(str(command.ref), command.until, command.by, command.reason.strip())]
