"""The tail: what the journal says reaches the hub, also when the journal is not what it should be."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, get_args

import asyncpg
import pytest

from controlroom.auth.audience import Audience, PanelName
from controlroom.bus import MemoryBus
from controlroom.desk.batch import Held
from controlroom.store.engine import connect
from controlroom.watch.incidents import IncidentKind
from controlroom.watch.patrols import PatrolKind
from controlroom.ws import tail
from controlroom.ws.hub import Hub, Seat
from controlroom.ws.tail import POLL_S, Tail
from tests.a_pen import MovingClock, Writer, a_writer, set_up
from tests.unit.watch.room import incident_word, post_word, the_post

EVERY = set(get_args(PanelName))
"""What any screen shows: the board of a summit follows the visits."""
CUT_ALL_BUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> ALL($1)
"""


class Numbers:
    """A studio that draws nothing but a number."""

    v = 0

    @asynccontextmanager
    async def sitting(self, moment: datetime) -> AsyncIterator[Callable[[PanelName], Awaitable["Numbers"]]]:
        async def look(panel: PanelName) -> "Numbers":
            return self

        yield look

    def seen_by(self, model: Any, audience: Audience) -> Audience:
        return audience

    def draw(self, panel: PanelName, model: Any, audience: Audience) -> str:
        return f'<section data-v="{model.v}"></section>'


@pytest.fixture(autouse=True)
def every_tick_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("controlroom.ws.hub.TICK_S", 0)


class Follower:
    """A tail and its hub, asked step by step what it found."""

    def __init__(self, database_url: str, clock: MovingClock) -> None:
        self.bus = MemoryBus()
        self.hub = Hub(Numbers(), clock)
        self.tail = Tail(lambda: connect(database_url), self.bus, self.hub)

    async def read(self, connection: asyncpg.Connection) -> set[str]:
        """The panels that changed since the last time."""
        for easel in self.hub._easels.values():
            easel.dirty_since = None
        await self.tail._read(connection)
        return {panel for panel, easel in self.hub._easels.items() if easel.dirty}


@pytest.fixture
async def writer(database: Any) -> AsyncIterator[Writer]:
    async with a_writer(database.database_url) as writer:
        await set_up(writer, the_post())
        await writer.tick()
        yield writer


@pytest.fixture
async def owner(database: Any) -> AsyncIterator[asyncpg.Connection]:
    """Somebody with every right, who does with the journal what nobody may."""
    connection = await asyncpg.connect(database.superuser_url)
    await connection.execute("ALTER TABLE journal DISABLE TRIGGER ALL")
    yield connection
    await connection.close()


@pytest.fixture
async def follower(database: Any, writer: Writer) -> Follower:
    follower = Follower(database.database_url, writer.clock)
    await follower.read(writer.connection)
    return follower


async def test_an_event_touches_its_own_panels_and_no_others(follower: Follower, writer: Writer) -> None:
    await writer.do(incident_word(IncidentKind.OTHER, 4, 1))
    assert await follower.read(writer.connection) == {"incidents"}
    await writer.do(post_word("EU-07A", PatrolKind.LEFT, 1))
    assert await follower.read(writer.connection) == {"posts", "patrols", "alerts", "header"}
    assert await follower.read(writer.connection) == set()


