"""The general threat level of the country, 1 low to 4 very serious, as CUTA sets it."""

from dataclasses import dataclass
from typing import ClassVar

from controlroom.watch.refs import Noun, Ref


@dataclass(frozen=True, slots=True)
class Threat:
    scope: str
    level: int


@dataclass(frozen=True, slots=True)
class SetThreatLevel:
    scope: str
    level: int


@dataclass(frozen=True, slots=True)
class ThreatLevelSet:
    kind: ClassVar = "threat.level_set"
    scope: str
    level: int

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.THREAT, self.scope),)


def decide(threat: Threat | None, command: SetThreatLevel) -> list[ThreatLevelSet]:
    if threat and threat.level == command.level:
        return []
    return [ThreatLevelSet(command.scope, command.level)]


def apply(_: Threat | None, event: ThreatLevelSet) -> Threat:
    return Threat(event.scope, event.level)
