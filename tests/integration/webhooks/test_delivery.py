"""What happened to an alert reaches every receiver that is told of it: signed, in order, whatever they do."""

import asyncio
import logging
from itertools import pairwise

import pytest

from controlroom.webhooks.line import AT_ONCE
from tests.integration.webhooks.a_receiver import CLOSES, HANGS, Got, a_receiver, until
from tests.integration.webhooks.conftest import Office

NOTES = 3
IN_BUFFERS = 16_000_000
"""Bytes that the kernel takes from a sender to whom nobody listens, and more."""
KINDS_AND_STATES = "SELECT kind, state FROM webhook_delivery"
"""Of one alert: that the watch was away for a day is another."""
ATTEMPTS = "SELECT sum(attempts)::int FROM webhook_delivery"


def refuses_p1(got: Got) -> int:
    return 500 if got.said["data"]["priority"] == 1 else 204


async def test_an_alert_is_told_signed_and_under_the_type_of_its_event(office: Office) -> None:
    async with a_receiver() as pager, office.delivering():
        secret = await office.receivers.add("pager", pager.url)
        number = await office.alert()
        await pager.until_taken(1)
    (got,) = pager.taken
    assert got.is_signed_by(secret)
    assert (got.kind, got.alert, got.path) == ("alert.raised", number, "/hook")
    assert got.said["data"]["link"] == f"https://room.example/alerts/{number}"
    assert got.headers["content-type"] == "application/json"
    assert b"grey van" not in got.body
    assert abs(int(got.headers["webhook-timestamp"]) - office.clock.at.timestamp()) < 2


async def test_a_receiver_is_told_from_its_adding_on_and_by_its_priority(office: Office) -> None:
    async with a_receiver() as pager, a_receiver() as other, office.delivering():
        await office.alert()
        await office.receivers.add("pager", pager.url, priority=1)
        await office.receivers.add("other", other.url, priority=2)
        await office.alert(priority=2)
        first = await office.alert(priority=1)
        await other.until_taken(2)
        await pager.until_taken(1)
    assert pager.taken[0].alert == first


async def test_events_of_an_alert_come_in_order_and_other_alerts_do_not_wait_for_it(office: Office) -> None:
    async with a_receiver(refuses_p1) as pager, office.delivering():
        await office.receivers.add("pager", pager.url)
        stuck, other = await office.alert(priority=1), await office.alert(priority=2)
        for alert in (stuck, other):
            await office.note(alert, NOTES)
        await pager.until_taken(1 + NOTES)
        assert {got.alert for got in pager.taken} == {other}
        assert {got.kind for got in pager.got if got.alert == stuck} == {"alert.raised"}
        pager.answer = lambda got: 204
        office.later(seconds=60)
        await pager.until_taken(2 * (1 + NOTES))
    assert pager.in_order()


async def test_a_message_keeps_its_id_over_all_attempts_and_is_dated_anew_each_time(office: Office) -> None:
    async with a_receiver(lambda got: 500) as pager, office.delivering():
        secret = await office.receivers.add("pager", pager.url)
        await office.alert()
        for attempt, wait in enumerate((1, 2, 5, 10, 30, 60, 60), start=1):
            await pager.until_got(attempt)
            await office.settled(attempt)
            office.later(seconds=wait)
        pager.answer = lambda got: 200
        await pager.until_taken(1)
    assert len({got.id for got in pager.got}) == 1
    dated = [int(got.headers["webhook-timestamp"]) for got in pager.got]
    assert [round(later - sooner) for sooner, later in pairwise(dated)][-2:] == [60, 60]
    assert all(got.is_signed_by(secret) for got in pager.got)


@pytest.mark.parametrize("trouble", [HANGS, CLOSES, 500, 307, 404])
async def test_a_broken_receiver_gets_everything_later_and_delays_no_other(
    office: Office, trouble: int
) -> None:
    async with a_receiver(lambda got: trouble) as broken, a_receiver() as well, office.delivering():
        broken.more = f"location: {well.url}\r\n" if trouble == 307 else ""
        await office.receivers.add("broken", broken.url)
        await office.receivers.add("well", well.url)
        alerts = [await office.alert() for _ in range(20)]
        await office.note(alerts[0], NOTES)
        await well.until_taken(20 + NOTES)
        assert broken.taken == []
        broken.answer = lambda got: 204
        broken.let_go.set()
        while len({got.seq for got in broken.taken}) < 20 + NOTES:
            office.later(seconds=61)
            await asyncio.sleep(0.05)
    assert broken.in_order()
    assert well.in_order()
    assert {got.path for got in well.got} == {"/hook"}


