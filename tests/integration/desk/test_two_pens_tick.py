"""Two pens on one database: many deadlines at one moment, and each is passed once."""

import asyncio
from collections import Counter

import pytest

from controlroom.desk.tidings import AT_ONCE
from controlroom.watch.patrols import PatrolCheckMissed
from tests.a_pen import MovingClock, Writer
from tests.integration.desk.looking import differs, every_alert, tick_until, written
from tests.unit.watch.room import noon, plan_check

MANY = AT_ONCE + 150
SITES = ("EU-JL", "EMB-1", "BRU")


async def test_deadlines_that_pass_together_are_passed_once_by_two_pens_that_tick_at_once(
    writer: Writer, other: Writer, clock: MovingClock
) -> None:
    await writer.write(*(plan_check(n, 0, 10, SITES[n % 3]) for n in range(MANY)), actor="setup")
    await tick_until(noon(24.99), writer, other, every=9)
    for _ in range(4):
        clock.move(seconds=1)
        await asyncio.gather(writer.tick(), other.tick())
    missed = [event for _, event in await written(writer, "patrol_check.missed")]
    times = Counter(event.check for event in missed if isinstance(event, PatrolCheckMissed))
    assert times == {f"C-{n}": 1 for n in range(MANY)}
    found = {(alert.object, alert.count) for alert in await every_alert(writer)}
    assert found == {(f"site:{site}", len(range(n, MANY, 3))) for n, site in enumerate(SITES)}
    assert await differs(writer) == []


@pytest.mark.parametrize("turns", [1, 2, 3])
async def test_nothing_is_due_a_second_early_whoever_ticks(writer: Writer, other: Writer, turns: int) -> None:
    await writer.write(*(plan_check(n, 0, 10) for n in range(20)), actor="setup")
    await tick_until(noon(25 - 1 / 60), *[writer, other, other][:turns], every=8)
    assert await written(writer, "patrol_check.missed") == []
    await tick_until(noon(25 + 1 / 60), *[other, writer, writer][:turns])
    assert len(await written(writer, "patrol_check.missed")) == 20
