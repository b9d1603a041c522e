"""The company page: a report with its photos, its reference, its answer, and nothing of another company."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import asyncpg
import pytest
from PIL import Image

from controlroom.photos.photo import MOST_OF_A_REPORT
from controlroom.watch.consultations import Data
from controlroom.watch.sector_alerts import ReleaseSectorAlert, SubmitSectorAlert, Texts, Words
from tests.integration.a_company import KEY, reports, sends, speaks_for, two_companies
from tests.integration.a_watch import Watch, a_watch
from tests.integration.an_officer import Officer, Staff, staff_of, words_of
from tests.unit.photos import made
from tests.unit.watch.a_sector_alert import CONTENT, SA, SENDER, drafted
from tools.doors import doors


@pytest.fixture
async def watch(database: Any) -> AsyncIterator[Watch]:
    async with a_watch(database.database_url) as watch:
        await two_companies(watch)
        yield watch


@pytest.fixture
async def staff(watch: Watch) -> AsyncIterator[Staff]:
    async with staff_of(watch) as staff:
        yield staff


@pytest.fixture
async def nora(staff: Staff) -> Officer:
    return await speaks_for(staff, "nora", "NLE")


@pytest.fixture
async def hugo(staff: Staff) -> Officer:
    return await speaks_for(staff, "hugo", "HBS")


async def said(officer: Officer, path: str) -> str:
    answer = await officer.browser.get(path)
    assert answer.status_code == 200, answer.text
    return words_of(answer.text)


def photos_in(page: str) -> list[str]:
    return sorted(set(re.findall(r'src="(/report/[^"]+/photos/[0-9a-f]{64})"', page)))


async def test_whoever_reports_for_a_company_comes_to_the_form(nora: Officer) -> None:
    home = await nora.browser.get("/", follow_redirects=True)
    assert home.url.path == "/report"
    page = words_of(home.text)
    assert "North mill" in page
    assert "South mill" in page
    assert "Quay 7" not in page
    assert page.count("Somebody watches the site") == 1
    assert home.text.count('name="behaviour"') == 16


async def test_a_report_has_its_reference_at_once_and_is_read_again(nora: Officer) -> None:
    ref = await reports(
        nora, assessment="They count the guards", plate="1-ABC-123", country="be", person="Red coat"
    )
    assert re.fullmatch("EW-[0-9A-HJKMNP-TV-Z]{8}", ref)
    page = await said(nora, f"/report/{ref}?sent=1")
    for told in ("has arrived", ref, "North mill", "They count the guards", "1-ABC-123, BE", "Red coat"):
        assert told in page
    assert "There is no answer yet" in page
    assert ref in await said(nora, "/report/yours")


async def test_the_same_form_sent_twice_is_one_report(nora: Officer, watch: Watch) -> None:
    assert await reports(nora) == await reports(nora, facts="Sent again by a nervous thumb")
    assert await watch.ask("SELECT count(*) FROM early_warning") == [(1,)]


async def test_what_is_missing_is_said_all_at_once_and_nothing_typed_is_lost(nora: Officer) -> None:
    answer = await sends(nora, site="", behaviour="dancing", facts=" ", time="99:00", plate="1-ABC-123")
    assert answer.status_code == 422
    page = words_of(answer.text)
    for told in (
        "What you wrote is still here",
        "Choose the site",
        "Choose what it was",
        "Write what was seen",
        "Write the time",
    ):
        assert told in page
    assert 'value="1-ABC-123"' in answer.text
    assert f'name="key" value="{KEY}"' in answer.text


async def test_nothing_is_reported_from_the_future(nora: Officer) -> None:
    answer = await sends(nora, day=f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%d}")
    assert answer.status_code == 422
    assert "still to come" in words_of(answer.text)


async def test_a_site_of_another_company_is_no_site(nora: Officer, watch: Watch) -> None:
    answer = await sends(nora, site="HBS-1")
    assert "Choose the site" in words_of(answer.text)
    assert await watch.ask("SELECT count(*) FROM early_warning") == [(0,)]


async def test_an_account_of_one_site_reports_for_that_site_only(staff: Staff, nora: Officer) -> None:
    await reports(nora)
    guard = await speaks_for(staff, "sven", "NLE", "NLE-2")
    assert "North mill" not in await said(guard, "/report")
    assert (await sends(guard, site="NLE-1")).status_code == 422
    assert "Nothing was reported yet" in await said(guard, "/report/yours")


async def test_a_photo_is_shown_as_it_was_cleaned(nora: Officer) -> None:
    ref = await reports(nora, ("gate.jpg", made.with_position()))
    page = (await nora.browser.get(f"/report/{ref}")).text
    (address,) = photos_in(page)
    answer = await nora.browser.get(address)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("inline; filename=")
    assert answer.headers["cache-control"] == "no-store"
    assert made.PLACE not in answer.content
    assert Image.open(BytesIO(answer.content)).size == (240, 320)


async def test_the_journal_knows_the_photos_of_a_report_by_what_they_show(
    nora: Officer, watch: Watch
) -> None:
    await reports(nora, ("gate.jpg", made.jpeg()))
    ((digest,),) = await watch.ask("SELECT digest FROM photo")
    ((private,),) = await watch.ask("SELECT private FROM journal WHERE kind = 'early_warning.reported'")
    assert digest in private


@pytest.mark.parametrize("name", ["drawing.jpg", "script.gif", "page.png"])
async def test_what_is_no_photo_is_named_and_the_photo_beside_it_is_kept(nora: Officer, name: str) -> None:
    answer = await sends(nora, (name, made.named_wrong()[name]), ("gate.jpg", made.jpeg()))
    assert answer.status_code == 422
    assert f"{name}: This is no photo" in words_of(answer.text)
    assert "A grey van stopped" in answer.text
    assert len(photos_in(answer.text)) == 1
    ref = await reports(nora)
    assert len(photos_in((await nora.browser.get(f"/report/{ref}")).text)) == 1


async def test_a_photo_that_was_kept_can_be_left_out(nora: Officer) -> None:
    answer = await sends(nora, ("gate.jpg", made.jpeg()), facts="")
    (address,) = photos_in(answer.text)
    ref = await reports(nora, without=address.rpartition("/")[2])
    assert photos_in((await nora.browser.get(f"/report/{ref}")).text) == []
    assert (await nora.browser.get(address)).status_code == 404


async def test_a_seventh_photo_is_refused(nora: Officer) -> None:
    many = [(f"{number}.png", made.png_of(1, 1, bytes([0, number]))) for number in range(7)]
    answer = await sends(nora, *many)
    assert f"at most {MOST_OF_A_REPORT} photos" in words_of(answer.text)


async def test_more_than_a_form_may_weigh_is_refused(nora: Officer) -> None:
    answer = await sends(nora, *((f"{number}.jpg", bytes(12 * 1024 * 1024)) for number in range(8)))
    assert answer.status_code == 413


async def test_a_report_that_nobody_sent_shows_its_photos_to_its_author_only(
    nora: Officer, hugo: Officer, staff: Staff
) -> None:
    answer = await sends(nora, ("gate.jpg", made.jpeg()), facts="")
    (address,) = photos_in(answer.text)
    assert (await nora.browser.get(address)).status_code == 200
    assert (await hugo.browser.get(address)).status_code == 404
    colleague = await speaks_for(staff, "nils", "NLE")
    assert (await colleague.browser.get(address)).status_code == 404


async def test_photos_that_wait_for_a_day_and_were_never_sent_are_cleared_away(
    nora: Officer, watch: Watch, database: Any
) -> None:
    await sends(nora, ("gate.jpg", made.jpeg()), facts="")
    sent = await reports(nora, ("gate.jpg", made.jpeg()), key="5b0c2f0e-6d0a-4c53-9a60-3f3f0a1c7d12")
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute("UPDATE photo SET kept_at = kept_at - interval '25 hours'")
    await owner.close()
    another = "5b0c2f0e-6d0a-4c53-9a60-3f3f0a1c7d13"
    last = await reports(nora, ("gate.jpg", made.jpeg()), key=another)
    assert {ref for (ref,) in await watch.ask("SELECT report FROM photo")} == {sent, last}


async def test_it_is_written_down_who_reads_a_report(nora: Officer, watch: Watch) -> None:
    ref = await reports(nora)
    await said(nora, f"/report/{ref}")
    ((body,),) = await watch.ask("SELECT body FROM journal WHERE kind = 'data.viewed'")
    assert Data.EARLY_WARNING in body
    assert f"early_warning:{ref}" in body


async def an_alert_to_energy(staff: Staff) -> str:
    words = Words("An alert", "The secret of the north mill", "Wait")
    first = drafted(texts=Texts(words, words, words, words))
    first = replace(first, content=replace(CONTENT, expires_at=datetime.now(UTC) + timedelta(hours=1)))
    desk = staff.watch.app.state.desk
    version = await desk.do(first, "anna")
    await desk.do(SubmitSectorAlert(SA, "anna", version or 0), "anna")
    await desk.do(ReleaseSectorAlert(SA, "bert", version or 0, SENDER, ("NLE",)), "bert")
    return SA


async def test_a_company_sees_nothing_of_another_by_any_way_in(
    nora: Officer, hugo: Officer, staff: Staff
) -> None:
    """Every address of the server that takes a name, tried with the names of the other company."""
    ref = await reports(nora, ("gate.jpg", made.jpeg()), facts="The secret of the north mill")
    own = await reports(hugo, site="HBS-1", facts="A crane turned without a driver")
    (photo,) = photos_in((await nora.browser.get(f"/report/{ref}")).text)
    sector_alert = await an_alert_to_energy(staff)
    assert "secret of the north mill" in await said(nora, f"/report/alerts/{sector_alert}")
    tried = 0
    for door in doors(staff.watch.app):
        if door.method not in ("GET", "POST"):
            continue
        for name in (ref, f"early_warning:{ref}", "NLE-1", "NLE", sector_alert):
            address = re.sub(r"\{digest\}", photo.rpartition("/")[2], door.path)
            address = re.sub(r"\{\w+(:path)?\}", name, address)
            answer = await hugo.browser.request(door.method, address)
            assert b"secret of the north mill" not in answer.content, address
            assert not answer.headers.get("content-type", "").startswith("image/jpeg"), address
            if address.startswith("/report/"):
                assert answer.status_code == 404 or ref not in answer.text, address
            tried += 1
        if door.path == "/sign-out":
            hugo = await staff.comes_back("hugo")
    assert tried > 400
    assert ref not in await said(hugo, "/report/yours")
    assert own in await said(hugo, "/report/yours")
    assert own not in await said(nora, "/report/yours")