async def test_a_receiver_that_dies_and_comes_back_has_everything_in_order(office: Office) -> None:
    async with a_receiver() as pager, office.delivering():
        await office.receivers.add("pager", pager.url)
        alert = await office.alert()
        await pager.until_taken(1)
        await pager.die()
        await office.note(alert, NOTES)
        await office.alert()
        await office.settled(1)
        await pager.rise()
        while len({got.seq for got in pager.taken}) < 2 + NOTES:
            office.later(seconds=2)
            await asyncio.sleep(0.05)
    assert pager.in_order()
    (state,) = await office.receivers.list()
    assert state.failing_since is None


async def test_a_silent_receiver_is_asked_by_one_message_at_a_time(office: Office) -> None:
    """Not by each of the many that wait for it."""
    async with a_receiver(lambda got: HANGS) as silent:
        await office.receivers.add("silent", silent.url)
        for _ in range(20):
            await office.alert()
        async with office.delivering():
            await office.until_asked(ATTEMPTS, [(AT_ONCE,)])
            for more in (1, 2, 3):
                office.later(seconds=10)
                await office.until_asked(ATTEMPTS, [(AT_ONCE + more,)])
            silent.answer = lambda got: 204
            office.later(seconds=10)
            await silent.until_taken(20 - AT_ONCE)


async def test_who_answers_late_but_in_time_is_not_told_again(office: Office) -> None:
    async with a_receiver() as slow, office.delivering():
        await office.receivers.add("slow", slow.url)
        slow.late_s = 0.5
        await office.alert()
        await slow.until_taken(1)
        await office.settled(1)
    ((state, took_ms),) = await office.ask("SELECT state, took_ms FROM webhook_delivery")
    assert state == "delivered"
    assert took_ms >= 500


async def test_an_answer_without_end_is_not_listened_to(office: Office) -> None:
    async with a_receiver() as chatty, office.delivering():
        await office.receivers.add("chatty", chatty.url)
        chatty.endless = True
        await office.alert()
        await office.settled(1)
        await until(lambda: chatty.given_up)
    assert chatty.sent < IN_BUFFERS
    assert await office.ask("SELECT state FROM webhook_delivery") == [("delivered",)]


async def test_gone_ends_a_receiver_and_its_secrets(office: Office) -> None:
    async with a_receiver(lambda got: 410) as gone, office.delivering():
        await office.receivers.add("gone", gone.url)
        first = await office.alert()
        await office.note(first, NOTES)
        await gone.until_got(1)
        await office.settled(1)
        await office.alert()
        office.later(hours=1)
        await asyncio.sleep(0.3)
    assert len(gone.got) == 1
    (receiver,) = await office.receivers.list()
    assert receiver.revoked_because == "it answered 410"
    assert await office.ask("SELECT DISTINCT state FROM webhook_delivery") == [("given_up",)]
    assert await office.ask("SELECT secret, old_secret FROM webhook") == [(None, None)]


@pytest.mark.parametrize(("asked", "waits_s"), [("120", 120), ("99999", 3600)])
async def test_a_receiver_that_asks_for_time_gets_it(office: Office, asked: str, waits_s: int) -> None:
    async with a_receiver(lambda got: 503) as busy, office.delivering():
        busy.more = f"retry-after: {asked}\r\n"
        await office.receivers.add("busy", busy.url)
        await office.alert()
        await office.settled(1)
        office.later(seconds=waits_s - 5)
        await office.alert()
        await asyncio.sleep(0.3)
        assert len(busy.got) == 1
        busy.answer = lambda got: 204
        office.later(seconds=6)
        await busy.until_taken(2)


async def test_a_clock_that_is_put_back_holds_no_message_up(office: Office) -> None:
    async with a_receiver(lambda got: 500) as pager, office.delivering():
        await office.receivers.add("pager", pager.url)
        await office.alert()
        await office.settled(1)
        office.clock.move(hours=-1)
        pager.answer = lambda got: 204
        await office.alert()
        office.later(seconds=1)
        await pager.until_taken(2)


