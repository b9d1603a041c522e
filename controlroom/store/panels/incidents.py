"""The newest incidents, and how many the day has had."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import incident
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


async def incidents(snapshot: Snapshot, midnight: datetime) -> Incidents:
    newest = await snapshot.things(
        Noun.INCIDENT, select(incident).order_by(incident.c.id.desc()).limit(NEWEST)
    )
    since_midnight = (incident.c.received_at >= midnight, incident.c.status == "actual")
    today = await snapshot.one(select(func.count()).select_from(incident).where(*since_midnight))
    sites = await snapshot.sites(i.site for i in newest)
    return Incidents(newest, today, sites, await snapshot.people(i.taken_by for i in newest))
