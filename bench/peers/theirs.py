"""What the races ask of Alerta: alerts by API key, acknowledgements by the keys of two officers."""

import json
from dataclasses import dataclass
from itertools import count
from typing import Final
from urllib.parse import urlencode

import asyncpg

from bench.peers.alerta import OFFICERS, Alerta
from bench.peers.at_once import Answer, Request, ask, at_once
from bench.peers.judge import Outcome, SameReport, outcome

STORED: Final = "SELECT id FROM alerts WHERE resource = $1"
LIST: Final = "/alerts?" + urlencode(
    [
        *(("status", "open"), ("status", "ack")),
        *(("sort-by", "severity"), ("sort-by", "lastReceiveTime")),
        *(("page", "1"), ("page-size", "20")),
    ]
)
"""What the list of alerts in Alerta's web UI asks for."""
_names = count(1)


@dataclass(frozen=True, slots=True)
class Theirs:
    url: str
    keys: list[str]
    officer_keys: tuple[str, str]
    database: asyncpg.Connection

    async def same_report(self, race: int, times: int) -> SameReport:
        resource, posted = self._alert(race)
        answers = await at_once(self.url, [posted] * times)
        named = [str(answer.said.get("id", "")) for answer in answers]
        rows = await self.database.fetch(STORED, resource)
        return SameReport(answers, named, [row["id"] for row in rows])

    async def two_acknowledge(self, race: int) -> Outcome:
        alert = await self.report(race)
        body = json.dumps({"action": "ack", "text": ""}).encode()
        path = f"/alert/{alert}/action"
        acknowledgements = [Request("PUT", path, _headers(key), body) for key in self.officer_keys]
        return outcome(OFFICERS, await at_once(self.url, acknowledgements))

    async def report(self, race: int) -> str:
        """A fresh alert; its id."""
        answer = await ask(self.url, self._alert(race)[1])
        if answer.status != 201:
            raise SystemExit(f"Alerta answered an alert with {answer.status}: {answer.text[:200]}")
        return str(answer.said["id"])

    async def listed(self) -> set[str]:
        """The alerts that a page of the web UI would show now."""
        answer: Answer = await ask(self.url, Request("GET", LIST, _headers(self.keys[0])))
        if answer.status != 200:
            raise SystemExit(f"Alerta answered GET /alerts with {answer.status}: {answer.text[:200]}")
        return {alert["id"] for alert in answer.said["alerts"]}

    async def polls_every_s(self) -> float:
        """How often the running server tells its web UI to ask."""
        answer = await ask(self.url, Request("GET", "/config", {}))
        return float(answer.said["refresh_interval"]) / 1e3

    def _alert(self, race: int) -> tuple[str, Request]:
        resource = f"race-{next(_names)}"
        alert = {"resource": resource, "event": "breach", "environment": "Production", "severity": "major"}
        body = json.dumps(alert | {"service": ["S-1"], "text": "Fence cut"}).encode()
        return resource, Request("POST", "/alert", _headers(self.keys[race % len(self.keys)]), body)


def their_side(url: str, alerta: Alerta, database: asyncpg.Connection) -> Theirs:
    return Theirs(url, alerta.keys.read_text().split(), alerta.officer_keys, database)


def _headers(key: str) -> dict[str, str]:
    return {"Authorization": f"Key {key}", "Content-Type": "application/json"}
