"""What each of the seven kinds of measure has to say for itself (requirement R9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Final, Literal

from controlroom.watch.words import mark


class MeasureKind(StrEnum):
    CONTACT_PERSON = "contact_person"
    PRIORITY_CALLS = "priority_calls"
    TECHNICAL_STUDY = "technical_study"
    PATROLS = "patrols"
    CHECKS = "checks"
    FIXED_POST = "fixed_post"
    CLOSE_PROTECTION = "close_protection"


@dataclass(frozen=True, slots=True)
class ContactPerson:
    """A named police officer who can be reached day and night."""

    name: str = ""
    number: str = ""
    deputy: str = ""
    deputy_number: str = ""
    kind: Literal["contact_person"] = "contact_person"


@dataclass(frozen=True, slots=True)
class PriorityCalls:
    """Calls from this number are answered first by that police centre."""

    number: str = ""
    centre: str = ""
    kind: Literal["priority_calls"] = "priority_calls"


@dataclass(frozen=True, slots=True)
class TechnicalStudy:
    """`recommendations` that are still open; empty is none, None is that nobody has said."""

    due_on: date | None = None
    recommendations: tuple[str, ...] | None = None
    adviser: str = ""
    kind: Literal["technical_study"] = "technical_study"


@dataclass(frozen=True, slots=True)
class Patrols:
    """So many rounds a day, at any time between these two by the clocks of Brussels; equal: day and night.

    `site` where the file is not a site.
    """

    rounds_a_day: int | None = None
    opens: time | None = None
    closes: time | None = None
    site: str = ""
    kind: Literal["patrols"] = "patrols"


@dataclass(frozen=True, slots=True)
class Checks:
    """Of suspicious persons, vehicles and objects: which of them, and where."""

    subjects: tuple[str, ...] = ()
    where: str = ""
    kind: Literal["checks"] = "checks"


@dataclass(frozen=True, slots=True)
class FixedPost:
    """`code` of the post that stands while the measure is in force; `site` where the file is not a site."""

    code: str = ""
    strength: int | None = None
    relief_every_min: int | None = None
    check_every_min: int = 60
    units: tuple[str, ...] = ()
    name: str = ""
    site: str = ""
    kind: Literal["fixed_post"] = "fixed_post"


@dataclass(frozen=True, slots=True)
class CloseProtection:
    """`team`: the call signs that go with the person."""

    team: tuple[str, ...] = ()
    lead: str = ""
    kind: Literal["close_protection"] = "close_protection"


Terms = ContactPerson | PriorityCalls | TechnicalStudy | Patrols | Checks | FixedPost | CloseProtection
PERSONAL: Final = (ContactPerson, PriorityCalls, TechnicalStudy)
"""They hold names, numbers or free text of people."""

REQUIRED: Final[Mapping[MeasureKind, Mapping[str, str]]] = {
    MeasureKind.CONTACT_PERSON: {"name": mark("name"), "number": mark("number")},
    MeasureKind.PRIORITY_CALLS: {"number": mark("number"), "centre": mark("police centre")},
    MeasureKind.TECHNICAL_STUDY: {
        "due_on": mark("due date"),
        "recommendations": mark("open recommendations, or that there are none"),
    },
    MeasureKind.PATROLS: {
        "rounds_a_day": mark("rounds a day"),
        "opens": mark("earliest time"),
        "closes": mark("latest time"),
    },
    MeasureKind.CHECKS: {"subjects": mark("what is checked"), "where": mark("where")},
    MeasureKind.FIXED_POST: {
        "code": mark("post code"),
        "strength": mark("strength"),
        "relief_every_min": mark("relief interval"),
    },
    MeasureKind.CLOSE_PROTECTION: {"team": mark("call signs of the team")},
}
"""The fields that each kind cannot do without, in words."""


def kind_of(terms: Terms) -> MeasureKind:
    return MeasureKind(terms.kind)


def lacking(terms: Terms) -> list[str]:
    """The required fields that say nothing. No open recommendations is an answer."""
    named = REQUIRED[kind_of(terms)]
    return [name for name in named if _says_nothing(terms, name)]


def _says_nothing(terms: Terms, name: str) -> bool:
    value = getattr(terms, name)
    return value is None or value == "" or (value == () and name != "recommendations")
