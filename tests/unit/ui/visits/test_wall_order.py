"""In which order the visits stand on the wall, and which time is theirs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from controlroom.store.panels.visits import Visits
from controlroom.ui.panels import VisitsPanel
from controlroom.ui.views import visits_panel
from controlroom.watch.legs import Leg, PlannedLeg
from controlroom.watch.visits import Rank, Visit, VisitKind

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


def leg(visit: str, leaves: int) -> Leg:
    start = NOW + timedelta(minutes=leaves)
    return PlannedLeg(1, "BRU", "AMIGO", start, start + timedelta(minutes=20), ("ESC-1",), 4).of(visit)


def visit(code: str) -> Visit:
    ends_at = NOW + timedelta(hours=9)
    return Visit(code, code, Rank.A, VisitKind.OFFICIAL, "North", NOW, ends_at, 2, None, 1, (1,))


def wall(*legs: Leg) -> VisitsPanel:
    return visits_panel(
        1, Visits([visit(one.visit) for one in legs], {one.visit: [one] for one in legs}, {}), NOW
    )


def test_who_is_late_stands_before_who_moves_sooner() -> None:
    late = replace(leg("HERON", 5), overdue=1)
    far_behind = replace(leg("MERLIN", 20), overdue=2)

    rows = wall(leg("FALCON", -4), late, far_behind).rows

    assert [row.code for row in rows] == ["MERLIN", "HERON", "FALCON"]


def test_a_new_time_of_departure_stands_where_the_planned_one_stood() -> None:
    put_off = replace(leg("HERON", 5), depart_by=NOW + timedelta(minutes=45))

    rows = wall(put_off, leg("FALCON", 30)).rows

    assert [(row.code, row.leg and row.leg.due_at) for row in rows] == [
        ("FALCON", NOW + timedelta(minutes=30)),
        ("HERON", NOW + timedelta(minutes=45)),
    ]
