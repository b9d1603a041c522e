"""The list of visits and the page of one, after a year of 1,550 of them with their programmes."""

from datetime import UTC, datetime
from typing import Any, Final

import asyncpg
import pytest
from sqlalchemy.dialects import postgresql

from controlroom.store.engine import make_engine
from controlroom.store.panels.one_visit import in_its_time, one_visit, visit_file
from controlroom.store.panels.snapshot import look
from controlroom.store.panels.visit_list import AT_ONCE, Wanted, visit_list
from controlroom.ui.asked_words import query
from controlroom.watch.visits import Rank, VisitState

NOW: Final = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
VISITS: Final = 1_550
A_YEAR: Final = f"""
INSERT INTO visit (code, code_name, rank, kind, delegation, starts_at, ends_at, threat_level, event, legs,
    open_legs, state)
SELECT 'V-' || n, 'NAME' || n, CASE WHEN n % 5 = 0 THEN 'A' ELSE 'B' END, 'official', 'Délégation ' || n,
    at, at + interval '8 hours', 2, CASE WHEN n % 50 = 0 THEN 'Summit ' || n / 300 END, 4,
    CASE WHEN at > $1 THEN '{{1,2,3,4}}'::int[] ELSE '{{}}' END,
    CASE WHEN at > $1 THEN 'approved' ELSE 'closed' END
FROM (SELECT n, $1::timestamptz - interval '300 days' + n * interval '5.65 hours' AS at
    FROM generate_series(1, {VISITS}) AS n) AS days
"""
PROGRAMMES: Final = """
INSERT INTO leg (id, visit, number, origin, destination, planned_start, planned_end, units, convoy, state,
    overdue)
SELECT code || '/' || n, code, n, 'BRU', 'EU-JL', starts_at + n * interval '1 hour',
    starts_at + n * interval '1 hour' + interval '30 minutes', ARRAY['ESC-' || n], 4,
    CASE WHEN state = 'closed' THEN 'arrived' ELSE 'planned' END, 0
FROM visit, generate_series(1, 4) AS n
"""


@pytest.fixture
async def year(database: Any) -> Any:
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute(A_YEAR.replace("$1", f"'{NOW.isoformat()}'"))
    await owner.execute(PROGRAMMES)
    await owner.execute("ANALYZE")
    await owner.close()
    return database


async def test_what_is_next_stands_first_and_pages_hold_fifty(year: Any) -> None:
    engine = make_engine(year.database_url)
    coming = Wanted(tuple(s for s in VisitState if not s.over))
    async with look(engine) as snapshot:
        first = await visit_list(snapshot, coming)
        second = await visit_list(snapshot, coming, AT_ONCE)
        whole = await visit_list(snapshot, Wanted())
    await engine.dispose()
    assert (len(first.visits), whole.total) == (AT_ONCE, VISITS)
    starts = [one.starts_at for one in (*first.visits, *second.visits)]
    assert starts == sorted(starts)
    assert starts[0] > NOW
    assert [len(first.legs[one.code]) for one in first.visits] == [4] * AT_ONCE


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(asked=query("delegation 77")), {"V-77", *(f"V-{n}" for n in range(770, 780))}),
        (Wanted(asked=query("DÉLÉGATION 1549")), {"V-1549"}),
        (Wanted(rank=Rank.A, event="Summit 1"), {f"V-{n}" for n in range(300, 600, 50)}),
        (Wanted(rank=Rank.C), set()),
    ],
)
async def test_the_filters_find_what_they_say(year: Any, wanted: Wanted, found: set[str]) -> None:
    engine = make_engine(year.database_url)
    async with look(engine) as snapshot:
        page = await visit_list(snapshot, wanted)
    await engine.dispose()
    assert {one.code for one in page.visits} == found


async def test_what_may_clash_is_found_by_an_index(year: Any) -> None:
    engine = make_engine(year.database_url)
    async with look(engine) as snapshot:
        one = await one_visit(snapshot, "V-1400")
        read = await visit_file(snapshot, one)
    await engine.dispose()
    assert {other.visit for other in read.near} == {"V-1399", "V-1401"}
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    said = str(in_its_time(one).compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    connection = await asyncpg.connect(year.database_url)
    plan = " ".join(row[0] for row in await connection.fetch(f"EXPLAIN {said}"))
    await connection.close()
    assert "using visit_" in plan
    assert "Seq Scan" not in plan
