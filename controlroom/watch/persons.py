"""A protected person: of what rank, whether in office, and under which code name the room speaks of them.

What says who it is, the name and the function, is personal data: it comes in an event of its own, so that it
can be erased by law and the file still stands.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar, Final, assert_never

from controlroom.errors import Refused, Stale
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import PRIVATE
from controlroom.watch.unknown import no_such
from controlroom.watch.visits import Rank
from controlroom.watch.words import mark

LONGEST: Final = 160
WHY: Final = mark("Say why.")
NO_CODE: Final = mark("A person has a code.")
NO_CODE_NAME: Final = mark("A person has a code name, by which the room speaks of them.")
NO_NAME: Final = mark("A person has a name.")
TOO_LONG: Final = mark("A name or a function has at most 160 characters.")
KNOWN_BEFORE: Final = mark("There is a person with the code %(code)s already.")
CLOSED: Final = mark("This file is closed. Open it again first.")
NOT_CLOSED: Final = mark("This file is not closed.")
CHANGED_MEANWHILE: Final = mark("Somebody else changed this person meanwhile. Look again, then change it.")


@dataclass(frozen=True, slots=True)
class Person:
    """`in_office`: escort and close protection are in principle for those alone. `version`: counts changes.

    `country` as in ISO 3166, two letters; `institution`: the site whose person it is. `said_seq`: the
    number of the event that said who it is.
    """

    code: str
    code_name: str
    rank: Rank
    in_office: bool
    country: str = ""
    organisation: str = ""
    institution: str | None = None
    name: str | None = None
    function: str | None = None
    said_seq: int | None = None
    closed_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Particulars:
    """What somebody types of a person."""

    code_name: str
    rank: Rank
    in_office: bool
    name: str
    function: str = ""
    country: str = ""
    organisation: str = ""
    institution: str | None = None


@dataclass(frozen=True, slots=True)
class RegisterPerson:
    code: str
    by: str
    particulars: Particulars


@dataclass(frozen=True, slots=True)
class ChangePerson:
    """`seen` is the version on the page of whoever changes it."""

    code: str
    by: str
    particulars: Particulars
    seen: int


@dataclass(frozen=True, slots=True)
class ClosePerson:
    code: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReopenPerson:
    code: str
    by: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Personal data."""

    name: str
    function: str = ""


@dataclass(frozen=True, slots=True)
class _OfPerson:
    person: str
    by: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.PERSON, self.person),)


@dataclass(frozen=True, slots=True)
class PersonRegistered(_OfPerson):
    kind: ClassVar = "person.registered"
    code_name: str
    rank: Rank
    in_office: bool
    country: str = ""
    organisation: str = ""
    institution: str | None = None


@dataclass(frozen=True, slots=True)
class PersonNamed(_OfPerson):
    """Who it is; once it was erased nothing is left of it."""

    kind: ClassVar = "person.named"
    identity: Identity | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class PersonChanged(_OfPerson):
    kind: ClassVar = "person.changed"
    code_name: str
    rank: Rank
    in_office: bool
    country: str = ""
    organisation: str = ""
    institution: str | None = None


@dataclass(frozen=True, slots=True)
class PersonClosed(_OfPerson):
    kind: ClassVar = "person.closed"
    reason: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class PersonReopened(_OfPerson):
    kind: ClassVar = "person.reopened"


PersonCommand = RegisterPerson | ChangePerson | ClosePerson | ReopenPerson
PersonEvent = PersonRegistered | PersonNamed | PersonChanged | PersonClosed | PersonReopened


def decide(person: Person | None, command: PersonCommand) -> list[PersonEvent]:
    if isinstance(command, RegisterPerson):
        return _register(person, command)
    if person is None:
        raise no_such(Noun.PERSON, command.code)
    match command:
        case ChangePerson():
            return _change(person, command)
        case ClosePerson(by=by, reason=reason):
            if not reason.strip():
                raise Refused(WHY, field="reason")
            return [] if person.closed_at else [PersonClosed(person.code, by, reason.strip())]
        case ReopenPerson(by=by):
            if not person.closed_at:
                raise Refused(NOT_CLOSED, field="code")
            return [PersonReopened(person.code, by)]
        case _:
            assert_never(command)


def _register(person: Person | None, command: RegisterPerson) -> list[PersonEvent]:
    """Said twice it is registered once; another person under a code that is taken is refused."""
    if not command.code.strip():
        raise Refused(NO_CODE, field="code")
    told = _checked(command.particulars)
    if person:
        if _told(person) == told and person.closed_at is None:
            return []
        raise Refused(KNOWN_BEFORE, field="code", code=person.code)
    identity = Identity(told.name, told.function)
    registered = PersonRegistered(command.code, command.by, *_open_part(told))
    return [registered, PersonNamed(command.code, command.by, identity)]


def _change(person: Person, command: ChangePerson) -> list[PersonEvent]:
    told, before = _checked(command.particulars), _told(person)
    if told == before:
        return []
    if person.closed_at:
        raise Refused(CLOSED, field="code")
    if person.version != command.seen:
        raise Stale(CHANGED_MEANWHILE)
    events: list[PersonEvent] = []
    if _open_part(told) != _open_part(before):
        events.append(PersonChanged(person.code, command.by, *_open_part(told)))
    if (told.name, told.function) != (before.name, before.function):
        events.append(PersonNamed(person.code, command.by, Identity(told.name, told.function)))
    return events


def _checked(typed: Particulars) -> Particulars:
    tidy = replace(
        typed,
        code_name=typed.code_name.strip(),
        name=typed.name.strip(),
        function=typed.function.strip(),
        country=typed.country.strip().upper(),
        organisation=typed.organisation.strip(),
        institution=typed.institution or None,
    )
    if not tidy.code_name:
        raise Refused(NO_CODE_NAME, field="code_name")
    if not tidy.name:
        raise Refused(NO_NAME, field="name")
    if max(map(len, (tidy.name, tidy.function, tidy.organisation, tidy.code_name))) > LONGEST:
        raise Refused(TOO_LONG, field="name")
    return tidy


def _told(person: Person) -> Particulars:
    return Particulars(
        code_name=person.code_name,
        rank=person.rank,
        in_office=person.in_office,
        name=person.name or "",
        function=person.function or "",
        country=person.country,
        organisation=person.organisation,
        institution=person.institution,
    )


def _open_part(told: Particulars) -> tuple[str, Rank, bool, str, str, str | None]:
    of = (told.country, told.organisation, told.institution)
    return told.code_name, told.rank, told.in_office, *of


def apply(person: Person | None, event: PersonEvent, seq: int, at: datetime) -> Person:
    match event:
        case PersonRegistered():
            of = (event.country, event.organisation, event.institution)
            return Person(event.person, event.code_name, event.rank, event.in_office, *of)
        case _ if person is None:
            raise LookupError(f"{event.kind} of a person who was never registered")
        case PersonNamed(identity=identity):
            said = identity or Identity("", "")
            named = replace(person, name=said.name or None, function=said.function or None, said_seq=seq)
            return replace(named, version=person.version + (person.said_seq is not None))
        case PersonChanged():
            return replace(
                person,
                code_name=event.code_name,
                rank=event.rank,
                in_office=event.in_office,
                country=event.country,
                organisation=event.organisation,
                institution=event.institution,
                version=person.version + 1,
            )
        case PersonClosed():
            return replace(person, closed_at=at, version=person.version + 1)
        case PersonReopened():
            return replace(person, closed_at=None, version=person.version + 1)
        case _:
            assert_never(event)
