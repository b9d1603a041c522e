"""What the page of alarm health shows: plain frozen values, made by alarm_views.py."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from controlroom.store.panels.resting import Resting
from controlroom.ui.alarm_period import Choice
from controlroom.ui.alarm_plots import Plot
from controlroom.ui.panels import AlertRow
from controlroom.watch.alarm_limits import Bars, Verdict
from controlroom.watch.alarm_load import Answered, Span


@dataclass(frozen=True, slots=True)
class Peak:
    """The fullest ten minutes or hour, `count` for one operator."""

    count: float
    begins: datetime | None


@dataclass(frozen=True, slots=True)
class Rates:
    """`average` and `hour` are of one operator, `ten` of the room.

    `coarse`: a bar of `by_ten` is the worst of its hour.
    """

    alerts: int
    average: float
    hour: Peak
    ten: Peak
    of_hours: Verdict
    of_ten: Verdict
    by_ten: Plot
    by_hour: Plot
    coarse: bool


@dataclass(frozen=True, slots=True)
class Slice:
    """One line of the numbers: an hour or a day."""

    begins: datetime
    alerts: int
    an_hour: float
    ten: int
    flooded_min: int


@dataclass(frozen=True, slots=True)
class Floods:
    spans: tuple[Span, ...]
    minutes: int
    share: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Lasting:
    """An alert that held for more than a day, or came and went; `times`: how often it was marked."""

    row: AlertRow
    asked_at: datetime | None
    over_at: datetime | None = None
    times: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """`total`: of how many these are the first. `a_day`: the most on any day of the room."""

    rows: tuple[Lasting, ...]
    total: int
    verdict: Verdict
    a_day: int = 0


@dataclass(frozen=True, slots=True)
class MixRow:
    priority: int
    count: int
    share: float
    target: float


@dataclass(frozen=True, slots=True)
class RuleRow:
    """`closed` by a person with a word about what it was, `false` of these."""

    rule: str
    count: int
    share: float
    closed: int
    false: int


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """`priority` is None for duress. `unseen`: over before anybody acknowledged them."""

    priority: int | None
    took: Answered
    unseen: int
    bars: Bars | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Shelved:
    row: AlertRow
    by: str
    until: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class HeldBack:
    cause: str
    rows: tuple[AlertRow, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """Of the period of `choice`; `shelved`, `held` and `resting` are of this moment.

    `slices` are hours, or days of a longer period. `exercises` and `never_shown` are in no other figure.
    """

    choice: Choice
    rates: Rates
    slices: tuple[Slice, ...]
    by_day: bool
    floods: Floods
    stale: Listed
    chattering: Listed
    mix: tuple[MixRow, ...]
    of_mix: Verdict
    rules: tuple[RuleRow, ...]
    top_share: float
    answers: tuple[AnswerRow, ...]
    dispositions: Mapping[str, int]
    not_closed: int
    exercises: int
    never_shown: int
    shelved: tuple[Shelved, ...]
    held: tuple[HeldBack, ...]
    resting: tuple[Resting, ...]
