"""How a scope takes what happened to its threat level."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from controlroom.watch.measures.terms import MeasureKind
from controlroom.watch.threat.events import (
    GapsDecided,
    ThreatEvent,
    ThreatLevelBegan,
    ThreatLevelDropped,
    ThreatLevelPassed,
    ThreatLevelSet,
)
from controlroom.watch.threat.level import Standing, Threat


def apply(threat: Threat | None, event: ThreatEvent, at: datetime) -> Threat:
    if isinstance(event, ThreatLevelSet):
        return _set(threat or Threat(event.scope, event.before), event, at)
    if threat is None:
        raise LookupError(f"{event.kind} of a threat level that was never set")
    match event:
        case ThreatLevelBegan(usual=usual):
            waiting = replace(threat, coming=threat.coming[1:])
            return _stand(waiting, threat.coming[0], usual)
        case ThreatLevelPassed(usual=usual):
            return _fall_back(threat, usual)
        case ThreatLevelDropped(since=since):
            return replace(threat, coming=tuple(one for one in threat.coming if one.since != since))
        case GapsDecided(kinds=kinds):
            return replace(threat, asked=tuple(kind for kind in threat.asked if kind not in kinds))
        case _:
            assert_never(event)


def _set(threat: Threat, event: ThreatLevelSet, at: datetime) -> Threat:
    fresh = Standing(
        event.level,
        event.valid_from or at,
        event.valid_to,
        event.source,
        event.by,
        event.plausibility,
        event.severity,
    )
    return _stand(threat, fresh, event.usual) if event.begun else _later(threat, fresh)


def _later(threat: Threat, fresh: Standing) -> Threat:
    others = (one for one in threat.coming if one.since != fresh.since)
    return replace(threat, coming=tuple(sorted((*others, fresh), key=_beginning)))


def _beginning(one: Standing) -> float:
    return one.since.timestamp() if one.since else 0.0


def _stand(threat: Threat, fresh: Standing, usual: tuple[MeasureKind, ...]) -> Threat:
    """What ends no later than this comes back no more."""
    stood = (threat.standing, *threat.before)
    outlasts = (one for one in stood if one and fresh.until and (not one.until or one.until > fresh.until))
    return _with(replace(threat, before=tuple(outlasts)), fresh, usual)


def _fall_back(threat: Threat, usual: tuple[MeasureKind, ...]) -> Threat:
    following, *rest = threat.before or (None,)
    if following is None:
        return Threat(threat.scope, None, coming=threat.coming)
    return _with(replace(threat, before=tuple(rest)), following, usual)


def _with(threat: Threat, standing: Standing, usual: tuple[MeasureKind, ...]) -> Threat:
    """A raise asks anew, a fall asks for nothing more."""
    before = threat.level or 0
    same = threat.asked if standing.level == before else ()
    return Threat(
        threat.scope,
        standing.level,
        standing.since,
        standing.until,
        standing.source,
        standing.by,
        standing.plausibility,
        standing.severity,
        threat.before,
        threat.coming,
        usual if standing.level > before else same,
    )
