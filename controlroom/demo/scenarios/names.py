"""What the scenarios are called."""

from enum import StrEnum


class ScenarioName(StrEnum):
    DAY = "day"
    QUIET = "quiet"
    SUMMIT = "summit"
    FLOOD = "flood"
    DEAD_FEED = "dead-feed"
    MISSED_NIGHT = "missed-night"
