"""What a handover lists of visits, and what its order does not tell."""

from datetime import UTC, datetime, timedelta

from controlroom.watch.inventory import Standing, inventory
from controlroom.watch.visits import Rank, Visit, VisitKind

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


def visit(code: str, in_hours: int) -> Visit:
    begins = NOW + timedelta(hours=in_hours)
    about = (code, Rank.A, VisitKind.OFFICIAL, "X", begins, begins + timedelta(hours=9), 2, None, 0, ())
    return Visit(code, *about)


def test_visits_are_handed_over_in_their_turn_and_restricted_ones_after_them_by_their_codes() -> None:
    visits = [visit("V-5", 1), visit("V-2", 3), visit("V-1", 5), visit("V-4", 2), visit("V-3", 4)]
    items = inventory(Standing(NOW, visits=visits, undated=frozenset({"V-5", "V-1", "V-3"})))
    assert [(item.ref, item.at is None) for item in items] == [
        ("visit:V-4", False),
        ("visit:V-2", False),
        ("visit:V-1", True),
        ("visit:V-3", True),
        ("visit:V-5", True),
    ]
