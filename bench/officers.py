"""Officers who have signed in, each with a connection of their own, and what they press."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final
from urllib.parse import urlencode

import httpx2

from bench.race import Press, Told
from bench.stand import Stand
from bench.wire import Answer, Wire
from controlroom.auth.roles import Role
from controlroom.office import add_user
from controlroom.settings import read_settings

FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Officer:
    name: str
    cookie: str
    url: str
    wire: Wire

    async def acknowledges(self, alert: int, version: int) -> Press:
        began = perf_counter()
        answer = await self._sends(f"/alerts/{alert}/acknowledgement", {"seen": str(version)})
        took_ms = (perf_counter() - began) * 1e3
        return Press(alert, self.name, *told(answer, self.name), took_ms)

    async def acknowledges_all(self, alerts: list[tuple[int, int]]) -> tuple[Answer, float]:
        """With the form of the desk, and how many milliseconds that took."""
        began = perf_counter()
        chosen = [("alert", f"{alert}:{version}") for alert, version in alerts]
        answer = await self._sends("/alerts/acknowledgements", chosen)
        return answer, (perf_counter() - began) * 1e3

    async def _sends(self, path: str, fields: Any) -> Answer:
        """As the desk's form sends it."""
        headers = {"Cookie": self.cookie, "Origin": self.url, "Accept": "application/json"}
        return await self.wire.send(path, {**headers, "Content-Type": FORM}, urlencode(fields).encode())


def told(answer: Answer, name: str) -> tuple[Told, str]:
    if answer.status >= 500:
        return Told.BROKEN, ""
    if answer.status == 200:
        return Told.WON, name if answer.body["acknowledged_by"] == name else ""
    by, at = answer.body.get("by", ""), answer.body.get("at", "")
    if answer.status == 409 and by and at and by != name:
        return Told.LOST, by
    return Told.UNNAMED, by


@asynccontextmanager
async def officers_of(stand: Stand, count: int) -> AsyncIterator[list[Officer]]:
    staff = [await _an_officer(stand, number) for number in range(1, count + 1)]
    try:
        yield staff
    finally:
        for officer in staff:
            officer.wire.close()


async def _an_officer(stand: Stand, number: int) -> Officer:
    password, name = secrets.token_urlsafe(16), f"Officer {number}"
    settings = read_settings({}, database_url=stand.database_url, public_url=stand.url)
    await add_user(settings, f"officer-{number}", name, Role.DUTY_OFFICER, password)
    form = {"name": f"officer-{number}", "password": password}
    async with httpx2.AsyncClient(base_url=stand.url, trust_env=False, timeout=60) as client:
        answer = await client.post("/sign-in", data=form, headers={"Origin": stand.url})
    if answer.status_code != 303:
        raise SystemExit(f"an officer could not sign in: {answer.status_code}")
    cookie = "; ".join(f"{key}={value}" for key, value in answer.cookies.items())
    return Officer(name, cookie, stand.url, await Wire.open(stand.url))
