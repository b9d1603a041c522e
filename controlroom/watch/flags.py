"""Lines of the watch log that are handed over: to whoever comes next, or pinned for all who come."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, assert_never

from controlroom.errors import Unknown
from controlroom.watch.log import NO_LINE, Entry
from controlroom.watch.refs import Noun, Ref


@dataclass(frozen=True, slots=True)
class Flag:
    """`entry`: the number of the line. `shift`: the one that was on, None if none was.

    One that is not pinned is handed over once, at the end of its shift. `taken_off_at`: it is handed over no
    more.
    """

    entry: int
    by: str
    at: datetime
    shift: str | None
    pinned: bool = False
    taken_off_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FlagEntry:
    entry: int
    by: str
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class UnflagEntry:
    entry: int
    by: str


@dataclass(frozen=True, slots=True)
class LogFlagged:
    kind: ClassVar = "log.flagged"
    entry: int
    by: str
    at: datetime
    shift: str | None
    pinned: bool = False

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.FLAG, str(self.entry)),)


@dataclass(frozen=True, slots=True)
class LogUnflagged:
    kind: ClassVar = "log.unflagged"
    entry: int
    by: str
    at: datetime

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.FLAG, str(self.entry)),)


FlagCommand = FlagEntry | UnflagEntry
FlagChange = LogFlagged | LogUnflagged


def decide(
    flag: Flag | None, entry: Entry | None, command: FlagCommand, shift: str | None, now: datetime
) -> list[FlagChange]:
    held = flag if flag and flag.taken_off_at is None else None
    match command:
        case FlagEntry(number, by, pinned):
            if entry is None:
                raise Unknown(NO_LINE, field="entry", number=number)
            same = held and (held.pinned, held.shift) == (pinned, shift)
            return [] if same else [LogFlagged(number, by, now, shift, pinned)]
        case UnflagEntry(number, by):
            return [LogUnflagged(number, by, now)] if held else []
        case _:
            assert_never(command)


def apply(flag: Flag | None, event: FlagChange) -> Flag:
    match event:
        case LogFlagged(entry, by, at, shift, pinned):
            return Flag(entry, by, at, shift, pinned)
        case LogUnflagged(at=at):
            if flag is None:
                raise ValueError("a line is taken off that was never flagged")
            return replace(flag, taken_off_at=at)
        case _:
            assert_never(event)
