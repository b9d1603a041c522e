"""From what somebody typed to a draft of a measure, or to a change of one."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, Field

from controlroom.clock import BRUSSELS
from controlroom.errors import Refused
from controlroom.ui.moments import moment_of
from controlroom.watch.measures import (
    Basis,
    Checks,
    CloseProtection,
    ContactPerson,
    Decision,
    Draft,
    FixedPost,
    MeasureKind,
    Patrols,
    PriorityCalls,
    ProposeChange,
    TechnicalStudy,
    Terms,
)
from controlroom.watch.words import mark

NO_KIND: Final = mark("Choose one of the seven measures.")
NO_BASIS: Final = mark("Say on what it is based.")
NO_DAY: Final = mark("A day is written as 2026-12-01.")
NO_CLOCK: Final = mark("A time is written as 21:30.")
NO_NUMBER: Final = mark("This is a number, as 4.")
NO_DECISION: Final = mark("Say whether it is extended, reduced, maintained or ended.")
E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")
LISTED: Final = re.compile(r"[,;\s]+")

Short = Annotated[str, Field(max_length=200)]
Long = Annotated[str, Field(max_length=2000)]


class TypedTerms(BaseModel, frozen=True):
    """The fields of all kinds; each form has those of its own."""

    name: Short = ""
    number: Short = ""
    deputy: Short = ""
    deputy_number: Short = ""
    centre: Short = ""
    due_on: Short = ""
    recommendations: Long = ""
    none_open: Short = ""
    adviser: Short = ""
    rounds_a_day: Short = ""
    opens: Short = ""
    closes: Short = ""
    subjects: Annotated[list[Short], Field(max_length=10)] = Field(default_factory=list)
    where: Short = ""
    code: Short = ""
    strength: Short = ""
    relief_every_min: Short = ""
    check_every_min: Short = "60"
    units: Long = ""
    site: Short = ""
    team: Long = ""
    lead: Short = ""


class Typed(TypedTerms, frozen=True):
    """A proposal as it stands in the form. `way`: `propose` or `urgent`."""

    id: Annotated[str, Field(max_length=20)] = ""
    file: Short = ""
    kind: Short = ""
    service: Short = ""
    basis: Short = ""
    basis_ref: Short = ""
    valid_from: Short = ""
    valid_to: Short = ""
    review_on: Short = ""
    final: Short = ""
    reason: Long = ""
    way: Short = "propose"


class TypedChange(TypedTerms, frozen=True):
    decision: Short = ""
    valid_from: Short = ""
    valid_to: Short = ""
    review_on: Short = ""
    final: Short = ""
    reason: Long = ""


def draft_of(typed: Typed, now: datetime) -> Draft:
    """Raises Refused, with the field that cannot be used."""
    return Draft(
        typed.file.strip(),
        typed.service,
        _one_of(Basis, typed.basis, "basis", NO_BASIS),
        terms_of(_one_of(MeasureKind, typed.kind, "kind", NO_KIND), typed),
        _moment(typed.valid_from, "valid_from") or now,
        _moment(typed.valid_to, "valid_to"),
        _day(typed.review_on, "review_on"),
        typed.reason,
        typed.basis_ref,
        bool(typed.final),
    )


def change_of(
    measure: str, kind: MeasureKind, before: Terms | None, typed: TypedChange, by: str
) -> ProposeChange:
    """What is written as it was before is not said again."""
    decision = _one_of(Decision, typed.decision, "decision", NO_DECISION)
    terms = None if decision in (Decision.END, Decision.MAINTAIN) else terms_of(kind, typed)
    return ProposeChange(
        measure,
        decision,
        by,
        typed.reason,
        None if terms == before else terms,
        _moment(typed.valid_from, "valid_from"),
        None if decision is Decision.END else _moment(typed.valid_to, "valid_to"),
        _day(typed.review_on, "review_on"),
        bool(typed.final) and decision is not Decision.END,
    )


def terms_of(kind: MeasureKind, typed: TypedTerms) -> Terms:
    match kind:
        case MeasureKind.CONTACT_PERSON:
            deputy = (typed.deputy.strip(), typed.deputy_number.strip())
            return ContactPerson(typed.name.strip(), typed.number.strip(), *deputy)
        case MeasureKind.PRIORITY_CALLS:
            return PriorityCalls(typed.number.strip(), typed.centre.strip())
        case MeasureKind.TECHNICAL_STUDY:
            lines = tuple(line.strip() for line in typed.recommendations.splitlines() if line.strip())
            said = lines if lines or typed.none_open else None
            return TechnicalStudy(_day(typed.due_on, "due_on"), said, typed.adviser.strip())
        case MeasureKind.PATROLS:
            hours = (_clock(typed.opens, "opens"), _clock(typed.closes, "closes"))
            return Patrols(_number(typed.rounds_a_day, "rounds_a_day"), *hours, typed.site.strip())
        case MeasureKind.CHECKS:
            return Checks(tuple(typed.subjects), typed.where.strip())
        case MeasureKind.FIXED_POST:
            return _post(typed)
        case MeasureKind.CLOSE_PROTECTION:
            return CloseProtection(_listed(typed.team), typed.lead.strip())


def _post(typed: TypedTerms) -> FixedPost:
    return FixedPost(
        typed.code.strip().upper(),
        _number(typed.strength, "strength"),
        _number(typed.relief_every_min, "relief_every_min"),
        _number(typed.check_every_min, "check_every_min") or 60,
        _listed(typed.units),
        typed.name.strip(),
        typed.site.strip(),
    )


def _one_of(choices: type[E], typed: str, field: str, why: str) -> E:
    try:
        return choices(typed)
    except ValueError:
        raise Refused(why, field=field) from None


def _listed(typed: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.upper() for one in LISTED.split(typed) if one))


def _number(typed: str, field: str) -> int | None:
    return _read(typed, field, int, NO_NUMBER)


def _day(typed: str, field: str) -> date | None:
    return _read(typed, field, date.fromisoformat, NO_DAY)


def _clock(typed: str, field: str) -> time | None:
    return _read(typed, field, lambda text: time.fromisoformat(text.zfill(5)).replace(tzinfo=None), NO_CLOCK)


def _moment(typed: str, field: str) -> datetime | None:
    """By the clocks of the room."""
    return moment_of(typed, field) if typed.strip() else None


def _read(typed: str, field: str, read: Callable[[str], T], why: str) -> T | None:
    """None where nothing was typed."""
    if not typed.strip():
        return None
    try:
        return read(typed.strip())
    except (ValueError, OverflowError):
        raise Refused(why, field=field) from None


def as_typed(terms: Terms | None) -> dict[str, Any]:
    """Terms as they stand in the form, so that they can be changed."""
    if terms is None:
        return {}
    said = {name: getattr(terms, name) for name in terms.__dataclass_fields__ if name != "kind"}
    none_open = {"none_open": "1" if said.get("recommendations") == () else ""}
    return {name: _as_text(name, value) for name, value in said.items()} | none_open


def _as_text(name: str, value: Any) -> Any:
    match value:
        case None:
            return ""
        case tuple() if name == "subjects":
            return list(value)
        case tuple():
            return ("\n" if name == "recommendations" else ", ").join(value)
        case time():
            return f"{value:%H:%M}"
        case date():
            return value.isoformat()
        case _:
            return str(value)


def typed_moment(at: datetime | None) -> str:
    """As a field of a day and a time has it."""
    return f"{at.astimezone(BRUSSELS):%Y-%m-%dT%H:%M}" if at else ""


def chosen(typed: Sequence[str]) -> list[tuple[str, int]]:
    """What was ticked in a list, as `M-4K7QX2:1`; what cannot be read was not."""
    parts = (one.rpartition(":") for one in typed)
    return [(key, int(number)) for key, _, number in parts if key and number.isdecimal()]
