"""Somebody at a desk who has a keyboard and no mouse."""

import time

import pyotp
from playwright.sync_api import Page, expect

FURTHEST = 120
"""As often as anybody would press Tab on one page, and more."""

FOCUSED = """() => {
  const at = document.activeElement;
  const label = at.labels && at.labels.length ? at.labels[0].textContent : "";
  return [at.getAttribute("aria-label") || "", at.textContent, label, at.getAttribute("placeholder") || ""]
    .map((one) => one.replace(/\\s+/g, " ").trim());
}"""


class Hands:
    """All that is done here is done by keys."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def tab_to(self, name: str) -> None:
        """Press Tab until what is so called has the focus; it must be somewhere on the way."""
        for _ in range(FURTHEST):
            if any(said.startswith(name) for said in self.page.evaluate(FOCUSED) if said):
                return
            self.press("Tab")
        raise AssertionError(f"Tab does not reach {name!r} on {self.page.url}")

    def push(self, name: str, then: str = "") -> None:
        """A button or a link; `then`: the heading of the page that it leads to."""
        self.tab_to(name)
        self.press("Enter")
        if then:
            self.sees_heading(then)

    def sees_heading(self, name: str) -> None:
        expect(self.page.get_by_role("heading", name=name, exact=True, level=1)).to_be_attached(
            timeout=10_000
        )

    def go(self, letter: str, heading: str) -> None:
        """By g and the letter of the page, once the page listens to keys."""
        self.page.locator("[data-help]:not([hidden])").wait_for()
        self.press("Escape", "g", letter)
        self.sees_heading(heading)

    def give_name_and_password(self, name: str, password: str) -> None:
        self.page.goto(f"{self.base}/sign-in")
        self.page.locator("#name:focus").wait_for()
        self.type(name)
        self.press("Tab")
        self.type(password)
        self.press("Enter")

    def add_a_code_app(self, password: str) -> pyotp.TOTP:
        """As somebody does who takes the secret from the screen into an app."""
        self.go("y", "Your account")
        self._tab_into("/account/factors/app")
        self.type(password)
        self.press("Enter")
        self.sees_heading("A code app")
        app = pyotp.TOTP(self.page.locator(".app__secret").inner_text().replace(" ", ""))
        self.type(app.now())
        self.press("Enter")
        self.sees_heading("Recovery codes")
        return app

    def _tab_into(self, action: str) -> None:
        """To the first field of the form that is sent there."""
        form = "document.activeElement.closest('form')?.getAttribute('action')"
        for _ in range(FURTHEST):
            self.press("Tab")
            if self.page.evaluate(form) == action:
                return
        raise AssertionError(f"Tab does not reach the form {action}")

    def sign_out(self, name: str) -> None:
        self.push(name)
        self.push("Sign out")
        self.sees_heading("Sign in")


def next_code(app: pyotp.TOTP) -> str:
    """That of the next half minute, which counts already: the one of now was used."""
    return app.at(int(time.time()) + 30)
