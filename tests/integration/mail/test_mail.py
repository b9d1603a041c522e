"""A message of a sector alert reaches every address of the companies it is for, whatever the server does."""

import asyncio
from collections import Counter

import pytest

from controlroom.errors import Refused, Unknown
from controlroom.watch.sector_alerts import MessageType
from tests.integration.mail.a_server import DIES, TAKES, a_server
from tests.integration.mail.an_office import NLE, WND, MailOffice
from tests.integration.webhooks.a_receiver import until
from tests.unit.watch.a_sector_alert import SA

STATES = "SELECT address, state FROM mail ORDER BY made_at, address"
WHY = "SELECT DISTINCT number, state, last_error FROM mail ORDER BY number"
REFUSED = "SELECT address FROM mail_address WHERE refused_at IS NOT NULL ORDER BY address"
ATTEMPTS = "SELECT sum(attempts)::int FROM mail"


async def test_each_address_of_each_recipient_is_written_to_once(office: MailOffice) -> None:
    await office.addresses.add("HBS", "quay@schelde.example")
    await office.addresses.add("NLE", "soc@noordlicht.example")
    async with a_server() as server, office.sending(server):
        await office.release()
        await office.until_asked("SELECT count(*)::int FROM mail WHERE state = 'delivered'", [(3,)])
    assert sorted(got.to for got in server.taken) == [NLE, "soc@noordlicht.example", WND]
    (first,) = [got.mail for got in server.taken if got.to == NLE]
    assert first["Subject"] == "fr: a van at the gates"
    assert first["From"] == "room@centre.example"
    assert f"https://room.example/report/alerts/{SA}" in str(first.get_body(("plain",)))


async def test_an_exercise_is_marked_in_every_subject(office: MailOffice) -> None:
    async with a_server() as server, office.sending(server):
        await office.release(exercise=True)
        await until(lambda: len(server.taken) == 2)
    assert all(got.mail["Subject"].startswith("[EXERCISE] ") for got in server.taken)


async def test_a_mail_that_is_refused_for_now_is_sent_again_as_the_same_mail(office: MailOffice) -> None:
    async with a_server(answer=lambda got: "451 come again") as server, office.sending(server):
        await office.release()
        await office.until_asked(ATTEMPTS, [(2,)])
        server.answer = lambda got: TAKES
        office.later(seconds=2)
        await office.until_asked(STATES, [(NLE, "delivered"), (WND, "delivered")])
    assert len(server.got) == 4
    assert len({got.id for got in server.got}) == 2
    assert len({got.raw for got in server.got}) == 2


async def test_an_address_that_does_not_exist_is_given_up_at_once_and_the_others_are_not(
    office: MailOffice,
) -> None:
    async with (
        a_server(to=lambda to: "550 nobody here" if to == NLE else TAKES) as server,
        office.sending(server),
    ):
        await office.release()
        await office.until_asked(STATES, [(NLE, "given_up"), (WND, "delivered")])
    assert await office.ask(
        "SELECT attempts, last_status, last_error FROM mail WHERE state = 'given_up'"
    ) == [(1, 550, "the mail server refused the address (550)")]
    assert await office.ask("SELECT address FROM mail_address WHERE refused_at IS NOT NULL") == [(NLE,)]


async def test_a_server_that_is_gone_is_waited_for_and_that_is_a_fault_of_the_watch(
    office: MailOffice,
) -> None:
    failing = "SELECT failing_since IS NOT NULL FROM mail_line"
    async with a_server() as server, office.sending(server):
        await server.die()
        await office.release()
        await office.until_asked(failing, [(True,)])
        await server.rise()
        while len(server.taken) < 2:
            office.later(seconds=61)
            await asyncio.sleep(0.05)
        await office.until_asked(failing, [(False,)])
    assert len({got.id for got in server.taken}) == 2


async def test_a_server_that_does_not_want_our_own_address_is_waited_for(office: MailOffice) -> None:
    async with a_server(sender="550 who are you") as server, office.sending(server):
        await office.release()
        await office.until_asked("SELECT sum(attempts) > 0 FROM mail", [(True,)])
        server.sender = TAKES
        while len(server.taken) < 2:
            office.later(seconds=61)
            await asyncio.sleep(0.05)
        await office.until_asked(STATES, [(NLE, "delivered"), (WND, "delivered")])


