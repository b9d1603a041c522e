"""Somebody who signs in with a second factor, from the first one on, step by step."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pyotp
from playwright.sync_api import Page, expect

from tests.browser.hands import next_code

SECURITY_KEY: Final = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
NOT_IT: Final = "not the password"
NO_CODE: Final = "000000"


def put_a_key_in(page: Page) -> None:
    """A security key in the port of its browser."""
    port = page.context.new_cdp_session(page)
    port.send("WebAuthn.enable")
    port.send("WebAuthn.addVirtualAuthenticator", {"options": SECURITY_KEY})


@dataclass
class Newcomer:
    """Found by the names of fields and forms alone, so in every language."""

    page: Page
    url: str
    name: str
    password: str
    locale: str

    def steps(self) -> Iterator[str]:
        """What is in the page whenever one is yielded."""
        put_a_key_in(self.page)
        self._says(NOT_IT)
        yield self._sees("a wrong password", ".problem", "/sign-in")
        self._says(self.password)
        yield self._sees("enrolment", ".passkey button", "/sign-in/enrolment")
        app = self._app()
        self._answers(NO_CODE)
        yield self._sees("a wrong code at enrolment", "#problem", "/sign-in/enrolment")
        self._answers(app.now())
        yield self._sees("recovery codes", ".codes code", "/sign-in/enrolment")
        self._says(self.password)
        yield self._sees("the second step", "#code", "/sign-in/factor")
        self._answers(NO_CODE)
        yield self._sees("a wrong code", "#problem", "/sign-in/factor")
        self._answers(next_code(app))
        yield self._sees("an account with an app", "#factors details", "/account")
        yield from self._adds_a_passkey()
        yield from self._makes_new_codes()
        self._says(self.password)
        yield self._sees("the second step with a passkey", ".passkey button", "/sign-in/factor")
        self.page.click(".passkey button")
        yield self._sees("an account with both", "#factors details >> nth=1", "/account")

    def _adds_a_passkey(self) -> Iterator[str]:
        for password, step, shown in (
            (NOT_IT, "a wrong password for a passkey", ".passkey .problem:not(:empty)"),
            (self.password, "a passkey that was added", "#factors details >> nth=1"),
            (self.password, "a passkey that was there", ".passkey .problem:not(:empty)"),
        ):
            self.page.fill("#passkey-password", password)
            self.page.click(".passkey button")
            yield self._sees(step, shown, "/account")

    def _makes_new_codes(self) -> Iterator[str]:
        for form, step, shown, path in (
            ("codes", "new recovery codes", ".codes code", "/account/recovery-codes"),
            ("app", "another app", ".app__secret", "/account/factors/app"),
        ):
            self.page.goto(f"{self.url}/account")
            self.page.fill(f"#password-{form}", self.password)
            self.page.press(f"#password-{form}", "Enter")
            yield self._sees(step, shown, path)
        self._answers(NO_CODE)
        yield self._sees("a wrong code of another app", "#problem", "/account/factors/app/proof")

    def _says(self, password: str) -> None:
        """From outside."""
        self.page.context.clear_cookies()
        language = {"name": "controlroom-language", "value": self.locale, "url": self.url}
        self.page.context.add_cookies([language])  # type: ignore[list-item]
        self.page.goto(f"{self.url}/sign-in?next=/account")
        self.page.fill("#name", self.name)
        self.page.fill("#password", password)
        self.page.press("#password", "Enter")

    def _app(self) -> pyotp.TOTP:
        return pyotp.TOTP(self.page.locator(".app__secret").inner_text().replace(" ", ""))

    def _answers(self, code: str) -> None:
        self.page.fill("#code", code)
        self.page.press("#code", "Enter")

    def _sees(self, step: str, shown: str, path: str) -> str:
        """The step, once it is there as a whole and in the language that was asked for."""
        self.page.wait_for_url(
            lambda at: at.removeprefix(self.url).partition("?")[0].partition("#")[0] == path
        )
        expect(self.page.locator(shown).first).to_be_visible()
        expect(self.page.locator("html")).to_have_attribute("lang", self.locale)
        return step
