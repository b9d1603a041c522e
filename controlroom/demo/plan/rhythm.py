"""A review of last month that is nearly decided, and a meeting of the partners with two opinions."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from controlroom.demo.data import table
from controlroom.watch.measures import Decision
from controlroom.watch.meetings import CallMeeting, GiveOpinion, Invitee, MeetingCommand, Service
from controlroom.watch.reviews import DecideLine, Line, OpenReview, ReviewCommand

LEFT_OPEN: Final = 2
"""Lines that nobody has decided yet."""


def meetings(now: datetime, by: str) -> Iterator[MeetingCommand]:
    for row in table("meetings", "rhythm"):
        invited = tuple(Invitee(name, Service(service)) for name, service in row["invited"])
        at = (now + timedelta(hours=row["in_hours"])).replace(minute=0, second=0, microsecond=0)
        yield CallMeeting(row["id"], row["file"], at, row["place"], invited, by, row["analysis"])
        for name, words in row["opinions"]:
            yield GiveOpinion(row["id"], words, name)


def review(month: str, lines: Sequence[Line], by: str, now: datetime) -> Iterator[ReviewCommand]:
    """Of what waits for another decision already nobody says anything here: it would be refused."""
    said = {row["kind"]: row for row in table("words", "rhythm")}
    yield OpenReview(month, by, tuple(lines))
    for line in lines[:-LEFT_OPEN]:
        row = said[line.kind.value]
        until = now + timedelta(days=row["days"]) if "days" in row else None
        yield DecideLine(month, line.measure, Decision(row["decision"]), by, row["words"], until)
