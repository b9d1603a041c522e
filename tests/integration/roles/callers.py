"""Everybody who may knock: each role with an account of its own, a stranger, a screen, a field unit."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

import httpx2
from sqlalchemy import delete
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from controlroom.auth.register import Seat
from controlroom.auth.roles import Role
from controlroom.store.tables import sign_in_failure
from controlroom.store.transaction import transaction
from tests.integration.a_watch import Watch, a_watch
from tools.doors import Door, Open

OURS: Final = "http://127.0.0.1:8080"
SEATS: Final = {Role.COMPANY: Seat("NLE"), Role.FIELD_UNIT: Seat(unit="EU-07A")}
OTHERS: Final = ("stranger", "screen", "unit")
COLUMNS: Final = [*(role.value for role in Role), *OTHERS]
PASSWORD: Final = "the blue heron waits"
EXAMPLES: Final = {
    "place": "deputy",
    "token": "nobody-has-this",
    "name": "nobody",
    "rule": "post.left",
    "account": "field-unit",
}
"""What stands in an address for something that changes; all else is a 1."""


@dataclass
class Gate:
    """The running room, and one caller of each kind. `screen` is the token of a wall."""

    watch: Watch
    screen: str
    names: dict[str, str] = field(default_factory=dict)

    async def papers(self, who: str) -> dict[str, str]:
        """What this caller shows; a person comes with a fresh session, for an act may end one."""
        if who == "stranger":
            return {}
        if who == "screen":
            return {"cookie": f"controlroom-screen={self.screen}"}
        if who == "unit":
            return {"authorization": f"Bearer {self.watch.token}"}
        return {"cookie": f"controlroom-session={await self._session(who)}"}

    async def _session(self, role: str) -> str:
        accounts = self.watch.app.state.accounts
        async with transaction(self.watch.app.state.engine) as connection:
            return str(await accounts.sessions.open(connection, self.names[role]))

    async def knock(self, door: Door, who: str) -> bool:
        """Whether it opened."""
        if door.method == "SOCKET":
            return await self._sees_something(door, who)
        await self._forget_wrong_passwords()
        headers = {"origin": OURS, "sec-fetch-site": "same-origin", **await self.papers(who)}
        answer = await self.watch.client.request(door.method, address_of(door), headers=headers, timeout=60)
        assert answer.status_code < 500, f"{door.name} as {who}: {answer.status_code} {answer.text}"
        return not turned_away(answer)

    async def _forget_wrong_passwords(self) -> None:
        """Whoever knocks at all doors that ask for a password is told to wait, sooner on a quick machine."""
        async with transaction(self.watch.app.state.engine) as connection:
            await connection.execute(delete(sign_in_failure))

    async def _sees_something(self, door: Door, who: str) -> bool:
        """A refusal has its own way to be told: no session 4401, no right a refused handshake."""
        address = self.watch.url.replace("http", "ws", 1) + address_of(door)
        headers = {"origin": OURS, **await self.papers(who)}
        try:
            async with connect(address, additional_headers=headers, proxy=None, max_size=None) as socket:
                opened = bool(json.loads(await socket.recv())["t"] != "gone")
                if not opened:
                    with suppress(ConnectionClosed):
                        await socket.recv()
                code = None if opened else socket.close_code
        except InvalidStatus as refused:
            opened, code = False, refused.response.status_code
        without_a_session = who in ("stranger", "unit")
        assert opened or code == (4401 if without_a_session else 403), f"{door.name} as {who}: {code}"
        return opened


def turned_away(answer: httpx2.Response) -> bool:
    to_sign_in = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?next=")
    return to_sign_in or answer.status_code in (401, 403)


def address_of(door: Door) -> str:
    path = door.path.replace("at=", "at=2026-11-24T14:00")
    if path == "/static":
        return "/static/tokens.css"
    while "{" in path:
        head, _, rest = path.partition("{")
        name, _, tail = rest.partition("}")
        path = f"{head}{EXAMPLES.get(name, '1')}{tail}"
    return path


def should_open(door: Door, who: str) -> bool:
    """By what the door declares, and by nothing else."""
    match door.open:
        case Open.EVERYBODY | Open.MACHINE:
            return True
        case Open.HALFWAY | Open.COMPANIES:
            return False
        case Open.UNITS:
            return who == "unit"
        case Open.SIGNED_IN:
            return who not in OTHERS or (who == "screen" and door.screens)
        case None:
            return _by_right(door, who)


def _by_right(door: Door, who: str) -> bool:
    if who in OTHERS:
        return {"screen": door.screens, "unit": door.units, "stranger": False}[who]
    return all(Role(who).may(right) for right in door.rights)


@asynccontextmanager
async def a_gate(database_url: str) -> AsyncIterator[Gate]:
    async with a_watch(database_url) as watch:
        state = watch.app.state
        gate = Gate(watch, await state.screens.add("north wall"))
        for role in Role:
            gate.names[role.value] = name = role.value.replace("_", "-")
            seat = SEATS.get(role)
            await state.accounts.add(name, f"Kim {name.title()}", role, PASSWORD, seat=seat)
        yield gate
