"""A screen is live or says that it is not, whatever happens to the watch or to its own script."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gallery import Gallery, Viewer
from tests.browser.samples import ALERTS

pytestmark = pytest.mark.browser


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


OTHER_CODES = [pytest.param(code, marks=pytest.mark.slow) for code in (1000, 1001, 1008, 1011, 4000)]


@pytest.mark.parametrize("code", [1012, *OTHER_CODES])
def test_a_wall_comes_back_after_every_kind_of_close(
    page: Page, address: str, gallery: Gallery, code: int
) -> None:
    open_wall(page, address)
    gallery.tell(lambda viewer: viewer.socket.close(code))
    expect.set_options(timeout=5_000)
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
    first = replace(ALERTS[0], acked_by="Peeters", acked_at=ALERTS[0].raised_at)
    gallery.change(alerts=replace(gallery.picture["alerts"], rows=(first, *ALERTS[1:])))
    expect(page.locator("#alert-211[data-changed]")).to_be_visible(timeout=1_000)
    expect(page.locator("#alert-205[data-changed]")).to_have_count(0)
    expect(page.locator("#alert-211[data-changed]")).to_have_count(0, timeout=4_000)


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
