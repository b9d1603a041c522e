"""The list of institutions, by words and filters, and all that is known of one: one query a block."""

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from controlroom.store.panels.alerts import OpenAlerts, told_at, with_names
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import OPEN_ALERT, SITE_WORDS, alert, incident, person, post, site
from controlroom.store.tables import file as file_table
from controlroom.store.veil import Veil
from controlroom.watch.files import File
from controlroom.watch.incidents import Incident
from controlroom.watch.persons import Person
from controlroom.watch.posts import Post
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.sites import Site
from controlroom.watch.unknown import no_such

A_PAGE: Final = 50
INCIDENTS_AT_MOST: Final = 8
ALERTS_AT_MOST: Final = 20
PERSONS_AT_MOST: Final = 50
CODE_WORDS: Final = sa.func.file_words(sa.func.array_append(sa.text("'{}'::text[]"), site.c.code))


@dataclass(frozen=True, slots=True)
class Wish:
    """`asked`: a tsquery. What is empty or 0 is not asked for. `page` counts from 1; 0 is all of them."""

    asked: str = ""
    kind: str = ""
    municipality: str = ""
    level: int = 0
    page: int = 1


@dataclass(frozen=True, slots=True)
class OpenAt:
    """How many alerts are open at a site, and the highest priority among them."""

    count: int
    priority: int


@dataclass(frozen=True, slots=True)
class Institutions:
    """`found`: on all pages."""

    sites: list[Site]
    found: int
    open: dict[str, OpenAt]
    municipalities: list[str]


@dataclass(frozen=True, slots=True)
class Institution:
    """`file`: who reads it, while it is restricted."""

    site: Site
    posts: list[Post]
    alerts: OpenAlerts
    incidents: list[Incident]
    persons: list[Person]
    file: File | None


async def institutions(snapshot: Snapshot, wish: Wish) -> Institutions:
    """What is hidden from whoever looks is found by its code only, and stands where its code does."""
    hidden = snapshot.veil.hidden(Noun.SITE)
    fits = _fits(wish, hidden)
    called = sa.case((site.c.code.in_(hidden), site.c.code), else_=site.c.name) if hidden else site.c.name
    query = sa.select(site).where(*fits).order_by(called, site.c.code)
    if wish.page:
        query = query.limit(A_PAGE).offset((wish.page - 1) * A_PAGE)
    sites: list[Site] = await snapshot.things(Noun.SITE, query)
    found = len(sites) if not wish.page else await _count(snapshot, fits)
    return Institutions(
        sites, found, await _open_at(snapshot, [one.code for one in sites]), await _places(snapshot, hidden)
    )


def _fits(wish: Wish, hidden: list[str]) -> list[sa.ColumnElement[bool]]:
    fits: list[Any] = []
    if wish.asked:
        asked = sa.cast(wish.asked, TSQUERY)
        fits.append(sa.text(f"{SITE_WORDS} @@ CAST(:asked AS tsquery)").bindparams(asked=wish.asked))
        if hidden:
            fits.append(sa.or_(site.c.code.not_in(hidden), CODE_WORDS.op("@@")(asked)))
    if wish.kind:
        fits.append(site.c.kind == wish.kind)
    if wish.municipality:
        fits += [site.c.municipality == wish.municipality, site.c.code.not_in(hidden)]
    if wish.level:
        fits.append(site.c.threat_level == wish.level)
    return fits


async def _count(snapshot: Snapshot, fits: list[sa.ColumnElement[bool]]) -> int:
    return int(await snapshot.one(sa.select(sa.func.count()).select_from(site).where(*fits)) or 0)


async def _open_at(snapshot: Snapshot, codes: list[str]) -> dict[str, OpenAt]:
    if not codes:
        return {}
    query = (
        sa.select(alert.c.site, sa.func.count(), sa.func.min(alert.c.priority))
        .where(OPEN_ALERT, told_at(snapshot.veil, codes))
        .group_by(alert.c.site)
    )
    rows = await snapshot.connection.execute(query)
    return {row[0]: OpenAt(row[1], row[2]) for row in rows}


async def _places(snapshot: Snapshot, hidden: list[str]) -> list[str]:
    named = sa.select(site.c.municipality).where(site.c.municipality != "", site.c.code.not_in(hidden))
    rows = await snapshot.connection.execute(named.distinct().order_by(site.c.municipality))
    return [row.municipality for row in rows]


async def one_site(snapshot: Snapshot, code: str) -> Site:
    found: list[Site] = await snapshot.things(Noun.SITE, sa.select(site).where(site.c.code == code))
    if not found:
        raise no_such(Noun.SITE, code)
    return found[0]


async def institution(snapshot: Snapshot, code: str) -> Institution:
    """Of one that is not read here, what everybody sees: that it is there, its posts and its alerts."""
    one, ref = await one_site(snapshot, code), Ref(Noun.SITE, code)
    hidden = snapshot.veil.hides(*ref)
    posts = await snapshot.things(Noun.POST, sa.select(post).where(post.c.site == code).order_by(post.c.code))
    alerts = await snapshot.things(Noun.ALERT, _alerts_at(snapshot.veil, code))
    there = sa.and_(incident.c.site == code, incident.c.id.not_in(map(int, snapshot.veil.incidents)))
    newest = sa.select(incident).where(there).order_by(incident.c.id.desc())
    incidents = await snapshot.things(Noun.INCIDENT, newest.limit(INCIDENTS_AT_MOST))
    files: list[File] = await snapshot.things(
        Noun.FILE, sa.select(file_table).where(file_table.c.ref == str(ref))
    )
    return Institution(
        one,
        posts,
        await with_names(snapshot, alerts),
        [] if hidden else incidents,
        [] if hidden else await _persons_of(snapshot, code),
        files[0] if files and files[0].restricted else None,
    )


def _alerts_at(veil: Veil, code: str) -> Any:
    open_there = sa.select(alert).where(OPEN_ALERT, told_at(veil, [code]))
    return open_there.order_by(alert.c.priority, alert.c.id).limit(ALERTS_AT_MOST)


async def _persons_of(snapshot: Snapshot, code: str) -> list[Person]:
    """Where somebody works whose file is not read here is not said here, either."""
    hidden = snapshot.veil.hidden(Noun.PERSON)
    query = sa.select(person).where(
        person.c.institution == code, person.c.closed_at.is_(None), person.c.code.not_in(hidden)
    )
    found: list[Person] = await snapshot.things(
        Noun.PERSON, query.order_by(person.c.rank, person.c.code_name).limit(PERSONS_AT_MOST)
    )
    return found


async def for_import(snapshot: Snapshot) -> tuple[dict[str, Site], frozenset[str]]:
    """All sites by their codes, and the codes of those that whoever looks may not read."""
    sites: list[Site] = await snapshot.things(Noun.SITE, sa.select(site))
    return {one.code: one for one in sites}, frozenset(snapshot.veil.hidden(Noun.SITE))
