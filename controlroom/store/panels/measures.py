"""Measures for lists and pages: one page of them, one with all that was written of it, those that wait."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text

from controlroom.store.codec import decode_event
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import (
    ACTING_MEASURE,
    OPEN_MEASURE,
    OPEN_VISIT,
    WAITING_MEASURE,
    journal,
    measure,
    person,
    post,
    site,
    visit,
)
from controlroom.watch.events import Event
from controlroom.watch.measures import ContactPerson, Measure, MeasureKind, PriorityCalls, Terms
from controlroom.watch.posts import Post
from controlroom.watch.refs import Noun, Ref

AT_ONCE: Final = 50
NAMED: Final = {
    Noun.SITE: (site.c.code, site.c.name),
    Noun.VISIT: (visit.c.code, visit.c.code_name),
    Noun.PERSON: (person.c.code, person.c.code_name),
}
"""What a file is called; a visit and a person by their code names."""
FILES_NOW: Final = {
    Noun.SITE: text("SELECT code, threat_level, municipality, false FROM site WHERE code = ANY(:keys)"),
    Noun.VISIT: text(
        "SELECT code, threat_level, '', state IN ('closed', 'cancelled') FROM visit WHERE code = ANY(:keys)"
    ),
    Noun.PERSON: text(
        "SELECT code, level, '', closed_at IS NOT NULL FROM person"
        " LEFT JOIN threat ON scope = 'person:' || code WHERE code = ANY(:keys)"
    ),
}
REACHED: Final = (MeasureKind.CONTACT_PERSON, MeasureKind.PRIORITY_CALLS)


@dataclass(frozen=True, slots=True)
class Asked:
    """`state`: one of the states, `open` (not over), `waiting` (for approval) or `all`.

    `within`: runs out in so many days. `words`: in its number, its service or what its file is called.
    """

    state: str = "open"
    kind: str = ""
    file: str = ""
    within: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """`total` of all that fit; `names` of their files."""

    measures: list[Measure]
    total: int
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """What the journal has of one event: None where its words were erased."""

    reason: str | None = None
    personal: Terms | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """`said` by the number of the event; `people` by account. `post`: the one that stands for it."""

    measure: Measure
    name: str
    said: Mapping[int, Said]
    people: Mapping[str, str]
    post: Post | None = None
    level: int | None = None
    place: str = ""
    over: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call for a file: the police officer of it, or the number that is answered first."""

    measure: str
    file: str
    terms: ContactPerson | PriorityCalls


@dataclass(frozen=True, slots=True)
class OnFile:
    """The measures of one file that are not over, and whom to call for it."""

    file: str
    measures: list[Measure] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Queue:
    """`whole`: a page of what waits, the oldest first; urgent ones before the others. `total`: of all."""

    whole: Sequence[Whole] = field(default_factory=tuple)
    total: int = 0


