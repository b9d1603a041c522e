"""The page of the roster, as people use it without a script."""

from datetime import UTC, datetime, timedelta

from controlroom.auth.roles import Role
from controlroom.clock import BRUSSELS
from tests.integration.an_officer import Officer, Staff, words_of


def next_week() -> datetime:
    """Its Monday."""
    today = datetime.now(UTC).astimezone(BRUSSELS)
    return today + timedelta(days=7 - today.weekday())


def entry(day: datetime, begins: str, ends: str, officer: str = "bert", leader: str = "") -> dict[str, str]:
    return {"day": f"{day:%Y-%m-%d}", "begins": begins, "ends": ends, "officer": officer, "leader": leader}


async def week_of(officer: Officer, day: datetime) -> str:
    answer = await officer.browser.get("/roster", params={"week": f"{day:%Y-%m-%d}"})
    assert answer.status_code == 200
    return words_of(answer.text)


async def test_a_week_is_entered_told_what_is_wrong_with_it_and_copied(staff: Staff) -> None:
    bert = await staff.signs_in("bert")
    monday = next_week()
    for begins, ends in (("07:00", "15:00"), ("16:00", "23:00"), ("22:30", "07:00")):
        answer = await bert.browser.post("/roster/shifts", data=entry(monday, begins, ends))
        assert answer.status_code == 303, words_of(answer.text)
    said = await week_of(bert, monday)
    assert "07:00–15:00" in said
    assert "22:30–07:00 +1" in said
    assert "Officer Bert Maes" in said
    assert "Nobody is planned" in said
    assert "Two shifts at once" in said
    assert "Planned twice at once: Bert Maes" in said
    week_after = monday + timedelta(days=7)
    answer = await bert.browser.post("/roster/copies", data={"week": f"{week_after:%Y-%m-%d}"})
    assert answer.headers["location"].endswith("copied=3")
    assert "22:30–07:00 +1" in await week_of(bert, week_after)
    again = await bert.browser.post("/roster/copies", data={"week": f"{week_after:%Y-%m-%d}"})
    assert again.headers["location"].endswith("copied=0")


async def test_what_is_refused_is_said_beside_its_field_and_what_was_typed_stays(staff: Staff) -> None:
    bert = await staff.signs_in("bert")
    for wrong, said in (
        (entry(next_week(), "07:00", "late"), "Write the time as 07:00."),
        (entry(next_week(), "07:00", "15:00", ""), "Name at least one person."),
        (entry(next_week(), "07:00", "15:00", "nobody-here"), "Choose somebody who can be on duty."),
        (entry(next_week(), "07:00", "15:00", "bert", "bert"), "One person holds one place."),
    ):
        answer = await bert.browser.post("/roster/shifts", data=wrong)
        assert answer.status_code == 422
        assert said in words_of(answer.text)
        assert 'value="07:00"' in answer.text


async def test_an_operator_reads_the_roster_and_plans_nothing(staff: Staff) -> None:
    omar = await staff.signs_in("omar", Role.OPERATOR)
    assert "Enter a shift" not in await week_of(omar, next_week())
    assert (await omar.browser.post("/roster/shifts", data=entry(next_week(), "7", "9"))).status_code == 403
    assert (await omar.browser.post("/roster/copies", data={})).status_code == 403


async def test_a_planned_shift_is_changed_and_dropped_from_the_page(staff: Staff) -> None:
    bert, lea = await staff.signs_in("bert"), await staff.signs_in("lea", Role.SHIFT_LEADER)
    monday = next_week()
    await bert.browser.post("/roster/shifts", data=entry(monday, "07:00", "15:00"))
    ((key,),) = await staff.watch.ask("SELECT id FROM shift")
    page = (await lea.browser.get("/roster", params={"shift": key})).text
    assert 'value="15:00"' in page
    await lea.browser.post("/roster/shifts", data=entry(monday, "07:00", "16:00", "bert", "lea"))
    assert "07:00–16:00" in await week_of(bert, monday)
    answer = await lea.browser.post(f"/roster/shifts/{key}/end", data={"week": f"{monday:%Y-%m-%d}"})
    assert answer.status_code == 303
    assert "07:00–16:00" not in await week_of(bert, monday)
    assert await staff.watch.ask(
        "SELECT kind, actor FROM journal WHERE kind LIKE 'shift.%' ORDER BY seq"
    ) == [
        ("shift.planned", "bert"),
        ("shift.planned", "lea"),
        ("shift.dropped", "lea"),
    ]
