"""The desk under an officer's hands: two keys, one winner, nothing that jumps."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, Route, ViewportSize, expect

from tests.browser.gallery import Gallery
from tests.browser.samples import ALERTS, LEFT, NOW

pytestmark = pytest.mark.browser


def open_desk(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{address}/desk?picture=busy")
    page.wait_for_selector("html[data-beat]", state="attached")


def order(page: Page) -> list[str]:
    rows: list[str] = page.evaluate("() => [...document.querySelectorAll('.alert')].map(r => r.id)")
    return rows


def test_an_officer_acknowledges_in_two_keys(page: Page, address: str, gallery: Gallery) -> None:
    open_desk(page, address)
    page.keyboard.press("a")
    expect(page.locator("#alert-211")).to_be_focused()
    page.keyboard.press("a")
    expect(page.get_by_role("status")).to_contain_text("Acknowledged: P2 Arrival overdue FALCON")
    assert gallery.posted == [{"id": "211", "seen": "1"}]


def test_whoever_comes_second_is_told_who_was_first(page: Page, address: str, gallery: Gallery) -> None:
    gallery.answer = (409, "fragments/conflict.html", {"by": "Peeters", "at": NOW})
    open_desk(page, address)
    page.locator("#acknowledge-211").click()
    expect(page.get_by_role("alert")).to_have_text("Already acknowledged by Peeters at 14:32.")
    expect(page.locator("#alert-211")).to_be_focused()


def test_a_row_says_sending_until_the_watch_has_answered(page: Page, address: str) -> None:
    open_desk(page, address)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/acknowledgement", hold)
    page.locator("#acknowledge-211").click()
    expect(page.locator("#alert-211[data-sending='sending']")).to_be_visible()
    held[0].continue_()
    expect(page.locator("#alert-211[data-sending]")).to_have_count(0)


def test_an_answer_that_never_came_is_said_and_may_be_asked_again(page: Page, address: str) -> None:
    open_desk(page, address)
    page.route("**/acknowledgement", lambda route: route.abort())
    page.locator("#acknowledge-211").click()
    expect(page.get_by_role("alert")).to_contain_text("No answer from the watch")
    expect(page.locator("#acknowledge-211")).to_be_visible()


def test_without_a_script_the_button_is_a_form_that_posts(page: Page, address: str) -> None:
    open_desk(page, address)
    form = page.locator("#alert-211 form")
    expect(form).to_have_attribute("method", "post")
    expect(form).to_have_attribute("action", "/alerts/211/acknowledgement")


def test_nothing_jumps_while_a_row_has_the_focus(page: Page, address: str, gallery: Gallery) -> None:
    open_desk(page, address)
    page.keyboard.press("j")
    page.keyboard.press("j")
    before = order(page)
    answered = replace(ALERTS[1], acked_by="Peeters", acked_at=NOW)
    gallery.change(alerts=replace(gallery.picture["alerts"], rows=(LEFT, *ALERTS[2:], answered)))
    expect(page.locator("#held")).to_contain_text("1 (P1)")
    assert order(page) == before
    expect(page.locator("#alert-205")).to_be_focused()
    expect(page.locator("#alert-205")).to_contain_text("Peeters")
    expect(page.locator("#alert-211[data-left]")).to_be_visible()


def test_what_waited_is_shown_when_the_officer_asks_or_lets_go(
    page: Page, address: str, gallery: Gallery
) -> None:
    open_desk(page, address)
    page.keyboard.press("j")
    gallery.change(alerts=replace(gallery.picture["alerts"], rows=(LEFT, *ALERTS)))
    expect(page.locator("#held")).to_be_visible()
    page.keyboard.press("n")
    assert order(page)[0] == "alert-212"
    expect(page.locator("#held")).to_be_hidden()
    expect(page.locator("#alert-211")).to_be_focused()


def test_the_last_alert_that_closes_stays_where_it_was_until_it_is_let_go(
    page: Page, address: str, gallery: Gallery
) -> None:
    open_desk(page, address)
    gallery.change(alerts=replace(gallery.picture["alerts"], rows=ALERTS[:1]))
    expect(page.locator(".alert")).to_have_count(1)
    page.keyboard.press("j")
    gallery.change(alerts=replace(gallery.picture["alerts"], rows=()))
    expect(page.locator("#alert-211[data-left='no longer open']")).to_be_focused()
    expect(page.locator("#held")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator("#panel-alerts")).to_contain_text("No open alerts.")


def test_nothing_is_acknowledged_on_a_picture_that_is_stale(
    page: Page, address: str, gallery: Gallery
) -> None:
    open_desk(page, address)
    page.keyboard.press("j")
    gallery.age = 9.0
    expect(page.locator(".cover")).to_be_visible(timeout=4_000)
    page.keyboard.press("a")
    page.wait_for_timeout(200)
    assert gallery.posted == []


def test_the_order_holds_while_the_pointer_is_on_the_list(page: Page, address: str, gallery: Gallery) -> None:
    open_desk(page, address)
    page.locator("#alert-207").hover()
    gallery.change(alerts=replace(gallery.picture["alerts"], rows=(LEFT, *ALERTS)))
    expect(page.locator("#held")).to_be_visible()
    page.locator(".pulse").hover()
    expect(page.locator("#held")).to_be_hidden()
    assert order(page)[0] == "alert-212"


def test_keys_are_letters_again_while_somebody_types(page: Page, address: str, gallery: Gallery) -> None:
    open_desk(page, address)
    page.evaluate("document.body.append(Object.assign(document.createElement('input'), {id: 'typed'}))")
    page.locator("#typed").press_sequentially("ajaka")
    expect(page.locator("#typed")).to_have_value("ajaka")
    assert gallery.posted == []


@pytest.mark.parametrize("size", [{"width": 1920, "height": 1080}, {"width": 390, "height": 844}])
def test_no_row_moves_for_what_is_new_or_for_what_the_watch_says(
    page: Page, address: str, gallery: Gallery, size: ViewportSize
) -> None:
    open_desk(page, address)
    page.set_viewport_size(size)
    page.keyboard.press("j")
    before = page.locator("#alert-211").bounding_box()
    gallery.change(alerts=replace(gallery.picture["alerts"], rows=(LEFT, *ALERTS)))
    expect(page.locator("#held")).to_be_visible()
    assert page.locator("#alert-211").bounding_box() == before
    page.keyboard.press("a")
    expect(page.get_by_role("status").first).to_contain_text("Acknowledged")
    assert page.locator("#alert-211").bounding_box() == before
    gallery.answer = (422, "fragments/problem.html", {"title": "No", "detail": "Because.", "field": ""})
    page.keyboard.press("u")
    expect(page.get_by_role("alert").first).to_contain_text("Because.")
    assert page.locator("#alert-211").bounding_box() == before
