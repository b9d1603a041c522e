"""The pages of rules and ladders: who may change what, and that it counts at once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx2
import pytest

from controlroom.auth.roles import Role
from controlroom.store.rebuild import differences
from tests.conftest import Database
from tests.integration.a_watch import Watch

SignedIn = Callable[[Role], Awaitable[httpx2.AsyncClient]]
PASSWORD = "a long enough password"
GRACE = "/rules/post.check_call_missed/grace"
DUE = "SELECT due_at FROM deadline WHERE ref = 'post:EU-07' AND kind = 'check_call'"


@pytest.fixture
async def signed_in(watch: Watch) -> AsyncIterator[SignedIn]:
    headers = {"origin": watch.url, "sec-fetch-site": "same-origin"}
    async with httpx2.AsyncClient(base_url=watch.url, headers=headers, trust_env=False) as client:

        async def sign_in(role: Role) -> httpx2.AsyncClient:
            await watch.app.state.accounts.add(role.value, f"The {role.value}", role, PASSWORD)
            await client.post("/sign-in", data={"name": role.value, "password": PASSWORD})
            return client

        yield sign_in


async def the_due(database: Database) -> Any:
    connection = await database.connect()
    due = await connection.fetchval(DUE)
    assert [found async for found in differences(connection)] == []
    await connection.close()
    return due


async def test_a_number_that_an_administrator_sets_counts_at_once_for_what_is_due_already(
    signed_in: SignedIn, database: Database
) -> None:
    admin = await signed_in(Role.ADMIN)
    before = await the_due(database)
    answer = await admin.post(GRACE, data={"value": "7,5", "scope": "post:EU-07"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/rules#post.check_call_missed")
    assert (await the_due(database) - before).total_seconds() == 150
    page = (await admin.get("/rules")).text
    assert 'value="7.5"' in page
    assert "The admin" in page
    await admin.post(GRACE, data={"value": "", "scope": "post:EU-07"})
    assert await the_due(database) == before


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"value": "0"}, "may be 1 to 60"),
        ({"value": "1e300"}, "no number"),
        ({"value": "nan"}, "no number"),
        ({"value": "soon"}, "no number"),
        ({"value": "7", "scope": "post:NOWHERE"}, "there is no post:NOWHERE"),
        ({"value": "7", "scope": "unit:EU-07A"}, "the same for all"),
        ({"value": "7", "scope": "<b>"}, "there is no &lt;b&gt;"),
    ],
)
async def test_a_number_that_makes_no_sense_is_refused_at_its_field(
    signed_in: SignedIn, data: dict[str, str], words: str
) -> None:
    admin = await signed_in(Role.ADMIN)
    answer = await admin.post(GRACE, data=data)
    assert answer.status_code == 422
    assert words in answer.text
    assert "<b>" not in answer.text.split("<main", 1)[0]


async def test_a_ladder_is_set_row_by_row_and_a_rung_without_anybody_is_refused(
    signed_in: SignedIn,
) -> None:
    admin = await signed_in(Role.ADMIN)
    rows = {"after-0": "120", "means-0": "shift_leader", "after-1": "45", "means-1": ["desk_sound", "deputy"]}
    assert (await admin.post("/ladders/3", data={**rows, "untouched": "30"})).status_code == 303
    page = (await admin.get("/ladders")).text.partition('id="p3"')[2]
    assert page.index('value="45"') < page.index('value="120"')
    refused = await admin.post("/ladders/3", data={"after-0": "60"})
    assert refused.status_code == 422
    assert "at least one means" in refused.text


def content(page: str) -> str:
    """Without what the frame of every page has."""
    return page.partition('id="content"')[2].partition("</main>")[0]


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.DUTY_OFFICER, Role.AUDITOR])
async def test_whoever_is_no_administrator_reads_the_rules_and_changes_none(
    signed_in: SignedIn, role: Role
) -> None:
    reader = await signed_in(role)
    pages = await asyncio.gather(reader.get("/rules"), reader.get("/ladders"))
    assert [page.status_code for page in pages] == [200, 200]
    assert all("<form" not in content(page.text) for page in pages)
    assert (await reader.post(GRACE, data={"value": "7"})).status_code == 403
    assert (await reader.post("/ladders/3", data={"after-0": "60"})).status_code == 403


async def test_who_outside_is_told_is_seen_with_what_became_of_it_but_not_their_address(
    signed_in: SignedIn, watch: Watch
) -> None:
    admin = await signed_in(Role.ADMIN)
    assert "Nobody outside" in (await admin.get("/receivers")).text
    await watch.app.state.receivers.add("police", "https://police.example/hook/s3cret", 2)
    page = (await admin.get("/receivers", params={"name": "police"})).text
    assert "police.example" in page
    assert "s3cret" not in page
    assert 'value="webhook:police"' in (await admin.get("/ladders")).text
