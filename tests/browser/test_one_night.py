"""A night at the desk without a mouse, from the sign-in by two factors to the two signatures at its end."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.a_demo import Demo
from tests.browser.hands import Hands, next_code

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

PATIENCE_MS = 10_000
"""How long things may take is measured elsewhere."""


class Officer(Hands):
    """Whose browser this is."""

    def __init__(self, page: Page, demo: Demo, name: str) -> None:
        super().__init__(page, demo.base)
        self.name = name
        self.password = next(user["password"] for user in demo.said["users"] if user["name"] == name)

    def sign_in(self) -> None:
        self.give_name_and_password(self.name, self.password)
        self.sees_heading("Desk")

    def sign_in_by_two_factors(self, code: str) -> None:
        self.give_name_and_password(self.name, self.password)
        self.sees_heading("Second step")
        self.type(code)
        self.press("Enter")
        self.sees_heading("Desk")

    def open_alert(self, title: str) -> Locator:
        """Walk the queue to it and open it beside the queue; what is new may wait behind n."""
        row, held = self.page.locator("#panel-alerts .alert", has_text=title), self.page.locator("#held")
        row.or_(held).locator("visible=true").first.wait_for(timeout=PATIENCE_MS)
        if held.is_visible():
            self.press("n")
        row.wait_for(timeout=PATIENCE_MS)
        for _ in range(20):
            self.press("j")
            if row.evaluate("row => row === document.activeElement || row.contains(document.activeElement)"):
                break
        self.press("Enter")
        detail = self.page.locator("#detail")
        expect(detail).to_contain_text(title, timeout=PATIENCE_MS)
        return detail

    def log(self, line: str) -> None:
        """One line, from wherever one is, and back to where one was."""
        self.press("l")
        expect(self.page.locator("#logline-text")).to_be_focused()
        self.type(line)
        self.press("Enter")
        expect(self.page.locator("#logline-status")).to_contain_text("no.", timeout=PATIENCE_MS)
        self.press("Escape")

    def has_done(self, deed: str) -> None:
        expect(self.page.locator("#detail .deed", has_text=deed).first).to_be_visible(timeout=PATIENCE_MS)

    def tick_all(self) -> None:
        """From the first to the last; of an alert that somebody has in hand, Space says "I take it over"."""
        items, left = self.page.locator(".carry"), self.page.locator(".carry:not([data-ticked])")
        for n in range(items.count()):
            self.press("j")
            expect(items.nth(n)).to_be_focused(timeout=PATIENCE_MS)
            self.press("Space")
            expect(items.nth(n)).to_have_attribute("data-ticked", "", timeout=PATIENCE_MS)
        expect(left).to_have_count(0)

    def sign(self) -> None:
        self.tab_to("Your password")
        self.type(self.password)
        self.press("Enter")


def handed_over(outgoing: Officer, incoming: Officer) -> None:
    """From one to the other, both at their own desks."""
    outgoing.go("h", "Handover")
    outgoing.push("Prepare the handover")
    outgoing.page.locator(".progress").wait_for()
    incoming.go("h", "Handover")
    incoming.push("I take over")
    incoming.page.locator(".carry[tabindex]").first.wait_for()
    incoming.tick_all()
    outgoing.sign()
    expect(outgoing.page.locator(".party__signed")).to_have_count(1, timeout=PATIENCE_MS)
    incoming.sign()
    incoming.page.wait_for_url("**/handovers/*", timeout=PATIENCE_MS)
    expect(incoming.page.locator("main")).to_contain_text("signed", timeout=PATIENCE_MS)


def test_one_night_by_keyboard(demo: Demo, browser: Browser) -> None:
    contexts = [browser.new_context(viewport={"width": 1920, "height": 1080}) for _ in range(2)]
    maes = Officer(contexts[0].new_page(), demo, "maes")
    dubois = Officer(contexts[1].new_page(), demo, "dubois")
    maes.sign_in()
    dubois.sign_in()
    app = dubois.add_a_code_app(dubois.password)
    dubois.push("I have kept them", then="Your account")
    dubois.sign_out("Capt. Dubois")
    dubois.sign_in_by_two_factors(next_code(app))

    handed_over(outgoing=maes, incoming=dubois)
    dubois.go("d", "Desk")
    dubois.page.wait_for_selector("html[data-beat]", state="attached", timeout=PATIENCE_MS)
    demo.report("incidents", "EU-07A", kind="breach", site="JL", priority=2, text="Fence cut")
    breach(dubois)
    missed_check(dubois)
    dubois.log("Told the embassy that the check comes late @EU-07")
    dubois.go("l", "Watch log")
    expect(dubois.page.locator("#lines")).to_contain_text("Told the embassy that the check comes late")
    expect(dubois.page.locator("#lines")).to_contain_text("Capt. Dubois")
    dubois.go("x", "Situation report")
    report = dubois.page.locator("main")
    for said in ("Told the embassy that the check comes late", "Breach", "Patrol check missed"):
        expect(report).to_contain_text(said)
    handed_over(outgoing=dubois, incoming=maes)
    for context in contexts:
        context.close()


def breach(officer: Officer) -> None:
    """Acknowledged, taken in hand, somebody called, and closed."""
    detail = officer.open_alert("Breach")
    officer.press("a")
    officer.has_done("Acknowledged")
    officer.press("s")
    officer.has_done("Assigned to Capt. Dubois")
    officer.press("e")
    officer.push("Call now")
    officer.has_done("Called")
    officer.press("c")
    officer.press("Space", "Tab")
    officer.type("The fence is mended")
    officer.push("Close")
    officer.has_done("Closed: true")
    expect(detail).to_be_visible()


def missed_check(officer: Officer) -> None:
    """Set aside for an hour, because somebody knows why."""
    officer.open_alert("Patrol check missed")
    officer.press("a")
    officer.has_done("Acknowledged")
    officer.press("h")
    officer.tab_to("Why")
    officer.type("The street is closed for works until noon")
    officer.push("Shelve")
    officer.has_done("Shelved")
