"""What officers say may name people: what was erased is gone from the journal and from the alerts."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from controlroom.errors import Refused
from controlroom.store.rebuild import rebuild
from controlroom.watch.alerts import Acknowledge, Alert, Note, Shelve, Unshelve
from controlroom.watch.contacts import Contact
from controlroom.watch.persons import ChangePerson, Particulars, RegisterPerson
from controlroom.watch.sector_alerts import (
    ReleaseSectorAlert,
    SendBackSectorAlert,
    SubmitSectorAlert,
    Texts,
    Words,
)
from controlroom.watch.sites import DrawAgain, SetContacts
from controlroom.watch.visits import Rank
from tests.a_pen import Writer
from tests.integration.desk.looking import differs, every_alert, tick_until
from tests.unit.watch.a_sector_alert import SA, SENDER, drafted, the_network
from tests.unit.watch.room import noon, plan_check

WORDS = "Jan Peeters is known here"
SAID = "SELECT count(*) FROM journal WHERE private LIKE '%Peeters%'"


@pytest.fixture
async def alert(writer: Writer) -> Alert:
    await writer.do(plan_check(1, 0, 5), actor="setup")
    await tick_until(noon(21), writer, every=9)
    (alert,) = await every_alert(writer)
    return alert


async def shelve(writer: Writer, alert: Alert, minutes: float, words: str = WORDS) -> int:
    (current,) = [each for each in await every_alert(writer) if each.id == alert.id]
    until = noon(21) + timedelta(minutes=minutes)
    number = await writer.do(Shelve(alert.id, "anna", current.version, until, words), actor="anna")
    assert number is not None
    return number


async def reason(writer: Writer) -> Any:
    return await writer.connection.fetchval("SELECT shelf_reason FROM alert")


async def test_a_reason_that_was_erased_does_not_come_back_with_a_batch_that_still_held_it(
    writer: Writer, owner: Writer, alert: Alert
) -> None:
    shelved = await shelve(writer, alert, 60)
    noted = await writer.do(Note(alert.id, "anna", WORDS), actor="anna")
    assert (await reason(writer), await writer.connection.fetchval(SAID)) == (WORDS, 2)
    await owner.connection.execute("SELECT erase_private($1)", [shelved, noted])
    (current,) = await every_alert(writer)
    await writer.do(Acknowledge(alert.id, "bert", current.version), actor="bert")
    assert (await reason(writer), await writer.connection.fetchval(SAID)) == (None, 0)
    assert await differs(writer) == []
    await rebuild(owner.connection)
    assert await reason(writer) is None


async def test_another_reason_than_the_one_that_was_erased_stays(
    writer: Writer, owner: Writer, alert: Alert
) -> None:
    first = await shelve(writer, alert, 60)
    await writer.do(Unshelve(alert.id, "anna"), actor="anna")
    await shelve(writer, alert, 90, "works in the street")
    await owner.connection.execute("SELECT erase_private($1)", [first])
    assert await reason(writer) == "works in the street"
    assert await differs(writer) == []


async def test_what_is_shelved_until_then_already_is_not_shelved_again(writer: Writer, alert: Alert) -> None:
    await shelve(writer, alert, 60)
    (current,) = await every_alert(writer)
    again = Shelve(alert.id, "bert", current.version, noon(81), "another word")
    assert await writer.do(again, actor="bert") is None


async def test_who_was_protected_and_who_answered_is_gone_when_it_was_erased(
    writer: Writer, owner: Writer
) -> None:
    she = Particulars("OSPREY", Rank.A, in_office=True, name="Maria Peeters", function="Minister")
    people = (Contact("Jan Peeters", "guard", "02 555 01 23"),)
    registered = await writer.do(RegisterPerson("P-0001", "anna", she), actor="anna")
    called = await writer.do(SetContacts("EU-JL", "anna", people), actor="anna")
    assert registered is not None
    assert await _persons(writer) == ["Maria Peeters", '[{"ends": "24:00", "name']
    await owner.connection.execute("SELECT erase_private($1)", [registered + 1, called])
    changed = replace(she, rank=Rank.B)
    await writer.do(ChangePerson("P-0001", "anna", changed, 1), actor="anna")
    await writer.do(DrawAgain("EU-JL", 0), actor="anna")
    assert await writer.connection.fetchval(SAID) == 0
    assert await _persons(writer) == [None, None]
    assert await differs(writer) == []
    await rebuild(owner.connection)
    assert await _persons(writer) == [None, None]


async def _persons(writer: Writer) -> list[str | None]:
    said = await writer.connection.fetchrow(
        "SELECT person.name, left(contacts::text, 24) FROM person, site WHERE site.code = 'EU-JL'"
    )
    assert said
    return list(said)


async def test_another_name_than_the_one_that_was_erased_stays(writer: Writer, owner: Writer) -> None:
    she = Particulars("OSPREY", Rank.A, in_office=True, name="Maria Peeters")
    first = await writer.do(RegisterPerson("P-0001", "anna", she), actor="anna")
    assert first is not None
    await writer.do(ChangePerson("P-0001", "anna", replace(she, name="Maria Tamm"), 1), actor="anna")
    await owner.connection.execute("SELECT erase_private($1)", [first + 1])
    assert (await _persons(writer))[0] == "Maria Tamm"
    assert await differs(writer) == []


async def _drafted(writer: Writer) -> Any:
    return await writer.connection.fetchval("SELECT texts #>> '{en,headline}' FROM sector_alert")


async def test_what_is_erased_of_a_draft_is_gone_from_the_alert_that_is_being_written(
    writer: Writer, owner: Writer
) -> None:
    seen = await writer.do(drafted(), actor="anna")
    assert seen is not None
    assert await _drafted(writer) == "en: a van at the gates"
    await writer.do(SubmitSectorAlert(SA, "anna", seen), actor="anna")
    await owner.connection.execute("SELECT erase_private($1)", [seen])
    assert await _drafted(writer) is None
    await writer.do(SendBackSectorAlert(SA, "bert", seen, "it names somebody"), actor="bert")
    assert await _drafted(writer) is None
    assert await differs(writer) == []
    await rebuild(owner.connection)
    assert await _drafted(writer) is None


async def test_what_was_erased_of_a_draft_is_not_released(writer: Writer, owner: Writer) -> None:
    await writer.write(*the_network(), actor="setup")
    seen = await writer.do(drafted(), actor="anna")
    assert seen is not None
    await writer.do(SubmitSectorAlert(SA, "anna", seen), actor="anna")
    await owner.connection.execute("SELECT erase_private($1)", [seen])
    with pytest.raises(Refused):
        await writer.do(ReleaseSectorAlert(SA, "bert", seen, SENDER, ("NLE", "WND")), actor="bert")
    assert await writer.connection.fetchval("SELECT messages FROM sector_alert") == "[]"


async def test_what_was_written_after_what_was_erased_stays(writer: Writer, owner: Writer) -> None:
    first = await writer.do(drafted(), actor="anna")
    assert first is not None
    newer = Texts(en=Words("a car at the gates"))
    await writer.do(drafted(texts=newer, seen=first), actor="anna")
    await owner.connection.execute("SELECT erase_private($1)", [first])
    assert await _drafted(writer) == "a car at the gates"
    assert await differs(writer) == []
