"""Who looked at what a moment ago: a page that is drawn again is no other consultation."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from controlroom.clock import monotonic
from controlroom.watch.consultations import TAKES_OUT, ConsultationEvent

AGAIN_AFTER_S: Final = 300.0
"""The same person, session and things: one consultation for five minutes from its record."""
KEPT_AT_MOST: Final = 20_000

Sight = tuple[str, ...]


@dataclass(slots=True)
class Lately:
    """Of this process: two workers may each record the same look once. Nothing is left out that was not on
    disk before, and what leaves the watch or is erased is recorded each time.
    """

    _at: "OrderedDict[Sight, float]" = field(default_factory=OrderedDict)

    def seen(self, who: str, event: ConsultationEvent) -> bool:
        since = monotonic() - AGAIN_AFTER_S
        return not isinstance(event, TAKES_OUT) and all(
            self._at.get(sight, since) > since for sight in _sights(who, event)
        )

    def note(self, who: str, event: ConsultationEvent) -> None:
        """What was seen before keeps the moment of its record."""
        now = monotonic()
        for sight in _sights(who, event):
            if self._at.get(sight, 0.0) <= now - AGAIN_AFTER_S:
                self._at[sight] = now
                self._at.move_to_end(sight)
        while len(self._at) > KEPT_AT_MOST:
            self._at.popitem(last=False)


def _sights(who: str, event: ConsultationEvent) -> Iterator[Sight]:
    """By thing where things are named, so that one more in a list is news; else by page and words."""
    same = (who, event.session, event.address or "", event.kind, event.data, event.ground or "")
    complete = event.things and len(event.things) == event.count
    for what in event.things if complete else (f"{event.page}?{event.words}#{event.things}",):
        yield (*same, what, event.words or "")
