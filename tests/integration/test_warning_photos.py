"""What a report shows of somebody, to whom it is shown, and that they say first why they need it."""

import re

import pytest

from controlroom.auth.roles import Role
from controlroom.watch.early_warnings import ShareWarning, TriageWarning
from controlroom.watch.files import RestrictFile
from controlroom.watch.meetings import Invitee, Service
from controlroom.watch.refs import Noun, Ref
from tests.integration.a_company import reports, speaks_for, two_companies
from tests.integration.a_watch import Watch
from tests.integration.an_officer import Officer, Staff
from tests.unit.photos import made


@pytest.fixture
async def nora(watch: Watch, staff: Staff) -> Officer:
    """Of the company that reported."""
    await two_companies(watch)
    return await speaks_for(staff, "nora", "NLE")


async def opens(officer: Officer, path: str) -> str:
    """After saying why."""
    assert (await officer.browser.get(path)).status_code == 428
    file = f"early_warning:{path.rpartition('/')[2]}"
    said = await officer.browser.post("/reasons", data={"file": file, "back": path, "ground": "meeting"})
    assert said.headers["location"] == path
    page = await officer.browser.get(path)
    assert page.status_code == 200
    return page.text


async def test_photos_are_shown_to_whoever_reads_the_report_and_said_why(
    nora: Officer, staff: Staff, watch: Watch
) -> None:
    path = f"/warnings/{await reports(nora, ('gate.jpg', made.with_position()))}"
    anna = await staff.signs_in("anna", Role.SHIFT_LEADER)
    (photo,) = set(re.findall(rf'src="({path}/photos/[0-9a-f]{{64}})"', await opens(anna, path)))
    seen = await anna.browser.get(photo)
    assert (seen.status_code, seen.headers["content-type"]) == (200, "image/jpeg")
    assert seen.headers["cache-control"] == "no-store"
    assert (await nora.browser.get(photo)).status_code == 403
    viewed = "SELECT body::jsonb ->> 'page', body::jsonb ->> 'ground' FROM journal WHERE kind = 'data.viewed'"
    assert (path, "meeting") in await watch.ask(viewed)


async def test_whoever_may_not_read_the_report_finds_no_photo(
    nora: Officer, staff: Staff, watch: Watch
) -> None:
    ref = await reports(nora, ("gate.jpg", made.with_position()))
    desk = watch.app.state.desk
    anna = await staff.signs_in("anna", Role.SHIFT_LEADER)
    vera = await staff.signs_in("vera", Role.PARTNER)
    omar = await staff.signs_in("omar", Role.OPERATOR)
    (photo,) = set(re.findall(r'src="([^"]+/photos/[^"]+)"', await opens(anna, f"/warnings/{ref}")))
    assert (await vera.browser.get(photo)).status_code == 404
    await desk.do(TriageWarning(ref, "anna"), "anna")
    await desk.do(ShareWarning(ref, (Invitee("vera", Service.CUTA),), "anna", "theirs"), "anna")
    await opens(vera, f"/warnings/{ref}")
    assert (await vera.browser.get(photo)).status_code == 200
    await desk.do(RestrictFile(Ref(Noun.SITE, "NLE-1"), "anna", "a threat", ()), "anna")
    assert (await omar.browser.get(photo)).status_code == 404
    strange = photo[:-64] + "0" * 64
    assert (await anna.browser.get(strange)).status_code == 404


@pytest.mark.parametrize(
    ("told", "status"), [({}, 200), ({"plate": "1-ABC-123"}, 428), ({"person": "tall"}, 428)]
)
async def test_a_reason_is_wanted_where_a_plate_or_a_person_is_told(
    nora: Officer, staff: Staff, told: dict[str, str], status: int
) -> None:
    path = f"/warnings/{await reports(nora, **told)}"
    anna = await staff.signs_in("anna", Role.SHIFT_LEADER)
    answer = await anna.browser.get(path)
    assert (answer.status_code, "1-ABC-123" in answer.text) == (status, False)
    if status != 200:
        await opens(anna, path)
