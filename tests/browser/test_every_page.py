"""Every page, as its routes name them, in each language, by day and by night: axe objects to nothing."""

from collections.abc import Iterator
from datetime import date
from itertools import cycle, product
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from controlroom.auth.audience import LOCALES
from tests.browser.a_sign_in import Newcomer
from tests.browser.conftest import is_complaint
from tests.browser.every_page import House, NoSample, Shown

pytestmark = pytest.mark.browser

LOOKS: Final = list(product(LOCALES, ("dark", "light")))
AXE: Final[dict[str, Any]] = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
OPEN_ALL: Final = """() => {
  for (const bar of document.querySelectorAll('.logline')) { bar.style.position = 'static'; }
  for (const each of document.querySelectorAll('details')) { each.removeAttribute('name'); each.open = true; }
}"""
"""The bar of the log line sticks over what is scrolled under it; axe would measure the rest of that."""
SEND_EMPTY: Final = """(action) => {
  const found = [...document.querySelectorAll('form')].find(e => e.getAttribute('action') === action);
  for (const field of found.querySelectorAll('input, textarea, select')) {
    if (field.type !== 'hidden') { field.required = false; field.disabled = true; }
  }
  found.noValidate = true;
  HTMLFormElement.prototype.submit.call(found);
}"""
FORMS: Final = "() => [...document.querySelectorAll('form[method=post]')].map(e => e.getAttribute('action'))"

ENDS_THE_SESSION: Final = ("/sign-out", "/language")


class Visitor:
    """One browser window for each colour; who is in it changes with the cookie."""

    def __init__(self, browser: Browser, house: House) -> None:
        self.house = house
        self.complaints: list[str] = []
        self.windows = {theme: self._window(browser, theme) for theme in ("dark", "light")}

    def _window(self, browser: Browser, theme: Any) -> Page:
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, color_scheme=theme, service_workers="block"
        )
        page = context.new_page()
        page.on(
            "console", lambda said: self.complaints.append(said.text) if is_complaint(said.text) else None
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def opens(self, path: str, cookie: str, locale: str, theme: str) -> Page:
        page = self.windows[theme]
        page.context.clear_cookies()
        page.context.set_extra_http_headers({})
        pairs = [pair.split("=", 1) for pair in (f"controlroom-language={locale}", cookie) if pair]
        page.context.add_cookies([{"name": n, "value": v, "url": self.house.url} for n, v in pairs])
        page.goto(self.house.url + path, wait_until="load")
        page.evaluate(OPEN_ALL)
        return page

    def sees(self, shown: Shown, locale: str, theme: str) -> str:
        page = self.opens(shown.path, self.house.roles.get(shown.role, ""), locale, theme)
        return objections(page, f"{shown.path} as {shown.role or 'a stranger'}, {locale}, {theme}")

    def close(self) -> None:
        for page in self.windows.values():
            page.context.close()


def objections(page: Page, where: str) -> str:
    """Nothing, or what axe says."""
    found = Axe().run(page, options=AXE)
    return f"{where}: {found.generate_report()}" if found.violations_count else ""


def must_be_clean(found: list[str]) -> None:
    """Says all of it: a comparison would be cut."""
    if any(found):
        pytest.fail("\n".join(filter(None, found)), pytrace=False)


@pytest.fixture(scope="module")
def visitors(browser: Browser, rooms: tuple[House, House]) -> Iterator[tuple[Visitor, Visitor]]:
    full, empty = [Visitor(browser, house) for house in rooms]
    yield full, empty
    full.close()
    empty.close()


def turns() -> Iterator[tuple[str, str]]:
    """Another language and colour for each page, and others tomorrow."""
    begin = date.today().toordinal() % len(LOOKS)  # noqa: DTZ011
    return cycle(LOOKS[begin:] + LOOKS[:begin])


def test_a_new_page_without_a_sample_is_noticed(rooms: tuple[House, House]) -> None:
    full, _ = rooms
    house = House(True, full.url, full.roles, full.screens, [*full.pages, "/new-page/{thing}"])
    with pytest.raises(NoSample, match="/new-page/"):
        _ = house.every_page


@pytest.mark.timeout(600)
def test_axe_finds_nothing_on_any_page(visitors: tuple[Visitor, Visitor]) -> None:
    full, _ = visitors
    looks = turns()
    must_be_clean([full.sees(page, *next(looks)) for page in full.house.every_page])
    assert full.complaints == []


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_axe_finds_nothing_on_any_page_of_a_room_in_which_nothing_is(
    visitors: tuple[Visitor, Visitor],
) -> None:
    _, empty = visitors
    looks = turns()
    must_be_clean([empty.sees(page, *next(looks)) for page in empty.house.every_page])
    assert empty.complaints == []


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("locale", "theme"), LOOKS)
def test_axe_finds_nothing_in_any_language_by_day_or_night(
    visitors: tuple[Visitor, Visitor], locale: str, theme: str
) -> None:
    found = [who.sees(page, locale, theme) for who in visitors for page in who.house.every_page]
    must_be_clean(found)


