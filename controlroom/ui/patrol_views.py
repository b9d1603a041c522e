"""What the page of the patrols shows: each site's day as a strip, how predictable it is, what is planned."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from controlroom.clock import BRUSSELS
from controlroom.store.panels.rounds import Rounds
from controlroom.ui.complaint import Complaint
from controlroom.ui.patrol_form import Typed
from controlroom.ui.patrol_plan import Plan
from controlroom.ui.patrol_windows import DAYS_AHEAD
from controlroom.watch.patrols import PatrolCheck
from controlroom.watch.predictability import FACE, Meter, Pattern, meter_of, pattern, time_of_day
from controlroom.watch.rounds import Cornered, Manner, Proposal, Why
from controlroom.watch.sites import Site
from controlroom.watch.units import Unit
from controlroom.watch.words import mark

MINUTE: Final = timedelta(minutes=1)
DAY_MIN: Final = 1440


NO_TIME: Final = {
    Why.NARROW: mark("the window is shorter than a check takes"),
    Why.PREDICTABLE: mark("every time in it would make a pattern with other checks of the site"),
    Why.TOO_CLOSE: mark("it is too near to another check of the site"),
    Why.TOO_FAR: mark("it opens later than the longest gap allows"),
    Why.NO_UNIT: mark("none of the units is free"),
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Minutes of the day, from local midnight."""

    begins: int
    length: int


@dataclass(frozen=True, slots=True)
class Strip:
    """The face of the clock rolled out; what goes on past midnight goes on at the other end."""

    made: tuple[int, ...]
    planned: tuple[Stretch, ...]
    bands: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class SiteRow:
    """`last`: the checks that the meter looks at, the newest first; `last_day` is its day, unless today."""

    code: str
    name: str
    last: tuple[datetime, ...]
    last_day: str
    pattern: Pattern | None
    planned: tuple[PatrolCheck, ...]
    strip: Strip


@dataclass(frozen=True, slots=True)
class ProposedRow:
    """One check of a proposal, to be made from `begins` to `ends`; or `why` no time of the window is left."""

    name: str
    day: str
    opens: datetime
    closes: datetime
    begins: datetime | None = None
    ends: datetime | None = None
    unit: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class PatrolsPage:
    """`sites` are those of which there is something to say, `others` the rest, `days` those to choose from.

    `planned`: how many checks were just planned. `moved`: the proposal is another than the one accepted.
    """

    sites: Sequence[SiteRow]
    others: Sequence[SiteRow]
    patrols: Sequence[Unit]
    days: Sequence[datetime]
    typed: Typed
    complaints: Mapping[str, Complaint]
    proposed: Sequence[ProposedRow] | None
    shown: Sequence[str]
    draws: Mapping[str, int]
    may_plan: bool
    planned: int
    moved: bool


def page_of(
    plan: Plan, typed: Typed, now: datetime, *, may_plan: bool, planned: int, moved: bool
) -> PatrolsPage:
    told, others = site_rows(plan.read, now)
    names = {site.code: site.name for site in plan.read.sites}
    return PatrolsPage(
        sites=told,
        others=others,
        patrols=plan.read.patrols,
        days=days_ahead(now, DAYS_AHEAD),
        typed=typed,
        complaints={complaint.field: complaint for complaint in plan.complaints},
        proposed=_proposed(plan, names, now),
        shown=plan.shown,
        draws={site.code: site.draws for site in plan.read.sites},
        may_plan=may_plan,
        planned=planned,
        moved=moved,
    )


def site_rows(read: Rounds, now: datetime) -> tuple[list[SiteRow], list[SiteRow]]:
    """Those of which there is something to say, the predictable first; and the others, by name."""
    planned: dict[str, list[PatrolCheck]] = {}
    for check in read.planned:
        planned.setdefault(check.site, []).append(check)
    rows = [
        _row(site, planned.get(site.code, []), meter_of(site.code, read.book), now) for site in read.sites
    ]
    told = [row for row in rows if row.last or row.planned]
    others = [row for row in rows if not (row.last or row.planned)]
    return sorted(told, key=lambda row: row.pattern is None), others


def _row(site: Site, planned: Sequence[PatrolCheck], meter: Meter, now: datetime) -> SiteRow:
    made = [check.at for check in site.recent]
    found = pattern(made, meter)
    last = tuple(reversed(made[-meter.of_last :]))
    windows = ((check.window_start, check.window_end) for check in planned)
    strip = Strip(
        made=tuple(minute_of(at) for at in last),
        planned=tuple(_around_midnight((minute_of(begin), minute_of(end)) for begin, end in windows)),
        bands=tuple(_around_midnight(_band(found))),
    )
    day = _day(last[0], now) if last else ""
    return SiteRow(site.code, site.name, last, day, found, tuple(planned), strip)


def minute_of(at: datetime) -> int:
    return time_of_day(at) // MINUTE


def _band(found: Pattern | None) -> Iterator[tuple[int, int]]:
    if found:
        yield found.begins.hour * 60 + found.begins.minute, found.ends.hour * 60 + found.ends.minute


def _around_midnight(spans: Iterable[tuple[int, int]]) -> Iterator[Stretch]:
    for begin, end in spans:
        if begin <= end:
            yield Stretch(begin, end - begin)
        else:
            yield Stretch(begin, DAY_MIN - begin)
            yield Stretch(0, end)


def _proposed(plan: Plan, names: Mapping[str, str], now: datetime) -> list[ProposedRow] | None:
    if plan.answers is None:
        return None
    return [_proposed_row(answer, names, plan.manner, now) for answer in plan.answers]


def _proposed_row(
    answer: Proposal | Cornered, names: Mapping[str, str], manner: Manner, now: datetime
) -> ProposedRow:
    name, window = names.get(answer.site, answer.site), answer.window
    if isinstance(answer, Cornered):
        day = _day(window.start, now)
        return ProposedRow(name, day, window.start, window.end, why=NO_TIME[answer.why])
    begins, ends = answer.at - manner.slack, answer.at + manner.slack
    return ProposedRow(name, _day(begins, now), window.start, window.end, begins, ends, answer.unit)


def _day(at: datetime, now: datetime) -> str:
    """Nothing for today."""
    local = at.astimezone(BRUSSELS)
    return "" if local.date() == now.astimezone(BRUSSELS).date() else f"{local:%d/%m}"


def days_ahead(now: datetime, many: int) -> list[datetime]:
    """Noon of today and of the days after it, by the clocks of the room."""
    noon = now.astimezone(BRUSSELS).replace(hour=12, minute=0, second=0, microsecond=0)
    return [noon + FACE * n for n in range(many + 1)]
