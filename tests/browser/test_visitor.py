"""A visitor comes into the room: one key at the desk, and the wall beside it says no name any more."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.a_demo import Demo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
SAID = "Grey van 1-ABC-123 at the gate"


@pytest.fixture
def wall(demo: Demo, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    opened = context.new_page()
    opened.goto(demo.wall)
    yield opened
    context.close()


def test_one_key_masks_the_wall_and_the_same_key_shows_it_again(demo: Demo, page: Page, wall: Page) -> None:
    demo.report("incidents", "EU-07A", kind="suspicious_vehicle", site="JL", priority=2, text=SAID)
    expect(wall.locator("#panel-incidents")).to_contain_text(SAID)
    demo.sign_in(page, "maes")
    page.keyboard.press("Shift+V")
    expect(wall.locator(".visitor")).to_have_text("VISITOR IN ROOM")
    expect(wall.locator("#panel-incidents")).not_to_contain_text("1-ABC-123")
    assert "1-ABC-123" not in wall.content()
    expect(page.locator(".visitors .visitor")).to_contain_text("VISITOR IN ROOM")
    expect(page.locator("#panel-incidents")).to_contain_text(SAID)

    wall.reload()
    expect(wall.locator(".visitor")).to_be_visible()
    assert "1-ABC-123" not in wall.content()

    page.keyboard.press("Shift+V")
    expect(wall.locator("#panel-incidents")).to_contain_text(SAID)
    expect(page.locator(".visitors .visitor")).to_have_count(0)


def test_the_key_is_a_letter_while_somebody_types(demo: Demo, page: Page, wall: Page) -> None:
    demo.sign_in(page, "maes")
    page.keyboard.press("l")
    page.locator("input:visible, textarea:visible").first.focus()
    page.keyboard.press("Shift+V")
    page.wait_for_timeout(1_000)
    assert wall.locator(".visitor").count() == 0
