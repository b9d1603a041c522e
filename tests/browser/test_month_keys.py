"""The monthly review by keyboard: from line to line, a letter for what becomes of it, the reason, Enter."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.every_page import House

pytestmark = pytest.mark.browser


def test_a_line_is_decided_without_the_mouse(page: Page, rooms: tuple[House, House]) -> None:
    house = rooms[0]
    name, _, value = house.roles["analyst"].partition("=")
    page.context.add_cookies([{"name": name, "value": value, "url": house.url}])
    page.goto(f"{house.url}/month?which=undecided")
    page.keyboard.press("j")
    line = page.locator("#line-M-REV2")
    expect(line).to_be_focused()
    page.keyboard.press("m")
    expect(line.locator("input[value=maintain]")).to_be_checked()
    expect(line.locator("input[name=words]")).to_be_focused()
    page.keyboard.type("emergency calls are answered first")
    page.keyboard.press("Enter")
    expect(page.get_by_text("All lines are decided.")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("2")
    page.wait_for_url("**/week")
