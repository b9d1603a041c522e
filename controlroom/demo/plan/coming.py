"""What the embassies announced for the coming days, and a programme that changed after its approval."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from controlroom.clock import BRUSSELS
from controlroom.watch.legs import PlannedLeg
from controlroom.watch.visits import (
    AnalyseVisit,
    AnnounceVisit,
    Facts,
    Intake,
    PlanProgramme,
    PlanVisit,
    Rank,
    Request,
    VisitAct,
    VisitKind,
)

UNITS: Final = ("ESC-8", "LO-2")
CHANGED: Final = "AVOCET"
"""Of the demo's day: the town hall is let, so the guest goes to Bozar; one car more comes along."""
INSTEAD: Final = {"CITYHALL": "BOZAR"}


def coming(rows: Iterable[dict[str, Any]], now: datetime, by: str) -> Iterator[VisitAct]:
    today = now.astimezone(BRUSSELS).date()
    for row in rows:
        day = today + timedelta(days=row["day"])
        code = f"{row['code_name']}-{day:%y%m%d}"
        yield AnnounceVisit(code, _facts(row, day, now), by)
        if row["stage"] != "announced":
            yield AnalyseVisit(code, by)
            yield PlanProgramme(code, tuple(_legs(row, day)), by)


def _facts(row: dict[str, Any], day: date, now: datetime) -> Facts:
    begins, ends = row["hours"]
    note = min(_at(day - timedelta(days=row["note"]), time(11, 30)), now)
    permits = (Request(row[name]) for name in ("weapons", "radio", "overflight"))
    return Facts(
        code_name=row["code_name"],
        rank=Rank(row["rank"]),
        kind=VisitKind(row["kind"]),
        delegation=row["delegation"],
        starts_at=_at(day, time(begins)),
        ends_at=_at(day, time(ends)),
        threat_level=row["level"],
        places=tuple(row["places"]),
        intake=Intake(note, row["agents"], *permits),
    )


def _legs(row: dict[str, Any], day: date) -> Iterator[PlannedLeg]:
    for origin, destination, leaves, arrives, convoy in row["legs"]:
        begins, ends = (_at(day, time.fromisoformat(text)) for text in (leaves, arrives))
        yield PlannedLeg(0, origin, destination, begins, ends, UNITS, convoy)


def _at(day: date, local: time) -> datetime:
    return datetime.combine(day, local, BRUSSELS)


def changed(planned: Iterable[object], by: str) -> Iterator[VisitAct]:
    """Nobody has acknowledged it yet."""
    for visit in planned:
        if isinstance(visit, PlanVisit) and visit.code_name == CHANGED:
            yield PlanProgramme(visit.code, tuple(_elsewhere(leg) for leg in visit.legs), by)


def _elsewhere(leg: PlannedLeg) -> PlannedLeg:
    if not INSTEAD.keys() & {leg.origin, leg.destination}:
        return leg
    ends = {end: INSTEAD.get(getattr(leg, end), getattr(leg, end)) for end in ("origin", "destination")}
    return replace(leg, convoy=leg.convoy + 1, **ends)
