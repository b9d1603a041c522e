"""The newest incidents, and how many the day has had: summed from its hours, not counted one by one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import incident, incident_hour
from controlroom.store.veil import NO_VEIL, Veil
from controlroom.watch.incidents import Incident
from controlroom.watch.refs import Noun
from controlroom.watch.sites import Site

NEWEST = 50


@dataclass(frozen=True, slots=True)
class Incidents:
    newest: list[Incident]
    today: int
    sites: dict[str, Site]
    people: dict[str, str]
    veil: Veil = NO_VEIL


async def incidents(snapshot: Snapshot, midnight: datetime) -> Incidents:
    newest = await snapshot.things(
        Noun.INCIDENT, select(incident).order_by(incident.c.id.desc()).limit(NEWEST)
    )
    today = await snapshot.one(
        select(func.coalesce(func.sum(incident_hour.c.actual), 0)).where(incident_hour.c.hour >= midnight)
    )
    sites = await snapshot.sites(i.site for i in newest)
    return Incidents(newest, today, sites, await snapshot.people(i.taken_by for i in newest))
