"""The watch log: what the people of the room write down, a line at a time (requirement R37).

A line is never changed. A correction is a line of its own that names the one it corrects; both stay.
"""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar, Final, assert_never

from controlroom.errors import AlreadyDone, Refused, Unknown
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import PRIVATE
from controlroom.watch.words import mark

LONGEST: Final = 2000
ABOUT_AT_MOST: Final = 8
ABOUT: Final = frozenset({Noun.VISIT, Noun.SITE, Noun.POST, Noun.UNIT, Noun.ALERT, Noun.INCIDENT, Noun.ENTRY})
"""What a line can be about."""
TURNS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
"""They turn the direction of what stands behind them, and so what somebody reads."""

SAYS_NOTHING: Final = mark("Write what happened.")
TOO_LONG: Final = mark("A line has at most 2000 characters. Nothing was written.")
TOO_MANY: Final = mark("A line is about at most 8 things.")
NO_LINE: Final = mark("There is no line %(number)s in the log.")
CORRECTED_BEFORE: Final = mark("This line was corrected before.")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line, without its words, which stay in the journal alone. `id` is its number there.

    `about` as in `visit:V-1`. `corrects`: the line that this one replaces; `corrected_as`: its correction.
    """

    id: int
    by: str
    written_at: datetime
    about: tuple[str, ...] = ()
    corrects: int | None = None
    corrected_as: int | None = None
    corrected_by: str | None = None
    corrected_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WriteEntry:
    text: str
    by: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectEntry:
    entry: int
    text: str
    by: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LogWritten:
    kind: ClassVar = "log.written"
    by: str
    about: tuple[str, ...] = ()
    text: str | None = field(default=None, metadata=PRIVATE)

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.ENTRY, "new"),)


@dataclass(frozen=True, slots=True)
class LogCorrected:
    kind: ClassVar = "log.corrected"
    entry: int
    by: str
    about: tuple[str, ...] = ()
    text: str | None = field(default=None, metadata=PRIVATE)

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.ENTRY, "new"), Ref(Noun.ENTRY, str(self.entry)))


LogCommand = WriteEntry | CorrectEntry
LogEvent = LogWritten | LogCorrected


def decide(corrected: Entry | None, known: Collection[str], command: LogCommand) -> list[LogEvent]:
    """`known`: which of the things that it is about exist."""
    text, about = one_line(command.text), tuple(dict.fromkeys(command.about))
    if not text:
        raise Refused(SAYS_NOTHING, field="text")
    if len(text) > LONGEST:
        raise Refused(TOO_LONG, field="text")
    if len(about) > ABOUT_AT_MOST:
        raise Refused(TOO_MANY, field="text")
    for ref in about:
        if Ref.parse(ref).noun not in ABOUT or ref not in known:
            raise Unknown(mark("there is no %(thing)s"), field="text", thing=ref)
    match command:
        case WriteEntry(by=by):
            return [LogWritten(by, about, text)]
        case CorrectEntry(entry=entry, by=by):
            return [_correction(corrected, LogCorrected(entry, by, about, text))]
        case _:
            assert_never(command)


def _correction(entry: Entry | None, correction: LogCorrected) -> LogCorrected:
    if entry is None:
        raise Unknown(NO_LINE, field="text", number=correction.entry)
    if entry.corrected_by is not None and entry.corrected_at is not None:
        raise AlreadyDone(CORRECTED_BEFORE, by=entry.corrected_by, at=entry.corrected_at)
    return correction


def one_line(text: str) -> str:
    """Without what cannot be seen or turns the text around; a new line becomes a blank."""
    kept = "".join(" " if char.isspace() else char for char in text if char.isspace() or _legible(char))
    return " ".join(kept.split())


def _legible(char: str) -> bool:
    return char not in TURNS and unicodedata.category(char) not in ("Cc", "Cs")


def apply(entry: Entry | None, event: LogEvent, seq: int, at: datetime) -> Entry:
    """A correction makes one line and marks another."""
    match event:
        case LogWritten(by, about):
            return Entry(seq, by, at, about)
        case LogCorrected(corrected, by, about) if entry is None:
            return Entry(seq, by, at, about, corrects=corrected)
        case LogCorrected(by=by):
            return replace(entry, corrected_as=seq, corrected_by=by, corrected_at=at)
        case _:
            assert_never(event)
