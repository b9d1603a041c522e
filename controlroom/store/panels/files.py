"""Files that can be restricted, who reads them, and what was decided about that."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, literal, select, text, union

from controlroom.errors import Unknown
from controlroom.store.codec import decode_event
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import OF_A_FILE, OPEN_VISIT, account, person, site, visit
from controlroom.store.tables import file as file_table
from controlroom.watch.events import Event
from controlroom.watch.files import CAN_BE_RESTRICTED, File
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.unknown import no_such

DECISIONS: Final = text(f"""
SELECT recorded_at, kind, body, private FROM journal WHERE {OF_A_FILE} AND (body::jsonb ->> 'ref') = :ref
ORDER BY seq DESC LIMIT 200
""")  # noqa: S608 - names of our own columns


@dataclass(frozen=True, slots=True)
class Title:
    """`name`: the code name of a visit or a person; of a site its name, or its code if it is not read."""

    ref: Ref
    name: str
    file: File
    read: bool


@dataclass(frozen=True, slots=True)
class Decision:
    at: datetime
    event: Event


@dataclass(frozen=True, slots=True)
class Whole:
    """`people`: what accounts are called, of those who read it or decided; `others` who could be let in."""

    title: Title
    decisions: list[Decision]
    people: dict[str, str]
    others: dict[str, str]


async def titles(snapshot: Snapshot) -> list[Title]:
    """Of every visit that is not over, every site, and whatever is restricted, which comes first."""
    found = await _named(snapshot)
    files = {one.ref: one for one in await snapshot.things(Noun.FILE, select(file_table))}
    rows = [_title(snapshot, ref, name, files.get(str(ref))) for ref, name in found]
    return sorted(rows, key=lambda row: (not row.file.restricted, row.ref.noun != Noun.VISIT, row.name))


async def _named(snapshot: Snapshot) -> list[tuple[Ref, str]]:
    restricted = select(file_table.c.ref).where(file_table.c.restricted_at.is_not(None))
    of_visits, of_persons = (
        restricted.with_only_columns(func.split_part(file_table.c.ref, ":", 2)).where(
            file_table.c.ref.startswith(f"{noun}:")
        )
        for noun in (Noun.VISIT, Noun.PERSON)
    )
    visits = select(literal("visit").label("noun"), visit.c.code, visit.c.code_name)
    sites = select(literal("site"), site.c.code, site.c.name)
    persons = select(literal("person"), person.c.code, person.c.code_name)
    every = union(
        visits.where(OPEN_VISIT),
        visits.where(visit.c.code.in_(of_visits)),
        sites,
        persons.where(person.c.code.in_(of_persons)),
    )
    rows = await snapshot.connection.execute(every)
    return [(Ref(Noun(row[0]), row[1]), row[2]) for row in rows]


def _title(snapshot: Snapshot, ref: Ref, name: str, file: File | None) -> Title:
    hidden = snapshot.veil.hides(*ref)
    safe = ref.key if hidden and ref.noun is Noun.SITE else name
    return Title(ref, safe, file or File(str(ref)), not hidden)


async def whole(snapshot: Snapshot, ref: Ref, roles: Iterable[str]) -> Whole:
    """Who reads it is told to everybody, so that they know whom to ask; why is told to its readers."""
    if ref.noun not in CAN_BE_RESTRICTED:
        raise Unknown(f"there is no file {ref}")
    name = await snapshot.one(_name_of(ref))
    if name is None:
        raise no_such(ref.noun, ref.key)
    kept: list[File] = await snapshot.things(
        Noun.FILE, select(file_table).where(file_table.c.ref == str(ref))
    )
    title = _title(snapshot, ref, name, kept[0] if kept else None)
    rows = await snapshot.connection.execute(DECISIONS, {"ref": str(ref)})
    decisions = [_decision(row, told=title.read) for row in rows]
    decided = {getattr(one.event, who, None) for one in decisions for who in ("by", "reader")}
    people = await snapshot.people([*title.file.readers, *decided])
    return Whole(title, decisions, people, await _others(snapshot, title.file, roles))


def _name_of(ref: Ref) -> Any:
    if ref.noun is Noun.PERSON:
        return select(person.c.code_name).where(person.c.code == ref.key)
    if ref.noun is Noun.VISIT:
        return select(visit.c.code_name).where(visit.c.code == ref.key)
    return select(site.c.name).where(site.c.code == ref.key)


def _decision(row: Any, *, told: bool) -> Decision:
    return Decision(row.recorded_at, decode_event(row.kind, row.body, row.private if told else None))


async def _others(snapshot: Snapshot, file: File, roles: Iterable[str]) -> dict[str, str]:
    query = (
        select(account.c.name, account.c.display_name)
        .where(account.c.closed_at.is_(None), account.c.role.in_(list(roles)))
        .where(account.c.name.not_in(file.readers))
        .order_by(account.c.display_name)
    )
    return {row.name: row.display_name for row in await snapshot.connection.execute(query)}
