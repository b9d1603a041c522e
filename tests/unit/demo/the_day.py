"""A scenario played through the real watch in memory, as the feeds, the ticks and the clock would."""

import heapq
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Final, TypeVar

from controlroom.demo.field.sending import FeedPath, Sending
from controlroom.demo.scenarios.catalogue import SCENARIOS
from controlroom.demo.scenarios.names import ScenarioName
from controlroom.demo.scenarios.scenario import Showing
from controlroom.feeds.incident import IncidentBody
from controlroom.feeds.model import ReportBody
from controlroom.feeds.patrol_check import PatrolCheckBody
from controlroom.feeds.visit import VisitBody
from controlroom.watch.alerts import Alert
from controlroom.watch.book import USUAL
from controlroom.watch.commands import Command, PassDeadline, SetupCommand
from controlroom.watch.decide import handle
from controlroom.watch.events import Event, Thing
from controlroom.watch.fold import expectations
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.units import HearUnit, MissPulse, RegisterUnit, Unit
from controlroom.watch.world import World

START = datetime(2026, 11, 24, 12, 32, tzinfo=UTC)
BODIES: Final[dict[FeedPath, type[ReportBody]]] = {
    FeedPath.INCIDENTS: IncidentBody,
    FeedPath.VISITS: VisitBody,
    FeedPath.PATROL_CHECKS: PatrolCheckBody,
}
E = TypeVar("E", bound=Event)


def shown(
    seed: int = 7, speed: float = 1.0, *, name: ScenarioName = ScenarioName.DAY, start: datetime = START
) -> Showing:
    return SCENARIOS[name].at(start, seed, speed)


def planned(start: datetime, seed: int, speed: float = 1.0) -> list[SetupCommand]:
    return shown(seed, speed, start=start).plan


def sendings(seed: int, minutes: float, *, start: datetime = START, speed: float = 1.0) -> list[Sending]:
    return list(until(minutes, shown(seed, speed, start=start)))


def until(minutes: float, showing: Showing) -> Iterator[Sending]:
    end = showing.start + timedelta(minutes=minutes)
    return takewhile(lambda sending: sending.due_at < end, showing.reports())


def said(messages: Iterable[Sending]) -> Iterator[Sending]:
    return (message for message in messages if message.feed is not FeedPath.HEARTBEAT)


def parsed(message: Sending) -> ReportBody:
    return BODIES[message.feed].model_validate_json(json.dumps(message.body))


@dataclass
class WatchedDay:
    """`asked`: the alerts that asked for somebody, as they were when they first did.

    `waiting` are the deadlines, some of them out of date; `heard` is the presence of the units.
    """

    world: World = field(default_factory=World)
    asked: dict[int, tuple[datetime, Alert]] = field(default_factory=dict)
    waiting: list[tuple[datetime, str, str, Ref]] = field(default_factory=list)
    listening: list[tuple[datetime, str]] = field(default_factory=list)
    heard: dict[str, datetime] = field(default_factory=dict)
    patience: dict[str, timedelta] = field(default_factory=dict)

    @classmethod
    def of(cls, showing: Showing, minutes: float) -> "WatchedDay":
        day = cls()
        for unit in (command for command in showing.plan if isinstance(command, RegisterUnit)):
            day.patience[unit.call_sign] = unit.pulse.patience(USUAL, unit.call_sign) or timedelta.max
        day.do(showing.plan, START)
        for message in until(minutes, showing):
            day.pass_time(message.due_at)
            day.hear(message)
        return day

    def hear(self, message: Sending) -> None:
        unit, now = message.unit, message.due_at
        self.heard[unit] = now
        heapq.heappush(self.listening, (now + self.patience[unit], unit))
        if self.world.known(Noun.UNIT, unit, Unit).silent_since:
            self.do([HearUnit(unit)], now)
        if message.feed is not FeedPath.HEARTBEAT:
            self.do([parsed(message).as_command(unit)], now)  # type: ignore[attr-defined]

    def do(self, commands: Sequence[Command], now: datetime) -> None:
        for command in commands:
            while missing := self.world.missing([command]):
                for ref in missing:
                    self.world.learn(ref, None)
            handle(self.world, command, "field", now)
            for ref in self.world.dirty:
                self._note(ref, self.world.things[ref], now)
            self.world.dirty.clear()

    def _note(self, ref: Ref, thing: Thing | None, now: datetime) -> None:
        for expected in expectations(thing, self.world.book) if thing else ():
            heapq.heappush(self.waiting, (expected.due_at, str(ref), expected.kind, ref))
        if isinstance(thing, Alert) and thing.shown:
            self.asked.setdefault(thing.id, (now, thing))

    def pass_time(self, now: datetime) -> None:
        """Deadlines and silences in the order in which they come; one that is out of date changes nothing."""
        while True:
            deadline = self.waiting[0][0] if self.waiting else now
            silence = self.listening[0][0] if self.listening else now
            if min(deadline, silence) >= now:
                return
            if deadline <= silence:
                due_at, _, kind, ref = heapq.heappop(self.waiting)
                self.do([PassDeadline(ref, kind, due_at)], max(due_at, START))
            else:
                due_at, unit = heapq.heappop(self.listening)
                if self.heard[unit] + self.patience[unit] == due_at:
                    self.do([MissPulse(unit, self.heard[unit])], due_at)

    def happened(self, kind: type[E]) -> list[tuple[datetime, E]]:
        return [(r.recorded_at, r.event) for r in self.world.written if isinstance(r.event, kind)]

    @property
    def raised(self) -> list[tuple[datetime, Alert]]:
        """What asked for somebody, and when it first did; what a silent unit explains asks for nobody."""
        return list(self.asked.values())

    @property
    def alerts(self) -> list[Alert]:
        """Every alert there ever was, as it is now."""
        return [thing for thing in self.world.things.values() if isinstance(thing, Alert)]

    def holding(self) -> list[Alert]:
        """The alerts whose reason is still there."""
        return [alert for alert in self.alerts if alert.active]
