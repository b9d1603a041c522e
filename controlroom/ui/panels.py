"""What the seven panels show: plain frozen values, built elsewhere by pure functions, drawn by render.py.

A panel holds everything in its order of importance; how much of it is drawn is decided by the rows that
fit on the screen (Audience.rows). No value here depends on the present moment, so a panel that was pushed
an hour ago and one drawn now are the same bytes. `v` is where the journal stood
when the panel was last looked up.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal, Protocol, get_args

from controlroom.ui.place import Place

Status = Literal["actual", "exercise", "test"]
Priority = Literal[1, 2, 3, 4]
Overdue = Literal[0, 1, 2]
LegState = Literal["planned", "ready", "en_route", "diverted", "arrived", "departed", "skipped", "dropped"]
Phase = Literal["planned", "inbound", "arrived", "en_route", "at_venue", "departed"]
CheckWord = Literal["due", "started", "late", "missed"]
FeedState = Literal["live", "late", "silent", "out_of_service", "failing", "idle"]
BULK_FROM: Final = 3
"""The highest priority of which many may be acknowledged at once."""
SOUNDS_TO: Final = 3
FEED_STATES: Final[tuple[FeedState, ...]] = get_args(FeedState)


class Panel(Protocol):
    @property
    def v(self) -> int: ...


@dataclass(frozen=True, slots=True)
class AlertRow:
    """`rule` names title and expected action (words.py), but an incident is called by what it is.

    `place` is of the setup, never of a reporter. `restricted`: it belongs to a file that is not read here.
    """

    id: int
    version: int
    rule: str
    priority: Priority
    object_label: str
    place: str
    raised_at: datetime
    acked_by: str | None = None
    acked_at: datetime | None = None
    condition: Literal["active", "cleared"] = "active"
    count: int = 1
    status: Status = "actual"
    latched: bool = False
    incident: str | None = None
    escalates_at: datetime | None = None
    called: tuple[str, ...] = ()
    attention: bool = False
    chattering: bool = False
    handling: str = "new"
    owner: str | None = None
    wants_since: datetime | None = None
    restricted: bool = False

    @property
    def unacked(self) -> bool:
        """Nobody has it in hand: nobody took it, or whoever did has not touched it for too long."""
        return self.acked_by is None or self.attention

    @property
    def in_bulk(self) -> bool:
        """It may be acknowledged together with others."""
        return self.unacked and self.priority >= BULK_FROM

    @property
    def sound(self) -> str:
        """For what a desk makes one sound: this alert, each time that it begins to want somebody, and each
        time that the ladder calls by it; empty if it makes none. P4 and exercises are silent.
        """
        if not self.unacked or self.status != "actual" or self.priority > SOUNDS_TO:
            return ""
        since = self.wants_since or self.raised_at
        return f"{self.id}/{since.timestamp():.0f}" + ("/called" if "desk_sound" in self.called else "")


@dataclass(frozen=True, slots=True)
class AlertsPanel:
    """`rows`: unacknowledged first, then priority, then age. `stale_since`: when its feed fell silent.

    `flood_since`: more came than one operator takes in, so that the lines are sorted for him (flood.py).
    """

    v: int
    rows: tuple[AlertRow, ...] = ()
    stale_since: datetime | None = None
    flood_since: datetime | None = None

    @property
    def unacked(self) -> int:
        return sum(row.unacked for row in self.rows)

    @property
    def oldest_unacked_at(self) -> datetime | None:
        return min((row.raised_at for row in self.rows if row.unacked), default=None)

    @property
    def takeover(self) -> tuple[AlertRow, ...]:
        """What takes over a third of the wall: an emergency, or what was called to it; never an exercise."""
        return tuple(
            r
            for r in self.rows
            if r.unacked and r.status == "actual" and (r.priority == 1 or "wall" in r.called)
        )


@dataclass(frozen=True, slots=True)
class LegRow:
    """`overdue`: 0 on time, 1 late, 2 far behind. `depart_by`: a new time that somebody gave for it."""

    number: int
    origin: Place
    destination: Place
    planned_start: datetime
    planned_end: datetime
    state: LegState = "planned"
    eta: datetime | None = None
    departed_at: datetime | None = None
    arrived_at: datetime | None = None
    overdue: Overdue = 0
    depart_by: datetime | None = None

    @property
    def moving(self) -> bool:
        return self.state in ("en_route", "diverted")

    @property
    def due_at(self) -> datetime:
        """When it arrives, once it is on the road; before that, when it leaves."""
        return (self.eta or self.planned_end) if self.moving else (self.depart_by or self.planned_start)

    @property
    def done(self) -> bool:
        return self.state in ("arrived", "departed", "skipped", "dropped")

    @property
    def delay_min(self) -> int:
        """Minutes behind the plan that are known without looking at the clock: the ETA against the plan."""
        return round((self.eta - self.planned_end) / timedelta(minutes=1)) if self.eta else 0


@dataclass(frozen=True, slots=True)
class VisitRow:
    """`legs` is the programme of the day, `leg` the current leg, `next_leg` the one after it.

    `unanswered`: its programme changed, and somebody has yet to say that they know.
    """

    code: str
    code_name: str
    rank: Literal["A", "B", "C"]
    kind: Literal["state", "official", "working", "private", "summit"]
    threat_level: int
    phase: Phase
    leg: LegRow | None = None
    next_leg: LegRow | None = None
    legs: tuple[LegRow, ...] = ()
    event: str | None = None
    status: Status = "actual"
    restricted: bool = False
    unanswered: bool = False

    @property
    def legs_done(self) -> int:
        return sum(leg.done for leg in self.legs)

    @property
    def overdue(self) -> Overdue:
        return self.leg.overdue if self.leg else 0


@dataclass(frozen=True, slots=True)
class VisitsPanel:
    """`rows`: by next movement. `active`: visits on the way or at a venue now; `today`: all of the day."""

    v: int
    rows: tuple[VisitRow, ...] = ()
    active: int = 0
    today: int = 0
    stale_since: datetime | None = None

    @property
    def axis(self) -> tuple[datetime, datetime] | None:
        """The hours that the lines of all rows share: from the earliest leg that is not done, at most 12."""
        starts = [leg.planned_start for row in self.rows if (leg := row.leg or row.next_leg)]
        ends = [leg.planned_end for row in self.rows for leg in row.legs]
        if not starts or not ends:
            return None
        start = min(starts).replace(minute=0, second=0, microsecond=0)
        last = min(max(ends), start + timedelta(hours=11))
        return start, max(last, start).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class PostMark:
    """`since`: when the present unit took the post, or when it was left; None: no unit was ever there."""

    code: str
    name: str
    site: Place
    state: Literal["manned", "relief_due", "relief_overdue", "unmanned", "suspended", "closed"]
    manned_by: str | None = None
    since: datetime | None = None
    last_call_at: datetime | None = None
    relief_due_at: datetime | None = None
    missed_calls: int = 0
    restricted: bool = False

    @property
    def severity(self) -> int:
        """1 left, 2 possibly unmanned or two calls missed, 3 one call missed or relief due, 4 normal."""
        if self.state == "suspended":
            return 4
        if self.state == "unmanned" and self.since:
            return 1
        if self.state == "relief_overdue" or self.missed_calls > 1:
            return 2
        return 3 if self.missed_calls or self.state in ("relief_due", "unmanned") else 4


@dataclass(frozen=True, slots=True)
class PostsPanel:
    """`marks` keep one order for ever (by code), so that a post's mark is always found at the same place."""

    v: int
    marks: tuple[PostMark, ...] = ()
    stale_since: datetime | None = None

    @property
    def open(self) -> int:
        return sum(mark.state != "suspended" for mark in self.marks)

    @property
    def ok(self) -> int:
        return sum(mark.state == "manned" and not mark.missed_calls for mark in self.marks)

    @property
    def rows(self) -> tuple[PostMark, ...]:
        """The worst first; those that are normal follow by code, those that are suspended come last."""
        return tuple(sorted(self.marks, key=lambda m: (m.severity, m.state == "suspended", m.code)))


