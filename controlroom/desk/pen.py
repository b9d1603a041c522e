"""The one writer of this process: takes whatever waits as one batch, and keeps at it until it knows.

Invariants
- A request is answered only after COMMIT returned, or when it alone was shown to be impossible.
- After a lost connection the same batch is tried again: reports are known by their key, the other commands
  decide anew and find that they were done.
- What was answered as stored is not forgotten: to a database that lacks this pen's last commit nothing is
  written, until it has that commit, or another epoch.
- The pen owns its connection. A request that is given up on cannot cut a transaction.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Final

import asyncpg

from controlroom.clock import Clock, monotonic, steady
from controlroom.desk.batch import Batch, Held
from controlroom.desk.requests import Job, Outcome, Request
from controlroom.desk.tidings import Tidings
from controlroom.errors import Busy, Unavailable
from controlroom.store.journal import Forgotten, for_a_pen

TICK_S: Final = 1.0
JOBS_AT_ONCE: Final = 2000
DOWN_IS_SAID_AFTER_S: Final = 2.0
ANSWER_WITHIN_S: Final = 10.0
TOO_LONG: Final = "the journal takes too long; what was sent may be on disk, send the same again"
LOST: Final = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InvalidAuthorizationSpecificationError,
    Forgotten,
)
"""The database or the way to it failed, not the batch: try the same again."""

log = logging.getLogger(__name__)


class Pen:
    """`wake` is called after each commit that wrote something or ticked.

    Without a `clock` the pen goes by the database's, as all pens of one journal should.
    """

    def __init__(
        self,
        connect: Callable[[], Awaitable[asyncpg.Connection]],
        clock: Clock | None,
        wake: Callable[[], None],
        *,
        limit: int,
    ) -> None:
        self._connect = connect
        self._clock = clock
        self._wake = wake
        self._limit = limit
        self._waiting: deque[Request] = deque()
        self._writing: Sequence[Request] = ()
        self._news = asyncio.Event()
        self._jobs_waiting = 0
        self._connection: asyncpg.Connection | None = None
        self._held = Held()
        self._next_tick = 0.0
        self._down_since: float | None = None
        self._up_since = 0.0
        self._stopping = False
        self.forgotten: str | None = None
        self.lost_by: str | None = None
        self.tidings = Tidings(since_s=steady())

    @property
    def jobs_waiting(self) -> int:
        return self._jobs_waiting

    @property
    def down_for_s(self) -> float:
        """How long the journal could not be written; 0 while it can."""
        return monotonic() - self._down_since if self._down_since is not None else 0.0

    def lay_before(self, request: Request) -> None:
        if self.down_for_s > DOWN_IS_SAID_AFTER_S:
            raise Unavailable(
                "the journal cannot be written at this moment; nothing was taken, send it again"
            )
        if self._jobs_waiting + len(request.jobs) > self._limit:
            raise Busy
        self._jobs_waiting += len(request.jobs)
        self._waiting.append(request)
        self._news.set()

    async def run(self) -> None:
        """Write until stopped, and meanwhile tell those who wait too long."""
        async with asyncio.TaskGroup() as group:
            patience = group.create_task(self._lose_patience())
            await self._write_all()
            patience.cancel()

    async def _lose_patience(self) -> None:
        """Giving up an answer takes nothing back: the pen goes on, and the same report gets its number."""
        while True:
            await asyncio.sleep(TICK_S)
            late = monotonic() - ANSWER_WITHIN_S
            for request in (*self._writing, *self._waiting):
                if request.asked_at < late and not request.answer.done():
                    request.answer.set_exception(Unavailable(TOO_LONG, retry_after_s=5))

    async def _write_all(self) -> None:
        """Write until `stop`, or until cancelled: then a batch in flight is for its senders to send again."""
        try:
            while not (self._stopping and not self._waiting):
                await self._write(await self._next_batch())
        finally:
            self._disconnect()

    def stop(self) -> None:
        """Finish what waits, then let `run` return."""
        self._stopping = True
        self._news.set()

    async def _next_batch(self) -> list[Request]:
        """Whatever arrived while the last commit ran; nothing but a tick if a second passes without."""
        if not self._waiting and not self._stopping:
            self._news.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(max(self._next_tick - monotonic(), 0.001)):
                    await self._news.wait()
        return self._take_waiting(JOBS_AT_ONCE)

    def _take_waiting(self, jobs_at_most: int) -> list[Request]:
        requests: list[Request] = []
        jobs = 0
        while self._waiting and jobs < jobs_at_most:
            requests.append(self._waiting.popleft())
            jobs += len(requests[-1].jobs)
        return requests

    async def _write(self, requests: list[Request]) -> None:
        self._see_how_long_they_waited(requests)
        tidings = self._take_tidings()
        self._writing = requests
        try:
            outcomes = await self._until_known(requests, tidings)
        except Exception as impossible:  # noqa: BLE001 - whatever it is, it is handed to whoever asked
            await self._one_by_one(requests, impossible)
        else:
            _answer(requests, outcomes)
        finally:
            self._writing = ()
            self._jobs_waiting -= sum(len(request.jobs) for request in requests)
        self._wake()

    def _see_how_long_they_waited(self, requests: list[Request]) -> None:
        """The first has waited longest. While nothing could be written, that is another matter."""
        if requests:
            waited_s = monotonic() - max(requests[0].asked_at, self._up_since)
            self.tidings.waited_s = max(self.tidings.waited_s, waited_s)

    def _take_tidings(self) -> Tidings | None:
        if monotonic() < self._next_tick:
            return None
        self._next_tick = monotonic() + TICK_S
        taken, self.tidings = self.tidings, Tidings(since_s=steady())
        return taken

    async def _until_known(
        self, requests: list[Request], tidings: Tidings | None, *, alone: bool = False
    ) -> list[Outcome]:
        """What came of them, and of those that join them unless one is to be written `alone`."""

        def joining() -> list[Job]:
            room = 0 if alone else JOBS_AT_ONCE - sum(len(request.jobs) for request in requests)
            joined = self._take_waiting(room)
            requests.extend(joined)
            return _jobs(joined)

        pause = 0.05
        while True:
            try:
                connection = await self._connected()
                batch = Batch(connection, self._held, self._clock, tidings, joining, self.down_for_s)
                outcomes = await batch.write(_jobs(requests))
            except LOST as error:
                await self._lost(error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 1.0)
            except BaseException:
                self._held.forget()
                raise
            else:
                self._recover()
                return outcomes

    def _recover(self) -> None:
        if self._down_since is not None:
            self._up_since = monotonic()
        self._down_since = self.forgotten = self.lost_by = None

    async def _one_by_one(self, requests: Sequence[Request], impossible: Exception) -> None:
        """One request that cannot be written must not take the others with it."""
        kind, sqlstate = type(impossible).__name__, getattr(impossible, "sqlstate", None)
        ours = None if sqlstate else impossible
        log.error("a batch could not be written: %s, SQLSTATE %s", kind, sqlstate, exc_info=ours)
        for request in requests:
            try:
                outcomes = await self._until_known([request], None, alone=True)
            except Exception as its_own:  # noqa: BLE001 - the same
                if not request.answer.done():
                    request.answer.set_exception(its_own)
            else:
                _answer([request], outcomes)

    async def _connected(self) -> asyncpg.Connection:
        if self._connection is None or self._connection.is_closed():
            self._held.forget()
            self._connection = await self._connect()
            await for_a_pen(self._connection)
        return self._connection

    async def _lost(self, error: Exception) -> None:
        if self._down_since is None:
            self._down_since = monotonic()
            log.warning("the journal cannot be written: %s", type(error).__name__)
        self.lost_by = type(error).__name__
        if isinstance(error, Forgotten) and self.forgotten is None:
            self.forgotten = str(error)
            log.critical("nothing is written: %s", error)
        self._held.forget()
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    def _disconnect(self) -> None:
        if self._connection is not None and not self._connection.is_closed():
            self._connection.terminate()


def _jobs(requests: Sequence[Request]) -> list[Job]:
    return [job for request in requests for job in request.jobs]


def _answer(requests: Sequence[Request], outcomes: list[Outcome]) -> None:
    at = 0
    for request in requests:
        mine = outcomes[at : at + len(request.jobs)]
        at += len(request.jobs)
        if not request.answer.done():
            request.answer.set_result(mine)