def test_axe_finds_nothing_on_a_wall_of_the_room(visitors: tuple[Visitor, Visitor]) -> None:
    full, _ = visitors
    for screen, cookie in list(full.house.screens.items())[date.today().toordinal() % 4 :: 4]:  # noqa: DTZ011
        page = full.opens("/wall", cookie, "en", "dark")
        assert objections(page, screen) == ""


def test_axe_finds_nothing_on_a_wall_whose_picture_is_stale(visitors: tuple[Visitor, Visitor]) -> None:
    full, _ = visitors
    page = full.opens("/wall", full.house.screens["fr night"], "fr", "dark")
    page.context.set_offline(True)
    page.route_web_socket("**/ws*", lambda socket: socket.close())
    expect(page.locator("#cover")).to_be_visible(timeout=20_000)
    found = objections(page, "a stale wall")
    page.context.set_offline(False)
    assert found == ""


def walk_in(browser: Browser, site: dict[str, Any], name: str, locale: str, theme: Any) -> list[str]:
    """What axe says of each step of a sign-in with a second factor."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=theme)
    newcomer = Newcomer(context.new_page(), site["url"], name, site["password"], locale)
    found = []
    for step in newcomer.steps():
        newcomer.page.evaluate(OPEN_ALL)
        found.append(objections(newcomer.page, f"{step}, {locale}, {theme}"))
    context.close()
    return found


@pytest.mark.timeout(240)
def test_axe_finds_nothing_on_any_step_of_a_sign_in_with_a_second_factor(
    browser: Browser, site: dict[str, Any]
) -> None:
    must_be_clean(walk_in(browser, site, "today", *next(turns())))


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize(("locale", "theme"), LOOKS)
def test_axe_finds_nothing_on_any_step_of_a_sign_in_in_any_language_by_day_or_night(
    browser: Browser, site: dict[str, Any], locale: str, theme: str
) -> None:
    must_be_clean(walk_in(browser, site, f"{locale}-{theme}", locale, theme))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_axe_finds_nothing_where_a_form_is_refused(visitors: tuple[Visitor, Visitor]) -> None:
    """Each form is sent empty, without a script; what comes back stands in a page."""
    full, _ = visitors
    looks = turns()
    tried: set[str] = set()
    found = []
    refused = 0
    for shown in full.house.every_page:
        locale, theme = next(looks)
        cookie = full.house.roles.get(shown.role, "")
        actions = full.opens(shown.path, cookie, locale, theme).evaluate(FORMS)
        for action in actions:
            if action in tried or action.endswith(ENDS_THE_SESSION):
                continue
            tried.add(action)
            page = full.opens(shown.path, cookie, locale, theme)
            if page.evaluate(FORMS).count(action):
                with page.expect_navigation() as sent:
                    page.evaluate(SEND_EMPTY, action)
                if sent.value.status >= 400:
                    refused += 1
                    found.append(objections(page, f"{action}, sent empty, {locale}, {theme}"))
    must_be_clean(found)
    assert refused > 8