async def test_after_a_long_absence_all_is_drawn_again_and_nothing_of_it_is_read(
    follower: Follower, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a tail that comes back after a day would read the day, while its screens wait."""
    monkeypatch.setattr(tail, "ROWS_AT_MOST", 3)
    for missed, panels, reads in ((3, {"incidents"}, 1), (4, EVERY, 0)):
        await writer.write(*(incident_word(IncidentKind.OTHER, 4, 1) for _ in range(missed)))
        asked: list[str] = []
        with writer.connection.query_logger(lambda query, asked=asked: asked.append(query.query)):
            assert await follower.read(writer.connection) == panels
            await asyncio.sleep(0)  # asyncpg tells it with the next turn of the loop
        assert asked.count(tail.AFTER) == reads
    await writer.do(incident_word(IncidentKind.OTHER, 4, 1))
    assert await follower.read(writer.connection) == {"incidents"}


async def test_a_hole_is_said_and_everything_is_drawn_again(
    follower: Follower, writer: Writer, owner: asyncpg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    first = await writer.do(incident_word(IncidentKind.OTHER, 4, 1))
    await writer.do(incident_word(IncidentKind.OTHER, 4, 1))
    await owner.execute("DELETE FROM journal WHERE seq = $1", first)
    with caplog.at_level(logging.ERROR):
        assert await follower.read(writer.connection) == EVERY
    assert "hole" in caplog.text
    await writer.do(incident_word(IncidentKind.OTHER, 4, 1))
    assert await follower.read(writer.connection) == {"incidents"}


async def test_a_journal_whose_end_is_gone_is_said_and_does_not_stop_the_tail(
    follower: Follower, writer: Writer, owner: asyncpg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    last = await writer.do(incident_word(IncidentKind.OTHER, 4, 1))
    await owner.execute("DELETE FROM journal WHERE seq = $1", last)
    with caplog.at_level(logging.ERROR):
        assert await follower.read(writer.connection) == EVERY
    assert "hole" in caplog.text
    await writer.do(incident_word(IncidentKind.OTHER, 4, 1))
    assert await follower.read(writer.connection) == {"incidents"}


async def test_a_journal_that_was_restored_to_an_earlier_day_sends_every_screen_away(
    follower: Follower, writer: Writer, owner: asyncpg.Connection
) -> None:
    seat = Seat(Audience())
    follower.hub.seats.add(seat)
    await owner.execute("UPDATE head SET seq = seq - 1, epoch = gen_random_uuid()")
    assert await follower.read(writer.connection) == EVERY
    assert seat.leaving_after_ms == 0
    assert await follower.read(writer.connection) == set()


MOVE_HEAD = "UPDATE head SET seq = row.seq, hash = row.hash FROM journal AS row WHERE row.seq = $1"


def away(seat: Seat) -> bool:
    """Whether this screen was asked to come back at once."""
    return seat.leaving_after_ms == 0


async def ticks(follower: Follower, writer: Writer, seat: Seat) -> list[str]:
    """What a screen is sent of the next tick of a pen that knows nothing of what is lost."""
    await writer.tick()
    await follower.read(writer.connection)
    return [frame["t"] for frame in seat.session.take()]


async def lost(follower: Follower, writer: Writer, owner: asyncpg.Connection) -> Seat:
    """A screen of a tail that has seen a row and its tick; then a database follows that lacks both."""
    seat = Seat(Audience())
    follower.hub.seats.add(seat)
    seen = await writer.do(incident_word(IncidentKind.OTHER, 4, 1))
    assert await ticks(follower, writer, seat) == ["tick"]
    await owner.execute("CREATE TEMPORARY TABLE lost AS SELECT * FROM journal ORDER BY seq DESC LIMIT 1")
    assert seen
    await owner.execute("DELETE FROM journal WHERE seq = $1", seen)
    await owner.execute(MOVE_HEAD, seen - 1)
    writer.held = Held()
    seat.bell.clear()
    return seat


async def test_of_a_database_that_lost_what_was_seen_no_tick_is_passed_on_until_a_new_epoch_begins(
    follower: Follower, writer: Writer, owner: asyncpg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    """The pen that ticks there may be another worker's; the screens still show what is no more."""
    seat = await lost(follower, writer, owner)
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            assert await ticks(follower, writer, seat) == []
    assert caplog.text.count("no tick is passed on") == 1
    assert not away(seat)
    await owner.execute("UPDATE head SET epoch = gen_random_uuid()")
    assert await follower.read(writer.connection) == EVERY
    assert away(seat)
    assert await ticks(follower, writer, seat) == ["tick"]


async def test_when_others_wrote_past_what_was_lost_a_tail_that_connects_anew_still_passes_nothing_on(
    follower: Follower, writer: Writer, owner: asyncpg.Connection
) -> None:
    """The numbers are there again, and the rows are others."""
    seat = await lost(follower, writer, owner)
    await writer.write(*(incident_word(IncidentKind.OTHER, 4, 1) for _ in range(5)))
    async with following(follower):
        await writer.tick()
        with pytest.raises(TimeoutError):
            await beat(seat, 2 * POLL_S)


async def test_a_look_that_was_ahead_of_the_tail_has_seen_what_is_lost_too(
    follower: Follower, writer: Writer
) -> None:
    seat = Seat(Audience())
    follower.hub.seats.add(seat)
    follower.hub.seq += 3
    assert await ticks(follower, writer, seat) == []
    await writer.write(*(incident_word(IncidentKind.OTHER, 4, 1) for _ in range(3)))
    assert await ticks(follower, writer, seat) == ["tick"]
    assert away(seat)


async def test_when_the_database_has_again_what_was_lost_every_screen_begins_anew(
    follower: Follower, writer: Writer, owner: asyncpg.Connection
) -> None:
    """Meanwhile panels were drawn of what others wrote after the loss, which may be ahead of it."""
    seat = await lost(follower, writer, owner)
    await writer.write(*(incident_word(IncidentKind.OTHER, 4, 1) for _ in range(5)))
    follower.tail._sure = False  # as when it connects anew
    assert await ticks(follower, writer, seat) == []
    seen = await owner.fetchval("SELECT seq FROM lost")
    await owner.execute("DELETE FROM journal WHERE seq >= $1", seen)
    await owner.execute("INSERT INTO journal SELECT * FROM lost")
    await owner.execute(MOVE_HEAD, seen)
    writer.held = Held()
    assert not away(seat)
    assert await ticks(follower, writer, seat) == ["tick"]
    assert away(seat)


async def test_each_tick_of_the_pen_is_passed_on_once_and_a_pen_that_stands_still_is_no_beat(
    follower: Follower, writer: Writer
) -> None:
    seat = Seat(Audience())
    follower.hub.seats.add(seat)
    await writer.tick()
    await follower.read(writer.connection)
    assert [frame["t"] for frame in seat.session.take()] == ["tick"]
    await follower.read(writer.connection)
    assert seat.session.take() == []
    await writer.tick()
    await follower.read(writer.connection)
    assert [frame["t"] for frame in seat.session.take()] == ["tick"]


async def test_the_age_of_a_tick_is_the_time_since_the_pen_wrote(follower: Follower, writer: Writer) -> None:
    seat = Seat(Audience())
    follower.hub.seats.add(seat)
    await writer.connection.execute("UPDATE head SET ticked_at = clock_timestamp() - interval '4 s'")
    await follower.read(writer.connection)
    assert [frame["age"] for frame in seat.session.take()] == [pytest.approx(4.0, abs=0.5)]


@asynccontextmanager
async def following(follower: Follower) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(follower.tail.run())
        yield
        task.cancel()


async def beat(seat: Seat, within_s: float) -> list[Any]:
    async with asyncio.timeout(within_s):
        await seat.bell.wait()
    seat.bell.clear()
    return seat.session.take()


@pytest.mark.parametrize("woken", [True, False])
async def test_news_is_seen_by_a_wake_up_at_once_and_by_the_poll_without(
    follower: Follower, writer: Writer, woken: bool
) -> None:
    seat = Seat(Audience())
    follower.hub.seats.add(seat)
    async with following(follower):
        await writer.tick()
        await beat(seat, 2)
        await writer.tick()
        if woken:
            follower.bus.announce()
        assert await beat(seat, POLL_S / 2 if woken else POLL_S + 1)


async def test_a_tail_that_lost_its_database_comes_back_by_itself(
    follower: Follower, writer: Writer, owner: asyncpg.Connection
) -> None:
    seat = Seat(Audience())
    follower.hub.seats.add(seat)
    kept = [c.get_server_pid() for c in (writer.connection, owner)]
    async with following(follower):
        await writer.tick()
        await beat(seat, 2)
        await owner.execute(CUT_ALL_BUT, kept)
        await writer.tick()
        assert await beat(seat, 3)
