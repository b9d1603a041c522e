"""Rounds that a measure no longer asks for are in no figure: neither as planned nor as missed."""

from datetime import timedelta
from typing import Any

from controlroom.store.engine import make_engine
from controlroom.store.panels.patrols import patrols
from controlroom.store.panels.reviews import to_review
from controlroom.store.panels.snapshot import look
from controlroom.store.panels.week import week
from controlroom.watch.alarm_load import Span
from controlroom.watch.measures import Decision
from tests.a_pen import MovingClock, Writer, a_writer, set_up
from tests.unit.watch.a_measure import EACH_KIND, approval, change, day, draft, proposed
from tests.unit.watch.room import noon, plan_check

ROUNDS = EACH_KIND[3]


async def a_day_after_the_end(writer: Writer, clock: MovingClock) -> None:
    """Patrols of EMB-1 were planned and ended; one check that somebody else asked for was missed."""
    await set_up(writer)
    await writer.write(proposed(draft(ROUNDS)), proposed(key="M-2"), plan_check(1, 0, 20, "EMB-1"))
    await writer.write(approval(), approval(key="M-2"))
    await writer.tick()
    await writer.write(change(Decision.END, None))
    await writer.write(approval(2))
    for _ in range(48):
        clock.move(minutes=30)
        await writer.connection.execute("UPDATE head SET ticked_at = $1", clock.at)
        await writer.tick()


async def test_what_was_dropped_counts_neither_as_planned_nor_as_missed(database: Any) -> None:
    clock = MovingClock(noon())
    async with a_writer(database.database_url, clock) as writer:
        await a_day_after_the_end(writer, clock)
        rounds = await writer.connection.fetch("SELECT * FROM patrol_check WHERE measure = 'M-1'")
    assert {row["state"] for row in rounds} == {"dropped"}
    engine = make_engine(database.database_url)
    past, coming = Span(day(-5), day(2)), Span(day(2), day(9))
    async with look(engine) as snapshot:
        board = await week(snapshot, past, coming)
        (line,) = await to_review(snapshot, past)
        ends = [row["window_end"] for row in rounds]
        last_hour = [await patrols(snapshot, end + timedelta(minutes=1)) for end in ends]
    await engine.dispose()
    assert [(one.site, one.planned, one.missed) for one in board.checks] == [("EMB-1", 1, 1)]
    assert (line.measure, line.planned, line.missed) == ("M-2", 1, 1)
    assert {found.planned_60_min for found in last_hour} == {0}
