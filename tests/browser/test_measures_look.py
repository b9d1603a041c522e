"""Measures on a phone and with a keyboard: nothing is cut, and a decision needs no mouse and no script."""

from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from controlroom.auth.audience import LOCALES
from tests.browser.every_page import House

pytestmark = pytest.mark.browser

PAGES = (
    ("/measures", "operator"),
    ("/measures/M-1", "approver"),
    ("/measures/queue", "approver"),
    ("/measures/new?file=site:EU-JL&kind=fixed_post", "shift_leader"),
)
OUTSIDE = """() => [...document.querySelectorAll('main :is(p, li, td, .field, button, h1)')]
  .filter(e => e.getClientRects().length && e.getBoundingClientRect().right > innerWidth + 1
    && !e.closest('.measures__scroll'))
  .map(e => e.outerHTML)"""


def opened(browser: Browser, house: House, path: str, role: str, locale: str = "en", **how: Any) -> Page:
    context = browser.new_context(service_workers="block", **how)
    name, _, value = house.roles[role].partition("=")
    context.add_cookies([{"name": name, "value": value, "url": house.url}])
    context.add_cookies([{"name": "controlroom-language", "value": locale, "url": house.url}])
    page = context.new_page()
    page.goto(house.url + path)
    return page


@pytest.mark.parametrize(("where", "locale"), list(product(PAGES, LOCALES)))
def test_measures_are_read_and_decided_on_a_phone(
    browser: Browser, rooms: tuple[House, House], where: tuple[str, str], locale: str
) -> None:
    phone = {"width": 390, "height": 844}
    page = opened(browser, rooms[0], *where, locale, viewport=phone)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(OUTSIDE) == []
    page.context.close()


def test_without_a_script_the_kind_that_was_chosen_has_its_own_fields(
    browser: Browser, rooms: tuple[House, House]
) -> None:
    page = opened(browser, rooms[0], "/measures/new", "shift_leader", java_script_enabled=False)
    page.fill("#file", "site:EU-JL")
    page.select_option("#kind", "patrols")
    page.get_by_role("button", name="Show its fields").press("Enter")
    page.wait_for_selector("#rounds_a_day")
    assert page.locator("#strength").count() == 0
    page.fill("#rounds_a_day", "3")
    page.fill("#service", "Brussels")
    page.fill("#reason", "Grey van")
    page.select_option("#basis", "status")
    page.get_by_role("button", name="Propose", exact=True).click()
    assert "still missing: earliest time" in page.locator("main").inner_text()
    assert page.input_value("#rounds_a_day") == "3"
    page.context.close()
