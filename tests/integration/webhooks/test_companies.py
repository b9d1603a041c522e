"""The receiver of a company is told of sector alerts to it, and of nothing else."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from controlroom.errors import Refused, Unknown
from controlroom.interchange.cap import read
from controlroom.store.panels.receivers import receiver_names
from controlroom.store.panels.sector_deliveries import told_of
from controlroom.store.panels.snapshot import whole_look
from controlroom.watch.book import SetThreshold
from controlroom.watch.sector_alerts import (
    DraftSectorAlert,
    MessageType,
    ReleaseSectorAlert,
    SubmitSectorAlert,
)
from tests.integration.webhooks.a_receiver import HANGS, a_receiver
from tests.integration.webhooks.conftest import Office
from tests.unit.watch.a_sector_alert import CONTENT, SA, SENDER, TEXTS, the_network

WHY = "SELECT number, state, last_error FROM webhook_delivery ORDER BY number"


async def release(office: Office, msg_type: MessageType = MessageType.ALERT, *, hours: float = 24) -> None:
    content = replace(CONTENT, expires_at=office.clock.at + timedelta(hours=hours))
    seen = await office.writer.do(DraftSectorAlert(SA, msg_type, content, TEXTS, "anna"), actor="anna")
    assert seen is not None
    await office.writer.do(SubmitSectorAlert(SA, "anna", seen), actor="anna")
    await office.writer.do(ReleaseSectorAlert(SA, "bert", seen, SENDER, ("NLE", "WND")), actor="bert")
    office.ear.wake()


async def test_a_company_is_told_in_order_what_is_for_it_and_reminded(office: Office) -> None:
    soon = SetThreshold("sector_alert.not_received", "after", 1, "chief")
    await office.writer.write(*the_network(), soon, actor="setup")
    async with a_receiver() as mine, a_receiver() as other, a_receiver() as pager, office.delivering():
        secret = await office.receivers.add("nle", mine.url, of="NLE")
        await office.receivers.add("hbs", other.url, of="HBS")
        await office.receivers.add("pager", pager.url)
        await release(office)
        await mine.until_taken(1)
        for _ in range(8):
            office.later(seconds=9.9)
            await office.writer.tick()
        office.ear.wake()
        await mine.until_taken(2)
        await release(office, MessageType.CANCEL)
        await mine.until_taken(3)
        await pager.until_taken(1)
        async with whole_look(office.engine) as snapshot:
            assert await receiver_names(snapshot) == ["pager"]
            assert {told.company for told in await told_of(snapshot, SA)} == {"NLE"}
    said = [got.said["data"] for got in mine.taken]
    assert all(got.is_signed_by(secret) for got in mine.taken)
    kinds = [got.kind for got in mine.taken]
    assert kinds == ["sector_alert.released", "sector_alert.reminder", "sector_alert.released"]
    assert [(one["number"], one["msg_type"], one["company"]) for one in said] == [
        (1, "Alert", "NLE"),
        (1, "Alert", "NLE"),
        (2, "Cancel", "NLE"),
    ]
    assert read(said[2]["cap"].encode()).identifier == said[2]["identifier"] == f"{SA}-2"
    assert other.got == []
    assert {got.kind.partition(".")[0] for got in pager.got} == {"alert"}


async def test_a_company_is_not_warned_of_what_is_over_but_told_that_it_is_called_off(
    office: Office,
) -> None:
    await office.writer.write(*the_network(), actor="setup")
    async with a_receiver() as mine:
        await office.receivers.add("nle", mine.url, of="NLE")
        await release(office, hours=1)
        await release(office, MessageType.CANCEL, hours=1)
        office.later(hours=2)
        async with office.delivering():
            await mine.until_taken(1)
            await office.until_asked(WHY, [(1, "not_sent", "expired before"), (2, "delivered", None)])
    assert [got.said["data"]["msg_type"] for got in mine.taken] == ["Cancel"]


async def test_what_waits_of_an_earlier_message_gives_way_to_the_newer_one(office: Office) -> None:
    await office.writer.write(*the_network(), actor="setup")
    async with a_receiver(lambda got: 503) as mine, office.delivering():
        await office.receivers.add("nle", mine.url, of="NLE")
        await release(office)
        await office.settled(1)
        await release(office, MessageType.CANCEL)
        await office.until_asked(WHY, [(1, "not_sent", "called off before"), (2, "pending", None)])
        mine.answer = lambda got: 204
        office.later(minutes=2)
        await mine.until_taken(1)
    assert [got.said["data"]["msg_type"] for got in mine.taken] == ["Cancel"]


async def test_what_waits_when_its_alert_is_over_is_not_sent(office: Office) -> None:
    await office.writer.write(*the_network(), actor="setup")
    async with a_receiver(lambda got: 503) as mine, office.delivering():
        await office.receivers.add("nle", mine.url, of="NLE")
        await release(office, hours=1)
        await office.settled(1)
        mine.answer = lambda got: 204
        office.later(hours=2)
        await office.until_asked(WHY, [(1, "not_sent", "expired before")])
    assert mine.taken == []


async def test_that_an_alert_is_called_off_does_not_overtake_the_alert(office: Office) -> None:
    await office.writer.write(*the_network(), actor="setup")
    async with a_receiver(lambda got: HANGS) as mine, office.delivering():
        await office.receivers.add("nle", mine.url, of="NLE")
        await release(office)
        await mine.until_got(1)
        mine.answer = lambda got: 204
        await release(office, MessageType.CANCEL)
        await office.until_asked(WHY, [(1, "not_sent", "called off before"), (2, "pending", None)])
        office.ear.wake()
        await asyncio.sleep(0.3)
        assert len(mine.got) == 1
        mine.let_go.set()
        await office.until_asked("SELECT sum(attempts)::int FROM webhook_delivery WHERE number = 2", [(0,)])
        office.later(minutes=2)
        await mine.until_taken(1)
        await office.until_asked(WHY, [(1, "not_sent", "called off before"), (2, "delivered", None)])


async def test_what_was_on_its_way_to_a_receiver_that_was_revoked_goes_to_nobody_else(office: Office) -> None:
    await office.writer.write(*the_network(), actor="setup")
    async with a_receiver(lambda got: HANGS) as mine, a_receiver() as other, office.delivering():
        await office.receivers.add("soc", mine.url, of="NLE")
        await release(office)
        await mine.until_got(1)
        await office.receivers.revoke("soc")
        await office.receivers.add("soc", other.url, of="HBS")
        mine.let_go.set()
        await office.until_asked("SELECT failing_since IS NOT NULL FROM webhook", [(True,)])
        for _ in range(3):
            office.later(minutes=2)
            await asyncio.sleep(0.2)
    assert other.got == []
    assert await office.ask("SELECT state FROM webhook_delivery") == [("given_up",)]


@pytest.mark.parametrize("since", ["HBS", None])
async def test_what_a_company_was_told_stays_its_own_whoever_has_the_name_of_its_receiver_since(
    office: Office, since: str | None
) -> None:
    await office.writer.write(*the_network(), actor="setup")
    async with a_receiver() as mine, office.delivering():
        await office.receivers.add("soc", mine.url, of="NLE")
        await release(office)
        await mine.until_taken(1)
        await office.receivers.revoke("soc")
        await office.receivers.add("soc", mine.url, of=since)
    async with whole_look(office.engine) as snapshot:
        assert {(told.company, told.way, told.number) for told in await told_of(snapshot, SA)} == {
            ("NLE", "webhook", 1)
        }


async def test_a_receiver_of_a_company_names_one_that_there_is_and_chooses_nothing_else(
    office: Office,
) -> None:
    with pytest.raises(Unknown):
        await office.receivers.add("nobody", "https://receiver.invalid/", of="NOBODY")
    with pytest.raises(Refused):
        await office.receivers.add("nle", "https://receiver.invalid/", priority=1, of="NLE")
