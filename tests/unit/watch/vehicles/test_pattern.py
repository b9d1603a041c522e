"""Days are those of the calendar in Brussels, also in the nights in which the clocks change."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.clock import BRUSSELS
from controlroom.watch.vehicles.pattern import Sighting, Source, pattern

_numbers = count(1)


def seen(local: str, site: str | None = "S-1", company: str | None = None) -> Sighting:
    """At a time by the clock on the wall, or one with its offset."""
    at = datetime.fromisoformat(local)
    at = (at if at.tzinfo else at.replace(tzinfo=BRUSSELS)).astimezone(UTC)
    number = next(_numbers)
    return Sighting(number, at, at, Source.INCIDENT, str(number), "PAT-1", site, company)


def priority(*sightings: Sighting) -> int | None:
    found = pattern(sightings)
    return found.priority if found else None


def test_twice_on_one_day_is_once() -> None:
    assert priority(*(seen(f"2026-11-23T{hour:02}:40") for hour in range(24))) is None


def test_two_days_in_a_week_at_one_site_are_p3() -> None:
    found = pattern([seen("2026-11-23T07:40"), seen("2026-11-24T07:40")])
    assert found
    assert (found.priority, found.site, found.days) == (3, "S-1", 2)


def test_three_days_in_a_week_are_p2() -> None:
    days = ("2026-11-23T07:40", "2026-11-24T07:40", "2026-11-26T07:40")
    assert priority(*map(seen, days)) == 2


@pytest.mark.parametrize(("last", "expected"), [("2026-11-29T23:59", 3), ("2026-11-30T00:00", None)])
def test_a_week_is_seven_days_of_the_calendar(last: str, expected: int | None) -> None:
    assert priority(seen("2026-11-23T07:40"), seen(last)) == expected


def test_three_days_that_are_not_in_one_week_are_no_p2() -> None:
    assert priority(seen("2026-11-02T09:00"), seen("2026-11-07T09:00"), seen("2026-11-12T09:00")) == 3


@pytest.mark.parametrize(("last", "expected"), [("2026-12-06T23:59", 2), ("2026-12-07T00:00", None)])
def test_two_sites_within_two_weeks_are_p2(last: str, expected: int | None) -> None:
    assert priority(seen("2026-11-23T07:40", "S-1"), seen(last, "S-2")) == expected


def test_two_sites_on_one_day_are_p2() -> None:
    assert priority(seen("2026-11-23T07:40", "S-1"), seen("2026-11-23T09:00", "S-2")) == 2


def test_two_companies_at_one_site_are_p2() -> None:
    assert priority(seen("2026-11-23T07:40", company="A"), seen("2026-11-23T09:00", company="B")) == 2


def test_a_sighting_that_names_no_place_does_not_count() -> None:
    assert priority(seen("2026-11-23T07:40"), seen("2026-11-24T07:40", None)) is None


def test_minutes_around_midnight_are_two_days() -> None:
    assert priority(seen("2026-11-23T23:59"), seen("2026-11-24T00:00")) == 3


def test_a_day_begins_at_midnight_in_brussels_and_not_in_greenwich() -> None:
    """22:59 and 23:01 UTC in winter; 00:30 and 23:30 UTC are one day there."""
    assert priority(seen("2026-11-23T22:59+00:00"), seen("2026-11-23T23:01+00:00")) == 3
    assert priority(seen("2026-11-23T23:30+00:00"), seen("2026-11-24T22:30+00:00")) is None


def test_the_night_in_which_the_clocks_are_put_back_is_one_day_of_25_hours() -> None:
    first, second = seen("2026-10-25T02:30+02:00"), seen("2026-10-25T02:30+01:00")
    assert second.at - first.at == timedelta(hours=1)
    assert priority(first, second) is None
    begins, ends = seen("2026-10-24T22:00+00:00"), seen("2026-10-25T22:59+00:00")
    assert priority(begins, ends) is None
    assert priority(ends, seen("2026-10-25T23:00+00:00")) == 3


def test_the_night_in_which_the_clocks_are_put_forward_is_one_day_of_23_hours() -> None:
    begins, ends = seen("2026-03-28T23:00+00:00"), seen("2026-03-29T21:59+00:00")
    assert priority(begins, ends) is None
    assert priority(ends, seen("2026-03-29T22:00+00:00")) == 3


def test_a_week_with_a_change_of_clocks_is_a_week() -> None:
    assert priority(seen("2026-10-24T00:10"), seen("2026-10-30T23:50")) == 3
    assert priority(seen("2026-10-24T23:50"), seen("2026-10-31T00:10")) is None


SIGHTINGS = st.builds(
    lambda hours, site, company: seen(
        (datetime(2026, 10, 20, tzinfo=UTC) + timedelta(hours=hours)).isoformat(), site, company
    ),
    st.integers(0, 24 * 20),
    st.sampled_from(("S-1", "S-2", None)),
    st.sampled_from((None, None, "A", "B")),
)


@given(st.lists(SIGHTINGS, max_size=12), st.randoms(use_true_random=False))
def test_the_order_in_which_sightings_come_says_nothing(sightings: list[Sighting], dice: object) -> None:
    mixed = list(sightings)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert pattern(mixed) == pattern(sightings)


@given(st.lists(SIGHTINGS, max_size=12), SIGHTINGS)
def test_one_sighting_more_makes_it_only_more_serious(sightings: list[Sighting], one: Sighting) -> None:
    before, after = priority(*sightings) or 4, priority(*sightings, one) or 4
    assert after <= before


@given(st.lists(SIGHTINGS, min_size=1, max_size=12))
def test_the_same_sighting_again_changes_nothing(sightings: list[Sighting]) -> None:
    assert priority(*sightings, sightings[0]) == priority(*sightings)
