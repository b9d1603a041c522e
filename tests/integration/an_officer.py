"""Browsers in which people of the room are signed in, and the alerts that they find."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import httpx2

from controlroom.auth.roles import Role
from tests.integration.a_watch import Watch, incident

PASSWORD = "the blue heron waits"
OURS = {"origin": "http://127.0.0.1:8080", "sec-fetch-site": "same-origin"}
NAMES = {"anna": "Anna Peeters", "bert": "Bert Maes", "omar": "Omar Diallo", "lea": "Lea Janssens"}


@dataclass
class Officer:
    """One person's browser, without a script: forms are posted, answers are pages."""

    name: str
    browser: httpx2.AsyncClient

    async def page(self, number: int, **query: Any) -> str:
        answer = await self.browser.get(f"/alerts/{number}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def does(self, number: int, path: str, **fields: Any) -> httpx2.Response:
        return await self.browser.post(f"/alerts/{number}/{path}", data=fields)

    async def did(self, number: int, path: str, **fields: Any) -> str:
        """What could be done; the page of the alert afterwards."""
        answer = await self.does(number, path, **fields)
        assert answer.status_code == 303, words_of(answer.text)
        assert answer.headers["location"] == f"/alerts/{number}"
        return await self.page(number)


@dataclass
class Staff:
    watch: Watch
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def signs_in(self, name: str, role: Role = Role.DUTY_OFFICER) -> Officer:
        await self.watch.app.state.accounts.add(name, NAMES.get(name, name), role, PASSWORD)
        return await self.comes_back(name)

    async def comes_back(self, name: str) -> Officer:
        """Whoever has an account already."""
        browser = await self._stack.enter_async_context(
            httpx2.AsyncClient(base_url=self.watch.url, trust_env=False, headers=OURS, timeout=30)
        )
        answer = await browser.post("/sign-in", data={"name": name, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return Officer(name, browser)

    async def serious(self, priority: int = 2, **more: Any) -> int:
        """The alert of an incident that its unit calls serious."""
        answer = await self.watch.report("/feeds/incidents", incident(priority=priority, **more))
        assert answer.status_code == 201, answer.text
        return await self.newest("incident.serious")

    async def newest(self, rule: str) -> int:
        ((number,),) = await self.watch.ask("SELECT max(id) FROM alert WHERE rule = $1", rule)
        assert number is not None, f"no alert of {rule}"
        return int(number)

    async def version(self, number: int) -> int:
        ((version,),) = await self.watch.ask("SELECT version FROM alert WHERE id = $1", number)
        return int(version)


@asynccontextmanager
async def staff_of(watch: Watch) -> AsyncIterator[Staff]:
    staff = Staff(watch)
    async with staff._stack:
        yield staff


def words_of(page: str) -> str:
    """What a page says, in one line."""
    body = page.partition("<body>")[2] or page
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def amiss(page: str) -> dict[str, str]:
    """The complaints that are shown, by the fields at which they stand."""
    shown = re.findall(r'data-amiss="(\w*)">([^<]*)</p>', page)
    return {field: unescape(said) for field, said in shown}
