"""The monthly review on its page: opened over all that is in force, decided line by line, closed, printed."""

import csv
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from html import unescape
from io import StringIO
from typing import Any

import pytest

from controlroom.auth.roles import Right, Role
from controlroom.clock import BRUSSELS
from controlroom.store.engine import make_engine
from controlroom.watch.measures import (
    ApproveMeasure,
    Basis,
    Draft,
    FixedPost,
    Patrols,
    PriorityCalls,
    ProposeMeasure,
    Terms,
)
from tests.conftest import Database
from tests.integration.a_watch import Watch, a_watch
from tests.integration.an_officer import Officer, Staff, words_of

NOW = datetime.now(UTC)
MONTH = f"{NOW.astimezone(BRUSSELS):%Y-%m}"
MEASURES: dict[str, Terms] = {
    "M-1": FixedPost("EU-JL-1", 3, 240),
    "M-2": Patrols(3, time(8), time(22)),
    "M-3": PriorityCalls("02 555 01 03", "CIC Brussels"),
}
HOLDERS = {role for role in Role if role.may(Right.HOLD_REVIEWS)}


def at(days: int) -> str:
    return (NOW + timedelta(days=days)).astimezone(BRUSSELS).date().isoformat()


@pytest.fixture
async def watch(database: Database) -> AsyncIterator[Watch]:
    async with a_watch(database.database_url) as watch:
        desk = watch.app.state.desk
        for key, terms in MEASURES.items():
            until = NOW + timedelta(days=30)
            draft = Draft("site:EU-JL", "local police", Basis.ANALYSIS, terms, NOW, until, None, "a threat")
            await desk.do(ProposeMeasure(key, draft, "omar"), "omar")
            await desk.do(ApproveMeasure(key, 1, "Minister", "BI/1", NOW.date(), "lea"), "lea")
        yield watch


async def opened(staff: Staff) -> Officer:
    anna = await staff.signs_in("anna", Role.ANALYST)
    answer = await anna.browser.post("/month", data={"month": MONTH})
    assert answer.status_code == 303, words_of(answer.text)
    return anna


async def ruled(anna: Officer, key: str, decision: str = "maintain", **more: Any) -> None:
    answer = await anna.browser.post(
        f"/month/{MONTH}/lines/{key}", data={"decision": decision, "words": f"words of {key}", **more}
    )
    assert answer.status_code == 303, words_of(answer.text)


async def page(anna: Officer, **asked: str) -> str:
    answer = await anna.browser.get("/month", params={"month": MONTH, **asked})
    assert answer.status_code == 200, words_of(answer.text)
    return unescape(answer.text)


async def test_from_the_opening_to_the_proposals_of_the_approver(staff: Staff, watch: Watch) -> None:
    anna = await opened(staff)
    whole = await page(anna)
    assert all(f'id="line-{key}"' in whole for key in MEASURES)
    await ruled(anna, "M-1", "reduce", strength="2")
    left = await page(anna, which="undecided")
    assert 'id="line-M-1"' not in left
    assert "2 lines are not decided." in left
    refused = await anna.browser.post(f"/month/{MONTH}/end", data={"sure": MONTH})
    assert refused.status_code == 422
    assert "These lines are not decided yet: M-2, M-3." in refused.text
    await ruled(anna, "M-2", "extend", until=at(60))
    await ruled(anna, "M-3", "end")
    unsure = await anna.browser.post(f"/month/{MONTH}/end", data={})
    assert "Tick that you close this review." in unsure.text
    assert (await anna.browser.post(f"/month/{MONTH}/end", data={"sure": MONTH})).status_code == 303
    rows = await watch.ask(
        "SELECT id, pending->>'decision', pending->>'by', pending->'terms'->>'strength' FROM measure"
        " ORDER BY id"
    )
    assert [tuple(row) for row in rows] == [
        ("M-1", "reduce", "anna", "2"),
        ("M-2", "extend", "anna", None),
        ("M-3", "end", "anna", None),
    ]
    closed = await page(anna)
    assert "Closed by Anna Peeters" in closed
    assert "proposed as version 2" in closed
    assert 'class="deciding"' not in closed


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.SHIFT_LEADER, Role.DUTY_OFFICER, Role.APPROVER])
async def test_who_reads_files_reads_it_and_who_holds_reviews_decides(staff: Staff, role: Role) -> None:
    await opened(staff)
    other = await staff.signs_in("other", role)
    html = await page(other)
    assert ('class="deciding"' in html) == (role in HOLDERS)
    answer = await other.browser.post(
        f"/month/{MONTH}/lines/M-1", data={"decision": "maintain", "words": "as before"}
    )
    assert answer.status_code == (303 if role in HOLDERS else 403)


