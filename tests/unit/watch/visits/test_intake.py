"""What the desk sees at once of a note from an embassy (requirement R5)."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from controlroom.watch.visits.intake import Amiss, Flag, Intake, Request, amiss
from tests.unit.watch.room import noon, way

COMPLETE = Intake(
    datetime(2026, 11, 18, 9, 0, tzinfo=UTC), 4, Request.REQUESTED, Request.GRANTED, Request.NOT_NEEDED
)


def found(**more: Any) -> list[Amiss]:
    return amiss(replace(COMPLETE, **more), noon(), [way(1, "BRU", "EU-JL", 30, 60, convoy=5)])


def test_a_complete_note_in_time_is_not_remarked_upon() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("more", "remark"),
    [
        ({"note_at": None}, Amiss(Flag.NO_NOTE)),
        ({"note_at": datetime(2026, 11, 20, 9, 0, tzinfo=UTC)}, Amiss(Flag.SHORT_NOTICE, 2)),
        ({"agents": None}, Amiss(Flag.AGENTS_UNKNOWN)),
        ({"agents": 5}, Amiss(Flag.TOO_MANY_AGENTS, 5)),
        ({"weapons": Request.UNKNOWN}, Amiss(Flag.NO_WEAPON_REQUEST)),
        ({"radio": Request.UNKNOWN}, Amiss(Flag.NO_RADIO_REQUEST)),
        ({"overflight": Request.UNKNOWN}, Amiss(Flag.NO_OVERFLIGHT_REQUEST)),
    ],
)
def test_each_thing_that_is_amiss_is_named(more: dict[str, Any], remark: Amiss) -> None:
    assert found(**more) == [remark]


def test_a_note_of_three_working_days_before_is_in_time() -> None:
    """The twenty-fourth of November 2026 is a Tuesday: the Thursday before is three working days ahead."""
    assert found(note_at=datetime(2026, 11, 19, 22, 30, tzinfo=UTC)) == []


def test_the_day_of_a_note_is_that_of_brussels() -> None:
    after_midnight = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)
    assert found(note_at=after_midnight) == [Amiss(Flag.SHORT_NOTICE, 2)]


def test_a_convoy_of_more_than_five_vehicles_is_named_with_its_leg() -> None:
    legs = [way(1, "BRU", "EU-JL", 30, 60, convoy=6), way(2, "EU-JL", "BRU", 180, 210, convoy=5)]
    assert amiss(None, noon(), legs) == [Amiss(Flag.LARGE_CONVOY, 6, 1)]
