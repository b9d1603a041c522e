"""What people do with shifts and their handover. `by` is an account's name."""

from dataclasses import dataclass
from datetime import datetime

from controlroom.watch.duty import Place
from controlroom.watch.handover import Decision, Item, Line


@dataclass(frozen=True, slots=True)
class PlanShift:
    """Enters a shift into the roster; one that begins at the same moment is changed."""

    starts_at: datetime
    ends_at: datetime
    by: str
    officer: str | None = None
    deputy: str | None = None
    leader: str | None = None


@dataclass(frozen=True, slots=True)
class DropShift:
    shift: str
    by: str


@dataclass(frozen=True, slots=True)
class PrepareHandover:
    """`shift`: the one that is on, empty if none is. `words` stand beside the items, in their order."""

    shift: str
    by: str
    items: tuple[Item, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WithdrawHandover:
    shift: str
    by: str


@dataclass(frozen=True, slots=True)
class TakeUpHandover:
    """I am the one who comes."""

    shift: str
    by: str


@dataclass(frozen=True, slots=True)
class TickItem:
    """`line` is as whoever ticks it saw it."""

    shift: str
    by: str
    line: Line
    decision: Decision | None = None
    owner: str | None = None
    ticked: bool = True


@dataclass(frozen=True, slots=True)
class SignHandover:
    """Whoever gives this has shown a password. `lines` with `words` is all that there is to hand over now.

    `next`: the planned shift that begins by the second signature, empty if there is none in the roster.
    """

    shift: str
    by: str
    lines: tuple[Line, ...]
    words: tuple[str, ...]
    next: str = ""
    along: tuple[Place, ...] = ()


RosterCommand = PlanShift | DropShift
HandoverCommand = PrepareHandover | WithdrawHandover | TakeUpHandover | TickItem | SignHandover
ShiftCommand = RosterCommand | HandoverCommand
