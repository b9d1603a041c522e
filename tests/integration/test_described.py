"""A described person at the desk: what may be the same is offered with why, and people say what is."""

from typing import Any

import asyncpg
import httpx2
import pytest

from controlroom.auth.register import Seat
from controlroom.auth.roles import Role
from controlroom.watch.early_warnings import Account, Behaviour
from controlroom.watch.files import RestrictFile
from controlroom.watch.refs import Noun, Ref
from tests.conftest import Database
from tests.integration.a_watch import Watch
from tests.integration.an_officer import OURS, PASSWORD, Officer, Staff, words_of
from tests.integration.files.test_persons_pages import says_why
from tests.unit.watch.a_warning import OTHER_SITE, the_company, warning_word

DAY = 24 * 60
RED = "a man with a red jacket and a beard"
BEFORE = "Barbe, veste rouge, la trentaine"
OTHER = "a tall woman with a blue cap"


def described(number: int, days_ago: float, person: str | None, **more: Any) -> Any:
    return warning_word(number, -days_ago * DAY, account=Account("he looked in", person=person), **more)


NOW, YESTERDAY, THERE, ELSE, NOBODY = (
    described(1, 0, RED),
    described(2, 1, BEFORE),
    described(3, 2, "red jacket, beard, camera", company="HBS", site=OTHER_SITE, behaviour=Behaviour.PROBING),
    described(4, 1, OTHER),
    described(5, 1, None),
)
AT = f"/warnings/{NOW.ref}"


@pytest.fixture
async def anna(staff: Staff) -> Officer:
    desk = staff.watch.app.state.desk
    for command in (*the_company(), THERE, YESTERDAY, ELSE, NOBODY, NOW):
        await desk.do(command, "noordlicht")
    return await staff.signs_in("anna", Role.ANALYST)


async def page(officer: Officer, path: str = AT, status: int = 200) -> str:
    """With the reason for it, where one is asked."""
    noun, key = (
        ("early_warning", path.rpartition("/")[2])
        if "/warnings/" in path
        else ("described_person", path[-9:])
    )
    await says_why(officer, f"{noun}:{key}")
    answer = await officer.browser.get(path)
    assert answer.status_code == status, words_of(answer.text)
    return words_of(answer.text)


async def says(officer: Officer, act: str, at: str = AT, status: int = 303, **fields: str) -> str:
    answer = await officer.browser.post(f"{at}/{act}", data=fields)
    assert answer.status_code == status, words_of(answer.text)
    return words_of(answer.text)


async def the_person(watch: Watch) -> str:
    ((key,),) = await watch.ask("SELECT key FROM described WHERE sightings <> '[]'")
    return str(key)


async def test_what_may_be_the_same_is_offered_with_what_both_have_in_common(anna: Officer) -> None:
    read = await page(anna)
    assert "Possibly the same person" in read
    assert "both: red / rouge, jacket / veste, beard / barbe; same site; same behaviour; 13:00 and" in read
    assert THERE.ref in read
    assert ELSE.ref not in read
    assert NOBODY.ref not in read
    assert read.index(YESTERDAY.ref) < read.index(THERE.ref)
    assert "Possibly the same person" not in await page(anna, f"/warnings/{NOBODY.ref}")


async def test_whose_descriptions_are_shown_stands_in_the_journal(anna: Officer, watch: Watch) -> None:
    answer = await anna.browser.get(AT)
    assert (answer.status_code, RED in answer.text, "rouge" in answer.text) == (428, False, False)
    await page(anna)
    rows = await watch.ask("SELECT body FROM journal WHERE kind = 'data.viewed'")
    assert any(f"early_warning:{YESTERDAY.ref}" in body for (body,) in rows)


async def test_people_link_them_and_the_person_is_an_alert_with_a_page(anna: Officer, watch: Watch) -> None:
    await page(anna)
    refused = await says(anna, "links", other=YESTERDAY.ref, status=422)
    assert "Say why." in refused
    await says(anna, "links", other=YESTERDAY.ref, reason="the same scar")
    key = await the_person(watch)
    assert f"People linked this report to {key}" in await page(anna)
    ((number, priority),) = await watch.ask("SELECT id, priority FROM alert WHERE rule = 'described.pattern'")
    assert priority == 3
    alert = (await anna.browser.get(f"/alerts/{number}")).text
    assert f"/described/{key}" in alert
    assert "beard" not in alert
    unread = await anna.browser.get(f"/described/{key}")
    assert (unread.status_code, RED in unread.text) == (428, False)
    read = await page(anna, f"/described/{key}")
    for wanted in ("Seen on 2 days", "13:00", RED, BEFORE, "the same scar", "A description is no identifier"):
        assert wanted in read, wanted
    assert key in words_of((await anna.browser.get("/described")).text)
    stale: dict[str, Any] = {"verdict": "harmless", "reason": "the postman", "seen": "1"}
    await says(anna, "assessment", f"/described/{key}", 409, **stale)
    assert "Say why." in await says(
        anna, "assessment", f"/described/{key}", 422, verdict="harmless", seen="2"
    )
    await says(anna, "assessment", f"/described/{key}", **stale | {"seen": "2"})
    assert "harmless: the postman" in await page(anna, f"/described/{key}")
    ((condition,),) = await watch.ask("SELECT condition FROM alert WHERE rule = 'described.pattern'")
    assert condition == "cleared"


