"""How long a place in the team stays empty, and who is given up."""

import asyncio
import socket
from types import SimpleNamespace
from typing import Any, cast

import pytest

from controlroom.workers.slot import LONGEST_PAUSE_S, STEADY_AFTER_S, Slot
from controlroom.workers.worker import OPENS_WITHIN, SPEAKS_WITHIN, Worker


def fallen(lived_s: float | None) -> Worker:
    opened_at = None if lived_s is None else 0.0
    return cast("Worker", SimpleNamespace(opened_at=opened_at, lived_s=lived_s or 0.0))


def pauses(slot: Slot, lives: list[float | None]) -> list[float]:
    return [slot._pause_s(fallen(lived_s), "ended") for lived_s in lives]


@pytest.fixture
def slot() -> Slot:
    return Slot(1, cast("socket.socket", None))


async def test_after_a_steady_life_a_worker_is_replaced_at_once(slot: Slot) -> None:
    assert pauses(slot, [STEADY_AFTER_S, 3600.0]) == [0, 0]


async def test_from_one_early_end_to_the_next_the_pause_doubles_up_to_half_a_minute(slot: Slot) -> None:
    assert pauses(slot, [1.0] * 8) == [0.5, 1, 2, 4, 8, 16, LONGEST_PAUSE_S, LONGEST_PAUSE_S]
    assert pauses(slot, [60.0, 1.0]) == [0, 0.5]


async def test_only_a_worker_that_never_served_counts_as_one_that_cannot_start(slot: Slot) -> None:
    pauses(slot, [None, None])
    assert (slot.failed, slot.why) == (2, "ended")
    pauses(slot, [1.0])
    assert slot.failed == 0


class FakeProcess:
    pid, returncode = 7, None

    def __init__(self) -> None:
        self.kills: list[int] = []

    def kill(self) -> None:
        self.kills.append(self.pid)


@pytest.fixture
def at_both_ends() -> Any:
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    here.settimeout(0)
    return here, there


async def heard(worker: Worker, there: socket.socket, word: bytes) -> None:
    there.send(word)
    while worker._hear():
        pass


async def test_a_worker_that_stops_speaking_is_killed(at_both_ends: Any) -> None:
    here, there = at_both_ends
    process = FakeProcess()
    worker = Worker(1, cast("asyncio.subprocess.Process", process), here)
    with here, there:
        for _ in range(3):
            await heard(worker, there, b'{"wrong": ["tail"], "metrics": "", "connections": 0}')
            for _ in range(SPEAKS_WITHIN):
                worker.look()
            assert not process.kills
        assert not worker.talks
        worker.look()
        assert process.kills
        worker._hang_up()


async def test_a_worker_has_longer_to_begin(at_both_ends: Any) -> None:
    here, there = at_both_ends
    process = FakeProcess()
    worker = Worker(1, cast("asyncio.subprocess.Process", process), here)
    with here, there:
        for _ in range(OPENS_WITHIN):
            worker.look()
        assert not process.kills
        worker.look()
        assert process.kills
        worker._hang_up()


async def test_a_worker_is_ready_when_nothing_is_wrong_with_it(at_both_ends: Any) -> None:
    here, there = at_both_ends
    worker = Worker(1, cast("asyncio.subprocess.Process", FakeProcess()), here)
    with here, there:
        await heard(worker, there, b'{"wrong": ["tail"], "metrics": "", "connections": 0}')
        assert not worker.ready.is_set()
        await heard(worker, there, b'{"wrong": [], "metrics": "", "connections": 0}')
        assert worker.ready.is_set()
        worker._hang_up()
