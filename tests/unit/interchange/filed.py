"""Visits and gatherings of any kind, as a store would hold them, and what a file may be held against."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from hypothesis import strategies as st

from controlroom.interchange.visit_preview import Known
from controlroom.watch.gatherings import Gathering, GatheringKind, Theme
from controlroom.watch.legs import Leg, LegState, PlannedLeg
from controlroom.watch.visits import Rank, Visit, VisitKind, VisitState

NOW: Final = datetime(2026, 11, 30, 12, tzinfo=UTC)
SITES: Final = frozenset({"BRU", "EU-JL", "AMIGO"})
UNITS: Final = frozenset({"ESC-1", "LO-1", "Team 7 North"})
TEXTS: Final = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)
NAMES: Final = TEXTS.filter(lambda text: bool(text.strip()))
MOMENTS: Final = st.integers(0, 63_000_000_000_000).map(
    lambda us: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)
)
"""To the microsecond, and through both nights in which the clocks change."""


def a_leg(number: int = 1, **more: Any) -> Leg:
    said = {
        "id": f"V-1/{number}",
        "visit": "V-1",
        "number": number,
        "origin": "BRU",
        "destination": "EU-JL",
        "planned_start": NOW + timedelta(hours=number),
        "planned_end": NOW + timedelta(hours=number, minutes=30),
        "units": ("ESC-1", "LO-1"),
        "convoy": 5,
    }
    return Leg(**{**said, **more})


def a_visit(*legs: Leg, **more: Any) -> Visit:
    said = {
        "code": "V-1",
        "code_name": "FALCON",
        "rank": Rank.A,
        "kind": VisitKind.OFFICIAL,
        "delegation": "Member State 1",
        "starts_at": NOW,
        "ends_at": NOW + timedelta(days=1),
        "threat_level": 3,
        "event": None,
        "legs": max((leg.number for leg in legs), default=0),
        "open_legs": tuple(leg.number for leg in legs if not leg.state.finished),
    }
    return Visit(**{**said, **more})


def known(*visits: tuple[Visit, Sequence[Leg]], **more: Any) -> Known:
    by_code = {visit.code: visit for visit, _ in visits}
    return Known(by_code, {v.code: legs for v, legs in visits}, sites=SITES, units=UNITS, **more)


@st.composite
def visits(draw: st.DrawFn) -> tuple[Visit, list[Leg]]:
    code = draw(st.from_regex(r"[A-Z0-9][A-Z0-9-]{0,11}", fullmatch=True))
    numbers = sorted(draw(st.sets(st.integers(1, 30), max_size=5)))
    legs = [draw(_legs(code, number)) for number in numbers]
    starts = draw(MOMENTS)
    ends = starts + timedelta(microseconds=draw(st.integers(1, 10**12)))
    visit = a_visit(
        *legs,
        code=code,
        code_name=draw(NAMES),
        rank=draw(st.sampled_from(Rank)),
        kind=draw(st.sampled_from(VisitKind)),
        delegation=draw(TEXTS),
        starts_at=starts,
        ends_at=ends,
        threat_level=draw(st.integers(1, 4)),
        event=draw(st.none() | NAMES),
        state=draw(st.sampled_from(VisitState)),
        revision=draw(st.integers(0, 9)),
    )
    return visit, legs


@st.composite
def _legs(draw: st.DrawFn, code: str, number: int) -> Leg:
    starts = draw(MOMENTS)
    planned = PlannedLeg(
        number,
        draw(st.sampled_from(sorted(SITES))),
        draw(st.sampled_from(sorted(SITES))),
        starts,
        starts + timedelta(microseconds=draw(st.integers(1, 10**11))),
        tuple(draw(st.lists(st.sampled_from(["ESC-1", "LO-1", "VP-12"]), max_size=3))),
        draw(st.integers(0, 9)),
    )
    leg = planned.of(code)
    state = draw(st.sampled_from(LegState))
    return Leg(**{**{name: getattr(leg, name) for name in Leg.__dataclass_fields__}, "state": state})


@st.composite
def gatherings(draw: st.DrawFn) -> Gathering:
    starts = draw(MOMENTS)
    return Gathering(
        draw(st.from_regex(r"[A-Z0-9][A-Z0-9-]{0,11}", fullmatch=True)),
        draw(NAMES).strip(),
        draw(st.sampled_from(GatheringKind)),
        draw(st.sampled_from(Theme)),
        draw(NAMES).strip(),
        draw(st.floats(-90, 90)),
        draw(st.floats(-180, 180)),
        starts,
        starts + timedelta(seconds=draw(st.integers(1, 2_000_000))),
        draw(st.none() | st.integers(0, 10_000_000)),
        draw(st.none() | MOMENTS),
    )
