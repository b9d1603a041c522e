import asyncio
import socket
from collections.abc import Sequence
from datetime import timedelta

import uvicorn

from controlroom.clock import SystemClock
from controlroom.demo.field.sending import Sending
from controlroom.demo.scenarios.catalogue import SCENARIOS
from controlroom.demo.scenarios.names import ScenarioName
from controlroom.demo.simulator import simulate
from controlroom.watch.units import RegisterUnit
from tests.unit.demo.fake_watch import FakeWatch
from tests.unit.demo.the_day import said, sendings

SEED = 7
MINUTES = 10


class Told:
    """The reports that a watch heard, whatever it answered."""

    def __init__(self, watch: FakeWatch) -> None:
        self.watch = watch

    def by(self, unit: str) -> list[tuple[str, int]]:
        """Feed and number, in order, the repeated ones once."""
        token = f"token of {unit}"
        told = ((h.path, h.body["seq"]) for h in self.watch.heard if h.body and h.token == token)
        return list(dict.fromkeys(told))

    def everything(self, planned: Sequence[Sending]) -> bool:
        """Units go on to report: one that is ahead does not stand in for one that is late."""
        heard = {(h.token, h.body["seq"]) for h in self.watch.heard if h.body}
        return heard >= {(f"token of {message.unit}", message.body["seq"]) for message in planned}


async def simulated(watch: FakeWatch, planned: Sequence[Sending]) -> Told:
    """Until all that was planned was heard; the simulation began ten minutes ago, so that nothing waits."""
    begun = SystemClock().now() - timedelta(minutes=MINUTES)
    showing = SCENARIOS[ScenarioName.DAY].at(begun, SEED)
    units = [command.call_sign for command in showing.plan if isinstance(command, RegisterUnit)]
    tokens = {unit: f"token of {unit}" for unit in units}
    told = Told(watch)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(watch, log_config=None, log_level="error", lifespan="off"))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        async with asyncio.timeout(30), asyncio.TaskGroup() as group:
            serving = group.create_task(server.serve([listening]))
            reporting = simulate(url, tokens, showing.reports(), clock=SystemClock(), seed=SEED)
            running = group.create_task(reporting)
            while not told.everything(planned):  # noqa: ASYNC110, the fake is an application and has no Event
                await asyncio.sleep(0.02)
            running.cancel()
            server.should_exit = True
            await serving
    return told


async def test_the_field_tells_over_http_what_was_worked_out_each_unit_in_order() -> None:
    expected = list(said(sendings(SEED, MINUTES)))
    told = await simulated(FakeWatch(), expected)
    for unit in {message.unit for message in expected}:
        planned = [(f"/feeds/{m.feed}", m.body["seq"]) for m in expected if m.unit == unit]
        assert told.by(unit)[: len(planned)] == planned


async def test_a_watch_that_was_down_for_a_while_gets_everything_in_order_once_it_is_back() -> None:
    expected = list(said(sendings(SEED, MINUTES)))
    told = await simulated(FakeWatch.that_answers([503] * 40), expected)
    for unit in {message.unit for message in expected}:
        numbers = [number for _, number in told.by(unit)]
        assert numbers == sorted(numbers)
