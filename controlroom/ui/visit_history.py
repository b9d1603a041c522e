"""What happened to a visit, in sentences, with what people gave as their reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from controlroom.store.alert_history import Happened
from controlroom.ui.log.wording import Wording


@dataclass(frozen=True, slots=True)
class Line:
    """`erased`: somebody said why, and it was taken away by law."""

    number: int
    at: datetime
    said: str
    reason: str
    erased: bool


def lines_of(happened: Iterable[Happened], wording: Wording) -> list[Line]:
    rows = ((one, wording.sentence(one)) for one in happened)
    return [_line(one, said) for one, said in rows if said]


def _line(one: Happened, said: str) -> Line:
    reason = getattr(one.event, "reason", None) or getattr(one.event, "text", None) or ""
    return Line(one.seq, one.at, said, reason, one.erased)