async def test_a_server_that_is_out_of_order_costs_no_mail_and_blames_no_address(office: MailOffice) -> None:
    async with a_server(to=lambda to: "503 not now") as server, office.sending(server):
        await office.release()
        await office.until_asked("SELECT failing_since IS NOT NULL FROM mail_line", [(True,)])
        server.to = lambda to: TAKES
        while len(server.taken) < 2:
            office.later(seconds=61)
            await asyncio.sleep(0.05)
        await office.until_asked(STATES, [(NLE, "delivered"), (WND, "delivered")])
    assert await office.ask("SELECT address FROM mail_address WHERE refused_at IS NOT NULL") == []


async def test_a_line_that_is_cut_after_the_mail_came_brings_it_twice_under_one_id(
    office: MailOffice,
) -> None:
    async with a_server(answer=lambda got: DIES) as server, office.sending(server):
        await office.release()
        await office.until_asked(ATTEMPTS, [(2,)])
        server.answer = lambda got: TAKES
        while len(server.taken) < 2:
            office.later(seconds=61)
            await asyncio.sleep(0.05)
    came = Counter(got.id for got in server.got)
    assert len(came) == 2
    assert min(came.values()) >= 2


async def test_a_courier_that_dies_while_the_server_thinks_sends_the_same_mail_again(
    office: MailOffice,
) -> None:
    async with a_server(hangs=True) as server:
        async with office.sending(server):
            await office.release()
            await until(lambda: len(server.got) == 2)
        server.hangs = False
        async with office.sending(server):
            await office.until_asked(STATES, [(NLE, "delivered"), (WND, "delivered")])
    assert len(server.got) == 4
    assert len({got.id for got in server.got}) == 2


async def test_after_a_day_a_mail_is_given_up(office: MailOffice) -> None:
    async with a_server(answer=lambda got: "451 come again") as server, office.sending(server):
        await office.release(hours=48)
        await office.until_asked(ATTEMPTS, [(2,)])
        office.later(hours=25)
        await office.until_asked(STATES, [(NLE, "given_up"), (WND, "given_up")])


async def test_whoever_has_not_confirmed_in_time_is_reminded_once(office: MailOffice) -> None:
    async with a_server() as server, office.sending(server):
        await office.release()
        await until(lambda: len(server.taken) == 2)
        await office.confirm("WND")
        await office.minutes_pass(4)
        await until(lambda: len(server.taken) >= 3)
        await office.minutes_pass(4)
        await office.release(MessageType.CANCEL)
        await until(lambda: len({got.to for got in server.taken if "-2.xml" in str(got.raw)}) == 2)
    assert await office.ask("SELECT count(*) FROM mail WHERE reminder") == [(1,)]
    (again,) = server.taken[2:-2]
    assert again.to == NLE
    assert again.mail["Subject"] == "Rappel: fr: a van at the gates"
    assert again.id not in [got.id for got in server.taken[:2]]


