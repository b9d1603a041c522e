"""The meetings that somebody may see: those to which they are invited, or all for whoever keeps them.

Whoever is invited reads what is shared in the meeting, and of its file the name alone. Whoever keeps meetings
does not see one about a file that is hidden from them, unless they are invited.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, bindparam, func, literal, or_, select, text, true

from controlroom.store.log_rows import with_numbers
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import account, meeting
from controlroom.watch.meetings import Meeting
from controlroom.watch.refs import Noun, Ref

PAGE: Final = 50
IN_A_TABLE: Final = 5000
NAMES: Final = text(
    """
    SELECT 'site:' || code AS file, name FROM site WHERE code IN :sites
    UNION ALL SELECT 'visit:' || code, code_name FROM visit WHERE code IN :visits
    UNION ALL SELECT 'person:' || code, code_name FROM person WHERE code IN :persons
    """
).bindparams(*(bindparam(name, expanding=True, type_=Text) for name in ("sites", "visits", "persons")))
"""Of a visit and of a person the code name: who it is stands in the file, which a partner does not see."""


@dataclass(frozen=True, slots=True)
class Eyes:
    """`keeps`: they call meetings, and see those of others."""

    name: str
    keeps: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """`more`: there are older ones. `files`: what they are about, by name; `people` by account."""

    meetings: list[Meeting]
    more: bool
    files: dict[str, str]
    people: dict[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """One with all that is said in it, by the numbers of the journal; what was erased is None."""

    meeting: Meeting
    file: str
    people: dict[str, str]
    said: dict[int, str | None] = field(default_factory=dict)


def seen_by(snapshot: Snapshot, eyes: Eyes) -> ColumnElement[bool]:
    seat = func.jsonb_build_array(func.jsonb_build_object("name", literal(eyes.name)))
    invited = meeting.c.invited.op("@>")(seat)
    if not eyes.keeps:
        return invited
    hidden = snapshot.veil.files
    return or_(invited, meeting.c.file.not_in(hidden)) if hidden else true()


async def listed(
    snapshot: Snapshot, eyes: Eyes, states: Iterable[str], skipped: int = 0, most: int = PAGE
) -> Listed:
    """The newest first; those to come stand before those that were."""
    wanted = select(meeting).where(seen_by(snapshot, eyes), meeting.c.state.in_(list(states)))
    ordered = wanted.order_by(meeting.c.at.desc(), meeting.c.id).offset(skipped).limit(most + 1)
    found: list[Meeting] = await snapshot.things(Noun.MEETING, ordered)
    shown = found[:most]
    names = {one.called_by for one in shown} | {seat.name for one in shown for seat in one.invited}
    files = await names_of_files(snapshot, (one.file for one in shown))
    return Listed(shown, len(found) > most, files, await snapshot.people(names))


async def one(snapshot: Snapshot, eyes: Eyes, key: str) -> Told | None:
    """None if there is none, or none for these eyes: that is the same answer."""
    query = select(meeting).where(meeting.c.id == key, seen_by(snapshot, eyes))
    found: list[Meeting] = await snapshot.things(Noun.MEETING, query)
    if not found:
        return None
    (it,) = found
    told = await with_numbers(snapshot, _numbers(it))
    said = {number: _words(happened.event) for number, happened in told.items()}
    names = [it.called_by, *(seat.name for seat in it.invited), *(o.by for o in it.opinions), *_writers(it)]
    files = await names_of_files(snapshot, [it.file])
    return Told(it, files.get(it.file, it.file), await snapshot.people(names), said)


def _numbers(it: Meeting) -> list[int]:
    said = [one.number for one in (it.analysis, it.decision, it.minutes) if one]
    return [*said, *(opinion.number for opinion in it.opinions)]


def _writers(it: Meeting) -> list[str]:
    return [one.by for one in (it.analysis, it.decision, it.minutes) if one]


def _words(event: Any) -> str | None:
    words: str | None = event.analysis if event.kind == "meeting.called" else event.text
    return words


async def names_of_files(snapshot: Snapshot, files: Iterable[str]) -> dict[str, str]:
    """What the room calls them, without a veil: for those who may see that there is a meeting about it."""
    refs = {Ref.parse(file) for file in files}
    if not refs:
        return {}
    keys = {
        f"{noun.value}s": [ref.key for ref in refs if ref.noun is noun]
        for noun in (Noun.SITE, Noun.VISIT, Noun.PERSON)
    }
    return {row.file: row.name for row in await snapshot.connection.execute(NAMES, keys)}


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who can be invited; `partner`: of another service."""

    name: str
    called: str
    partner: bool


async def guests(snapshot: Snapshot, roles: Iterable[str]) -> list[Guest]:
    """Partners first."""
    query = select(account.c.name, account.c.display_name, account.c.role).where(
        account.c.role.in_(list(roles)), account.c.closed_at.is_(None)
    )
    rows = await snapshot.connection.execute(query.order_by(account.c.display_name))
    found = [Guest(row.name, row.display_name, row.role == "partner") for row in rows]
    return sorted(found, key=lambda guest: not guest.partner)
