"""What is not for everybody: restricted files with their readers, and a visitor in the room.

Here, and nowhere else, a restricted file is taken out of what was read, before any view is made of it: for
panels, pages, tables, replays and webhooks alike. What stays is what the room must know: the code name, that
something is going on, and of an alert its rule, its priority and who has it in hand.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, Final, TypeVar

from sqlalchemy import BindParameter, Row, TextClause, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from controlroom.watch.alerts import Alert
from controlroom.watch.behaviours import BehaviourAtSite
from controlroom.watch.described import DescribedPerson
from controlroom.watch.incidents import Incident, IncidentKind
from controlroom.watch.legs import Leg
from controlroom.watch.measures import Measure
from controlroom.watch.patrols import PatrolCheck
from controlroom.watch.persons import Person
from controlroom.watch.posts import Post
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.sites import Names, Site
from controlroom.watch.threat import subject
from controlroom.watch.vehicles import SightedVehicle, Sighting, Source
from controlroom.watch.visits import Visit

SEEN: Final = frozenset({Noun.VEHICLE, Noun.DESCRIBED})
"""Known by what was seen of them, at one site or at many."""
HIDDEN: Final = "•••"
NOBODY: Final[frozenset[str]] = frozenset()
T = TypeVar("T")

RESTRICTED: Final = """
SELECT NULL::bigint AS seq, NULL AS ref, NULL::text[] AS readers FROM visitor WHERE came_at IS NOT NULL
UNION ALL SELECT NULL, ref, readers FROM public.file WHERE restricted_at IS NOT NULL
"""
"""A replay shows the visitor of its own time, but what is restricted today is restricted in the past, too."""
READ: Final = text(RESTRICTED)
CODES: Final[BindParameter[Any]] = bindparam("codes", expanding=True)
INCIDENTS: Final = text("SELECT visit, id FROM incident WHERE visit IN :codes").bindparams(CODES)
MEASURES: Final = text("SELECT file, id FROM measure WHERE file IN :codes").bindparams(CODES)
POSTS: Final = text("SELECT site, code FROM post WHERE site IN :codes").bindparams(CODES)


@dataclass(frozen=True, slots=True)
class Veil:
    """`files` that whoever looks may not read, as in `visit:V-1`; the others are what belongs to such."""

    files: frozenset[str] = frozenset()
    incidents: frozenset[str] = frozenset()
    posts: frozenset[str] = frozenset()
    measures: frozenset[str] = frozenset()

    def hides(self, noun: Noun, key: str | None) -> bool:
        return bool(self.files) and key is not None and f"{noun}:{key}" in self.files

    def hidden(self, noun: Noun) -> list[str]:
        """The keys of the hidden files of this noun, in order."""
        return sorted(ref.key for ref in map(Ref.parse, self.files) if ref.noun is noun)

    def placeless(self, about: Ref) -> bool:
        """Whether this belongs to a visit or a person that is hidden, so that no place is told of it."""
        match about.noun:
            case Noun.VISIT | Noun.PERSON:
                return self.hides(*about)
            case Noun.LEG:
                return self.hides(Noun.VISIT, about.key.rpartition("/")[0])
            case Noun.THREAT if file := subject(about.key):
                return self.placeless(file)
            case Noun.INCIDENT:
                return about.key in self.incidents
            case Noun.MEASURE:
                return about.key in self.measures
            case _:
                return False

    def of_no_place(self) -> list[str]:
        """The objects of alerts of which no place is told, a leg by its visit; for a query."""
        files = [f"{noun}:{key}" for noun, key in map(Ref.parse, self.files) if noun is not Noun.SITE]
        legs = [f"{Noun.LEG}:{key}" for noun, key in map(Ref.parse, self.files) if noun is Noun.VISIT]
        incidents = [f"{Noun.INCIDENT}:{key}" for key in self.incidents]
        measures = [f"{Noun.MEASURE}:{key}" for key in self.measures]
        return [*files, *legs, *(f"{Noun.THREAT}:{file}" for file in files), *incidents, *measures]

    def keeps(self, ref: Ref) -> bool:
        """Whether what has this name belongs to a hidden file, as far as its name says so.

        A vehicle's does not say where it was seen, nor a described person's. Who has only that keeps what is
        said of it from all who do not read every file; its alert and its row say which files it is.
        """
        if ref.noun in SEEN:
            return bool(self.files)
        if ref.noun is Noun.THREAT and (file := subject(ref.key)):
            return self.keeps(file)
        if ref.noun is Noun.BEHAVIOUR:
            return self.hides(Noun.SITE, ref.key.rpartition("/")[0])
        return self.hides(*ref) or self.placeless(ref) or (ref.noun is Noun.POST and ref.key in self.posts)

    def covers(self, thing: object) -> bool:
        """Whether this is a thing of a hidden file, veiled already or not yet."""
        match thing:
            case Site(code=site):
                return self.hides(Noun.SITE, site)
            case Person(code=person):
                return self.hides(Noun.PERSON, person)
            case Post(site=site) | PatrolCheck(site=site):
                return self.hides(Noun.SITE, site)
            case Visit(code=visit) | Leg(visit=visit):
                return self.hides(Noun.VISIT, visit)
            case Incident(site=site, visit=visit):
                return self.hides(Noun.SITE, site) or self.hides(Noun.VISIT, visit)
            case Measure(file=file):
                return file in self.files
            case BehaviourAtSite(site=site):
                return self.hides(Noun.SITE, site)
            case (
                SightedVehicle(files=files, sightings=sightings)
                | DescribedPerson(files=files, sightings=sightings)
            ):
                return self.any_of(files) or any(map(self.keeps_sighting, sightings))
            case Alert(files=files) if files:
                return self.any_of(files)
            case Alert(object=about, site=site):
                return self.hides(Noun.SITE, site) or self.keeps(Ref.parse(about))
            case _:
                return False

    def any_of(self, files: Iterable[str]) -> bool:
        return not self.files.isdisjoint(files)

    def keeps_sighting(self, one: Sighting) -> bool:
        """Whether it was at a hidden site, or stands in a report that belongs to a hidden visit."""
        of_visit = one.source is Source.INCIDENT and one.report in self.incidents
        return of_visit or self.hides(Noun.SITE, one.site)

    def over(self, read: T) -> T:
        """The same with what is hidden taken out, however deep it lies in what was read."""
        return _over(read, self) if self.files else read


NO_VEIL: Final = Veil()


def _over(read: Any, veil: Veil) -> Any:
    match read:
        case Site() | Person() | Post() | PatrolCheck() | Visit() | Leg() | Incident() | Alert() | Measure():
            return _veiled(read, veil) if veil.covers(read) else read
        case BehaviourAtSite() | SightedVehicle() | DescribedPerson() if veil.covers(read):
            return _veiled(read, veil)
        case list() | tuple():
            return type(read)(_over(one, veil) for one in read)
        case dict():
            return {key: _over(one, veil) for key, one in read.items()}
        case _ if is_dataclass(read) and any(f.name == "veil" for f in fields(read)):
            inside = {f.name: _over(getattr(read, f.name), veil) for f in fields(read) if f.name != "veil"}
            return replace(read, **inside, veil=veil)  # type: ignore[type-var]
        case _:
            return read


def _veiled(thing: Any, veil: Veil) -> Any:
    match thing:
        case Site():
            nowhere = replace(thing, address="", municipality="", lat=0.0, lon=0.0)
            nobody = replace(nowhere, names=Names(), country="", organisation="", contacts=None)
            return replace(nobody, name=thing.code, short="", missed=(), recent=())
        case Person():
            return replace(thing, name=HIDDEN, function=None, country="", organisation="", institution=None)
        case Post():
            return replace(thing, name=thing.code, units=(), manned_by=thing.manned_by and HIDDEN)
        case PatrolCheck():
            return replace(
                thing, unit=thing.unit and HIDDEN, done_by=thing.done_by and HIDDEN, checkpoint=None
            )
        case Visit():
            unsaid = replace(thing, places=(), team=(), versions=(), intake=None)
            return replace(unsaid, delegation=HIDDEN, event=None, person=None)
        case Leg():
            return replace(thing, origin=HIDDEN, destination=HIDDEN, units=(), convoy=0)
        case Incident():
            site = None if veil.hides(Noun.VISIT, thing.visit) else thing.site
            silent = replace(thing, text=None, facts=None, assessment=None, vehicle=None, position=None)
            return replace(silent, unit=HIDDEN, kind=IncidentKind.OTHER, site=site, area=None)
        case SightedVehicle() | DescribedPerson():
            seen = tuple(one for one in thing.sightings if not veil.keeps_sighting(one))
            return _as_seen(thing, seen)
        case Measure():
            bare = tuple(replace(one, terms=None) for one in thing.versions)
            return replace(thing, service=HIDDEN, basis_ref="", versions=bare, pending=None, turned_down=())
        case BehaviourAtSite():
            return BehaviourAtSite(thing.key)
        case Alert():
            about = Ref.parse(thing.object)
            gone = veil.placeless(about) or (about.noun in SEEN and veil.hides(Noun.SITE, thing.site))
            told = replace(thing, site=None if gone else thing.site, count=1 if thing.files else thing.count)
            return replace(told, shelf_reason=thing.shelf_reason and HIDDEN)
        case _:
            raise TypeError(f"nobody said what is secret of a {type(thing).__name__}")


def _as_seen(
    one: SightedVehicle | DescribedPerson, seen: tuple[Sighting, ...]
) -> SightedVehicle | DescribedPerson:
    """As if that had been all: nothing counts what is hidden, and it was seen last with the last of these."""
    if not seen:
        return type(one)(one.key, files=one.files, version=0)
    told = replace(one, sightings=seen, seen_at=max(each.at for each in seen), version=0)
    if isinstance(told, DescribedPerson) or told.said_seq in {each.seq for each in seen}:
        return told
    return replace(told, country=None, make=None, colour=None, said_seq=None)


@dataclass(frozen=True, slots=True)
class Secrets:
    """As they are at one moment. `readers` by file; the others by the file that they belong to."""

    visitor: bool = False
    readers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    incidents: Mapping[str, frozenset[str]] = field(default_factory=dict)
    posts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    measures: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def read_by(self, name: str) -> frozenset[str]:
        """The restricted files that this account may read."""
        return frozenset(file for file, readers in self.readers.items() if name in readers)

    def veil(self, reads: Iterable[str]) -> Veil:
        """For whoever may read these of them."""
        files = frozenset(self.readers).difference(reads)
        if not files:
            return NO_VEIL
        return Veil(files, *(_of(of, files) for of in (self.incidents, self.posts, self.measures)))

    def veil_for(self, name: str) -> Veil:
        return self.veil(self.read_by(name))


def _of(things: Mapping[str, frozenset[str]], files: frozenset[str]) -> frozenset[str]:
    return frozenset().union(*(keys for file, keys in things.items() if file in files))


async def read_secrets(connection: AsyncConnection) -> Secrets:
    return await secrets_of(connection, (await connection.execute(READ)).all())


async def secrets_of(connection: AsyncConnection, rows: Sequence[Row[Any]]) -> Secrets:
    """From the rows of RESTRICTED."""
    if not rows:
        return Secrets()
    readers = {row.ref: frozenset(row.readers) for row in rows if row.ref is not None}
    visitor, codes = any(row.ref is None for row in rows), [Ref.parse(file) for file in readers]
    incidents = await _belonging(connection, INCIDENTS, Noun.VISIT, codes)
    posts = await _belonging(connection, POSTS, Noun.SITE, codes)
    measures = await _measures(connection, list(readers))
    return Secrets(visitor, readers, incidents, posts, measures)


async def _measures(connection: AsyncConnection, files: list[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for file, key in await connection.execute(MEASURES, {"codes": files}) if files else ():
        found.setdefault(file, set()).add(key)
    return {file: frozenset(keys) for file, keys in found.items()}


async def _belonging(
    connection: AsyncConnection, query: TextClause, noun: Noun, files: Iterable[Ref]
) -> dict[str, frozenset[str]]:
    codes = [file.key for file in files if file.noun is noun]
    found: dict[str, set[str]] = {f"{noun}:{code}": set() for code in codes}
    if codes:
        for code, key in await connection.execute(query, {"codes": codes}):
            found[f"{noun}:{code}"].add(str(key))
    return {file: frozenset(keys) for file, keys in found.items()}