async def test_what_was_told_apart_is_offered_no_more_until_that_is_taken_back(anna: Officer) -> None:
    await page(anna)
    await says(anna, "differences", other=YESTERDAY.ref, reason="another nose")
    for at, other in ((AT, YESTERDAY.ref), (f"/warnings/{YESTERDAY.ref}", NOW.ref)):
        read = await page(anna, at)
        assert "another nose" in read
        assert "Offer it again" in read
        assert "both: red / rouge, jacket / veste, beard / barbe; same site" not in read
        assert other in read
    await says(anna, "links", other=YESTERDAY.ref, reason="it is", status=422)
    await says(anna, "differences/withdrawal", other=YESTERDAY.ref)
    assert "another nose" not in await page(anna)


async def test_who_is_not_the_same_is_not_offered_with_whatever_is_linked_to_it_either(
    anna: Officer,
) -> None:
    await page(anna)
    assert THERE.ref in await page(anna)
    await says(anna, "differences", other=YESTERDAY.ref, reason="another nose")
    await says(anna, "links", f"/warnings/{THERE.ref}", other=YESTERDAY.ref, reason="the same scar")
    assert THERE.ref not in await page(anna)
    assert NOW.ref not in await page(anna, f"/warnings/{THERE.ref}")


async def test_a_link_is_taken_back_and_so_is_its_alert(anna: Officer, watch: Watch) -> None:
    await page(anna)
    await says(anna, "links", other=THERE.ref, reason="the same scar")
    assert await watch.ask("SELECT priority FROM alert WHERE rule = 'described.pattern'") == [(2,)]
    await says(anna, "links/withdrawal", reason="another scar")
    assert await watch.ask("SELECT 1 FROM described WHERE sightings <> '[]'") == []
    assert await watch.ask("SELECT condition FROM alert WHERE rule = 'described.pattern'") == [("cleared",)]


async def test_who_may_not_read_a_report_sees_nothing_of_it_and_decides_nothing(
    anna: Officer, staff: Staff
) -> None:
    await page(anna)
    await says(anna, "links", other=THERE.ref, reason="the same scar")
    key = await the_person(staff.watch)
    desk = staff.watch.app.state.desk
    await desk.do(RestrictFile(Ref(Noun.SITE, OTHER_SITE), "chief", "a threat", ()), "chief")
    for path in (AT, f"/described/{key}"):
        read = await page(anna, path)
        assert "restricted" in read
        assert THERE.ref not in read
        assert OTHER_SITE not in read
    assert "Seen on 1 day" in await page(anna, f"/described/{key}")
    assert "whoever reads all of it" in await says(
        anna, "links", other=YESTERDAY.ref, reason="the same", status=422
    )
    decided = {"verdict": "harmless", "reason": "the postman", "seen": "0"}
    assert "whoever reads all of it" in await says(anna, "assessment", f"/described/{key}", 422, **decided)
    assert THERE.ref not in await page(anna, f"/warnings/{YESTERDAY.ref}")
    await desk.do(RestrictFile(Ref(Noun.SITE, "NLE-1"), "chief", "a threat", ()), "chief")
    assert (await anna.browser.get(f"/described/{key}")).status_code == 404
    assert key not in (await anna.browser.get("/described")).text


async def test_a_company_and_a_partner_see_nothing_of_it_and_an_operator_only_reads(
    anna: Officer, staff: Staff, watch: Watch
) -> None:
    await page(anna)
    await says(anna, "triage")
    await says(anna, "links", other=YESTERDAY.ref, reason="the same scar")
    vera = await staff.signs_in("vera", Role.PARTNER)
    await says(anna, "shares", name="vera", service="cuta", need="they may know him")
    key = await the_person(watch)
    assert "Described person" not in await page(vera)
    omar = await staff.signs_in("omar", Role.OPERATOR)
    assert key in await page(omar)
    assert "Assess this described person" not in await page(omar, f"/described/{key}")
    await says(omar, "links", other=THERE.ref, reason="x", status=403)
    await watch.app.state.accounts.add("noordlicht", "Nora", Role.COMPANY, PASSWORD, seat=Seat("NLE"))
    async with httpx2.AsyncClient(base_url=watch.url, trust_env=False, headers=OURS) as nora:
        await nora.post("/sign-in", data={"name": "noordlicht", "password": PASSWORD})
        for who in (nora, vera.browser):
            for path in ("/described", f"/described/{key}"):
                assert (await who.get(path)).status_code == 403
        own = (await nora.get(f"/report/{NOW.ref}")).text
        assert (RED in own, key in own, "the same scar" in own, BEFORE in own) == (True, False, False, False)


async def test_what_was_erased_is_shown_nowhere_beside_it_nor_on_the_persons_page(
    anna: Officer, watch: Watch, database: Database
) -> None:
    await page(anna)
    await says(anna, "links", other=YESTERDAY.ref, reason="the same scar")
    key = await the_person(watch)
    ((number,),) = await watch.ask("SELECT number FROM early_warning WHERE ref = $1", YESTERDAY.ref)
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute("SELECT erase_private($1)", [number])
    await owner.close()
    for path in (AT, f"/described/{key}"):
        read = await page(anna, path)
        assert BEFORE not in read
        assert "What was written here was erased." in read
