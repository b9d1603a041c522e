"""A screen is live or says that it is not, whatever happens to the watch or to its own script."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.gallery import Gallery, Viewer
from tests.browser.samples import ALERTS

pytestmark = pytest.mark.browser

LATE = """async (frames) => {
  const { late, meet } = await import("/static/time.js?late");
  const real = performance.now;
  try {
    return frames.map(([came, sent], which) => {
      performance.now = () => came * 1000;
      if (which === 0) meet(sent, 0);
      return late(sent) / 1000;
    }).at(-1);
  } finally {
    performance.now = real;
  }
}"""
SET_LATE = """async () => {
  const { now, setNow } = await import("/static/time.js?set-late");
  setNow("2026-11-24T12:00:00.000Z", 12_000);
  return now() - Date.parse("2026-11-24T12:00:00.000Z");
}"""


def open_wall(page: Page, address: str) -> None:
    page.goto(f"{address}/wall?picture=busy")
    page.wait_for_selector("html[data-beat]", state="attached")
    expect(page.locator(".pulse__live")).to_be_visible()


def test_a_wall_without_ticks_is_late_after_3_and_covered_after_6_seconds(
    page: Page, address: str, gallery: Gallery
) -> None:
    open_wall(page, address)
    gallery.ticking = False
    expect(page.locator(".pulse__late")).to_be_visible(timeout=4_500)
    expect(page.locator(".cover")).to_be_hidden()
    expect(page.locator(".cover")).to_be_visible(timeout=4_500)
    expect(page.locator(".why--silent")).to_be_visible()
    expect(page.locator("[data-clock=time]")).to_contain_text(":--")
    expect(page.locator("#alert-211")).to_be_attached()


def test_a_wall_whose_script_hangs_covers_itself_all_the_same(page: Page, address: str) -> None:
    open_wall(page, address)
    client = page.context.new_cdp_session(page)
    client.send("Emulation.setScriptExecutionDisabled", {"value": True})
    page.wait_for_timeout(8_000)
    client.send("Emulation.setScriptExecutionDisabled", {"value": False})
    assert page.locator(".cover").evaluate("e => getComputedStyle(e).visibility") == "visible"


def test_ticks_that_are_old_themselves_do_not_count(page: Page, address: str, gallery: Gallery) -> None:
    open_wall(page, address)
    gallery.age = 9.0
    expect(page.locator(".cover")).to_be_visible(timeout=4_000)
    expect(page.locator(".why--held")).to_be_visible()
    gallery.age = 0.2
    expect(page.locator(".cover")).to_be_hidden(timeout=4_000)


def test_ticks_that_were_long_on_their_way_are_as_much_older(
    page: Page, address: str, gallery: Gallery
) -> None:
    open_wall(page, address)
    gallery.late_s = 4.0
    expect(page.locator(".pulse__late")).to_be_visible(timeout=2_500)
    expect(page.locator("[data-age]").first).to_have_text(re.compile(r"[345]\.\d s"))
    gallery.late_s = 9.0
    expect(page.locator(".cover")).to_be_visible(timeout=2_500)
    expect(page.locator(".why--held")).to_be_visible()
    gallery.late_s = 0.0
    expect(page.locator(".cover")).to_be_hidden(timeout=4_000)


@pytest.mark.slow
def test_a_socket_that_only_brings_what_is_long_past_is_left_for_a_new_one(
    page: Page, address: str, gallery: Gallery
) -> None:
    open_wall(page, address)
    gallery.late_s = 4.0
    wait_until(page, lambda: gallery.visits == 2, 20_000)
    gallery.late_s = 0.0
    expect(page.locator(".pulse__live")).to_be_visible(timeout=4_000)


@pytest.mark.parametrize(
    ("frames", "late_s"),
    [
        pytest.param([(0, 100), (1, 101), (4, 102)], 2.0, id="a frame that waited"),
        pytest.param([(0, 98), (1, 101), (2, 102)], 0.0, id="the greeting itself was late"),
        pytest.param([(9, 100), (10, 101)], 6.0, id="the greeting was asked for long before it came"),
        pytest.param([(0, 100), (36_000, 36_090)], 0.0, id="clocks that drift"),
        pytest.param([(0, 100), (60, 148)], 11.97, id="no drift is so fast"),
    ],
)
def test_how_late_a_frame_is_told_by_two_steady_clocks(
    page: Page, address: str, frames: list[tuple[float, float]], late_s: float
) -> None:
    """`frames`: seconds at which each came and was sent, by two clocks; the socket was asked for at 0."""
    open_wall(page, address)
    assert page.evaluate(LATE, frames) == pytest.approx(late_s, abs=0.02)


def test_a_late_frame_does_not_put_the_clock_back(page: Page, address: str) -> None:
    open_wall(page, address)
    assert page.evaluate(SET_LATE) == pytest.approx(12_000, abs=50)


OTHER_CODES = [pytest.param(code, marks=pytest.mark.slow) for code in (1000, 1001, 1008, 1011, 4000)]


@pytest.mark.parametrize("code", [1012, *OTHER_CODES])
def test_a_wall_comes_back_after_every_kind_of_close(
    page: Page, address: str, gallery: Gallery, code: int
) -> None:
    open_wall(page, address)
    gallery.tell(lambda viewer: viewer.socket.close(code))
    page.wait_for_function("() => document.documentElement.dataset.beat", timeout=1_000)
    wait_until(page, lambda: gallery.visits == 2 and len(gallery.viewers) == 1)
    expect(page.locator(".cover")).to_be_hidden(timeout=8_000)


@pytest.mark.slow
def test_a_silent_socket_is_left_and_a_new_one_opened(page: Page, address: str, gallery: Gallery) -> None:
    open_wall(page, address)
    gallery.ticking = False
    wait_until(page, lambda: gallery.visits >= 2, 9_000)
    gallery.ticking = True
    expect(page.locator(".cover")).to_be_hidden(timeout=4_000)


def test_a_screen_whose_permission_was_withdrawn_says_so_over_its_last_picture(
    page: Page, address: str, gallery: Gallery
) -> None:
    open_wall(page, address)
    gallery.admitting = False
    gallery.tell(say_gone)
    expect(page.locator(".cover")).to_be_visible(timeout=2_000)
    expect(page.locator(".why--revoked")).to_be_visible()
    expect(page.locator("#alert-211")).to_be_attached()


@pytest.mark.parametrize(("ready", "why"), [(True, "expired"), (False, "silent")])
def test_only_a_watch_that_is_ready_refuses_a_screen_because_of_its_session(
    page: Page, address: str, gallery: Gallery, ready: bool, why: str
) -> None:
    page.add_init_script("Math.random = () => 0.1")
    open_wall(page, address)
    gallery.admitting, gallery.ready = False, ready
    gallery.tell(lambda viewer: viewer.socket.close(1012))
    wait_until(page, lambda: gallery.visits >= 5)
    expect(page.locator("html")).to_have_attribute("data-why", why)


async def say_gone(viewer: Viewer) -> None:
    await viewer.socket.send_json({"t": "gone", "why": "revoked"})
    await viewer.socket.close(4401)


def test_a_panel_that_is_older_than_what_is_shown_is_dropped(
    page: Page, address: str, gallery: Gallery
) -> None:
    open_wall(page, address)
    gallery.tell(send_panel("alerts", 1, "of yesterday"))
    page.wait_for_timeout(300)
    expect(page.locator("#panel-alerts")).not_to_contain_text("yesterday")


def test_a_panel_that_was_lost_is_noticed_by_its_version(page: Page, address: str, gallery: Gallery) -> None:
    open_wall(page, address)
    gallery.picture["alerts"] = replace(gallery.picture["alerts"], v=999, rows=ALERTS[:1])
    expect(page.locator("#panel-alerts")).to_have_attribute("data-v", "999", timeout=6_000)
    assert gallery.visits == 2


def test_a_row_that_changed_is_marked_for_a_moment(page: Page, address: str, gallery: Gallery) -> None:
    open_wall(page, address)
    acknowledge(gallery, 211, "Peeters")
    expect(marked(page, 211)).to_be_visible(timeout=1_000)
    expect(marked(page, 205)).to_have_count(0)
    expect(marked(page, 211)).to_have_count(0, timeout=4_000)


def test_another_row_that_changes_takes_no_mark_away(page: Page, address: str, gallery: Gallery) -> None:
    open_wall(page, address)
    for number in (211, 205):
        acknowledge(gallery, number, "Peeters")
        expect(marked(page, number)).to_be_visible(timeout=1_000)
    expect(marked(page, 211)).to_be_visible()
    expect(page.locator("[data-changed]")).to_have_count(0, timeout=4_000)


def test_a_row_that_changes_again_is_marked_from_then_on(page: Page, address: str, gallery: Gallery) -> None:
    open_wall(page, address)
    for officer in ("Peeters", "Maes"):
        acknowledge(gallery, 211, officer)
        expect(page.locator("#alert-211")).to_contain_text(officer)
        page.wait_for_timeout(2_000)
    expect(marked(page, 211)).to_be_visible()
    expect(marked(page, 211)).to_have_count(0, timeout=2_000)


def marked(page: Page, number: int) -> Locator:
    return page.locator(f"#alert-{number}[data-changed]")


def acknowledge(gallery: Gallery, number: int, officer: str) -> None:
    queue = gallery.picture["alerts"]
    rows = [
        replace(row, acked_by=officer, acked_at=row.raised_at) if row.id == number else row
        for row in queue.rows
    ]
    gallery.change(alerts=replace(queue, rows=tuple(rows)))


def send_panel(name: str, v: int, text: str) -> Callable[[Viewer], Awaitable[None]]:
    html = f'<section id="panel-{name}" data-v="{v}">{text}</section>'

    def say(viewer: Viewer) -> Awaitable[None]:
        panels = [{"panel": name, "v": v, "html": html}]
        return viewer.socket.send_json({"t": "panels", "seq": v, "panels": panels})

    return say


def wait_until(page: Page, true: Callable[[], bool], within_ms: int = 8_000) -> None:
    for _ in range(within_ms // 50):
        if true():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it did not happen in time")
