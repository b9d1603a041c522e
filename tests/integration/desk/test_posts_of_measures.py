"""A post that was promised to the measure of one file is known to a process that decides on another file."""

from dataclasses import replace

import pytest

from controlroom.errors import Refused
from controlroom.watch.measures import FixedPost
from tests.a_pen import Writer
from tests.integration.desk.looking import differs
from tests.unit.watch.a_measure import approval, day, draft, proposed

GATE = draft(FixedPost("EMB-1A", 2, 240), valid_from=day(1))


async def test_a_post_is_not_promised_twice_by_two_processes(writer: Writer, other: Writer) -> None:
    await writer.do(proposed(GATE))
    await writer.do(approval())
    with pytest.raises(Refused, match="EMB-1A is to stand for another measure already"):
        await other.do(proposed(replace(GATE, file="site:EU-JL"), key="M-2"))
    assert await differs(writer) == []
