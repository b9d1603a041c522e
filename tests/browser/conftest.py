"""A real Chromium for the tests that look."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.a_demo import Demo, end, start
from tests.browser.every_page import House
from tests.browser.gallery import Gallery, served

ROOT = Path(__file__).parents[2]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

# How long a busy machine may take where nothing was promised; a limit that is promised stands in its test.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser(browser_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser_path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def demo() -> Iterator[Demo]:
    started = start("--port", "0")
    yield started
    end(started)


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


@pytest.fixture(scope="session")
def rooms() -> Iterator[tuple[House, House]]:
    """A room whose pages all have something to show, and one with nothing but its place.

    Whoever writes has a room of their own: other tests read each word of these.
    """
    with a_house("full", "empty") as (full, empty):
        yield full, empty


@pytest.fixture(scope="session")
def network() -> Iterator[House]:
    """A room with companies that report."""
    with a_house("network") as (room,):
        yield room


@contextmanager
def a_house(*names: str) -> Iterator[list[House]]:
    """The rooms of tests/browser/a_room.py."""
    command = [sys.executable, "-m", "tests.browser.a_room", *names]
    running = subprocess.Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True)
    assert running.stdin
    assert running.stdout
    said = json.loads(running.stdout.readline())
    yield [House(**said[name]) for name in names]
    running.stdin.close()
    assert running.wait(timeout=30) == 0
    running.stdout.close()


@pytest.fixture(scope="session")
def site() -> Iterator[dict[str, Any]]:
    """A room under a name, where passkeys work; who may come in stands in tests/browser/a_named_site.py."""
    command = [sys.executable, "-m", "tests.browser.a_named_site"]
    running = subprocess.Popen(command, cwd=ROOT, stdout=PIPE, text=True)
    assert running.stdout
    yield json.loads(running.stdout.readline())
    running.send_signal(signal.SIGTERM)
    running.wait(timeout=20)
    running.stdout.close()
