"""What the pages of visits show, from what the store read: pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from controlroom.auth.roles import Right, Role
from controlroom.store.panels.one_visit import VisitFile
from controlroom.store.panels.visit_list import VisitList
from controlroom.ui.visit_strips import Strips, strips_of
from controlroom.ui.visit_team import Guard, team_of
from controlroom.watch.legs import Leg, PlannedLeg
from controlroom.watch.measures import Measure
from controlroom.watch.sites import Site, SiteKind
from controlroom.watch.visits import Visit, VisitState
from controlroom.watch.visits.clashes import Booked, Clash, clashes
from controlroom.watch.visits.intake import Amiss, amiss
from controlroom.watch.visits.phase import Movement, next_movement, phase
from controlroom.watch.visits.programme import Version


@dataclass(frozen=True, slots=True)
class Place:
    """`name` as the site is called, its code where that is not known or not read here."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Next:
    """`at` is when it leaves, or arrives if it is on the road; `overdue` as of the leg."""

    origin: Place
    destination: Place
    arrives: bool
    at: datetime
    overdue: int


@dataclass(frozen=True, slots=True)
class ListRow:
    """`amiss`: how much of its intake is; `unanswered`: somebody has yet to say they know of a change."""

    code: str
    code_name: str
    rank: str
    kind: str
    delegation: str
    event: str | None
    state: str
    threat_level: int
    starts_at: datetime
    ends_at: datetime
    phase: str
    next: Next | None
    amiss: int
    unanswered: bool
    unapproved: bool


def list_rows(read: VisitList) -> list[ListRow]:
    return [_list_row(one, read.legs[one.code], read.sites) for one in read.visits]


def _list_row(visit: Visit, legs: Sequence[Leg], sites: dict[str, Site]) -> ListRow:
    found = amiss(visit.intake, visit.starts_at, (leg.planned for leg in legs))
    return ListRow(
        visit.code,
        visit.code_name,
        visit.rank.value,
        visit.kind.value,
        visit.delegation,
        visit.event,
        visit.state.value,
        visit.threat_level,
        visit.starts_at,
        visit.ends_at,
        phase_of(visit, legs, sites),
        next_of(visit, legs, sites),
        0 if visit.state.over else len(found),
        visit.unanswered,
        visit.unapproved and visit.state is VisitState.ACTIVE,
    )


def phase_of(visit: Visit, legs: Sequence[Leg], sites: dict[str, Site]) -> str:
    """Empty where nothing of it moves: not yet, or no more."""
    if visit.state is not VisitState.ACTIVE:
        return ""
    hotels = {code for code, site in sites.items() if site.kind is SiteKind.HOTEL}
    found = phase(legs, hotels)
    return found.value if found else ""


def next_of(visit: Visit, legs: Sequence[Leg], sites: dict[str, Site]) -> Next | None:
    movement: Movement | None = next_movement(legs) if visit.state.on else None
    if movement is None:
        return None
    leg = movement.leg
    return Next(
        _place(leg.origin, sites), _place(leg.destination, sites), movement.arrives, movement.at, leg.overdue
    )


def _place(code: str, sites: dict[str, Site]) -> Place:
    site = sites.get(code)
    return Place(code, site.name if site else code)


@dataclass(frozen=True, slots=True)
class LegRow:
    number: int
    origin: Place
    destination: Place
    starts_at: datetime
    ends_at: datetime
    units: tuple[str, ...]
    convoy: int
    state: str
    eta: datetime | None
    departed_at: datetime | None
    arrived_at: datetime | None
    overdue: int
    held: bool


@dataclass(frozen=True, slots=True)
class ChangedLeg:
    """`aspects`: in what it moved; `before` and `after` are None where there is none."""

    number: int
    change: str
    aspects: tuple[str, ...]
    before: LegRow | None
    after: LegRow | None


@dataclass(frozen=True, slots=True)
class Party:
    """`unit` is empty for the officer on duty; `at` is None while they have not said that they know."""

    unit: str
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class VersionRow:
    number: int
    by: str
    at: datetime
    changes: tuple[ChangedLeg, ...]
    parties: tuple[Party, ...]

    @property
    def waits(self) -> bool:
        return any(party.at is None for party in self.parties)


@dataclass(frozen=True, slots=True)
class ClashRow:
    """`name`: the code name of the other visit; `what`: a place, a way, or a call sign."""

    kind: str
    code: str
    name: str
    what: str
    begins: datetime
    ends: datetime
    leg: int


