"""A form of the field page, as the report that it is."""

from datetime import UTC, datetime

import pytest
from fastapi import HTTPException

from controlroom.errors import Busy, Forbidden, Refused
from controlroom.feeds.field_form import report_id, told
from controlroom.feeds.problems import Problem

KEY = "5b0c2f0e-6d0a-4c53-9a60-3f3f0a1c7d11"
SAID = {"key": KEY, "kind": "check", "site": "EU-JL"}


def test_a_form_that_is_sent_twice_has_one_id_in_whatever_order_its_fields_come() -> None:
    assert report_id(SAID) == report_id(dict(reversed(SAID.items())))


@pytest.mark.parametrize("change", [{"key": "5b0c2f0e-6d0a-4c53-9a60-3f3f0a1c7d12"}, {"site": "BRU"}])
def test_another_form_or_other_words_have_another(change: dict[str, str]) -> None:
    assert report_id(SAID | change) != report_id(SAID)


@pytest.mark.parametrize("key", ["", "no key", KEY + "0"])
def test_a_form_without_a_key_of_ours_is_refused(key: str) -> None:
    with pytest.raises(HTTPException):
        report_id(SAID | {"key": key})


@pytest.mark.parametrize(
    ("status", "retry_after_s", "error"),
    [
        (401, None, HTTPException),
        (403, None, Forbidden),
        (415, None, Refused),
        (422, None, Refused),
        (429, 3, Busy),
        (503, 1, Busy),
    ],
)
def test_a_problem_is_told_to_a_person_as_the_error_that_it_was(
    status: int, retry_after_s: int | None, error: type[Exception]
) -> None:
    problem = Problem(status, "x", "Title", "Why", server_time=datetime.now(UTC), retry_after_s=retry_after_s)
    assert type(told(problem)) is error