async def test_after_a_day_a_message_is_given_up_and_the_next_one_has_its_turn(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    async with a_receiver(lambda got: 500) as pager, office.delivering():
        await office.receivers.add("pager", pager.url)
        alert = await office.alert()
        await office.settled(1)
        office.later(hours=23)
        await office.note(alert)
        await office.settled(2)
        pager.answer = lambda got: 500 if got.kind == "alert.raised" else 204
        with caplog.at_level(logging.ERROR):
            office.later(hours=1, minutes=1)
            came_to = [("alert.raised", "given_up"), ("alert.noted", "delivered")]
            await office.until_asked(f"{KINDS_AND_STATES} WHERE alert = {alert} ORDER BY seq", came_to)
    assert [got.kind for got in pager.taken] == ["alert.noted"]
    assert pager.url not in caplog.text


async def test_what_never_had_its_turn_is_given_up_after_a_day_as_well(office: Office) -> None:
    async with a_receiver(lambda got: HANGS) as silent:
        await office.receivers.add("silent", silent.url)
        for _ in range(AT_ONCE + 1):
            await office.alert()
        async with office.delivering():
            await office.until_asked(ATTEMPTS, [(AT_ONCE,)])
    office.later(hours=25)
    await office.outbox.tidy()
    errors = await office.ask("SELECT last_error, count(*)::int FROM webhook_delivery GROUP BY 1 ORDER BY 2")
    assert errors == [("its turn never came", 1), ("no answer within 2 s", AT_ONCE)]
    assert (await office.outbox.waiting()).count == 0


async def test_after_a_month_what_was_delivered_is_forgotten(office: Office) -> None:
    async with a_receiver() as pager, office.delivering():
        await office.receivers.add("pager", pager.url)
        await office.alert()
        await office.settled(1)
    for days, kept in ((29, 1), (2, 0)):
        office.later(days=days)
        await office.outbox.tidy()
        assert await office.ask("SELECT count(*)::int FROM webhook_delivery") == [(kept,)]
    async with office.delivering():  # another life does not begin with the past
        await asyncio.sleep(0.5)
        assert await office.ask("SELECT 1 FROM webhook_delivery") == []


async def test_a_courier_that_is_cut_off_anywhere_loses_nothing(office: Office) -> None:
    """Ten lives, each ends with messages on their way."""
    async with a_receiver() as pager:
        secret = await office.receivers.add("pager", pager.url)
        alerts = [await office.alert() for _ in range(10)]
        for life in range(10):
            await office.note(alerts[life])
            async with office.delivering():
                await pager.until_more()
        async with office.delivering():
            await pager.until_taken(20)
    ids = {got.seq: {again.id for again in pager.got if again.seq == got.seq} for got in pager.got}
    assert {len(each) for each in ids.values()} == {1}
    assert all(got.is_signed_by(secret) for got in pager.got)
    assert pager.in_order()


async def test_two_couriers_at_once_tell_nothing_under_two_ids(office: Office) -> None:
    """As for a moment when one process takes over from another that does not know it yet."""
    async with a_receiver() as pager:
        await office.receivers.add("pager", pager.url)
        async with office.delivering(), office.delivering():
            for _ in range(10):
                await office.note(await office.alert())
            await pager.until_taken(20)
    assert len({got.id for got in pager.got}) == 20
    assert pager.in_order()


async def test_a_long_journal_is_walked_from_where_the_receiver_began(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("controlroom.webhooks.pickup.STEP", 3)
    for _ in range(5):
        await office.alert()
    async with a_receiver() as pager:
        await office.receivers.add("pager", pager.url)
        alerts = [await office.alert() for _ in range(8)]
        async with office.delivering():
            await pager.until_taken(8)
    assert sorted(got.alert for got in pager.taken) == alerts


async def test_a_receiver_that_does_not_speak_tls_is_said_to(office: Office) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, office.delivering():
        await office.receivers.add("plain", f"https://127.0.0.1:{port}/hook")
        await office.alert()
        await office.settled(1)
    ((error,),) = await office.ask("SELECT last_error FROM webhook_delivery")
    assert error == "no TLS that is trusted (WRONG_VERSION_NUMBER)"


async def test_where_plain_http_is_not_allowed_any_more_nothing_is_sent(office: Office) -> None:
    async with a_receiver() as pager:
        await office.receivers.add("pager", pager.url)
        async with office.delivering(plain_http=False):
            await office.alert()
            await office.settled(1)
    assert pager.got == []
    ((error,),) = await office.ask("SELECT last_error FROM webhook_delivery")
    assert error == "plain http is not allowed: CONTROLROOM_WEBHOOK_PLAIN_HTTP"
