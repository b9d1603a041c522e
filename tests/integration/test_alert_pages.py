"""An alert's life at the desk: from the form to the journal, and who may do what."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import asyncpg
import pytest

from controlroom.auth.roles import Right, Role
from controlroom.clock import BRUSSELS, monotonic
from controlroom.ui import acts
from controlroom.watch.patrols import PlanPatrolCheck
from tests.conftest import Database
from tests.integration.a_watch import Watch, incident
from tests.integration.an_officer import Staff, amiss, words_of

SOON_S: Final = 6.0
CODE: Final = "471-115"
DEEDS: Final[dict[str, tuple[Right, dict[str, Any]]]] = {
    "acknowledgement": (Right.ACKNOWLEDGE, {"seen": 1}),
    "acknowledgement/end": (Right.ACKNOWLEDGE, {}),
    "assignment": (Right.HANDLE, {"seen": 1}),
    "investigation": (Right.HANDLE, {}),
    "notes": (Right.NOTE, {"text": "seen"}),
    "escalation": (Right.HANDLE, {"means": "desk_sound"}),
    "shelf": (Right.SHELVE, {"seen": 1, "until": "30", "reason": "works"}),
    "shelf/end": (Right.SHELVE, {}),
    "resolution": (Right.HANDLE, {"text": "done"}),
    "closing": (Right.CLOSE, {"seen": 1, "disposition": "true", "text": "done"}),
    "steps/call": (Right.NOTE, {"answer": "danger"}),
    "reset": (Right.RESET, {"code": CODE}),
}


@pytest.fixture
async def watch(watch: Watch) -> Watch:
    await watch.app.state.codes.give(["EU-07A"], CODE)
    return watch


async def test_an_acknowledgement_is_taken_back_and_both_stand_in_the_history(staff: Staff) -> None:
    anna, bert = await staff.signs_in("anna"), await staff.signs_in("bert")
    number = await staff.serious()
    page = await anna.did(number, "acknowledgement", seen=1, then="alert")
    assert "Undo acknowledgement" in words_of(page)
    assert "Undo acknowledgement" not in words_of(await bert.page(number))
    assert "only who acknowledged it" in words_of((await bert.does(number, "acknowledgement/end")).text)
    page = words_of(await anna.did(number, "acknowledgement/end"))
    assert "Took the acknowledgement back" in page
    row = await staff.watch.ask("SELECT acked_by, first_acked_at, undone_at FROM alert WHERE id = $1", number)
    assert row[0][:2] == (None, None)
    assert row[0][2] is not None


async def missed_check(staff: Staff) -> int:
    """A check that was over before it was planned: P2 at a site of level 3, or P4 elsewhere."""
    over = datetime.now(UTC) - timedelta(minutes=30)
    await staff.watch.app.state.desk.do(
        PlanPatrolCheck("C-late", "BRU", over - timedelta(minutes=20), over), "setup"
    )
    ends = monotonic() + SOON_S
    while not await staff.watch.ask("SELECT id FROM alert WHERE rule = 'patrol.missed'"):
        assert monotonic() < ends, "the tick did not see that a check was missed"
        await asyncio.sleep(0.05)
    return await staff.newest("patrol.missed")


async def test_a_serious_incident_is_taken_in_hand_worked_through_and_closed(staff: Staff) -> None:
    anna = await staff.signs_in("anna")
    await staff.signs_in("bert", Role.SHIFT_LEADER)
    number = await staff.serious(2, kind="breach", text="Fence cut")
    page = words_of(await anna.page(number))
    assert "Breach EU-JL" in page
    assert "Call the unit, decide on support" in page
    assert "an officer closes it" in page
    assert "Reported by EU-07A: Fence cut" in page

    await anna.did(number, "acknowledgement", seen=1, then="alert")
    page = words_of(await anna.did(number, "assignment", seen=await staff.version(number), to="bert"))
    assert "Bert Maes, assigned" in page
    assert "Assigned to Bert Maes" in page
    page = words_of(await anna.did(number, "investigation"))
    assert "Anna Peeters, investigating" in page
    page = words_of(await anna.did(number, "steps/call", answer="no danger"))
    assert "no danger Anna Peeters" in page
    assert "Inform the protected site" in page
    page = words_of(await anna.did(number, "notes", text="Two men ran towards the park"))
    assert "Two men ran towards the park" in page
    page = words_of(await anna.did(number, "resolution", text="Fence is mended"))
    assert "resolved, to be closed" in page
    version = await staff.version(number)
    page = words_of(await anna.did(number, "closing", seen=version, disposition="true", text="Real"))
    assert "ended" in page
    assert "Closed: true" in page
    assert "Acknowledge a" not in page


async def test_an_alert_of_low_priority_is_shelved_with_a_reason_and_comes_back(staff: Staff) -> None:
    anna = await staff.signs_in("anna")
    number = await missed_check(staff)
    page = words_of(await anna.did(number, "shelf", seen=1, until="60", reason="Works on the road"))
    assert "Anna Peeters: Works on the road" in page
    assert words_of((await anna.browser.get("/alerts?list=shelved")).text).count("Works on the road") == 1
    assert "Patrol check missed" not in words_of((await anna.browser.get("/alerts")).text)
    assert "Back from the shelf" in words_of(await anna.did(number, "shelf/end"))
    assert "Patrol check missed BRU" in words_of((await anna.browser.get("/alerts")).text)


async def test_what_is_refused_is_said_at_its_field_and_what_was_typed_stays(staff: Staff) -> None:
    anna = await staff.signs_in("anna")
    number = await missed_check(staff)
    answer = await anna.does(number, "shelf", seen=1, until="900", reason="Works")
    assert answer.status_code == 422
    assert amiss(answer.text) == {"until": "choose for how long"}
    assert ">Works</textarea>" in answer.text
    answer = await anna.does(number, "shelf", seen=1, until="60", reason="  ")
    assert amiss(answer.text) == {"reason": "say why"}
    answer = await anna.does(number, "notes", text="  ")
    assert amiss(answer.text) == {"text": "say in a few words what was done"}
    answer = await anna.does(number, "closing", seen=1, disposition="perhaps", text="x")
    assert answer.status_code == 422
    assert "say what it was" in words_of(answer.text)
    answer = await anna.does(number, "assignment", seen=1, to="nobody")
    assert amiss(answer.text) == {"to": "choose somebody who handles alerts"}
    answer = await anna.does(number, "escalation", means="town_crier")
    assert list(amiss(answer.text)) == ["means"]
    answer = await anna.does(number, "escalation")
    assert amiss(answer.text) == {"means": "say who is to be called"}
    answer = await anna.does(number, "assignment", seen=7)
    assert answer.status_code == 409
    assert "changed after it was on your screen" in words_of(answer.text)


async def test_of_two_officers_one_wins_and_the_page_names_the_winner(staff: Staff) -> None:
    anna, bert = await staff.signs_in("anna"), await staff.signs_in("bert")
    number = await staff.serious()
    both = [who.does(number, "acknowledgement", seen=1, then="alert") for who in (anna, bert)]
    answers = await asyncio.gather(*both)
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    lost = next(answer for answer in answers if answer.status_code == 409)
    winner = "Anna Peeters" if answers[0].status_code == 303 else "Bert Maes"
    assert f"Already acknowledged by {winner} at" in words_of(lost.text)


async def test_two_officers_with_the_code_of_the_unit_reset_a_call_for_help(staff: Staff) -> None:
    anna, bert = await staff.signs_in("anna"), await staff.signs_in("bert", Role.SHIFT_LEADER)
    position = {"lat": 50.8466, "lon": 4.3528, "accuracy_m": 9, "at": datetime.now(UTC).isoformat()}
    said = incident(kind="duress", position=position)
    assert (await staff.watch.report("/feeds/incidents", said)).status_code == 201
    number = await staff.newest("unit.duress")
    page = await anna.page(number)
    assert "50.84660, 4.35280 ±9 m" in words_of(page)
    assert 'name="code"' in page
    assert amiss((await anna.does(number, "reset", code="000-000")).text) == {
        "code": "this is not the code of the unit"
    }
    assert "Reset asked for Anna Peeters" in words_of(await anna.did(number, "reset", code=CODE))
    assert "another person has to confirm" in words_of((await anna.does(number, "reset", code=CODE)).text)
    assert "Confirmed the reset that Anna Peeters had asked for" in words_of(
        await bert.did(number, "reset", code=CODE)
    )


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.SHIFT_LEADER, Role.DUTY_OFFICER, Role.ADMIN])
async def test_who_has_no_right_is_refused_by_the_server_and_is_offered_nothing(
    staff: Staff, role: Role
) -> None:
    who = await staff.signs_in("somebody", role)
    number = await staff.serious()
    for path, (right, fields) in DEEDS.items():
        answer = await who.does(number, path, **fields)
        assert (answer.status_code != 403) == role.may(right), f"{role} {path}"
    page = await who.browser.get(f"/alerts/{number}")
    assert (page.status_code == 200) == role.may(Right.SEE_DESK)
    assert ("/closing" in page.text) == (role.may(Right.CLOSE) and "ended" not in page.text)
    assert (await who.browser.post("/duty/officer")).status_code == (
        303 if role.may(Right.TAKE_DUTY) else 403
    )


async def test_an_operator_notes_and_answers_and_is_offered_no_more(staff: Staff) -> None:
    omar = await staff.signs_in("omar", Role.OPERATOR)
    number = await staff.serious()
    page = await omar.page(number)
    offered = {path for path in DEEDS if f'action="/alerts/{number}/{path}"' in page}
    assert offered == {"notes", "steps/call"}


async def test_many_are_acknowledged_at_once_but_for_what_must_be_looked_at(staff: Staff) -> None:
    anna = await staff.signs_in("anna")
    low, high = await missed_check(staff), await staff.serious()
    chosen = {"alert": [f"{low}:1", f"{high}:1"]}
    answer = await anna.browser.post(
        "/alerts/acknowledgements", data=chosen, headers={"accept": "application/json"}
    )
    assert answer.json() == {"acknowledged": 1, "before": 0, "changed": 1}
    assert await staff.watch.ask("SELECT id FROM alert WHERE acked_by = 'anna'") == [(low,)]
    bert = await staff.signs_in("bert")
    answer = await bert.browser.post("/alerts/acknowledgements", data=chosen, headers={"hx-request": "true"})
    assert "1 was acknowledged by somebody else before" in words_of(answer.text)
    assert (await bert.browser.post("/alerts/acknowledgements", data={"alert": "7"})).status_code == 422


async def test_words_that_were_erased_by_law_show_as_erased(staff: Staff, database: Database) -> None:
    anna = await staff.signs_in("anna")
    number = await staff.serious()
    await anna.did(number, "notes", text="A name that must go")
    owner = await asyncpg.connect(database.owner_url)
    rows = await owner.fetch("SELECT seq FROM journal WHERE kind = 'alert.noted'")
    await owner.execute("SELECT erase_private($1)", [row[0] for row in rows])
    await owner.close()
    page = words_of(await anna.page(number))
    assert "A name that must go" not in page
    assert "Note (words erased)" in page


async def test_a_unit_is_taken_out_of_service_and_put_back(staff: Staff) -> None:
    anna = await staff.signs_in("anna")
    page = await anna.browser.get("/out-of-service?ref=unit:EU-07A")
    assert '<option value="unit:EU-07A" selected>' in page.text
    until = (datetime.now(BRUSSELS) + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    for fields, said in (
        ({"ref": "unit:EU-07A", "until": until, "reason": " "}, "say why it is out of service"),
        ({"ref": "unit:EU-07A", "until": "soon", "reason": "radio"}, "say until when"),
        ({"ref": "alert:7", "until": until, "reason": "radio"}, "choose what is out of service"),
        ({"ref": "unit:NOBODY", "until": until, "reason": "radio"}, "there is no unit"),
    ):
        answer = await anna.browser.post("/out-of-service", data=fields)
        assert answer.status_code in (404, 422)
        assert said in words_of(answer.text)
    form = {"ref": "unit:EU-07A", "until": until, "reason": "radio in repair"}
    assert (await anna.browser.post("/out-of-service", data=form)).status_code == 303
    assert "Put back EU-07A" in words_of((await anna.browser.get("/out-of-service")).text)
    assert (await anna.browser.post("/out-of-service/end", data={"ref": form["ref"]})).status_code == 303
    assert "Everything is in service" in words_of((await anna.browser.get("/out-of-service")).text)


async def test_duty_is_taken_relieved_and_left_and_the_desk_says_by_whom(staff: Staff) -> None:
    anna, lea = await staff.signs_in("anna"), await staff.signs_in("lea", Role.SHIFT_LEADER)
    for who, path in ((anna, "deputy"), (lea, "officer")):
        assert (await who.browser.post(f"/duty/{path}")).status_code == 303
    assert await staff.watch.ask("SELECT officer, deputy, leader FROM duty") == [("lea", "anna", None)]
    assert (await lea.browser.post("/duty/end")).status_code == 303
    assert await staff.watch.ask("SELECT officer, deputy FROM duty") == [(None, "anna")]
    assert (await anna.browser.post("/duty/king")).status_code == 422


async def test_what_came_later_is_not_called_the_last_before(staff: Staff) -> None:
    anna = await staff.signs_in("anna")
    first, second = await staff.serious(), await staff.serious()
    assert "The last before" not in await anna.page(first)
    assert "The last before" in await anna.page(second)


async def test_what_has_ended_is_listed_by_its_day_and_paged(staff: Staff) -> None:
    anna = await staff.signs_in("anna")
    number = await staff.serious()
    await anna.did(number, "closing", seen=1, disposition="false", text="A cat")
    page = words_of((await anna.browser.get("/alerts?list=ended")).text)
    assert "false alarm" in page
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date()
    other = await anna.browser.get(f"/alerts?list=ended&day={yesterday}")
    assert "No alert that was raised on this day has ended" in words_of(other.text)
    assert (await anna.browser.get("/alerts?list=nonsense")).status_code == 422
    assert (await anna.browser.get("/alerts/999999")).status_code == 404


def test_every_deed_of_the_watch_has_a_row_in_the_table() -> None:
    addresses = {route.path.removeprefix("/alerts/{alert_id}/") for route in acts.router.routes}  # type: ignore[attr-defined]
    assert addresses == {path.replace("steps/call", "steps/{step}") for path in DEEDS}
