"""What follows from an act upon a threat level, and from the end of its validity."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

from controlroom.errors import Refused
from controlroom.watch.measures.terms import MeasureKind
from controlroom.watch.threat.acts import Answer, Decided, DecideGaps, DropComingLevel, SetThreatLevel
from controlroom.watch.threat.events import (
    GapsDecided,
    ThreatEvent,
    ThreatLevelBegan,
    ThreatLevelDropped,
    ThreatLevelPassed,
    ThreatLevelSet,
)
from controlroom.watch.threat.level import LEVELS, PLAUSIBILITY, SEVERITY, Threat
from controlroom.watch.words import mark

OUT_OF_RANGE: Final = mark("a threat level is 1 to 4")
PARTS_OUT_OF_RANGE: Final = mark("plausibility is 2 to 6 and severity is 1 to 5")
WHY: Final = mark("say why the level is set")
ENDS_BEFORE: Final = mark("a level ends after it begins, and not in the past")
NONE_COMING: Final = mark("no level is to begin then")
ANOTHER_LEVEL: Final = mark("the level is another by now, look again")
NOTHING_ASKED: Final = mark("nothing is left to decide here")
NOT_ALL: Final = mark("say of each measure what becomes of it: %(missing)s")
WHY_NOT: Final = mark("say why it is not needed: %(kind)s")
NOT_PROPOSED: Final = mark("no such measure is proposed for this file yet: %(kind)s")


@dataclass(frozen=True, slots=True)
class Sight:
    """What has to be known besides the level: of the file, its own level, the measures that are usual at each
    level, those in effect, and those of which one is proposed or in effect.
    """

    level: int | None = None
    usual: tuple[tuple[MeasureKind, ...], ...] = ((), (), (), ())
    effective: Collection[MeasureKind] = ()
    known: Collection[MeasureKind] = ()

    def asked(self, level: int | None, before: int | None) -> tuple[MeasureKind, ...]:
        """A raise asks for what is usual at the new level."""
        return self.usual[level - 1] if level and level > (before or 0) else ()


def decide(
    threat: Threat | None, command: SetThreatLevel | DropComingLevel | DecideGaps, sight: Sight, now: datetime
) -> list[ThreatEvent]:
    match command:
        case SetThreatLevel():
            return _set(threat, command, sight, now)
        case DropComingLevel(scope, since, by):
            if threat is None or since not in {one.since for one in threat.coming}:
                raise Refused(NONE_COMING, field="since")
            return [ThreatLevelDropped(scope, since, by)]
        case DecideGaps():
            return _decide_gaps(threat, command, sight)
        case _:
            assert_never(command)


def _set(threat: Threat | None, command: SetThreatLevel, sight: Sight, now: datetime) -> list[ThreatEvent]:
    _must_make_sense(command, now)
    begun = command.valid_from is None or command.valid_from <= now
    if threat and begun and _stands(threat, command):
        return []
    before = threat.level if threat else sight.level
    return [
        ThreatLevelSet(
            command.scope,
            command.level,
            command.by,
            command.valid_from,
            command.valid_to,
            command.source,
            command.plausibility,
            command.severity,
            begun,
            None if threat else sight.level,
            sight.asked(command.level, before) if begun else (),
            command.reason.strip() or None,
        )
    ]


def _must_make_sense(command: SetThreatLevel, now: datetime) -> None:
    if command.level not in LEVELS:
        raise Refused(OUT_OF_RANGE, field="level")
    parts = ((command.plausibility, PLAUSIBILITY), (command.severity, SEVERITY))
    if any(part is not None and part not in allowed for part, allowed in parts):
        raise Refused(PARTS_OUT_OF_RANGE, field="plausibility")
    if command.valid_to and command.valid_to <= max(now, command.valid_from or now):
        raise Refused(ENDS_BEFORE, field="valid_to")
    if command.by and not command.reason.strip():
        raise Refused(WHY, field="reason")


def _stands(threat: Threat, command: SetThreatLevel) -> bool:
    """Just this stands already, and nothing new is said of it."""
    said = (command.level, command.valid_to, command.source, command.plausibility, command.severity)
    stands = (threat.level, threat.until, threat.source, threat.plausibility, threat.severity)
    return said == stands or (command.by is None and said == (threat.level, None, None, None, None))


def _decide_gaps(threat: Threat | None, command: DecideGaps, sight: Sight) -> list[ThreatEvent]:
    if threat is None or threat.level != command.level:
        raise Refused(ANOTHER_LEVEL, field="level")
    missing = gaps(threat, sight.effective)
    if not missing:
        raise Refused(NOTHING_ASKED, field="level")
    said = {one.kind: one for one in command.decided}
    if unsaid := [kind.value for kind in missing if kind not in said]:
        raise Refused(NOT_ALL, field="decided", missing=", ".join(unsaid))
    decided = [_reasoned(said[kind], sight) for kind in missing]
    return [
        GapsDecided(
            command.scope,
            command.level,
            command.by,
            tuple(one.kind for one in decided),
            tuple(one.answer for one in decided),
            tuple(one.reason.strip() for one in decided),
        )
    ]


def _reasoned(one: Decided, sight: Sight) -> Decided:
    if one.answer is Answer.NOT_NEEDED and not one.reason.strip():
        raise Refused(WHY_NOT, field="reason", kind=one.kind.value)
    if one.answer is Answer.PROPOSED and one.kind not in sight.known:
        raise Refused(NOT_PROPOSED, field="decided", kind=one.kind.value)
    return one


def gaps(threat: Threat, effective: Collection[MeasureKind]) -> tuple[MeasureKind, ...]:
    """What was asked for by a raise, and is neither in effect nor decided upon."""
    return tuple(kind for kind in threat.asked if kind not in effective)


def pass_deadline(threat: Threat, kind: str, sight: Sight) -> list[ThreatEvent]:
    match kind:
        case "level_passes":
            level = threat.before[0].level if threat.before else None
            return [ThreatLevelPassed(threat.scope, level, sight.asked(level, threat.level))]
        case "level_begins":
            level = threat.coming[0].level
            return [ThreatLevelBegan(threat.scope, level, sight.asked(level, threat.level))]
        case _:
            return []
