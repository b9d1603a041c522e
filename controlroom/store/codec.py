"""Watch types to text and back. An event's personal data is split off here, and put back here."""

import json
from dataclasses import fields
from typing import Any, Final, NamedTuple

from pydantic import TypeAdapter

from controlroom.watch.alerts import Alert
from controlroom.watch.baselines import Baseline
from controlroom.watch.behaviours import BehaviourAtSite
from controlroom.watch.book import Terms
from controlroom.watch.bulletins import Bulletin
from controlroom.watch.clocks import Clock
from controlroom.watch.companies import Company
from controlroom.watch.components import Component
from controlroom.watch.described import DescribedPerson
from controlroom.watch.duty import Duty
from controlroom.watch.early_warnings import EarlyWarning
from controlroom.watch.escalation import Ladder
from controlroom.watch.events import EVENTS, Event, Thing
from controlroom.watch.files import File
from controlroom.watch.flags import Flag
from controlroom.watch.flood import Flood
from controlroom.watch.gatherings import Gathering
from controlroom.watch.incidents import Incident
from controlroom.watch.legs import Leg
from controlroom.watch.log import Entry
from controlroom.watch.measures import Measure
from controlroom.watch.meetings import Meeting
from controlroom.watch.patrols import PatrolCheck
from controlroom.watch.persons import Person
from controlroom.watch.posts import Post
from controlroom.watch.refs import Noun
from controlroom.watch.reviews import Review
from controlroom.watch.screens import Screen
from controlroom.watch.sector_alerts import Notice, SectorAlert
from controlroom.watch.shifts import Shift
from controlroom.watch.sites import Site
from controlroom.watch.threat import Threat
from controlroom.watch.units import Unit
from controlroom.watch.vehicles import SightedVehicle
from controlroom.watch.visitor import Visitor
from controlroom.watch.visits import Visit

TYPES: Final[dict[Noun, type[Any]]] = {
    Noun.UNIT: Unit,
    Noun.SITE: Site,
    Noun.POST: Post,
    Noun.CHECK: PatrolCheck,
    Noun.VISIT: Visit,
    Noun.LEG: Leg,
    Noun.INCIDENT: Incident,
    Noun.ALERT: Alert,
    Noun.THREAT: Threat,
    Noun.CLOCK: Clock,
    Noun.RULE: Terms,
    Noun.LADDER: Ladder,
    Noun.DUTY: Duty,
    Noun.FLOOD: Flood,
    Noun.SCREEN: Screen,
    Noun.COMPONENT: Component,
    Noun.SHIFT: Shift,
    Noun.FLAG: Flag,
    Noun.FILE: File,
    Noun.VISITOR: Visitor,
    Noun.ENTRY: Entry,
    Noun.MEETING: Meeting,
    Noun.REVIEW: Review,
    Noun.PERSON: Person,
    Noun.BASELINE: Baseline,
    Noun.BULLETIN: Bulletin,
    Noun.GATHERING: Gathering,
    Noun.MEASURE: Measure,
    Noun.VEHICLE: SightedVehicle,
    Noun.COMPANY: Company,
    Noun.BEHAVIOUR: BehaviourAtSite,
    Noun.DESCRIBED: DescribedPerson,
    Noun.EARLY_WARNING: EarlyWarning,
    Noun.SECTOR_ALERT: SectorAlert,
    Noun.NOTICE: Notice,
}


class Encoded(NamedTuple):
    """`body` and `private` are JSON text exactly as stored and hashed; `private` is None if there is none."""

    body: str
    private: str | None


class _Adapters(dict[type[Any], TypeAdapter[Any]]):
    """Each built when its kind is first met: a killed server is back sooner by what it never meets."""

    def __missing__(self, kind: type[Any]) -> TypeAdapter[Any]:
        self[kind] = adapter = TypeAdapter(kind)
        return adapter


_ADAPTERS: Final = _Adapters()
_PRIVATE: Final[dict[type[Any], set[str]]] = {
    kind: {f.name for f in fields(kind) if f.metadata.get("private")} for kind in EVENTS.values()
}


def encode_event(event: Event) -> Encoded:
    hidden, writer = _PRIVATE[type(event)], _ADAPTERS[type(event)].serializer
    body = writer.to_json(event, exclude=hidden or None).decode()
    said = {name for name in hidden if getattr(event, name) is not None}
    return Encoded(body, writer.to_json(event, include=said).decode() if said else None)


def decode_event(kind: str, body: str, private: str | None) -> Event:
    adapter = _ADAPTERS[EVENTS[kind]]
    if private is None:
        event: Event = adapter.validate_json(body)
    else:
        event = adapter.validate_python(json.loads(body) | json.loads(private))
    return event


def encode_thing(thing: Thing) -> str:
    """One JSON object whose keys are the columns of the noun's table."""
    return _ADAPTERS[type(thing)].serializer.to_json(thing).decode()


def decode_thing(noun: Noun, text: str) -> Thing:
    thing: Thing = _ADAPTERS[TYPES[noun]].validate_json(text)
    return thing


def thing_of(noun: Noun, row: Any) -> Any:
    """A row as a mapping of columns, as its watch type."""
    return _ADAPTERS[TYPES[noun]].validate_python(dict(row))
