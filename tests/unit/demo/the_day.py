"""The demo's day played through the real watch in memory, as the feeds and the clock would."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Final

from controlroom.demo.field.day import reports
from controlroom.demo.field.sending import FeedPath, Sending
from controlroom.demo.scenario import scenario
from controlroom.feeds.incident import IncidentBody
from controlroom.feeds.model import ReportBody
from controlroom.feeds.patrol_check import PatrolCheckBody
from controlroom.feeds.visit import VisitBody
from controlroom.watch.alerts import Alert, AlertRaised
from controlroom.watch.commands import Command, PassDeadline
from controlroom.watch.decide import handle
from controlroom.watch.fold import expectations
from controlroom.watch.world import World

START = datetime(2026, 11, 24, 12, 32, tzinfo=UTC)
BODIES: Final[dict[FeedPath, type[ReportBody]]] = {
    FeedPath.INCIDENTS: IncidentBody,
    FeedPath.VISITS: VisitBody,
    FeedPath.PATROL_CHECKS: PatrolCheckBody,
}


def sendings(seed: int, minutes: float, *, start: datetime = START, speed: float = 1.0) -> list[Sending]:
    end = start + timedelta(minutes=minutes)
    plan = scenario(start, seed, speed)
    return list(takewhile(lambda sending: sending.due_at < end, reports(plan, start, seed, speed)))


def said(messages: Iterable[Sending]) -> Iterator[Sending]:
    return (message for message in messages if message.feed is not FeedPath.HEARTBEAT)


def parsed(message: Sending) -> ReportBody:
    return BODIES[message.feed].model_validate_json(json.dumps(message.body))


@dataclass
class WatchedDay:
    world: World = field(default_factory=World)
    raised: list[tuple[datetime, AlertRaised]] = field(default_factory=list)

    def play(self, seed: int, minutes: float) -> "WatchedDay":
        self.do(scenario(START, seed), START)
        for message in said(sendings(seed, minutes)):
            self.pass_deadlines(until=message.due_at)
            body = parsed(message)
            self.do([body.as_command(message.unit)], message.due_at)  # type: ignore[attr-defined]
        return self

    def do(self, commands: Sequence[Command], now: datetime) -> None:
        for command in commands:
            for ref in self.world.missing([command]):
                self.world.learn(ref, None)
            before = len(self.world.written)
            handle(self.world, command, "field", now)
            new = self.world.written[before:]
            self.raised += [(now, r.event) for r in new if isinstance(r.event, AlertRaised)]

    def pass_deadlines(self, until: datetime) -> None:
        while due := self._next_deadline(until):
            self.do([due], max(due.due_at, START))

    def _next_deadline(self, until: datetime) -> PassDeadline | None:
        waiting = [
            PassDeadline(ref, expected.kind, expected.due_at)
            for ref, thing in self.world.things.items()
            if thing is not None
            for expected in expectations(thing)
            if expected.due_at <= until
        ]
        return min(waiting, key=lambda deadline: (deadline.due_at, str(deadline.ref)), default=None)

    def open_alerts(self) -> list[Alert]:
        return [thing for thing in self.world.things.values() if isinstance(thing, Alert) and thing.open]
