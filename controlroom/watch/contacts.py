"""Who answers for an institution, and when: together they ought to be reachable around the clock (R8)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from controlroom.errors import Refused
from controlroom.watch.words import mark

CONTACTS_AT_MOST: Final = 20
LONGEST: Final = 120
DAY: Final = 24 * 60
PHONE: Final = re.compile(r"\+?[0-9][0-9 ()/.\-]{4,29}")
HOUR: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")
NO_NAME: Final = mark("A contact has a name.")
NO_PHONE: Final = mark("'%(phone)s' is no telephone number: digits, with a + in front and spaces between.")
NO_HOUR: Final = mark("'%(hour)s' is no time of day: write it as 08:00.")
TOO_LONG: Final = mark("Name and role of a contact have at most 120 characters.")
ONE_LINE: Final = mark("Name and role of a contact stand in one line, without a |.")
TOO_MANY: Final = mark("An institution has at most 20 contacts.")


@dataclass(frozen=True, slots=True)
class Contact:
    """Reachable from `begins` to `ends` by the clocks of Brussels, over midnight if `ends` is the earlier."""

    name: str
    role: str
    phone: str
    begins: str = "00:00"
    ends: str = "24:00"

    @property
    def always(self) -> bool:
        return _minute(self.begins) % DAY == _minute(self.ends) % DAY

    def minutes(self) -> Iterable[tuple[int, int]]:
        """The parts of a day, in minutes after midnight, in which somebody answers."""
        begins, ends = _minute(self.begins), _minute(self.ends)
        if self.always:
            return [(0, DAY)]
        return [(begins, ends)] if begins < ends else [(begins, DAY), (0, ends)]


def _minute(hour: str) -> int:
    hours, _, minutes = hour.partition(":")
    return int(hours) * 60 + int(minutes)


def unreachable(contacts: Iterable[Contact]) -> list[tuple[str, str]]:
    """When nobody of them answers, from and to."""
    gaps, until = [], 0
    for begins, ends in sorted(part for contact in contacts for part in contact.minutes()):
        if begins > until:
            gaps.append((until, begins))
        until = max(until, ends)
    if until < DAY:
        gaps.append((until, DAY))
    return [(_hour(begins), _hour(ends)) for begins, ends in gaps]


def _hour(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def checked(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    """As they were typed, without the blanks around; refused with the reason if one cannot be called."""
    tidy = tuple(map(_tidy, contacts))
    if len(tidy) > CONTACTS_AT_MOST:
        raise Refused(TOO_MANY, field="contacts")
    return tidy


def _tidy(contact: Contact) -> Contact:
    name, role, phone = contact.name.strip(), contact.role.strip(), contact.phone.strip()
    if not name:
        raise Refused(NO_NAME, field="contacts")
    if max(len(name), len(role)) > LONGEST:
        raise Refused(TOO_LONG, field="contacts")
    if any(c == "|" or not c.isprintable() for c in name + role):
        raise Refused(ONE_LINE, field="contacts")
    if not PHONE.fullmatch(phone):
        raise Refused(NO_PHONE, field="contacts", phone=phone)
    for hour in (contact.begins, contact.ends):
        if not HOUR.fullmatch(hour):
            raise Refused(NO_HOUR, field="contacts", hour=hour)
    return Contact(name, role, phone, contact.begins, contact.ends)
