"""What docs/webhooks.md tells a receiver's author to write works on what is sent."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from controlroom.watch.alerts import AlertEscalated
from controlroom.webhooks.line import AT_ONCE
from controlroom.webhooks.message import message
from controlroom.webhooks.patience import FIRST_WAITS_S, GIVEN_UP_AFTER, THEN_S
from controlroom.webhooks.post import WITHIN_S
from controlroom.webhooks.signature import new_secret, signed
from tests.unit.webhooks.test_message import ALERT, happened

PAGE = (Path(__file__).parents[3] / "docs/webhooks.md").read_text()
BODY = b'{"type":"test"}'


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


@pytest.fixture
def is_ours() -> Callable[[str, dict[str, str], bytes], bool]:
    """The lines of the page, as a receiver has them."""
    names: dict[str, Any] = {}
    exec(block("python"), names)
    verify: Callable[[str, dict[str, str], bytes], bool] = names["is_ours"]
    return verify


def test_the_lines_of_the_page_believe_us(is_ours: Callable[[str, dict[str, str], bytes], bool]) -> None:
    new, old = new_secret(), new_secret()
    headers = signed([new, old], "msg_1", datetime.now(UTC), BODY)
    assert is_ours(new, headers, BODY)
    assert is_ours(old, headers, BODY)


def test_and_nobody_else(is_ours: Callable[[str, dict[str, str], bytes], bool]) -> None:
    secret, now = new_secret(), datetime.now(UTC)
    headers = signed([secret], "msg_1", now, BODY)
    assert not is_ours(new_secret(), headers, BODY)
    assert not is_ours(secret, headers, BODY + b" ")
    assert not is_ours(secret, headers | {"webhook-id": "msg_2"}, BODY)
    assert not is_ours(secret, signed([secret], "msg_1", now - timedelta(minutes=6), BODY), BODY)


def test_the_message_on_the_page_has_the_fields_of_a_real_one() -> None:
    shown = json.loads(block("json"))
    call = AlertEscalated(ALERT.id, 1, ("duty_officer", "webhook:pager"), ("anna",))
    told = json.loads(message(happened(call), replace(ALERT), "https://room.example"))
    assert shown.keys() == told.keys()
    assert list(shown["data"]) == list(told["data"])
    assert shown["data"]["escalation"] == told["data"]["escalation"]


def test_the_page_says_how_long_is_waited() -> None:
    waits = ", ".join(f"{wait:g}" for wait in FIRST_WAITS_S)
    assert f"{waits} s and then a minute" in PAGE
    assert (THEN_S, AT_ONCE) == (60, 4)
    assert f"within {WITHIN_S:g} s" in PAGE
    assert f"After {GIVEN_UP_AFTER.total_seconds() / 3600:g} hours" in PAGE
