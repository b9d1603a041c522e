"""The list of protected persons, by words and filters, and all that is known of one."""

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from controlroom.store.panels.institutions import A_PAGE
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import PERSON_WORDS, person, site, threat, visit
from controlroom.store.tables import file as file_table
from controlroom.watch.files import File
from controlroom.watch.persons import Person
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.unknown import no_such
from controlroom.watch.visits import Visit

VISITS_AT_MOST: Final = 20
NAMES: Final = sa.func.file_words(
    sa.func.array_append(sa.func.array_append(sa.text("'{}'::text[]"), person.c.code), person.c.code_name)
)


@dataclass(frozen=True, slots=True)
class Wish:
    """`state`: open, in_office, closed, or all; what is empty is not asked for. `page` 0 is all of them."""

    asked: str = ""
    rank: str = ""
    country: str = ""
    state: str = "open"
    page: int = 1


@dataclass(frozen=True, slots=True)
class Persons:
    """`levels`: threat levels by the code of the person, where one was set."""

    persons: list[Person]
    found: int
    levels: dict[str, int]
    countries: list[str]


@dataclass(frozen=True, slots=True)
class OnePerson:
    """`institution`: what it is called, as far as that is read here."""

    person: Person
    file: File | None
    institution: str
    visits: list[Visit]


async def persons(snapshot: Snapshot, wish: Wish) -> Persons:
    """What is hidden from whoever looks is found by its code and its code name only."""
    hidden = snapshot.veil.hidden(Noun.PERSON)
    fits = _fits(wish, hidden)
    query = sa.select(person).where(*fits).order_by(person.c.code_name, person.c.code)
    if wish.page:
        query = query.limit(A_PAGE).offset((wish.page - 1) * A_PAGE)
    found: list[Person] = await snapshot.things(Noun.PERSON, query)
    count = len(found)
    if wish.page:
        count = await snapshot.one(sa.select(sa.func.count()).select_from(person).where(*fits)) or 0
    return Persons(
        found, count, await _levels(snapshot, [one.code for one in found]), await _countries(snapshot, hidden)
    )


def _fits(wish: Wish, hidden: list[str]) -> list[Any]:
    fits: list[Any] = []
    if wish.asked:
        asked = sa.cast(wish.asked, TSQUERY)
        fits.append(sa.text(f"{PERSON_WORDS} @@ CAST(:asked AS tsquery)").bindparams(asked=wish.asked))
        if hidden:
            fits.append(sa.or_(person.c.code.not_in(hidden), NAMES.op("@@")(asked)))
    if wish.rank:
        fits.append(person.c.rank == wish.rank)
    if wish.country:
        fits += [person.c.country == wish.country, person.c.code.not_in(hidden)]
    match wish.state:
        case "open":
            fits.append(person.c.closed_at.is_(None))
        case "in_office":
            fits += [person.c.closed_at.is_(None), person.c.in_office]
        case "closed":
            fits.append(person.c.closed_at.is_not(None))
        case _:
            pass
    return fits


async def _levels(snapshot: Snapshot, codes: list[str]) -> dict[str, int]:
    scopes = [str(Ref(Noun.PERSON, code)) for code in codes]
    query = sa.select(threat.c.scope, threat.c.level).where(threat.c.scope.in_(scopes))
    rows = await snapshot.connection.execute(query) if scopes else ()
    return {Ref.parse(row.scope).key: row.level for row in rows if row.level}


async def _countries(snapshot: Snapshot, hidden: list[str]) -> list[str]:
    named = sa.select(person.c.country).where(person.c.country != "", person.c.code.not_in(hidden))
    return [row.country for row in await snapshot.connection.execute(named.distinct())]


async def one_person(snapshot: Snapshot, code: str) -> Person:
    found: list[Person] = await snapshot.things(Noun.PERSON, sa.select(person).where(person.c.code == code))
    if not found:
        raise no_such(Noun.PERSON, code)
    return found[0]


async def person_file(snapshot: Snapshot, code: str) -> OnePerson:
    one, ref = await one_person(snapshot, code), Ref(Noun.PERSON, code)
    hidden = snapshot.veil.hides(*ref)
    files: list[File] = await snapshot.things(
        Noun.FILE, sa.select(file_table).where(file_table.c.ref == str(ref))
    )
    sites = await snapshot.sites([one.institution])
    return OnePerson(
        one,
        files[0] if files and files[0].restricted else None,
        sites[one.institution].name if one.institution in sites else one.institution or "",
        [] if hidden else await _visits_of(snapshot, code),
    )


async def _visits_of(snapshot: Snapshot, code: str) -> list[Visit]:
    """The newest first. One that is hidden is not told: whose it is and when is part of what is kept."""
    hidden = snapshot.veil.hidden(Noun.VISIT)
    query = sa.select(visit).where(visit.c.person == code, visit.c.code.not_in(hidden))
    found: list[Visit] = await snapshot.things(
        Noun.VISIT, query.order_by(visit.c.starts_at.desc()).limit(VISITS_AT_MOST)
    )
    return found


async def next_code(snapshot: Snapshot) -> str:
    """One after the highest of ours, as P-0042."""
    highest = await snapshot.one(
        sa.select(sa.func.max(sa.cast(sa.func.substr(person.c.code, 3), sa.Integer))).where(
            person.c.code.regexp_match("^P-[0-9]{1,6}$")
        )
    )
    return f"P-{(highest or 0) + 1:04}"


async def all_sites(snapshot: Snapshot) -> dict[str, str]:
    """What each site is called by its code, of those that are read here; for a choice."""
    hidden = snapshot.veil.hidden(Noun.SITE)
    query = sa.select(site.c.code, site.c.name).where(site.c.code.not_in(hidden)).order_by(site.c.name)
    return {row.code: row.name for row in await snapshot.connection.execute(query)}
