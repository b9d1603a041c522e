"""The frame of every page under an officer's hands: letters that go, help, search, and what is taken back."""

import pytest
from playwright.sync_api import Page, Route, expect

from controlroom.ui import navigation as nav
from controlroom.ui.navigation import GROUPS, PAGES, open_to
from tests.browser.gallery import ROLES, Gallery

pytestmark = pytest.mark.browser
HERE = ("/alerts", "/patrols", "/alarm-health", "/quarantine", "/out-of-service")
"""Pages of the gallery."""


def open_page(page: Page, address: str, path: str = "/quarantine", width: int = 1440) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}{path}")
    page.wait_for_function("() => !document.querySelector('[data-help]')?.hidden")


@pytest.mark.parametrize("path", HERE)
def test_g_and_its_letter_go_to_a_page(page: Page, address: str, path: str) -> None:
    open_page(page, address, "/quarantine" if path != "/quarantine" else "/alerts")
    letter = next(one.go for one in PAGES if one.path == path)
    page.keyboard.press("g")
    page.keyboard.press(letter)
    page.wait_for_url(f"{address}{path}")


def test_every_page_that_this_role_may_open_has_its_letter_in_the_menu(page: Page, address: str) -> None:
    open_page(page, address)
    letters = page.evaluate("() => [...document.querySelectorAll('[data-go]')].map(a => a.dataset.go)")
    assert letters == [one.go for one in sorted(open_to(ROLES["desk"]), key=_in_the_menu)]


def _in_the_menu(page: nav.Page) -> int:
    return list(GROUPS).index(page.group)


def test_whoever_hesitates_is_shown_the_letters_and_escape_goes_back(page: Page, address: str) -> None:
    open_page(page, address)
    menu = page.locator("#pages .drop__sheet")
    page.keyboard.press("g")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    page.keyboard.press("a")
    assert page.url == f"{address}/quarantine"


def test_a_letter_after_g_is_no_act_at_the_desk(page: Page, address: str, gallery: Gallery) -> None:
    open_page(page, address, "/desk?picture=busy")
    page.keyboard.press("a")
    expect(page.locator("#alert-211")).to_be_focused()
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_url(f"{address}/alerts")
    assert gallery.posted == []


def test_letters_are_letters_while_somebody_types(page: Page, address: str) -> None:
    open_page(page, address, "/out-of-service")
    page.locator("#reason").fill("")
    page.locator("#reason").press_sequentially("ga?/")
    expect(page.locator("#reason")).to_have_value("ga?/")
    expect(page.locator("#help")).to_be_hidden()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+g")
    page.keyboard.press("a")
    assert page.url == f"{address}/out-of-service"


def test_the_question_mark_says_the_keys_of_this_page_and_of_every_page(page: Page, address: str) -> None:
    open_page(page, address, "/desk?picture=busy")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_contain_text("acknowledge")
    expect(page.locator("#help")).to_contain_text("go to a page")
    page.keyboard.press("j")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()


def test_a_menu_is_left_by_escape_and_the_focus_comes_back(page: Page, address: str) -> None:
    open_page(page, address)
    page.locator(".drop--own > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator(".drop--own > summary")).to_be_focused()
    expect(page.locator(".drop--own .drop__sheet")).to_be_hidden()


def test_the_first_tab_leads_past_the_bar(page: Page, address: str) -> None:
    open_page(page, address)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


@pytest.mark.parametrize("locale", ["en", "nl", "fr", "de"])
@pytest.mark.parametrize("width", [390, 768, 1280, 1920])
def test_no_page_is_wider_than_its_screen(page: Page, address: str, locale: str, width: int) -> None:
    for path in ("/desk", *HERE):
        open_page(page, address, f"{path}?lang={locale}", width)
        for menu in ("#pages", ".drop--own"):
            page.locator(f"{menu} > summary").click()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, menu)
            sheet = page.locator(f"{menu} > .drop__sheet").bounding_box()
            assert sheet
            assert sheet["x"] >= 0, (path, menu)
            assert sheet["x"] + sheet["width"] <= width, (path, menu)
            page.keyboard.press("Escape")


# Searching


FOUND = """<p class="found__count" role="status">2 found</p><section class="found"><h2>Sites</h2><ul>
<li><a class="found__hit" href="/alerts"><b>One</b></a></li>
<li><a class="found__hit" href="/patrols"><b>Two</b></a></li></ul></section>"""


def test_a_slash_looks_for_anything_and_the_arrows_walk_through_it(page: Page, address: str) -> None:
    open_page(page, address)
    asked: list[str] = []

    def found(route: Route) -> None:
        asked.append(route.request.url.partition("?q=")[2])
        route.fulfill(body=FOUND, content_type="text/html")

    page.route("**/search?**", found)
    page.keyboard.press("/")
    expect(page.locator("#palette-q")).to_be_focused()
    page.keyboard.type("emb", delay=20)
    expect(page.locator("#palette .found__hit")).to_have_count(2)
    assert asked == ["emb"], "each letter asked anew while somebody was still typing"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#palette .found__hit").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#palette-q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/patrols")


def test_enter_goes_to_the_first_that_was_found(page: Page, address: str) -> None:
    open_page(page, address)
    page.route("**/search?**", lambda route: route.fulfill(body=FOUND, content_type="text/html"))
    page.keyboard.press("/")
    page.keyboard.type("one")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/alerts")


def test_escape_leaves_the_search_and_the_focus_is_where_it_was(page: Page, address: str) -> None:
    open_page(page, address, "/desk?picture=busy")
    page.keyboard.press("j")
    expect(page.locator("#alert-211")).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.press("Escape")
    expect(page.locator("#alert-211")).to_be_focused()


# Taking back


def test_an_acknowledgement_is_taken_back_by_one_key(page: Page, address: str, gallery: Gallery) -> None:
    open_page(page, address, "/desk?picture=busy")
    page.wait_for_selector("html[data-beat]", state="attached")
    page.keyboard.press("a")
    page.keyboard.press("a")
    expect(page.locator("#undo-211")).to_be_visible()
    expect(page.locator("#alert-211")).to_be_focused()
    gallery.answer = (200, "fragments/done.html", {"act": "undo"})
    page.keyboard.press("u")
    expect(page.get_by_role("status").first).to_contain_text("Acknowledgement taken back: P2")
    assert gallery.posted[-1] == {"id": "211", "path": "acknowledgement/end"}
    expect(page.locator("#undo-211")).to_have_count(0)
    page.keyboard.press("u")
    assert len(gallery.posted) == 2


def test_after_ten_seconds_there_is_nothing_left_to_press(page: Page, address: str, gallery: Gallery) -> None:
    page.clock.install()
    open_page(page, address, "/desk?picture=busy")
    page.wait_for_selector("html[data-beat]", state="attached")
    page.keyboard.press("a")
    page.keyboard.press("a")
    button = page.locator("#undo-211 button")
    expect(button).to_be_visible()
    page.evaluate("() => document.querySelector('#undo-211').getAnimations().forEach((one) => one.finish())")
    expect(button).to_be_hidden()
    page.keyboard.press("u")
    assert len(gallery.posted) == 1
