"""An administrator's browser without a script, and the journal beside it."""

import json
import re
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx2

from tests.conftest import Database
from tests.integration.a_watch import Watch

SECRET = re.compile(r'<code class="told__secret"[^>]*>([^<]+)</code>')
HIDDEN = re.compile(r'name="seen" value="([^"]*)"')


@dataclass
class Chief:
    browser: httpx2.AsyncClient
    watch: Watch
    database: Database

    async def page(self, path: str, status: int = 200) -> str:
        answer = await self.browser.get(path)
        assert answer.status_code == status, answer.text
        return unescape(answer.text)

    async def does(self, path: str, status: int = 303, /, **fields: Any) -> str:
        answer = await self.browser.post(path, data=fields)
        assert answer.status_code == status, answer.text
        assert answer.headers["cache-control"] == "no-store"
        return unescape(answer.text)

    async def told(self, path: str, /, **fields: Any) -> str:
        """The secret on the answer."""
        return secret(await self.does(path, 200, **fields))

    async def seen(self, path: str) -> str:
        """The version that the first form of a page carries."""
        found = HIDDEN.findall(await self.page(path))
        return found[-1] if found else ""

    async def acts(self, *kinds: str) -> list[tuple[str, str, dict[str, Any]]]:
        connection = await self.database.connect()
        query = "SELECT actor, kind, body FROM journal WHERE kind = ANY($1) ORDER BY seq"
        rows = await connection.fetch(query, list(kinds))
        await connection.close()
        return [(row["actor"], row["kind"], json.loads(row["body"])) for row in rows]

    async def whole_journal(self) -> str:
        connection = await self.database.connect()
        rows = await connection.fetch("SELECT actor, body, private FROM journal")
        await connection.close()
        return "\n".join(f"{row['actor']} {row['body']} {row['private']}" for row in rows)


def secret(page: str) -> str:
    found = SECRET.findall(page)
    assert len(found) == 1, page
    return str(found[0])
