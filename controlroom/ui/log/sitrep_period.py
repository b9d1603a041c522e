"""Which time a report of the situation is about: one press for the usual ones, or from and to."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from controlroom.clock import BRUSSELS
from controlroom.ui.alarm_period import midnight
from controlroom.ui.complaint import Complaint, Misread
from controlroom.ui.log.filters import Typed, Wish, read
from controlroom.watch.alarm_load import DAY, HOUR, Span
from controlroom.watch.words import mark

PeriodName = Literal["hour", "shift", "midnight", "24h", "own"]
PERIODS: Final[tuple[PeriodName, ...]] = get_args(PeriodName)
LONGEST: Final = timedelta(days=31)
Short = Annotated[str, Field(max_length=64)]
WHICH: Final = mark("Say from when to when.")
TOO_LONG: Final = mark("A report covers at most 31 days.")
TO_COME: Final = mark("This has not begun yet.")


class Asked(BaseModel):
    """Without a name, but with a beginning or an end, a period of its own is meant."""

    model_config = ConfigDict(populate_by_name=True, frozen=True)

    period: PeriodName | None = None
    since: Annotated[Short, Field(alias="from")] = ""
    until: Annotated[Short, Field(alias="to")] = ""

    @property
    def name(self) -> PeriodName:
        return self.period or ("own" if self.since or self.until else "shift")


@dataclass(frozen=True, slots=True)
class Choice:
    name: PeriodName
    period: Span


def chosen(asked: Asked, now: datetime, shift_since: datetime) -> Choice | list[Complaint]:
    """Up to this moment, or to the end that was asked for if that is earlier."""
    match asked.name:
        case "hour":
            return Choice("hour", Span(now - HOUR, now))
        case "shift":
            return Choice("shift", Span(min(shift_since, now - timedelta(minutes=1)), now))
        case "midnight":
            today = midnight(now.astimezone(BRUSSELS).date())
            return Choice("midnight", Span(min(today, now - timedelta(minutes=1)), now))
        case "24h":
            return Choice("24h", Span(now - DAY, now))
        case "own":
            return _own(asked, now)


def _own(asked: Asked, now: datetime) -> Choice | list[Complaint]:
    wish = read(Typed.model_validate({"from": asked.since, "to": asked.until}))
    if not isinstance(wish, Wish):
        return wish
    try:
        return Choice("own", _span(wish, now))
    except Misread as misread:
        return [misread.complaint]


def _span(wish: Wish, now: datetime) -> Span:
    if wish.begins is None:
        raise Misread("from", WHICH)
    begins, ends = wish.begins.astimezone(UTC), min(wish.ends or now, now)
    if begins >= now:
        raise Misread("from", TO_COME)
    if ends - begins > LONGEST:
        raise Misread("to", TOO_LONG)
    return Span(begins, ends)
