"""What a measure makes the watch do while it is in force: a post stands, rounds are made.

It acts also when it has lapsed, until somebody decides: no gate is left because a date has passed.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from controlroom.watch import measures, posts
from controlroom.watch.events import Event
from controlroom.watch.measures import (
    FixedPost,
    Measure,
    MeasureEvent,
    MeasureKind,
    Patrols,
    Terms,
    site_of,
)
from controlroom.watch.patrols import CheckState, PatrolCheck, PatrolCheckDropped
from controlroom.watch.posts import ChangePost, ClosePost, OpenPost, Post
from controlroom.watch.refs import Noun
from controlroom.watch.world import World


def follow(
    world: World, before: Measure | None, happened: Sequence[MeasureEvent], now: datetime
) -> list[Event]:
    """These events, with what follows from them for posts, visits and rounds."""
    if not happened:
        return []
    after = before
    for event in happened:
        after = measures.apply(after, event, 0, now)
    was, now_is = _acting(before), _acting(after)
    if after is None or was == now_is:
        return [*happened]
    return [*happened, *_consequences(world, after, was, now_is, now)]


def _acting(measure: Measure | None) -> Terms | None:
    """What it makes the watch do at this moment."""
    current = measure.current if measure and measure.acts else None
    return current.terms if current else None


def _consequences(
    world: World, measure: Measure, was: Terms | None, now_is: Terms | None, now: datetime
) -> Iterable[Event]:
    match measure.kind:
        case MeasureKind.FIXED_POST:
            return _post(world, measure, was, now_is, now)
        case MeasureKind.PATROLS:
            return _rounds_given_up(world, measure, was, now_is, now)
        case _:
            return []


def _post(
    world: World, measure: Measure, was: Terms | None, now_is: Terms | None, now: datetime
) -> Iterable[Event]:
    """A post with its code that is not of this measure is left alone. One that moves to another site is
    opened anew there: whoever stood at the old one does not stand at the new one yet.
    """
    if isinstance(was, FixedPost) and not (isinstance(now_is, FixedPost) and now_is.code == was.code):
        yield from posts.decide(_its_post(world, measure, was.code), ClosePost(was.code), now)
    if not isinstance(now_is, FixedPost):
        return
    code, site = now_is.code, site_of(now_is, measure.file)
    named = now_is.name or code
    mine = _its_post(world, measure, code)
    if mine and mine.site == site:
        kept = (now_is.strength or 1, now_is.relief_every_min or 1, now_is.check_every_min, now_is.units)
        yield from posts.decide(mine, ChangePost(code, named, *kept), now)
    else:
        standing = None if mine else world.get(Noun.POST, code, Post)
        yield from posts.decide(standing, _opening(now_is, measure.id, site, named, now), now)


def _its_post(world: World, measure: Measure, code: str) -> Post | None:
    post = world.get(Noun.POST, code, Post)
    return post if post and post.measure == measure.id and post.closed_at is None else None


def _opening(terms: FixedPost, measure: str, site: str, name: str, now: datetime) -> OpenPost:
    """Nobody stands there yet: the first unit that reports itself does."""
    relief_every = terms.relief_every_min or 1
    return OpenPost(
        code=terms.code,
        site=site,
        name=name,
        strength=terms.strength or 1,
        relief_every_min=relief_every,
        check_every_min=terms.check_every_min,
        units=terms.units,
        manned_by=None,
        relief_due_at=now + timedelta(minutes=relief_every),
        measure=measure,
    )


def _rounds_given_up(
    world: World, measure: Measure, was: Terms | None, now_is: Terms | None, now: datetime
) -> Iterable[Event]:
    """Rounds that were planned for what counts no longer are not missed when nobody makes them.

    After a change the one whose window is open is still made; after an end nobody has to.
    """
    site = site_of(was, measure.file) if isinstance(was, Patrols) else ""
    for check in world.checks.get(site, {}).values():
        ahead = (check.window_start if now_is else check.window_end) > now
        if ahead and check.state is CheckState.PLANNED and _is_a_round_of(measure, check):
            yield PatrolCheckDropped(check.id, site)


def _is_a_round_of(measure: Measure, check: PatrolCheck) -> bool:
    """Those planned by a program of before say it in their names alone."""
    return measure.id == check.measure or (check.measure is None and check.id.startswith(f"{measure.id}-"))
