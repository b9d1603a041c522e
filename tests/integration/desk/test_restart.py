"""What is due is data: a watch that ended and began again fires what its predecessor waited for, and once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from controlroom.watch.alerts import AlertEscalated, Shelve
from controlroom.watch.patrols import PatrolKind
from tests.a_pen import MovingClock, Writer, a_writer
from tests.integration.desk.looking import count, differs, every_alert, shown, tick_until, written
from tests.unit.watch.room import noon, plan_check, post_word

LEFT = PatrolKind.LEFT


async def tick_and_end(database: Any, clock: MovingClock, until: datetime) -> None:
    """Another process, which knows nothing but what is in the database, and ends."""
    async with a_writer(database.database_url, clock) as again:
        await tick_until(until, again)


async def test_each_call_of_a_ladder_comes_from_another_process_at_its_time(
    database: Any, writer: Writer, clock: MovingClock
) -> None:
    await tick_until(noon(1), writer)
    await writer.do(post_word("EU-07A", LEFT, 1))
    for seconds in (25, 55, 90, 125, 180):
        await tick_and_end(database, clock, noon(1) + timedelta(seconds=seconds))
    assert late(await calls(writer), noon(1), (30, 60, 120)) <= 1.1
    assert await differs(writer) == []


async def calls(writer: Writer) -> list[datetime]:
    """Of the alert of the post: that the watch stood still is called out as well."""
    (post,) = [alert.id for alert in await every_alert(writer) if alert.rule == "post.left"]
    escalated = await written(writer, "alert.escalated")
    return [at for at, event in escalated if isinstance(event, AlertEscalated) and event.alert == post]


def late(came: Sequence[datetime], begun: datetime, after: Sequence[float]) -> float:
    """Seconds by which the latest of these is late; one that is early fails."""
    lateness = [(at - begun).total_seconds() - seconds for at, seconds in zip(came, after, strict=True)]
    assert min(lateness) >= 0
    return max(lateness)


async def test_what_is_due_in_a_pen_that_ended_fires_once_in_the_next(
    database: Any, writer: Writer, clock: MovingClock
) -> None:
    await writer.do(plan_check(1, 0, 10))
    await tick_until(noon(24.9), writer, every=9)
    for minute in (25.05, 25.1, 25.2):
        await tick_and_end(database, clock, noon(minute))
    assert await count(writer, "patrol_check.missed") == 1
    assert await shown(writer) == [("patrol.missed", 4)]
    assert await differs(writer) == []


async def test_a_shelf_ends_although_whoever_put_it_there_is_gone(
    database: Any, writer: Writer, clock: MovingClock
) -> None:
    await writer.do(plan_check(1, 0, 10))
    await tick_until(noon(26), writer, every=9)
    (alert,) = await every_alert(writer)
    await writer.do(Shelve(alert.id, "anna", alert.version, noon(28), "works"), actor="anna")
    assert await shown(writer) == []
    await tick_and_end(database, clock, noon(27.9))
    assert await shown(writer) == []
    await tick_and_end(database, clock, noon(28.1))
    assert await shown(writer) == [("patrol.missed", 4)]


async def test_what_was_to_be_called_while_the_watch_was_down_gets_that_time_and_keeps_its_distances(
    database: Any, writer: Writer, clock: MovingClock
) -> None:
    """Down from ten seconds after the alert for five minutes: nobody is woken by three calls at once."""
    await tick_until(noon(1), writer)
    await writer.do(post_word("EU-07A", LEFT, 1))
    await tick_until(noon(1) + timedelta(seconds=10), writer)
    clock.move(minutes=5)
    back = clock.at
    await tick_and_end(database, clock, back + timedelta(minutes=4))
    assert await count(writer, "watch.resumed") == 1
    assert late(await calls(writer), back, (20, 50, 110)) <= 3.1
    assert await differs(writer) == []
