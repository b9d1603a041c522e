"""One tone for each reason to look, never again for a redraw, and none where none is wanted."""

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gallery import Gallery
from tests.browser.samples import ALERTS, LEFT, ahead, alert

pytestmark = pytest.mark.browser

NO_REAL_SOUND = """
window.tones = [];
class Param { setValueAtTime() {} linearRampToValueAtTime() {} }
class Node { connect(to) { return to; } }
window.AudioContext = class {
  state = 'suspended'; currentTime = 0; destination = new Node();
  constructor() { window.heard = this; }
  async resume() { this.state = window.deaf ? 'suspended' : 'running'; this.onstatechange?.(); }
  createGain() { return Object.assign(new Node(), {gain: new Param()}); }
  createOscillator() {
    const tone = Object.assign(new Node(), {frequency: {value: 0}, stop() {}});
    tone.start = () => tones.push(tone.frequency.value);
    return tone;
  }
};
"""
HIGHEST = {1: 880, 2: 740, 3: 523}


@pytest.fixture
def desk(page: Page, address: str, gallery: Gallery) -> Page:
    page.add_init_script(NO_REAL_SOUND)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{address}/desk?picture=calm")
    page.wait_for_selector("html[data-beat]", state="attached")
    return page


def start_shift(desk: Page) -> None:
    desk.get_by_role("button", name="Start shift").click()
    expect(desk.get_by_text("Sound on", exact=True)).to_be_visible()
    assert heard(desk) == [523]


def heard(desk: Page) -> list[int]:
    """The tones since the last look."""
    tones: list[int] = desk.evaluate("() => { const t = tones; tones = []; return t; }")
    return tones


def show(desk: Page, gallery: Gallery, *rows: Any, **more: Any) -> list[int]:
    """The tones that this queue makes."""
    gallery.change(alerts=replace(gallery.picture["alerts"], rows=rows, **more))
    v = gallery.picture["alerts"].v
    desk.wait_for_selector(f"#panel-alerts[data-v='{v}']")
    return heard(desk)


def test_a_desk_that_cannot_be_heard_says_so_until_a_shift_starts(desk: Page) -> None:
    expect(desk.get_by_text("SOUND OFF")).to_be_visible()
    start_shift(desk)
    expect(desk.get_by_text("SOUND OFF")).to_be_hidden()
    desk.evaluate("heard.state = 'interrupted'; heard.onstatechange()")
    expect(desk.get_by_text("SOUND OFF")).to_be_visible()


def test_a_browser_that_makes_no_sound_leaves_the_mark(desk: Page) -> None:
    desk.evaluate("window.deaf = true")
    desk.get_by_role("button", name="Start shift").click()
    expect(desk.get_by_text("SOUND OFF")).to_be_visible()
    assert heard(desk) == []


@pytest.mark.parametrize("priority", [1, 2, 3])
def test_each_priority_has_its_tone_once(desk: Page, gallery: Gallery, priority: int) -> None:
    start_shift(desk)
    row = alert(500, "post.left", priority, "EU-07", "Gate 3", 0.1)
    tones = show(desk, gallery, row)
    assert max(tones) == HIGHEST[priority]
    assert show(desk, gallery, replace(row, count=2)) == []
    assert show(desk, gallery, row, *ALERTS[5:]) == []


def test_p4_and_an_exercise_are_silent(desk: Page, gallery: Gallery) -> None:
    start_shift(desk)
    low = alert(500, "patrol.missed", 4, "BE-9", "Uccle", 0.1)
    assert show(desk, gallery, replace(LEFT, status="exercise"), low) == []


def test_it_sounds_again_when_the_ladder_calls_by_sound_and_when_it_wants_attention_again(
    desk: Page, gallery: Gallery
) -> None:
    start_shift(desk)
    assert show(desk, gallery, LEFT)
    called = replace(LEFT, called=("desk_sound",))
    assert show(desk, gallery, called)
    assert show(desk, gallery, replace(called, called=("desk_sound", "duty_officer"))) == []
    seen = replace(called, acked_by="Maes", escalates_at=None)
    assert show(desk, gallery, seen) == []
    neglected = replace(seen, attention=True, wants_since=ahead(5), called=())
    assert show(desk, gallery, neglected)


def test_many_at_once_make_one_sound_by_the_worst(desk: Page, gallery: Gallery) -> None:
    start_shift(desk)
    assert show(desk, gallery, LEFT, *ALERTS[:2]) == [880, 660, 880, 660]


def test_in_a_flood_p3_is_silent_and_does_not_sound_afterwards(desk: Page, gallery: Gallery) -> None:
    start_shift(desk)
    rows = [alert(600 + n, "feed.silent", 3, f"VP-{n}", "", 1) for n in range(5)]
    assert show(desk, gallery, *rows, flood_since=ahead(0)) == []
    assert show(desk, gallery, LEFT, *rows, flood_since=ahead(0)) == [880, 660, 880, 660]
    assert show(desk, gallery, LEFT, *rows, flood_since=None) == []


def test_what_called_before_the_shift_began_sounds_after_the_test_tone(desk: Page, gallery: Gallery) -> None:
    assert show(desk, gallery, LEFT) == []
    desk.get_by_role("button", name="Start shift").click()
    expect(desk.get_by_text("Sound on", exact=True)).to_be_visible()
    assert heard(desk) == [523, 880, 660, 880, 660]


def test_a_row_in_hand_holds_the_order_and_not_the_sound(desk: Page, gallery: Gallery) -> None:
    start_shift(desk)
    show(desk, gallery, *ALERTS[:2])
    desk.keyboard.press("j")
    gallery.change(alerts=replace(gallery.picture["alerts"], rows=(LEFT, *ALERTS[:2])))
    expect(desk.locator("#held")).to_be_visible()
    assert heard(desk) == [880, 660, 880, 660]
    desk.keyboard.press("n")
    assert heard(desk) == []


def test_a_wall_has_no_sound(page: Page, address: str) -> None:
    page.goto(f"{address}/wall?picture=takeover")
    expect(page.locator("[data-sound], [data-sound-test]")).to_have_count(0)
