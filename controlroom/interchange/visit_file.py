"""Visits in a file: a row, or an event of a calendar, for each leg, with the columns of its visit in each."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from controlroom.interchange.cells import Cells, time_text
from controlroom.interchange.entry import Entry
from controlroom.interchange.fault import Fault, Unreadable
from controlroom.interchange.written import Written, calendar_file
from controlroom.watch.legs import Leg, LegState, PlannedLeg
from controlroom.watch.visits import Visit
from controlroom.watch.words import mark

OF_THE_VISIT: Final = (
    *("visit", "code_name", "rank", "kind", "delegation", "starts_at", "ends_at", "threat_level", "event"),
    "state",
)
"""`state` is written for whoever reads the file, and is not read: people decide it."""
OF_THE_LEG: Final = ("leg", "origin", "destination", "leg_starts_at", "leg_ends_at", "units", "convoy")
COLUMNS: Final = (*OF_THE_VISIT, *OF_THE_LEG)
NEEDED: Final = ("visit",)
CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
NOT_OURS: Final = mark("This event is no leg of a visit: it was not exported by Controlroom.")
ANOTHER: Final = mark("The column %(column)s says something else than line %(other)s, of the same visit.")
NO_CODE: Final = mark("'%(code)s' is no code of a visit: letters, digits and hyphens, at most 40.")


@dataclass(frozen=True, slots=True)
class FiledLeg:
    line: int
    leg: PlannedLeg


@dataclass(frozen=True, slots=True)
class Filed:
    """`cells`: the columns of the visit; `legs` is None where the file says nothing of legs."""

    line: int
    code: str
    cells: Cells
    legs: tuple[FiledLeg, ...] | None


def filed(rows: Iterable[Cells]) -> Iterator[Filed | Fault]:
    """A visit for each code, in the order of the file; a fault in one of its rows takes it out whole."""
    by_code: dict[str, list[Cells]] = {}
    for row in rows:
        code = row["visit"]
        if CODE.fullmatch(code):
            by_code.setdefault(code, []).append(row)
        else:
            yield Fault(row.line, NO_CODE, {"code": code[:60]})
    for code, of_it in by_code.items():
        try:
            yield _filed(code, of_it)
        except Unreadable as unreadable:
            yield unreadable.fault


def _filed(code: str, rows: Sequence[Cells]) -> Filed:
    first = rows[0]
    for row in rows[1:]:
        for column in OF_THE_VISIT:
            if row[column] and row[column] != first[column]:
                raise Unreadable(row.line, ANOTHER, column=column, other=first.line)
    driven = [row for row in rows if any(row[column] for column in OF_THE_LEG)]
    legs = tuple(FiledLeg(row.line, _leg(row)) for row in driven if row["cancelled"] != "yes")
    return Filed(first.line, code, first, legs if driven else None)


def _leg(row: Cells) -> PlannedLeg:
    """A leg without a number is a new one."""
    return PlannedLeg(
        number=row.whole("leg", 0, 9_999) if row["leg"] else 0,
        origin=row.text("origin", most=40, needed=True),
        destination=row.text("destination", most=40, needed=True),
        planned_start=row.moment("leg_starts_at"),
        planned_end=row.moment("leg_ends_at"),
        units=row.many("units"),
        convoy=row.whole("convoy", 0, 99),
    )


def row_of_event(entry: Entry) -> Cells:
    """An event of our own export; the leg has its times, also if somebody moved it. Raises Unreadable."""
    own = {name.lower().replace("-", "_"): value for name, value in entry.own.items()}
    if "visit" not in own:
        raise Unreadable(entry.line, NOT_OURS)
    if "leg" in own:
        own |= {"leg_starts_at": time_text(entry.starts_at), "leg_ends_at": time_text(entry.ends_at)}
    return Cells(entry.line, own | {"cancelled": "yes" if entry.cancelled else ""})


def rows_of(visit: Visit, legs: Sequence[Leg]) -> list[dict[str, str]]:
    """What is dropped is not part of a programme any more. A visit without legs has a row of its own."""
    own = {
        "visit": visit.code,
        "code_name": visit.code_name,
        "rank": visit.rank.value,
        "kind": visit.kind.value,
        "delegation": visit.delegation,
        "starts_at": time_text(visit.starts_at),
        "ends_at": time_text(visit.ends_at),
        "threat_level": str(visit.threat_level),
        "event": visit.event or "",
        "state": visit.state.value,
    }
    driven = [leg for leg in legs if leg.state is not LegState.DROPPED]
    return [own | _leg_row(leg) for leg in driven] or [own | dict.fromkeys(OF_THE_LEG, "")]


def _leg_row(leg: Leg) -> dict[str, str]:
    return {
        "leg": str(leg.number),
        "origin": leg.origin,
        "destination": leg.destination,
        "leg_starts_at": time_text(leg.planned_start),
        "leg_ends_at": time_text(leg.planned_end),
        "units": " | ".join(leg.units),
        "convoy": str(leg.convoy),
    }


def visits_calendar(visits: Iterable[Visit], legs: Mapping[str, Sequence[Leg]]) -> bytes:
    events = (event for visit in visits for event in _events(visit, legs.get(visit.code, ())))
    return calendar_file("Controlroom", events)


def _events(visit: Visit, legs: Sequence[Leg]) -> Iterator[Written]:
    driven = {str(leg.number): leg for leg in legs if leg.state is not LegState.DROPPED}
    for row in rows_of(visit, legs):
        leg = driven.get(row["leg"])
        own = {name.upper().replace("_", "-"): value for name, value in row.items() if name not in MOVED}
        yield Written(
            uid=f"leg/{leg.id}@controlroom" if leg else f"visit/{visit.code}@controlroom",
            title=f"{visit.code_name}: {leg.origin} → {leg.destination}" if leg else visit.code_name,
            starts_at=leg.planned_start if leg else visit.starts_at,
            ends_at=leg.planned_end if leg else visit.ends_at,
            stamp=leg.planned_start if leg else visit.starts_at,
            own=own,
        )


MOVED: Final = ("leg_starts_at", "leg_ends_at")
"""They are the times of the event itself, so that a calendar program may move them."""
