"""The form of a gathering: what was typed, what it means, and what is wrong with which field."""

from dataclasses import fields, replace
from datetime import datetime
from typing import Annotated, Final

from pydantic import BaseModel, Field

from controlroom.clock import BRUSSELS
from controlroom.errors import Refused
from controlroom.ui.moments import moment_of
from controlroom.watch.gatherings import EnterGathering, Gathering, GatheringKind, Theme
from controlroom.watch.words import mark

Short = Annotated[str, Field(max_length=64)]
Line = Annotated[str, Field(max_length=200)]
NO_KIND: Final = mark("Choose what it is.")
NO_NUMBER: Final = mark("Write a number, or nothing.")
NO_DEGREES: Final = mark("Write degrees as 50.8467.")


class Typed(BaseModel, frozen=True):
    """As it was typed, so that the form can be shown again. `key`: what a new one is to be known by."""

    key: Short = ""
    title: Line = ""
    kind: Short = "manifestation"
    theme: Short = "public_order"
    place: Line = ""
    lat: Short = ""
    lon: Short = ""
    starts_at: Short = ""
    ends_at: Short = ""
    expected: Short = ""
    organiser: Line = ""


def command_of(key: str, typed: Typed, by: str) -> EnterGathering:
    """Refused names the field that cannot be read; what makes no sense the watch refuses itself."""
    if typed.kind not in set(GatheringKind) or typed.theme not in set(Theme):
        raise Refused(NO_KIND, field="kind")
    return EnterGathering(
        key,
        typed.title,
        GatheringKind(typed.kind),
        Theme(typed.theme),
        typed.place,
        _degrees(typed.lat, "lat"),
        _degrees(typed.lon, "lon"),
        moment_of(typed.starts_at, "starts_at"),
        moment_of(typed.ends_at, "ends_at"),
        _number(typed.expected),
        typed.organiser,
        by,
    )


def _degrees(text: str, field: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise Refused(NO_DEGREES, field=field) from None


def _number(text: str) -> int | None:
    plain = text.strip().replace(" ", "").replace(".", "")
    if not plain:
        return None
    if not plain.isdecimal() or len(plain) > 9:
        raise Refused(NO_NUMBER, field="expected")
    return int(plain)


def changed_by(typed: Typed, one: Gathering, by: str) -> EnterGathering:
    """What the form shows in less detail, a moment by its minute, stays as it is where nobody touched it."""
    shown, command = typed_of(one), command_of(one.id, typed, by)
    if typed.starts_at == shown.starts_at:
        command = replace(command, starts_at=one.starts_at)
    if typed.ends_at == shown.ends_at:
        command = replace(command, ends_at=one.ends_at)
    return command


def is_entered(command: EnterGathering, one: Gathering) -> bool:
    """The same was sent before; who organises it is not compared."""
    said = replace(command, title=command.title.strip(), place=command.place.strip())
    names = (each.name for each in fields(Gathering) if each.name != "cancelled_at")
    return all(getattr(said, name) == getattr(one, name) for name in names)


def typed_of(one: Gathering) -> Typed:
    """As it is entered already; its organiser stays what it was where nothing is typed."""
    return Typed(
        title=one.title,
        kind=one.kind.value,
        theme=one.theme.value,
        place=one.place,
        lat=repr(one.lat),
        lon=repr(one.lon),
        starts_at=_local(one.starts_at),
        ends_at=_local(one.ends_at),
        expected="" if one.expected is None else str(one.expected),
    )


def _local(at: datetime) -> str:
    return f"{at.astimezone(BRUSSELS):%Y-%m-%dT%H:%M}"
