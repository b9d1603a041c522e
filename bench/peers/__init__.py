"""Beside Alerta, in one run: accepts, two races, and the time until a screen could know."""

import asyncio
from contextlib import AsyncExitStack
from typing import Final

import asyncpg

from bench.findings import Findings
from bench.peers import accept, races, screen
from bench.peers.alerta import Alerta, prepare
from bench.peers.install import installed
from bench.peers.ours import our_side
from bench.peers.theirs import their_side
from bench.stand import Stand, a_stand

HOW: Final = """`make bench PEERS=1` installs Alerta from PyPI at pinned versions
  (`bench/peers/requirements.txt`) into `.venv/peers` and runs it over a database on the same PostgreSQL, with
  as many API keys as our units have tokens. Several WSGI set-ups are tried, and the one that accepts most is
  measured; Controlroom runs one process. `wrk` posts fresh reports to both in turn. In a race every request
  has a connection of its own and all are written at one moment: to Controlroom by a unit's token and by the
  sessions of two officers who signed in, to Alerta by API keys. What is stored is asked of the databases."""


async def measure() -> Findings:
    programs = await asyncio.to_thread(installed)
    async with a_stand() as stand:
        alerta = await prepare(stand, programs, "alerta")
        stripped = await prepare(stand, programs, "alerta_stripped", stripped=True)
        tried = await accept.try_all(alerta)
        best = accept.fastest(tried)
        await alerta.empty()
        async with alerta.serving(best) as url, stripped.serving(best) as stripped_url:
            known, raced = await _watch_and_race(stand, alerta, url)
            contenders = {
                accept.OURS: accept.us(stand),
                accept.AS_SHIPPED: accept.them(alerta, url),
                accept.TUNED: accept.them(stripped, stripped_url),
            }
            runs = await accept.side_by_side(contenders)
    return Findings(
        [*accept.bars(runs), *races.bars(raced["Controlroom"])],
        [*accept.tables(tried, runs, best), *races.tables(raced), screen.table(known)],
    )


async def _watch_and_race(
    stand: Stand, alerta: Alerta, url: str
) -> tuple[list[screen.Knew], dict[str, races.Races]]:
    """Before the load, while both hold next to nothing."""
    async with AsyncExitStack() as stack:
        ours, theirs = [await asyncpg.connect(each) for each in (stand.database_url, alerta.database_url)]
        stack.push_async_callback(ours.close)
        stack.push_async_callback(theirs.close)
        side = their_side(url, alerta, theirs)
        known = await screen.see(stand, side)
        return known, await races.race(await our_side(stand, ours), side)
