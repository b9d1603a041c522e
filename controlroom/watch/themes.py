"""What the weekly meeting keeps apart: terrorism, public order, and what is neither (requirement R39).

An incident is told apart by the kind that its unit gave it, not by what it turned out to be: the meeting
looks at all that could have been one. A public-order event (a manifestation, a summit, a match) belongs to
public order by what it is.
"""

from enum import StrEnum
from typing import Final

from controlroom.watch.incidents import IncidentKind


class Theme(StrEnum):
    """In the order of the meeting."""

    TERRORISM = "terrorism"
    PUBLIC_ORDER = "public_order"
    OTHER = "other"


THEMES: Final[dict[IncidentKind, Theme]] = {
    IncidentKind.SUSPICIOUS_VEHICLE: Theme.TERRORISM,
    IncidentKind.SUSPICIOUS_PERSON: Theme.TERRORISM,
    IncidentKind.SUSPICIOUS_OBJECT: Theme.TERRORISM,
    IncidentKind.BREACH: Theme.TERRORISM,
    IncidentKind.THREAT: Theme.TERRORISM,
    IncidentKind.DURESS: Theme.TERRORISM,
    IncidentKind.DISTURBANCE: Theme.PUBLIC_ORDER,
    IncidentKind.DEMONSTRATION: Theme.PUBLIC_ORDER,
    IncidentKind.MEDICAL: Theme.OTHER,
    IncidentKind.FIRE: Theme.OTHER,
    IncidentKind.TRAFFIC: Theme.OTHER,
    IncidentKind.TECHNICAL: Theme.OTHER,
    IncidentKind.OTHER: Theme.OTHER,
}
"""Every kind has a theme; the page of the week shows this table."""


def kinds_of(theme: Theme) -> tuple[IncidentKind, ...]:
    return tuple(kind for kind, its in THEMES.items() if its is theme)
