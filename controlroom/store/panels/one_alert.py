"""Everything that the page of one alert shows, read at one moment."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import select

from controlroom.store.alert_history import Happened, History, history_of
from controlroom.store.panels.alerts import OpenAlerts, with_names
from controlroom.store.panels.levels import missing_of
from controlroom.store.panels.measures import Contact, contacts
from controlroom.store.panels.related import Related, related_to_alert
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.state import NUMBERED, key_column
from controlroom.store.tables import NOUNS, OPEN_ALERT, account, alert, presence
from controlroom.store.veil import Veil
from controlroom.watch.alerts import Alert, Suppression
from controlroom.watch.events import Thing
from controlroom.watch.measures import Measure, MeasureKind, thing_of
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import Position
from controlroom.watch.threat import Threat
from controlroom.watch.unknown import no_such

HOLDS_AT_MOST: Final = 100
_POSITION: Final = TypeAdapter(Position)


@dataclass(frozen=True, slots=True)
class Dossier:
    """`cause`: the open alert that explains this one; `holds`: those that this one explains.

    `position`: where its unit was heard last. `named`: the names of everything that these alerts are about;
    `people`: of everybody in its history. `file`: what it belongs to, the one that is not read here.
    `contacts`: whom to call for these.
    """

    alert: Alert
    thing: Thing | None
    position: Position | None
    cause: Alert | None
    holds: list[Alert]
    history: History
    named: OpenAlerts
    related: Related
    people: dict[str, str]
    file: Ref | None = None
    missing: tuple[MeasureKind, ...] = ()
    contacts: Sequence[Contact] = ()


async def about(snapshot: Snapshot, number: int) -> Ref:
    """What it is about. Raises Unknown."""
    found = await snapshot.connection.scalar(select(alert.c.object).where(alert.c.id == number))
    if found is None:
        raise no_such(Noun.ALERT, str(number))
    return Ref.parse(found)


async def dossier(snapshot: Snapshot, number: int, before: int | None = None) -> Dossier:
    """`before`: of its history, what came before this event of the journal."""
    found: list[Alert] = await snapshot.things(Noun.ALERT, select(alert).where(alert.c.id == number))
    if not found:
        raise no_such(Noun.ALERT, str(number))
    (one,) = found
    cause, holds = await _cause(snapshot, one), await _holds(snapshot, one)
    history = History(()) if snapshot.veil.covers(one) else await history_of(snapshot, number, before)
    thing = await _thing(snapshot, Ref.parse(one.object))
    names = {*_people_of(one), *(name for event in history.events for name in people_in(event))}
    thing = await _thing(snapshot, Ref.parse(one.object))
    return Dossier(
        alert=one,
        thing=thing,
        related=await related_to_alert(snapshot, one, thing),
        position=await _position(snapshot, Ref.parse(one.object)),
        cause=cause,
        holds=holds,
        history=history,
        named=await with_names(snapshot, [one, *([cause] if cause else []), *holds]),
        people=await snapshot.people(names),
        file=_file(snapshot.veil, one, thing),
        missing=await missing_of(snapshot, thing) if isinstance(thing, Threat) else (),
        contacts=await contacts(snapshot, map(str, _files(one, thing))),
    )


def _file(veil: Veil, one: Alert, thing: Thing | None) -> Ref | None:
    """Of the visit and the site that it belongs to the one that is hidden, else the first.

    None for a vehicle or a described person that was seen at a hidden place: the file would say where.
    """
    if one.files and veil.covers(one):
        return None
    files = _files(one, thing)
    return next((file for file in files if veil.hides(*file)), files[0] if files else None)


def _files(one: Alert, thing: Thing | None) -> list[Ref]:
    about = Ref.parse(one.object)
    visit = about.key if about.noun is Noun.VISIT else getattr(thing, "visit", None)
    site = about.key if about.noun is Noun.SITE else one.site
    files = [Ref(noun, key) for noun, key in ((Noun.VISIT, visit), (Noun.SITE, site)) if key]
    hung = thing.file if isinstance(thing, Measure) else thing.scope if isinstance(thing, Threat) else ""
    return [*files, *(file for file in thing_of(hung) if file not in files)]


async def _thing(snapshot: Snapshot, ref: Ref) -> Thing | None:
    table = NOUNS[ref.noun]
    key: str | int = int(ref.key) if ref.noun in NUMBERED else ref.key
    found: list[Thing] = await snapshot.things(
        ref.noun, select(table).where(table.c[key_column(ref.noun)] == key)
    )
    return found[0] if found else None


async def _position(snapshot: Snapshot, ref: Ref) -> Position | None:
    """As it was said with the last sign of life; the time is that of the sign if it says none of its own."""
    if ref.noun is not Noun.UNIT:
        return None
    query = select(presence.c.position, presence.c.heard_at).where(presence.c.unit == ref.key)
    row = (await snapshot.connection.execute(query)).one_or_none()
    if row is None or row.position is None:
        return None
    said: dict[str, object] = {"at": row.heard_at, **{k: v for k, v in row.position.items() if v is not None}}
    return _POSITION.validate_python(said)


async def _cause(snapshot: Snapshot, one: Alert) -> Alert | None:
    if one.cause is None:
        return None
    explaining = select(alert).where(OPEN_ALERT, alert.c.object == one.cause).order_by(alert.c.id).limit(1)
    found: list[Alert] = await snapshot.things(Noun.ALERT, explaining)
    return found[0] if found else None


async def _holds(snapshot: Snapshot, one: Alert) -> list[Alert]:
    if not one.open:
        return []
    held = select(alert).where(
        OPEN_ALERT, alert.c.suppression == Suppression.BY_DESIGN.value, alert.c.cause == one.object
    )
    found: list[Alert] = await snapshot.things(
        Noun.ALERT, held.order_by(alert.c.priority, alert.c.id).limit(HOLDS_AT_MOST)
    )
    return found


def _people_of(one: Alert) -> Iterator[str | None]:
    yield from (one.acked_by, one.assigned_to, one.shelved_by, one.reset_asked_by)
    yield from (answer.by for answer in one.answers)


def people_in(happened: Happened) -> Iterator[str]:
    """The accounts that an event names."""
    yield happened.actor
    for name in ("by", "to", "first"):
        said: str | Iterable[str] | None = getattr(happened.event, name, None)
        if said:
            yield from [said] if isinstance(said, str) else said


async def who_may(snapshot: Snapshot, roles: Iterable[str]) -> dict[str, str]:
    """The open accounts with one of these roles: what their holders are called, by account."""
    query = (
        select(account.c.name, account.c.display_name)
        .where(account.c.closed_at.is_(None), account.c.role.in_(list(roles)))
        .order_by(account.c.display_name)
    )
    return {row.name: row.display_name for row in await snapshot.connection.execute(query)}
