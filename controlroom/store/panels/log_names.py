"""What the things are called that rows of the log speak of: one look for a whole page of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import sqlalchemy as sa

from controlroom.store.alert_history import Happened
from controlroom.store.panels.alerts import OpenAlerts, with_titles
from controlroom.store.panels.one_alert import people_in
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import alert, among, described, log_entry, vehicle, visit
from controlroom.store.veil import SEEN, Veil
from controlroom.watch.alerts import Alert
from controlroom.watch.described import DescribedPerson
from controlroom.watch.events import EVENTS
from controlroom.watch.log import Entry
from controlroom.watch.measures import thing_of
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.threat import subject
from controlroom.watch.vehicles import SightedVehicle

KEYED: Final = (Noun.UNIT, Noun.SITE, Noun.POST, Noun.VISIT, Noun.PERSON, Noun.SCREEN)
NAMED_BY: Final = {Noun.VEHICLE: "vehicle", Noun.DESCRIBED: "described"}
WHOLE: Final = ("ref", "object")
NAMES: Final = frozenset({*KEYED, *WHOLE, "about", "report", "leg", "scope", "file"})


@dataclass(frozen=True, slots=True)
class Names:
    """`alerts` by number; `named`: what they are about, and no more of them; `code_names` of visits, the only
    names they have here; `entries`: lines that were corrected or correct another; `seen`: vehicles and
    described persons by their keys.
    """

    people: dict[str, str] = field(default_factory=dict)
    alerts: dict[int, Alert] = field(default_factory=dict)
    named: OpenAlerts | None = None
    code_names: dict[str, str] = field(default_factory=dict)
    entries: dict[int, Entry] = field(default_factory=dict)
    seen: dict[str, SightedVehicle | DescribedPerson] = field(default_factory=dict)


async def names_for(snapshot: Snapshot, happened: Iterable[Happened]) -> Names:
    rows = list(happened)
    numbers = {number for row in rows for number in alerts_in(row)}
    alerts: list[Alert] = await _numbered(snapshot, Noun.ALERT, alert, numbers)
    lines = {row.seq for row in rows if row.event.kind.startswith("log.")}
    entries: list[Entry] = await _numbered(snapshot, Noun.ENTRY, log_entry, lines)
    people = {name for row in rows for name in accounts_in(row)} | {e.corrected_by for e in entries}
    visits = {ref.key for row in rows for ref in refs_in(row.event) if ref.noun is Noun.VISIT}
    return Names(
        people=await snapshot.people(people),
        alerts={one.id: one for one in alerts},
        named=await with_titles(snapshot, alerts),
        code_names=await _code_names(snapshot, visits),
        entries={one.id: one for one in entries},
        seen=await _seen(snapshot, rows),
    )


async def _numbered(snapshot: Snapshot, noun: Noun, table: sa.Table, numbers: set[int]) -> list[Any]:
    if not numbers:
        return []
    return await snapshot.things(noun, sa.select(table).where(among(table.c.id, numbers)))


async def _seen(snapshot: Snapshot, rows: Iterable[Happened]) -> dict[str, SightedVehicle | DescribedPerson]:
    """Only where something is hidden: they say whether it is theirs."""
    refs = {ref for row in rows for ref in _seen_in(row.event)} if snapshot.veil.files else set()
    found: dict[str, SightedVehicle | DescribedPerson] = {}
    for noun, table in ((Noun.VEHICLE, vehicle), (Noun.DESCRIBED, described)):
        if keys := {ref.key for ref in refs if ref.noun is noun}:
            query = sa.select(table).where(among(table.c.key, keys))
            found |= {one.key: one for one in await snapshot.things(noun, query)}
    return found


async def _code_names(snapshot: Snapshot, codes: set[str]) -> dict[str, str]:
    if not codes:
        return {}
    query = sa.select(visit.c.code, visit.c.code_name).where(among(visit.c.code, codes))
    return {row.code: row.code_name for row in await snapshot.connection.execute(query)}


def is_kept(happened: Happened, names: Names, veil: Veil) -> bool:
    """Whether this belongs to a file that is not read here; then the log says nothing of it."""
    if not veil.files:
        return False
    about = (veil.covers(names.alerts[n]) for n in alerts_in(happened) if n in names.alerts)
    own = happened.event.kind == "incident.reported" and str(happened.seq) in veil.incidents
    if own or any(about):
        return True
    seen = [names.seen.get(ref.key) for ref in _seen_in(happened.event)]
    if any(one is None or veil.covers(one) for one in seen):
        return True
    return any(veil.keeps(ref) for ref in refs_in(happened.event) if ref.noun not in SEEN)


def _seen_in(event: Any) -> Iterator[Ref]:
    """The vehicles and described persons that it is about, or names."""
    for noun, name in NAMED_BY.items():
        key = getattr(event, name, None)
        if isinstance(key, str):
            yield Ref(noun, key)
    yield from (ref for ref in refs_in(event) if ref.noun in SEEN)


def accounts_in(happened: Happened) -> Iterator[str]:
    yield from people_in(happened)
    for name in ("outgoing", "incoming"):
        if isinstance(said := getattr(happened.event, name, None), str):
            yield said


def alerts_in(happened: Happened) -> Iterator[int]:
    """The alert that an event is about, and those that a line names."""
    if happened.event.kind == "alert.raised":
        yield happened.seq
    number = getattr(happened.event, "alert", None)
    if isinstance(number, int):
        yield number
    for ref in refs_in(happened.event):
        if ref.noun is Noun.ALERT:
            yield int(ref.key)


def refs_in(event: Any) -> Iterator[Ref]:
    """The things of the watch that an event names, whatever it is."""
    said_of = _names_in(event.kind)
    for about in event.about if "about" in said_of else ():
        yield Ref.parse(about)
    for noun in (noun for noun in KEYED if noun in said_of):
        key = getattr(event, noun, None)
        key = getattr(key, "code", None) or getattr(key, "call_sign", None) or key
        if isinstance(key, str) and key:
            yield Ref(noun, key)
    if "report" in said_of and event.report is not None:
        yield Ref(Noun.UNIT, event.report.unit)
    if "leg" in said_of and isinstance(event.leg, str):
        yield Ref(Noun.VISIT, event.leg.rpartition("/")[0])
    if "scope" in said_of and event.scope:
        yield from _subject(event.scope)
    if "file" in said_of:
        yield from thing_of(event.file)
    for name in (name for name in WHOLE if name in said_of):
        if said := getattr(event, name):
            yield from _with_visit(Ref.parse(said))


@cache
def _names_in(kind: str) -> frozenset[str]:
    """By which of these names an event of this sort says what it is about: of a dozen, one or two."""
    return frozenset(name for name in NAMES if hasattr(EVENTS[kind], name))


def _subject(scope: str) -> Iterator[Ref]:
    """The file of a threat level, or the thing for which a threshold was set apart."""
    file = subject(scope)
    if file:
        yield file


def _with_visit(ref: Ref) -> Iterator[Ref]:
    yield ref
    if ref.noun is Noun.THREAT:
        yield from _subject(ref.key)
    if ref.noun is Noun.LEG:
        yield Ref(Noun.VISIT, ref.key.rpartition("/")[0])
