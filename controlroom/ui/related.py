"""What stands beside a thing, each as a link."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from controlroom.store.panels.related import Related
from controlroom.ui.panels import AlertRow
from controlroom.ui.search import where
from controlroom.ui.views import alert_row
from controlroom.watch.incidents import Incident


@dataclass(frozen=True, slots=True)
class ThingLink:
    noun: str
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class IncidentLink:
    href: str
    kind: str
    priority: int
    unit: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RelatedRows:
    things: tuple[ThingLink, ...] = ()
    alerts: tuple[AlertRow, ...] = ()
    before: tuple[AlertRow, ...] = ()
    incidents: tuple[IncidentLink, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.things or self.alerts or self.before or self.incidents)


NOTHING: Final = RelatedRows()


def related_rows(read: Related) -> RelatedRows:
    return RelatedRows(
        tuple(
            ThingLink(one.ref.noun.value, one.name, where(one.ref.noun.value, one.ref.key))
            for one in read.things
        ),
        tuple(alert_row(one, read.named) for one in read.alerts),
        tuple(alert_row(one, read.named) for one in read.before),
        tuple(map(_incident, read.incidents)),
    )


def _incident(one: Incident) -> IncidentLink:
    return IncidentLink(where("incident", str(one.id)), one.kind.value, one.priority, one.unit, one.at)
