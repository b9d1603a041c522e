"""What a file of gatherings would change: decided by the rules of the watch, without anything being done."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from controlroom.errors import Refused
from controlroom.interchange.cells import Cells, even, same_second, same_text, time_text
from controlroom.interchange.fault import Fault, Unreadable
from controlroom.interchange.gathering_file import YES
from controlroom.interchange.preview import Change, Preview, Standing, Told, in_order, refused
from controlroom.watch.gatherings import (
    MOST,
    CancelGathering,
    EnterGathering,
    Gathering,
    GatheringKind,
    Theme,
    cancel,
    decide,
)
from controlroom.watch.words import mark

TWICE: Final = mark("%(code)s stands in line %(first)s already.")
NOWHERE: Final = mark(
    "Nobody knows where this is: name a site as its place, give coordinates, or choose a place."
)
NEVER_ENTERED: Final = mark("It is cancelled, and was not entered here.")
AS_THE_FILE_SAYS: Final = "cancelled in an imported file"
FIELDS: Final = ("title", "kind", "theme", "place", "lat", "lon", "starts_at", "ends_at", "expected")


def preview_gatherings(
    rows: Iterable[Cells],
    faults: Iterable[Fault],
    known: Mapping[str, Gathering],
    by: str,
    now: datetime,
    notes: Iterable[Fault] = (),
) -> Preview:
    lines, seen = refused(faults), dict[str, int]()
    for row in rows:
        code = row["id"]
        try:
            if code in seen:
                lines.append(_refused(row, Fault(row.line, TWICE, {"code": code, "first": seen[code]})))
            else:
                lines.append(_told(row, known.get(code), by, now))
        except Unreadable as unreadable:
            lines.append(_refused(row, unreadable.fault))
        except Refused as refusal:
            lines.append(_refused(row, Fault(row.line, refusal.message, refusal.words)))
        seen.setdefault(code, row.line)
    return in_order(lines, notes)


def _refused(row: Cells, fault: Fault) -> Told:
    return Told(row.line, _called(row), Standing.REFUSED, fault=fault)


def _called(row: Cells) -> str:
    return f"{row['title']} ({row['id']})" if row["title"] else row["id"]


def _told(row: Cells, before: Gathering | None, by: str, now: datetime) -> Told:
    off = row["cancelled"].casefold() == YES
    if off and (before is None or before.cancelled_at):
        notes = () if before else (Fault(row.line, NEVER_ENTERED),)
        return Told(row.line, _called(row), Standing.UNCHANGED, notes=notes)
    if off and before:
        command = CancelGathering(before.id, by, AS_THE_FILE_SAYS)
        cancel(before, command, now)
        changes = (Change("cancelled", "", YES),)
        return Told(row.line, _called(row), Standing.CHANGED, changes, commands=(command,))
    enter = _command(row, before, by)
    if not decide(before, enter):
        return Told(row.line, _called(row), Standing.UNCHANGED)
    standing = Standing.CHANGED if before else Standing.NEW
    return Told(row.line, _called(row), standing, tuple(_differences(before, enter)), commands=(enter,))


def _command(row: Cells, before: Gathering | None, by: str) -> EnterGathering:
    """What the row says, over what there is; of a new one it says all but how many. Raises Unreadable."""
    if before is None:
        fresh = row.of_something_new()
        if not fresh["lat"]:
            raise Unreadable(row.line, NOWHERE)
        said = {name: _read(fresh, name) for name in FIELDS}
        return EnterGathering(fresh.text("id", most=40, needed=True), **said, by=by)
    now = {name: getattr(before, name) for name in FIELDS}
    now |= {name: _kept(now[name], _read(row, name)) for name in FIELDS if _says(row, name)}
    return EnterGathering(before.id, **now, by=by)


def _says(row: Cells, name: str) -> bool:
    """An empty place, kind or degree of what is there already says nothing; an empty number is no number."""
    return row.says(name) and bool(row[name] or name == "expected")


def _read(row: Cells, name: str) -> Any:
    match name:
        case "kind":
            return row.word(name, GatheringKind)
        case "theme":
            return row.word(name, Theme)
        case "lat":
            return row.degrees(name, 90)
        case "lon":
            return row.degrees(name, 180)
        case "starts_at" | "ends_at":
            return row.moment(name)
        case "expected":
            return row.whole(name, 0, MOST) if row[name] else None
        case _:
            return row.text(name, needed=True)


def _kept(before: Any, said: Any) -> Any:
    if isinstance(before, datetime):
        return same_second(before, said)
    return same_text(before, said) if type(before) is str else said


def _differences(before: Gathering | None, after: EnterGathering) -> Iterator[Change]:
    for name in FIELDS:
        was, is_now = _word(getattr(before, name, None)), _word(getattr(after, name))
        if was != is_now:
            yield Change(name, was, is_now)


def _word(value: object) -> str:
    if isinstance(value, datetime):
        return time_text(value)[:16].replace("T", " ")
    return even(str(value)) if value is not None else ""
