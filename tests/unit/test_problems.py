"""A refusal has one status, whoever is told; where a feed says it otherwise, that is meant."""

from datetime import UTC, datetime

import pytest

from controlroom.errors import (
    AlreadyDone,
    Busy,
    Conflict,
    ControlRoomError,
    Forbidden,
    Refused,
    Stale,
    Unavailable,
    Unknown,
)
from controlroom.feeds.problems import of_error
from controlroom.problems import status_of

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Refused("no"), 422),
        (Forbidden("no"), 403),
        (AlreadyDone("no", by="anna", at=NOON), 409),
        (Stale("no"), 409),
        (Busy(), 503),
        (Unavailable(), 503),
        (ControlRoomError("no"), 500),
    ],
)
def test_a_person_and_a_unit_are_told_the_same_status(error: ControlRoomError, status: int) -> None:
    assert status_of(error) == of_error(error).status == status


@pytest.mark.parametrize(("error", "to_a_person"), [(Unknown("no"), 404), (Conflict("no"), 409)])
def test_what_a_report_names_amiss_is_422_to_a_unit(error: ControlRoomError, to_a_person: int) -> None:
    assert status_of(error) == to_a_person
    assert of_error(error).status == 422
