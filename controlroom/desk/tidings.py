"""What a tick carries besides, and what it finds: who was heard, who was not, and how the watch itself is."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import inf
from typing import Final

import asyncpg

from controlroom.store import attendance, components, deadlines, duty, presence
from controlroom.watch.commands import Command
from controlroom.watch.components import Disk, NoteFault, disk_faults, failing_faults, queue_faults
from controlroom.watch.duty import ROOM
from controlroom.watch.world import World

AT_ONCE: Final = 500
"""How many passed deadlines one tick takes on; the next tick takes the following."""


@dataclass(slots=True)
class Tidings:
    """Gathered since the last tick: signs of life of units, feeds and screens, and what this server measured.

    `waited_s`: the longest that a report waited for the pen. `disks`: by path. `since_s` is when gathering
    began, by the clock that never jumps, in seconds.
    """

    signs: dict[str, presence.Sign] = field(default_factory=dict)
    feeds: dict[str, datetime] = field(default_factory=dict)
    screens: dict[str, attendance.Word] = field(default_factory=dict)
    disks: dict[str, Disk] = field(default_factory=dict)
    waited_s: float = 0.0
    since_s: float = -inf

    def dated(self, date: Callable[[datetime], datetime]) -> "Tidings":
        """The same, with every time of it by another clock."""
        return replace(
            self,
            signs={unit: replace(sign, at=date(sign.at)) for unit, sign in self.signs.items()},
            feeds={feed: date(at) for feed, at in self.feeds.items()},
            screens={screen: replace(word, at=date(word.at)) for screen, word in self.screens.items()},
        )


async def findings(
    connection: asyncpg.Connection, world: World, tidings: Tidings, server: str, now: datetime
) -> list[Command]:
    """What follows from the tidings, once they are kept, and from what did not come."""
    heard = await presence.note(connection, tidings.signs, now, world.book)
    await presence.note_feeds(connection, tidings.feeds, now)
    await attendance.note(connection, tidings.screens, now, world.book)
    silent = await presence.fallen_silent(connection, now, AT_ONCE)
    screens = await attendance.news(connection, now, AT_ONCE)
    gone = await duty.gone(connection, now)
    unmanned = [] if world.things.get(ROOM) else await duty.never_taken(connection)
    failing = failing_faults(await components.failing(connection), now, world.book)
    due = await deadlines.due(connection, now, AT_ONCE)
    own = _own_faults(tidings, server, world)
    return [*heard, *silent, *screens, *gone, *unmanned, *own, *failing, *due]


def _own_faults(tidings: Tidings, server: str, world: World) -> list[NoteFault]:
    disks = (disk_faults(server, path, disk, world.book) for path, disk in tidings.disks.items())
    return [*queue_faults(server, tidings.waited_s, world.book), *(fault for of in disks for fault in of)]
