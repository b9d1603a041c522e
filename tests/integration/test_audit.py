"""The auditor finds who looked at what, and has it proved that nothing was altered (requirement R48)."""

import asyncio
import re

import asyncpg
import pytest

from bench.plans import listening
from controlroom.auth.roles import Role
from controlroom.clock import monotonic
from controlroom.store.engine import make_engine
from controlroom.store.panels import journal_rows
from controlroom.store.panels.snapshot import look
from tests.conftest import Database
from tests.integration.a_watch import Watch
from tests.integration.an_officer import Officer, Staff, words_of


@pytest.fixture
async def omar(staff: Staff) -> Officer:
    return await staff.signs_in("omar", Role.AUDITOR)


async def audit(officer: Officer, **asked: str) -> str:
    answer = await officer.browser.get("/audit", params=asked, timeout=60)
    assert answer.status_code == 200, answer.text
    return words_of(answer.text).partition(" Rows ")[2]


async def says_why(officer: Officer, file: str) -> None:
    said = {"file": file, "ground": "oversight", "words": "yearly audit"}
    assert (await officer.browser.post("/reasons", data=said)).status_code == 303


async def test_the_auditor_finds_by_person_and_by_thing_who_looked(
    watch: Watch, staff: Staff, omar: Officer
) -> None:
    first, second = await staff.serious(), await staff.serious(site="BRU")
    anna, bert = await staff.signs_in("anna"), await staff.signs_in("bert")
    await anna.page(first)
    await bert.page(second)
    assert f"Anna Peeters looked at an alert: alert:{first}" in await audit(omar)
    by_anna = await audit(omar, who="anna")
    assert (f"alert:{first}" in by_anna, f"alert:{second}" in by_anna) == (True, False)
    of_second = await audit(omar, thing=f"alert:{second}")
    assert ("Bert Maes" in of_second, "Anna Peeters" in of_second) == (True, False)
    assert "No row fits." in await audit(omar, thing="alert:4711")
    assert "No row fits." in await audit(omar, until="2020-01-01")


async def test_the_whole_journal_reads_row_by_row(watch: Watch, omar: Officer) -> None:
    everything = await audit(omar, kind="")
    assert "unit.registered" in everything
    assert "visit.planned" in everything
    assert "unit.registered" not in await audit(omar, kind="visit")


async def test_the_auditor_is_seen_as_well(watch: Watch, omar: Officer) -> None:
    await audit(omar, who="anna")
    assert "Omar Diallo searched the journal" in await audit(omar)


async def test_what_is_private_is_shown_for_a_reason_and_that_is_written(
    watch: Watch, staff: Staff, omar: Officer
) -> None:
    anna, number = await staff.signs_in("anna"), await staff.serious()
    await anna.page(number)
    assert "127.0.0.1" not in await audit(omar), "an address names somebody"
    ((seq,),) = await watch.ask("SELECT max(seq) FROM journal WHERE kind = 'data.viewed' AND actor = 'anna'")
    asked = await omar.browser.get(f"/audit/rows/{seq}")
    assert asked.status_code == 428
    await says_why(omar, "journal")
    row = await omar.browser.get(f"/audit/rows/{seq}")
    assert "address 127.0.0.1" in words_of(row.text)
    assert f"row:{seq}" in await audit(omar)
    assert (await omar.browser.get("/audit/rows/999999")).status_code == 404


async def test_words_are_found_in_what_is_private(watch: Watch, omar: Officer) -> None:
    await says_why(omar, "/alarm-health/alerts.csv")
    assert (await omar.browser.get("/alarm-health/alerts.csv")).status_code == 200
    assert "took out a table of figures" in await audit(omar, words="YEARLY")
    assert "No row fits." not in await audit(omar, words="yearly")


async def test_the_table_is_taken_out_for_a_reason_and_has_nothing_private(
    watch: Watch, omar: Officer
) -> None:
    await audit(omar)
    assert (await omar.browser.get("/audit/rows.csv")).status_code == 428
    await says_why(omar, "journal")
    table = await omar.browser.get("/audit/rows.csv", params={"kind": ""})
    assert table.status_code == 200
    assert "unit.registered" in table.text
    assert "127.0.0.1" not in table.text
    assert "Omar Diallo took out the journal" in await audit(omar)


