"""Bases are made as the journal grows, each from the one before."""

from collections.abc import Awaitable, Callable
from typing import Final

import asyncpg

from controlroom.clock import monotonic
from controlroom.store import journal
from controlroom.store.replay import bases
from controlroom.store.replay.past import AT_ONCE, Past

EVENTS: Final = 1_000
"""From one base to the next; what it takes to fold so many again is what somebody waits for."""

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
        if past.seq - past.base.seq >= EVENTS:
            past.go_on_from(await bases.make(past.connection, past.seq, links[-1].recorded_at))
            made += 1
        await rest(monotonic() - began)
