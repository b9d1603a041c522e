"""The page of alarm health as people see it: nothing that axe objects to, nothing cut, usable on a phone."""

from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

LOOKS = ("busy", "month", "calm", "amiss")
LOCALES = ("en", "nl", "fr", "de")
AXE = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
OUTSIDE = """() => [...document.querySelectorAll('.figure *, .choice *, .summary')]
  .filter(e => e.getClientRects().length && e.getBoundingClientRect().right > innerWidth + 1
    && !e.closest('.scroll, .plot, .unseen'))
  .map(e => e.outerHTML)"""


@pytest.mark.parametrize(
    ("look", "scheme", "locale"),
    [*product(LOOKS, ("dark", "light"), ("en",)), *product(("busy", "amiss"), ("dark",), LOCALES[1:])],
)
def test_axe_finds_nothing_on_the_page_of_alarm_health(
    page: Page, address: str, look: str, scheme: str, locale: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{address}/alarm-health?look={look}&lang={locale}")
    for more in page.locator("#content summary").all():
        more.click()
    found = Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(
    ("width", "locale"), [*product((390,), LOCALES), *product((1100, 1280, 1920), ("de",))]
)
def test_nothing_on_the_page_of_alarm_health_is_wider_than_the_screen(
    page: Page, address: str, width: int, locale: str
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{address}/alarm-health?look=busy&lang={locale}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OUTSIDE) == []


def test_on_a_phone_fingers_find_what_is_to_be_pressed(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/alarm-health?look=busy")
    for target in page.locator("button, .tick, summary, .field input, a.rows").all():
        if not target.is_visible():
            continue
        box = target.bounding_box()
        assert box
        assert box["height"] >= 44


def test_every_figure_says_in_words_whether_it_is_good(page: Page, address: str) -> None:
    """With a shape before the words, and no verdict by its hue alone."""
    page.goto(f"{address}/alarm-health?look=busy")
    verdicts = page.locator(".verdict")
    assert verdicts.count() == 9
    for verdict in verdicts.all():
        expect(verdict.locator("svg path")).to_have_count(1)
        assert verdict.inner_text() in (
            *("in order", "near the limit", "beyond the limit", "too little to judge"),
        )
    hue = "e => getComputedStyle(e).color + getComputedStyle(e).backgroundColor"
    greys = set(page.locator(".verdict").evaluate_all(f"all => all.map({hue})"))
    assert len(greys) == 2


def test_a_bar_stands_where_its_hour_is_and_as_high_as_it_was(page: Page, address: str) -> None:
    """The flood of five hours ago made the highest bar; the table below says how many it was."""
    page.goto(f"{address}/alarm-health?look=busy")
    page.locator("#content summary").click()
    rows = page.locator("details tbody tr")
    counts = [int(row.locator("td").first.inner_text()) for row in rows.all()]
    bars = page.locator(".plot__bars").first.locator("rect").all()
    heights = [box["height"] for bar in bars if (box := bar.bounding_box())]
    seen = [count for count in counts if count]
    assert len(heights) == len(seen)
    for height, count in zip(heights, seen, strict=True):
        assert height / max(heights) == pytest.approx(count / max(seen), abs=0.02)
    drawn, place = (
        page.locator(".plot__bars").first.bounding_box(),
        bars[heights.index(max(heights))].bounding_box(),
    )
    assert drawn
    assert place
    middle = (place["x"] + place["width"] / 2 - drawn["x"]) / drawn["width"]
    assert middle == pytest.approx((counts.index(max(counts)) + 0.5) / len(counts), abs=0.02)


def test_a_flood_is_shaded_for_as_long_as_it_lasted(page: Page, address: str) -> None:
    page.goto(f"{address}/alarm-health?look=busy")
    shade, whole = (
        page.locator(".plot__flood").bounding_box(),
        page.locator(".plot__bars").nth(1).bounding_box(),
    )
    assert shade
    assert whole
    hours = 24 + 44 / 60
    assert shade["width"] / whole["width"] * hours * 60 == pytest.approx(17, abs=1.5)


def test_on_paper_the_form_is_left_out_and_the_figures_stay(page: Page, address: str) -> None:
    page.goto(f"{address}/alarm-health?look=busy")
    page.emulate_media(media="print")
    expect(page.locator(".choice")).to_be_hidden()
    expect(page.get_by_role("heading", name="Alarm health")).to_be_visible()
    assert page.locator(".figure").first.evaluate("e => getComputedStyle(e).breakInside") == "avoid"


def test_a_complaint_is_read_out_with_its_field(page: Page, address: str) -> None:
    page.goto(f"{address}/alarm-health?look=amiss")
    expect(page.get_by_label("operators")).to_have_accessible_description("A number from 1 to 50.")
    expect(page.locator("#content").get_by_role("alert")).to_have_text(
        "Nothing was counted: see what is marked."
    )
    expect(page.locator(".figure")).to_have_count(0)
