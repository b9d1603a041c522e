"""Whatever people and units do with a visit, in whatever order: what must hold always holds."""

import contextlib
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from controlroom.errors import Refused
from controlroom.watch.commands import Command
from controlroom.watch.legs import Leg, LegState, ReportLeg
from controlroom.watch.refs import Noun
from controlroom.watch.visits import (
    AcknowledgeChange,
    ActivateVisit,
    AmendVisit,
    AnalyseVisit,
    AnnounceVisit,
    ApproveVisit,
    CancelVisit,
    CloseVisit,
    PlanProgramme,
    PostponeVisit,
    ResumeVisit,
    Visit,
    VisitState,
)
from tests.unit.watch.room import Room, facts, folded, report, way

V = "V-2"
PEOPLE = st.sampled_from(["anna", "chief"])
REPORTED = [state for state in LegState if state not in (LegState.PLANNED, LegState.DROPPED)]
AHEAD = {
    VisitState.ANNOUNCED: {VisitState.UNDER_ANALYSIS},
    VisitState.UNDER_ANALYSIS: {VisitState.PLANNED},
    VisitState.PLANNED: {VisitState.APPROVED},
    VisitState.APPROVED: {VisitState.ACTIVE},
    VisitState.ACTIVE: set(),
    VisitState.POSTPONED: {VisitState.UNDER_ANALYSIS, VisitState.PLANNED},
}
FROM_ALL = {VisitState.POSTPONED, VisitState.CANCELLED, VisitState.CLOSED, VisitState.ACTIVE}


def when(start: tuple[int, int]) -> int:
    return start[1]


class AVisit(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.room = Room.of()
        self.minute = 0.0
        self.before: Visit | None = None

    @property
    def visit(self) -> Visit | None:
        return self.room.world.get(Noun.VISIT, V, Visit)

    def attempt(self, command: Command) -> None:
        with contextlib.suppress(Refused):
            self.room.do(command)

    @rule(wait=st.integers(1, 90))
    def time_passes(self, wait: int) -> None:
        self.minute += wait
        self.room.at(self.minute)

    @rule()
    def announce(self) -> None:
        self.attempt(AnnounceVisit(V, facts(ends_at=facts().starts_at + timedelta(days=2)), "anna"))

    @rule(level=st.integers(1, 4))
    def amend(self, level: int) -> None:
        if visit := self.visit:
            dates = {"starts_at": visit.starts_at, "ends_at": visit.ends_at}
            self.attempt(AmendVisit(V, facts(threat_level=level, **dates), "anna"))

    @rule(
        kind=st.sampled_from([AnalyseVisit, ApproveVisit, ActivateVisit, CloseVisit, ResumeVisit]), by=PEOPLE
    )
    def act(self, kind: Any, by: str) -> None:
        self.attempt(kind(V, by))

    @rule(kind=st.sampled_from([PostponeVisit, PostponeVisit, CancelVisit]), by=PEOPLE)
    def call_off(self, kind: Any, by: str) -> None:
        self.attempt(kind(V, by, "Because"))

    @rule(starts=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40)), max_size=4, unique_by=when))
    def plan(self, starts: list[tuple[int, int]]) -> None:
        legs = tuple(
            way(number, "BRU", "EU-JL", minute * 60 + 5, minute * 60 + 50) for number, minute in starts
        )
        self.attempt(PlanProgramme(V, legs, "anna"))

    @rule(number=st.integers(1, 6), status=st.sampled_from(REPORTED))
    def drive(self, number: int, status: LegState) -> None:
        self.attempt(ReportLeg(report("ESCORT-1", self.minute), V, number, status))

    @rule(version=st.integers(1, 5), unit=st.sampled_from([None, "ESCORT-1", "PATROL-1"]))
    def acknowledge(self, version: int, unit: str | None) -> None:
        self.attempt(AcknowledgeChange(V, version, "anna", unit))

    @invariant()
    def moves_only_as_it_may(self) -> None:
        before, now = self.before, self.visit
        self.before = now
        if before is None or now is None:
            assert now is None or now.state is VisitState.ANNOUNCED
        elif before.state != now.state:
            assert not before.state.over
            assert now.state in AHEAD[before.state] | FROM_ALL

    @invariant()
    def is_approved_by_a_second_person_or_asks_for_it(self) -> None:
        if (visit := self.visit) and visit.state.decided:
            asks = any(alert.active and alert.rule == "visit.unapproved" for alert in self.room.alerts)
            assert visit.unapproved == asks
            assert asks or (visit.approved_by and visit.approved_at)

    @invariant()
    def its_open_legs_are_the_legs_that_are_open(self) -> None:
        if visit := self.visit:
            things = (self.room.world.get(Noun.LEG, f"{V}/{n}", Leg) for n in range(1, visit.legs + 1))
            legs = [leg for leg in things if leg]
            assert len(legs) == visit.legs
            if not visit.state.over:
                assert visit.open_legs == tuple(leg.number for leg in legs if not leg.state.finished)
            held = any(leg.held for leg in legs)
            assert not held or visit.state in (VisitState.POSTPONED, VisitState.ACTIVE)

    @invariant()
    def a_visit_that_is_not_on_asks_for_nobody(self) -> None:
        if (visit := self.visit) and not visit.state.on:
            assert [alert for alert in self.room.alerts if alert.active] == []

    def teardown(self) -> None:
        assert folded(self.room.history).things == self.room.world.things


TestAnyLife = AVisit.TestCase
TestAnyLife.settings = settings(max_examples=60, stateful_step_count=40)
