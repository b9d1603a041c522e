"""An administrator before the real program: a unit reports until it may not, a screen is cut off."""

from datetime import UTC, datetime
from urllib.parse import quote
from uuid import uuid4

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.a_demo import Demo
from tests.browser.test_whole_way import live

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
ADMINISTRATOR = "wouters"


def sign_in(page: Page, demo: Demo) -> None:
    user = next(u for u in demo.said["users"] if u["name"] == ADMINISTRATOR)
    page.goto(f"{demo.base}/admin")
    page.fill("input[name=name]", user["name"])
    page.fill("input[name=password]", user["password"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Administration")


def report(demo: Demo, token: str) -> int:
    """As a machine sends it."""
    said = {"id": str(uuid4()), "at": datetime.now(UTC).isoformat(), "kind": "other", "text": "grey van"}
    bearer = {"authorization": f"Bearer {token}"}
    return httpx2.post(f"{demo.base}/feeds/incidents", json=said, headers=bearer, trust_env=False).status_code


def confirm(page: Page, summary: str, name: str, button: str) -> None:
    """By keyboard: open it, type the name of the thing, send."""
    page.locator("summary", has_text=summary).first.focus()
    page.keyboard.press("Enter")
    field = page.locator("details[open] input[name=confirm]").first
    field.fill(name)
    page.locator("details[open]").get_by_role("button", name=button).click()


def test_a_unit_reports_with_its_token_until_an_administrator_revokes_it(demo: Demo, page: Page) -> None:
    sign_in(page, demo)
    page.goto(f"{demo.base}/admin/units")
    page.get_by_label("Call sign").fill("VP-99")
    page.get_by_role("button", name="Add the unit").click()
    token = page.locator(".told__secret").inner_text()
    assert token not in page.url
    assert report(demo, token) == 201
    page.goto(f"{demo.base}/admin/units/VP-99")
    expect(page.get_by_text("last heard").or_(page.get_by_text("Last heard"))).to_be_visible()
    assert token not in page.content()
    confirm(page, "Revoke token", "VP-98", "Revoke it")
    expect(page.get_by_text("Type the name exactly as it stands here.")).to_be_visible()
    assert report(demo, token) == 201
    page.goto(f"{demo.base}/admin/units/VP-99")
    confirm(page, "Revoke token", "VP-99", "Revoke it")
    expect(page.get_by_text("It has no token")).to_be_visible()
    assert report(demo, token) == 401


def test_a_revoked_screen_says_so_within_thirty_seconds(demo: Demo, page: Page, browser: Browser) -> None:
    sign_in(page, demo)
    page.goto(f"{demo.base}/admin/screens")
    page.get_by_label("Name").fill("north wall")
    page.get_by_role("button", name="Add the screen").click()
    link = page.locator(".told__secret").inner_text()
    expect(page.locator("svg.qr")).to_be_visible()
    room = browser.new_context(viewport={"width": 1920, "height": 1080}, service_workers="block")
    wall = room.new_page()
    wall.goto(link)
    live(wall)
    here = f"{demo.base}/admin/screens/{quote('north wall')}"
    page.goto(here)
    page.get_by_label("New name").fill("east wall")
    page.get_by_role("button", name="Rename the screen").click()
    expect(wall.locator("html[data-screen='east wall']")).to_be_attached(timeout=30_000)
    live(wall)
    confirm(page, "Revoke this screen", "east wall", "Revoke east wall")
    expect(page.get_by_text("It was revoked.")).to_be_visible()
    expect(wall.locator("#cover")).to_be_visible(timeout=30_000)
    assert wall.locator("html").get_attribute("data-why") == "revoked"
    room.close()
