"""How often one behaviour is reported at one site, and when that is unusual against the site's own past.

What counts is a reporter on a day of the calendar in Brussels: a unit, a system or an account of a company
that reports five times on a day counts once. The week that ends with the newest report is held against the
ninety days before that week. If reports came by chance, at the rate of those days, the number in a week would
be Poisson distributed; `chance` is how probable so many, or more, would then be. It is unusual below one in a
hundred, from three on, on two days at least. A site of which little was reported is taken to have one report
in thirty days, so that not more is made of the first few than they are worth.

It is arithmetic, and no verdict: reports come in clusters for harmless reasons too, and a watch over many
sites sees a chance of one in a hundred now and then. A person looks, and closes the alert.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import exp, lgamma, log
from typing import ClassVar, Final, assert_never

from controlroom.clock import BRUSSELS
from controlroom.watch.early_warnings import Behaviour, ReportWarning, WarningReported
from controlroom.watch.incidents import IncidentKind, IncidentReported, ReportIncident
from controlroom.watch.refs import Noun, Ref

WEEK: Final = timedelta(days=7)
PAST: Final = timedelta(days=90)
QUIET_DAYS: Final = 30
"""The floor: a site has one report in so many days, however little was reported of it."""
ENOUGH, ON_DAYS = 3, 2
UNUSUAL, RARE = 0.01, 0.001
REPORTERS_AT_MOST: Final = 50
"""Of one day: more of them say no more, and the row is written with every report."""


@dataclass(frozen=True, slots=True)
class Day:
    """Who reported it on this day, in the order in which they did; a person judged the first `judged`."""

    day: date
    reporters: tuple[str, ...]
    judged: int = 0


@dataclass(frozen=True, slots=True)
class Cluster:
    """`reports` on `days` by `reporters` in a week, where `expected` were to be expected.

    `chance`: how probable so many or more would be, if they came by chance at the rate of the past. Both to
    three digits, so that every machine folds the same.
    """

    reports: int
    days: int
    reporters: int
    expected: float
    chance: float

    @property
    def priority(self) -> int:
        return 3 if self.chance < RARE else 4


@dataclass(frozen=True, slots=True)
class BehaviourAtSite:
    """`key`: the site and the behaviour, as in `EU-07/photography`. `cluster`: the least probable week since
    a person last closed its alert.
    """

    key: str
    days: tuple[Day, ...] = ()
    cluster: Cluster | None = None

    @property
    def site(self) -> str:
        return self.key.rpartition("/")[0]

    @property
    def behaviour(self) -> str:
        return self.key.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class BehaviourJudged:
    """Whoever closed the alert looked at what was reported until then: it counts in no week any more."""

    kind: ClassVar = "behaviour.judged"
    behaviour: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.BEHAVIOUR, self.behaviour),)


BehaviourEvent = WarningReported | IncidentReported | BehaviourJudged
INCIDENTS: Final = {IncidentKind.BREACH: Behaviour.BREACH, IncidentKind.THREAT: Behaviour.THREAT}
"""The kinds of incidents that are one of the sixteen behaviours, whoever reports them."""


def tally_of(report: ReportWarning | ReportIncident) -> str | None:
    """The behaviour at a site for which it counts; none in an exercise."""
    if not report.report.actual:
        return None
    match report:
        case ReportWarning(site=site, behaviour=behaviour):
            return f"{site}/{behaviour.value}"
        case ReportIncident(site=str(site), kind=kind) if kind in INCIDENTS:
            return f"{site}/{INCIDENTS[kind].value}"
        case _:
            return None


def tallied(command: object) -> list[Ref]:
    """What a report counts for, to be known before it is decided on."""
    tally = tally_of(command) if isinstance(command, ReportWarning | ReportIncident) else None
    return [Ref(Noun.BEHAVIOUR, tally)] if tally else []


def apply(one: BehaviourAtSite | None, event: BehaviourEvent) -> BehaviourAtSite:
    match event:
        case BehaviourJudged(behaviour=key):
            before = one or BehaviourAtSite(key)
            judged = tuple(replace(each, judged=len(each.reporters)) for each in before.days)
            return replace(before, days=judged, cluster=None)
        case WarningReported() | IncidentReported():
            before = one or BehaviourAtSite(event.tally or "")
            days = _with(before.days, event.at.astimezone(BRUSSELS).date(), event.report.unit)
            return replace(before, days=days, cluster=_rarer(before.cluster, cluster(days)))
        case _:
            assert_never(event)


def _with(days: tuple[Day, ...], day: date, reporter: str) -> tuple[Day, ...]:
    """In order, as far back from the newest as is looked at."""
    by_day = {each.day: each for each in days}
    known = by_day.get(day, Day(day, ()))
    if reporter not in known.reporters and len(known.reporters) < REPORTERS_AT_MOST:
        by_day[day] = replace(known, reporters=(*known.reporters, reporter))
    oldest = max(by_day, default=day) - WEEK - PAST
    return tuple(by_day[each] for each in sorted(by_day) if each > oldest)


def _rarer(before: Cluster | None, now: Cluster | None) -> Cluster | None:
    """What was unusual is so until a person looked; by itself it only becomes more so."""
    return min((each for each in (before, now) if each), key=lambda each: each.chance, default=None)


def cluster(days: Sequence[Day]) -> Cluster | None:
    """The week that ends with the newest of these days, which come in order, if it is unusual."""
    begins = days[-1].day - WEEK + timedelta(days=1) if days else date.min
    week = [new for each in days if each.day >= begins and (new := each.reporters[each.judged :])]
    reports, reporters = sum(map(len, week)), {name for new in week for name in new}
    if reports < ENOUGH or len(week) < ON_DAYS:
        return None
    past = sum(len(each.reporters) for each in days if each.day < begins)
    expected = max(past / PAST.days, 1 / QUIET_DAYS) * WEEK.days
    chance = at_least(reports, expected)
    if chance >= UNUSUAL:
        return None
    return Cluster(reports, len(week), len(reporters), float(f"{expected:.3g}"), float(f"{chance:.3g}"))


def at_least(count: int, expected: float) -> float:
    """The tail of the Poisson distribution: so many or more, where so many are to be expected.

    Added up from `count` on, as 1 less the sum before it would lose what is small.
    """
    term = exp(count * log(expected) - expected - lgamma(count + 1))
    total, number = 0.0, count
    while term > total * 1e-15:
        total, number = total + term, number + 1
        term *= expected / number
    return min(total, 1.0)
