"""The open alerts, in the order in which somebody should look at them."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, not_, select

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import SHOWN_ALERT, alert, among, flood, incident, ladder, measure, visit
from controlroom.store.veil import NO_VEIL, SEEN, Veil
from controlroom.watch.alerts import Alert
from controlroom.watch.book import Book
from controlroom.watch.escalation import Ladder
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.sites import Site
from controlroom.watch.threat import subject

AT_MOST = 500
"""More open alerts than this are a disaster of their own; the counts in the header still have them all."""


@dataclass(frozen=True, slots=True)
class OpenAlerts:
    """What wants somebody first, then by priority, then by age.

    `people`: account names as they are called; `kinds` of the incidents and `code_names` of the visits that
    some of the alerts are about; `files` on which their measures hang.
    """

    alerts: list[Alert]
    sites: dict[str, Site]
    people: dict[str, str]
    kinds: dict[str, str]
    code_names: dict[str, str]
    book: Book
    flood_since: datetime | None
    veil: Veil = NO_VEIL
    files: dict[str, str] = field(default_factory=dict)


def told_at(veil: Veil, sites: Collection[str]) -> ColumnElement[bool]:
    """The alerts that are told at these sites: not those of hidden visits, of which no place is told, nor
    those of vehicles or described persons at a hidden site.
    """
    of_no_place = func.split_part(alert.c.object, "/", 1).in_(veil.of_no_place())
    of_what_was_seen = func.split_part(alert.c.object, ":", 1).in_(sorted(SEEN))
    seen_there = and_(of_what_was_seen, alert.c.site.in_(veil.hidden(Noun.SITE)))
    return and_(alert.c.site.in_(sites), not_(of_no_place), not_(seen_there))


async def open_alerts(snapshot: Snapshot) -> OpenAlerts:
    return await with_calls(snapshot, await told_alerts(snapshot))


async def told_alerts(snapshot: Snapshot) -> OpenAlerts:
    """The same for a report, which says neither who is called next nor that there is a flood."""
    query = (
        select(alert)
        .where(SHOWN_ALERT)
        .order_by(
            and_(alert.c.acked_by.is_not(None), not_(alert.c.attention)),
            alert.c.priority,
            alert.c.raised_at,
            alert.c.id,
        )
        .limit(AT_MOST)
    )
    return await with_people(snapshot, await snapshot.things(Noun.ALERT, query))


async def one_alert(snapshot: Snapshot, number: int) -> OpenAlerts:
    """An alert by its number, open or not; none if there is no such alert."""
    return await with_names(
        snapshot, await snapshot.things(Noun.ALERT, select(alert).where(alert.c.id == number))
    )


async def with_names(snapshot: Snapshot, alerts: list[Alert]) -> OpenAlerts:
    """What a row says of these alerts, in their order."""
    return await with_calls(snapshot, await with_people(snapshot, alerts))


async def with_calls(snapshot: Snapshot, named: OpenAlerts) -> OpenAlerts:
    began_at = await snapshot.one(select(flood.c.began_at))
    return replace(named, book=await _ladders(snapshot), flood_since=began_at)


async def with_people(snapshot: Snapshot, alerts: list[Alert]) -> OpenAlerts:
    """What they are about, where it is, and who has them."""
    return replace(
        await with_titles(snapshot, alerts),
        sites=await snapshot.sites(a.site for a in alerts),
        people=await snapshot.people(
            name for a in alerts for name in (a.acked_by, a.assigned_to, a.shelved_by)
        ),
    )


async def with_titles(snapshot: Snapshot, alerts: list[Alert]) -> OpenAlerts:
    """Only what these alerts are about, for rows that say no more of one: not where it is, nor who has it."""
    files = await _files(snapshot, _keys(alerts, Noun.MEASURE))
    of_files = {ref.key for ref in map(Ref.parse, files.values()) if ref.noun is Noun.VISIT}
    kinds = await _kinds(snapshot, [int(key) for key in _keys(alerts, Noun.INCIDENT)])
    code_names = await _code_names(snapshot, {*_visits(alerts), *of_files})
    return OpenAlerts(alerts, {}, {}, kinds, code_names, Book(), None, snapshot.veil, files)


async def _files(snapshot: Snapshot, measures: list[str]) -> dict[str, str]:
    """On which file each of these hangs."""
    if not measures:
        return {}
    query = select(measure.c.id, measure.c.file).where(among(measure.c.id, measures))
    return {row.id: row.file for row in await snapshot.connection.execute(query)}


def _visits(alerts: Iterable[Alert]) -> Iterator[str]:
    """That alerts are about, by a leg of theirs or by their threat level."""
    yield from (key.rpartition("/")[0] for key in _keys(alerts, Noun.LEG))
    for file in map(subject, _keys(alerts, Noun.THREAT)):
        if file and file.noun is Noun.VISIT:
            yield file.key


async def _ladders(snapshot: Snapshot) -> Book:
    """Who is called next depends on them."""
    changed: list[Ladder] = await snapshot.things(Noun.LADDER, select(ladder))
    return Book(ladders={one.priority: one for one in changed})


def _keys(alerts: Iterable[Alert], noun: Noun) -> list[str]:
    about = (Ref.parse(alert.object) for alert in alerts)
    return [ref.key for ref in about if ref.noun is noun]


async def _kinds(snapshot: Snapshot, numbers: list[int]) -> dict[str, str]:
    if not numbers:
        return {}
    query = select(incident.c.id, incident.c.kind).where(among(incident.c.id, numbers))
    return {str(row.id): row.kind for row in await snapshot.connection.execute(query)}


async def _code_names(snapshot: Snapshot, codes: set[str]) -> dict[str, str]:
    if not codes:
        return {}
    query = select(visit.c.code, visit.c.code_name).where(among(visit.c.code, codes))
    return {row.code: row.code_name for row in await snapshot.connection.execute(query)}