async def test_nobody_is_reminded_of_a_message_that_a_newer_one_followed(
    office: MailOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("controlroom.mail.pickup.STEP", 1)
    for msg_type in (MessageType.ALERT, MessageType.UPDATE):
        await office.release(msg_type)
        await office.minutes_pass(4)
    walked = await office.pickup.walk(0)
    while walked.more:
        walked = await office.pickup.walk(walked.seq)
    assert await office.ask("SELECT DISTINCT number FROM mail WHERE reminder") == [(2,)]


async def test_what_is_over_is_not_warned_of_but_called_off_all_the_same(office: MailOffice) -> None:
    await office.release(hours=1)
    await office.release(MessageType.UPDATE, hours=1)
    await office.release(MessageType.CANCEL, hours=1)
    office.later(hours=2)
    await office.pickup.walk(0)
    assert await office.ask(WHY) == [
        (1, "not_sent", "expired before"),
        (2, "not_sent", "expired before"),
        (3, "pending", None),
    ]


async def test_an_update_that_is_over_still_takes_the_place_of_what_waits(office: MailOffice) -> None:
    await office.release()
    walked = await office.pickup.walk(0)
    await office.release(MessageType.UPDATE, hours=1)
    office.later(hours=2)
    await office.pickup.walk(walked.seq)
    assert await office.ask(WHY) == [
        (1, "not_sent", "a newer message took its place"),
        (2, "not_sent", "expired before"),
    ]


async def test_what_waits_of_an_earlier_message_gives_way_to_the_newer_one(office: MailOffice) -> None:
    async with a_server(answer=lambda got: "451 come again") as server, office.sending(server):
        await office.release()
        await office.until_asked(ATTEMPTS, [(2,)])
        server.answer = lambda got: TAKES
        await office.release(MessageType.CANCEL)
        await until(lambda: len(server.taken) == 2)
        came_to = [(1, "not_sent", "called off before"), (2, "delivered", None)]
        await office.until_asked(WHY, came_to)
    assert {got.mail["Subject"].partition(":")[0] for got in server.taken} == {
        "Alerte annulée",
        "Waarschuwing geannuleerd",
    }


async def test_a_mail_that_waits_when_its_alert_is_over_is_not_sent(office: MailOffice) -> None:
    """An address that took nothing until then is one that takes no mail."""
    async with (
        a_server(to=lambda to: "450 busy" if to == WND else TAKES, answer=lambda got: DIES) as server,
        office.sending(server),
    ):
        await office.release(hours=1)
        await office.until_asked(ATTEMPTS, [(2,)])
        server.to, server.answer = (lambda to: TAKES), (lambda got: TAKES)
        office.later(hours=2)
        await office.until_asked(WHY, [(1, "not_sent", "expired before")])
        assert await office.ask(REFUSED) == [(WND,)]
        await office.release(MessageType.CANCEL)
        await until(lambda: len(server.taken) == 2)
    assert {"-2.xml" in str(got.raw) for got in server.taken} == {True}


async def test_what_waits_is_over_also_while_the_server_is_not_tried(office: MailOffice) -> None:
    await office.release(hours=1)
    await office.pickup.walk(0)
    office.later(hours=2)
    await office.outbox.tidy()
    assert await office.ask(WHY) == [(1, "not_sent", "expired before")]


async def test_that_an_alert_is_called_off_does_not_overtake_the_alert(office: MailOffice) -> None:
    async with a_server(hangs=True) as server, office.sending(server):
        await office.release()
        await until(lambda: len(server.got) == 2)
        await office.release(MessageType.CANCEL)
        waits = "SELECT count(*)::int FROM mail WHERE number = 2 AND state = 'pending'"
        await office.until_asked(waits, [(2,)])
        office.ear.wake()
        await asyncio.sleep(0.3)
        assert len(server.got) == 2
        server.hangs = False
        server.let_go.set()
        await until(lambda: len(server.taken) == 4)
        await office.until_asked(WHY, [(1, "delivered", None), (2, "delivered", None)])


async def test_whoever_confirmed_while_a_reminder_waited_is_not_reminded(office: MailOffice) -> None:
    async with a_server() as server:
        async with office.sending(server):
            await office.release()
            await until(lambda: len(server.taken) == 2)
            server.to = lambda to: "450 busy"
            await office.minutes_pass(4)
            await office.until_asked("SELECT count(*)::int FROM mail WHERE reminder AND attempts > 0", [(2,)])
        await office.confirm("NLE")
        server.to = lambda to: TAKES
        office.later(minutes=2)
        async with office.sending(server):
            why = "SELECT company, state, last_error FROM mail WHERE reminder ORDER BY company"
            came_to = [("NLE", "not_sent", "confirmed before"), ("WND", "delivered", None)]
            await office.until_asked(why, came_to)
    assert [got.to for got in server.taken[2:]] == [WND]


async def test_two_couriers_at_once_make_each_mail_once(office: MailOffice) -> None:
    async with a_server() as server, office.sending(server), office.sending(server):
        await office.release()
        await office.until_asked(STATES, [(NLE, "delivered"), (WND, "delivered")])
        await office.until_asked("SELECT seq FROM mail_line", await office.ask("SELECT seq FROM head"))
    assert len({got.raw for got in server.got}) == 2


async def test_where_mail_is_set_up_later_what_is_long_past_is_not_sent(office: MailOffice) -> None:
    await office.release()
    office.later(hours=25)
    async with a_server() as server, office.sending(server):
        await office.release(MessageType.CANCEL)
        await until(lambda: len(server.taken) == 2)
    assert await office.ask("SELECT DISTINCT number FROM mail") == [(2,)]


async def test_a_company_has_ten_addresses_at_most_and_an_address_is_forgotten_whole(
    office: MailOffice,
) -> None:
    async with a_server() as server, office.sending(server):
        await office.release()
        await office.until_asked(STATES, [(NLE, "delivered"), (WND, "delivered")])
    await office.addresses.remove("NLE", NLE)
    assert await office.ask("SELECT DISTINCT company FROM mail") == [("WND",)]
    with pytest.raises(Unknown):
        await office.addresses.remove("NLE", NLE)
    with pytest.raises(Unknown):
        await office.addresses.add("NOBODY", NLE)
    for number in range(10):
        await office.addresses.add("NLE", f"a{number}@noordlicht.example")
    await office.addresses.add("NLE", "a9@noordlicht.example", "de")
    with pytest.raises(Refused):
        await office.addresses.add("NLE", "a10@noordlicht.example")
    assert [(one.address, one.language) for one in await office.addresses.list("NLE")][-1] == (
        "a9@noordlicht.example",
        "de",
    )