@dataclass(frozen=True, slots=True)
class CheckRow:
    id: str
    site: Place
    window_start: datetime
    window_end: datetime
    unit: str | None = None
    state: CheckWord = "due"


@dataclass(frozen=True, slots=True)
class PatrolsPanel:
    """`rows`: missed, late, due, then by their end. `per_10_min`: checks made in each of the last spans."""

    v: int
    rows: tuple[CheckRow, ...] = ()
    due: int = 0
    late: int = 0
    missed_24h: int = 0
    done_60_min: int = 0
    planned_60_min: int = 0
    per_10_min: tuple[int, ...] = ()
    stale_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """`text` is a reporter's own words: untrusted, personal, never on a wall that is masked."""

    id: int
    at: datetime
    received_at: datetime
    unit: str
    kind: str
    place: Place
    text: str
    priority: Priority
    status: Status = "actual"
    taken_by: str | None = None
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class IncidentsPanel:
    """`rows`: newest first. `today`: how many since local midnight."""

    v: int
    rows: tuple[IncidentRow, ...] = ()
    today: int = 0
    stale_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeedChip:
    """`name`: incident, visit, patrol-check, or what a connector is called."""

    name: str
    state: FeedState
    last_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SilentUnit:
    call_sign: str
    since: datetime


@dataclass(frozen=True, slots=True)
class MissingScreen:
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Resting:
    """A unit or a screen, out of service by plan."""

    name: str
    until: datetime


@dataclass(frozen=True, slots=True)
class FeedsPanel:
    """`kept`: it is known when each feed was heard. In a replay it is not, since that is no history.

    Units that are neither silent, late nor resting are live, and are not named.
    """

    v: int
    chips: tuple[FeedChip, ...] = ()
    silent_units: tuple[SilentUnit, ...] = ()
    units: int = 0
    kept: bool = True
    late_units: tuple[SilentUnit, ...] = ()
    missing_screens: tuple[MissingScreen, ...] = ()
    resting: tuple[Resting, ...] = ()

    @property
    def says_anything(self) -> bool:
        absent = self.silent_units or self.missing_screens or self.late_units or self.resting
        return bool(absent or self.chips)

    @property
    def amiss(self) -> tuple[FeedChip, ...]:
        return tuple(chip for chip in self.chips if chip not in self.well)

    @property
    def well(self) -> tuple[FeedChip, ...]:
        return tuple(chip for chip in self.chips if chip.state in ("live", "idle"))


@dataclass(frozen=True, slots=True)
class HeaderPanel:
    """`open` and `unacked` count alerts by priority, 1 to 4; `suppressed` those that ask for nobody now.

    `duty`: officer, deputy and shift leader by place; `duty_officer` stands in for the officer.
    `handover_at`: when the shift that is on ends by the roster.
    """

    v: int
    threat_level: int | None = None
    open: dict[int, int] = field(default_factory=dict)
    unacked: dict[int, int] = field(default_factory=dict)
    suppressed: int = 0
    duty_officer: str | None = None
    flood_since: datetime | None = None
    duty: dict[str, str] = field(default_factory=dict)
    handover_at: datetime | None = None
    masked: bool = False
    visitor_since: datetime | None = None
