"""What happened to a shift, and with its handover."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from controlroom.watch.duty import Place, ShiftClosed, ShiftOpened
from controlroom.watch.handover import Decision, Item, Line, Tick
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import PRIVATE


@dataclass(frozen=True, slots=True)
class OfAShift:
    """What an event says of the shift with this id."""

    shift: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.SHIFT, self.shift),)


@dataclass(frozen=True, slots=True)
class ShiftPlanned(OfAShift):
    """Entered into the roster, or changed there."""

    kind: ClassVar = "shift.planned"
    starts_at: datetime
    ends_at: datetime
    officer: str | None
    deputy: str | None
    leader: str | None
    by: str


@dataclass(frozen=True, slots=True)
class ShiftDropped(OfAShift):
    kind: ClassVar = "shift.dropped"
    by: str


@dataclass(frozen=True, slots=True)
class ShiftKeptWaiting(OfAShift):
    """Its time has come, and the shift `behind` it is not handed over: that should have ended by now."""

    kind: ClassVar = "shift.kept_waiting"
    behind: str
    at: datetime

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.SHIFT, self.shift), Ref(Noun.SHIFT, self.behind))


@dataclass(frozen=True, slots=True)
class ShiftLapsed(OfAShift):
    """Its time is over, and nobody ever handed over to it."""

    kind: ClassVar = "shift.lapsed"


@dataclass(frozen=True, slots=True)
class HandoverPrepared(OfAShift):
    """`words`: what people read beside each of the items, in their order."""

    kind: ClassVar = "handover.prepared"
    by: str
    outgoing: str
    place: Place
    at: datetime
    items: tuple[Item, ...]
    words: tuple[str, ...] | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class HandoverWithdrawn(OfAShift):
    kind: ClassVar = "handover.withdrawn"
    by: str


@dataclass(frozen=True, slots=True)
class HandoverTakenUp(OfAShift):
    """`by` is the incoming from now on."""

    kind: ClassVar = "handover.taken_up"
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HandoverItemTicked(OfAShift):
    """`ticked`: or its tick was taken back."""

    kind: ClassVar = "handover.item_ticked"
    by: str
    item: str
    mark: str
    at: datetime
    decision: Decision | None = None
    owner: str | None = None
    ticked: bool = True


@dataclass(frozen=True, slots=True)
class HandoverSigned(OfAShift):
    """`along`: places that change with that of the incoming, said by the incoming."""

    kind: ClassVar = "handover.signed"
    by: str
    at: datetime
    along: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class ShiftHandedOver(OfAShift):
    """As both signed it, for ever: the lines with their ticks, and what people read beside each of them."""

    kind: ClassVar = "shift.handed_over"
    outgoing: str
    incoming: str
    place: Place
    at: datetime
    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    words: tuple[str, ...] | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class HandoverMissed(OfAShift):
    """The shift should have been handed over by now."""

    kind: ClassVar = "handover.missed"


ShiftEvent = (
    ShiftPlanned
    | ShiftDropped
    | ShiftKeptWaiting
    | ShiftLapsed
    | ShiftOpened
    | ShiftClosed
    | HandoverPrepared
    | HandoverWithdrawn
    | HandoverTakenUp
    | HandoverItemTicked
    | HandoverSigned
    | ShiftHandedOver
    | HandoverMissed
)
