"""The loop: takes up what happened from the journal and hands over what is due; nobody waits for another."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, NoReturn

from controlroom.bus import Ear
from controlroom.clock import monotonic
from controlroom.errors import Unavailable
from controlroom.webhooks.line import Line
from controlroom.webhooks.outbox import Delivery, Outbox, State
from controlroom.webhooks.patience import Outcome
from controlroom.webhooks.pickup import Pickup
from controlroom.webhooks.post import Post
from controlroom.webhooks.receivers import Receiver

LOCK: Final = 7_205_759_404
"""Which advisory lock the courier of all processes holds."""
POLL_S: Final = 0.5
BREATH_S: Final = 0.1
PAUSE_S: Final = 1.0
COUNTED_EVERY_S: Final = 5.0
TIDIED_EVERY_S: Final = 60.0

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Tally:
    """For /metrics; of a process that is not on duty it stays at nothing."""

    pending: int = 0
    oldest_s: float = 0.0
    failures: int = 0


class Courier:
    """`ear` hears of commits; `elapsed` says seconds that never jump."""

    def __init__(
        self,
        pickup: Pickup,
        outbox: Outbox,
        post: Post,
        ear: Ear,
        elapsed: Callable[[], float] = monotonic,
    ) -> None:
        self._pickup = pickup
        self._outbox = outbox
        self._post = post
        self._ear = ear
        self._elapsed = elapsed
        self._lines: defaultdict[str, Line] = defaultdict(lambda: Line(elapsed))
        self._counted_at = self._tidied_at = float("-inf")
        self.tally = Tally()

    async def run(self) -> None:
        """Until cancelled; what was on its way then is sent again under the same id."""
        self._lines.clear()
        try:
            async with self._post.open(), asyncio.TaskGroup() as under_way:
                await self._go_round(under_way)
        finally:
            self.tally.pending, self.tally.oldest_s = 0, 0.0

    async def _go_round(self, under_way: asyncio.TaskGroup) -> NoReturn:
        seen: int | None = None
        while True:
            try:
                walked = await self._pickup.walk(await self._pickup.begin() if seen is None else seen)
                await self._set_out(walked.receivers, under_way)
                await self._keep_house()
            except Unavailable:
                log.warning("webhooks wait: the database does not answer")
                await asyncio.sleep(PAUSE_S)
                continue
            seen = walked.seq
            if not walked.more:
                await self._wait()

    async def _wait(self) -> None:
        """Until something happened, something came back, or it is time to look."""
        await asyncio.sleep(BREATH_S)
        with suppress(TimeoutError):
            async with asyncio.timeout(POLL_S):
                await self._ear.heard()

    async def _set_out(self, receivers: Sequence[Receiver], under_way: asyncio.TaskGroup) -> None:
        lines = {receiver.name: self._lines[receiver.name] for receiver in receivers}
        places = {name: line.places() for name, line in lines.items()}
        in_hand = [each for line in lines.values() for each in line.in_hand]
        room = {name: free for name, free in places.items() if free}
        for delivery in await self._outbox.due(room, in_hand):
            lines[delivery.receiver].in_hand.add(delivery.id)
            under_way.create_task(self._carry(delivery, lines[delivery.receiver]))

    async def _carry(self, delivery: Delivery, line: Line) -> None:
        began = self._elapsed()
        try:
            outcome = await self._hand_over(delivery)
            line.learn(outcome, began)
            state = await self._outbox.settle(delivery, outcome)
            self._say(delivery, line, outcome, state)
        except Unavailable:
            log.warning("webhook %s: what came of a message could not be written down", delivery.receiver)
        finally:
            line.in_hand.discard(delivery.id)
            self._ear.wake()

    async def _hand_over(self, delivery: Delivery) -> Outcome:
        try:
            return await self._post.hand_over(delivery)
        except Exception as error:  # an error nobody thought of must stop this message only
            log.exception("webhook %s failed", delivery.receiver)
            return Outcome(None, f"an error of the program ({type(error).__name__})", 0)

    def _say(self, delivery: Delivery, line: Line, outcome: Outcome, state: State) -> None:
        """Once for each change, not each attempt; given up is always said."""
        self.tally.failures += not outcome.delivered
        if state == "given_up":
            log.error("webhook %s: message %s is given up: %s", delivery.receiver, delivery.id, outcome.why)
        elif not outcome.delivered and line.well:
            log.warning("webhook %s: %s", delivery.receiver, outcome.why)
        elif outcome.delivered and not line.well:
            log.info("webhook %s takes messages again", delivery.receiver)
        line.well = outcome.delivered

    async def _keep_house(self) -> None:
        now = self._elapsed()
        if now - self._counted_at >= COUNTED_EVERY_S:
            self._counted_at = now
            waiting = await self._outbox.waiting()
            self.tally.pending, self.tally.oldest_s = waiting.count, waiting.oldest_s
        if now - self._tidied_at >= TIDIED_EVERY_S:
            self._tidied_at = now
            await self._outbox.tidy()
