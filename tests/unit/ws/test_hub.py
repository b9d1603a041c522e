"""The hub with a studio of paper: who is drawn what, how often, and for whom nobody waits."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from controlroom.auth.audience import PANELS, Audience, PanelName
from controlroom.clock import monotonic
from controlroom.ws.easel import DRAWINGS_AT_MOST
from controlroom.ws.hub import TICK_S, Hub, Seat

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
WALL = Audience()
SMALL = Audience(rows=(("alerts", 2),))
FIRST, SECOND = UUID(int=1), UUID(int=2)


class StandingClock:
    def now(self) -> datetime:
        return NOW


@dataclass(frozen=True, slots=True)
class Words:
    v: int
    said: str


@dataclass
class PaperStudio:
    """Each panel says what it was last told to say before the sitting began.

    `broken` is a database that does not answer, `spoilt` a panel that cannot be drawn, `lost` one that cannot
    be read and spoils its sitting, as a failed query ends a transaction; a drawing takes `costs_s`, a look
    `hangs_s`.
    """

    v: int = 1
    says: dict[str, str] = field(default_factory=dict)
    looks: Counter[str] = field(default_factory=Counter)
    broken: bool = False
    spoilt: PanelName | None = None
    lost: PanelName | None = None
    costs_s: float = 0.0
    hangs_s: float = 0.001
    sittings: int = 0
    meanwhile: Callable[[], None] | None = None

    def tell(self, panel: PanelName, said: str) -> None:
        self.v += 1
        self.says[panel] = said

    @asynccontextmanager
    async def sitting(self, moment: datetime) -> AsyncIterator[Callable[[PanelName], Awaitable[Words]]]:
        self.sittings += 1
        if self.broken:
            raise OSError("no way to the database")
        spoilt, v, says = False, self.v, dict(self.says)

        async def look(panel: PanelName) -> Words:
            nonlocal spoilt
            spoilt = spoilt or panel == self.lost
            if spoilt:
                raise OSError("the transaction is aborted")
            self.looks[panel] += 1
            await asyncio.sleep(self.hangs_s)
            if self.meanwhile:
                self.meanwhile()
                self.meanwhile = None
            return Words(v, says.get(panel, "calm"))

        yield look

    def seen_by(self, model: Any, audience: Audience) -> Audience:
        return audience

    def draw(self, panel: PanelName, model: Any, audience: Audience) -> str:
        if panel == self.spoilt:
            raise ValueError("a template that fails")
        time.sleep(self.costs_s)
        return f'<section data-v="{model.v}">{model.said} {audience.rows_for(panel)}</section>'


@pytest.fixture
def studio() -> PaperStudio:
    return PaperStudio()


@pytest.fixture
def hub(studio: PaperStudio) -> Hub:
    return Hub(studio, StandingClock())


@asynccontextmanager
async def running(hub: Hub) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(hub.run())
        yield
        task.cancel()


async def sit_down(hub: Hub, audience: Audience = WALL) -> Seat:
    seat = Seat(audience)
    hub.seats.add(seat)
    await hub.snapshot(seat)
    return seat


def screen(seat: Seat, shown: dict[str, tuple[int, str]] | None = None) -> dict[str, tuple[int, str]]:
    """What stands on the screen of a seat once it has taken everything, as live.js would do it."""
    shown = {} if shown is None else shown
    for frame in seat.session.take():
        for panel in frame.get("panels", ()):
            if panel["v"] >= shown.get(panel["panel"], (0, ""))[0]:
                shown[panel["panel"]] = (panel["v"], panel["html"])
    return shown


async def until_told(seat: Seat) -> None:
    async with asyncio.timeout(2):
        await seat.bell.wait()
    seat.bell.clear()


async def test_every_screen_of_an_audience_gets_what_was_drawn_once(hub: Hub, studio: PaperStudio) -> None:
    seats = [await sit_down(hub) for _ in range(20)]
    assert hub.drawn == len(PANELS)
    assert set(studio.looks.values()) == {1}
    fresh = screen(await sit_down(hub))
    for seat in seats:
        assert screen(seat) == fresh


async def test_a_change_reaches_every_screen_with_one_look_at_the_database(
    hub: Hub, studio: PaperStudio
) -> None:
    async with running(hub):
        seats = [await sit_down(hub) for _ in range(5)]
        shown = [screen(seat) for seat in seats]
        for seat in seats:
            seat.bell.clear()
        studio.tell("alerts", "post left")
        hub.changed(["alerts"])
        for seat, before in zip(seats, shown, strict=True):
            await until_told(seat)
            assert "post left" in screen(seat, before)["alerts"][1]
    assert studio.looks["alerts"] == 2


async def test_a_storm_of_events_is_drawn_at_most_twenty_times_a_second(
    hub: Hub, studio: PaperStudio
) -> None:
    async with running(hub):
        seat = await sit_down(hub)
        shown = screen(seat)
        await storm(hub, studio, 60)
        assert "event 59" in screen(seat, shown)["alerts"][1]
    assert 4 <= studio.looks["alerts"] <= 12


async def test_drawing_that_costs_much_is_done_less_often(hub: Hub, studio: PaperStudio) -> None:
    """Half of the time is left to reports, pages and sockets."""
    async with running(hub):
        await sit_down(hub)
        studio.costs_s = 0.06
        before, began = studio.looks["alerts"], monotonic()
        await storm(hub, studio, 80)
        took = monotonic() - began
    assert 2 <= studio.looks["alerts"] - before <= took / (2 * studio.costs_s) + 1


async def storm(hub: Hub, studio: PaperStudio, events: int) -> None:
    for number in range(events):
        studio.tell("alerts", f"event {number}")
        hub.changed(["alerts"])
        await asyncio.sleep(0.005)
    await asyncio.sleep(0.25)


async def test_a_change_after_a_rest_is_drawn_at_once_and_the_next_waits_its_time(
    hub: Hub, studio: PaperStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("controlroom.ws.hub.SOONEST_S", 30.0)
    monkeypatch.setattr("controlroom.ws.hub.LATEST_S", 30.0)
    seat = await sit_down(hub)
    screen(seat)
    hub._pace_s = 30.0
    async with running(hub):
        seat.bell.clear()
        studio.tell("alerts", "post left")
        hub.changed(["alerts"])
        await until_told(seat)
        assert "post left" in screen(seat)["alerts"][1]
        studio.tell("alerts", "manned again")
        hub.changed(["alerts"])
        await asyncio.sleep(0.3)
        assert screen(seat) == {}


async def test_what_changed_together_is_looked_up_in_one_sitting_and_sent_in_one_frame(
    hub: Hub, studio: PaperStudio
) -> None:
    async with running(hub):
        seat = await sit_down(hub)
        await asyncio.sleep(0.1)
        screen(seat)
        seat.bell.clear()
        sittings = studio.sittings
        for panel in ("alerts", "header", "posts"):
            studio.tell(panel, "post left")
        hub.changed(["alerts", "header", "posts"])
        await until_told(seat)
        (frame,) = seat.session.take()
        assert {panel["panel"] for panel in frame["panels"]} == {"alerts", "header", "posts"}
    assert studio.sittings == sittings + 1


async def test_what_changes_while_the_panels_before_it_are_read_is_drawn_in_the_next_round(
    hub: Hub, studio: PaperStudio
) -> None:
    """The look at the database is older than that change: it must not be taken for drawn."""

    def post_left() -> None:
        studio.tell("posts", "post left")
        hub.changed(["posts"])

    async with running(hub):
        seat = await sit_down(hub)
        await asyncio.sleep(0.1)
        shown = screen(seat)
        studio.meanwhile = post_left
        hub.changed(PANELS)
        await asyncio.sleep(0.4)
        assert "post left" in screen(seat, shown)["posts"][1]


async def test_a_panel_that_cannot_be_read_keeps_no_other_back_and_is_tried_again(
    hub: Hub, studio: PaperStudio
) -> None:
    async with running(hub):
        seat = await sit_down(hub)
        await asyncio.sleep(0.1)
        shown = screen(seat)
        studio.lost = "alerts"
        for panel in ("header", "alerts", "posts", "incidents"):
            studio.tell(panel, "news")
        hub.changed(["header", "alerts", "posts", "incidents"])
        await asyncio.sleep(0.2)
        told = {panel for panel, (_, said) in screen(seat, shown).items() if "news" in said}
        assert told == {"header", "posts", "incidents"}
        studio.lost = None
        await asyncio.sleep(0.8)
        assert "news" in screen(seat, shown)["alerts"][1]


async def test_a_panel_that_looks_the_same_is_not_sent_again(hub: Hub, studio: PaperStudio) -> None:
    async with running(hub):
        seat = await sit_down(hub)
        screen(seat)
        seat.bell.clear()
        studio.tell("alerts", "calm")
        hub.changed(["alerts", "posts"])
        studio.tell("posts", "unmanned")
        await until_told(seat)
        await asyncio.sleep(0)
        assert [p["panel"] for frame in seat.session.take() for p in frame["panels"]] == ["posts"]


async def test_a_slow_screen_holds_one_state_a_panel_and_slows_nobody(hub: Hub, studio: PaperStudio) -> None:
    async with running(hub):
        slow, quick = await sit_down(hub), await sit_down(hub)
        shown = screen(quick)
        for number in range(3):
            quick.bell.clear()
            studio.tell("alerts", f"event {number}")
            hub.changed(["alerts"])
            await until_told(quick)
            assert f"event {number}" in screen(quick, shown)["alerts"][1]
            assert len(slow.session._waiting) == len(PANELS)
        assert screen(slow)["alerts"][1] == shown["alerts"][1]


async def test_a_screen_that_changes_its_size_and_back_is_drawn_for_its_size(
    hub: Hub, studio: PaperStudio
) -> None:
    """Its neighbour keeps an older number for what looks the same; the number of the look is what counts."""
    async with running(hub):
        neighbour, seat = await sit_down(hub), await sit_down(hub)
        shown = screen(seat)
        studio.tell("posts", "unmanned")
        hub.changed(PANELS)
        await until_told(neighbour)
        await asyncio.sleep(0.05)
        screen(seat, shown)
        for audience in (SMALL, WALL, SMALL, WALL):
            seat.audience = audience
            await hub.snapshot(seat)
            assert screen(seat, shown)["alerts"][1].endswith(f" {audience.rows_for('alerts')}</section>")


async def test_after_a_restore_every_screen_comes_anew_and_no_panel_keeps_a_number_of_before(
    hub: Hub, studio: PaperStudio
) -> None:
    async with running(hub):
        studio.v = 9000
        hub.begin(FIRST)
        hub.begin(FIRST)
        old = await sit_down(hub)
        before = old.leaving_after_ms
        studio.v = 5
        hub.begin(SECOND)
        assert (before, old.leaving_after_ms) == (None, 0)
        hub.seats.discard(old)
        seat = await sit_down(hub)
        shown = screen(seat)
        assert {v for v, _ in shown.values()} == {5}
        assert hub.seq == 5
        seat.bell.clear()
        await asyncio.sleep(0.11)
        studio.tell("alerts", "post left")
        hub.changed(["alerts"])
        await until_told(seat)
        assert "post left" in screen(seat, shown)["alerts"][1]


async def test_what_was_still_being_read_when_the_journal_was_replaced_is_read_again(
    hub: Hub, studio: PaperStudio
) -> None:
    hub.begin(FIRST)

    def restored() -> None:
        hub.begin(SECOND)
        studio.v = 5

    studio.meanwhile = restored
    studio.v = 9000
    picture = await hub.picture(WALL)
    assert {drawn.v for drawn in picture.values()} == {5}


async def test_nothing_is_read_while_nobody_looks_and_the_next_who_looks_sees_the_newest(
    hub: Hub, studio: PaperStudio
) -> None:
    async with running(hub):
        seat = await sit_down(hub)
        hub.seats.discard(seat)
        looks = studio.looks["alerts"]
        studio.tell("alerts", "post left")
        hub.changed(["alerts"])
        await asyncio.sleep(0.12)
        assert studio.looks["alerts"] == looks
        assert "post left" in screen(await sit_down(hub))["alerts"][1]


async def test_a_database_that_does_not_answer_changes_no_screen_and_is_asked_again(
    hub: Hub, studio: PaperStudio
) -> None:
    async with running(hub):
        seat = await sit_down(hub)
        shown = screen(seat)
        seat.bell.clear()
        studio.broken = True
        studio.tell("alerts", "post left")
        hub.changed(["alerts"])
        with suppress(TimeoutError):
            async with asyncio.timeout(0.2):
                await seat.bell.wait()
        assert screen(seat, dict(shown)) == shown
        studio.broken = False
        await until_told(seat)
        assert "post left" in screen(seat, shown)["alerts"][1]


async def test_what_a_page_failed_to_read_is_read_for_the_screens_all_the_same(
    hub: Hub, studio: PaperStudio
) -> None:
    async with running(hub):
        seat = await sit_down(hub)
        await asyncio.sleep(0.1)
        shown = screen(seat)
        seat.bell.clear()
        studio.tell("alerts", "post left")
        hub._easels["alerts"].soil()  # by a change that the drawing loop took for the page's to draw
        studio.broken = True
        with pytest.raises(OSError, match="no way"):
            await hub.picture(SMALL)
        studio.broken = False
        await until_told(seat)
        assert "post left" in screen(seat, shown)["alerts"][1]


async def test_a_screen_that_always_has_another_size_fills_no_memory(hub: Hub) -> None:
    seat = await sit_down(hub)
    for rows in range(DRAWINGS_AT_MOST + 20):
        seat.audience = Audience(rows=(("alerts", rows),))
        await hub.snapshot(seat)
    assert screen(seat)["alerts"][1].endswith(f" {DRAWINGS_AT_MOST + 19}</section>")
    assert len(hub._easels["alerts"].drawings) == DRAWINGS_AT_MOST


async def test_a_page_is_refused_rather_than_drawn_empty(hub: Hub, studio: PaperStudio) -> None:
    studio.broken = True
    with pytest.raises(OSError, match="no way"):
        await hub.picture(WALL)
    studio.broken = False
    assert set(await hub.picture(WALL)) == set(PANELS)


async def test_a_tick_says_how_long_it_was_on_its_way(hub: Hub) -> None:
    seat = await sit_down(hub)
    screen(seat)
    hub.tick(7, 1.5)
    (tick,) = seat.session.take()
    assert (tick["seq"], tick["age"], tick["now"]) == (7, 1.5, "2026-11-24T12:00:00.000Z")
    assert hub.seq == 7
    assert tick["steady"] == pytest.approx(monotonic(), abs=0.5)
    assert hub.ticked_at == pytest.approx(monotonic() - 1.5, abs=0.5)


async def test_commits_in_quick_succession_are_one_tick_to_a_screen(hub: Hub) -> None:
    seat = await sit_down(hub)
    screen(seat)
    for seq in range(7, 40):
        hub.tick(seq, 0)
    assert [tick["seq"] for tick in seat.session.take()] == [7]
    assert hub.seq == 39
    await asyncio.sleep(TICK_S)
    hub.tick(40, 0)
    assert [tick["seq"] for tick in seat.session.take()] == [40]


async def test_screens_are_sent_away_one_after_the_other(hub: Hub) -> None:
    seats = [await sit_down(hub) for _ in range(20)]
    hub.send_away(2000)
    waits = {seat.leaving_after_ms for seat in seats}
    assert all(wait is not None and 0 <= wait <= 2000 for wait in waits)
    assert len(waits) > 5


async def test_a_page_that_is_loaded_takes_no_news_from_the_screens(studio: PaperStudio, hub: Hub) -> None:
    wall = Seat(WALL)
    hub.seats.add(wall)
    await hub.snapshot(wall)
    wall.session.take()
    await asyncio.sleep(0.11)
    studio.tell("alerts", "P1 post left")
    hub.changed(["alerts"])

    await hub.picture(SMALL)

    (frame,) = wall.session.take()
    assert "P1 post left" in frame["panels"][0]["html"]


async def test_a_picture_that_is_not_drawn_grows_old_on_the_screens(studio: PaperStudio, hub: Hub) -> None:
    wall = Seat(WALL)
    hub.seats.add(wall)
    await hub.snapshot(wall)
    studio.broken = True
    async with running(hub):
        hub.changed(["alerts"])
        await asyncio.sleep(0.3)
        hub.tick(7, 0)
        assert wall.session.take()[-1]["age"] >= 0.3
        studio.broken = False
        await asyncio.sleep(0.8)
        hub.tick(8, 0)
        assert wall.session.take()[-1]["age"] < 0.1


async def test_a_picture_grows_old_also_while_it_is_being_looked_up(studio: PaperStudio, hub: Hub) -> None:
    async with running(hub):
        wall = await sit_down(hub)
        await asyncio.sleep(0.1)
        wall.session.take()
        studio.hangs_s = 30.0
        hub.changed(["alerts", "posts"])
        await asyncio.sleep(0.4)
        hub.tick(7, 0)
        assert wall.session.take()[-1]["age"] >= 0.3


async def test_a_panel_that_cannot_be_drawn_keeps_no_other_back_and_is_tried_again(
    studio: PaperStudio, hub: Hub
) -> None:
    wall = Seat(WALL)
    hub.seats.add(wall)
    await hub.snapshot(wall)
    wall.session.take()
    await asyncio.sleep(0.11)
    studio.spoilt = "alerts"
    async with running(hub):
        studio.tell("alerts", "P1 post left")
        studio.tell("posts", "unmanned")
        hub.changed(["alerts", "posts"])
        await asyncio.sleep(0.2)
        (frame,) = wall.session.take()
        assert [panel["panel"] for panel in frame["panels"]] == ["posts"]
        studio.spoilt = None
        await asyncio.sleep(0.8)
        (frame,) = wall.session.take()
        assert "P1 post left" in frame["panels"][0]["html"]


async def test_a_board_that_nobody_looks_at_is_not_read_and_makes_no_picture_old(
    hub: Hub, studio: PaperStudio
) -> None:
    seat = await sit_down(hub)
    screen(seat)
    hub.changed({"visits"})
    await hub._round()
    hub.tick(8, 0.0)
    assert "summit" not in studio.looks
    assert "summit" not in screen(seat)
    summit = await sit_down(hub, Audience(event="Summit of the Seven"))
    assert screen(summit).keys() == {"header", "summit", "feeds"}
    assert hub._undrawn_s() < 1


async def test_what_changes_the_visits_changes_the_board_of_their_summit(
    hub: Hub, studio: PaperStudio
) -> None:
    seat = await sit_down(hub, Audience(event="Summit of the Seven"))
    screen(seat)
    studio.tell("summit", "on the road")
    hub.changed({"visits"})
    await hub._round()
    assert "on the road" in screen(seat)["summit"][1]
    assert studio.looks["visits"] == 0
