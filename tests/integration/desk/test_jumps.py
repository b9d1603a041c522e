"""The database's clock jumps between two batches: what is due, and who was heard, keeps its distance.

Here the clock that never jumps is put the other way, which is the same to whoever compares the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import inf

import pytest

from controlroom.clock import SystemClock, monotonic
from controlroom.desk.batch import Batch, Held
from controlroom.desk.clocks import Clocks
from controlroom.desk.requests import Job
from controlroom.desk.tidings import Tidings
from controlroom.store.presence import Sign
from controlroom.store.rebuild import differences
from controlroom.watch.commands import Command
from controlroom.watch.posts import OpenPost
from controlroom.watch.units import NORMAL_AFTER, Pulse
from tests.a_pen import Writer

KINDS = "SELECT kind FROM journal WHERE seq > $1 ORDER BY seq"
DUE = "SELECT due_at FROM deadline WHERE ref = 'post:EU-09' AND kind = 'check_call'"
HEARD = "SELECT heard_at, due_at FROM presence WHERE unit = 'PATROL-1'"
DUE_TO_SPEAK = "SELECT due_at FROM presence WHERE unit = 'PATROL-1'"
ATTENDED = "SELECT seen_at FROM screen"
ATTENDED_BY = "SELECT due_at FROM screen"
FAILING = "SELECT failing_since FROM feed WHERE name = 'mail'"
FED = "SELECT last_at FROM feed WHERE name = 'cad'"
LAST = "SELECT seq FROM head"
MOMENTS = "SELECT recorded_at FROM journal WHERE seq > $1 ORDER BY seq"


@dataclass
class Hand:
    """A clock of seconds that the test puts forward and back; `wall` is this machine's."""

    by_s: float = 0.0
    wall_by_s: float = 0.0

    def steady(self) -> float:
        return monotonic() + self.by_s

    def now(self) -> datetime:
        return SystemClock().now() + timedelta(seconds=self.wall_by_s)


@dataclass
class Pen:
    """Goes by the clock of the database, as those that serve do."""

    writer: Writer
    held: Held
    hand: Hand
    last: int = 0

    async def tick(
        self, *commands: Command, signs: dict[str, Sign] | None = None, gathered_s: float = inf
    ) -> list[str]:
        """What that wrote into the journal."""
        since_s = self.hand.steady() - gathered_s
        return await self._tick(commands, Tidings(signs or {}, since_s=since_s))

    async def hear(self, at: datetime) -> list[str]:
        """The same, with a unit and a feed that were heard at that time by the clock of this machine."""
        return await self._tick((), Tidings({"PATROL-1": Sign(at, Pulse.NORMAL)}, {"cad": at}))

    async def _tick(self, commands: Sequence[Command], tidings: Tidings) -> list[str]:
        jobs = [Job(command, "setup") for command in commands]
        self.last = await self.writer.connection.fetchval(LAST)
        await Batch(self.writer.connection, self.held, None, tidings).write(jobs)
        return [row["kind"] for row in await self.writer.connection.fetch(KINDS, self.last)]

    async def jump(self, by_s: float) -> None:
        """The database's clock is put forward by so much."""
        self.hand.by_s -= by_s
        back = "UPDATE head SET ticked_at = ticked_at - $1::interval"
        await self.writer.connection.execute(back, timedelta(seconds=by_s))

    async def value(self, question: str) -> datetime:
        found: datetime = await self.writer.connection.fetchval(question)
        return found


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
async def pen(writer: Writer, hand: Hand) -> Pen:
    """With a post that is expected to call within the hour, and a unit that was just heard."""
    await writer.connection.execute("UPDATE head SET ticked_at = clock_timestamp()")
    now = datetime.now(UTC)
    post = OpenPost("EU-09", "EU-JL", "Gate 9", 2, 240, 60, (), "EU-07A", now + timedelta(hours=3))
    pen = Pen(writer, Held(clocks=Clocks("app-1", hand, hand.steady)), hand)
    await pen.tick(post, signs={"PATROL-1": Sign(now, Pulse.NORMAL)})
    return pen


@pytest.mark.parametrize("by_s", [3600.0, -3600.0])
async def test_what_is_due_and_who_was_heard_keeps_its_distance(pen: Pen, by_s: float) -> None:
    due, heard = await pen.value(DUE), await pen.value(HEARD)
    await pen.jump(by_s)
    assert (await pen.tick())[:2] == ["clock.jumped", "alert.raised"]
    moved = timedelta(seconds=by_s)
    assert abs(await pen.value(DUE) - due - moved) < timedelta(seconds=0.5)
    assert abs(await pen.value(HEARD) - heard - moved) < timedelta(seconds=0.5)
    assert [found async for found in differences(pen.writer.connection)] == []
    assert await pen.tick() == []


@pytest.mark.parametrize("by_s", [3600.0, -3600.0])
async def test_which_screens_spoke_and_what_fails_keeps_its_distance_too(pen: Pen, by_s: float) -> None:
    connection = pen.writer.connection
    made = "INSERT INTO screen VALUES ('W-1', '', 'en', 'night', 75, 5, now(), NULL, now(), 7, now() + $1)"
    await connection.execute(made, timedelta(seconds=30))
    await connection.execute("INSERT INTO feed VALUES ('mail', 'folder', 'failing', '', NULL, now())")
    before = [await pen.value(of) for of in (ATTENDED, ATTENDED_BY, FAILING)]
    await pen.jump(by_s)
    assert "screen.went_missing" not in await pen.tick()
    for was, of in zip(before, (ATTENDED, ATTENDED_BY, FAILING), strict=True):
        assert abs(await pen.value(of) - was - timedelta(seconds=by_s)) < timedelta(seconds=0.5)


