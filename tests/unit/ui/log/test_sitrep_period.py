"""Which time a report is about."""

from datetime import UTC, datetime, timedelta

import pytest

from controlroom.ui.log.sitrep_period import Asked, Choice, chosen

NOW = datetime(2026, 10, 25, 3, 30, tzinfo=UTC)
"""Half past four in the morning of the night with 25 hours."""
SHIFT = NOW - timedelta(hours=7)


def span(**asked: str) -> tuple[datetime, datetime]:
    found = chosen(Asked.model_validate(asked), NOW, SHIFT)
    assert isinstance(found, Choice), found
    return found.period.begins, found.period.ends


def test_one_press_gives_the_usual_periods() -> None:
    assert span() == span(period="shift") == (SHIFT, NOW)
    assert span(period="hour") == (NOW - timedelta(hours=1), NOW)
    assert span(period="24h") == (NOW - timedelta(days=1), NOW)


def test_since_midnight_counts_the_hour_that_came_twice() -> None:
    begins, ends = span(period="midnight")
    assert ends - begins == timedelta(hours=5, minutes=30), "by the clock on the wall it is half past four"


def test_a_period_of_ones_own_ends_now_at_the_latest() -> None:
    assert span(**{"from": "2026-10-25T02:00", "to": "2030-01-01"}) == (
        datetime(2026, 10, 25, tzinfo=UTC),
        NOW,
    )


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"period": "own"}, "from"),
        ({"from": "2027-01-01"}, "from"),
        ({"from": "2026-01-01"}, "to"),
        ({"from": "x"}, "from"),
        ({"from": "2026-10-24", "to": "2026-10-23"}, "to"),
    ],
)
def test_what_is_no_period_is_told_at_its_field(asked: dict[str, str], field: str) -> None:
    found = chosen(Asked.model_validate(asked), NOW, SHIFT)
    assert isinstance(found, list)
    assert [complaint.field for complaint in found] == [field]
