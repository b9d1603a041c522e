"""What a query costs must follow what it looks for, not how much the journal has seen."""

import asyncpg

from controlroom.store.journal import FIND_KEYS
from tests.conftest import Database


async def test_a_report_is_known_by_one_lookup_even_if_that_was_planned_on_an_empty_table(
    database: Database,
) -> None:
    connection: asyncpg.Connection = await database.connect()
    await connection.execute("SET plan_cache_mode = force_generic_plan")
    await connection.execute(f"PREPARE known(text[], uuid[]) AS {FIND_KEYS}")
    rows = await connection.fetch("EXPLAIN EXECUTE known('{}', '{}')")
    await connection.close()
    plan = "\n".join(row[0] for row in rows)
    assert "Index Scan using report_key" in plan, plan
    assert "Seq Scan on report_key" not in plan, plan
