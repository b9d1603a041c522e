"""A real Chromium for the tests that look."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.gallery import Gallery, served

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def browser(browser_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser_path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def served_gallery() -> Iterator[tuple[Gallery, str]]:
    gallery = Gallery()
    with served(gallery) as url:
        yield gallery, url


@pytest.fixture
def gallery(served_gallery: tuple[Gallery, str]) -> Gallery:
    gallery, _ = served_gallery
    gallery.start_afresh()
    return gallery


@pytest.fixture
def address(served_gallery: tuple[Gallery, str], gallery: Gallery) -> str:
    return served_gallery[1]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page whose every complaint (an error, something the CSP blocked) fails the test."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, service_workers="block")
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda said: complaints.append(said.text) if is_complaint(said.text) else None)
    yield opened
    context.close()
    assert complaints == []


def is_complaint(text: str) -> bool:
    return "Security Policy" in text or "Uncaught" in text
