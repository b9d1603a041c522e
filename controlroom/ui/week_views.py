"""The board of the weekly meeting: what was read, by theme, by site and by day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from controlroom.clock import BRUSSELS
from controlroom.store.panels.week import Checks, Empty, Incidents, Week
from controlroom.ui.day_bars import Bars, bars
from controlroom.watch.alarm_load import Span
from controlroom.watch.gatherings import Gathering
from controlroom.watch.incidents import IncidentKind
from controlroom.watch.sites import Site
from controlroom.watch.themes import THEMES, Theme, kinds_of
from controlroom.watch.visits import Visit
from controlroom.watch.words import mark

SHOWN_AT_MOST: Final = 60
"""Rows of a table on the page; the table for a spreadsheet has all."""
GAPS_SHOWN: Final = 8
THEME_TITLES: Final = {
    Theme.TERRORISM.value: mark("Terrorism"),
    Theme.PUBLIC_ORDER.value: mark("Public order"),
    Theme.OTHER.value: mark("Neither of the two"),
}
PRIORITIES: Final = {"p4": "P4", "p3": "P3", "p2": "P2", "p1": "P1"}
CHECK_BARS: Final = {
    "done": mark("done"),
    "excused": mark("excused"),
    "missed": mark("missed"),
    "waiting": mark("not settled yet"),
}
NO_PLACE: Final = mark("no site")


@dataclass(frozen=True, slots=True)
class Spot:
    """A site as the board names it; without a code it is one that nobody named, or that is not for all."""

    code: str | None
    name: str
    level: int | None = None


@dataclass(frozen=True, slots=True)
class IncidentLine:
    spot: Spot
    kinds: tuple[tuple[str, int], ...]
    total: int


@dataclass(frozen=True, slots=True)
class GatheringLine:
    """`coming`: it has not begun by the end of the past week."""

    id: str
    title: str
    kind: str
    place: str
    begins: datetime
    ends: datetime
    expected: int | None
    coming: bool


@dataclass(frozen=True, slots=True)
class ThemeBlock:
    """`kinds`: which incidents belong here."""

    theme: str
    kinds: tuple[str, ...]
    total: int
    lines: tuple[IncidentLine, ...]
    gatherings: tuple[GatheringLine, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertLine:
    spot: Spot
    rule: str
    priority: int
    count: int


@dataclass(frozen=True, slots=True)
class CheckLine:
    spot: Spot
    planned: int
    done: int
    late: int
    findings: int
    excused: int
    missed: int

    @property
    def share(self) -> float:
        """Done of those that were to be done."""
        due = self.planned - self.excused
        return self.done / due if due else 1.0


@dataclass(frozen=True, slots=True)
class PostLine:
    code: str
    name: str
    spot: Spot
    minutes: int
    gaps: tuple[Span, ...]
    more: int


@dataclass(frozen=True, slots=True)
class VisitLine:
    code: str
    code_name: str
    rank: str
    kind: str
    level: int
    begins: datetime
    ends: datetime
    state: str
    event: str | None


@dataclass(frozen=True, slots=True)
class Board:
    """`all_checks` sums those of all sites, `unmanned_min` the minutes of all posts. `kept`: code names."""

    past: Span
    coming: Span
    themes: tuple[ThemeBlock, ...]
    incidents_by_day: Bars
    alerts: tuple[AlertLine, ...]
    alerts_by_day: Bars
    alert_count: int
    checks: tuple[CheckLine, ...]
    all_checks: CheckLine
    checks_by_day: Bars
    posts: tuple[PostLine, ...]
    unmanned_min: int
    post_count: int
    visits: tuple[VisitLine, ...]
    ahead: tuple[VisitLine, ...]
    exercises: int
    kept: tuple[str, ...]


def board(read: Week) -> Board:
    days = _days(read.past)
    checks = _checks(read)
    alerts = sorted(_alerts(read), key=lambda one: (one.priority, -one.count, one.spot.name, one.rule))
    return Board(
        past=read.past,
        coming=read.coming,
        themes=tuple(_theme(theme, read) for theme in Theme),
        incidents_by_day=bars(days, THEME_TITLES, _themes_of(read.incidents)),
        alerts=tuple(alerts),
        alerts_by_day=bars(
            days,
            dict(reversed(PRIORITIES.items())),
            ((f"p{a.priority}", a.day, a.raised) for a in read.alerts),
        ),
        alert_count=sum(one.raised for one in read.alerts),
        checks=tuple(sorted(checks, key=lambda one: (one.share, -one.planned, one.spot.name))),
        all_checks=_sum(checks),
        checks_by_day=bars(days, CHECK_BARS, _outcomes(read.checks)),
        posts=tuple(sorted((_post(one, read.sites) for one in read.empty), key=lambda one: -one.minutes)),
        unmanned_min=minutes(read.unmanned),
        post_count=read.posts,
        visits=tuple(map(_visit, read.visits)),
        ahead=tuple(map(_visit, read.ahead)),
        exercises=read.exercises,
        kept=tuple(read.kept),
    )


def _days(span: Span) -> list[date]:
    first, last = (at.astimezone(BRUSSELS).date() for at in (span.begins, span.ends - timedelta(seconds=1)))
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def minutes(span: timedelta) -> int:
    """Whole ones; of less than one it says one, so that no gap reads as none."""
    return -(-span // timedelta(minutes=1))


def theme_of(kind: str) -> Theme:
    """A kind of a newer version of the program is neither."""
    return THEMES[IncidentKind(kind)] if kind in set(IncidentKind) else Theme.OTHER


def _themes_of(incidents: Iterable[Incidents]) -> Iterable[tuple[str, date, int]]:
    return ((theme_of(one.kind).value, one.day, one.reports) for one in incidents)


def _theme(theme: Theme, read: Week) -> ThemeBlock:
    by_site: defaultdict[str | None, dict[str, int]] = defaultdict(dict)
    for one in read.incidents:
        if theme_of(one.kind) is theme:
            kinds = by_site[one.site]
            kinds[one.kind] = kinds.get(one.kind, 0) + one.reports
    lines = [_incident_line(spot(code, read.sites), kinds) for code, kinds in by_site.items()]
    lines.sort(key=lambda line: (line.spot.code is None, -line.total, line.spot.name))
    total = sum(line.total for line in lines)
    kinds_here = tuple(kind.value for kind in kinds_of(theme))
    gathered = tuple(_gathering(one, read) for one in read.gatherings if one.theme.value == theme.value)
    return ThemeBlock(theme.value, kinds_here, total, tuple(lines), gathered)


def _gathering(one: Gathering, read: Week) -> GatheringLine:
    return GatheringLine(
        one.id,
        one.title,
        one.kind.value,
        one.place,
        one.starts_at,
        one.ends_at,
        one.expected,
        one.starts_at >= read.past.ends,
    )


def _incident_line(where: Spot, kinds: Mapping[str, int]) -> IncidentLine:
    ordered = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    return IncidentLine(where, tuple(ordered), sum(kinds.values()))


def spot(code: str | None, sites: Mapping[str, Site]) -> Spot:
    site = sites.get(code or "")
    return Spot(code, site.name, site.threat_level) if site else Spot(code, code or "")


def _alerts(read: Week) -> Iterable[AlertLine]:
    sums: dict[tuple[str | None, str, int], int] = {}
    for one in read.alerts:
        key = (one.site, one.rule, one.priority)
        sums[key] = sums.get(key, 0) + one.raised
    for (site, rule, priority), count in sums.items():
        yield AlertLine(spot(site, read.sites), rule, priority, count)


def _checks(read: Week) -> list[CheckLine]:
    by_site: defaultdict[str, list[Checks]] = defaultdict(list)
    for one in read.checks:
        by_site[one.site].append(one)
    return [_check_line(spot(code, read.sites), those) for code, those in by_site.items()]


def _check_line(where: Spot, those: Sequence[Checks | CheckLine]) -> CheckLine:
    return CheckLine(
        where,
        sum(one.planned for one in those),
        sum(one.done for one in those),
        sum(one.late for one in those),
        sum(one.findings for one in those),
        sum(one.excused for one in those),
        sum(one.missed for one in those),
    )


def _sum(lines: Sequence[CheckLine]) -> CheckLine:
    return _check_line(Spot(None, ""), lines)


def _outcomes(checks: Iterable[Checks]) -> Iterable[tuple[str, date, int]]:
    for one in checks:
        yield "done", one.day, one.done
        yield "excused", one.day, one.excused
        yield "missed", one.day, one.missed
        yield "waiting", one.day, one.planned - one.done - one.excused - one.missed


def _post(empty: Empty, sites: Mapping[str, Site]) -> PostLine:
    where = spot(empty.post.site, sites)
    shown, more = empty.gaps[:GAPS_SHOWN], max(len(empty.gaps) - GAPS_SHOWN, 0)
    return PostLine(empty.post.code, empty.post.name, where, minutes(empty.length), shown, more)


def _visit(visit: Visit) -> VisitLine:
    return VisitLine(
        visit.code,
        visit.code_name,
        visit.rank.value,
        visit.kind.value,
        visit.threat_level,
        visit.starts_at,
        visit.ends_at,
        visit.state.value,
        visit.event,
    )
