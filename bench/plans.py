"""What every statement of this process really read: PostgreSQL itself tells it with each plan that it ran."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from unittest.mock import patch
from urllib.parse import urlsplit

import asyncpg

TELL: Final = {
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_timing": "off",
    "auto_explain.log_nested_statements": "on",
    "auto_explain.log_format": "json",
    "auto_explain.log_level": "notice",
}
CATALOGUE: Final = "pg_"
WHOLE: Final = "Seq Scan"


@dataclass(slots=True)
class Statement:
    """`most`: the rows that one execution read at most, those that it threw away included, by table.

    `ways`: how each table was read; `whole`: those that were read from one end to the other.
    """

    query: str
    times: int = 0
    most: dict[str, int] = field(default_factory=dict)
    ways: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(self.most.values())

    @property
    def whole(self) -> set[str]:
        return {table for table, way in self.ways.items() if way == WHOLE}

    def ran(self, plan: dict[str, Any]) -> None:
        self.times += 1
        read: dict[str, int] = {}
        for node in _nodes(plan):
            table = node.get("Relation Name")
            if table is None or node["Node Type"] == "ModifyTable":
                continue
            read[table] = read.get(table, 0) + _rows(node)
            if self.ways.get(table) != WHOLE:
                self.ways[table] = node.get("Index Name") or node["Node Type"]
        for table, rows in read.items():
            self.most[table] = max(rows, self.most.get(table, 0))


@dataclass(slots=True)
class Plans:
    """The statements by their text, as they came over every connection that was opened meanwhile."""

    statements: dict[str, Statement] = field(default_factory=dict)

    def hear(self, _: object, message: asyncpg.PostgresLogMessage) -> None:
        said = str(message)
        if "plan:\n" not in said:
            return
        told = json.loads(said.partition("plan:\n")[2])
        query = " ".join(told["Query Text"].split())
        self.statements.setdefault(query, Statement(query)).ran(told["Plan"])

    def of_tables(self) -> dict[str, Statement]:
        """Those that read a table of ours."""
        return {
            query: statement
            for query, statement in self.statements.items()
            if any(not table.startswith(CATALOGUE) for table in statement.most)
        }


@asynccontextmanager
async def listening(superuser_url: str) -> AsyncIterator[Plans]:
    """Of each connection that this process opens meanwhile to that database, every statement is explained."""
    plans, connect = Plans(), asyncpg.connect
    name = urlsplit(superuser_url).path.removeprefix("/")
    superuser = await connect(superuser_url)

    async def heard(*arguments: Any, **more: Any) -> asyncpg.Connection:
        connection: asyncpg.Connection = await connect(*arguments, **more)
        connection.add_log_listener(plans.hear)
        return connection

    try:
        for setting, value in TELL.items():
            await superuser.execute(f"ALTER DATABASE \"{name}\" SET {setting} = '{value}'")
        with patch("asyncpg.connect", heard):
            yield plans
    finally:
        await superuser.execute(f'ALTER DATABASE "{name}" RESET ALL')
        await superuser.close()


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _rows(node: dict[str, Any]) -> int:
    """Of one scan, all its loops together."""
    looked_at = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    in_a_loop: float = sum(node.get(one, 0) for one in looked_at)
    loops: float = node["Actual Loops"]
    return round(in_a_loop * loops)
