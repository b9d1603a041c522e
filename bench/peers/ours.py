"""What the races ask of Controlroom: reports by a unit's token, acknowledgements by officers' sessions."""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode
from uuid import uuid4

import asyncpg
import httpx2

from bench.peers.at_once import Request, ask, at_once
from bench.peers.judge import Outcome, SameReport, outcome
from bench.proof import FOUND
from bench.stand import Stand
from controlroom.auth.roles import Role
from controlroom.office import add_user
from controlroom.settings import read_settings

OFFICERS: Final = (("maes", "Lt. Maes"), ("dubois", "Sgt. Dubois"))
ALERT: Final = "SELECT id, version FROM alert WHERE object = $1 AND acked_by IS NULL"


@dataclass(frozen=True, slots=True)
class Ours:
    """`sessions`: the cookies of two officers who have signed in."""

    stand: Stand
    tokens: list[str]
    sessions: tuple[str, str]
    database: asyncpg.Connection

    async def same_report(self, race: int, times: int) -> SameReport:
        report = _report(priority=3)
        answers = await at_once(self.stand.url, [self._post(race, report)] * times)
        named = [str(answer.said.get("seq", "")) for answer in answers]
        rows = await self.database.fetch(FOUND, [report["id"]])
        return SameReport(answers, named, [str(row["seq"]) for row in rows])

    async def two_acknowledge(self, race: int) -> Outcome:
        reported = await ask(self.stand.url, self._post(race, _report(priority=1)))
        raised = await self.database.fetchrow(ALERT, f"incident:{reported.said['seq']}")
        if raised is None:
            raise SystemExit("a report of priority 1 raised no alert")
        acknowledgements = [self._acknowledge(cookie, *raised) for cookie in self.sessions]
        (_, first), (_, second) = OFFICERS
        return outcome((first, second), await at_once(self.stand.url, acknowledgements))

    def _post(self, race: int, report: dict[str, object]) -> Request:
        headers = {"Authorization": f"Bearer {self.tokens[race % len(self.tokens)]}"}
        headers["Content-Type"] = "application/json"
        return Request("POST", "/feeds/incidents", headers, json.dumps(report).encode())

    def _acknowledge(self, cookie: str, alert: int, version: int) -> Request:
        """As the desk's form sends it."""
        headers = {"Cookie": cookie, "Origin": self.stand.url, "Accept": "application/json"}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode({"seen": version}).encode()
        return Request("POST", f"/alerts/{alert}/acknowledgement", headers, body)


async def our_side(stand: Stand, database: asyncpg.Connection) -> Ours:
    first, second = [await _sign_in(stand, *officer) for officer in OFFICERS]
    return Ours(stand, stand.tokens.read_text().split(), (first, second), database)


async def _sign_in(stand: Stand, name: str, display_name: str) -> str:
    password = secrets.token_urlsafe(16)
    settings = read_settings({}, database_url=stand.database_url, public_url=stand.url)
    await add_user(settings, name, display_name, Role.DUTY_OFFICER, password)
    form = {"name": name, "password": password}
    async with httpx2.AsyncClient(base_url=stand.url, trust_env=False) as client:
        answer = await client.post("/sign-in", data=form, headers={"Origin": stand.url})
    if answer.status_code != 303:
        raise SystemExit(f"an officer could not sign in: {answer.status_code}")
    return "; ".join(f"{key}={value}" for key, value in answer.cookies.items())


def _report(priority: int) -> dict[str, object]:
    at = datetime.now(UTC).isoformat()
    words = {"kind": "breach", "site": "S-1", "text": "Fence cut", "priority": priority}
    return {"id": str(uuid4()), "at": at, **words}
