"""Somebody who is signed in at a desk, with a browser of their own, a mouse and a keyboard."""

import re

from playwright.sync_api import Browser, Locator, Page, Response, ViewportSize, expect

from tests.browser.a_demo import Demo

WIDE: ViewportSize = {"width": 1920, "height": 1080}
PATIENCE_MS = 20_000
"""How long things may take is measured elsewhere."""


class Colleague:
    """One person of the demo, by the name that they sign in with."""

    def __init__(self, browser: Browser, demo: Demo, name: str) -> None:
        self.page = browser.new_context(viewport=WIDE).new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.demo = demo
        self.name = name
        self.answers: list[Response] = []
        self.page.on("response", self._answered)
        self._sign_in()

    def _answered(self, response: Response) -> None:
        self.answers.append(response)

    def _sign_in(self) -> None:
        password = next(user["password"] for user in self.demo.said["users"] if user["name"] == self.name)
        self.page.goto(f"{self.demo.base}/sign-in")
        self.page.fill("#name", self.name)
        self.page.fill("input[name=password]", password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def goes_to(self, path: str, heading: str = "") -> None:
        self.page.goto(self.demo.base + path)
        if heading:
            self.sees_heading(heading)

    def sees_heading(self, name: str) -> None:
        heading = self.page.get_by_role("heading", name=re.compile(f"^{re.escape(name)}"), level=1)
        expect(heading).to_be_attached(timeout=PATIENCE_MS)

    def sees(self, *words: str, at: str = "main") -> Locator:
        """The first that is there, with each of these words in it."""
        place = self.page.locator(at)
        for said in words:
            place = place.filter(has_text=said)
        expect(place.first).to_be_visible(timeout=PATIENCE_MS)
        return place.first

    def writes(self, at: str = "main", **fields: str) -> None:
        """By the names of the fields, into one form; what begins to be a choice is chosen."""
        form = self.page.locator(at)
        for name, value in fields.items():
            field = form.locator(f"[name='{name.replace('__', '-')}']").first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def chooses(self, name: str, value: str, at: str = "main") -> None:
        """One of several, or one more of them."""
        self.page.locator(at).locator(f"[name='{name}'][value='{value}']").check()

    def ticks(self, label: str, at: str = "main") -> None:
        self.page.locator(at).get_by_label(label).first.check()

    def sends(self, button: str, at: str = "main") -> None:
        """Press it and wait for the page that answers; nobody here is ever told that the server failed."""
        self.answers.clear()
        with self.page.expect_navigation():
            self.page.locator(at).get_by_role("button", name=button).first.click()
        assert not [answer.url for answer in self.answers if answer.status >= 500]


def wall_of(browser: Browser, demo: Demo) -> Page:
    """The screen that hangs in front of them all, in a browser of its own; it is never loaded again."""
    wall = browser.new_context(viewport=WIDE).new_page()
    wall.goto(demo.wall)
    wall.wait_for_selector("html[data-beat]", state="attached", timeout=PATIENCE_MS)
    return wall
