"""Measures at the place of room.py: a draft of each kind, and what people do with it. Days from noon."""

from datetime import date, datetime, time
from typing import Any

from controlroom.watch.commands import Command
from controlroom.watch.measures import (
    ApproveMeasure,
    Basis,
    Checks,
    CloseProtection,
    ContactPerson,
    Decision,
    Draft,
    FixedPost,
    Measure,
    Patrols,
    PriorityCalls,
    ProposeChange,
    ProposeMeasure,
    ProvideUrgently,
    RefuseMeasure,
    TechnicalStudy,
    Terms,
)
from controlroom.watch.refs import Noun
from tests.unit.watch.room import Room, noon

CONTACT = ContactPerson("Insp. Peeters", "+32 2 555 01 02")
EACH_KIND: tuple[Terms, ...] = (
    CONTACT,
    PriorityCalls("+32 2 555 01 03", "CIC Brussels"),
    TechnicalStudy(date(2027, 1, 15), ()),
    Patrols(3, time(8), time(22)),
    Checks(("vehicles",), "main entrance"),
    FixedPost("EMB-1A", 2, 240),
    CloseProtection(("ESCORT-1",)),
)


def day(days: float) -> datetime:
    return noon(days * 24 * 60)


def draft(terms: Terms = CONTACT, lasts: float | None = 30, file: str = "site:EMB-1", **more: Any) -> Draft:
    said: dict[str, Any] = {
        "file": file,
        "service": "Local police Brussels",
        "basis": Basis.ANALYSIS,
        "terms": terms,
        "valid_from": noon(),
        "valid_to": day(lasts) if lasts is not None else None,
        "review_on": date(2026, 12, 10),
        "reason": "threats by letter",
    }
    return Draft(**(said | more))


def proposed(of: Draft | None = None, by: str = "anna", key: str = "M-1") -> ProposeMeasure:
    return ProposeMeasure(key, of or draft(), by)


def provided(of: Draft | None = None, by: str = "anna", key: str = "M-1") -> ProvideUrgently:
    return ProvideUrgently(key, of or draft(), by)


def approval(version: int = 1, by: str = "bert", key: str = "M-1", **more: Any) -> ApproveMeasure:
    said: dict[str, Any] = {"authority": "Minister", "reference": "BI/2026/11", "on": noon().date()}
    return ApproveMeasure(key, version, by=by, **(said | more))


def refusal(version: int = 1, by: str = "bert", key: str = "M-1") -> RefuseMeasure:
    return RefuseMeasure(key, version, by, "the analysis says otherwise")


def change(decision: Decision, lasts: float | None = 60, by: str = "anna", **more: Any) -> ProposeChange:
    valid_to = day(lasts) if lasts is not None else None
    return ProposeChange("M-1", decision, by, "as evaluated", valid_to=valid_to, **more)


def a_room(*commands: Command) -> Room:
    return Room.of(*commands)


def the_measure(room: Room, key: str = "M-1") -> Measure:
    return room.world.known(Noun.MEASURE, key, Measure)
