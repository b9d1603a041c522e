"""What the patrols panel reads: the checks that still want somebody, and how many of them were missed."""

from typing import Any

import pytest

from controlroom.store.engine import make_engine
from controlroom.store.panels import patrols
from controlroom.store.panels.snapshot import look
from controlroom.watch.patrols import CheckState, PatrolKind
from tests.a_pen import MovingClock, Writer, a_writer, set_up
from tests.unit.watch.room import noon, plan_check, site_word


async def read(database: Any, clock: MovingClock) -> patrols.Patrols:
    engine = make_engine(database.database_url)
    async with look(engine) as snapshot:
        found = await patrols.patrols(snapshot, clock.at)
    await engine.dispose()
    return found


async def pass_time(writer: Writer, clock: MovingClock, minutes: int) -> None:
    """Of a watch that was there all the while."""
    clock.move(minutes=minutes)
    await writer.connection.execute("UPDATE head SET ticked_at = $1", clock.at)
    await writer.tick()


async def test_a_missed_check_counts_for_a_day_or_until_it_is_made(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = MovingClock(noon())
    async with a_writer(database.database_url, clock) as writer:
        await set_up(writer)
        assert (await read(database, clock)).missed_24h == 0
        await writer.write(
            plan_check(1, 0, 20), plan_check(2, 0, 20), plan_check(3, 0, 20), plan_check(4, 30, 90)
        )
        await pass_time(writer, clock, 40)
        found = await read(database, clock)
        states = [check.state for check in found.running]
        assert states == [*[CheckState.MISSED] * 3, CheckState.PLANNED]
        assert found.missed_24h == 3

        await writer.do(site_word(PatrolKind.CHECK, 25))
        assert (await read(database, clock)).missed_24h == 2
        monkeypatch.setattr(patrols, "AT_MOST", 1)
        found = await read(database, clock)
        assert (len(found.running), found.missed_24h) == (1, 2)

        clock.move(hours=24)
        assert (await read(database, clock)).missed_24h == 0