async def test_there_and_back_again_leaves_everything_as_it_was(pen: Pen) -> None:
    due = await pen.value(DUE)
    for by_s in (3600.0, -3600.0, -3600.0, 3600.0):
        await pen.jump(by_s)
        assert "clock.jumped" in await pen.tick()
    assert abs(await pen.value(DUE) - due) < timedelta(seconds=0.5)
    assert [found async for found in differences(pen.writer.connection)] == []


async def test_a_tick_that_is_dated_ahead_means_that_the_clock_was_put_back(pen: Pen) -> None:
    """Also for a process that has just come, and remembers nothing."""
    due = await pen.value(DUE)
    await pen.writer.connection.execute("UPDATE head SET ticked_at = ticked_at + interval '1 hour'")
    pen.held = Held()
    assert (await pen.tick())[:2] == ["clock.jumped", "alert.raised"]
    assert abs(due - await pen.value(DUE) - timedelta(hours=1)) < timedelta(seconds=2)


async def test_a_clock_that_is_put_right_by_a_second_leaves_no_trace_and_no_moment_twice(pen: Pen) -> None:
    await pen.writer.connection.execute("UPDATE head SET ticked_at = ticked_at + interval '1.5 s'")
    before = await pen.value("SELECT ticked_at FROM head")
    post = OpenPost("EU-10", "EU-JL", "Gate 10", 2, 240, 60, (), None, before)
    assert "clock.jumped" not in await pen.tick(post)
    (moment,) = {row["recorded_at"] for row in await pen.writer.connection.fetch(MOMENTS, pen.last)}
    assert before < moment < before + timedelta(milliseconds=1)


async def test_down_and_jumped_is_both(pen: Pen) -> None:
    """Half an hour of nobody, in which the clock was put back by an hour."""
    await pen.jump(-3600.0)
    await pen.writer.connection.execute("UPDATE head SET ticked_at = ticked_at - interval '30 minutes'")
    assert (await pen.tick())[:3] == ["clock.jumped", "alert.raised", "watch.resumed"]


@pytest.mark.parametrize("by_s", [3600.0, -3600.0])
async def test_a_server_whose_clock_is_wrong_is_told_and_silences_nobody(
    pen: Pen, hand: Hand, by_s: float
) -> None:
    hand.wall_by_s = by_s
    said = await pen.tick(signs={"PATROL-1": Sign(hand.now(), Pulse.NORMAL)})
    assert said == ["clock.differed", "alert.raised"]
    assert await pen.tick(signs={"PATROL-1": Sign(hand.now(), Pulse.NORMAL)}) == []
    heard = await pen.value(HEARD)
    assert abs(heard - datetime.now(UTC)) < timedelta(seconds=5)


async def test_what_was_heard_just_before_the_clock_was_put_back_is_not_heard_in_the_future(
    pen: Pen, hand: Hand
) -> None:
    """PostgreSQL and the server on one machine: the two agree before and after."""
    await pen.jump(-3600.0)
    assert (await pen.hear(hand.now() + timedelta(hours=1)))[:2] == ["clock.jumped", "alert.raised"]
    await _was_heard_a_moment_ago(pen)
    await _hears_the_next_sign(pen, hand)


async def test_what_was_heard_before_the_server_alone_was_put_back_is_not_heard_in_the_future(
    pen: Pen, hand: Hand
) -> None:
    before = hand.now()
    hand.wall_by_s = -3600.0
    assert await pen.hear(before) == ["clock.differed", "alert.raised"]
    await _was_heard_a_moment_ago(pen)
    hand.wall_by_s = 0.0
    await _hears_the_next_sign(pen, hand)


async def test_a_first_sign_from_just_before_both_clocks_were_put_forward_is_no_silence(
    pen: Pen, hand: Hand
) -> None:
    """It looks an hour old, but this pen has gathered signs for a second only."""
    await pen.jump(3600.0)
    heard = {"PATROL-1": Sign(hand.now() - timedelta(hours=1), Pulse.NORMAL)}
    assert await pen.tick(signs=heard, gathered_s=1.0) == ["clock.jumped", "alert.raised"]
    assert timedelta(0) <= hand.now() - await pen.value(HEARD) < timedelta(seconds=5)


async def test_what_is_kept_as_heard_in_the_future_gives_way_to_the_next_sign(pen: Pen, hand: Hand) -> None:
    await pen.hear(hand.now())
    ahead = "UPDATE presence SET heard_at = heard_at + interval '1 hour', due_at = due_at + interval '1 hour'"
    await pen.writer.connection.execute(ahead)
    await pen.writer.connection.execute("UPDATE feed SET last_at = last_at + interval '1 hour'")
    await _hears_the_next_sign(pen, hand)


async def test_what_was_heard_earlier_does_not_make_it_longer_ago(pen: Pen, hand: Hand) -> None:
    await pen.hear(now := hand.now())
    await pen.hear(now - timedelta(seconds=20))
    assert await pen.value(HEARD) == await pen.value(FED) == now


async def _was_heard_a_moment_ago(pen: Pen) -> None:
    now = datetime.now(UTC)
    for heard in (await pen.value(HEARD), await pen.value(FED)):
        assert now - timedelta(seconds=5) < heard <= now
    await _is_missed_in_time(pen)


async def _hears_the_next_sign(pen: Pen, hand: Hand) -> None:
    at = hand.now()
    await pen.hear(at)
    assert await pen.value(HEARD) == await pen.value(FED) == at
    await _is_missed_in_time(pen)


async def _is_missed_in_time(pen: Pen) -> None:
    assert await pen.value(DUE_TO_SPEAK) == await pen.value(HEARD) + NORMAL_AFTER.time
