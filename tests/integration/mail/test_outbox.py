"""What an attempt comes to: for the mail, for its address, and for the server."""

from dataclasses import replace
from datetime import timedelta

import pytest

from controlroom.mail.outbox import SERVER, Mail
from controlroom.store.components import failing, shift
from controlroom.watch.companies import RegisterCompany, Sector
from controlroom.webhooks.patience import Outcome
from tests.integration.mail.an_office import NLE, WND, MailOffice
from tests.unit.watch.a_warning import SITES

REFUSED = "SELECT address FROM mail_address WHERE refused_at IS NOT NULL"
TAKEN = Outcome(250, None, 5)
LATER = Outcome(451, "the mail server refused the mail (451)", 5)
NOBODY = Outcome(550, "the mail server refused the address (550)", 5)
GONE = Outcome(None, "the mail server cannot be reached", 5)


async def made(office: MailOffice) -> dict[str, Mail]:
    """By the address to which it goes; they may be sent for two days."""
    await office.release(hours=48)
    await office.pickup.walk(0)
    return {mail.address: mail for mail in await office.outbox.due({SERVER: 9}, [])}


async def at_fault(office: MailOffice) -> list[str]:
    return sorted(f"{one.part}/{one.name}" for one in await failing(office.writer.connection))


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


async def test_an_address_that_took_nothing_for_a_day_is_refused(office: MailOffice) -> None:
    mails = await made(office)
    assert await office.outbox.settle(mails[NLE], LATER) == "pending"
    assert await office.outbox.settle(mails[WND], LATER) == "pending"
    assert await office.ask(REFUSED) == []
    office.later(hours=25)
    assert await office.outbox.settle(mails[WND], LATER) == "given_up"
    assert await office.ask(REFUSED) == [(WND,)]
    await office.outbox.tidy()
    assert sorted(await office.ask(REFUSED)) == [(NLE,), (WND,)]


async def test_since_when_an_address_is_refused_is_kept(office: MailOffice) -> None:
    mails = await made(office)
    await office.outbox.settle(mails[NLE], NOBODY)
    since = await office.ask("SELECT refused_at FROM mail_address WHERE company = 'NLE'")
    office.later(hours=1)
    await office.outbox.settle(replace(mails[NLE], attempts=1), NOBODY)
    assert await office.ask("SELECT refused_at FROM mail_address WHERE company = 'NLE'") == since


async def test_a_server_that_took_nothing_is_at_fault_until_it_does_or_nobody_waits_for_it(
    office: MailOffice,
) -> None:
    mails = await made(office)
    for mail in mails.values():
        await office.outbox.settle(mail, GONE)
    office.later(hours=25)
    await office.outbox.tidy()
    assert await at_fault(office) == ["mail/server"]
    await office.addresses.remove("NLE", NLE)
    assert await at_fault(office) == ["mail/server"]
    await office.addresses.remove("WND", WND)
    assert await at_fault(office) == []


async def test_a_server_whose_mails_were_given_up_is_well_again_once_it_takes_one(office: MailOffice) -> None:
    mails = await made(office)
    await office.outbox.settle(mails[NLE], GONE)
    office.later(hours=25)
    await office.outbox.tidy()
    await office.outbox.settle(mails[WND], TAKEN)
    assert await at_fault(office) == []


async def test_a_company_that_is_called_server_is_not_the_mail_server(office: MailOffice) -> None:
    await office.writer.do(RegisterCompany("server", "Server", Sector.TRANSPORT, SITES[:1]), actor="setup")
    await office.addresses.add("server", NLE)
    to_it = replace((await made(office))[NLE], company="server")
    await office.outbox.settle(to_it, NOBODY)
    assert await at_fault(office) == ["company/server"]


async def test_a_clock_that_is_put_back_leaves_the_fault_of_an_address_as_old_as_it_was(
    office: MailOffice,
) -> None:
    await office.outbox.settle((await made(office))[NLE], NOBODY)
    (before,) = await failing(office.writer.connection)
    await shift(office.writer.connection, timedelta(hours=-3))
    (after,) = await failing(office.writer.connection)
    assert before.since - after.since == timedelta(hours=3)


async def test_how_many_mails_nothing_took_for_a_day_is_said_in_the_log(
    office: MailOffice, caplog: pytest.LogCaptureFixture
) -> None:
    await made(office)
    await office.outbox.tidy()
    office.later(hours=25)
    await office.outbox.tidy()
    await office.outbox.tidy()
    assert caplog.messages == ["mail: 2 that nothing took for a day are given up"]
