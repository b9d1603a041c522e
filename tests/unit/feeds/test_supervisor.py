import asyncio
from dataclasses import dataclass, field

import pytest

from controlroom.errors import Unavailable
from controlroom.feeds.connectors.core import Core, NotNow
from controlroom.feeds.supervisor import keep_collecting, supervise
from tests.unit.feeds.core import Enough, FakeCore, Rounds


@dataclass
class Scripted:
    """Fails with each of its errors in turn, then runs for ever."""

    name: str
    kind: str = "folder"
    errors: list[Exception] = field(default_factory=list)
    running: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, core: Core) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.running.set()
        await asyncio.Event().wait()


async def _waits(connector: Scripted, rounds: int, seconds_each_run: float) -> tuple[list[float], FakeCore]:
    core, sleep, moments = FakeCore(), Rounds(rounds), iter(range(1000))
    with pytest.raises(Enough):
        await keep_collecting(
            connector,
            core,
            chance=lambda: 1.0,
            sleep=sleep,
            elapsed=lambda: next(moments) * seconds_each_run,
        )
    return sleep.slept, core


async def test_each_failure_in_a_row_waits_longer() -> None:
    waits, _ = await _waits(Scripted("a", errors=[NotNow("gone")] * 4), 4, seconds_each_run=1)

    assert waits == [1, 2, 4, 8]


async def test_a_good_minute_starts_the_waits_anew() -> None:
    waits, _ = await _waits(Scripted("a", errors=[NotNow("gone")] * 3), 3, seconds_each_run=61)

    assert waits == [1, 1, 1]


async def test_a_source_that_asks_for_time_gets_it() -> None:
    waits, _ = await _waits(Scripted("a", errors=[NotNow("429", asked_s=90)]), 1, seconds_each_run=1)

    assert waits == [91]


async def test_the_state_says_the_reason_in_plain_words_and_no_secret() -> None:
    errors = [NotNow("the folder cannot be read"), Unavailable(), RuntimeError("password SECRET")]
    _, core = await _waits(Scripted("a", errors=errors), 3, seconds_each_run=1)

    assert [note for _, _, note in core.said] == [
        "the folder cannot be read; again in 1 s",
        "the journal cannot be written: too many reports are waiting; again in 3 s",
        "stopped by an error of the program (RuntimeError); again in 4 s",
    ]
    assert {state for _, state, _ in core.said} == {"failing"}


async def test_a_crash_reaches_no_neighbour() -> None:
    core, crashing, sound = FakeCore(), Scripted("a", errors=[ValueError()]), Scripted("b")

    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(_supervised([crashing, sound], core))
        await sound.running.wait()
        assert not running.done()
        running.cancel()

    assert core.said[0][0] == "a"


async def _supervised(connectors: list[Scripted], core: FakeCore) -> None:
    async with asyncio.TaskGroup() as tasks:
        supervise(tasks, connectors, core)
