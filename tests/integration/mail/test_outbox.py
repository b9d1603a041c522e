"""What an attempt comes to: for the mail, for its address, and for the server."""

import pytest

from controlroom.mail.outbox import SERVER, Mail
from controlroom.webhooks.patience import Outcome
from tests.integration.mail.an_office import NLE, WND, MailOffice

REFUSED = "SELECT address FROM mail_address WHERE refused_at IS NOT NULL"
TAKEN = Outcome(250, None, 5)
NOBODY = Outcome(550, "the mail server refused the address (550)", 5)
GONE = Outcome(None, "the mail server cannot be reached", 5)


async def made(office: MailOffice) -> dict[str, Mail]:
    """By the address to which it goes."""
    await office.release()
    await office.pickup.walk(0)
    return {mail.address: mail for mail in await office.outbox.due({SERVER: 9}, [])}


async def test_an_address_is_refused_until_it_takes_a_mail(office: MailOffice) -> None:
    mails = await made(office)
    assert await office.outbox.settle(mails[NLE], NOBODY) == "given_up"
    assert await office.outbox.settle(mails[WND], TAKEN) == "delivered"
    assert await office.ask(REFUSED) == [(NLE,)]
    await office.outbox.settle(mails[NLE], TAKEN)
    assert await office.ask(REFUSED) == []


async def test_a_server_that_is_gone_for_a_day_is_not_the_fault_of_an_address(office: MailOffice) -> None:
    mails = await made(office)
    office.later(hours=25)
    assert await office.outbox.settle(mails[NLE], GONE) == "given_up"
    assert await office.ask(REFUSED) == []


async def test_how_many_mails_nothing_took_for_a_day_is_said_in_the_log(
    office: MailOffice, caplog: pytest.LogCaptureFixture
) -> None:
    await made(office)
    await office.outbox.tidy()
    office.later(hours=25)
    await office.outbox.tidy()
    await office.outbox.tidy()
    assert caplog.messages == ["mail: 2 that nothing took for a day are given up"]
