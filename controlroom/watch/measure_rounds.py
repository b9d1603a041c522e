"""The rounds of a patrol measure: planned a day ahead, at times that nobody outside can foretell (R18)."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Final

from controlroom.clock import BRUSSELS
from controlroom.watch.chance import Window
from controlroom.watch.events import Event
from controlroom.watch.measures import Measure, MeasureRoundsPlanned, Patrols, next_day, site_of
from controlroom.watch.patrols import CheckState, PatrolCheck, PatrolCheckPlanned
from controlroom.watch.predictability import Mark, meter_of
from controlroom.watch.refs import Noun
from controlroom.watch.rounds import LEAST_GAP, USUAL, WIDTH, Cornered, Errand, Manner, Proposal, propose
from controlroom.watch.sites import Site
from controlroom.watch.world import World

NOTICE: Final = timedelta(minutes=30)
"""A unit has to hear of a round before it can make it."""


def plan(world: World, measure: Measure, now: datetime) -> list[Event]:
    """Rounds up to the end of tomorrow, and that they are planned up to then."""
    terms = measure.current.terms if measure.current and measure.acts else None
    site = world.get(Noun.SITE, site_of(terms, measure.file), Site) if isinstance(terms, Patrols) else None
    begins, until = measure.patrols_until or now, next_day(next_day(now))
    planned = MeasureRoundsPlanned(measure.id, measure.file, until)
    if site is None or not isinstance(terms, Patrols):
        return [planned]
    windows = tuple(w for w in _windows(terms, begins, until) if _can_be_made(w, now))
    answers = propose(world.secret, [_errand(world, site, windows)], {}, _manner(windows))
    return [planned, *(PatrolCheckPlanned(_check(measure, site.code, answer)) for answer in answers)]


def _windows(terms: Patrols, begins: datetime, until: datetime) -> Iterator[Window]:
    """Of each day between the two, one part of the hours for each round."""
    rounds, opens, closes = terms.rounds_a_day or 0, terms.opens or time.min, terms.closes or time.min
    day = begins.astimezone(BRUSSELS).date()
    while _moment(day, time.min) < until:
        start, end = _moment(day, opens), _moment(day + timedelta(days=closes <= opens), closes)
        edges = [start + (end - start) * n / rounds for n in range(rounds + 1)]
        yield from (Window(*edge) for edge in pairwise(edges) if edge[0] >= begins or edge[1] > begins)
        day += timedelta(days=1)


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, BRUSSELS).astimezone(UTC)


def _can_be_made(window: Window, now: datetime) -> bool:
    """What has begun would be drawn from what is left of it, at a time that could be guessed."""
    return window.start >= now + NOTICE and window.end - window.start >= WIDTH


def _manner(windows: Sequence[Window]) -> Manner:
    """Many rounds a day lie closer together than is usual."""
    shortest = min((window.end - window.start for window in windows), default=LEAST_GAP * 2)
    return Manner(USUAL.width, min(LEAST_GAP, shortest / 2))


def _errand(world: World, site: Site, windows: tuple[Window, ...]) -> Errand:
    planned = (c for c in world.checks.get(site.code, {}).values() if c.state is CheckState.PLANNED)
    marks = (
        *(Mark(check.at) for check in site.recent),
        *(Mark(_middle(c), (c.window_end - c.window_start) / 2) for c in planned),
    )
    return Errand(site.code, windows, marks, site.draws, meter_of(site.code, world.book))


def _middle(check: PatrolCheck) -> datetime:
    return check.window_start + (check.window_end - check.window_start) / 2


def _check(measure: Measure, site: str, answer: Proposal | Cornered) -> PatrolCheck:
    """Where no minute is left the whole part of the day is: the round is made, when the unit chooses."""
    if isinstance(answer, Proposal):
        start, end = answer.at - USUAL.slack, answer.at + USUAL.slack
    else:
        start, end = answer.window.start, answer.window.end
    key = f"{measure.id}-{start.astimezone(UTC):%Y%m%dT%H%MZ}"
    return PatrolCheck(key, site, start, end, measure=measure.id)
