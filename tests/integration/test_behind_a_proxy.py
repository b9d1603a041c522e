"""Who asks, when a proxy stands in front: believed if it is trusted; nobody becomes this machine."""

from typing import Any

import pytest

from tests.integration.a_watch import Watch, a_watch

ATTACKER = {"x-forwarded-for": "203.0.113.7"}
LIAR = {"x-forwarded-for": "127.0.0.1"}


async def addresses_of_failed_sign_ins(watch: Watch) -> list[tuple[str]]:
    page = {"origin": "http://127.0.0.1:8080", "sec-fetch-site": "same-origin"}
    guess = {"name": "anna", "password": "wrong wrong"}
    answer = await watch.client.post("/sign-in", data=guess, headers={**page, **ATTACKER})
    assert answer.status_code == 403
    return await watch.ask("SELECT address FROM sign_in_failure")


async def test_a_trusted_proxy_says_who_asks(database: Any) -> None:
    async with a_watch(database.database_url, trusted_proxies="10.1.2.3, 127.0.0.0/8") as watch:
        assert await addresses_of_failed_sign_ins(watch) == [("203.0.113.7",)]


async def test_whoever_is_no_trusted_proxy_speaks_for_nobody_else(database: Any) -> None:
    async with a_watch(database.database_url, trusted_proxies="10.1.2.3") as watch:
        assert await addresses_of_failed_sign_ins(watch) == [("127.0.0.1",)]


async def test_nobody_reads_the_metrics_by_saying_that_they_are_this_machine(database: Any) -> None:
    async with a_watch(database.database_url) as watch:
        assert (await watch.client.get("/metrics")).status_code == 200
        assert (await watch.client.get("/metrics", headers=LIAR)).status_code == 403


@pytest.mark.parametrize(("said", "status"), [({}, 403), ({"authorization": "Bearer open sesame"}, 200)])
async def test_where_https_ends_at_a_proxy_the_metrics_need_their_token(
    database: Any, said: dict[str, str], status: int
) -> None:
    more = {"metrics_token": "open sesame"} if said else {}
    async with a_watch(database.database_url, public_url="https://watch.example", **more) as watch:
        assert (await watch.client.get("/metrics", headers=said)).status_code == status
