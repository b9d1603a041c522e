"""The last checks that were made of a site, as somebody in the street saw them: when a patrol came."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from controlroom.watch.patrols import PatrolKind, PatrolReported

KEPT: Final = 10
"""More than the five that the meter looks at (requirement R18), in case it is set to look at more."""
SAME_ROUND: Final = timedelta(minutes=15)
"""Words about a site no further apart are one round: a patrol reports its checkpoints one after the other."""


@dataclass(frozen=True, slots=True)
class RecentCheck:
    """From `at`, its first word, to `until`, its last; `check` is the planned one that it was, if any."""

    at: datetime
    until: datetime
    check: str | None = None


def after(recent: tuple[RecentCheck, ...], event: PatrolReported) -> tuple[RecentCheck, ...]:
    """In order of the time at which they were made, whenever they were reported; the oldest is let go."""
    if not event.report.actual or event.what not in _SEEN:
        return recent
    same = _same(recent, event)
    if same is None and event.what is PatrolKind.STARTED and event.check is None:
        return recent
    one = same or RecentCheck(event.at, event.at)
    one = replace(
        one, at=min(one.at, event.at), until=max(one.until, event.at), check=one.check or event.check
    )
    others = (each for each in recent if each is not same)
    return tuple(sorted((*others, one), key=lambda each: (each.at, each.check or "")))[-KEPT:]


_SEEN: Final = frozenset({PatrolKind.STARTED, PatrolKind.CHECK, PatrolKind.FINDING})
"""An excuse says that nobody came. A start that answers no planned check waits for its end to count."""


def _same(recent: tuple[RecentCheck, ...], event: PatrolReported) -> RecentCheck | None:
    """The check of which this is another word: by its name, else by its time."""
    named = (each for each in recent if event.check and each.check == event.check)
    near = (each for each in recent if each.at - SAME_ROUND <= event.at <= each.until + SAME_ROUND)
    return next(named, None) or next(near, None)
