"""Delegations of a summit as the store reads them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from controlroom.store.panels.visits import Visits
from controlroom.watch.legs import Leg, LegState, PlannedLeg
from controlroom.watch.sites import Site, SiteKind
from controlroom.watch.visits import (
    PlanVisit,
    Rank,
    Sight,
    Visit,
    VisitKind,
    VisitPlanned,
    VisitState,
    decide,
)

EVENT: Final = "Summit of the Seven"
NOW: Final = datetime(2026, 11, 24, 13, 10, tzinfo=UTC)


def a_site(code: str, name: str, short: str = "") -> Site:
    return Site(code, name, SiteKind.EU, "", "Brussels", 50.8, 4.4, 2, short=short)


SITES: Final = {
    "BRU": a_site("BRU", "Brussels Airport", "Zaventem"),
    "EU-JL": a_site("EU-JL", "Justus Lipsius"),
    "AMIGO": a_site("AMIGO", "Hotel Amigo"),
}


def a_leg(number: int, begins: float, *, origin: str = "BRU", destination: str = "EU-JL", **more: Any) -> Leg:
    """`begins`: minutes from now."""
    starts = NOW + timedelta(minutes=begins)
    planned = PlannedLeg(
        number, origin, destination, starts, starts + timedelta(minutes=30), ("ESC-1", "LO-1"), 5
    )
    return replace(planned.of("V"), **more)


def a_visit(name: str, *legs: Leg) -> tuple[Visit, list[Leg]]:
    plan = PlanVisit(
        name,
        name,
        Rank.A,
        VisitKind.SUMMIT,
        name,
        legs[0].planned_start,
        legs[-1].planned_end,
        2,
        EVENT,
        tuple(
            PlannedLeg(
                leg.number,
                leg.origin,
                leg.destination,
                leg.planned_start,
                leg.planned_end,
                leg.units,
                leg.convoy,
            )
            for leg in legs
        ),
    )
    (fresh,) = (
        event.visit
        for event in decide(None, plan, Sight(), plan.starts_at)
        if isinstance(event, VisitPlanned)
    )
    state = VisitState.ACTIVE if any(leg.state is not LegState.PLANNED for leg in legs) else fresh.state
    still = tuple(leg.number for leg in legs if not leg.state.finished)
    return replace(fresh, state=state, open_legs=still), [replace(leg, visit=name) for leg in legs]


def read(*visits: tuple[Visit, list[Leg]]) -> Visits:
    return Visits([visit for visit, _ in visits], {visit.code: legs for visit, legs in visits}, dict(SITES))
