"""Nobody sees personal data before it is on disk that they do (requirement R48)."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from controlroom.auth.roles import Role
from controlroom.errors import Busy
from controlroom.store.verify import verify
from controlroom.watch.commands import Command
from controlroom.watch.consultations import Consult
from tests.conftest import Database
from tests.integration.a_watch import Watch
from tests.integration.an_officer import Officer, Staff, words_of

CSV = "/alarm-health/alerts.csv"


async def written(watch: Watch) -> list[dict[str, Any]]:
    rows = await watch.ask(
        "SELECT kind, actor, body, private FROM journal WHERE kind LIKE 'data.%' ORDER BY seq"
    )
    return [
        {"kind": kind, "who": actor, **json.loads(body), **json.loads(private)}
        for kind, actor, body, private in rows
    ]


async def says_why(officer: Officer, file: str, **said: str) -> httpx2.Response:
    said = {"file": file, "back": file, "ground": "meeting", "words": "", **said}
    return await officer.browser.post("/reasons", data=said)


async def test_whoever_opens_an_alert_stands_in_the_journal_with_when_from_where_and_what(
    watch: Watch, staff: Staff, database: Database
) -> None:
    number, anna = await staff.serious(), await staff.signs_in("anna")
    await anna.page(number)
    ((incident,),) = await watch.ask("SELECT object FROM alert WHERE id = $1", number)
    (seen,) = await written(watch)
    assert (seen["kind"], seen["who"], seen["data"], seen["page"]) == (
        "data.viewed",
        "anna",
        "alert",
        f"/alerts/{number}",
    )
    assert (seen["things"], seen["count"], seen["address"]) == ([f"alert:{number}", incident], 2, "127.0.0.1")
    ((session,),) = await watch.ask("SELECT encode(digest, 'hex') FROM session")
    assert len(seen["session"]) == 16
    assert session.startswith(seen["session"])
    connection = await database.connect()
    assert (await verify(connection)).broken is None
    await connection.close()


async def test_a_page_that_is_drawn_again_is_no_other_consultation(watch: Watch, staff: Staff) -> None:
    number, anna, bert = await staff.serious(), await staff.signs_in("anna"), await staff.signs_in("bert")
    for _ in range(3):
        await anna.page(number)
        await anna.browser.get(f"/alerts/{number}", headers={"hx-request": "true"})
    await bert.page(number)
    assert [one["who"] for one in await written(watch)] == ["anna", "bert"]


async def test_an_alert_that_does_not_exist_was_seen_by_nobody(watch: Watch, staff: Staff) -> None:
    anna = await staff.signs_in("anna")
    assert (await anna.browser.get("/alerts/4711")).status_code == 404
    assert await written(watch) == []


async def test_nothing_is_shown_while_nothing_can_be_written(
    watch: Watch, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, anna = await staff.serious(), await staff.signs_in("anna")

    def busy(command: Command, actor: str) -> None:
        raise Busy

    monkeypatch.setattr(watch.app.state.desk, "begin", busy)
    answer = await anna.browser.get(f"/alerts/{number}")
    assert answer.status_code == 503
    assert "grey van" not in answer.text
    monkeypatch.undo()
    await anna.page(number)
    assert len(await written(watch)) == 1


async def test_the_page_waits_until_the_record_is_on_disk(
    watch: Watch, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, anna = await staff.serious(), await staff.signs_in("anna")
    commit: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()
    monkeypatch.setattr(watch.app.state.desk, "begin", lambda command, actor: commit)
    asked = asyncio.create_task(anna.browser.get(f"/alerts/{number}", timeout=60))
    done, _ = await asyncio.wait([asked], timeout=0.5)
    assert not done, "it was shown before it was written"
    commit.set_result([None])
    assert (await asked).status_code == 200


async def test_nothing_is_taken_out_before_somebody_said_why(watch: Watch, staff: Staff) -> None:
    omar = await staff.signs_in("omar", Role.AUDITOR)
    answer = await omar.browser.get(f"{CSV}?period=7d")
    assert answer.status_code == 428
    assert "Why do you need this?" in words_of(answer.text)
    assert await written(watch) == []
    assert (await says_why(omar, CSV, ground="nothing")).status_code == 422
    assert (await says_why(omar, CSV, ground="other")).status_code == 422
    said = await says_why(omar, CSV, ground="other", words="the  yearly audit", back=f"{CSV}?period=7d")
    assert (said.status_code, said.headers["location"]) == (303, f"{CSV}?period=7d")
    for _ in range(2):
        assert (await omar.browser.get(f"{CSV}?period=7d")).status_code == 200
    first, second = await written(watch)
    assert first == second, "what leaves the watch is written each time"
    assert (first["kind"], first["ground"], first["because"]) == (
        "data.exported",
        "other",
        "the yearly audit",
    )


async def test_a_reason_counts_for_its_file_and_its_session(watch: Watch, staff: Staff) -> None:
    omar, lea = await staff.signs_in("omar", Role.AUDITOR), await staff.signs_in("lea", Role.AUDITOR)
    await says_why(omar, "/something/else")
    assert (await omar.browser.get(CSV)).status_code == 428
    await says_why(omar, CSV)
    assert (await omar.browser.get(CSV)).status_code == 200
    assert (await lea.browser.get(CSV)).status_code == 428


async def test_a_fragment_and_a_machine_are_told_that_a_reason_is_wanted(staff: Staff) -> None:
    omar = await staff.signs_in("omar", Role.AUDITOR)
    fragment = await omar.browser.get(CSV, headers={"hx-request": "true"})
    assert fragment.status_code == 428
    assert 'href="/reasons?file=%2Falarm-health%2Falerts.csv&amp;back=' in fragment.text
    told = await omar.browser.get(CSV, headers={"accept": "application/json"})
    assert (told.status_code, told.json()["type"]) == (428, "/problems/reason-wanted")


async def test_after_the_question_one_stays_in_this_house(staff: Staff) -> None:
    omar = await staff.signs_in("omar", Role.AUDITOR)
    answer = await says_why(omar, CSV, back="https://elsewhere.example/")
    assert answer.headers["location"] == "/"


async def test_who_looks_at_the_past_and_at_quarantine_is_written(watch: Watch, staff: Staff) -> None:
    anna = await staff.signs_in("anna")
    assert (await anna.browser.get("/quarantine")).status_code == 200
    assert [(one["data"], one["count"]) for one in await written(watch)] == [("quarantine", 0)]
    at = datetime.now(UTC)
    answer = await anna.browser.get("/wall", params={"at": at.isoformat()})
    assert answer.status_code == 200, words_of(answer.text)
    past = (await written(watch))[-1]
    assert (past["data"], past["things"]) == ("past", [f"past:{at:%Y-%m-%dT%H:%MZ}"])


def test_a_consultation_is_a_command_like_any_other() -> None:
    assert Consult in Command.__args__
