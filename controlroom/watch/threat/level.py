"""The threat level of a country, a file or an event, 1 low to 4 very serious, and what stands behind it.

A level says nothing of measures: which are usual is the centre's own table (baselines.py), and it only asks.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from controlroom.watch.measures.terms import MeasureKind
from controlroom.watch.refs import Expectation, Noun, Ref

COUNTRY: Final = "BE"
"""Whose level is the general one, in the header of every wall."""
LEVELS: Final = range(1, 5)
"""Royal Decree of 28 November 2006."""
PLAUSIBILITY: Final = range(2, 7)
SEVERITY: Final = range(1, 6)
"""As CUTA adds them before it says a level."""
A_COUNTRY: Final = re.compile(r"[A-Z]{2}")
A_PLACE: Final = re.compile(r"place:\S.{0,79}")
HAS_A_LEVEL: Final = frozenset({Noun.SITE, Noun.VISIT, Noun.PERSON, Noun.GATHERING})
CARRIES_ITS_LEVEL: Final = frozenset({Noun.SITE, Noun.VISIT})
"""Things that have a level of their own, by which other rules go."""


class Source(StrEnum):
    """Who said it: the Coordination Unit for Threat Analysis, the centre itself, or another service."""

    CUTA = "cuta"
    CENTRE = "centre"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Standing:
    """One level as it was set. `since` None: from before levels were dated; `until` None: until another."""

    level: int
    since: datetime | None
    until: datetime | None = None
    source: Source | None = None
    by: str | None = None
    plausibility: int | None = None
    severity: int | None = None


@dataclass(frozen=True, slots=True)
class Threat:
    """`level` None: none stands. `before`: what comes back when it passes, the next one first; `coming`: what
    begins later, the next one first.

    `asked`: the measures that were usual for the level when it was raised to it, without those of which it
    was decided what becomes of them.
    """

    scope: str
    level: int | None
    since: datetime | None = None
    until: datetime | None = None
    source: Source | None = None
    by: str | None = None
    plausibility: int | None = None
    severity: int | None = None
    before: tuple[Standing, ...] = ()
    coming: tuple[Standing, ...] = ()
    asked: tuple[MeasureKind, ...] = ()

    @property
    def standing(self) -> Standing | None:
        if self.level is None:
            return None
        return Standing(
            self.level, self.since, self.until, self.source, self.by, self.plausibility, self.severity
        )


def subject(scope: str) -> Ref | None:
    """The thing of the watch whose level it is; None for a country or a place."""
    noun, colon, key = scope.partition(":")
    return Ref(Noun(noun), key) if colon and key and noun in HAS_A_LEVEL else None


def is_scope(scope: str) -> bool:
    """A country by its two letters, a place by its name, or a thing that has a file."""
    return bool(subject(scope) or A_COUNTRY.fullmatch(scope) or A_PLACE.fullmatch(scope))


def threat_of(file: Ref) -> Ref:
    return Ref(Noun.THREAT, str(file))


def expectations(threat: Threat) -> list[Expectation]:
    """A level passes at the end of its validity, and one that was set for later begins."""
    passes = [Expectation("level_passes", threat.until)] if threat.until else []
    begins = [Expectation("level_begins", one.since) for one in threat.coming[:1] if one.since]
    return [*passes, *begins]
