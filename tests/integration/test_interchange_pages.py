"""Files out and in: what was written is read again, first shown and then done, and only by who may."""

import asyncio
import re
from collections.abc import AsyncIterator
from csv import DictReader, DictWriter
from datetime import UTC, date, datetime, timedelta
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

import httpx2
import pytest

from controlroom.auth.roles import Role
from controlroom.watch.files import RestrictFile
from controlroom.watch.gatherings import EnterGathering, GatheringKind, Theme
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.visits import AmendVisit, Facts, Rank, VisitKind
from tests.browser.furniture import a_summit
from tests.integration.a_watch import Watch, a_watch
from tests.integration.an_officer import Officer, Staff

MOMENT = re.compile(rb"(?<=[:=])2026\d{4}(?=T|\r?\n)")
CALENDARS = Path(__file__).parents[1] / "unit" / "interchange" / "calendars"
NOW = datetime.now(UTC)


@pytest.fixture
async def watch(database: Any) -> AsyncIterator[Watch]:
    async with a_watch(database.database_url) as watch:
        await a_summit(watch)
        starts = NOW + timedelta(days=2, microseconds=17)
        march = EnterGathering(
            "G-1",
            "March; of the nurses",
            GatheringKind.MANIFESTATION,
            Theme.PUBLIC_ORDER,
            "=Gare du Nord",
            50.86,
            4.36,
            starts,
            starts + timedelta(hours=3),
            3000,
        )
        await watch.app.state.desk.do(march, "setup")
        yield watch


@pytest.fixture
async def anna(staff: Staff) -> Officer:
    return await staff.signs_in("anna", Role.ANALYST)


async def exported(officer: Officer, name: str) -> bytes:
    """Who takes something out says why, once."""
    asked = await officer.browser.get(f"/interchange/{name}")
    if asked.status_code == 428:
        why = {"file": "/interchange", "back": f"/interchange/{name}", "ground": "meeting"}
        assert (await officer.browser.post("/reasons", data=why)).status_code == 303
        asked = await officer.browser.get(f"/interchange/{name}")
    assert asked.status_code == 200, asked.text
    return asked.content


async def preview(officer: Officer, raw: bytes, what: str, **more: str) -> httpx2.Response:
    file = {"file": ("file", raw, "application/octet-stream")}
    return await officer.browser.post("/interchange/preview", data={"what": what, **more}, files=file)


def counts(page: str) -> dict[str, int]:
    found = re.search(r'<ul class="preview__counts">(.*?)</ul>', page, re.DOTALL)
    assert found, page
    return {word: int(n) for n, word in re.findall(r"<li><b>(\d+)</b> (\w+)</li>", found[1])}