async def measures(snapshot: Snapshot, asked: Asked, now: datetime, page: int | None) -> Listed:
    """A page of them, the ones that run out first before the others; without a page all."""
    query = select(measure).where(*_fitting(snapshot, asked, now))
    total = await snapshot.one(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(measure.c.valid_to.nulls_last(), measure.c.id)
    if page is not None:
        ordered = ordered.limit(AT_ONCE).offset((page - 1) * AT_ONCE)
    found: list[Measure] = await snapshot.things(Noun.MEASURE, ordered)
    return Listed(found, total, await file_names(snapshot, (one.file for one in found)))


def _fitting(snapshot: Snapshot, asked: Asked, now: datetime) -> list[ColumnElement[bool] | Any]:
    wanted: list[ColumnElement[bool] | Any] = [_read_here(snapshot)]
    match asked.state:
        case "open":
            wanted.append(OPEN_MEASURE)
        case "waiting":
            wanted.append(WAITING_MEASURE)
        case "all" | "":
            pass
        case state:
            wanted.append(measure.c.state == state)
    if asked.kind:
        wanted.append(measure.c.kind == asked.kind)
    if asked.file:
        wanted.append(measure.c.file == asked.file)
    if asked.within is not None:
        until = now + timedelta(days=asked.within)
        wanted += [ACTING_MEASURE, measure.c.valid_to <= until]
    if asked.words.strip():
        wanted.append(_has_words(asked.words.strip().lower()))
    return wanted


def _read_here(snapshot: Snapshot) -> ColumnElement[bool]:
    """Of a file that is not read here nothing is listed."""
    return measure.c.file.not_in(sorted(snapshot.veil.files))


def _has_words(words: str) -> ColumnElement[bool]:
    named = [
        measure.c.file.in_(select(func.concat(f"{noun.value}:", code)).where(_holds(name, words)))
        for noun, (code, name) in NAMED.items()
    ]
    own = (_holds(column, words) for column in (measure.c.id, measure.c.service, measure.c.file))
    return or_(*own, *named)


def _holds(column: ColumnElement[str], words: str) -> ColumnElement[bool]:
    return func.strpos(func.lower(column), words) > 0


async def file_names(snapshot: Snapshot, files: Iterable[str]) -> dict[str, str]:
    """What these files are called; one that is not read here goes by its code."""
    refs = [Ref.parse(file) for file in set(files)]
    found: dict[str, str] = {}
    for noun, (code, name) in NAMED.items():
        keys = [ref.key for ref in refs if ref.noun is noun]
        if keys:
            rows = await snapshot.connection.execute(select(code, name).where(code.in_(keys)))
            found |= {f"{noun}:{key}": called for key, called in rows}
    return {
        file: Ref.parse(file).key if file in snapshot.veil.files else name for file, name in found.items()
    }


async def all_files(snapshot: Snapshot) -> dict[str, str]:
    """What a measure or a meeting can be about: sites, visits, persons, none of them over or closed."""
    still = (
        select(site.c.code, site.c.name).order_by(site.c.name),
        select(visit.c.code, visit.c.code_name).where(OPEN_VISIT),
        select(person.c.code, person.c.code_name).where(person.c.closed_at.is_(None)),
    )
    found: dict[str, str] = {}
    for noun, query in zip(NAMED, still, strict=True):
        for key, called in await snapshot.connection.execute(query):
            found[f"{noun}:{key}"] = called
    return {file: name for file, name in found.items() if file not in snapshot.veil.files}


async def whole(snapshot: Snapshot, key: str) -> Whole | None:
    """With reasons, names and numbers; one of a file that is not read here is not there."""
    query = select(measure).where(measure.c.id == key, _read_here(snapshot))
    found = await _wholes(snapshot, query)
    return found[0] if found else None


async def waiting(snapshot: Snapshot, page: int = 1) -> Queue:
    urgent_first = measure.c.urgent_at.is_(None)
    query = select(measure).where(WAITING_MEASURE, _read_here(snapshot))
    total = await snapshot.one(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(urgent_first, measure.c.proposed_at, measure.c.id)
    return Queue(await _wholes(snapshot, ordered.limit(AT_ONCE).offset((page - 1) * AT_ONCE)), total)


async def measures_of(snapshot: Snapshot, file: str, *, closed: bool = False) -> list[Measure]:
    """Of one file, those that are not over; or all, the newest last."""
    query = select(measure).where(measure.c.file == file, _read_here(snapshot))
    if not closed:
        query = query.where(OPEN_MEASURE)
    found: list[Measure] = await snapshot.things(Noun.MEASURE, query.order_by(measure.c.kind, measure.c.id))
    return found


async def on_file(snapshot: Snapshot, file: str) -> OnFile:
    """Nothing where the file is not read."""
    return OnFile(file, await measures_of(snapshot, file), await contacts(snapshot, [file]))


async def contacts(snapshot: Snapshot, files: Iterable[str]) -> list[Contact]:
    """Whom to call for these files at this moment: what is in force, also what has lapsed."""
    wanted = [file for file in dict.fromkeys(files) if file not in snapshot.veil.files]
    if not wanted:
        return []
    kinds = measure.c.kind.in_([kind.value for kind in REACHED])
    query = select(measure).where(measure.c.file.in_(wanted), ACTING_MEASURE, kinds)
    found: list[Measure] = await snapshot.things(Noun.MEASURE, query.order_by(measure.c.kind, measure.c.id))
    said = await _said(snapshot, (one.current.terms_seq for one in found if one.current))
    terms = ((one, said.get(one.current.terms_seq, Said()).personal) for one in found if one.current)
    return [Contact(one.id, one.file, t) for one, t in terms if isinstance(t, ContactPerson | PriorityCalls)]


async def _wholes(snapshot: Snapshot, query: Select[Any]) -> list[Whole]:
    found: list[Measure] = await snapshot.things(Noun.MEASURE, query)
    names = await file_names(snapshot, (one.file for one in found))
    said = await _said(snapshot, (seq for one in found for seq in _seqs(one)))
    people = await snapshot.people(name for one in found for name in _people(one))
    posts: list[Post] = []
    if found:
        of_these = and_(post.c.measure.in_([one.id for one in found]), post.c.closed_at.is_(None))
        posts = await snapshot.things(Noun.POST, select(post).where(of_these))
    standing = {one.measure: one for one in posts}
    levels = await _levels(snapshot, (one.file for one in found))
    return [
        Whole(
            one,
            names.get(one.file, Ref.parse(one.file).key),
            said,
            people,
            standing.get(one.id),
            *levels.get(one.file, NOT_KNOWN),
        )
        for one in found
    ]


class _Now(NamedTuple):
    """What a file is like: its threat level, where it is, whether it is over."""

    level: int | None
    place: str
    over: bool


NOT_KNOWN: Final = _Now(None, "", over=False)


async def _levels(snapshot: Snapshot, files: Iterable[str]) -> dict[str, _Now]:
    keys: defaultdict[Noun, list[str]] = defaultdict(list)
    for ref in map(Ref.parse, set(files)):
        keys[ref.noun].append(ref.key)
    found: dict[str, _Now] = {}
    for noun, query in FILES_NOW.items():
        if of_it := keys[noun]:
            rows = await snapshot.connection.execute(query, {"keys": of_it})
            found |= {f"{noun}:{key}": _Now(level, place, over) for key, level, place, over in rows}
    return found


def _seqs(one: Measure) -> Iterable[int]:
    for version in one.history:
        yield version.seq
        yield version.terms_seq
        if version.closed_seq:
            yield version.closed_seq


def _people(one: Measure) -> Iterable[str | None]:
    for version in one.history:
        yield version.by
        yield version.closed_by
        if version.approval:
            yield version.approval.by


async def _said(snapshot: Snapshot, seqs: Iterable[int]) -> dict[int, Said]:
    """The words of these events, of which no other table has a copy."""
    wanted = sorted(set(seqs))
    if not wanted:
        return {}
    query = select(journal.c.seq, journal.c.kind, journal.c.body, journal.c.private)
    rows = await snapshot.connection.execute(query.where(journal.c.seq.in_(wanted)))
    return {row.seq: _words(decode_event(row.kind, row.body, row.private)) for row in rows}


def _words(event: Event) -> Said:
    return Said(getattr(event, "reason", None), getattr(event, "personal", None))
