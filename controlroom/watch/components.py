"""The watch's own parts: its queue, its pen, its disks, its database, what it collects from and tells."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final, assert_never

from controlroom.watch.book import Book, Measure, Threshold
from controlroom.watch.clocks import DATABASE, SAID_AGAIN_AFTER, STEADY_AFTER
from controlroom.watch.refs import Expectation, Noun, Ref
from controlroom.watch.words import mark

ENGINE: Final = "watch"
"""All pens together: while one of them ticks, the rules are looked at."""
GIB: Final = 2**30

WAITED: Final = Threshold(
    "system.queue", "waited", 5, Measure.SECONDS, 1, 60, mark("a report waited for longer than")
)
IDLE: Final = Threshold(
    "system.idle", "after", 15, Measure.SECONDS, 10, 600, mark("nothing was looked at for longer than")
)
"""Ten seconds at least: so long a pause counts as no downtime."""
FREE_PERCENT: Final = Threshold(
    "system.disk", "percent", 5, Measure.PERCENT, 1, 50, mark("a disk has free less than")
)
FREE_GIB: Final = Threshold(
    "system.disk", "gib", 1, Measure.GIB, 0.1, 1000, mark("or a disk has free less than")
)
UNWRITTEN: Final = Threshold(
    "system.database", "after", 10, Measure.SECONDS, 2, 600, mark("the journal took nothing for longer than")
)
FEED_FAILING: Final = Threshold(
    "feed.failing", "after", 5, Measure.MINUTES, 1, 240, mark("a connector fails for longer than")
)
WEBHOOK_FAILING: Final = Threshold(
    "webhook.failing", "after", 10, Measure.MINUTES, 1, 240, mark("a receiver takes nothing for longer than")
)
MAIL_FAILING: Final = Threshold(
    "mail.failing", "after", 10, Measure.MINUTES, 1, 240, mark("mail cannot be delivered for longer than")
)
"""Requirement R50 has the first two; of the others it says only that they are watched."""


class Part(StrEnum):
    QUEUE = "queue"
    ENGINE = "engine"
    DISK = "disk"
    DATABASE = "database"
    FEED = "feed"
    WEBHOOK = "webhook"
    MAIL = "mail"
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class Component:
    """`name` is its part and which one of them, as in `disk/app-1 /var/lib/postgresql`.

    `figure`: bytes that a disk has free, else the seconds for which it waited, stood still or failed.
    """

    name: str
    faulty: bool
    figure: float
    noted_at: datetime

    @property
    def part(self) -> Part:
        return Part(self.name.partition("/")[0])


@dataclass(frozen=True, slots=True)
class NoteFault:
    part: Part
    which: str
    figure: float

    @property
    def ref(self) -> Ref:
        return Ref(Noun.COMPONENT, f"{self.part}/{self.which}")


@dataclass(frozen=True, slots=True)
class ComponentFailed:
    kind: ClassVar = "component.failed"
    component: str
    figure: float
    noted_at: datetime

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.COMPONENT, self.component),)


@dataclass(frozen=True, slots=True)
class ComponentSteadied:
    kind: ClassVar = "component.steadied"
    component: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.COMPONENT, self.component),)


ComponentEvent = ComponentFailed | ComponentSteadied


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes."""

    free: int
    total: int


@dataclass(frozen=True, slots=True)
class Failing:
    """A connector, a receiver, the mail server or a company, and since when no attempt has succeeded."""

    part: Part
    name: str
    since: datetime


def queue_faults(server: str, waited_s: float, book: Book) -> list[NoteFault]:
    """`waited_s`: how long a report waited before the pen took it."""
    slow = waited_s > book.number(WAITED)
    return [NoteFault(Part.QUEUE, server, round(waited_s, 3))] if slow else []


def pause_faults(pause: timedelta, unwritten_s: float, book: Book) -> list[NoteFault]:
    """After a `pause` in which no pen ticked; this one could not write for `unwritten_s`.

    Where the database explains that nothing ticked, it is the fault and not the pens.
    """
    if unwritten_s > book.number(UNWRITTEN):
        return [NoteFault(Part.DATABASE, DATABASE, round(unwritten_s, 3))]
    idle = pause > book.time(IDLE)
    return [NoteFault(Part.ENGINE, ENGINE, round(pause.total_seconds(), 3))] if idle else []


def disk_faults(server: str, path: str, disk: Disk, book: Book) -> list[NoteFault]:
    least = max(disk.total * book.number(FREE_PERCENT) / 100, GIB * book.number(FREE_GIB))
    return [NoteFault(Part.DISK, f"{server} {path}", disk.free)] if disk.free < least else []


def failing_faults(failing: Iterable[Failing], now: datetime, book: Book) -> list[NoteFault]:
    patience = {
        Part.FEED: book.time(FEED_FAILING),
        Part.WEBHOOK: book.time(WEBHOOK_FAILING),
        Part.MAIL: book.time(MAIL_FAILING),
        Part.COMPANY: book.time(MAIL_FAILING),
    }
    return [
        NoteFault(one.part, one.name, round((now - one.since).total_seconds()))
        for one in failing
        if now - one.since > patience[one.part]
    ]


def decide(component: Component | None, command: NoteFault, now: datetime) -> list[ComponentEvent]:
    """A fault that lasts is written down every five minutes, and so its alert does not clear meanwhile."""
    if component and component.faulty and abs(now - component.noted_at) < SAID_AGAIN_AFTER:
        return []
    return [ComponentFailed(command.ref.key, command.figure, now)]


def pass_deadline(component: Component, kind: str) -> list[ComponentEvent]:
    return [ComponentSteadied(component.name)] if kind == "steady" else []


def apply(component: Component | None, event: ComponentEvent) -> Component:
    match event:
        case ComponentFailed(name, figure, noted_at):
            return Component(name, faulty=True, figure=figure, noted_at=noted_at)
        case ComponentSteadied() if component is None:
            raise LookupError(f"{event.kind} of a component that never failed")
        case ComponentSteadied():
            return replace(component, faulty=False)
        case _:
            assert_never(event)


def expectations(component: Component) -> list[Expectation]:
    return [Expectation("steady", component.noted_at + STEADY_AFTER)] if component.faulty else []
