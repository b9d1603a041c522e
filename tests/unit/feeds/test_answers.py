import json
from typing import Any

import pytest

from controlroom.feeds.client.answers import judge, problem_words
from controlroom.feeds.client.outbox import Waiting

BATCH = [Waiting(1, "incident", "{}"), Waiting(2, "incident", "{}")]


def _results(*statuses: Any) -> bytes:
    return json.dumps({"results": [{"status": status} for status in statuses]}).encode()


def test_each_report_leaves_the_queue_by_its_own_answer() -> None:
    verdict = judge(BATCH, 200, _results(201, 422))

    assert verdict.fresh == BATCH[:1]
    assert verdict.refused == [(BATCH[1], "refused (422)")]
    assert verdict.again is None


@pytest.mark.parametrize("status", [503, 429, 500, None, "201"])
def test_a_report_without_a_final_answer_stays_and_the_rest_goes(status: Any) -> None:
    verdict = judge(BATCH, 200, _results(201, status))

    assert verdict.fresh == BATCH[:1]
    assert verdict.refused == []
    assert verdict.again is not None


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"results": 7}', _results(201), b"\xff"])
def test_an_answer_that_does_not_count_each_report_settles_none(body: bytes) -> None:
    verdict = judge(BATCH, 200, body)

    assert verdict.again
    assert not verdict.fresh + verdict.known + [report for report, _ in verdict.refused]


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(status: int) -> None:
    assert judge(BATCH, status, b"").again


@pytest.mark.parametrize("status", [301, 307, 401, 403, 404, 405, 410])
def test_what_only_a_person_can_mend_stops(status: int) -> None:
    assert str(status) in (judge(BATCH, status, b"").stop or "")


@pytest.mark.parametrize("status", [400, 413, 415, 422])
def test_a_refused_request_is_divided_down_to_the_one_to_blame(status: int) -> None:
    assert judge(BATCH, status, b"").divide
    assert judge(BATCH[:1], status, b"").refused[0][0] == BATCH[0]


def test_a_problem_is_said_in_a_line() -> None:
    fields = [{"field": "at", "reason": "is required"}, {"field": "leg", "reason": "must be a number"}]

    assert (
        problem_words(422, {"title": "T", "detail": "at: is required", "errors": fields})
        == "T: at: is required"
    )
    assert problem_words(422, {"title": "T", "errors": fields}) == "T: at is required; leg must be a number"
    assert problem_words(422, {}) == "refused (422)"