async def test_nobody_else_reads_the_journal(staff: Staff) -> None:
    anna = await staff.signs_in("anna")
    for path in ("/audit", "/audit/rows.csv", "/audit/rows/1"):
        assert (await anna.browser.get(path)).status_code == 403


async def proof(officer: Officer) -> str:
    answer = await officer.browser.get("/audit", timeout=60)
    return words_of(answer.text).partition("Is it whole?")[2].partition(" Rows ")[0]


async def proved(officer: Officer) -> str:
    assert (await officer.browser.post("/audit/proofs")).status_code == 303
    ends = monotonic() + 30
    while True:
        page = words_of((await officer.browser.get("/audit")).text)
        if re.search(r"every link holds\.|Broken", page):
            return page
        assert monotonic() < ends, page
        await asyncio.sleep(0.1)


async def test_the_chain_is_walked_on_demand_and_the_first_broken_link_is_named(
    watch: Watch, omar: Officer, database: Database
) -> None:
    assert re.search(r"[0-9]+ rows, every link holds\.", await proved(omar))
    hacker = await asyncpg.connect(database.superuser_url)
    await hacker.execute("ALTER TABLE journal DISABLE TRIGGER ALL")
    await hacker.execute("UPDATE journal SET actor = 'nobody' WHERE seq = 3")
    await hacker.close()
    await omar.browser.post("/audit/proofs")
    ends = monotonic() + 30
    while "Broken: 2 rows are sound. row 3" not in (page := await proof(omar)):
        assert monotonic() < ends, page
        await asyncio.sleep(0.1)


async def test_a_page_ends_and_goes_on_where_it_ended(
    watch: Watch, omar: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("controlroom.ui.audit_pages.AT_ONCE", 3)
    seen: list[str] = []
    before: dict[str, str] = {}
    while True:
        html = (await omar.browser.get("/audit", params={"kind": "unit", **before})).text
        seen += re.findall(r'href="/audit/rows/(\d+)"', html)
        further = re.search(r"before=(\d+)", html)
        if not further:
            break
        before = {"before": further[1]}
    rows = await watch.ask("SELECT seq FROM journal WHERE kind LIKE 'unit.%' ORDER BY seq DESC")
    assert seen == [str(seq) for (seq,) in rows]


async def test_what_a_page_reads_does_not_grow_with_the_journal(database: Database) -> None:
    """Whoever is asked for, in a journal of 40,000 rows: no table is read from end to end, no way is long."""
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute(
        """
        INSERT INTO journal (seq, recorded_at, actor, kind, body, hash)
        SELECT n, now() - interval '1 day', CASE n % 4 WHEN 0 THEN 'watch' WHEN 1 THEN 'U-1' ELSE 'anna' END,
            CASE n % 4 WHEN 1 THEN 'incident.reported' WHEN 2 THEN 'data.viewed' ELSE 'alert.cleared' END,
            CASE n % 4 WHEN 2 THEN jsonb_build_object('things', jsonb_build_array('alert:' || n))::text
                ELSE '{"alert": 1}' END, ''
        FROM generate_series(1, 40000) AS n
        """
    )
    await owner.execute("UPDATE head SET seq = 40000")
    await owner.execute("ANALYZE")
    await owner.close()

    async with listening(database.superuser_url) as plans:
        engine = make_engine(database.database_url)
        async with look(engine) as snapshot:
            for asked in (
                journal_rows.Question(),
                journal_rows.Question(kind="data."),
                journal_rows.Question(person="anna"),
                journal_rows.Question(thing="alert:2"),
                journal_rows.Question(words="nothing"),
            ):
                page = await journal_rows.journal_page(snapshot, asked, None, 50)
                assert page.rows or page.looked_back_to or asked.words
        await engine.dispose()
    statements = plans.of_tables().values()
    assert [s.query for s in statements if "journal" in s.whole] == []
    most = journal_rows.WINDOW + 10
    long_ways = [(s.query[:700], s.most, s.ways) for s in statements if s.most.get("journal", 0) > most]
    assert long_ways == [], long_ways