@pytest.mark.parametrize("role", [Role.PARTNER, Role.AUDITOR, Role.ADMIN])
async def test_others_do_not_see_it(staff: Staff, role: Role) -> None:
    await opened(staff)
    other = await staff.signs_in("other", role)
    for path in ("/month", f"/month/{MONTH}.pdf", f"/month/{MONTH}.csv"):
        assert (await other.browser.get(path)).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"decision": ""}, "Extend, reduce, maintain or end it."),
        ({"words": " "}, "Say why."),
        ({"decision": "extend"}, "An extension lasts longer"),
        ({"until": "soon"}, "Write the day as"),
        ({"strength": "many"}, "Write the strength as a number."),
    ],
)
async def test_what_is_wrong_is_said_at_its_line(staff: Staff, wrong: dict[str, str], said: str) -> None:
    anna = await opened(staff)
    data = {"decision": "maintain", "words": "as before", **wrong}
    refused = await anna.browser.post(f"/month/{MONTH}/lines/M-2", data=data)
    assert refused.status_code == 422
    assert said in unescape(refused.text)
    assert 'id="amiss-M-2"' in refused.text


async def test_a_decision_is_taken_back_while_the_review_is_open(staff: Staff) -> None:
    anna = await opened(staff)
    await ruled(anna, "M-1")
    assert (await anna.browser.post(f"/month/{MONTH}/lines/M-1/end")).status_code == 303
    assert "3 lines are not decided." in await page(anna)


async def test_lines_of_a_restricted_file_are_for_its_readers(staff: Staff) -> None:
    """And yet they are in the review, and it does not close without them."""
    anna = await opened(staff)
    omar = await staff.signs_in("omar", Role.DUTY_OFFICER)
    said = {"reason": "a threat to be kept close"}
    assert (await omar.browser.post("/files/site/EU-JL/restriction", data=said)).status_code == 303
    html = await page(anna)
    assert "Justus Lipsius" not in html
    assert "3 lines belong to restricted files" in html
    answer = await anna.browser.post(
        f"/month/{MONTH}/lines/M-1", data={"decision": "maintain", "words": "as before"}
    )
    assert answer.status_code == 404
    assert 'id="line-M-1"' in await page(omar)
    await ruled(omar, "M-1")
    refused = await anna.browser.post(f"/month/{MONTH}/end", data={"sure": MONTH})
    assert "M-2, M-3" in refused.text
    assert "Justus Lipsius" not in refused.text


async def test_paper_and_table_have_every_line_with_its_words(staff: Staff) -> None:
    anna = await opened(staff)
    await ruled(anna, "M-1", "reduce", strength="2")
    assert (await anna.browser.get(f"/month/{MONTH}.csv")).status_code == 428, "nobody said why"
    why = {"file": "measure:M-1", "ground": "meeting", "words": "for the Minister"}
    assert (await anna.browser.post("/reasons", data=why)).status_code == 303
    answer = await anna.browser.get(f"/month/{MONTH}.csv")
    rows = list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))
    assert [(row["measure"], row["decision"], row["strength"], row["words"]) for row in rows] == [
        ("M-1", "reduce", "2", "words of M-1"),
        ("M-2", "", "", ""),
        ("M-3", "", "", ""),
    ]
    paper = await anna.browser.get(f"/month/{MONTH}.pdf")
    assert paper.content.startswith(b"%PDF-")


async def test_whoever_opens_a_review_while_all_connections_are_taken_is_told_to_come_again(
    staff: Staff, watch: Watch, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await staff.signs_in("anna", Role.ANALYST)
    engine = make_engine(database.database_url, pool_size=1)
    async with engine.connect():
        monkeypatch.setattr(watch.app.state, "engine", engine)
        answer = await anna.browser.post("/month", data={"month": MONTH})
        monkeypatch.undo()
    await engine.dispose()
    assert answer.status_code == 503
