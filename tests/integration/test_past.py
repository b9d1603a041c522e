"""The past that benchmarks and guards are measured after is one that the product could have written."""

from typing import Any

import pytest

from bench import history
from bench.past import make_a_past
from controlroom.store.engine import connect
from controlroom.store.rebuild import differences
from controlroom.store.verify import verify

OPEN = """
SELECT (SELECT count(*) FROM deadline) + (SELECT count(*) FROM alert WHERE condition = 'active')
     + (SELECT count(*) FROM visit WHERE state <> 'closed')
"""


async def test_a_made_past_holds_and_leaves_nothing_open(database: Any) -> None:
    past = await make_a_past(database.database_url, database.owner_url, 4_000)
    connection = await connect(database.database_url, hurry=False)
    proof = await verify(connection)
    assert (proof.rows, proof.broken) == (past.tables["journal"], None)
    assert past.tables["journal"] >= 4_000
    assert past.days > 5
    assert [difference async for difference in differences(connection)] == []
    assert await connection.fetchval(OPEN) == 0
    assert await connection.fetchval("SELECT max(seq) FROM report_key") > 3_900
    assert (
        await connection.fetchval("SELECT count(*) FROM report_key k JOIN journal j USING (seq)")
        == (past.tables["report_key"])
    )
    await connection.close()


@pytest.mark.slow
async def test_the_history_benchmark_measures_and_finds_that_nothing_reads_more() -> None:
    found = await history.measure(1_000, 8_000, rounds=1)
    verdicts = {bar.what: bar.met for bar in found.bars}
    assert verdicts["statements of pages that read more rows after the long past"] is True
    assert verdicts["tables with a past that a page reads whole"] is True
    assert verdicts["rows that a starting server reads of them"] is True
    timed = {row[0] for row in found.tables[0].rows}
    assert timed >= {"GET /wall", "panel patrols", "POST of one report", "start to ready"}
