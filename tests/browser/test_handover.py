"""A shift is handed over between two desks by keyboard alone, and each sees what the other does."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.a_demo import Demo, walk_to
from tests.browser.test_whole_way import live

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

FOCUSED = "() => document.activeElement.id || document.activeElement.textContent.trim()"
ITEM = "() => document.activeElement.closest('.carry')?.id ?? ''"


def at_the_handover(demo: Demo, browser: Browser, name: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    demo.sign_in(page, name)
    live(page)
    return page


def go(page: Page) -> None:
    for key in ("g", "h"):
        page.keyboard.press(key)
    page.wait_for_selector("[data-live]")


def tab_to(page: Page, what: str) -> None:
    """As a person does who has no mouse: Tab until it is there."""
    for _ in range(300):
        page.keyboard.press("Tab")
        if str(page.evaluate(FOCUSED)).startswith(what):
            return
    raise AssertionError(f"{what} cannot be reached by Tab")


def password_of(demo: Demo, name: str) -> str:
    return next(str(user["password"]) for user in demo.said["users"] if user["name"] == name)


def sign(demo: Demo, page: Page, name: str) -> None:
    tab_to(page, "password")
    page.keyboard.type(password_of(demo, name))
    page.keyboard.press("Enter")


def tick_all(page: Page) -> int:
    page.wait_for_selector(".carry [data-tick]")
    count = page.locator(".carry").count()
    for done in range(1, count + 1):
        page.keyboard.press("j")
        page.keyboard.press(" " if done % 2 else "Enter")
        expect(page.locator(".progress b")).to_have_text(f"{done} of {count} ticked", timeout=5_000)
    return count


def test_a_shift_is_handed_over_by_keyboard_between_two_desks(demo: Demo, browser: Browser) -> None:
    maes, jacobs = (at_the_handover(demo, browser, name) for name in ("maes", "jacobs"))
    demo.report("incidents", "EU-07A", kind="breach", site="JL", priority=2, text="Fence cut")
    breach = maes.locator("#panel-alerts .alert", has_text="Breach")
    breach.wait_for(timeout=2_000)
    walk_to(breach)
    maes.keyboard.press("Enter")
    expect(maes.locator("#detail")).to_contain_text("EU-07A: Fence cut")
    maes.keyboard.press("a")
    expect(maes.locator("#panel-alerts .alert", has_text="Breach")).to_contain_text("Lt. Maes", timeout=4_000)
    go(maes)
    tab_to(maes, "Prepare the handover")
    maes.keyboard.press("Enter")
    expect(maes.locator(".parties")).to_contain_text("nobody yet")
    go(jacobs)
    tab_to(jacobs, "I take over")
    jacobs.keyboard.press("Enter")
    count = tick_all(jacobs)
    assert count > 1
    assert jacobs.evaluate(ITEM) == jacobs.locator(".carry").last.get_attribute("id")
    expect(maes.locator(".progress b")).to_have_text(f"{count} of {count} ticked", timeout=5_000)
    expect(maes.locator(".carry", has_text="Serious incident").first).to_contain_text("taken over")
    sign(demo, jacobs, "jacobs")
    expect(maes.locator(".parties")).to_contain_text("signed at", timeout=5_000)
    sign(demo, maes, "maes")
    maes.wait_for_url("**/handovers/*")
    expect(maes.locator(".frame__duty")).to_contain_text("Lt. Jacobs")
    expect(maes.locator(".frame__duty")).to_contain_text("Capt. Lambert")
    expect(maes.locator(".parties")).to_contain_text("Lt. Maes")
    for page in (maes, jacobs):
        page.context.close()
