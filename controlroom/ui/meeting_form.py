"""The form that calls a meeting: as it was typed, and what it means."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from controlroom.errors import Refused
from controlroom.ui.wall_times import local_day, moment_of
from controlroom.watch.meetings import CallMeeting, Invitee, Service
from controlroom.watch.words import mark

NO_FILE: Final = mark("Choose what it is about: a site, a visit or a person by its code.")
NOT_A_GUEST: Final = mark("Choose somebody who can be invited.")
NO_SERVICE: Final = mark("Say for which service %(name)s sits at the table.")
LONGEST: Final = 20_000


@dataclass(frozen=True, slots=True)
class Typed:
    """`services` by the name of who was ticked."""

    key: str = ""
    file: str = ""
    day: str = ""
    time: str = ""
    place: str = ""
    analysis: str = ""
    services: Mapping[str, str] = field(default_factory=dict)


BLANK: Final = Typed()


def typed_of(form: Any) -> Typed:
    def said(name: str, most: int = 200) -> str:
        value = form.get(name, "")
        return value[:most] if isinstance(value, str) else ""

    ticked = [name for name in form.getlist("invited") if isinstance(name, str)][:100]
    services = {name: said(f"service-{name}") for name in ticked}
    plain = {name: said(name) for name in ("key", "file", "day", "time", "place")}
    return Typed(**plain, analysis=said("analysis", LONGEST), services=services)


def called(typed: Typed, files: Mapping[str, str], guests: Collection[str], by: str) -> CallMeeting:
    """`files`: what whoever calls may read. Raises Refused at the field that is wrong."""
    file = _file(typed.file.strip(), files)
    at = moment_of(local_day(typed.day), typed.time, "time")
    invited = tuple(invitee(name, service, guests, "invited") for name, service in typed.services.items())
    return CallMeeting(typed.key, file, at, typed.place, invited, by, typed.analysis)


def _file(text: str, files: Mapping[str, str]) -> str:
    """`BE-01` is enough where only one file is called that."""
    if text in files:
        return text
    code = text.partition(" ")[0]
    found = [file for file in files if file == code or file.partition(":")[2] == code]
    if len(found) != 1:
        raise Refused(NO_FILE, field="file")
    return found[0]


def invitee(name: str, service: str, guests: Collection[str], field: str) -> Invitee:
    """Refused names the field of the form in which they are chosen."""
    if name not in guests:
        raise Refused(NOT_A_GUEST, field=field)
    if service not in set(Service):
        raise Refused(NO_SERVICE, field=field, name=name)
    return Invitee(name, Service(service))
