"""The visit feed: how far a leg of a visit's programme has come."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from controlroom.feeds.model import Amiss, Code, Moment, ReportBody, Words
from controlroom.watch.legs import LegState, ReportLeg
from controlroom.watch.reports import Status


class VisitStatus(StrEnum):
    """How far the leg is. As a message, a report may say `exercise` or `test` here instead."""

    READY = "ready"
    EN_ROUTE = "en_route"
    ARRIVED = "arrived"
    DEPARTED = "departed"
    DIVERTED = "diverted"
    SKIPPED = "skipped"
    ACTUAL = "actual"
    EXERCISE = "exercise"
    TEST = "test"


ETA_WITHIN: Final = timedelta(days=30)
OF_THE_MESSAGE: Final = frozenset({VisitStatus.ACTUAL, VisitStatus.EXERCISE, VisitStatus.TEST})


class VisitBody(ReportBody):
    """`status` is the leg's; `message_status` marks an exercise or a test, and is `status` in other feeds."""

    visit: Code
    leg: Annotated[int, Field(ge=1, le=999)]
    status: VisitStatus | None = None
    message_status: Status | None = None
    eta: Moment | None = None
    text: Words | None = None

    def amiss(self, now: datetime) -> Iterator[Amiss]:
        yield from super().amiss(now)
        if self._leg_status() is None and self.eta is None:
            yield Amiss("status", "either the leg's status or an eta must be given")
        if self.status in OF_THE_MESSAGE and self.message_status not in (None, self._message_status()):
            yield Amiss("message_status", "contradicts status")
        if self.eta and abs(self.eta - now) > ETA_WITHIN:
            yield Amiss("eta", f"is more than {ETA_WITHIN.days} days away")

    def as_command(self, unit: str) -> ReportLeg:
        leg_status = self._leg_status()
        return ReportLeg(
            report=self.envelope(unit, self._message_status()),
            visit=self.visit,
            number=self.leg,
            status=LegState(leg_status) if leg_status else None,
            eta=self.eta,
            text=self.text,
        )

    def _leg_status(self) -> VisitStatus | None:
        return None if self.status in OF_THE_MESSAGE else self.status

    def _message_status(self) -> Status:
        if self.status in OF_THE_MESSAGE:
            return Status(self.status)
        return self.message_status or Status.ACTUAL
