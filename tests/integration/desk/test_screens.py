"""Screens of the room, from what they say to the alert: in time, and not for the watch's own fault."""

from datetime import timedelta
from typing import Any

import pytest

from controlroom.auth.screens import Screens
from controlroom.desk.batch import DOWN_AFTER
from controlroom.store.attendance import Word
from controlroom.store.engine import make_engine
from controlroom.store.rebuild import differences
from controlroom.watch.book import SetThreshold
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.service import PutBackInService, TakeOutOfService
from tests.a_pen import MovingClock, Writer

WALL = Ref(Noun.SCREEN, "north wall")
MISSING = "SELECT object FROM alert WHERE rule = 'screen.missing' AND condition = 'active' ORDER BY object"
EVER = "SELECT count(*) FROM journal WHERE kind = 'screen.went_missing'"
SAID = "SELECT name, shown_seq FROM screen WHERE seen_at IS NOT NULL ORDER BY name"


@pytest.fixture
async def screens(database: Any, clock: MovingClock) -> Any:
    engine = make_engine(database.database_url, pool_size=1)
    screens = Screens(engine, clock)
    await screens.add("north wall")
    await screens.add("south wall")
    yield screens
    await engine.dispose()


def says(writer: Writer, name: str = "north wall", seq: int = 7) -> None:
    writer.tidings.screens[name] = Word(writer.clock.now(), seq)


async def goes_by(writer: Writer, seconds: float) -> None:
    """Time in which the watch is up and ticks, though only as often as it must."""
    end = writer.clock.at + timedelta(seconds=seconds)
    while writer.clock.at < end:
        writer.clock.at = min(writer.clock.at + DOWN_AFTER - timedelta(seconds=1), end)
        await writer.tick()


async def missing(writer: Writer) -> list[str]:
    return [about.removeprefix("screen:") for (about,) in await writer.connection.fetch(MISSING)]


async def rebuilt_the_same(writer: Writer) -> bool:
    return [found async for found in differences(writer.connection)] == []


async def test_a_screen_that_stops_speaking_is_missed_after_30_seconds_and_not_before(
    screens: Screens, writer: Writer
) -> None:
    says(writer)
    await writer.tick()
    await goes_by(writer, 29.9)
    assert await missing(writer) == []
    await goes_by(writer, 0.2)
    assert await missing(writer) == ["north wall"]
    await goes_by(writer, 60)
    says(writer)
    await writer.tick()
    assert await missing(writer) == []
    assert await writer.connection.fetchval(EVER) == 1
    assert await rebuilt_the_same(writer)


async def test_a_screen_that_speaks_every_ten_seconds_is_not_missed(screens: Screens, writer: Writer) -> None:
    for _ in range(30):
        says(writer)
        await writer.tick()
        await goes_by(writer, 10)
    assert await writer.connection.fetchval(EVER) == 0


async def test_a_screen_that_was_never_seen_is_not_missed(screens: Screens, writer: Writer) -> None:
    await writer.tick()
    await goes_by(writer, 120)
    assert await missing(writer) == []


async def test_screens_say_what_they_show_and_whoever_is_not_registered_says_nothing(
    screens: Screens, writer: Writer
) -> None:
    says(writer, "north wall", 184_223)
    says(writer, "no wall", 7)
    await writer.tick()
    assert [tuple(row) for row in await writer.connection.fetch(SAID)] == [("north wall", 184_223)]


async def test_a_screen_that_is_missed_is_missed_once_although_two_pens_tick(
    screens: Screens, writer: Writer, other: Writer
) -> None:
    says(writer)
    await writer.tick()
    for pen in (writer, other) * 5:
        await goes_by(pen, 9)
    assert await missing(writer) == ["north wall"]
    assert await writer.connection.fetchval(EVER) == 1


@pytest.mark.parametrize(
    ("before", "down"),
    [(0, 1200), (25, 1200), (10, 15)],
    ids=[
        "it had just spoken",
        "half a minute is nearly over",
        "it is missed a moment after the watch is back",
    ],
)
async def test_a_downtime_of_the_watch_is_no_silence_of_a_screen(
    screens: Screens, writer: Writer, before: float, down: float
) -> None:
    says(writer)
    await writer.tick()
    await goes_by(writer, before)
    writer.clock.move(seconds=down)
    await writer.tick()
    await goes_by(writer, 30 - before - 0.1)
    assert await missing(writer) == []
    await goes_by(writer, 0.2)
    assert await missing(writer) == ["north wall"]


async def test_a_restart_that_is_too_short_to_count_as_downtime_does_not_make_a_screen_missing(
    screens: Screens, writer: Writer
) -> None:
    """Its last word is 10 s old, it comes back within 5 s, and its first word waits a second for a tick."""
    says(writer)
    await writer.tick()
    await goes_by(writer, 10)
    writer.clock.move(seconds=9.9)
    await writer.tick()
    await goes_by(writer, 6)
    says(writer)
    await writer.tick()
    await goes_by(writer, 29)
    assert await writer.connection.fetchval(EVER) == 0


async def test_a_screen_that_was_cut_off_is_not_missed_and_its_name_can_be_given_again(
    screens: Screens, writer: Writer
) -> None:
    says(writer)
    await writer.tick()
    await goes_by(writer, 31)
    await screens.revoke("north wall")
    await writer.tick()
    assert await missing(writer) == []
    says(writer)
    await goes_by(writer, 60)
    assert await missing(writer) == []
    await screens.add("north wall")
    await goes_by(writer, 60)
    assert await missing(writer) == []
    says(writer)
    await goes_by(writer, 31 + 9)
    assert await missing(writer) == ["north wall"]
    assert await rebuilt_the_same(writer)


async def test_out_of_service_it_is_not_missed_and_afterwards_it_has_its_time_to_come_back(
    screens: Screens, writer: Writer
) -> None:
    says(writer)
    await writer.tick()
    until = writer.clock.at + timedelta(minutes=5)
    await writer.do(TakeOutOfService(WALL, until, "new panel", "anna"))
    await goes_by(writer, 120)
    assert await missing(writer) == []
    await writer.do(PutBackInService(WALL, "anna"))
    await goes_by(writer, 29.9)
    assert await missing(writer) == []
    await goes_by(writer, 0.2)
    assert await missing(writer) == ["north wall"]
    assert await rebuilt_the_same(writer)


async def test_one_screen_can_have_more_time_than_the_others(screens: Screens, writer: Writer) -> None:
    says(writer, "north wall")
    says(writer, "south wall")
    await writer.tick()
    await writer.do(SetThreshold("screen.missing", "after", 90, "chief", "screen:south wall"))
    says(writer, "north wall")
    says(writer, "south wall")
    await writer.tick()
    await goes_by(writer, 31)
    assert await missing(writer) == ["north wall"]
    await goes_by(writer, 60)
    assert await missing(writer) == ["north wall", "south wall"]
