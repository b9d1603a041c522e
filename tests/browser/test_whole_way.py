"""The real program in a real browser: a report changes the wall, a dead server is seen, two officers race."""

import os
import signal
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.a_demo import Demo, end, start, walk_to

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
STALE_WITHIN_MS = 6_500
"""Six seconds and what a look at the page costs."""


def live(page: Page) -> None:
    page.wait_for_selector("html[data-beat]", state="attached", timeout=10_000)
    expect(page.locator("#cover")).to_be_hidden(timeout=10_000)
    expect(page.locator(".pulse__live")).to_be_visible()


def test_a_report_changes_the_wall_without_a_reload(demo: Demo, page: Page) -> None:
    page.goto(demo.wall)
    live(page)
    page.evaluate("window.loadedOnce = true")

    demo.report(
        "incidents", "EU-07A", kind="suspicious_vehicle", site="JL", priority=2, text="White van, no plates"
    )

    alert = page.locator("#panel-alerts .alert", has_text="Suspicious vehicle")
    expect(alert).to_be_visible(timeout=1_000)
    expect(page.locator("#panel-incidents")).to_contain_text("White van, no plates")
    assert page.evaluate("window.loadedOnce")


def test_hostile_words_are_shown_as_words(demo: Demo, page: Page) -> None:
    page.goto(demo.wall)
    live(page)
    words = "<img src=x onerror=alert(1)><script>document.title='owned'</script>"
    demo.report("incidents", "EU-07A", kind="threat", priority=2, text=words)

    expect(page.locator("#panel-incidents")).to_contain_text("<img src=x", timeout=1_000)
    assert page.locator("#panel-incidents img").count() == 0
    assert page.title() != "owned"


def test_a_stopped_server_is_seen_within_six_seconds_and_the_wall_comes_back_by_itself(
    demo: Demo, page: Page
) -> None:
    page.goto(demo.wall)
    live(page)
    on_the_wall = page.locator("#panel-visits b").all_inner_texts()

    os.kill(demo.process.pid, signal.SIGSTOP)
    stopped = time.monotonic()
    expect(page.locator("#cover")).to_be_visible(timeout=STALE_WITHIN_MS)
    assert time.monotonic() - stopped <= STALE_WITHIN_MS / 1000
    expect(page.locator("#cover")).to_contain_text("STALE")
    assert page.locator("#panel-visits b").all_inner_texts() == on_the_wall

    os.kill(demo.process.pid, signal.SIGCONT)
    expect(page.locator("#cover")).to_be_hidden(timeout=10_000)
    live(page)


def test_a_wall_whose_server_was_killed_says_so_and_is_live_after_a_new_start(
    tmp_path: Path, page: Page
) -> None:
    first = start("--port", "0", "--data-dir", str(tmp_path))
    port = first.base.rpartition(":")[2]
    page.goto(first.wall)
    live(page)
    end(first, signal.SIGKILL)
    expect(page.locator("#cover")).to_be_visible(timeout=STALE_WITHIN_MS)

    second = start("--port", port, "--data-dir", str(tmp_path))
    expect(page.locator("#cover")).to_be_hidden(timeout=10_000)
    second.report("incidents", "EU-07A", kind="fire", site="JL", priority=2, text="Smoke in the car park")
    expect(page.locator("#panel-incidents")).to_contain_text("Smoke in the car park", timeout=2_000)
    end(second)


def test_of_two_officers_one_wins_and_the_other_is_told_who(demo: Demo, browser: Browser) -> None:
    pages = [browser.new_context().new_page() for _ in range(2)]
    for page, name in zip(pages, ("maes", "dubois"), strict=True):
        demo.sign_in(page, name)
        live(page)
    demo.report("incidents", "EU-07A", kind="breach", site="JL", priority=1, text="Fence cut")
    buttons = [page.locator(".alert", has_text="Breach").locator("button") for page in pages]
    for button in buttons:
        button.wait_for(timeout=2_000)
    # The second officer's page hears nothing more, as it would be with both pressing at the same moment.
    pages[1].evaluate(
        "document.addEventListener('controlroom:arrived', e => e.stopImmediatePropagation(), true)"
    )

    form = buttons[1].locator("xpath=ancestor::form")
    action, seen = form.get_attribute("action"), form.locator("input[name=seen]").input_value()
    buttons[0].click()
    expect(pages[0].locator("#said-status")).to_contain_text("Acknowledged", timeout=2_000)
    answer = pages[1].evaluate(
        """async ([action, seen]) => {
            const body = new URLSearchParams({seen});
            const said = await fetch(action, {method: 'POST', body, headers: {'HX-Request': 'true'}});
            return [said.status, await said.text()];
        }""",
        [action, seen],
    )
    assert answer[0] == 409
    assert "Lt. Maes" in answer[1]
    expect(pages[1].locator("#panel-alerts")).to_contain_text("Lt. Maes", timeout=2_000)
    for page in pages:
        page.context.close()


def test_an_alert_is_lived_through_by_keyboard_alone(demo: Demo, page: Page) -> None:
    demo.sign_in(page, "maes")
    live(page)
    demo.report("incidents", "EU-07A", kind="breach", site="JL", priority=2, text="Fence cut")
    row = page.locator("#panel-alerts .alert", has_text="Breach")
    row.wait_for(timeout=2_000)
    walk_to(row)
    page.keyboard.press("Enter")
    detail = page.locator("#detail")
    expect(detail).to_contain_text("EU-07A: Fence cut")
    for key, said in (("a", "Acknowledged"), ("s", "Assigned to Lt. Maes"), ("i", "Investigating")):
        page.keyboard.press(key)
        expect(detail.locator(".deed").first).to_contain_text(said, timeout=4_000)
    page.keyboard.press("m")
    page.keyboard.type("Two men ran towards the park")
    for key in ("Tab", "Enter"):
        page.keyboard.press(key)
    expect(detail.locator(".deed").first).to_contain_text("Two men ran towards the park", timeout=4_000)
    page.keyboard.press("c")
    for key in ("Space", "Tab"):
        page.keyboard.press(key)
    page.keyboard.type("Fence is mended")
    for key in ("Tab", "Enter"):
        page.keyboard.press(key)
    expect(detail.locator(".deed").first).to_contain_text("Closed: true", timeout=4_000)
    expect(row).to_have_count(0, timeout=4_000)
