"""What a screen says over its socket is kept with the next tick, and makes it known to the watch."""

import asyncio
from typing import Any

from websockets.asyncio.client import connect

from tests.integration.a_watch import Watch, a_watch

KNOWN = "SELECT name, in_use, missing_since FROM watched_screen"
SAID = "SELECT shown_seq, due_at - seen_at = interval '30 s' FROM screen WHERE seen_at IS NOT NULL"


async def come_to_pass(watch: Watch, question: str, wanted: list[Any]) -> None:
    async with asyncio.timeout(10):
        while await watch.ask(question) != wanted:  # noqa: ASYNC110 - the pen brings it about
            await asyncio.sleep(0.05)


async def test_a_screen_that_says_what_it_shows_is_known_and_expected_again_within_30_seconds(
    database: Any,
) -> None:
    async with a_watch(database.database_url) as watch:
        token = await watch.app.state.screens.add("north wall")
        address = f"{watch.url.replace('http', 'ws', 1)}/ws?board=wall"
        headers = {"cookie": f"controlroom-screen={token}", "origin": "http://127.0.0.1:8080"}
        async with connect(address, additional_headers=headers, proxy=None, max_size=None) as wall:
            await wall.send('{"t":"screen","seq":-1}')
            await wall.send('{"t":"screen","seq":"many"}')
            await wall.send('{"t":"screen","seq":7}')
            await come_to_pass(watch, SAID, [(7, True)])
            await come_to_pass(watch, KNOWN, [("north wall", True, None)])
