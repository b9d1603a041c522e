"""The field page on a telephone: without a line, in danger, with another session, without a script."""

import json
from collections.abc import Iterator
from typing import Any, Final
from urllib.request import Request, urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from controlroom.auth.audience import LOCALES
from tests.browser.a_demo import Demo, end, start
from tests.browser.every_page import House
from tests.browser.test_every_page import AXE
from tests.browser.test_measures_look import opened

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PHONE: Final[Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
A_LINE_COMES_BACK_MS: Final = 90_000
"""The longest pause between two attempts is a minute."""
KEPT: Final = """async () => {
  const kept = async () => navigator.serviceWorker.controller && (await caches.match('/field'));
  while (!(await kept())) await new Promise(requestAnimationFrame);
}"""
FORGOTTEN: Final = """async () => {
  while (await caches.has('field')) await new Promise(requestAnimationFrame);
}"""
WAITING: Final = """async (account) => {
  const { rows } = await import('/static/field-queue.js');
  return (await rows(account)).map((row) => ({ feed: row.feed, ...row.body }));
}"""
SMALL: Final = """() => [...document.querySelectorAll('button, summary, select, textarea, main a')]
  .filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 64)
  .map(e => e.outerHTML)"""
MAIN: Final = """() => [...document.querySelectorAll('.press--main')]
  .filter(e => e.getClientRects().length).map(e => e.getBoundingClientRect().height)"""
OUTSIDE: Final = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.getClientRects().length && !e.matches('.unseen') && e.getBoundingClientRect().right > 391)
  .map(e => e.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def night() -> Iterator[Demo]:
    """One demo for all of them, in which nobody reports but the telephones of these tests."""
    started = start("--port", "0")
    yield started
    end(started)


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(**PHONE)
    yield context
    context.set_offline(False)
    context.close()


def signed_in(demo: Demo, context: BrowserContext, name: str) -> Page:
    """At their field page, once it stays on the telephone."""
    page = context.new_page()
    enters(demo, page, name)
    page.evaluate(KEPT)
    return page


def enters(demo: Demo, page: Page, name: str) -> None:
    user = next(one for one in demo.said["users"] if one["name"] == name)
    page.goto(f"{demo.base}/sign-in?next=/field")
    page.fill("input[name=name]", user["name"])
    page.fill("input[name=password]", user["password"])
    page.keyboard.press("Enter")
    expect(page.locator("#line")).to_have_text("On line")


def strip(page: Page) -> Locator:
    return page.locator("#waiting")


def round_of(page: Page) -> Locator:
    return page.locator("#tasks section", has_text="My round").locator("article").first


def checks_ok(page: Page) -> None:
    round_of(page).get_by_role("button", name="Check OK").click()


def finds(page: Page, words: str) -> None:
    task = round_of(page)
    task.locator("summary", has_text="Finding").click()
    task.locator("textarea").fill(words)
    task.get_by_role("button", name="Send the finding").click()


def sees(page: Page, words: str) -> None:
    page.locator("#incident summary").click()
    page.locator("#incident textarea").fill(words)
    page.get_by_role("button", name="Send the incident").click()


def sent_by_token(demo: Demo, unit: str, feed: str, report: dict[str, Any]) -> tuple[int, int]:
    """200 and the first number, if it is on disk already."""
    token = next(one["token"] for one in demo.said["units"] if one["call_sign"] == unit)
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    request = Request(f"{demo.base}/feeds/{feed}", json.dumps(report).encode(), headers)
    with urlopen(request, timeout=30) as answer:
        return answer.status, json.load(answer)["seq"]


def test_three_presses_without_a_line_are_three_records_in_their_order_and_each_once(
    night: Demo, phone: BrowserContext
) -> None:
    page = signed_in(night, phone, "leroy")
    phone.set_offline(True)
    checks_ok(page)
    expect(strip(page)).to_contain_text("waiting: 1")
    finds(page, "A window is open")
    expect(strip(page)).to_contain_text("waiting: 2")
    page.close()

    page = phone.new_page()
    page.goto(f"{night.base}/field")
    expect(strip(page)).to_contain_text("waiting: 2")
    expect(page.locator("#line")).to_have_text("No line")
    sees(page, "A grey van again")
    expect(strip(page)).to_contain_text("waiting: 3, oldest 0 min")
    kept = page.evaluate(WAITING, "leroy")
    assert [one.get("kind") for one in kept] == ["check", "finding", "suspicious_vehicle"]
    assert [one["seq"] for one in kept] == [kept[0]["seq"] + n for n in range(3)]

    phone.set_offline(False)
    sent = page.locator("#told li[data-state=sent]")
    expect(sent).to_have_count(3, timeout=A_LINE_COMES_BACK_MS)
    expect(strip(page)).not_to_contain_text("waiting:")
    assert page.evaluate(WAITING, "leroy") == []
    known = [sent_by_token(night, "PAT-1", one.pop("feed"), one) for one in kept]
    assert [status for status, _ in known] == [200, 200, 200]
    numbers = [seq for _, seq in known]
    assert numbers == sorted(numbers)
    said = "\n".join(sent.all_inner_texts())
    assert all(f"no. {seq}" in said for seq in numbers)


def test_two_touches_call_for_help_at_the_desk_and_nothing_changes_but_a_dot(
    night: Demo, browser: Browser, phone: BrowserContext
) -> None:
    page = signed_in(night, phone, "maertens")
    desk = browser.new_context().new_page()
    night.sign_in(desk, "maes")
    calls = desk.locator("#panel-alerts .alert[data-priority='1']", has_text="ESC-9")
    before = page.locator("body").inner_text()
    button, dot = page.get_by_role("button", name="Duress"), page.locator("#dot")
    button.click()
    expect(dot).to_have_attribute("data-state", "armed")
    expect(calls).to_have_count(0)
    button.click()
    expect(calls).to_be_visible()
    expect(dot).to_have_attribute("data-state", "sent")
    assert page.locator("body").inner_text() == before
    assert page.evaluate(WAITING, "maertens") == []
    desk.context.close()


def test_a_call_for_help_is_sent_before_all_that_waits(night: Demo, phone: BrowserContext) -> None:
    page = signed_in(night, phone, "leroy")
    phone.set_offline(True)
    sees(page, "Somebody follows us")
    expect(strip(page)).to_contain_text("waiting: 1")
    before = page.locator("body").inner_text()
    button = page.get_by_role("button", name="Duress")
    button.click()
    button.click()
    expect(page.locator("#dot")).to_have_attribute("data-state", "waiting")
    assert page.locator("body").inner_text() == before
    kept = page.evaluate(WAITING, "leroy")
    phone.set_offline(False)
    expect(page.locator("#dot")).to_have_attribute("data-state", "sent", timeout=A_LINE_COMES_BACK_MS)
    expect(page.locator("#told li[data-state=sent]")).to_have_count(1, timeout=A_LINE_COMES_BACK_MS)
    words, duress = (sent_by_token(night, "PAT-1", one.pop("feed"), one) for one in kept)
    assert (words[0], duress[0]) == (200, 200)
    assert duress[1] < words[1]


def test_what_is_refused_is_shown_with_its_reason_and_holds_nothing_up(
    night: Demo, phone: BrowserContext
) -> None:
    page = signed_in(night, phone, "leroy")
    round_of(page).locator("input[name=site]").first.evaluate("one => { one.value = 'NOWHERE' }")
    checks_ok(page)
    refused = page.locator("#told li[data-state=refused]")
    expect(refused).to_contain_text("NOWHERE")
    expect(strip(page)).to_contain_text("refused: 1")
    sees(page, "A man at the gate")
    expect(page.locator("#told li[data-state=sent]")).to_have_count(1)
    page.reload()
    expect(refused).to_contain_text("NOWHERE")
    refused.get_by_role("button", name="Remove").click()
    expect(refused).to_have_count(0)
    assert page.evaluate(WAITING, "leroy") == []


def test_what_one_account_kept_another_neither_sees_nor_sends(night: Demo, phone: BrowserContext) -> None:
    page = signed_in(night, phone, "leroy")
    phone.set_offline(True)
    sees(page, "For the eyes of PAT-1")
    expect(strip(page)).to_contain_text("waiting: 1")
    page.close()
    phone.set_offline(False)
    phone.clear_cookies()

    page = signed_in(night, phone, "maertens")
    expect(page.locator("h1")).to_have_text("ESC-9")
    expect(page.locator("#reports")).to_be_hidden()
    expect(strip(page)).to_be_empty()
    assert len(page.evaluate(WAITING, "leroy")) == 1
    phone.clear_cookies()

    enters(night, page, "leroy")
    expect(page.locator("#told li[data-state=sent]")).to_have_count(1)
    assert page.evaluate(WAITING, "leroy") == []


def test_whoever_has_no_session_any_more_signs_in_again_and_nothing_is_lost(
    night: Demo, phone: BrowserContext
) -> None:
    page = signed_in(night, phone, "leroy")
    phone.clear_cookies()
    sees(page, "Two men in a car")
    expect(page.locator("#signed-out")).to_be_visible()
    expect(strip(page)).to_contain_text("waiting: 1")
    enters(night, page, "leroy")
    expect(page.locator("#told li[data-state=sent]")).to_have_count(1)


def test_whoever_signs_out_leaves_no_page_behind(night: Demo, phone: BrowserContext) -> None:
    page = signed_in(night, phone, "leroy")
    page.locator("footer summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("input[name=password]")).to_be_visible()
    page.evaluate(FORGOTTEN)


def test_a_touch_that_bounces_is_one_report_and_other_words_at_once_are_another(
    night: Demo, phone: BrowserContext
) -> None:
    page = signed_in(night, phone, "leroy")
    phone.set_offline(True)
    round_of(page).get_by_role("button", name="Check OK").evaluate("one => { one.click(); one.click() }")
    expect(strip(page)).to_contain_text("waiting: 1")
    sees(page, "A grey van")
    sees(page, "Another grey van")
    expect(strip(page)).to_contain_text("waiting: 3")
    kept = page.evaluate(WAITING, "leroy")
    assert [one.get("text") for one in kept] == [None, "A grey van", "Another grey van"]
    phone.set_offline(False)
    expect(page.locator("#told li[data-state=sent]")).to_have_count(3, timeout=A_LINE_COMES_BACK_MS)


def test_without_a_script_a_press_is_a_report_too(night: Demo, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, **PHONE)
    page = context.new_page()
    user = next(one for one in night.said["users"] if one["name"] == "leroy")
    page.goto(f"{night.base}/sign-in?next=/field")
    page.fill("input[name=name]", user["name"])
    page.fill("input[name=password]", user["password"])
    page.keyboard.press("Enter")
    checks_ok(page)
    expect(page.locator("main")).to_contain_text("Sent, no.")
    context.close()


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("theme", ["night", "day"])
def test_the_field_page_fits_a_phone_and_a_glove_by_night_and_day(
    browser: Browser, rooms: tuple[House, House], locale: str, theme: str
) -> None:
    for house in rooms:
        page = opened(browser, house, "/field", "field_unit", locale, **PHONE)
        page.evaluate("(theme) => localStorage.setItem('field-theme', theme)", theme)
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        expect(page.locator("#duress")).to_be_visible()
        page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.evaluate(OUTSIDE) == []
        assert page.evaluate(SMALL) == []
        assert min(page.evaluate(MAIN), default=88) >= 88
        found = Axe().run(page, options=AXE)
        assert found.violations_count == 0, found.generate_report()
        page.context.close()
