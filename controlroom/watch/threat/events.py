"""What happened to a threat level."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from controlroom.watch.measures.terms import MeasureKind
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import PRIVATE
from controlroom.watch.threat.acts import Answer
from controlroom.watch.threat.level import CARRIES_ITS_LEVEL, Source, subject


@dataclass(frozen=True, slots=True)
class OfAScope:
    scope: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.THREAT, self.scope),)

    def _with_the_file(self) -> tuple[Ref, ...]:
        """A site or a visit has its level itself."""
        file = subject(self.scope)
        own = (Ref(Noun.THREAT, self.scope),)
        return (*own, file) if file and file.noun in CARRIES_ITS_LEVEL else own


@dataclass(frozen=True, slots=True)
class ThreatLevelSet(OfAScope):
    """`begun` or it is to begin at `valid_from`. `before`: what its file had when its level was set for the
    first time. `usual`: the measures that the table of the centre had for this level then, if it was raised.
    """

    kind: ClassVar = "threat.level_set"
    level: int
    by: str | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    source: Source | None = None
    plausibility: int | None = None
    severity: int | None = None
    begun: bool = True
    before: int | None = None
    usual: tuple[MeasureKind, ...] = ()
    reason: str | None = field(default=None, metadata=PRIVATE)

    def touches(self) -> tuple[Ref, ...]:
        return self._with_the_file() if self.begun else (Ref(Noun.THREAT, self.scope),)


@dataclass(frozen=True, slots=True)
class ThreatLevelBegan(OfAScope):
    """One that was set for now."""

    kind: ClassVar = "threat.level_began"
    level: int
    usual: tuple[MeasureKind, ...] = ()

    def touches(self) -> tuple[Ref, ...]:
        return self._with_the_file()


@dataclass(frozen=True, slots=True)
class ThreatLevelPassed(OfAScope):
    """Its validity is over; `level` is what stands now, as it stood before."""

    kind: ClassVar = "threat.level_passed"
    level: int | None
    usual: tuple[MeasureKind, ...] = ()

    def touches(self) -> tuple[Ref, ...]:
        return self._with_the_file()


@dataclass(frozen=True, slots=True)
class ThreatLevelDropped(OfAScope):
    kind: ClassVar = "threat.level_dropped"
    since: datetime
    by: str


@dataclass(frozen=True, slots=True)
class GapsDecided(OfAScope):
    """`answers` and `reasons` in the order of `kinds`; a reason is empty where a measure was proposed."""

    kind: ClassVar = "threat.gaps_decided"
    level: int
    by: str
    kinds: tuple[MeasureKind, ...]
    answers: tuple[Answer, ...]
    reasons: tuple[str, ...] | None = field(default=None, metadata=PRIVATE)


LevelChange = ThreatLevelSet | ThreatLevelBegan | ThreatLevelPassed
"""What a site or a visit takes its level from."""
ThreatEvent = LevelChange | ThreatLevelDropped | GapsDecided
