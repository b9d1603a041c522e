"""Packets are lost, late or swallowed between the server and each of those it works with."""

import asyncio
from pathlib import Path

from controlroom.bus import Ear, RedisBus
from controlroom.clock import monotonic
from tests.faults.conftest import Mortal
from tests.faults.history import History
from tests.faults.ledger import Ledger
from tests.faults.load import under_load
from tests.faults.network import a_link, let_in
from tests.faults.place import Place
from tests.faults.screen import a_screen
from tests.faults.server import serving
from tests.faults.trouble import BACK_WITHIN_S, Trouble, silence, troubles

LOSSY = Trouble(loss=0.3, delay_s=0.2, lasts_s=25)
LIVE_S = 3.0
"""A wall that hears nothing for longer says LATE."""
BY_THE_POLL_S = 1.0
ASKED_AGAIN_S = 0.1


@troubles(LOSSY, silence(8), silence(20), silence(45), small=[silence(3)])
async def test_a_bad_way_to_the_database_costs_nothing_but_the_while(
    mortal: Mortal, mortal_place: Place, log: Path, ledger: Ledger, trouble: Trouble
) -> None:
    """Units are told 503 and nobody is left to hang; the walls say that the picture is old."""
    history, database_url = History(), mortal_place.database_url
    ledger.row(f"between server and PostgreSQL: {trouble}")
    await let_in(mortal.superuser_url)
    async with (
        a_link() as link,
        serving(link.to(database_url), log) as server,
        a_screen(server, mortal_place.screen_token) as screen,
    ):
        async with under_load(mortal_place, [server.url], history) as load:
            await load.until_stored(50)
            spell = await trouble.befall(link)
            ledger.took("writes again", await load.stored_again(spell.ended), trouble.back_within_s)
            live_s = await screen.live_after(spell.ended, trouble.back_within_s)
            ledger.took("walls live again", live_s, trouble.back_within_s)
            meanwhile = load.stored_between(spell.settled, spell.ended)
            await load.until_stored(50)
        if trouble.silent:
            assert meanwhile == 0
            assert screen.ticks_between(spell.settled, spell.ended) == 0
        assert set(load.heard) <= {"200", "201", "503"}
        await screen.equals_a_fresh_one()
    ledger.note(f"{meanwhile} stored meanwhile, {load.heard['503']} times 503")
    await ledger.proved(history, database_url)


@troubles(LOSSY, silence(20))
async def test_a_bad_way_to_redis_holds_nobody_up(
    mortal: Mortal, mortal_place: Place, log: Path, ledger: Ledger, trouble: Trouble
) -> None:
    """The wall looks at a server that hears of news only by Redis or by the poll."""
    history, database_url, redis_url = History(), mortal_place.database_url, mortal.redis_url
    ledger.row(f"between server and Redis: {trouble}")
    async with (
        a_link() as link,
        serving(database_url, log, link.to(redis_url)) as writing,
        serving(database_url, log.with_suffix(".wall"), redis_url) as showing,
        a_screen(showing, mortal_place.screen_token) as screen,
    ):
        async with under_load(mortal_place, [writing.url], history) as load:
            await load.until_stored(50)
            befalling = asyncio.create_task(trouble.befall(link))
            while not befalling.done():
                stored_at = await load.until_stored(1)
                changed_s = await screen.changed_after(stored_at, BY_THE_POLL_S)
                ledger.took("a report on the wall", changed_s, BY_THE_POLL_S)
            spell = await befalling
        ledger.took("longest silence", screen.longest_silence(spell.began, monotonic()), LIVE_S)
        assert set(load.heard) == {"201"}
        await screen.equals_a_fresh_one()
    await ledger.proved(history, database_url)


@troubles(LOSSY, silence(7), silence(30))
async def test_wake_ups_pass_again_soon_after_the_way_to_redis_is_good(
    mortal: Mortal, ledger: Ledger, trouble: Trouble
) -> None:
    ledger.row(f"wake-ups by Redis: {trouble}")
    async with a_link() as link, asyncio.TaskGroup() as group:
        far, near = RedisBus(link.to(mortal.redis_url)), RedisBus(mortal.redis_url)
        there, here = far.ear(), near.ear()
        running = [group.create_task(bus.run()) for bus in (far, near)]
        await there.heard()
        spell = await trouble.befall(link)
        ledger.took("far to near again", await first_heard(far, here, spell.ended), trouble.back_within_s)
        ledger.took("near to far again", await first_heard(near, there, spell.ended), trouble.back_within_s)
        for task in running:
            task.cancel()


async def first_heard(one: RedisBus, other: Ear, since: float) -> float:
    """Seconds from a moment until the other hears what one says again and again."""
    other.wake()
    await other.heard()  # this, and whatever came before
    hearing = asyncio.create_task(other.heard())
    async with asyncio.timeout(4 * BACK_WITHIN_S):
        while not hearing.done():
            one.announce()
            await asyncio.wait([hearing], timeout=ASKED_AGAIN_S)
    return monotonic() - since


@troubles(LOSSY, silence(8), silence(20))
async def test_a_bad_way_to_a_screen_is_that_screens_alone(
    place: Place, log: Path, ledger: Ledger, trouble: Trouble
) -> None:
    history = History()
    ledger.row(f"between server and one of two screens: {trouble}")
    async with (
        a_link() as link,
        serving(place.database_url, log) as server,
        a_screen(server, place.screen_token, link) as far,
        a_screen(server, place.screen_token) as near,
    ):
        async with under_load(place, [server.url], history) as load:
            await load.until_stored(50)
            await far.live_after(monotonic(), BACK_WITHIN_S)
            spell = await trouble.befall(link)
            live_s = await far.live_after(spell.ended, trouble.back_within_s)
            ledger.took("live again", live_s, trouble.back_within_s)
            await load.until_stored(50)
        if trouble.silent:
            assert far.ticks_between(spell.settled, spell.ended) == 0
        ledger.took("its longest silence", far.longest_silence(spell.began, spell.ended))
        others = near.longest_silence(spell.began, monotonic())
        ledger.took("longest silence of the other", others, LIVE_S)
        assert set(load.heard) == {"201"}
        await far.equals_a_fresh_one()
    await ledger.proved(history, place.database_url)


@troubles(LOSSY, silence(8), silence(20), small=[Trouble(loss=0.3, delay_s=0.2, lasts_s=3)])
async def test_units_on_a_bad_line_repeat_until_they_know_and_nothing_is_lost_or_doubled(
    place: Place, log: Path, ledger: Ledger, trouble: Trouble
) -> None:
    history = History()
    ledger.row(f"between units and server: {trouble}")
    async with (
        a_link() as link,
        serving(place.database_url, log) as server,
        a_screen(server, place.screen_token) as screen,
    ):
        async with under_load(place, [link.to(server.url)], history, answer_within_s=4) as load:
            await load.until_stored(50)
            spell = await trouble.befall(link)
            ledger.took("reports again", await load.stored_again(spell.ended), trouble.back_within_s)
            meanwhile = load.stored_between(spell.settled, spell.ended)
            await load.until_stored(50)
        assert (meanwhile == 0) == trouble.silent
        silence_s = screen.longest_silence(spell.began, monotonic())
        ledger.took("longest silence of a wall", silence_s, LIVE_S)
        await screen.equals_a_fresh_one()
    ledger.note(f"{meanwhile} stored meanwhile")
    await ledger.proved(history, place.database_url)
