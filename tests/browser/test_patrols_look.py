"""The page of the patrols as people see it: nothing that axe objects to, nothing cut, usable on a phone."""

from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

LOOKS = ("list", "proposal", "moved", "planned", "amiss", "empty")
AXE = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
OUTSIDE = """() => [...document.querySelectorAll(
    '.site p, .site li, .site b, .field, .field *, td, .day__hours')]
  .filter(e => e.getClientRects().length && e.getBoundingClientRect().right > innerWidth + 1
    && !e.closest('.proposal__scroll'))
  .map(e => e.outerHTML)"""


@pytest.mark.parametrize(
    ("look", "scheme", "locale"),
    [
        *product(LOOKS, ("dark", "light"), ("en",)),
        *product(("proposal", "amiss"), ("dark",), ("nl", "fr", "de")),
    ],
)
def test_axe_finds_nothing_on_the_page_of_the_patrols(
    page: Page, address: str, look: str, scheme: str, locale: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{address}/patrols?look={look}&lang={locale}")
    found = Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(("look", "locale"), list(product(("proposal", "amiss"), ("en", "nl", "fr", "de"))))
def test_the_patrols_can_be_planned_on_a_phone(page: Page, address: str, look: str, locale: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/patrols?look={look}&lang={locale}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(OUTSIDE) == []
    for button in page.locator("button, .tick, select").all():
        if button.is_visible():
            box = button.bounding_box()
            assert box
            assert box["height"] >= 44


@pytest.mark.parametrize("width", [1100, 1280, 1440, 1920])
def test_nothing_on_the_page_of_the_patrols_is_wider_than_the_screen(
    page: Page, address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/patrols?look=proposal")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OUTSIDE) == []


def test_a_site_is_ticked_in_the_list_and_sent_with_the_form(page: Page, address: str) -> None:
    page.goto(f"{address}/patrols?look=amiss")
    page.get_by_role("checkbox", name="Europa building").check()
    with page.expect_request("**/patrols/proposal*") as asked:
        page.get_by_role("button", name="Propose").click()
    assert "site=EUROPA" in asked.value.url


def test_a_complaint_is_read_out_with_its_field(page: Page, address: str) -> None:
    page.goto(f"{address}/patrols?look=amiss")
    expect(page.get_by_label("from")).to_have_accessible_description("A time is written as 21:30.")
    expect(page.get_by_role("alert").first).to_have_text("Nothing was proposed: see what is marked.")


def test_a_strip_marks_each_check_where_it_was_made_in_the_day(page: Page, address: str) -> None:
    """Of the five checks of the embassy of Germany one came at 22:32, seven eighths and a bit of the day."""
    page.goto(f"{address}/patrols?look=list")
    strip = page.locator(".site", has_text="Embassy of Germany").locator(".day")
    whole = strip.bounding_box()
    marks = [mark.bounding_box() for mark in strip.locator(".day__made").all()]
    assert whole
    places = sorted((mark["x"] + mark["width"] / 2 - whole["x"]) / whole["width"] for mark in marks if mark)
    assert len(places) == 5
    assert places[-1] == pytest.approx((22 * 60 + 32) / 1440, abs=0.005)


def test_a_band_across_midnight_is_seen_at_both_ends_of_the_day(page: Page, address: str) -> None:
    page.goto(f"{address}/patrols?look=list")
    assert page.locator(".site", has_text="NATO headquarters").locator(".day__planned").count() == 2


def test_who_only_looks_finds_no_form(page: Page, address: str) -> None:
    page.goto(f"{address}/patrols?look=list&reader")
    expect(page.get_by_role("heading", name="Sites")).to_be_visible()
    assert page.locator("#content form, #content input").count() == 0
