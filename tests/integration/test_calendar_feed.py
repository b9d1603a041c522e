"""The private calendar of a person: by a secret address, as much as that person may see, and no name."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from icalendar import Calendar

from controlroom.auth.roles import Role
from controlroom.interchange.calendar import read_calendar
from controlroom.interchange.entry import Window
from controlroom.watch.files import RestrictFile
from controlroom.watch.gatherings import EnterGathering, GatheringKind, Theme
from controlroom.watch.refs import Noun, Ref
from tests.browser.furniture import a_summit
from tests.integration.a_watch import Watch, a_watch
from tests.integration.an_officer import PASSWORD, Officer, Staff

NOW = datetime.now(UTC)
WIDE = Window(NOW - timedelta(days=30), NOW + timedelta(days=120))


@pytest.fixture
async def watch(database: Any) -> AsyncIterator[Watch]:
    async with a_watch(database.database_url) as watch:
        await a_summit(watch)
        starts = NOW + timedelta(days=2)
        march = EnterGathering(
            "G-1",
            "March of the nurses",
            GatheringKind.MANIFESTATION,
            Theme.PUBLIC_ORDER,
            "Gare du Nord",
            50.86,
            4.36,
            starts,
            starts + timedelta(hours=3),
        )
        await watch.app.state.desk.do(march, "setup")
        yield watch


@pytest.fixture
async def anna(staff: Staff) -> Officer:
    return await staff.signs_in("anna", Role.ANALYST)


async def address_of(officer: Officer) -> str:
    """As it is told once, without the name of the host."""
    answer = await officer.browser.post("/account/calendar", data={"password": PASSWORD})
    assert answer.status_code == 200, answer.text
    (found,) = set(re.findall(r"/calendars/[\w-]{43}\.ics", answer.text))
    assert "webcal://" in answer.text
    return str(found)


async def ask(watch: Watch, address: str, **headers: str) -> httpx2.Response:
    """As a telephone does: without a session."""
    async with httpx2.AsyncClient(base_url=watch.url, trust_env=False) as telephone:
        return await telephone.get(address, headers=headers)


def titles(answer: httpx2.Response) -> list[str]:
    return [entry.title for entry in read_calendar(answer.content, WIDE).entries]


async def test_a_telephone_sees_legs_by_code_name_and_gatherings(watch: Watch, anna: Officer) -> None:
    answer = await ask(watch, await address_of(anna))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "LYNX 1: BRU → EU-JL" in titles(answer)
    assert "March of the nurses" in titles(answer)
    assert not read_calendar(answer.content, WIDE).faults
    assert len(Calendar.from_ical(answer.content).walk("VEVENT")) == len(titles(answer))
    for secret in ("Justus Lipsius", "Rue de la Loi", "X-CONTROLROOM"):
        assert secret not in answer.text


async def test_what_is_kept_from_a_person_is_kept_from_their_telephone(
    watch: Watch, anna: Officer, staff: Staff
) -> None:
    bert = await staff.signs_in("bert")
    address = await address_of(anna)
    await watch.app.state.desk.do(RestrictFile(Ref(Noun.VISIT, "S-1"), "bert", "threatened"), "bert")
    assert not any("LYNX" in title for title in titles(await ask(watch, address)))
    assert any("LYNX" in title for title in titles(await ask(watch, await address_of(bert))))


async def test_nothing_is_sent_again_that_has_not_changed(watch: Watch, anna: Officer) -> None:
    address = await address_of(anna)
    tag = (await ask(watch, address)).headers["etag"]
    again = await ask(watch, address, **{"if-none-match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    await watch.app.state.desk.do(RestrictFile(Ref(Noun.VISIT, "S-1"), "bert", "threatened"), "setup")
    assert (await ask(watch, address, **{"if-none-match": tag})).status_code == 200


async def test_the_journal_learns_once_a_day_that_a_calendar_went_out(watch: Watch, anna: Officer) -> None:
    address = await address_of(anna)
    for _ in range(3):
        await ask(watch, address)
    rows = await watch.ask("SELECT actor, body FROM journal WHERE kind = 'data.exported'")
    assert [actor for actor, _ in rows] == ["anna"]
    assert "visit:S-1" in rows[0][1]
    assert address[12:30] not in str(rows)
    kinds = await watch.ask("SELECT kind FROM journal WHERE kind LIKE 'account.calendar%'")
    assert kinds == [("account.calendar_made",)]


async def test_a_revoked_address_leads_nowhere_and_another_one_ends_the_one_before(
    watch: Watch, anna: Officer
) -> None:
    first = await address_of(anna)
    await ask(watch, first)
    page = (await anna.browser.get("/account")).text
    assert "last used" in page
    assert first not in page
    second = await address_of(anna)
    assert (await ask(watch, first)).status_code == 404
    assert (await ask(watch, second)).status_code == 200
    assert (await anna.browser.post("/account/calendar/removal")).status_code == 303
    assert (await ask(watch, second)).status_code == 404


async def test_whoever_asks_all_the_time_is_told_when_to_come_again(watch: Watch, anna: Officer) -> None:
    address = await address_of(anna)
    answers = await asyncio.gather(*(ask(watch, address) for _ in range(9)))
    assert [answer.status_code for answer in answers].count(200) == 6
    waits = [int(answer.headers["retry-after"]) for answer in answers if answer.status_code == 429]
    assert len(waits) == 3
    assert all(0 < wait <= 20 for wait in waits)


async def test_a_wrong_password_makes_no_address(watch: Watch, anna: Officer) -> None:
    answer = await anna.browser.post("/account/calendar", data={"password": "guessed"})
    assert answer.status_code == 422
    assert "/calendars/" not in answer.text
    assert await watch.ask("SELECT * FROM calendar_address") == []


async def test_who_reads_no_files_has_no_calendar(watch: Watch, staff: Staff) -> None:
    omar = await staff.signs_in("omar", Role.AUDITOR)
    assert "/account/calendar" not in (await omar.browser.get("/account")).text
    answer = await omar.browser.post("/account/calendar", data={"password": PASSWORD})
    assert answer.status_code == 403


async def test_somebody_who_left_or_may_read_no_more_sees_nothing(watch: Watch, anna: Officer) -> None:
    address = await address_of(anna)
    accounts = watch.app.state.accounts
    await accounts.set_role("anna", Role.AUDITOR, by="setup")
    assert (await ask(watch, address)).status_code == 404
    await accounts.set_role("anna", Role.ANALYST, by="setup")
    await watch.app.state.people.close("anna", by="setup")
    assert (await ask(watch, address)).status_code == 404


async def test_an_address_that_nobody_has_says_nothing(watch: Watch) -> None:
    answer = await ask(watch, "/calendars/nobody-has-this.ics")
    assert (answer.status_code, answer.content) == (404, b"")
