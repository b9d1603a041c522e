"""What the page of one alert shows: pure, from what the store read at one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from controlroom.auth.sessions import Person
from controlroom.errors import AlreadyDone, Refused
from controlroom.store.panels.measures import Contact
from controlroom.store.panels.one_alert import Dossier
from controlroom.ui.deeds import Deed, deed
from controlroom.ui.offers import offers
from controlroom.ui.panels import AlertRow
from controlroom.ui.related import NOTHING, RelatedRows, related_rows
from controlroom.ui.steps import StepRow, steps_of
from controlroom.ui.views import alert_row
from controlroom.ui.warning_words import BEHAVIOURS
from controlroom.watch.alerts.decide import SECOND_WITHIN
from controlroom.watch.behaviours import Cluster
from controlroom.watch.described import DescribedPerson
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import Position
from controlroom.watch.rules import BY_NAME
from controlroom.watch.service import CAN_REST
from controlroom.watch.units import Unit
from controlroom.watch.vehicles import SightedVehicle, Sighting


@dataclass(frozen=True, slots=True)
class Amiss:
    """Why an act was refused: which one, at which of its fields (`where`), and what had been typed.

    `winner` and `won_at`: somebody else had done it before.
    """

    act: str
    why: Refused
    where: str
    typed: Mapping[str, str]
    winner: str = ""
    won_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AlertPage:
    """`about`: the thing, as `post:EU-07`; `thing`: what it is called. `offers`: what this person may do.

    `reset_by`, `reset_at`: a reset that waits for a second person.
    `cause`: the open alert that explains this one, `held_by` the thing whose silence does; `holds`: what this
    one explains. `earlier`: from where its history goes on. `people`: to whom it can be assigned, by account.
    `file`: what may be restricted of it, a visit or else a site. `contacts`: whom to call.
    `measure`: the number of the one that it is about. `vehicle`, `described`: the key of what it is about,
    with its `sightings`, newest first.
    `behaviour` that is reported unusually often, and by which figures (`cluster`).
    `reporter`, `report` and `area`: of an incident, the unit, its own words, where another service warns.
    """

    row: AlertRow
    about: str
    noun: str
    thing: str
    reporter: str
    report: str
    open: bool
    active: bool
    offers: frozenset[str]
    me: str
    suppression: str
    held_by: str
    cause: AlertRow | None
    holds: tuple[AlertRow, ...]
    shelved_by: str
    shelved_until: datetime | None
    shelf_reason: str
    cleared_at: datetime | None
    ended_at: datetime | None
    disposition: str
    position: Position | None
    can_rest: bool
    out_until: datetime | None
    reset_by: str
    reset_at: datetime | None
    steps: tuple[StepRow, ...]
    deeds: tuple[Deed, ...]
    earlier: int | None
    people: Mapping[str, str]
    amiss: Amiss | None = None
    related: RelatedRows = NOTHING
    file: Ref | None = None
    level_of: str = ""
    missing: tuple[str, ...] = ()
    contacts: Sequence[Contact] = ()
    area: str = ""
    measure: str = ""
    vehicle: str = ""
    sightings: Sequence[Sighting] = ()
    sector_alert: str = ""
    behaviour: str = ""
    described: str = ""
    cluster: Cluster | None = None


def alert_page(
    read: Dossier, who: Person, assignable: Mapping[str, str], now: datetime, amiss: Amiss | None = None
) -> AlertPage:
    """`now` decides only what can still be confirmed, or taken back."""
    alert, rule, people = read.alert, BY_NAME.get(read.alert.rule), read.people
    about = Ref.parse(alert.object)
    row = alert_row(alert, read.named)
    asked_at = alert.reset_asked_at
    asked = asked_at is not None and now - asked_at <= SECOND_WITHIN
    return AlertPage(
        row=row,
        about=alert.object,
        noun=about.noun.value,
        thing=_called(read, about),
        file=read.file,
        contacts=read.contacts,
        vehicle=about.key if about.noun is Noun.VEHICLE and not row.restricted else "",
        described=about.key if about.noun is Noun.DESCRIBED and not row.restricted else "",
        sightings=_sightings(read),
        sector_alert=about.key.partition("/")[0] if about.noun is Noun.NOTICE else "",
        behaviour=BEHAVIOURS.get(about.key.rpartition("/")[2], "") if about.noun is Noun.BEHAVIOUR else "",
        cluster=getattr(read.thing, "cluster", None),
        measure=about.key if about.noun is Noun.MEASURE and not row.restricted else "",
        reporter=getattr(read.thing, "unit", "") if about.noun is Noun.INCIDENT else "",
        report=(getattr(read.thing, "text", "") or "") if about.noun is Noun.INCIDENT else "",
        area=(getattr(read.thing, "area", "") or "") if about.noun is Noun.INCIDENT else "",
        open=alert.open,
        active=alert.active,
        offers=offers(alert, rule, who.role, who.name, now),
        me=who.name,
        suppression=alert.suppression.value,
        held_by=Ref.parse(alert.cause).key if alert.cause else "",
        cause=alert_row(read.cause, read.named) if read.cause else None,
        holds=tuple(alert_row(one, read.named) for one in read.holds),
        shelved_by=people.get(alert.shelved_by or "", alert.shelved_by or ""),
        shelved_until=alert.shelved_until,
        shelf_reason=alert.shelf_reason or "",
        cleared_at=alert.cleared_at,
        ended_at=alert.ended_at,
        disposition=alert.disposition.value if alert.disposition else "",
        position=_position(read),
        can_rest=about.noun in CAN_REST,
        out_until=getattr(read.thing, "out_until", None),
        reset_by=people.get(alert.reset_asked_by or "", alert.reset_asked_by or "") if asked else "",
        reset_at=asked_at if asked else None,
        steps=steps_of(alert, rule, people),
        deeds=tuple(deed(happened, alert.rule, people) for happened in read.history.events),
        earlier=read.history.earlier,
        people=assignable,
        amiss=amiss,
        related=related_rows(read.related),
        level_of=about.key if about.noun is Noun.THREAT else "",
        missing=tuple(kind.value for kind in read.missing),
    )


def _sightings(read: Dossier) -> tuple[Sighting, ...]:
    """What counts, where the alert is about a vehicle or a described person."""
    return read.thing.counted[::-1] if isinstance(read.thing, SightedVehicle | DescribedPerson) else ()


def _called(read: Dossier, about: Ref) -> str:
    """What people call it, beside its key."""
    if about.noun is Noun.LEG:
        return read.named.code_names.get(about.key.rpartition("/")[0], "")
    name: str = getattr(read.thing, "name", "")
    return name


def _position(read: Dossier) -> Position | None:
    """The last that is known: that of the call for help, or of a sign of life since."""
    said = [read.position]
    if isinstance(read.thing, Unit):
        said.append(read.thing.duress_position)
    known = [position for position in said if position]
    return max(known, key=lambda p: p.at.timestamp() if p.at else 0.0, default=None)


def amiss(act: str, refusal: Refused, typed: Mapping[str, str]) -> Amiss:
    if isinstance(refusal, AlreadyDone):
        return Amiss(act, refusal, "", typed, refusal.by, refusal.at)
    return Amiss(act, refusal, refusal.field or "", typed)
