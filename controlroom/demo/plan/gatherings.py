"""What many people come to in this week and in the next; the same day begun twice enters them once."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from controlroom.clock import BRUSSELS
from controlroom.demo.data import table
from controlroom.demo.plan.timetable import Timetable
from controlroom.watch.gatherings import CancelGathering, EnterGathering, GatheringKind, Theme


def gatherings(times: Timetable) -> Iterator[EnterGathering | CancelGathering]:
    today = times.start.astimezone(BRUSSELS).date()
    monday = today - timedelta(days=today.weekday())
    for row in table("gatherings"):
        day = monday + timedelta(weeks=row["week"], days=row["day"])
        yield _entered(row, day)
        if "cancelled" in row:
            yield CancelGathering(_key(row, day), "setup", row["cancelled"])


def _key(row: dict[str, Any], day: date) -> str:
    first = row["title"].partition(" ")[0].upper()
    return f"G-{day:%y%m%d}-{first}"


def _entered(row: dict[str, Any], day: date) -> EnterGathering:
    begins = datetime.combine(day, time.fromisoformat(row["begin"]), BRUSSELS)
    return EnterGathering(
        id=_key(row, day),
        title=row["title"],
        kind=GatheringKind(row["kind"]),
        theme=Theme(row["theme"]),
        place=row["place"],
        lat=row["lat"],
        lon=row["lon"],
        starts_at=begins,
        ends_at=begins + timedelta(hours=row["hours"]),
        expected=row["expected"],
        organiser=row["organiser"],
    )