async def agree(officer: Officer, page: str) -> httpx2.Response:
    """Presses the button below the preview."""
    form = page.partition('action="/interchange/import"')[2].partition("</form>")[0]
    assert form, "there is nothing to agree to"
    sent = {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
    return await officer.browser.post("/interchange/import", data=sent)


BY_ANNA = "SELECT count(*) FROM journal WHERE actor = 'anna' AND kind NOT LIKE 'data.%'"
"""What the watch itself notices meanwhile, such as a leg that is late, changes nothing of a file."""


@pytest.mark.parametrize("name", ["visits.csv", "visits.ics", "gatherings.csv", "gatherings.ics"])
async def test_out_and_in_again_changes_nothing(watch: Watch, anna: Officer, name: str) -> None:
    what = name.partition(".")[0]
    before = await watch.ask(BY_ANNA)
    page = (await preview(anna, await exported(anna, name), what)).text
    assert counts(page) == {"unchanged": 3 if what == "visits" else 1}
    assert "Nothing would change." in page
    assert before == await watch.ask(BY_ANNA)


async def test_a_change_in_a_spreadsheet_is_shown_and_then_done_and_once(watch: Watch, anna: Officer) -> None:
    text = (await exported(anna, "visits.csv")).decode("utf-8-sig")
    rows = [line.replace(",summit,LYNX,", ",summit,Kingdom; of the North,") for line in text.splitlines()]
    page = (await preview(anna, "\n".join(rows).encode(), "visits")).text
    assert counts(page) == {"changed": 1, "unchanged": 2}
    assert "<ins>Kingdom; of the North</ins>" in page
    done = await agree(anna, page)
    assert (done.status_code, done.headers["location"]) == (303, "/interchange?done=1")
    found = await watch.ask("SELECT delegation, revision FROM visit WHERE code = 'S-1'")
    assert found == [("Kingdom; of the North", 1)]
    again = await agree(anna, page)
    assert again.status_code == 409
    assert await watch.ask("SELECT revision FROM visit WHERE code = 'S-1'") == [(1,)]


async def test_what_moved_meanwhile_is_shown_again_and_not_done(watch: Watch, anna: Officer) -> None:
    text = (await exported(anna, "visits.csv")).decode("utf-8-sig").replace(",summit,LYNX,", ",summit,North,")
    page = (await preview(anna, text.encode(), "visits")).text
    start, end = (await watch.ask("SELECT starts_at, ends_at FROM visit WHERE code = 'S-1'"))[0]
    facts = Facts("LYNX", Rank.A, VisitKind.SUMMIT, "East", start, end, 2, "Summit of the Seven")
    await watch.app.state.desk.do(AmendVisit("S-1", facts, "bert"), "bert")
    answer = await agree(anna, page)
    assert answer.status_code == 409
    assert "the picture changed in the meantime" in answer.text
    assert "<del>East</del>" in answer.text
    assert await watch.ask("SELECT delegation FROM visit WHERE code = 'S-1'") == [("East",)]


async def test_a_visit_out_of_one_room_and_into_another_is_planned_there_and_not_approved(
    watch: Watch, anna: Officer
) -> None:
    text = (
        (await exported(anna, "visits.csv"))
        .decode("utf-8-sig")
        .replace("S-1,", "N-1,")
        .replace("S-2,", "N-2,")
    )
    page = (await preview(anna, text.encode(), "visits")).text
    assert counts(page) == {"new": 2, "unchanged": 1}
    assert (await agree(anna, page)).status_code == 303
    states = await watch.ask(
        "SELECT code, state, legs, planned_by FROM visit WHERE code LIKE 'N-%' ORDER BY 1"
    )
    assert states == [("N-1", "planned", 2, "anna"), ("N-2", "planned", 2, "anna")]
    again = (await preview(anna, text.encode(), "visits")).text
    assert counts(again) == {"unchanged": 3}


async def test_two_presses_of_the_button_at_once_plan_a_programme_once(watch: Watch, anna: Officer) -> None:
    table = (await exported(anna, "visits.csv")).decode("utf-8-sig")
    rows = [row for row in DictReader(StringIO(table)) if row["visit"] == "S-1"]
    out = StringIO()
    writer = DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows({**row, "visit": "N-1", "leg": ""} for row in rows)
    page = (await preview(anna, out.getvalue().encode(), "visits")).text
    answers = await asyncio.gather(*(agree(anna, page) for _ in range(4)))
    assert sorted({answer.status_code for answer in answers}) in ([303, 409], [303])
    planned = "SELECT count(*) FROM journal WHERE kind = 'visit.programme_planned' AND actor = 'anna'"
    assert await watch.ask(planned) == [(1,)]
    assert await watch.ask("SELECT legs, revision FROM visit WHERE code = 'N-1'") == [(2, 1)]


def of_these_weeks(name: str) -> bytes:
    """A calendar of the corpus, moved by whole weeks from December 2026: the page reads 400 days ahead."""
    weeks = (NOW.date() - date(2026, 12, 3)) // timedelta(weeks=1) * timedelta(weeks=1)

    def later(found: re.Match[bytes]) -> bytes:
        return f"{date.fromisoformat(found[0].decode()) + weeks:%Y%m%d}".encode()

    return MOMENT.sub(later, (CALENDARS / name).read_bytes())


async def test_a_public_order_calendar_becomes_gatherings(watch: Watch, anna: Officer) -> None:
    raw = of_these_weeks("google.ics")
    refused = (await preview(anna, raw, "gatherings")).text
    assert "Nobody knows where this is" in refused
    page = (await preview(anna, raw, "gatherings", kind="match", site="EU-JL")).text
    new = counts(page)["new"]
    assert new > 1
    assert (await agree(anna, page)).headers["location"] == f"/interchange?done={new}"
    kinds = await watch.ask("SELECT DISTINCT kind, lat FROM gathering WHERE id LIKE 'CAL-%'")
    assert kinds == [("match", 50.842)]
    again = (await preview(anna, raw, "gatherings", site="EU-JL")).text
    assert "new" not in counts(again)


async def test_a_file_that_is_none_is_refused_with_its_line(anna: Officer) -> None:
    for raw, why in (
        (b"", "Choose a file."),
        (b"code;name\n1;2\n", "Line 1: Nobody knows a column code."),
        (b"visit\nV-1\nV-2;\xff\n", "Line 3: This line is not UTF-8"),
    ):
        answer = await preview(anna, raw, "visits")
        assert answer.status_code == 422
        assert why in unescape(answer.text)
    answer = await preview(anna, b"BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\n", "visits")
    assert "VEVENT begins here and does not end." in answer.text
    assert 'action="/interchange/import"' not in answer.text


async def test_a_restricted_visit_leaves_with_its_readers_alone_and_is_not_compared(
    watch: Watch, anna: Officer, staff: Staff
) -> None:
    bert = await staff.signs_in("bert")
    whole = await exported(anna, "visits.csv")
    await watch.app.state.desk.do(RestrictFile(Ref(Noun.VISIT, "S-1"), "bert", "threatened"), "bert")
    assert b"LYNX" not in await exported(anna, "visits.csv")
    assert b"LYNX" not in await exported(anna, "visits.ics")
    assert b"LYNX" in await exported(bert, "visits.csv")
    page = (await preview(anna, whole, "visits")).text
    assert counts(page) == {"unchanged": 2, "refused": 1}
    assert "The file of S-1 is restricted, and you do not read it." in page


async def test_each_export_is_in_the_journal_with_its_reason(watch: Watch, anna: Officer) -> None:
    await exported(anna, "visits.ics")
    (row,) = await watch.ask("SELECT actor, body FROM journal WHERE kind = 'data.exported'")
    assert row[0] == "anna"
    assert '"ground":"meeting"' in row[1].replace(" ", "")
    assert "visit:S-1" in row[1]


async def test_of_one_summit_alone(anna: Officer) -> None:
    await exported(anna, "visits.csv")
    raw = (await anna.browser.get("/interchange/visits.csv", params={"event": "Summit of the Seven"})).text
    assert "LYNX" in raw
    assert "FALCON" not in raw


async def test_an_operator_reads_and_does_not_write(staff: Staff) -> None:
    omar = await staff.signs_in("omar", Role.OPERATOR)
    page = await omar.browser.get("/interchange")
    assert page.status_code == 200
    assert 'action="/interchange/preview"' not in page.text
    assert (await preview(omar, b"visit\n", "visits")).status_code == 403
