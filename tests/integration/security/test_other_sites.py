"""What a page of somebody else's can make the browser of a signed-in officer do: nothing."""

from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.integration.roles.callers import OURS, Gate, address_of
from tools.doors import Door, doors

SAFE = ("GET", "HEAD", "SOCKET")
ELSEWHERE: list[dict[str, str]] = [
    {"origin": "https://attacker.example", "sec-fetch-site": "cross-site"},
    {"origin": "https://attacker.example"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site", "origin": OURS},
    {"sec-fetch-site": "none", "origin": OURS},
    {"origin": "null"},
    {"origin": f"{OURS}.attacker.example"},
    {"origin": OURS.replace("http:", "https:")},
    {"referer": f"{OURS}/desk"},
    {},
]


async def acts(gate: Gate) -> Any:
    """How often a person has done anything; the watch itself may write meanwhile."""
    return await gate.watch.ask("SELECT count(*) FROM journal WHERE actor IN (SELECT name FROM account)")


def unsafe(gate: Gate) -> list[Door]:
    return [door for door in doors(gate.watch.app) if door.method not in SAFE and not door.by_token]


@pytest.mark.parametrize("said", ELSEWHERE, ids=lambda said: ", ".join(said.values()) or "nothing said")
async def test_no_act_comes_from_another_site(gate: Gate, said: dict[str, str]) -> None:
    before, papers = await acts(gate), await gate.papers("shift_leader")
    taken = []
    for door in unsafe(gate):
        answer = await gate.watch.client.request(
            door.method, address_of(door), headers={**papers, **said}, data={"seen": "1"}
        )
        if answer.status_code != 403:
            taken.append(f"{door.name}: {answer.status_code}")
    assert taken == []
    assert await acts(gate) == before
    assert len(unsafe(gate)) > 30


async def test_the_session_is_still_there_after_all_of_that(gate: Gate) -> None:
    papers = await gate.papers("shift_leader")
    await gate.watch.client.post("/sign-out", headers={**papers, "sec-fetch-site": "cross-site"})
    assert (await gate.watch.client.get("/desk", headers=papers)).status_code == 200


@pytest.mark.parametrize("said", ELSEWHERE, ids=lambda said: ", ".join(said.values()) or "nothing said")
async def test_no_socket_is_opened_by_another_site(gate: Gate, said: dict[str, str]) -> None:
    papers = await gate.papers("shift_leader")
    for door in (door for door in doors(gate.watch.app) if door.method == "SOCKET"):
        address = gate.watch.url.replace("http", "ws", 1) + address_of(door)
        with pytest.raises(InvalidStatus) as refused:
            async with connect(address, additional_headers={**papers, **said}, proxy=None):
                pass
        assert refused.value.response.status_code == 403, door.name


async def test_a_cookie_is_worth_nothing_at_a_feed(gate: Gate) -> None:
    """Where the origin is not asked, only a token counts."""
    papers = await gate.papers("shift_leader")
    for door in (door for door in doors(gate.watch.app) if door.by_token):
        headers = {**papers, **ELSEWHERE[0]}
        answer = await gate.watch.client.request(door.method, door.path, headers=headers, content=b"{}")
        assert answer.status_code == 401, door.name
