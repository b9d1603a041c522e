"""The desk: where reports and orders are handed in and answers come back."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from controlroom.clock import monotonic
from controlroom.desk.pen import Pen
from controlroom.desk.requests import Accepted, Incoming, Job, Outcome, Request
from controlroom.errors import Refused
from controlroom.store.attendance import Word
from controlroom.store.presence import Sign
from controlroom.watch.commands import Command
from controlroom.watch.components import Disk
from controlroom.watch.reports import Position
from controlroom.watch.units import Pulse


class Desk:
    def __init__(self, pen: Pen) -> None:
        self._pen = pen
        self.answers = Counter[str]()

    async def report(self, reports: Sequence[Incoming], asked_at: float) -> list[Accepted | Refused]:
        """An answer for each report, in order, once all are on disk. Busy or Unavailable is for the whole.

        `asked_at` is from when their sender has been waiting, in seconds of `monotonic`.
        """
        outcomes = await self._ask([_job(incoming) for incoming in reports], asked_at)
        answers = [outcome for outcome in outcomes if outcome is not None]
        self.answers.update(map(_called, answers))
        return answers

    async def do(self, command: Command, actor: str) -> int | None:
        """The number of the first event that followed, None if nothing had to. Raises what refused it."""
        (outcome,) = await self._ask([Job(command, actor)], monotonic())
        if isinstance(outcome, Refused):
            raise outcome
        return outcome.seq if outcome else None

    async def once(self, command: Command, actor: str, key: tuple[str, UUID], digest: bytes) -> Accepted:
        """Decided once, however often it is sent. Raises what refused it: Conflict if the words differ."""
        (outcome,) = await self._ask([Job(command, actor, key, digest)], monotonic())
        if isinstance(outcome, Refused):
            raise outcome
        if outcome is None:
            raise TypeError(f"nothing follows from {type(command).__name__}")
        return outcome

    async def do_all(self, commands: Sequence[Command], actor: str) -> list[int | Refused | None]:
        outcomes = await self._ask([Job(command, actor) for command in commands], monotonic())
        return [outcome.seq if isinstance(outcome, Accepted) else outcome for outcome in outcomes]

    def begin(self, command: Command, actor: str) -> "asyncio.Future[list[Outcome]]":
        """Laid before the pen at once; whoever goes on meanwhile asks for the outcome when they need it."""
        return self._lay([Job(command, actor)], monotonic())

    async def _ask(self, jobs: Sequence[Job], asked_at: float) -> list[Outcome]:
        return await self._lay(jobs, asked_at)

    def _lay(self, jobs: Sequence[Job], asked_at: float) -> "asyncio.Future[list[Outcome]]":
        request = Request(jobs, asked_at, asyncio.get_running_loop().create_future())
        self._pen.lay_before(request)
        return request.answer

    def heard(self, unit: str, pulse: Pulse, at: datetime, position: Position | None = None) -> None:
        """A sign of life, kept with the next tick; the newest counts."""
        self._pen.tidings.signs[unit] = Sign(at, pulse, position or _last_position(self._pen, unit))

    def fed(self, feed: str, at: datetime) -> None:
        self._pen.tidings.feeds[feed] = at

    def attends(self, screen: str, seq: int, at: datetime) -> None:
        """A screen shows the journal up to `seq`."""
        self._pen.tidings.screens[screen] = Word(at, seq)

    def measured(self, path: str, disk: Disk) -> None:
        self._pen.tidings.disks[path] = disk


def _job(incoming: Incoming) -> Job:
    report = incoming.command.report
    return Job(incoming.command, report.unit, (report.unit, UUID(report.id)), incoming.digest)


def _called(answer: Accepted | Refused) -> str:
    if isinstance(answer, Refused):
        return "refused"
    return "accepted" if answer.fresh else "known"


def _last_position(pen: Pen, unit: str) -> Position | None:
    before = pen.tidings.signs.get(unit)
    return before.position if before else None
