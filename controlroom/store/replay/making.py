"""Bases are made as the journal grows, each from the one before."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

import asyncpg

from controlroom.clock import monotonic
from controlroom.store import journal
from controlroom.store.replay import bases
from controlroom.store.replay.past import AT_ONCE, Past

EVENTS: Final = 2_000
"""From one base to the next, at most: folding them again takes less than a second."""
AN_HOUR: Final = timedelta(hours=1)

Rest = Callable[[float], Awaitable[None]]


async def last_past(connection: asyncpg.Connection) -> Past:
    """The state at the newest base, in the scratch tables of this connection; at first at nothing."""
    past = Past(connection)
    await bases.begin_anew_if_of_another_form(connection)
    await past.start_from(await bases.last(connection))
    return past


async def make_what_is_due(past: Past, rest: Rest) -> int:
    """Follow the journal to its end; how many bases that made. `rest` is told what a step took."""
    made = 0
    while True:
        began = monotonic()
        links = await journal.read_next(past.connection, past.seq, AT_ONCE)
        if not links:
            return made
        await past.fold(links)
        if _is_due(past, links[-1].recorded_at):
            past.go_on_from(await bases.make(past.connection, past.seq, links[-1].recorded_at))
            made += 1
        await rest(monotonic() - began)


def _is_due(past: Past, at: datetime) -> bool:
    """Also after a clock was put back: an hour in either direction."""
    since = past.base.at
    return past.seq - past.base.seq >= EVENTS or since is None or abs(at - since) >= AN_HOUR
