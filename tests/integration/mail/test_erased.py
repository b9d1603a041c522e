"""Words of a sector alert that are erased stay in no mail and no webhook, made or in the making."""

import asyncio
from typing import Any

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from controlroom.store.sector_messages import Order
from controlroom.store.untold import ERASED
from controlroom.watch.sector_alerts import MessageType
from controlroom.webhooks.pickup import Pickup as WebhookPickup
from controlroom.webhooks.receivers import Receivers
from tests.integration.mail.a_server import TAKES, a_server
from tests.integration.mail.an_office import NLE, WND, MailOffice
from tests.integration.webhooks.a_receiver import until

RELEASED = "SELECT seq FROM journal WHERE kind = 'sector_alert.released' ORDER BY seq"
MAILS = "SELECT number, address, state, last_error, said = '' FROM mail ORDER BY number, address"
WORDS = "a van at the gates"


async def erase(database: Any, office: MailOffice, which: int = 0) -> None:
    seqs = [seq for (seq,) in await office.ask(RELEASED)]
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute("SELECT erase_private($1)", [seqs[which]])
    await owner.close()


async def test_a_mail_whose_words_are_erased_is_kept_without_them_and_sent_no_more(
    database: Any, office: MailOffice
) -> None:
    async with (
        a_server(to=lambda to: TAKES if to == NLE else "450 busy") as server,
        office.sending(server),
    ):
        await office.release()
        await office.until_asked("SELECT sum(attempts)::int FROM mail", [(2,)])
        await erase(database, office)
        assert await office.ask(MAILS) == [
            (1, NLE, "delivered", None, True),
            (1, WND, "not_sent", ERASED, True),
        ]
        server.to = lambda to: TAKES
        await office.release(MessageType.CANCEL)
        office.later(minutes=2)
        await until(lambda: len(server.taken) == 3)
    assert sorted(got.to for got in server.taken) == [NLE, NLE, WND]
    said = await office.ask(f"SELECT DISTINCT number FROM mail WHERE said LIKE '%{WORDS}%'")
    assert said == [(2,)]


async def test_a_webhook_whose_words_are_erased_is_kept_without_them_and_sent_no_more(
    database: Any, office: MailOffice
) -> None:
    receivers = Receivers(office.engine, office.clock, plain_http=True)
    await receivers.add("nle", "https://receiver.invalid/", of="NLE")
    await office.release()
    await WebhookPickup(office.engine, office.clock, "https://room.example").walk(0)
    assert await office.ask(f"SELECT count(*) FROM webhook_delivery WHERE body LIKE '%{WORDS}%'") == [(1,)]
    await erase(database, office)
    kept = "SELECT company, number, state, last_error, body FROM webhook_delivery"
    assert await office.ask(kept) == [("NLE", 1, "not_sent", ERASED, "")]


async def test_words_that_are_erased_while_a_mail_is_made_of_them_do_not_stay_in_it(
    database: Any, office: MailOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, go, put = asyncio.Event(), asyncio.Event(), office.pickup._put

    async def slowly(connection: AsyncConnection, order: Order) -> None:
        read.set()
        await go.wait()
        await put(connection, order)

    monkeypatch.setattr(office.pickup, "_put", slowly)
    await office.release()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(office.pickup.walk(0))
        await read.wait()
        erasing = tasks.create_task(erase(database, office))
        await asyncio.wait([erasing], timeout=0.5)
        go.set()
    assert await office.ask(MAILS) == [
        (1, NLE, "not_sent", ERASED, True),
        (1, WND, "not_sent", ERASED, True),
    ]
