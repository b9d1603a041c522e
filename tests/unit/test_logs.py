"""What stands in the logs, and what must never stand there."""

import asyncio
import json
import logging
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import asyncpg
import pytest

from controlroom.clock import SystemClock
from controlroom.demo.radio import Radio
from controlroom.desk.desk import Desk
from controlroom.desk.pen import Pen
from controlroom.feeds.connectors.core import Core
from controlroom.feeds.supervisor import keep_collecting
from controlroom.serve import set_up_logs
from controlroom.settings import read_settings
from controlroom.store.engine import make_engine
from controlroom.watch.threat import SetThreatLevel
from tests.unit.demo.fake_watch import FakeWatch
from tests.unit.demo.test_radio import report
from tests.unit.feeds.core import Enough, FakeCore, Rounds

URL = "postgresql://app@db/controlroom"
Logged = Callable[[], list[dict[str, Any]]]


@pytest.fixture(params=["debug", "info"])
def logged(request: pytest.FixtureRequest) -> Iterator[Logged]:
    """The lines of the log so far, as objects."""
    root, ours = logging.getLogger(), logging.getLogger("controlroom")
    others, levels = root.handlers[:], (root.level, ours.level)
    root.handlers.clear()
    set_up_logs(read_settings({"CONTROLROOM_DATABASE_URL": URL, "CONTROLROOM_LOG_LEVEL": request.param}))
    (handler,) = root.handlers
    written = StringIO()
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers[:] = others
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


class Careless:
    name, kind = "mail", "poll"

    def __init__(self, *secrets: str) -> None:
        self._secrets = secrets

    async def run(self, core: Core) -> None:
        key, words = self._secrets
        raise ValueError(f"with {key} came {words}")


async def test_a_connector_that_breaks_is_logged_without_its_secrets_and_the_words_it_read(
    logged: Logged,
) -> None:
    with pytest.raises(Enough):
        await keep_collecting(Careless("S3CRET-KEY", "grey van"), FakeCore(), sleep=Rounds(1))
    (line,) = logged()
    assert (line["event"], line["level"]) == ("connector mail failed", "error")
    assert "ValueError" in line["exception"]
    assert "test_logs.py" in line["exception"]
    assert "S3CRET" not in str(line)
    assert "grey van" not in line["exception"].replace("f\"cannot read 'grey van' with {headers}\"", "")


async def test_a_row_that_postgres_refuses_is_logged_without_its_words(logged: Logged) -> None:
    said = {"S": "ERROR", "C": "23514", "M": "violates check", "D": "Failing row contains (grey van)."}

    async def refusing() -> asyncpg.Connection:
        raise asyncpg.PostgresError.new(said)

    pen = Pen(refusing, SystemClock(), lambda: None, limit=10)
    async with asyncio.TaskGroup() as group:
        writing = group.create_task(pen.run())
        with pytest.raises(asyncpg.CheckViolationError):
            await Desk(pen).do(SetThreatLevel("BE", 3), "CUTA")
        writing.cancel()
    (line,) = (line for line in logged() if "batch" in line["event"])
    assert "CheckViolationError, SQLSTATE 23514" in line["event"]
    assert "grey van" not in str(line)


def test_an_error_that_nobody_foresaw_is_logged_with_its_place_and_not_its_words(logged: Logged) -> None:
    said = {"S": "ERROR", "C": "23514", "M": "violates check", "D": "Failing row contains (grey van)."}
    try:
        try:
            raise asyncpg.PostgresError.new(said)
        except asyncpg.PostgresError as error:
            raise ExceptionGroup("grey van", [RuntimeError("van")]) from error
    except ExceptionGroup:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
    (line,) = logged()
    assert {"ExceptionGroup", "RuntimeError", "CheckViolationError (SQLSTATE 23514)"} <= set(
        line["exception"].splitlines()
    )
    assert "Failing row" not in str(line)


async def test_no_library_logs_the_addresses_of_requests(logged: Logged) -> None:
    logging.getLogger("uvicorn.error").info(
        '%s - "WebSocket %s" [accepted]', "10.0.0.7:45304", "/ws?board=wall"
    )
    async with FakeWatch.that_answers([422]).client() as client:
        await Radio("EU-07A", "token-7", client, SystemClock(), chance=lambda: 0).send(report(1))
    (line,) = logged()
    assert line["event"] == "EU-07A: a report to incidents was refused: 422"


def test_a_failed_statement_is_not_told_with_its_values() -> None:
    assert make_engine(URL).sync_engine.hide_parameters
