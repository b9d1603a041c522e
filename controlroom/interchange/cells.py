"""What stands in one cell of a file, as the watch understands it; and as it is written there."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Final, TypeVar

from controlroom.clock import BRUSSELS, is_near
from controlroom.interchange.fault import Unreadable
from controlroom.watch.words import mark

Word = TypeVar("Word", bound=StrEnum)
LONGEST: Final = 200
LOCAL: Final = re.compile(
    r"(?:(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(?P<d2>\d{1,2})[./](?P<m2>\d{1,2})[./](?P<y2>\d{4}))"
    r"[ T](?P<h>\d{1,2})[:h](?P<min>\d{2})(?::(?P<s>\d{2}))?"
)
NEEDED: Final = mark("The column %(column)s is empty.")
TOO_LONG: Final = mark("More than %(most)s characters in the column %(column)s.")
NO_WORD: Final = mark("The column %(column)s says '%(value)s'; there are: %(words)s.")
NO_NUMBER: Final = mark(
    "The column %(column)s needs a whole number from %(least)s to %(most)s, not '%(value)s'."
)
NO_DEGREES: Final = mark("The column %(column)s needs degrees with a point, as 50.8467, not '%(value)s'.")
NO_TIME: Final = mark("The column %(column)s needs a time as 2026-11-30 14:00, not '%(value)s'.")
NO_SUCH_TIME: Final = mark("The clocks go forward over %(value)s: there is no such time.")
DOUBLED: Final = mark("%(value)s comes twice that night; write 2026-10-25T02:30:00+02:00 or +01:00.")


class Cells:
    """Those of one row, or of one event; a column that is not there says nothing.

    `at_first`: what holds for something new where nothing is said; what is there already keeps its own.
    """

    def __init__(self, line: int, said: Mapping[str, str], at_first: Mapping[str, str] | None = None) -> None:
        self.line = line
        self._said = said
        self._at_first = at_first or {}

    def of_something_new(self) -> "Cells":
        return Cells(self.line, {**self._at_first, **{k: v for k, v in self._said.items() if v.strip()}})

    def says(self, column: str) -> bool:
        """Whether there is such a column, however little stands in it."""
        return column in self._said

    def __getitem__(self, column: str) -> str:
        return even(self._said.get(column, ""))

    def text(self, column: str, *, most: int = LONGEST, needed: bool = False) -> str:
        said = self[column]
        if needed and not said:
            raise Unreadable(self.line, NEEDED, column=column)
        if len(said) > most:
            raise Unreadable(self.line, TOO_LONG, column=column, most=most)
        return said

    def word(self, column: str, words: type[Word]) -> Word:
        said = self.text(column, needed=True)
        found = next((word for word in words if word.value.casefold() == said.casefold()), None)
        if found is None:
            raise Unreadable(self.line, NO_WORD, column=column, value=said, words=", ".join(words))
        return found

    def whole(self, column: str, least: int, most: int) -> int:
        said = self.text(column, needed=True)
        number = int(said) if said.isascii() and said.isdigit() and len(said) < 12 else -1
        if not least <= number <= most:
            raise Unreadable(self.line, NO_NUMBER, column=column, value=said, least=least, most=most)
        return number

    def degrees(self, column: str, most: int) -> float:
        """With a point or, as Excel writes it in Belgium, with a comma."""
        said = self.text(column, needed=True)
        try:
            value = float(said.replace(",", "."))
        except ValueError:
            value = math.nan
        if not -most <= value <= most:
            raise Unreadable(self.line, NO_DEGREES, column=column, value=said)
        return value

    def many(self, column: str) -> tuple[str, ...]:
        """Between upright strokes; or, as people write them, between commas or blanks."""
        said = self[column]
        parts = said.split("|") if "|" in said else re.split(r"[,;\s]+", said)
        return tuple(part.strip() for part in parts if part.strip())

    def moment(self, column: str) -> datetime:
        """With its offset from UTC, or as the clock on a wall of Brussels shows it."""
        said = self.text(column, needed=True)
        try:
            at = datetime.fromisoformat(said)
        except ValueError:
            at = self._local(column, said)
        if not is_near(at):
            raise Unreadable(self.line, NO_TIME, column=column, value=said[:40])
        if at.tzinfo is None:
            at = self._in_brussels(said, at)
        return at.astimezone(UTC).replace(microsecond=0)

    def _local(self, column: str, said: str) -> datetime:
        found = LOCAL.fullmatch(said)
        if found is None:
            raise Unreadable(self.line, NO_TIME, column=column, value=said[:40])
        year, month, day = (int(found[part] or found[f"{part}2"]) for part in ("y", "m", "d"))
        try:
            return datetime.combine(
                date(year, month, day), time(int(found["h"]), int(found["min"]), int(found["s"] or 0))
            )
        except ValueError:
            raise Unreadable(self.line, NO_TIME, column=column, value=said[:40]) from None

    def _in_brussels(self, said: str, at: datetime) -> datetime:
        first, second = (at.replace(tzinfo=BRUSSELS, fold=fold) for fold in (0, 1))
        if first.astimezone(UTC).astimezone(BRUSSELS).replace(tzinfo=None) != at:
            raise Unreadable(self.line, NO_SUCH_TIME, value=said)
        if first.utcoffset() != second.utcoffset():
            raise Unreadable(self.line, DOUBLED, value=said)
        return first


def even(said: str) -> str:
    """A text without blanks at its ends, whatever ends its lines: so a browser and a spreadsheet keep it."""
    return said.replace("\r\n", "\n").replace("\r", "\n").strip()


def time_text(at: datetime) -> str:
    """Local, with its offset: no night has it twice, and no spreadsheet takes it for something else."""
    return at.astimezone(BRUSSELS).isoformat(timespec="seconds")


def same_second(before: datetime, said: datetime) -> datetime:
    """What it was, if a file says the same: files have no more than seconds."""
    return before if before.astimezone(UTC).replace(microsecond=0) == said else said


def same_text(before: str, said: str) -> str:
    return before if even(before) == said else said
