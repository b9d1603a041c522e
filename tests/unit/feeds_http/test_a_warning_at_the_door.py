"""A warning may be long: while it is read, others get their answers."""

import threading
from datetime import datetime

import pytest

from controlroom.desk.requests import Incoming
from controlroom.feeds import delivery
from controlroom.feeds.cap import read_cap
from controlroom.feeds.problems import Problem
from tests.unit.feeds_http.the_unit import TheUnit


async def test_a_warning_is_not_read_where_everybody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    read_in: list[int] = []

    def seen(unit: str, raw: bytes, now: datetime) -> Incoming | Problem:
        read_in.append(threading.get_ident())
        return read_cap(unit, raw, now)

    monkeypatch.setattr(delivery, "read_cap", seen)
    answer = await TheUnit().post("/feeds/cap", b"<alert/>", content_type="application/cap+xml")
    assert answer.status_code == 422
    assert read_in
    assert threading.get_ident() not in read_in
