"""The editor of a programme: its legs as typed rows, what they mean, and what is wrong with which row."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from controlroom.clock import BRUSSELS
from controlroom.errors import Refused
from controlroom.ui.visit_form import call_signs
from controlroom.ui.wall_times import end_of, local_day, moment_of, written
from controlroom.watch.legs import Leg, PlannedLeg
from controlroom.watch.words import mark

ROWS_AT_MOST: Final = 60
SPARE: Final = 1
"""Empty rows below the programme, for the next leg."""
FIELDS: Final = ("number", "origin", "destination", "day", "begins", "ends", "units", "convoy", "drop")
WHERE_TO: Final = mark("Say from where and to where.")
NO_CARS: Final = mark("Say how many vehicles there are.")


@dataclass(frozen=True, slots=True)
class Row:
    """One leg as it was typed; `number` is 0 for a new one. `fixed`: it has begun and stays as it is."""

    number: str = "0"
    origin: str = ""
    destination: str = ""
    day: str = ""
    begins: str = ""
    ends: str = ""
    units: str = ""
    convoy: str = ""
    drop: str = ""
    fixed: bool = False

    @property
    def blank(self) -> bool:
        return self.number == "0" and not any((self.origin, self.destination, self.begins, self.ends))

    @property
    def dropped(self) -> bool:
        return bool(self.drop)


def rows_of(legs: Iterable[Leg]) -> list[Row]:
    """The programme as it is, with what has begun and can only be read."""
    return [_row(leg) for leg in legs]


def _row(leg: Leg) -> Row:
    return Row(
        str(leg.number),
        leg.origin,
        leg.destination,
        leg.planned_start.astimezone(BRUSSELS).date().isoformat(),
        written(leg.planned_start),
        written(leg.planned_end),
        " ".join(leg.units),
        str(leg.convoy),
        fixed=leg.state.moving or leg.state.finished,
    )


def typed_rows(form: Mapping[str, object], legs: Iterable[Leg]) -> list[Row]:
    """What came back, by the names `leg-0-origin` and so on; of what has begun only the number counts."""
    fixed = {row.number: row for row in rows_of(legs) if row.fixed}
    rows = []
    for n in range(ROWS_AT_MOST):
        said = {name: str(form.get(f"leg-{n}-{name}", ""))[:200].strip() for name in FIELDS}
        if not any(said.values()):
            continue
        number = _number(said["number"])
        rows.append(fixed.get(number) or _typed(number, said))
    return rows


def _typed(number: str, said: Mapping[str, str]) -> Row:
    return Row(
        number,
        said["origin"],
        said["destination"],
        said["day"],
        said["begins"],
        said["ends"],
        said["units"],
        said["convoy"],
        said["drop"],
    )


def _number(text: str) -> str:
    return text if re.fullmatch(r"[0-9]{1,3}", text) else "0"


def with_spare(rows: Sequence[Row], more: int = SPARE) -> list[Row]:
    """A new leg begins where the last one ended, on its day, with its units."""
    written_rows = [row for row in rows if not row.blank]
    last = written_rows[-1] if written_rows else Row()
    spare = Row(origin="", day=last.day, units=last.units, convoy=last.convoy)
    return [*written_rows, *[spare] * more][:ROWS_AT_MOST]


@dataclass(frozen=True, slots=True)
class Meant:
    """`at`: the row on which each of the legs stands."""

    legs: tuple[PlannedLeg, ...]
    at: tuple[int, ...]

    def field_of(self, refused: Refused) -> str:
        """The row that a refusal of the watch is about."""
        found = re.fullmatch(r"leg-([0-9]+)", refused.field or "")
        return f"leg-{self.at[int(found[1])]}" if found and int(found[1]) < len(self.at) else ""


def read(rows: Sequence[Row]) -> Meant | dict[str, Refused]:
    """What is to be driven, or what is wrong by row. A row that was taken out, and one that is blank, is not
    there.
    """
    faults: dict[str, Refused] = {}
    meant: list[tuple[int, PlannedLeg]] = []
    for n, row in enumerate(rows):
        if row.blank or row.dropped or row.fixed:
            continue
        try:
            meant.append((n, _leg(row)))
        except Refused as refused:
            faults[f"leg-{n}"] = refused
    return faults or Meant(tuple(leg for _, leg in meant), tuple(n for n, _ in meant))


def _leg(row: Row) -> PlannedLeg:
    if not row.origin or not row.destination:
        raise Refused(WHERE_TO)
    day = local_day(row.day)
    starts = moment_of(day, row.begins, "begins")
    ends = end_of(day, starts, row.ends, "ends")
    if not re.fullmatch(r"[0-9]{1,3}", row.convoy):
        raise Refused(NO_CARS)
    return PlannedLeg(
        int(row.number),
        row.origin.upper(),
        row.destination.upper(),
        starts,
        ends,
        call_signs(row.units),
        int(row.convoy),
    )
