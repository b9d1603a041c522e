"""Whoever does not know learns nothing from how the door says no, and writes nothing into our logs."""

import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest

from controlroom.serve import set_up_logs
from controlroom.settings import read_settings
from tests.integration.roles.callers import OURS, PASSWORD, Gate

HEADERS = {"origin": OURS, "sec-fetch-site": "same-origin"}


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """What is logged, at the finest level there is."""
    root, ours = logging.getLogger(), logging.getLogger("controlroom")
    others, levels = root.handlers[:], (root.level, ours.level)
    root.handlers.clear()
    set_up_logs(
        read_settings({"CONTROLROOM_DATABASE_URL": "postgresql://a:b@c/d", "CONTROLROOM_LOG_LEVEL": "debug"})
    )
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    written = StringIO()
    handler.setStream(written)
    yield written
    root.handlers[:] = others
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


async def test_a_name_that_nobody_has_costs_the_same_work_as_a_wrong_password(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    passwords = gate.watch.app.state.accounts._passwords
    asked: list[bool] = []
    verify = passwords._verify

    def counted(password: str, kept: str | None) -> Any:
        asked.append(kept is not None)
        return verify(password, kept)

    monkeypatch.setattr(passwords, "_verify", counted)
    told = []
    for name in ("nobody-here", gate.names["operator"]):
        form = {"name": name, "password": "not the password"}
        answer = await gate.watch.client.post("/sign-in", data=form, headers=HEADERS)
        told.append((answer.status_code, answer.text.replace(name, "NAME")))
    gate.watch.client.cookies.clear()
    assert asked == [False, True]
    assert told[0] == told[1]


async def test_nobody_writes_a_line_of_their_own_into_the_log(gate: Gate, logged: StringIO) -> None:
    forged = '\n{"event": "signed in", "level": "info"}\r\n\x1b[2J'
    form = {"name": f"anna{forged}", "password": f"x{forged}"}
    await gate.watch.client.post("/sign-in", data=form, headers={**HEADERS, "user-agent": "x\x1b[2J"})
    await gate.watch.client.get("/alerts/1?x=%0A%7B%22event%22%3A1%7D", headers=await gate.papers("admin"))
    await gate.watch.client.get("/screen/%0a%7b%22event%22%3a1%7d")
    gate.watch.client.cookies.clear()
    for line in logged.getvalue().splitlines():
        assert json.loads(line).get("event") != "signed in"
    assert "\x1b" not in logged.getvalue()


async def test_no_secret_is_ever_logged(gate: Gate, logged: StringIO) -> None:
    state = gate.watch.app.state
    secrets = [PASSWORD, gate.watch.token, gate.screen]
    form = {"name": gate.names["operator"], "password": PASSWORD}
    answer = await gate.watch.client.post("/sign-in", data=form, headers=HEADERS)
    secrets += list(gate.watch.client.cookies.values())
    assert answer.status_code == 303
    wrong = {"name": gate.names["operator"], "password": "a wrong secret word"}
    await gate.watch.client.post("/sign-in", data=wrong, headers=HEADERS)
    await gate.watch.client.get(f"/screen/{gate.screen}")
    await gate.watch.report("/feeds/incidents", {"id": "no", "text": "grey van of Mr Secret"})
    await gate.watch.post("/feeds/incidents", "{}", token="an-invented-token")
    gate.watch.client.cookies.clear()
    logging.getLogger("controlroom.test").debug("the log is being read")
    said = logged.getvalue()
    assert "the log is being read" in said
    for secret in [
        *secrets,
        "a wrong secret word",
        "Mr Secret",
        "an-invented-token",
        str(state.settings.database),
    ]:
        if len(secret) > 3:
            assert secret not in said
