"""The matrix: every way in, before everybody who may knock. Rows and columns come from the code."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI

from controlroom.auth.roles import Right
from controlroom.ui.guard import needs
from tests.integration.roles.callers import COLUMNS, Gate, a_gate, should_open
from tools.doors import Undeclared, doors

ASKS_A_PASSWORD = {"POST /sign-in", "POST /handover/signature"}
"""It says 403 to a wrong one, also where the door is open: for whom it opens is not seen here."""


@pytest.fixture(scope="module")
async def gate(servers: Any) -> AsyncIterator[Gate]:
    async with servers.fresh() as database, a_gate(database.database_url) as gate:
        yield gate


@pytest.mark.parametrize("who", COLUMNS)
async def test_every_door_opens_for_whom_it_says_and_for_nobody_else(gate: Gate, who: str) -> None:
    surprises = []
    rows = doors(gate.watch.app)
    for door in rows:
        opened, should = await gate.knock(door, who), should_open(door, who)
        if opened != should and not (should and door.name in ASKS_A_PASSWORD):
            surprises.append(f"{door.name} {'opened' if opened else 'stayed shut'}")
    assert surprises == []
    assert len(rows) > 45


async def test_a_screen_of_the_room_can_do_nothing_but_look(gate: Gate) -> None:
    opened = {door.name for door in doors(gate.watch.app) if await gate.knock(door, "screen")}
    open_to_all = {door.name for door in doors(gate.watch.app) if await gate.knock(door, "stranger")}
    assert opened - open_to_all == {
        "GET /",
        "GET /wall",
        "GET /wall/summits/{event:path}",
        "SOCKET /ws?board=wall",
    }
    assert {name for name in open_to_all if name.startswith("POST")} <= {
        "POST /sign-in",
        "POST /sign-out",
        "POST /language",
    }


def app_with(guard: Any) -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/new-page")
    async def new_page(who: Annotated[Any, Depends(guard)]) -> str:
        return str(who)

    return app


def test_a_new_page_that_does_not_say_for_whom_is_refused() -> None:
    async def nobody_in_particular() -> str:
        return "anybody"

    with pytest.raises(Undeclared, match="GET /new-page must have either a right"):
        doors(app_with(nobody_in_particular))


def test_a_new_page_says_for_whom_by_its_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.doors.WITHOUT_A_RIGHT", {})
    found = {door.name: door for door in doors(app_with(needs(Right.CLOSE)))}
    assert found["GET /new-page"].rights == {Right.CLOSE}
    assert not found["GET /new-page"].screens
