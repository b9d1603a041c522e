"""Receivers come and go, and their secrets change without a gap."""

import pytest

from controlroom.errors import Conflict, Refused, Unknown
from controlroom.webhooks import receivers
from tests.integration.webhooks.a_receiver import a_receiver
from tests.integration.webhooks.conftest import Office

NOWHERE = "https://receiver.invalid/hook"


async def test_after_a_rotation_both_secrets_are_good_for_a_day(office: Office) -> None:
    async with a_receiver() as pager, office.delivering():
        old = await office.receivers.add("pager", pager.url)
        new = await office.receivers.rotate("pager")
        alert = await office.alert()
        await pager.until_taken(1)
        office.later(hours=25)
        await office.note(alert)
        await pager.until_taken(2)
    during, *after = pager.taken
    assert during.is_signed_by(old)
    assert during.is_signed_by(new)
    assert all(each.is_signed_by(new) and not each.is_signed_by(old) for each in after)


async def test_a_revoked_receiver_is_told_nothing_more_and_what_waited_is_given_up(office: Office) -> None:
    async with a_receiver(lambda got: 500) as pager, office.delivering():
        await office.receivers.add("pager", pager.url)
        alert = await office.alert()
        await office.settled(1)
        await office.receivers.revoke("pager")
        had = len(pager.got)
        await office.note(alert)
        office.later(minutes=5)
        await office.until_asked("SELECT state FROM webhook_delivery", [("given_up",)])
    assert len(pager.got) == had
    assert await office.ask("SELECT secret FROM webhook") == [(None,)]
    with pytest.raises(Unknown):
        await office.receivers.revoke("pager")
    with pytest.raises(Unknown):
        await office.receivers.rotate("pager")
    with pytest.raises(Unknown):
        await office.outbox.put_test("pager")


async def test_a_name_that_is_given_again_begins_anew(office: Office) -> None:
    """It is not told what was left for its namesake, and need not wait because that one took nothing."""
    async with a_receiver(lambda got: 503) as former, a_receiver() as pager, office.delivering():
        first = await office.receivers.add("pager", former.url)
        old = await office.alert()
        await office.settled(1)
        await office.receivers.revoke("pager")
        second = await office.receivers.add("pager", pager.url, priority=1)
        assert first != second
        await office.note(old)
        fresh = await office.alert(priority=1)
        await pager.until_taken(1)
        office.later(minutes=5)
        await office.alert(priority=1)
        await pager.until_taken(2)
    assert pager.taken[0].alert == fresh
    assert {got.alert for got in pager.got} & {old} == set()
    assert pager.taken[0].is_signed_by(second)


async def test_a_name_is_given_once_at_a_time(office: Office) -> None:
    await office.receivers.add("pager", NOWHERE)
    with pytest.raises(Conflict):
        await office.receivers.add("pager", NOWHERE)


@pytest.mark.parametrize("name", ["", "Pager", "a b", "a/b", "-a", "a" * 64])
async def test_a_name_can_stand_on_a_ladder(office: Office, name: str) -> None:
    with pytest.raises(Refused, match="name"):
        await office.receivers.add(name, NOWHERE)


async def test_kinds_and_priorities_that_do_not_exist_are_refused(office: Office) -> None:
    with pytest.raises(Refused, match=r"alert\.rased"):
        await office.receivers.add("pager", NOWHERE, kinds=["alert.rased"])
    with pytest.raises(Refused, match="priorities"):
        await office.receivers.add("pager", NOWHERE, priority=5)
    with pytest.raises(Refused, match="https"):
        await office.receivers.add("pager", "ftp://receiver.invalid")
    assert await office.receivers.list() == []


async def test_there_are_not_more_receivers_than_there_can_be(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receivers, "AT_MOST", 2)
    for name in ("one", "two"):
        await office.receivers.add(name, NOWHERE)
    with pytest.raises(Refused, match="2 receivers"):
        await office.receivers.add("three", NOWHERE)


async def test_a_call_reaches_the_receiver_that_the_ladder_names(office: Office) -> None:
    """And from then on it hears how that alert goes on."""
    async with a_receiver() as pager, a_receiver() as other, office.delivering():
        await office.receivers.add("pager", pager.url, priority=1)
        await office.receivers.add("other", other.url, priority=1)
        alert = await office.alert(priority=2)
        await office.call(alert, "webhook:pager", "duty_officer")
        await office.note(alert)
        await pager.until_taken(2)
    assert [got.kind for got in pager.taken] == ["alert.escalated", "alert.noted"]
    assert pager.taken[0].said["data"]["escalation"]["means"] == ["webhook:pager", "duty_officer"]
    assert other.got == []


async def test_the_log_says_what_a_receiver_was_told_the_newest_first(office: Office) -> None:
    async with (
        a_receiver(lambda got: 204 if got.kind == "alert.raised" else 422) as pager,
        office.delivering(),
    ):
        await office.receivers.add("pager", pager.url)
        alert = await office.alert()
        await pager.until_taken(1)
        await office.note(alert)
        await office.until_asked("SELECT last_status FROM webhook_delivery ORDER BY seq", [(204,), (422,)])
    newest, first = await office.outbox.log("pager")
    assert (first.kind, first.alert, first.state, first.attempts) == ("alert.raised", alert, "delivered", 1)
    assert (newest.kind, newest.state, newest.last_error) == ("alert.noted", "pending", "it answered 422")
    assert await office.outbox.log("pager", limit=1) == [newest]
    (receiver,) = await office.receivers.list()
    assert receiver.failing_since is not None
    waiting = await office.outbox.waiting()
    assert waiting.count == 1
    assert waiting.oldest_s > 0
