"""The system of a company fetches the alerts that were sent to it, and confirms them; nobody else's."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from controlroom.interchange.cap import MsgType, read
from controlroom.interchange.cap.feed import entries
from controlroom.watch.sector_alerts import (
    DraftSectorAlert,
    MessageType,
    ReleaseSectorAlert,
    SubmitSectorAlert,
)
from controlroom.watch.units import Pulse, RegisterUnit, UnitKind
from tests.integration.a_watch import Watch
from tests.unit.watch.a_sector_alert import CONTENT, SA, SENDER, TEXTS, the_network

FEED, RECEIPTS = "/network/alerts.atom", "/feeds/sector-alert-receipts"


@pytest.fixture
async def tokens(watch: Watch) -> dict[str, str]:
    """Of a company of energy, and of one of transport."""
    systems = [
        RegisterUnit(f"{code}-SOC", "Alarm centre", UnitKind.MACHINE, Pulse.NONE, company=code)
        for code in ("NLE", "HBS")
    ]
    for command in (*the_network(), *systems):
        await watch.app.state.desk.do(command, "chief")
    return {code: str(await watch.app.state.tokens.issue(f"{code}-SOC")) for code in ("NLE", "HBS")}


async def release(watch: Watch, msg_type: MessageType = MessageType.ALERT) -> None:
    desk = watch.app.state.desk
    content = replace(CONTENT, expires_at=datetime.now(UTC) + timedelta(hours=24))
    seen = await desk.do(DraftSectorAlert(SA, msg_type, content, TEXTS, "anna", exercise=True), "anna")
    await desk.do(SubmitSectorAlert(SA, "anna", seen), "anna")
    await desk.do(ReleaseSectorAlert(SA, "bert", seen, SENDER, ("NLE", "WND")), "bert")


async def fetched(watch: Watch, path: str, token: str, **headers: str) -> Any:
    return await watch.client.get(path, headers={"authorization": f"Bearer {token}", **headers})


async def test_a_company_fetches_each_message_to_it_and_no_other_company_does(
    watch: Watch, tokens: dict[str, str]
) -> None:
    await release(watch)
    await release(watch, MessageType.CANCEL)
    feed = await fetched(watch, FEED, tokens["NLE"])
    found = entries(feed.content)
    assert [one.address.rpartition("/")[2] for one in found] == [f"{SA}-2.cap", f"{SA}-1.cap"]
    newest = await fetched(watch, found[0].address.removeprefix("http://127.0.0.1:8080"), tokens["NLE"])
    message = read(newest.content)
    assert newest.headers["content-type"] == "application/cap+xml"
    assert (message.msg_type, message.status) == (MsgType.CANCEL, "Exercise")
    assert [one.identifier for one in message.references] == [f"{SA}-1"]
    assert entries((await fetched(watch, FEED, tokens["HBS"])).content) == []
    for token, path in ((tokens["HBS"], f"{SA}-1"), (tokens["NLE"], f"{SA}-3"), (tokens["NLE"], "SA-1")):
        assert (await fetched(watch, f"/network/alerts/{path}.cap", token)).status_code == 422


async def test_whoever_has_the_newest_feed_gets_no_body(watch: Watch, tokens: dict[str, str]) -> None:
    await release(watch)
    first = await fetched(watch, FEED, tokens["NLE"])
    known = {"if-none-match": first.headers["etag"]}
    assert (await fetched(watch, FEED, tokens["NLE"], **known)).status_code == 304
    await release(watch, MessageType.UPDATE)
    assert (await fetched(watch, FEED, tokens["NLE"], **known)).status_code == 200


async def test_a_receipt_is_written_down_once_and_only_for_what_was_sent(
    watch: Watch, tokens: dict[str, str]
) -> None:
    await release(watch)
    receipt = {"identifier": f"{SA}-1"}
    answers = [await watch.report(RECEIPTS, receipt, token=tokens["NLE"]) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 200]
    rows = await watch.ask(
        "SELECT actor, body::jsonb->>'how' FROM journal WHERE kind = 'sector_alert.received'"
    )
    assert rows == [("NLE-SOC", "feed")]
    assert (await watch.report(RECEIPTS, receipt, token=tokens["HBS"])).status_code == 422
    wrong = await watch.report(RECEIPTS, {"message": "SA"}, token=tokens["NLE"])
    assert wrong.status_code == 422
    assert {one["field"] for one in wrong.json()["errors"]} == {"identifier", "message"}


@pytest.mark.parametrize("identifier", ["SA-1", f"{SA}-0", f"\u0000{SA}-1", f"{SA}-\u0661", "a" * 101])
async def test_what_is_no_identifier_of_ours_is_no_message(
    watch: Watch, tokens: dict[str, str], identifier: str
) -> None:
    answer = await watch.report(RECEIPTS, {"identifier": identifier}, token=tokens["NLE"])
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "identifier")
    told = await fetched(watch, f"/network/alerts/{quote(identifier)}.cap", tokens["NLE"])
    assert told.status_code == 422


async def test_a_unit_of_the_field_fetches_and_confirms_nothing(watch: Watch, tokens: dict[str, str]) -> None:
    await release(watch)
    answers = [
        await fetched(watch, FEED, watch.token),
        await fetched(watch, f"/network/alerts/{SA}-1.cap", watch.token),
        await watch.report(RECEIPTS, {"identifier": f"{SA}-1"}),
        await fetched(watch, FEED, "nobody"),
    ]
    assert [one.status_code for one in answers] == [403, 403, 403, 401]
