"""The form of a company: as it was typed, what is wrong with it, and the report that it makes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from controlroom.auth.sessions import Person
from controlroom.clock import BRUSSELS
from controlroom.errors import Refused
from controlroom.ids import form_key, warning_ref
from controlroom.ui.wall_times import local_day, moment_of
from controlroom.watch.early_warnings import Account, Behaviour, ReportWarning
from controlroom.watch.incidents import Vehicle
from controlroom.watch.reports import Report
from controlroom.watch.words import mark

LONGEST: Final = 10_000
SHORT: Final = 200
WORDS: Final = frozenset({"facts", "assessment", "person", "object"})
NO_SITE: Final = mark("Choose the site.")
NO_BEHAVIOUR: Final = mark("Choose what it was.")
NO_FACTS: Final = mark("Write what was seen.")
TO_COME: Final = mark("This time is still to come.")


@dataclass(frozen=True, slots=True)
class Typed:
    key: str
    site: str = ""
    day: str = ""
    time: str = ""
    behaviour: str = ""
    facts: str = ""
    assessment: str = ""
    plate: str = ""
    country: str = ""
    make: str = ""
    colour: str = ""
    person: str = ""
    object: str = ""

    @property
    def tells_more(self) -> bool:
        """Of a person or an object."""
        return bool(self.person or self.object)


def blank(now: datetime) -> Typed:
    """Most things are reported as they happen."""
    local = now.astimezone(BRUSSELS)
    return Typed(form_key(), day=f"{local:%Y-%m-%d}", time=f"{local:%H:%M}")


def typed_of(form: Any) -> Typed:
    """As it was sent. What has no key of ours gets one."""

    def said(name: str) -> str:
        value = form.get(name, "")
        most = LONGEST if name in WORDS else SHORT
        return value.replace("\r\n", "\n").replace("\x00", "")[:most] if isinstance(value, str) else ""

    typed = {field.name: said(field.name) for field in fields(Typed)}
    return Typed(**{**typed, "key": _key(typed["key"])})


def _key(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return form_key()


def ref_of(typed: Typed, who: Person) -> str:
    """By which the report is known, from the moment at which its form was drawn."""
    return warning_ref(who.company or "", typed.key)


def faults(typed: Typed, sites: Mapping[str, str], now: datetime) -> list[Refused]:
    """All at once: a telephone is no place to be told one after the other."""
    return list(_faults(typed, sites, now))


def _faults(typed: Typed, sites: Mapping[str, str], now: datetime) -> Iterator[Refused]:
    if typed.site not in sites:
        yield Refused(NO_SITE, field="site")
    yield from _raised(lambda: _past(typed, now))
    if typed.behaviour not in set(Behaviour):
        yield Refused(NO_BEHAVIOUR, field="behaviour")
    if not typed.facts.strip():
        yield Refused(NO_FACTS, field="facts")


def _raised(read: Callable[[], object]) -> Iterator[Refused]:
    try:
        read()
    except Refused as refused:
        yield refused


def _past(typed: Typed, now: datetime) -> datetime:
    at = moment_of(local_day(typed.day), typed.time, "time")
    if at > now:
        raise Refused(TO_COME, field="time")
    return at


def reported(typed: Typed, who: Person, photos: tuple[str, ...], now: datetime) -> ReportWarning:
    """What it means; it has no faults."""
    account = Account(
        typed.facts.strip(),
        _or_none(typed.assessment),
        _vehicle(typed),
        _or_none(typed.person),
        _or_none(typed.object),
        photos,
    )
    report = Report(typed.key, who.name, _past(typed, now))
    ref, company = ref_of(typed, who), who.company or ""
    return ReportWarning(report, ref, company, typed.site, Behaviour(typed.behaviour), account)


def _vehicle(typed: Typed) -> Vehicle | None:
    """A country alone is no vehicle."""
    if not any(text.strip() for text in (typed.plate, typed.make, typed.colour)):
        return None
    told = (typed.plate, typed.country.upper(), typed.make, typed.colour)
    return Vehicle(*map(_or_none, told))


def _or_none(text: str) -> str | None:
    return text.strip() or None
