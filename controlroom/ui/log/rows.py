"""The rows of the log as they are shown: pure, from what the store read at one moment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Final

from controlroom.clock import BRUSSELS
from controlroom.store.alert_history import Happened
from controlroom.store.panels.log_names import Names, alerts_in, refs_in
from controlroom.ui.log.sentences import PEOPLE, sort_of
from controlroom.ui.log.wording import Wording
from controlroom.watch.log import LogCorrected
from controlroom.watch.refs import Noun, Ref

LATE: Final = timedelta(minutes=2)
"""What came so much later than it happened says when that was."""


@dataclass(frozen=True, slots=True)
class About:
    """A thing that a row names: `key` as in `visit:V-1`; `path` leads to it, or to what the log has of it."""

    key: str
    label: str
    path: str


@dataclass(frozen=True, slots=True)
class Correction:
    seq: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LogRow:
    """`text`: the sentence of the watch, or nothing for a line of a person, whose words are `said`.

    `happened_at`: if it was told late. `corrects`: the number of another line.
    """

    seq: int
    at: datetime
    sort: str
    by: str
    text: str
    said: str
    erased: bool
    priority: int | None
    status: str
    about: tuple[About, ...]
    happened_at: datetime | None = None
    corrects: int | None = None
    corrected: Correction | None = None

    @property
    def by_people(self) -> bool:
        return self.sort in PEOPLE

    @property
    def day(self) -> date:
        return self.at.astimezone(BRUSSELS).date()


def log_row(happened: Happened, wording: Wording) -> LogRow:
    event, sort = happened.event, sort_of(happened.event)
    return LogRow(
        seq=happened.seq,
        at=happened.at,
        sort=sort,
        by=wording.person(getattr(event, "by", None)) if sort in PEOPLE else "",
        text=wording.sentence(happened),
        said=said_in(event),
        erased=happened.erased,
        priority=priority_of(happened, wording.names),
        status=status_of(happened, wording.names),
        about=tuple(_about(happened, wording)),
        happened_at=_when(happened),
        corrects=event.entry if isinstance(event, LogCorrected) else None,
        corrected=_corrected(happened.seq, wording),
    )


def said_in(event: Any) -> str:
    """The words of whoever was there."""
    account = getattr(event, "account", None)
    said = getattr(event, "text", None) or getattr(event, "reason", None) or getattr(account, "text", None)
    return str(said or "")


def priority_of(happened: Happened, names: Names) -> int | None:
    """Of what has one: an incident, an alert. That of an alert at that moment, where the event says it."""
    own = getattr(happened.event, "priority", None)
    if isinstance(own, int):
        return own
    number = getattr(happened.event, "alert", None)
    return names.alerts[number].priority if number in names.alerts else None


def status_of(happened: Happened, names: Names) -> str:
    """Of an exercise or a test it is said wherever it stands."""
    report = getattr(happened.event, "report", None)
    status = getattr(report or happened.event, "status", None)
    if status is None:
        one = names.alerts.get(getattr(happened.event, "alert", 0))
        status = one.status if one else None
    return getattr(status, "value", "actual") or "actual"


def _about(happened: Happened, wording: Wording) -> Iterator[About]:
    seen: set[str] = set()
    numbers = (Ref(Noun.ALERT, str(number)) for number in alerts_in(happened))
    for ref in (*numbers, *refs_in(happened.event)):
        if str(ref) in seen or ref.noun is Noun.LEG:
            continue
        seen.add(str(ref))
        yield About(str(ref), wording.thing(ref), _path(ref))


def _path(ref: Ref) -> str:
    match ref.noun:
        case Noun.ALERT:
            return f"/alerts/{ref.key}"
        case Noun.ENTRY:
            return f"/log/{ref.key}"
        case _:
            return f"/log?about={ref.key}"


def _when(happened: Happened) -> datetime | None:
    at = getattr(happened.event, "at", None)
    return at if isinstance(at, datetime) and happened.at - at > LATE else None


def _corrected(seq: int, wording: Wording) -> Correction | None:
    entry = wording.names.entries.get(seq)
    if entry is None or entry.corrected_as is None or entry.corrected_at is None:
        return None
    return Correction(entry.corrected_as, wording.person(entry.corrected_by), entry.corrected_at)


def by_day(rows: Iterable[LogRow]) -> list[tuple[date, list[LogRow]]]:
    return [(day, list(of_day)) for day, of_day in groupby(rows, key=lambda row: row.day)]
