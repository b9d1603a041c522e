"""The database's clock is held against one that never jumps and against this machine's."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from controlroom.desk.clocks import Clocks
from controlroom.store.journal import Head

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HOUR = 3600.0


@dataclass
class Room:
    """Three clocks, a head with its last tick, and a batch that takes as long as it is told."""

    wall: datetime = NOON
    steady: float = 1000.0
    database: datetime = NOON
    ticked_at: datetime | None = NOON
    clocks: Clocks = field(init=False)

    def __post_init__(self) -> None:
        self.clocks = self.another()

    def now(self) -> datetime:
        return self.wall

    def another(self) -> Clocks:
        return Clocks("app-1", self, lambda: self.steady)

    def pass_s(self, seconds: float) -> None:
        self.steady += seconds
        self.wall += timedelta(seconds=seconds)
        self.database += timedelta(seconds=seconds)

    def batch(self, clocks: Clocks | None = None, waits_s: float = 0.01, *, fails: bool = False) -> float:
        """By how much the batch says that the database's clock jumped."""
        clocks = clocks or self.clocks
        before = clocks.read()
        self.pass_s(waits_s)
        head = Head(UUID(int=1), 7, b"", self.ticked_at, self.database)
        self.pass_s(0.001)
        look = clocks.look(before, head)
        if not fails:
            self.ticked_at = head.now
            clocks.keep(look, head.now)
        return look.jumped_by_s

    def server_is_ahead_s(self) -> float:
        before = self.clocks.read()
        self.pass_s(0.01)
        return self.clocks.look(before, Head(UUID(int=1), 7, b"", None, self.database)).server_ahead_s


@pytest.fixture
def room() -> Room:
    room = Room()
    for _ in range(3):
        assert room.batch() == 0
        room.pass_s(1)
    return room


@pytest.mark.parametrize("by_s", [HOUR, -HOUR, 3.0, -3.0])
def test_a_jump_is_seen_once_and_with_its_size(room: Room, by_s: float) -> None:
    room.database += timedelta(seconds=by_s)
    assert room.batch() == pytest.approx(by_s, abs=0.05)
    room.pass_s(1)
    assert room.batch() == 0


@pytest.mark.parametrize("by_s", [1.5, -1.5])
def test_what_a_time_service_puts_right_in_a_moment_is_no_jump(room: Room, by_s: float) -> None:
    room.database += timedelta(seconds=by_s)
    assert room.batch() == 0


@pytest.mark.parametrize("down_s", [0, 5, 60, HOUR])
@pytest.mark.parametrize("by_s", [HOUR, -HOUR])
def test_a_jump_is_told_from_the_time_in_which_nobody_wrote(room: Room, by_s: float, down_s: float) -> None:
    room.pass_s(down_s)
    assert room.batch() == 0
    room.pass_s(down_s)
    room.database += timedelta(seconds=by_s)
    assert room.batch() == pytest.approx(by_s, abs=0.05)


@pytest.mark.parametrize("by_s", [HOUR, -HOUR, 3.0, -3.0])
def test_of_two_pens_one_writes_it_down(room: Room, by_s: float) -> None:
    other = room.another()
    assert room.batch(other) == 0
    room.pass_s(0.5)
    room.database += timedelta(seconds=by_s)
    assert room.batch() == pytest.approx(by_s, abs=0.05)
    room.pass_s(0.5)
    assert room.batch(other) == 0


@pytest.mark.parametrize("by_s", [HOUR, -HOUR])
def test_a_batch_that_failed_sees_it_again(room: Room, by_s: float) -> None:
    room.database += timedelta(seconds=by_s)
    assert room.batch(fails=True) == room.batch() == pytest.approx(by_s, abs=0.05)


def test_a_pen_that_has_just_come_sees_a_clock_that_was_put_back(room: Room) -> None:
    room.database -= timedelta(hours=1)
    assert room.batch(room.another()) == pytest.approx(-HOUR, abs=2)


@pytest.mark.parametrize("waits_s", [5.0, 30.0])
def test_who_waits_long_for_the_head_sees_no_jump_and_measures_one_no_worse(
    room: Room, waits_s: float
) -> None:
    assert room.batch(waits_s=waits_s) == 0
    assert room.batch() == 0
    assert room.batch(waits_s=waits_s) == 0
    room.database += timedelta(hours=1)
    assert room.batch() == pytest.approx(HOUR, abs=0.05)


@pytest.mark.parametrize("by_s", [HOUR, -HOUR, 2.5])
def test_a_server_that_is_ahead_or_behind_is_told_by_how_much(room: Room, by_s: float) -> None:
    assert room.server_is_ahead_s() == 0
    room.wall += timedelta(seconds=by_s)
    assert room.server_is_ahead_s() == pytest.approx(by_s, abs=0.05)
    assert room.batch() == 0
