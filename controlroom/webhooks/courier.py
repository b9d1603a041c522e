"""The loop: takes up what happened from the journal and hands over what is due; nobody waits for another."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Final, Generic, NoReturn, Protocol, TypeVar

from controlroom.bus import Ear
from controlroom.clock import monotonic
from controlroom.errors import Unavailable
from controlroom.webhooks.line import Line
from controlroom.webhooks.outbox import State, Waiting
from controlroom.webhooks.patience import Outcome
from controlroom.webhooks.pickup import Walked
from controlroom.webhooks.receivers import Life

LOCK: Final = 7_205_759_404
"""Which advisory lock the courier of all processes holds."""
POLL_S: Final = 0.5
BREATH_S: Final = 0.1
PAUSE_S: Final = 1.0
COUNTED_EVERY_S: Final = 5.0
COUNTED_A_ROUND: Final = 12
"""Between two times that the house is tidied."""

log = logging.getLogger(__name__)


class Message(Protocol):
    """`id` stays the same over all attempts; `receiver` is the line on which it goes."""

    @property
    def id(self) -> str: ...

    @property
    def receiver(self) -> str: ...


M = TypeVar("M", bound=Message)
M_contra = TypeVar("M_contra", bound=Message, contravariant=True)


class Walker(Protocol):
    """From the journal into a box."""

    async def begin(self) -> int: ...

    async def walk(self, after: int) -> Walked: ...


class Box(Protocol[M]):
    """What is to be delivered."""

    async def due(self, places: Mapping[str, int], in_hand: Sequence[str]) -> list[M]: ...

    async def settle(self, delivery: M, outcome: Outcome) -> State: ...

    async def tidy(self) -> None: ...

    async def waiting(self) -> Waiting: ...


class Carrier(Protocol[M_contra]):
    """One attempt; it may be asked for several at a time while it is open."""

    def open(self) -> AbstractAsyncContextManager[None]: ...

    async def hand_over(self, delivery: M_contra) -> Outcome: ...


@dataclass(slots=True)
class Tally:
    """For /metrics; of a process that is not on duty it stays at nothing."""

    pending: int = 0
    oldest_s: float = 0.0
    failures: int = 0


class Courier(Generic[M]):
    """`ear` hears of commits; `elapsed` says seconds that never jump; the log calls its receivers `what`."""

    def __init__(
        self,
        pickup: Walker,
        outbox: Box[M],
        post: Carrier[M],
        ear: Ear,
        elapsed: Callable[[], float] = monotonic,
        what: str = "webhook",
    ) -> None:
        self._what = what
        self._pickup = pickup
        self._outbox = outbox
        self._post = post
        self._ear = ear
        self._elapsed = elapsed
        self._lines: dict[Life, Line] = {}
        self._seen: int | None = None
        self._news = Ear()
        self.tally = Tally()

    async def run(self) -> None:
        """Until cancelled; what was on its way then is sent again under the same id."""
        self._lines, self._seen = {}, None
        try:
            async with self._post.open(), asyncio.TaskGroup() as tasks:
                tasks.create_task(_on_and_on(self._read))
                tasks.create_task(_on_and_on(self._keep_house))
                await _on_and_on(partial(self._send, tasks))
        finally:
            self.tally.pending, self.tally.oldest_s = 0, 0.0

    async def _read(self) -> None:
        """One step along the journal; at its end wait until something happens, if anybody wants to know."""
        after = await self._pickup.begin() if self._seen is None else self._seen
        walked = await self._pickup.walk(after)
        self._lines = {life: self._lines.get(life) or Line(self._elapsed) for life in walked.lives}
        self._seen = walked.seq
        self._news.wake()
        if not walked.more:
            await asyncio.sleep(BREATH_S if walked.lives else PAUSE_S)
            await _heard(self._ear)

    async def _send(self, under_way: asyncio.TaskGroup) -> None:
        """As many as there is room for; then wait until there is news, more room, or it is time to look."""
        lines = {life.name: line for life, line in self._lines.items()}
        in_hand = [each for line in lines.values() for each in line.in_hand]
        room = {name: places for name, line in lines.items() if (places := line.places())}
        for delivery in await self._outbox.due(room, in_hand):
            lines[delivery.receiver].in_hand.add(delivery.id)
            under_way.create_task(self._carry(delivery, lines[delivery.receiver]))
        await _heard(self._news)

    async def _carry(self, delivery: M, line: Line) -> None:
        began = self._elapsed()
        try:
            outcome = await self._hand_over(delivery)
            line.learn(outcome, began)
            state = await self._outbox.settle(delivery, outcome)
            self._say(delivery, line, outcome, state)
        except Unavailable:
            log.warning("%s %s: what came of a message is not written down", self._what, delivery.receiver)
        finally:
            line.in_hand.discard(delivery.id)
            self._news.wake()

    async def _hand_over(self, delivery: M) -> Outcome:
        try:
            return await self._post.hand_over(delivery)
        except Exception as error:  # an error nobody thought of must stop this message only
            log.exception("%s %s failed", self._what, delivery.receiver)
            return Outcome(None, f"an error of the program ({type(error).__name__})", 0)

    def _say(self, delivery: M, line: Line, outcome: Outcome, state: State) -> None:
        """Once for each change, not each attempt; given up is always said."""
        self.tally.failures += not outcome.delivered
        name = f"{self._what} {delivery.receiver}"
        if state == "given_up":
            log.error("%s: message %s is given up: %s", name, delivery.id, outcome.why)
        elif not outcome.delivered and line.well:
            log.warning("%s: %s", name, outcome.why)
        elif outcome.delivered and not line.well:
            log.info("%s takes messages again", name)
        line.well = outcome.delivered

    async def _keep_house(self) -> None:
        """Count what waits; now and then give up and forget what is too old."""
        await self._outbox.tidy()
        for _ in range(COUNTED_A_ROUND):
            waiting = await self._outbox.waiting()
            self.tally.pending, self.tally.oldest_s = waiting.count, waiting.oldest_s
            await asyncio.sleep(COUNTED_EVERY_S)


async def _on_and_on(step: Callable[[], Awaitable[None]]) -> NoReturn:
    """A database that does not answer is waited for, and that is said once."""
    lost = False
    while True:
        try:
            await step()
            lost = False
        except Unavailable:
            if not lost:
                log.warning("messages to outside wait: the database does not answer")
            lost = True
            await asyncio.sleep(PAUSE_S)


async def _heard(ear: Ear) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(POLL_S):
            await ear.heard()
