"""What befalls a link for a while, and what was stored and shown meanwhile."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from controlroom.clock import monotonic
from tests.faults.network import GOOD, LOST, Link

BACK_WITHIN_S = 5.0
"""Once the part that was away is back; a server is back when it says that it is ready."""
SERVES_WITHIN_S = 12.0
"""From the start of a server: most of it is the program coming into memory beside the load."""
UNDER_WAY_S = 0.3
"""What was said on the last packets that passed is heard a moment later."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """`loss` of the packets of each direction, `delay_s` each way."""

    loss: float
    delay_s: float
    lasts_s: float

    def __str__(self) -> str:
        if self.silent:
            return f"nothing arrives for {self.lasts_s:.0f} s"
        return (
            f"{self.loss:.0%} loss and {1000 * self.delay_s:.0f} ms delay, each way, for {self.lasts_s:.0f} s"
        )

    @property
    def silent(self) -> bool:
        return self.loss == LOST

    @property
    def back_within_s(self) -> float:
        """Once the link is good; a question and its answer may be on the way with the delay of before."""
        return BACK_WITHIN_S + 2 * self.delay_s

    async def befall(self, link: Link) -> "Spell":
        await link.delay(self.delay_s)
        await link.loss(self.loss)
        began = monotonic()
        await asyncio.sleep(self.lasts_s)
        ended = monotonic()
        await link.let_pass()
        return Spell(began, ended)


@dataclass(frozen=True, slots=True)
class Spell:
    """When the trouble began and ended."""

    began: float
    ended: float

    @property
    def settled(self) -> float:
        return self.began + UNDER_WAY_S


def silence(seconds: float) -> Trouble:
    return Trouble(LOST, GOOD, seconds)


def troubles(*slow: Trouble, small: Sequence[Trouble] = ()) -> pytest.MarkDecorator:
    """Those that take their time, and those that `make test` waits for."""
    quick = [pytest.param(trouble, id=str(trouble)) for trouble in small]
    long = [pytest.param(trouble, id=str(trouble), marks=pytest.mark.slow) for trouble in slow]
    return pytest.mark.parametrize("trouble", quick + long)
