"""The field page: who may what, one door with the feeds, and no more of a file than its reader may see."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import update

from controlroom.auth.roles import Role
from controlroom.feeds.pace import Pace
from controlroom.store.tables import session
from controlroom.watch.files import AddReader, RestrictFile
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.units import WithdrawUnit
from tests.integration.a_field_unit import a_day_of_work, reports_for, sends
from tests.integration.a_watch import Watch, a_watch, check, incident, movement
from tests.integration.an_officer import OURS, Officer, Staff, staff_of, words_of

REPORTED = "SELECT count(*) FROM journal WHERE kind LIKE '%%.reported'"


@pytest.fixture
async def watch(database: Any) -> AsyncIterator[Watch]:
    async with a_watch(database.database_url) as watch:
        await a_day_of_work(watch)
        yield watch


@pytest.fixture
async def staff(watch: Watch) -> AsyncIterator[Staff]:
    async with staff_of(watch) as staff:
        yield staff


@pytest.fixture
async def pat(staff: Staff) -> Officer:
    return await reports_for(staff, "pat", "EU-07A")


@pytest.fixture
async def eva(staff: Staff) -> Officer:
    return await reports_for(staff, "eva", "ESC-9")


async def page_of(officer: Officer) -> httpx2.Response:
    answer = await officer.browser.get("/field")
    assert answer.status_code == 200, answer.text
    return answer


async def reports_kept(watch: Watch) -> int:
    ((count,),) = await watch.ask(REPORTED)
    return int(count)


async def test_whoever_reports_for_a_unit_comes_to_the_field_page_and_to_nothing_else(pat: Officer) -> None:
    home = await pat.browser.get("/", follow_redirects=True)
    assert home.url.path == "/field"
    assert (await pat.browser.get("/account")).status_code == 200
    for path in ("/desk", "/wall", "/log", "/visits", "/files", "/report", "/admin", "/search", "/sitrep"):
        assert (path, (await pat.browser.get(path)).status_code) == (path, 403)


async def test_a_unit_sees_its_own_post_leg_and_round_and_those_of_no_other(
    pat: Officer, eva: Officer
) -> None:
    mine, hers = [words_of((await page_of(one)).text) for one in (pat, eva)]
    for word in ("EU-07 Gate 3", "FALCON", "Airport → Justus Lipsius", "Check OK"):
        assert word in mine
        assert word not in hers
    assert "HERON" in hers
    assert "HERON" not in mine


async def test_a_press_is_the_report_that_a_token_would_have_brought(watch: Watch, pat: Officer) -> None:
    assert (await sends(pat, "visits", movement(seq=4))).status_code == 201
    assert (await sends(pat, "patrol-checks", check(outcome="nothing"))).status_code == 201
    assert (await sends(pat, "incidents", incident(text="A van"))).status_code == 201
    body = "body::jsonb -> 'report'"
    rows = await watch.ask(
        f"SELECT kind, actor, {body} ->> 'unit', {body} ->> 'unit_seq' FROM journal"
        " WHERE kind LIKE '%%.reported' ORDER BY seq"
    )
    assert rows == [
        ("leg.reported", "EU-07A", "EU-07A", "4"),
        ("patrol.reported", "EU-07A", "EU-07A", None),
        ("incident.reported", "EU-07A", "EU-07A", None),
    ]
    assert await watch.ask("SELECT state FROM leg WHERE id = 'V-1/1'") == [("en_route",)]
    assert await watch.ask("SELECT state FROM patrol_check") == [("done_nothing",)]


async def test_the_same_report_twice_is_one_record_by_whichever_way_it_comes(
    watch: Watch, pat: Officer
) -> None:
    report = movement()
    first = await sends(pat, "visits", report)
    again = await sends(pat, "visits", report | {"sent_at": report["at"]})
    by_token = await watch.report("/feeds/visits", report)
    assert [one.status_code for one in (first, again, by_token)] == [201, 200, 200]
    assert {one.json()["seq"] for one in (first, again, by_token)} == {first.json()["seq"]}
    other_words = await sends(pat, "visits", report | {"status": "arrived"})
    assert (other_words.status_code, other_words.json()["type"]) == (422, "/problems/conflicting-report")
    assert await reports_kept(watch) == 1


@pytest.mark.parametrize(
    ("feed", "wrong"),
    [
        ("incidents", incident(kind="boredom")),
        ("incidents", incident(priorty=1)),
        ("incidents", incident(site="NOWHERE")),
        ("visits", movement(leg="1")),
        ("visits", movement(visit="V-99")),
        ("patrol-checks", check(site=None)),
    ],
)
async def test_what_is_unusable_is_refused_as_at_the_feed_and_stands_in_quarantine(
    watch: Watch, pat: Officer, feed: str, wrong: dict[str, Any]
) -> None:
    here = await sends(pat, feed, wrong)
    at_the_feed = await watch.report(f"/feeds/{feed}", wrong)
    assert here.status_code == at_the_feed.status_code == 422
    said, told = ({k: v for k, v in one.json().items() if k != "server_time"} for one in (here, at_the_feed))
    assert said == told
    kept = await watch.ask("SELECT unit, reason FROM quarantine ORDER BY id")
    assert kept[0] == kept[1]
    assert kept[0][0] == "EU-07A"


async def test_a_telephone_and_a_token_of_one_unit_share_its_pace(watch: Watch, pat: Officer) -> None:
    door = watch.app.state.door
    object.__setattr__(door, "pace", Pace(per_second=0.001, burst=1))
    assert (await watch.report("/feeds/visits", movement())).status_code == 201
    slowed = await sends(pat, "visits", movement(status="arrived"))
    assert slowed.status_code == 429
    assert int(slowed.headers["retry-after"]) >= 1


async def test_a_leg_of_another_unit_is_marked_as_it_would_be_by_a_token(watch: Watch, pat: Officer) -> None:
    assert (await sends(pat, "visits", movement(visit="V-2"))).status_code == 201
    assert (await watch.report("/feeds/visits", movement(visit="V-2"))).status_code == 201
    marks = await watch.ask("SELECT body::jsonb ->> 'off_task' FROM journal WHERE kind = 'leg.reported'")
    assert marks == [("true",), ("true",)]


async def test_what_another_account_kept_is_taken_for_nobody(
    watch: Watch, pat: Officer, eva: Officer
) -> None:
    refused = await sends(eva, "visits", movement(), account=pat.name)
    assert (refused.status_code, refused.json()["type"]) == (401, "/problems/signed-out")
    assert await reports_kept(watch) == 0


async def test_who_reports_for_no_unit_is_refused_and_a_stranger_told_to_sign_in(
    watch: Watch, staff: Staff
) -> None:
    anna = await staff.signs_in("anna", Role.SHIFT_LEADER)
    assert (await sends(anna, "incidents", incident())).status_code == 403
    assert (await anna.browser.get("/field")).status_code == 403
    stranger = await watch.client.post("/field/anna/incidents", json=incident(), headers=OURS)
    assert stranger.status_code == 401
    with_a_token = await watch.client.post(
        "/field/pat/incidents", json=incident(), headers=OURS | {"authorization": f"Bearer {watch.token}"}
    )
    assert with_a_token.status_code == 401
    assert await reports_kept(watch) == 0


async def test_the_page_of_another_site_cannot_report_for_a_unit(watch: Watch, pat: Officer) -> None:
    evil = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    answer = await pat.browser.post("/field/pat/incidents", json=incident(kind="duress"), headers=evil)
    assert answer.status_code == 403
    assert await reports_kept(watch) == 0


async def test_nobody_reports_for_a_unit_that_left_service(watch: Watch, pat: Officer) -> None:
    await watch.app.state.desk.do(WithdrawUnit("EU-07A"), "setup")
    assert (await sends(pat, "incidents", incident())).status_code == 403
    assert "Your account belongs to no unit in service" in words_of((await page_of(pat)).text)
    assert await reports_kept(watch) == 0


async def test_of_a_restricted_visit_a_unit_sees_the_code_name_until_its_account_may_read_it(
    watch: Watch, pat: Officer
) -> None:
    desk, file = watch.app.state.desk, Ref(Noun.VISIT, "V-1")
    await desk.do(RestrictFile(file, "bert", "hiding place"), "bert")
    hidden = words_of((await page_of(pat)).text)
    assert "FALCON" in hidden
    assert "Airport" not in hidden
    await desk.do(AddReader(file, "bert", "pat"), "bert")
    assert "Airport → Justus Lipsius" in words_of((await page_of(pat)).text)


async def test_of_a_restricted_site_a_unit_sees_the_code_alone(watch: Watch, pat: Officer) -> None:
    await watch.app.state.desk.do(RestrictFile(Ref(Noun.SITE, "EU-JL"), "bert", "hiding place"), "bert")
    page = (await page_of(pat)).text
    assert "Justus Lipsius" not in page
    assert "Gate 3" not in page
    assert 'name="post" value="EU-07"' in page
    assert "Check call" in words_of(page), "it mans this post, and can say so"


async def test_a_sign_of_life_is_heard_and_keeps_no_session_alive(watch: Watch, pat: Officer) -> None:
    seen_at = "SELECT seen_at FROM session WHERE account = 'pat'"
    an_hour_ago = update(session).values(seen_at=session.c.seen_at - timedelta(hours=1))
    async with watch.app.state.engine.begin() as connection:
        await connection.execute(an_hour_ago)
    seen = await watch.ask(seen_at)
    position = {"lat": 50.84, "lon": 4.38, "accuracy_m": 8}
    assert (await sends(pat, "heartbeat", {"position": position})).status_code == 204
    await page_of(pat)
    assert await watch.ask(seen_at) == seen
    assert await reports_kept(watch) == 0
    assert (await sends(pat, "visits", movement())).status_code == 201
    assert await watch.ask(seen_at) > seen, "a press does"


def form_of(page: str, *values: str) -> dict[str, str]:
    """The fields of the form that holds all these values."""
    forms = re.findall(r"<form.*?</form>", page, re.DOTALL)
    (found,) = [one for one in forms if all(f'value="{value}"' in one for value in values)]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', found))


async def test_without_a_script_a_form_reports_the_same_and_twice_is_once(watch: Watch, pat: Officer) -> None:
    fields = form_of((await page_of(pat)).text, "EU-07", "check_call")
    first = await pat.browser.post("/field/pat/patrol-checks", data=fields)
    again = await pat.browser.post("/field/pat/patrol-checks", data=fields)
    assert (first.status_code, again.status_code) == (303, 303)
    assert re.fullmatch(r"/field\?sent=\d+", first.headers["location"])
    assert "Sent, no." in words_of((await pat.browser.get(first.headers["location"])).text)
    leg = form_of((await page_of(pat)).text, "V-1", "en_route")
    assert (await pat.browser.post("/field/pat/visits", data=leg)).status_code == 303
    assert await watch.ask("SELECT state FROM leg WHERE id = 'V-1/1'") == [("en_route",)]
    assert await reports_kept(watch) == 2


async def test_without_a_script_a_refusal_and_a_lost_session_are_told_on_a_page(
    watch: Watch, pat: Officer
) -> None:
    odd = {"key": str(uuid4()), "visit": "V-99", "leg": "1", "status": "ready"}
    refused = await pat.browser.post("/field/pat/visits", data=odd)
    assert (refused.status_code, "V-99" in words_of(refused.text)) == (422, True)
    assert (await watch.ask("SELECT unit FROM quarantine")) == [("EU-07A",)]
    keyless = await pat.browser.post("/field/pat/visits", data=odd | {"key": "?"})
    assert keyless.status_code == 422
    await pat.browser.post("/sign-out")
    lost = await pat.browser.post("/field/pat/visits", data=odd)
    assert (lost.status_code, lost.headers["location"]) == (303, "/sign-in?next=/field")


async def test_without_a_script_one_can_check_in(pat: Officer) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = await pat.browser.post("/field/pat/heartbeat", content=b"", headers=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/field")


async def test_the_page_may_ask_where_it_is_and_no_other_page_may(pat: Officer) -> None:
    assert "geolocation=(self)" in (await page_of(pat)).headers["permissions-policy"]
    assert "geolocation=()" in (await pat.browser.get("/account")).headers["permissions-policy"]


async def test_the_worker_may_stand_before_the_field_page_and_no_file_before_more(watch: Watch) -> None:
    worker = await watch.client.get("/static/field-worker.js")
    assert worker.headers["service-worker-allowed"] == "/field"
    assert "service-worker-allowed" not in (await watch.client.get("/static/field.js")).headers
    manifest = await watch.client.get("/static/field.webmanifest")
    assert manifest.headers["content-type"].startswith("application/manifest+json")
    assert manifest.json()["scope"] == "/field"
    assert "manifest-src 'self'" in manifest.headers["content-security-policy"]
