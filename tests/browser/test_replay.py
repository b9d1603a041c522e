"""A person looks at the past in a real browser: nobody can take it for the present, and it is silent."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.a_demo import Demo, end, start

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

LISTEN = """() => {
    window.sounds = 0;
    const count = class { constructor() { window.sounds += 1; } };
    window.AudioContext = window.webkitAudioContext = window.Audio = count;
    HTMLMediaElement.prototype.play = async () => { window.sounds += 1; };
}"""
SIZES = {"1920x1080": (1920, 1080), "3840x2160": (3840, 2160)}
CLIPPED = """() => [...document.querySelectorAll('.banner > *, .controls > *')].filter((e) => {
    const box = e.getBoundingClientRect();
    const outside = box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < 0;
    return e.textContent.trim() && outside;
}).map((e) => e.className)"""


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    started = start("--port", "0")
    yield started
    end(started)


def replay_from(demo: Demo, page: Page, at: datetime) -> None:
    page.add_init_script(f"({LISTEN})()")
    demo.sign_in(page, "maes")
    page.goto(f"{demo.base}/wall?at={quote(at.isoformat())}")
    expect(page.locator("[data-seq]")).not_to_be_empty(timeout=30_000)


def a_report_of_the_past(demo: Demo, page: Page, text: str) -> datetime:
    """The moment before it came."""
    before = datetime.now(UTC)
    demo.report("incidents", "EU-07A", kind="fire", site="JL", priority=2, text=text)
    page.wait_for_timeout(3_000)
    return before


def seconds(page: Page) -> int:
    hours, minutes, seconds = map(int, page.locator("[data-clock=time]").inner_text().split(":"))
    return hours * 3600 + minutes * 60 + seconds


def test_what_happened_happens_again_and_nothing_is_heard(demo: Demo, page: Page) -> None:
    at = a_report_of_the_past(demo, page, "Smoke in the car park")
    replay_from(demo, page, at - timedelta(milliseconds=200))
    expect(page.locator(".banner__word")).to_have_text("REPLAY")
    expect(page.locator("[data-pace]")).to_have_text("stands still")
    expect(page.locator("#panel-incidents")).not_to_contain_text("Smoke in the car park")

    page.locator("[data-speed='60']").click()
    page.keyboard.press("Escape")
    page.locator("[data-play]").click()
    expect(page.locator("#panel-incidents")).to_contain_text("Smoke in the car park", timeout=5_000)
    expect(page.locator("#panel-alerts")).to_contain_text("Fire")
    expect(page.locator("[data-pace]")).to_have_text("at the present", timeout=10_000)
    assert page.evaluate("window.sounds") == 0
    assert page.locator("audio, video").count() == 0
    assert page.locator(".pulse, .cover").count() == 0


def test_the_keyboard_plays_and_steps(demo: Demo, page: Page) -> None:
    at = a_report_of_the_past(demo, page, "Bin on fire")
    replay_from(demo, page, at - timedelta(milliseconds=200))
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#panel-incidents")).to_contain_text("Bin on fire", timeout=5_000)
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#panel-incidents")).not_to_contain_text("Bin on fire", timeout=5_000)
    stood = seconds(page)
    page.keyboard.press(" ")
    expect(page.locator("[data-play]")).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(2_000)
    page.keyboard.press(" ")
    expect(page.locator("[data-pace]")).to_have_text("stands still")
    assert seconds(page) > stood


def test_a_moment_can_be_typed_and_one_that_has_not_been_is_refused_in_words(demo: Demo, page: Page) -> None:
    at = a_report_of_the_past(demo, page, "Bollard down")
    replay_from(demo, page, at)
    page.locator("[name=at]").fill("2099-01-01T00:00:00")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("[data-heard]")).to_contain_text("has not been yet")
    page.get_by_role("link", name="Back to live").click()
    expect(page.locator(".pulse__live")).to_be_visible(timeout=10_000)


def test_a_replay_whose_connection_is_lost_says_so_and_goes_on_from_there(demo: Demo, page: Page) -> None:
    at = a_report_of_the_past(demo, page, "Gate stuck")
    replay_from(demo, page, at)
    page.evaluate("window.loadedOnce = true")
    stood = page.locator("[data-day]").inner_text(), seconds(page)
    page.context.set_offline(True)
    expect(page.locator("[data-lost]")).to_contain_text("CONNECTION LOST", timeout=10_000)
    expect(page.locator("[data-clock=time]")).to_contain_text(":--")
    page.context.set_offline(False)
    expect(page.locator("[data-lost]")).to_be_hidden(timeout=10_000)
    expect(page.locator("[data-clock=time]")).not_to_contain_text("--")
    assert (page.locator("[data-day]").inner_text(), seconds(page)) == stood
    assert page.evaluate("window.loadedOnce")


@pytest.mark.parametrize("size", SIZES)
def test_the_mark_fills_the_top_of_the_screen_and_nothing_is_cut_off(
    demo: Demo, browser: Browser, size: str
) -> None:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    replay_from(demo, page, a_report_of_the_past(demo, page, "A look"))
    page.wait_for_timeout(500)
    box = page.locator(".banner").bounding_box()
    word = page.locator(".banner__word").bounding_box()
    assert box
    assert word
    assert box["width"] > 0.95 * width
    assert word["height"] > height / 15
    assert page.evaluate(CLIPPED) == []
    assert page.evaluate("document.documentElement.scrollHeight") <= height
    context.close()
