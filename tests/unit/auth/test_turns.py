"""So many at once, then one each few seconds, and nobody pays for somebody else."""

from dataclasses import dataclass

from controlroom.auth.turns import MOST_REMEMBERED, Turns


@dataclass
class Seconds:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def test_so_many_at_once_and_then_one_each_few_seconds() -> None:
    clock = Seconds()
    turns = Turns(10, 3, clock)
    assert [turns.wait_s("anna") for _ in range(4)] == [0, 0, 0, 10]
    assert turns.wait_s("bert") == 0
    clock.now += 4
    assert turns.wait_s("anna") == 6
    clock.now += 6
    assert [turns.wait_s("anna") for _ in range(2)] == [0, 10]
    clock.now += 1000
    assert [turns.wait_s("anna") for _ in range(4)] == [0, 0, 0, 10]


def test_strangers_fill_no_memory() -> None:
    turns = Turns(10, 1, Seconds())
    for number in range(MOST_REMEMBERED + 50):
        turns.wait_s(str(number))
    assert len(turns._spent) == MOST_REMEMBERED
