"""A watch without a database: a world, a time that tests move, and deadlines that pass as it moves."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final
from uuid import UUID

from controlroom.watch.alerts import Acknowledge, Alert, Close, Disposition
from controlroom.watch.commands import Command, PassDeadline
from controlroom.watch.decide import handle
from controlroom.watch.events import Recorded
from controlroom.watch.fold import expectations
from controlroom.watch.incidents import IncidentKind, ReportIncident
from controlroom.watch.legs import Leg, PlannedLeg, ReportLeg
from controlroom.watch.patrols import PatrolCheck, PatrolKind, PlanPatrolCheck, ReportPatrol
from controlroom.watch.posts import OpenPost, Post
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import Report, Status
from controlroom.watch.sites import RegisterSite, Site, SiteKind
from controlroom.watch.threat import SetThreatLevel
from controlroom.watch.units import Pulse, RegisterUnit, Unit, UnitKind
from controlroom.watch.visits import (
    AnalyseVisit,
    AnnounceVisit,
    Facts,
    Intake,
    PlanProgramme,
    PlanVisit,
    Rank,
    Visit,
    VisitKind,
)
from controlroom.watch.world import WATCH, World

TEAMS = ("EU-07A", "EU-07B")
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
_numbers = count(1)


def noon(minutes: float = 0) -> datetime:
    return NOON + timedelta(minutes=minutes)


def report(unit: str, at: float, marked: Status = Status.ACTUAL) -> Report:
    return Report(str(UUID(int=next(_numbers))), unit, noon(at), status=marked)


def post_word(unit: str, what: PatrolKind, at: float, marked: Status = Status.ACTUAL) -> ReportPatrol:
    return ReportPatrol(report(unit, at, marked), what, post="EU-07")


def site_word(
    what: PatrolKind, at: float, site: str = "EU-JL", marked: Status = Status.ACTUAL, **more: Any
) -> ReportPatrol:
    return ReportPatrol(report("PATROL-1", at, marked), what, site=site, **more)


def leg_word(
    at: float, marked: Status = Status.ACTUAL, number: int = 1, visit: str = "V-1", **said: Any
) -> ReportLeg:
    return ReportLeg(report("ESCORT-1", at, marked), visit, number, **said)


def incident_word(
    kind: IncidentKind,
    priority: int,
    at: float,
    unit: str = "EU-07A",
    marked: Status = Status.ACTUAL,
    **more: Any,
) -> ReportIncident:
    return ReportIncident(report(unit, at, marked), kind, priority, **{"site": "EU-JL", **more})


def the_place() -> list[Command]:
    """Two teams for one post, a convoy, a patrol; one calm site and one at level 3."""
    return [
        *(RegisterUnit(team, f"Team {team}", UnitKind.POST, Pulse.CRITICAL) for team in TEAMS),
        RegisterUnit("ESCORT-1", "Escort one", UnitKind.ESCORT, Pulse.CRITICAL),
        RegisterUnit("PATROL-1", "Patrol one", UnitKind.PATROL, Pulse.NORMAL),
        RegisterSite("EU-JL", "Justus Lipsius", SiteKind.EU, "Loi 175", "Brussels", 50.842, 4.382, 2),
        RegisterSite("EMB-1", "An embassy", SiteKind.EMBASSY, "Regent 27", "Brussels", 50.841, 4.366, 3),
        RegisterSite("BRU", "Airport", SiteKind.AIRPORT, "", "Zaventem", 50.9, 4.48, 2),
        SetThreatLevel("BE", 3),
    ]


def the_post() -> OpenPost:
    """Manned from noon, to be relieved at four, calling in every hour."""
    return OpenPost("EU-07", "EU-JL", "Gate 3", 2, 240, 60, TEAMS, "EU-07A", noon(240))


def the_visit() -> PlanVisit:
    """In from the airport at half past twelve, back to it at three; both ways take half an hour."""
    there = PlannedLeg(1, "BRU", "EU-JL", noon(30), noon(60), ("ESCORT-1",), 3)
    back = PlannedLeg(2, "EU-JL", "BRU", noon(180), noon(210), ("ESCORT-1",), 3)
    return PlanVisit(
        "V-1", "FALCON", Rank.A, VisitKind.OFFICIAL, "X", noon(), noon(300), 3, None, (there, back)
    )


def facts(**more: Any) -> Facts:
    """From noon to five, as the embassy wrote it."""
    known: dict[str, Any] = {
        "code_name": "HERON",
        "rank": Rank.A,
        "kind": VisitKind.OFFICIAL,
        "delegation": "X",
        "starts_at": noon(),
        "ends_at": noon(300),
        "threat_level": 2,
        "intake": Intake(),
    }
    return Facts(**{**known, **more})


def way(number: int, origin: str, destination: str, start: float, end: float, **more: Any) -> PlannedLeg:
    known: dict[str, Any] = {"units": ("ESCORT-1",), "convoy": 3, **more}
    return PlannedLeg(number, origin, destination, noon(start), noon(end), **known)


THERE_AND_BACK: Final = (way(0, "BRU", "EU-JL", 30, 60), way(0, "EU-JL", "BRU", 180, 210))


def an_announced_visit() -> tuple[Command, ...]:
    """V-2 is announced, analysed and planned by anna, and nobody has approved it."""
    return (
        AnnounceVisit("V-2", facts(), "anna"),
        AnalyseVisit("V-2", "anna"),
        PlanProgramme("V-2", THERE_AND_BACK, "anna"),
    )


def plan_check(number: int, start: float, end: float, site: str = "EU-JL") -> PlanPatrolCheck:
    return PlanPatrolCheck(f"C-{number}", site, noon(start), noon(end), "PATROL-1")


@dataclass
class Room:
    """What `Batch` does with the database, done here by memory: each command and deadline is one batch."""

    world: World = field(default_factory=World)
    now: datetime = NOON

    @classmethod
    def of(cls, *commands: Command) -> "Room":
        """The units and sites of the place, and what a test is about."""
        room = cls()
        for command in (*the_place(), *commands):
            room.do(command, actor="setup")
        return room

    def do(self, command: Command, actor: str = "unit") -> int | None:
        return handle(self.world, command, actor, self.now)

    def at(self, minutes: float, *commands: Command) -> None:
        """It becomes so many minutes after noon, deadlines pass on the way; then this is done."""
        self.pass_time(noon(minutes))
        for command in commands:
            self.do(command)

    def pass_time(self, until: datetime) -> None:
        while due := min(self._due(until), key=lambda d: (d.due_at, str(d.ref), d.kind), default=None):
            self.now = max(self.now, due.due_at)
            self.do(due, WATCH)
        self.now = max(self.now, until)

    def _due(self, until: datetime) -> Iterable[PassDeadline]:
        for ref, thing in self.world.things.items():
            for expected in expectations(thing, self.world.book) if thing else ():
                if expected.due_at <= until:
                    yield PassDeadline(ref, expected.kind, expected.due_at)

    def acknowledge(self, alert: Alert, by: str = "anna") -> int | None:
        return self.do(Acknowledge(alert.id, by, alert.version), actor=by)

    def close(self, alert: Alert, by: str = "anna", said: Disposition = Disposition.TRUE) -> int | None:
        current = self.world.known(Noun.ALERT, str(alert.id), Alert)
        return self.do(Close(alert.id, by, current.version, said, "Seen to, nothing left to do"), actor=by)

    @property
    def history(self) -> list[Recorded]:
        return self.world.written

    @property
    def alerts(self) -> list[Alert]:
        """All that stand on the screens, the oldest first."""
        return [alert for alert in self.open_alerts if alert.shown]

    @property
    def open_alerts(self) -> list[Alert]:
        """With those that are suppressed, and those that linger."""
        found = [alert for of in self.world.alerts.values() for alert in of.values()]
        return sorted(found, key=lambda alert: alert.id)

    @property
    def shown(self) -> list[tuple[str, int]]:
        """What is asked for on the screens, as `rule, priority`."""
        return [(alert.rule, alert.priority) for alert in self.alerts]

    def ever(self, rule: str) -> list[Alert]:
        """Every alert of a rule, open or not."""
        things = self.world.things.values()
        return [thing for thing in things if isinstance(thing, Alert) and thing.rule == rule]

    @property
    def post(self) -> Post:
        return self.world.known(Noun.POST, "EU-07", Post)

    @property
    def visit(self) -> Visit:
        return self.world.known(Noun.VISIT, "V-1", Visit)

    def leg(self, number: int = 1) -> Leg:
        return self.world.known(Noun.LEG, f"V-1/{number}", Leg)

    def check(self, number: int) -> PatrolCheck:
        return self.world.known(Noun.CHECK, f"C-{number}", PatrolCheck)

    def site(self, code: str = "EU-JL") -> Site:
        return self.world.known(Noun.SITE, code, Site)

    def unit(self, call_sign: str) -> Unit:
        return self.world.known(Noun.UNIT, call_sign, Unit)


def folded(history: Iterable[Recorded]) -> World:
    """What follows from the written events and nothing else."""
    world = World()
    for recorded in history:
        world.seq = recorded.seq
        world.fold(recorded)
    return world


def alert_ref(alert: Alert) -> Ref:
    return Ref(Noun.ALERT, str(alert.id))
