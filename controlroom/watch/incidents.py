"""An incident: something a field unit saw or was told, in its own words."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, assert_never

from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import PRIVATE, Position, Report, Status


class IncidentKind(StrEnum):
    SUSPICIOUS_VEHICLE = "suspicious_vehicle"
    SUSPICIOUS_PERSON = "suspicious_person"
    SUSPICIOUS_OBJECT = "suspicious_object"
    BREACH = "breach"
    THREAT = "threat"
    DISTURBANCE = "disturbance"
    DEMONSTRATION = "demonstration"
    MEDICAL = "medical"
    FIRE = "fire"
    TRAFFIC = "traffic"
    TECHNICAL = "technical"
    DURESS = "duress"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Vehicle:
    plate: str | None = None
    country: str | None = None
    make: str | None = None
    colour: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What was said about it: free words, facts apart from opinion, and the vehicle. Personal data."""

    text: str | None = None
    facts: str | None = None
    assessment: str | None = None
    vehicle: Vehicle | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """`id` is the journal's number of the report; `taken_by` is the officer who took it in hand.

    `settled`: it needs nobody's attention any more; what was reported stays. `area`: where another service
    says that it is, in its words.
    """

    id: int
    unit: str
    kind: IncidentKind
    at: datetime
    received_at: datetime
    priority: int
    status: Status
    site: str | None = None
    visit: str | None = None
    position: Position | None = None
    text: str | None = None
    facts: str | None = None
    assessment: str | None = None
    vehicle: Vehicle | None = None
    taken_by: str | None = None
    taken_at: datetime | None = None
    settled: bool = False
    area: str | None = None


@dataclass(frozen=True, slots=True)
class ReportIncident:
    report: Report
    kind: IncidentKind
    priority: int
    site: str | None = None
    visit: str | None = None
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class IncidentReported:
    """`at` is the unit's time, never later than when it was received; a duress touches its unit too.

    `tally`: the behaviour at a site for which it counts, if any (behaviours.py).
    """

    kind: ClassVar = "incident.reported"
    report: Report
    at: datetime
    what: IncidentKind
    priority: int
    site: str | None = None
    visit: str | None = None
    account: Account | None = field(default=None, metadata=PRIVATE)
    area: str | None = None
    tally: str | None = None

    def touches(self) -> tuple[Ref, ...]:
        if self.tally:
            return (Ref(Noun.INCIDENT, "new"), Ref(Noun.BEHAVIOUR, self.tally))
        if self.what is IncidentKind.DURESS:
            return (Ref(Noun.INCIDENT, "new"), Ref(Noun.UNIT, self.report.unit))
        return (Ref(Noun.INCIDENT, "new"),)


@dataclass(frozen=True, slots=True)
class IncidentTaken:
    """The duty officer acknowledged its alert and has it in hand."""

    kind: ClassVar = "incident.taken"
    incident: int
    by: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.INCIDENT, str(self.incident)),)


@dataclass(frozen=True, slots=True)
class IncidentSettled:
    """The officer closed its alert and said what it was."""

    kind: ClassVar = "incident.settled"
    incident: int

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.INCIDENT, str(self.incident)),)


IncidentEvent = IncidentReported | IncidentTaken | IncidentSettled


def apply(incident: Incident | None, event: IncidentEvent, seq: int, received_at: datetime) -> Incident:
    match event:
        case IncidentReported(report=report, account=account):
            said = account or Account()
            return Incident(
                id=seq,
                unit=report.unit,
                kind=event.what,
                at=event.at,
                received_at=received_at,
                priority=event.priority,
                status=report.status,
                site=event.site,
                visit=event.visit,
                position=report.position,
                text=said.text,
                facts=said.facts,
                assessment=said.assessment,
                vehicle=said.vehicle,
                area=event.area,
            )
        case _ if incident is None:
            raise LookupError(f"{event.kind} of an incident that was never reported")
        case IncidentTaken(by=by):
            return replace(incident, taken_by=by, taken_at=received_at)
        case IncidentSettled():
            return replace(incident, settled=True)
        case _:
            assert_never(event)
