"""Who gets the room: the alerts take what they need, the rest keeps its place, and it is said once."""

from dataclasses import replace
from itertools import pairwise, product

import pytest
from playwright.sync_api import Locator, Page, expect

from controlroom.ui.panels import AlertRow, AlertsPanel, HeaderPanel, VisitsPanel
from tests.browser.gallery import Gallery
from tests.browser.samples import ALERTS, FALCON, NOW, alert
from tests.browser.test_wall_look import HALF, OVERFLOWING, show

pytestmark = pytest.mark.browser

SUMMIT = VisitsPanel(
    300, tuple(replace(FALCON, code=f"S-{n}", code_name=f"FALCON{n}") for n in range(13)), 13
)
COLLIDING = """() => {
  const ends = ['.clock', '.threat', '.tallies', '.duty', '.pulse']
    .map(part => document.querySelector(part).getBoundingClientRect());
  return ends.slice(1).filter((box, at) => box.left < ends[at].right - 1 || box.right > innerWidth).length;
}"""


def open_alerts(count: int) -> AlertsPanel:
    rows: list[AlertRow] = [alert(600 + n, "patrol.missed", 4, f"BE-{n}", "Uccle", n) for n in range(count)]
    return AlertsPanel(10, tuple(rows))


def rows(page: Page, panel: str) -> Locator:
    return page.locator(f"#panel-{panel} .rows > li[id]:visible")


def shown(page: Page, panel: str) -> int:
    return rows(page, panel).count()


def height_with(page: Page, gallery: Gallery, count: int) -> int:
    gallery.change(alerts=open_alerts(count))
    page.wait_for_function("n => document.querySelectorAll('.alert').length === n", arg=count)
    height: int = page.evaluate("document.querySelector('#panel-alerts > .panel').offsetHeight")
    return height


@pytest.mark.parametrize("k", [1.0, 0.76])
def test_one_more_alert_moves_the_panel_below_at_most_every_second_time(
    page: Page, address: str, gallery: Gallery, k: float
) -> None:
    show(page, address, "wall", "busy", f"k={k}")
    heights = [height_with(page, gallery, count) for count in range(7)]
    assert heights[0] == heights[1] == heights[2] == heights[3]
    assert heights == sorted(heights)
    assert all(b in (a, c) for a, b, c in zip(heights, heights[1:], heights[2:], strict=False))


def test_a_summit_fills_what_the_alerts_leave_and_what_fits_is_said_once(
    page: Page, address: str, gallery: Gallery
) -> None:
    show(page, address, "wall", "busy")
    gallery.change(visits=SUMMIT, alerts=open_alerts(1))
    expect(rows(page, "visits")).to_have_count(8, timeout=10_000)
    gallery.change(alerts=open_alerts(40))
    expect(rows(page, "alerts")).to_have_count(6, timeout=10_000)
    page.wait_for_timeout(2_500)
    said = len(gallery.fits)
    assert (shown(page, "alerts"), shown(page, "visits")) == (6, gallery.fits[-1]["visits"])
    assert shown(page, "visits") >= 2
    assert page.evaluate(HALF) == page.evaluate(OVERFLOWING) == []
    page.wait_for_timeout(2_500)
    assert len(gallery.fits) == said <= 4
    assert all(before != after for before, after in pairwise(gallery.fits))
    assert {fit["alerts"] for fit in gallery.fits} == {6}


@pytest.mark.parametrize("picture", ["takeover", "flood"])
def test_a_p1_leaves_visits_and_posts_on_the_wall(page: Page, address: str, picture: str) -> None:
    show(page, address, "wall", picture)
    assert min(shown(page, panel) for panel in ("alerts", "visits", "posts")) >= 2


def test_with_room_every_normal_post_says_who_called_when_and_when_it_is_relieved(
    page: Page, address: str
) -> None:
    show(page, address, "wall", "calm", "k=0.76")
    row = page.locator("#post-BE-CA")
    assert row.inner_text().split() == ["BE-CA", "VP-33", "25", "min", "1", "h", "12"]


def test_with_room_a_report_is_read_to_its_end(page: Page, address: str) -> None:
    show(page, address, "wall", "busy", "k=0.76")
    words = page.locator("#incident-301 .incident__what")
    assert words.inner_text().endswith("towards Arts-Loi.")
    assert words.evaluate("e => e.scrollHeight <= e.clientHeight + 1")


@pytest.mark.parametrize(("locale", "name"), list(product(("en", "nl", "fr", "de"), ("x" * 60, None))))
def test_nothing_in_the_bar_lies_on_its_neighbour(
    page: Page, address: str, gallery: Gallery, locale: str, name: str | None
) -> None:
    show(page, address, "wall", "busy", f"lang={locale}")
    many = dict.fromkeys((1, 2, 3, 4), 88)
    gallery.change(
        header=HeaderPanel(1, 4, many, many, 99, name, flood_since=NOW), alerts=AlertsPanel(1, ALERTS[:1])
    )
    page.wait_for_function("() => document.querySelectorAll('.alert').length === 1")
    assert page.evaluate(COLLIDING) == 0
