"""How one noun points at another, and what the watch expects to happen by when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple


class Noun(StrEnum):
    UNIT = "unit"
    SITE = "site"
    POST = "post"
    CHECK = "patrol_check"
    VISIT = "visit"
    LEG = "leg"
    INCIDENT = "incident"
    ALERT = "alert"
    THREAT = "threat"
    CLOCK = "clock"
    RULE = "rule"
    LADDER = "ladder"
    DUTY = "duty"
    FLOOD = "flood"
    SCREEN = "screen"
    COMPONENT = "component"
    SHIFT = "shift"
    FLAG = "flag"
    FILE = "file"
    VISITOR = "visitor"
    ENTRY = "log_entry"
    PERSON = "person"
    MEETING = "meeting"
    REVIEW = "review"
    BASELINE = "baseline"
    BULLETIN = "bulletin"
    GATHERING = "gathering"
    MEASURE = "measure"
    VEHICLE = "vehicle"
    COMPANY = "company"
    EARLY_WARNING = "early_warning"
    SECTOR_ALERT = "sector_alert"
    NOTICE = "notice"
    BEHAVIOUR = "behaviour"
    DESCRIBED = "described_person"


class Ref(NamedTuple):
    """One thing of the watch: its noun and its key, as in `post:EU-07`."""

    noun: Noun
    key: str

    def __str__(self) -> str:
        return f"{self.noun}:{self.key}"

    @classmethod
    def parse(cls, text: str) -> "Ref":
        noun, _, key = text.partition(":")
        return cls(Noun(noun), key)


FLOOD: Final = Ref(Noun.FLOOD, "room")
STANDING: Final = frozenset({Noun.RULE, Noun.LADDER, Noun.DUTY, Noun.FLOOD, Noun.BASELINE})
"""Few things, which the watch always has in sight."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """Something that ought to have happened by `due_at`; `kind` is unique for one thing."""

    kind: str
    due_at: datetime
