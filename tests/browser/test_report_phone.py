"""A company reports from a telephone: within two minutes, without a mouse, and without a script."""

import time
from itertools import product
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from controlroom.auth.audience import LOCALES
from tests.browser.every_page import House
from tests.browser.test_measures_look import opened
from tests.unit.photos import made

pytestmark = pytest.mark.browser

PHONE: Final[Any] = {"width": 390, "height": 844}
TWO_MINUTES_S: Final = 120
A_KEY_S: Final = 0.4
"""How long a thumb takes for a letter; a key in a browser of the tests takes nothing."""
FACTS: Final = "A grey van stopped at the gate for ten minutes, as on Monday"
SMALL: Final = """() => [...document.querySelectorAll('main :is(input, textarea, button, summary, .choice)')]
  .filter(e => !['hidden', 'radio', 'checkbox'].includes(e.type))
  .filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 44)
  .map(e => e.outerHTML)"""
OUTSIDE: Final = """() => [...document.querySelectorAll('main *')]
  .filter(e => e.getClientRects().length && e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.outerHTML.slice(0, 200))"""
FOCUSED: Final = """() => document.activeElement === document.body ? '' :
  (document.activeElement.closest('.choice') ?? document.activeElement).outerHTML"""


class Thumb:
    """Somebody with a keyboard only; each key is counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def goes_to(self, what: str) -> None:
        for _ in range(30):
            if what in self.page.evaluate(FOCUSED):
                return
            self.press("Tab")
        raise AssertionError(f"no way leads to {what}")

    def types(self, where: str, text: str) -> None:
        self.goes_to(f'name="{where}"')
        self.page.keyboard.type(text)
        self.keys += len(text)


def phone(browser: Browser, house: House, path: str = "/report", locale: str = "en", **how: Any) -> Page:
    return opened(browser, house, path, "company", locale, viewport=PHONE, **how)


def test_a_report_is_made_within_two_minutes_on_a_phone_without_a_mouse(
    browser: Browser, network: House
) -> None:
    page = phone(browser, network, has_touch=True)
    began = time.monotonic()
    thumb = Thumb(page)
    thumb.goes_to('name="site"')
    thumb.press("Space")
    thumb.goes_to('name="behaviour"')
    thumb.press("Space")
    thumb.types("facts", FACTS)
    thumb.types("plate", "1-ABC-123")
    thumb.types("colour", "grey")
    thumb.goes_to("report__send")
    thumb.press("Enter")
    expect(page.get_by_text("Your report has arrived.")).to_be_visible()
    assert page.locator("h1").inner_text().startswith("EW-")
    assert FACTS in page.locator("main").inner_text()
    took = time.monotonic() - began + thumb.keys * A_KEY_S
    assert took < TWO_MINUTES_S, f"{took:.0f} s for {thumb.keys} keys"
    page.context.close()


def test_without_a_script_what_was_typed_stays_and_a_photo_with_it(browser: Browser, network: House) -> None:
    page = phone(browser, network, java_script_enabled=False)
    page.get_by_label("South mill").check()
    page.get_by_label("Photography").check()
    page.fill("#facts", FACTS)
    page.fill("#time", "07:99")
    chosen: list[FilePayload] = [
        {"name": "gate.jpg", "mimeType": "image/jpeg", "buffer": made.jpeg()},
        {"name": "script.jpg", "mimeType": "image/jpeg", "buffer": made.gif_and_script()},
    ]
    page.set_input_files("#photos", chosen)
    page.get_by_role("button", name="Send the report").click()
    wrong = page.get_by_role("alert")
    expect(wrong).to_contain_text("What you wrote is still here")
    expect(wrong).to_contain_text("script.jpg: This is no photo")
    assert page.input_value("#facts") == FACTS
    expect(page.get_by_label("South mill")).to_be_checked()
    expect(page.get_by_label("Photography")).to_be_checked()
    expect(page.get_by_alt_text("Photo 1")).to_have_js_property("complete", value=True)
    page.fill("#time", "00:00")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_text("Your report has arrived.")).to_be_visible()
    expect(page.get_by_alt_text("Photo 1")).to_be_visible()
    page.context.close()


@pytest.mark.parametrize(("path", "locale"), list(product(("/report", "/report/yours"), LOCALES)))
def test_the_page_of_a_company_fits_a_phone_and_a_thumb(
    browser: Browser, rooms: tuple[House, House], path: str, locale: str
) -> None:
    page = phone(browser, rooms[0], path, locale)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(SMALL) == []
    page.context.close()
