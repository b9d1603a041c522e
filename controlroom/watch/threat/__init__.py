"""Threat levels: who is at which, since when and until when, and what a raise asks to be decided."""

from controlroom.watch.threat.acts import (
    Answer,
    Decided,
    DecideGaps,
    DropComingLevel,
    SetThreatLevel,
    ThreatCommand,
)
from controlroom.watch.threat.apply import apply
from controlroom.watch.threat.decide import Sight, decide, gaps, pass_deadline
from controlroom.watch.threat.events import (
    GapsDecided,
    LevelChange,
    ThreatEvent,
    ThreatLevelBegan,
    ThreatLevelDropped,
    ThreatLevelPassed,
    ThreatLevelSet,
)
from controlroom.watch.threat.level import (
    COUNTRY,
    LEVELS,
    PLAUSIBILITY,
    SEVERITY,
    Source,
    Standing,
    Threat,
    expectations,
    is_scope,
    subject,
    threat_of,
)

__all__ = [
    "COUNTRY",
    "LEVELS",
    "PLAUSIBILITY",
    "SEVERITY",
    "Answer",
    "DecideGaps",
    "Decided",
    "DropComingLevel",
    "GapsDecided",
    "LevelChange",
    "SetThreatLevel",
    "Sight",
    "Source",
    "Standing",
    "Threat",
    "ThreatCommand",
    "ThreatEvent",
    "ThreatLevelBegan",
    "ThreatLevelDropped",
    "ThreatLevelPassed",
    "ThreatLevelSet",
    "apply",
    "decide",
    "expectations",
    "gaps",
    "is_scope",
    "pass_deadline",
    "subject",
    "threat_of",
]
