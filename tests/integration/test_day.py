"""The brief of today: what it names, for whom, and on paper."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from controlroom.auth.roles import Right, Role
from controlroom.watch.gatherings import EnterGathering, GatheringKind, Theme
from controlroom.watch.measures import ApproveMeasure, Basis, Draft, PriorityCalls, ProposeMeasure
from controlroom.watch.threat import SetThreatLevel
from tests.integration.a_watch import Watch
from tests.integration.an_officer import Staff, words_of


async def a_measure(watch: Watch, key: str, days: float) -> None:
    now, terms = datetime.now(UTC), PriorityCalls("02 555 01 03", "CIC Brussels")
    until = now + timedelta(days=days)
    draft = Draft("site:EU-JL", "local police", Basis.ANALYSIS, terms, now, until, None, "a threat")
    await watch.app.state.desk.do(ProposeMeasure(key, draft, "omar"), "omar")
    await watch.app.state.desk.do(ApproveMeasure(key, 1, "Minister", "BI/1", now.date(), "lea"), "lea")


async def brief(staff: Staff, role: Role = Role.OPERATOR) -> str:
    reader = await staff.signs_in(f"reader-{role.value}", role)
    answer = await reader.browser.get("/day")
    assert answer.status_code == 200, words_of(answer.text)
    return words_of(unescape(answer.text))


async def test_a_quiet_day_says_so_in_each_of_its_sections(staff: Staff) -> None:
    said = await brief(staff)
    for nothing in (
        "No gathering is in the calendar today.",
        "No measure runs out within 72 hours.",
        "No line is flagged.",
        "No alert P1 to P3 is open.",
    ):
        assert nothing in said
    assert "FALCON" in said


async def test_it_names_what_a_day_begins_with(staff: Staff, watch: Watch) -> None:
    desk, now = watch.app.state.desk, datetime.now(UTC)
    await a_measure(watch, "M-SOON", 2)
    await a_measure(watch, "M-LATER", 9)
    await desk.do(SetThreatLevel("site:EU-JL", 4), "anna")
    march = EnterGathering(
        *("G-1", "March for the climate", GatheringKind.MANIFESTATION, Theme.PUBLIC_ORDER, "Place Schuman"),
        *(50.843, 4.383, now - timedelta(minutes=1), now + timedelta(minutes=5), 4000),
    )
    await desk.do(march, "anna")
    await staff.serious()
    said = await brief(staff)
    assert "M-SOON" in said
    assert "M-LATER" not in said
    assert "March for the climate, Place Schuman, 4000 expected." in said
    assert "is 4" in said
    assert "P2" in said


async def test_a_restricted_file_is_not_told(staff: Staff, watch: Watch) -> None:
    await a_measure(watch, "M-SOON", 2.7)
    await watch.app.state.desk.do(SetThreatLevel("site:EU-JL", 4), "anna")
    omar = await staff.signs_in("omar", Role.DUTY_OFFICER)
    said = {"reason": "a threat to be kept close"}
    assert (await omar.browser.post("/files/site/EU-JL/restriction", data=said)).status_code == 303
    told = await brief(staff)
    assert "Justus Lipsius" not in told
    assert "M-SOON" not in told
    assert "is 4" not in told


@pytest.mark.parametrize("role", [Role.APPROVER, Role.ANALYST, Role.PARTNER, Role.AUDITOR])
async def test_who_reads_files_reads_it_also_on_paper(staff: Staff, role: Role) -> None:
    reader = await staff.signs_in("reader", role)
    may = role.may(Right.READ_FILES)
    assert (await reader.browser.get("/day")).status_code == (200 if may else 403)
    if may:
        why = {"file": "/day.pdf", "ground": "meeting", "words": "for the meeting of the morning"}
        assert (await reader.browser.post("/reasons", data=why)).status_code == 303
        assert (await reader.browser.get("/day.pdf")).content.startswith(b"%PDF-")