@dataclass(frozen=True, slots=True)
class VisitPage:
    visit: Visit
    phase: str
    next: Next | None
    legs: tuple[LegRow, ...]
    strips: Strips | None
    amiss: tuple[Amiss, ...]
    clashes: tuple[ClashRow, ...]
    versions: tuple[VersionRow, ...]
    undecided: tuple[Measure, ...]
    team: tuple[Guard, ...]
    offers: tuple[str, ...]


def visit_page(read: VisitFile, role: Role, now: datetime) -> VisitPage:
    visit, legs, sites = read.visit, read.legs, read.sites
    measures = tuple(one for one in read.measures if not one.over)
    return VisitPage(
        visit,
        phase_of(visit, legs, sites),
        next_of(visit, legs, sites),
        tuple(leg_row(leg, sites) for leg in legs),
        strips_of(legs, {code: site.name for code, site in sites.items()}, now),
        tuple(amiss(visit.intake, visit.starts_at, (leg.planned for leg in legs))),
        tuple(_clashes(read)) if visit.state.on else (),
        tuple(_version(one, read) for one in reversed(visit.versions)),
        tuple(one for one in measures if not one.effective),
        team_of(visit, read.measures),
        offers(visit, role),
    )


def leg_row(leg: Leg, sites: dict[str, Site]) -> LegRow:
    return LegRow(
        leg.number,
        _place(leg.origin, sites),
        _place(leg.destination, sites),
        leg.planned_start,
        leg.planned_end,
        leg.units,
        leg.convoy,
        leg.state.value,
        leg.eta if leg.eta_said_at else None,
        leg.departed_at,
        leg.arrived_at,
        leg.overdue,
        leg.held,
    )


def _planned_row(leg: PlannedLeg | None, sites: dict[str, Site]) -> LegRow | None:
    return leg_row(leg.of(""), sites) if leg else None


def changed_legs(version: Version | None, sites: dict[str, Site]) -> tuple[ChangedLeg, ...]:
    return tuple(
        ChangedLeg(
            one.leg,
            one.change.value,
            tuple(aspect.value for aspect in one.aspects),
            _planned_row(one.before, sites),
            _planned_row(one.after, sites),
        )
        for one in (version.differences if version else ())
    )


def _version(version: Version, read: VisitFile) -> VersionRow:
    people = read.names.people
    known = {one.unit: one for one in version.known_to}
    parties = []
    for unit in (None, *version.units):
        by = known[unit].by if unit in known else ""
        parties.append(Party(unit or "", people.get(by, by), known[unit].at if unit in known else None))
    by = people.get(version.by, version.by)
    return VersionRow(version.number, by, version.at, changed_legs(version, read.sites), tuple(parties))


def _clashes(read: VisitFile) -> Iterable[ClashRow]:
    """An airport is for many at once."""
    visit = read.visit
    shared = {code for code, site in read.sites.items() if site.kind is SiteKind.AIRPORT}
    mine = Booked(visit.code, visit.event, visit.ends_at, read.legs)
    for one in clashes(mine, read.near, shared):
        yield _clash_row(one, read)


def _clash_row(one: Clash, read: VisitFile) -> ClashRow:
    ends = [_place(code, read.sites).name for code in one.what.split(" > ")]
    name = read.code_names.get(one.other, one.other)
    return ClashRow(one.kind.value, one.other, name, " → ".join(ends), one.begins, one.ends, one.leg)


KEPT: Final = {
    VisitState.ANNOUNCED: ("analyse", "amend", "postpone", "cancel"),
    VisitState.UNDER_ANALYSIS: ("programme", "amend", "postpone", "cancel"),
    VisitState.PLANNED: ("programme", "amend", "postpone", "cancel"),
    VisitState.APPROVED: ("activate", "programme", "amend", "postpone", "cancel"),
    VisitState.ACTIVE: ("close", "programme", "amend", "postpone", "cancel"),
    VisitState.POSTPONED: ("resume", "amend", "cancel"),
}
"""What can be done with a visit by whoever keeps the files, in the order of likelihood."""


def offers(visit: Visit, role: Role) -> tuple[str, ...]:
    approvable = visit.state is VisitState.PLANNED or (visit.state is VisitState.ACTIVE and visit.unapproved)
    approves = ("approve",) if approvable and role.may(Right.APPROVE) else ()
    return (*approves, *(KEPT.get(visit.state, ()) if role.may(Right.KEEP_FILES) else ()))
