import asyncio
from collections.abc import Sequence

import pytest

from controlroom.clock import SystemClock
from controlroom.demo.field.sending import FeedPath, Sending
from controlroom.demo.radio import Radio
from tests.unit.demo.fake_watch import UNREACHABLE, FakeWatch
from tests.unit.demo.the_day import START


def report(number: int) -> Sending:
    return Sending(START, "EU-07A", FeedPath.INCIDENTS, {"id": f"report-{number}", "kind": "other"})


HEARTBEAT = Sending(START, "EU-07A", FeedPath.HEARTBEAT, {})


async def told(watch: FakeWatch, sendings: Sequence[Sending]) -> list[str]:
    """The ids that reached the watch, in order, with every attempt."""
    async with watch.client() as client, asyncio.TaskGroup() as group:
        radio = Radio("EU-07A", "token-7", client, SystemClock(), chance=lambda: 0)
        for sending in sendings:
            radio.hand(sending)
        sending_task = group.create_task(radio.keep_sending())
        await radio.waiting.join()
        sending_task.cancel()
    return [heard.body["id"] if heard.body else heard.path for heard in watch.heard]


async def test_a_report_carries_the_units_own_token_to_its_feed() -> None:
    watch = FakeWatch()
    await told(watch, [report(1)])
    assert (watch.heard[0].token, watch.heard[0].path) == ("token-7", "/feeds/incidents")


@pytest.mark.parametrize("failure", [UNREACHABLE, 429, 500, 503])
async def test_a_report_is_sent_again_until_the_watch_has_it_and_the_next_one_waits(failure: int) -> None:
    watch = FakeWatch.that_answers([failure, failure, 201])
    assert await told(watch, [report(1), report(2)]) == ["report-1", "report-1", "report-1", "report-2"]


@pytest.mark.parametrize("refusal", [401, 403, 422])
async def test_a_refused_report_is_not_sent_again_and_holds_up_nothing(refusal: int) -> None:
    watch = FakeWatch.that_answers([refusal])
    assert await told(watch, [report(1), report(2)]) == ["report-1", "report-2"]


async def test_a_heartbeat_that_found_nobody_is_not_repeated() -> None:
    watch = FakeWatch.that_answers([UNREACHABLE])
    assert await told(watch, [HEARTBEAT]) == ["/feeds/heartbeat"]


async def test_a_heartbeat_does_not_queue_behind_reports() -> None:
    assert await told(FakeWatch(), [report(1), HEARTBEAT, HEARTBEAT]) == ["report-1"]
