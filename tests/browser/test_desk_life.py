"""An alert's life by keyboard, beside the queue; and a flood, in which nothing jumps either."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.alert_samples import page_of, shelved
from tests.browser.gallery import Gallery
from tests.browser.pictures import flood
from tests.browser.samples import ALERTS, NOW, alert
from tests.browser.test_desk_hands import open_desk, order

pytestmark = pytest.mark.browser


def take_in_hand(page: Page, number: int) -> None:
    page.locator(f"#alert-{number}").focus()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_whole_life_by_keyboard(page: Page, address: str, gallery: Gallery) -> None:
    open_desk(page, address)
    gallery.answer = (200, "fragments/done.html", {"act": "note"})
    take_in_hand(page, 205)
    press(page, "Enter")
    detail = page.locator("#detail")
    expect(detail).to_contain_text("Patrol check missed BE-114")
    expect(page.locator("#alert-205")).to_be_focused()
    for key in ("a", "s", "i"):
        press(page, key)
        expect(page.locator("[data-sending]")).to_have_count(0)
    press(page, "m")
    expect(page.locator("#note-text")).to_be_focused()
    page.keyboard.type("Called the patrol, it is on its way")
    page.locator("#note-text").press("Tab")
    press(page, "Enter")
    expect(page.locator("#note-text")).to_be_hidden()
    page.get_by_role("button", name="was there", exact=True).click()
    expect(detail).not_to_have_attribute("data-sending", "sending")
    take_in_hand(page, 205)
    press(page, "h")
    expect(page.locator("#shelve-until")).to_be_focused()
    page.locator("#shelve-until").select_option("60")
    page.locator("#shelve-reason").fill("Road works")
    page.get_by_role("button", name="Shelve", exact=True).click()
    expect(page.locator("#shelve-reason")).to_be_hidden()
    gallery.pages[205] = shelved(page_of(205))
    gallery.change(alerts=gallery.picture["alerts"])
    expect(detail).to_contain_text("Known works on the mast", timeout=4_000)
    take_in_hand(page, 205)
    press(page, "h")
    expect(detail).not_to_have_attribute("data-sending", "sending")
    take_in_hand(page, 205)
    press(page, "c")
    page.get_by_role("radio", name="false alarm").check()
    page.locator("#close-text").fill("The patrol had been there")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator("#close-text")).to_be_hidden()
    assert [sent.get("path", "acknowledgement") for sent in gallery.posted] == [
        "acknowledgement",
        "assignment",
        "investigation",
        "notes",
        "steps/ask",
        "shelf",
        "shelf/end",
        "closing",
    ]
    assert gallery.posted[1] == {"id": "205", "path": "assignment", "seen": "1", "to": ""}
    assert gallery.posted[3]["text"] == "Called the patrol, it is on its way"
    assert gallery.posted[5] == {
        "id": "205",
        "path": "shelf",
        "seen": "1",
        "until": "60",
        "reason": "Road works",
    }
    assert gallery.posted[7]["disposition"] == "false"


def test_a_refusal_stands_at_its_field_and_the_words_stay(page: Page, address: str, gallery: Gallery) -> None:
    open_desk(page, address)
    why = {"title": "The watch cannot use this", "detail": "say why", "field": "reason"}
    gallery.answer = (422, "fragments/problem.html", why)
    take_in_hand(page, 205)
    press(page, "h")
    page.locator("#shelve-reason").fill("x")
    page.get_by_role("button", name="Shelve", exact=True).click()
    expect(page.locator("#amiss-shelve-reason")).to_have_text("say why")
    expect(page.locator("#said-alert")).to_contain_text("say why")
    expect(page.locator("#shelve-reason")).to_have_value("x")


def test_while_somebody_is_writing_the_words_stay_and_what_was_seen_is_not_renewed(
    page: Page, address: str, gallery: Gallery
) -> None:
    open_desk(page, address)
    take_in_hand(page, 205)
    press(page, "m")
    page.locator("#note-text").fill("half a sent")
    another = page_of(205)
    gallery.pages[205] = replace(another, row=replace(another.row, version=2))
    gallery.change(alerts=gallery.picture["alerts"])
    page.wait_for_timeout(1_500)
    expect(page.locator("#note-text")).to_have_value("half a sent")
    expect(page.locator("#note-text")).to_be_focused()
    expect(page.locator("#detail")).to_have_attribute("data-version", "1")
    press(page, "Escape")
    expect(page.locator("#detail")).to_be_focused()
    page.locator("#note-text").fill("")
    press(page, "Escape")
    gallery.change(alerts=gallery.picture["alerts"])
    expect(page.locator("#detail")).to_have_attribute("data-version", "2")


def test_an_alert_that_cannot_be_shown_says_so(page: Page, address: str) -> None:
    open_desk(page, address)
    page.route("**/alerts/205", lambda route: route.abort())
    take_in_hand(page, 205)
    press(page, "Enter")
    expect(page.locator("#said-alert")).to_contain_text("this alert cannot be shown")
    page.unroute("**/alerts/205")
    press(page, "Enter")
    expect(page.locator("#detail")).to_have_attribute("data-alert", "205")


def test_the_detail_follows_the_row_in_hand_and_escape_goes_one_step_back(page: Page, address: str) -> None:
    open_desk(page, address)
    press(page, "j", "Enter")
    expect(page.locator("#detail")).to_have_attribute("data-alert", "211")
    press(page, "j")
    expect(page.locator("#detail")).to_have_attribute("data-alert", "205")
    expect(page.locator(".alert[data-beside]")).to_have_id("alert-205")
    expect(page.locator("#panel-visits")).to_be_hidden()
    press(page, "Escape")
    expect(page.locator("#detail")).to_have_count(0)
    expect(page.locator("#panel-visits")).to_be_visible()
    expect(page.locator("#alert-205")).to_be_focused()


def test_a_key_right_after_an_act_sees_what_is_shown_beside_the_queue(
    page: Page, address: str, gallery: Gallery
) -> None:
    open_desk(page, address)
    take_in_hand(page, 205)
    press(page, "Enter")
    expect(page.locator("#detail")).to_have_attribute("data-version", "1")
    acknowledged = page_of(205)
    gallery.pages[205] = replace(acknowledged, row=replace(acknowledged.row, version=2))
    press(page, "i")
    expect(page.locator("#detail")).to_have_attribute("data-version", "2")
    expect(page.locator("#alert-205")).to_have_attribute("data-version", "1")
    press(page, "s")
    expect(page.locator("#alert-205")).not_to_have_attribute("data-sending", "sending")
    assert gallery.posted[-1] == {"id": "205", "path": "assignment", "seen": "2", "to": ""}


def test_the_keys_are_explained(page: Page, address: str) -> None:
    open_desk(page, address)
    press(page, "?")
    expect(page.get_by_role("dialog")).to_contain_text("shelve it, or take it off the shelf")
    press(page, "a")
    expect(page.locator("#alert-211")).not_to_be_focused()
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_several_are_ticked_and_acknowledged_at_once_and_ticks_survive_a_drawing(
    page: Page, address: str, gallery: Gallery
) -> None:
    open_desk(page, address)
    low = alert(301, "patrol.missed", 4, "BE-9", "Uccle", 2)
    gallery.change(alerts=replace(gallery.picture["alerts"], rows=(*ALERTS[:2], low)))
    take_in_hand(page, 205)
    press(page, "x")
    take_in_hand(page, 301)
    press(page, "x")
    gallery.change(alerts=replace(gallery.picture["alerts"], rows=(*ALERTS[:2], replace(low, count=2))))
    expect(page.locator("#alert-301")).to_contain_text("×2")
    expect(page.locator("#bulk")).to_contain_text("2")
    gallery.answer = (200, "fragments/done.html", {"act": "acknowledge"})
    page.locator("#bulk button").click()
    expect(page.locator("#bulk")).to_be_hidden()
    assert gallery.posted[0]["path"] == ""
    expect(page.locator("#tick-211")).to_have_count(0)


def test_in_a_flood_a_group_opens_stays_open_and_its_rows_are_walked(
    page: Page, address: str, gallery: Gallery
) -> None:
    open_desk(page, address)
    gallery.picture = flood()
    page.goto(f"{address}/desk?picture=flood")
    page.wait_for_selector("html[data-beat]", state="attached")
    tops = page.locator(".alert-rows > .alert")
    assert tops.count() == 11
    page.locator("[id='group-feed.silent']").focus()
    press(page, "Enter", "j", "j")
    expect(page.locator("#alert-411")).to_be_focused()
    panel = gallery.picture["alerts"]
    more = alert(499, "feed.silent", 3, "VP-99", "", 0.1)
    gallery.change(alerts=replace(panel, rows=(*panel.rows, more)))
    expect(page.locator("#held")).to_contain_text("1 (P3)")
    expect(page.locator("#alert-411")).to_be_focused()
    expect(page.locator("#alert-499")).to_have_count(0)
    press(page, "n")
    expect(page.locator("#alert-499")).to_be_visible()
    expect(page.locator("#alert-411")).to_be_focused()


def test_a_flood_that_begins_moves_no_row_that_is_in_hand(page: Page, address: str, gallery: Gallery) -> None:
    open_desk(page, address)
    take_in_hand(page, 199)
    before = order(page)
    twin = alert(498, "feed.silent", 3, "VP-98", "", 0.1)
    panel = replace(gallery.picture["alerts"], rows=(*ALERTS, twin), flood_since=NOW)
    gallery.change(alerts=panel)
    expect(page.locator("#held")).to_be_visible()
    assert order(page) == before
    expect(page.locator("#alert-199")).to_be_focused()
    press(page, "n")
    expect(page.locator("[id='group-feed.silent']")).to_be_visible()


def test_all_of_a_group_are_acknowledged_with_one_key(page: Page, address: str, gallery: Gallery) -> None:
    page.goto(f"{address}/desk?picture=flood")
    page.wait_for_selector("html[data-beat]", state="attached")
    gallery.answer = (200, "fragments/done.html", {"act": "acknowledge"})
    page.locator("[id='group-patrol.missed']").focus()
    press(page, "a")
    expect(page.locator("#said-status")).to_contain_text("Acknowledged")
    assert gallery.posted[0]["alert"] == "455:1"


def test_on_a_phone_an_alert_has_a_page_of_its_own(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/desk?picture=busy")
    page.locator("#alert-211 a").click()
    page.wait_for_url("**/alerts/211")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_text("Note", exact=False).first.click()
    small = page.evaluate(
        "() => [...document.querySelectorAll('button, summary, select, .acts a')].filter(e => e.offsetParent)"
        ".filter(e => e.getBoundingClientRect().height < 43).map(e => e.textContent)"
    )
    assert small == []


def test_the_page_of_an_alert_has_the_same_keys_and_works_without_a_script(
    page: Page, address: str, gallery: Gallery
) -> None:
    page.goto(f"{address}/alerts/205")
    press(page, "m")
    page.keyboard.type("ahm")
    expect(page.locator("#note-text")).to_have_value("ahm")
    press(page, "Tab", "Enter")
    page.wait_for_url("**/alerts/205/notes")
    page.goto(f"{address}/alerts/205")
    press(page, "i")
    page.wait_for_url("**/alerts/205/investigation")
    assert [(sent["path"], sent.get("text")) for sent in gallery.posted] == [
        ("notes", "ahm"),
        ("investigation", None),
    ]
