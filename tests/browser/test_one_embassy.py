"""One embassy, from the raise of its threat level until its fixed post is gone again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from controlroom.clock import BRUSSELS
from tests.browser.a_demo import Demo
from tests.browser.colleague import PATIENCE_MS, Colleague, wall_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

SITE, POST, UNIT = "EMB-DE", "EMB-9", "PAT-3"
NOT_NEEDED = ("priority_calls", "patrols")
"""What is usual at level 3 and not there, besides the post; it is decided against."""


@dataclass
class Room:
    """Who decides about this embassy, and the wall that hangs in front of them."""

    demo: Demo
    claes: Colleague
    vermeulen: Colleague
    maes: Colleague
    wall: Page
    measure: str = ""

    @property
    def today(self) -> datetime:
        return datetime.now(UTC).astimezone(BRUSSELS)

    def post_is(self, state: str) -> None:
        """Its mark on the wall, which stands there for every post, also where there is no row for it."""
        mark = self.wall.locator(f"#mark-{POST}")
        expect(mark).to_have_attribute("data-state", state, timeout=PATIENCE_MS)


@pytest.fixture
def room(demo: Demo, browser: Browser) -> Iterator[Room]:
    claes, vermeulen, maes = (Colleague(browser, demo, name) for name in ("claes", "vermeulen", "maes"))
    wall = wall_of(browser, demo)
    yield Room(demo, claes, vermeulen, maes, wall)
    for page in (claes.page, vermeulen.page, maes.page, wall):
        page.context.close()


def test_one_embassy_from_the_raise_of_its_level_to_the_end_of_its_post(room: Room) -> None:
    raised(room)
    post_proposed(room)
    gaps_decided(room)
    approved_with_all_that_waits(room)
    manned(room)
    reduced_at_the_review(room)
    ended(room)


def raised(room: Room) -> None:
    """A fixed post is usual at this level here; what is not there is shown before the level is set."""
    claes, maes = room.claes, room.maes
    claes.goes_to("/levels/baselines?of=embassy&level=3#cell", "Usual measures")
    claes.chooses("measure", "fixed_post")
    claes.sends("Change the table")
    claes.goes_to(f"/levels/site:{SITE}", "Threat level")
    claes.chooses("level", "3", at="#set")
    claes.writes(at="#set", source="cuta", reason="A threat by letter, which names the entrance.")
    claes.sends("Look first")
    claes.sees("Set this level?", "Fixed post", at=".asks")
    claes.sends("Set level 3")
    claes.sees("Decision needed", "Priority calls", "Patrols", "Fixed post", at=".asks")
    claes.sees("CUTA", "A threat by letter", at="section[aria-labelledby=title-history]")
    maes.goes_to("/desk")
    alert = maes.page.locator("#panel-alerts .alert[data-priority='2']", has_text="Decision needed")
    expect(alert.filter(has_text=SITE)).to_be_visible(timeout=PATIENCE_MS)


def post_proposed(room: Room) -> None:
    claes = room.claes
    claes.goes_to(f"/measures/new?file=site:{SITE}&kind=fixed_post", "Propose a measure")
    until = room.today + timedelta(days=30)
    form = "form[method=post][action='/measures']"
    claes.writes(at=form, code=POST, name="Embassy of Germany, main entrance", strength="2")
    claes.writes(at=form, relief_every_min="240", check_every_min="60", units=UNIT)
    claes.writes(
        at=form, service="Zone Montgomery", basis="threat_analysis", valid_to=f"{until:%Y-%m-%dT%H:%M}"
    )
    claes.writes(at=form, reason="A presence at the entrance until the letter is explained.")
    claes.sends("Propose", at=form)
    claes.sees("proposed", at=".measure__head")
    room.measure = claes.page.url.rpartition("/")[2]
    expect(room.wall.locator(f"#mark-{POST}")).to_have_count(0)


def gaps_decided(room: Room) -> None:
    claes, maes = room.claes, room.maes
    claes.goes_to(f"/levels/site:{SITE}", "Threat level")
    claes.chooses("answer-fixed_post", "proposed")
    for kind in NOT_NEEDED:
        claes.chooses(f"answer-{kind}", "not_needed")
        claes.writes(**{f"reason__{kind}": "The post is there day and night."})
    claes.sends("Decide")
    expect(claes.page.locator(".gaps")).to_have_count(0)
    alert = maes.page.locator("#panel-alerts .alert:not([data-cleared])", has_text="Decision needed")
    expect(alert.filter(has_text=SITE)).to_have_count(0, timeout=PATIENCE_MS)


def approved_with_all_that_waits(room: Room) -> None:
    vermeulen = room.vermeulen
    vermeulen.goes_to("/measures/queue", "What waits for approval")
    vermeulen.sees("fixed post", SITE, at=".queue > li")
    for tick in vermeulen.page.locator(".queue input[type=checkbox]").all():
        tick.check()
    vermeulen.writes(authority="Minister of the Interior", reference="BI/2026/1", on=f"{room.today:%Y-%m-%d}")
    vermeulen.sends("Approve")
    vermeulen.sees("Nothing waits for approval.")
    room.claes.goes_to(f"/measures/{room.measure}", "fixed post")
    room.claes.sees("in force", at=".measure__head")


def manned(room: Room) -> None:
    """The post that is approved is expected on the wall, until a unit says that it stands there."""
    room.post_is("unmanned")
    expect(room.wall.locator(f"#post-{POST}")).to_contain_text("not yet manned", timeout=PATIENCE_MS)
    room.demo.report("patrol-checks", UNIT, kind="relief", post=POST)
    room.post_is("manned")


def reduced_at_the_review(room: Room) -> None:
    """Every measure in force is decided upon; of the post half of its strength is left."""
    claes = room.claes
    month = f"{room.today:%Y-%m}"
    claes.goes_to(f"/month?month={month}", "Monthly review")
    claes.sends("Open a review")
    claes.sees("not decided")
    claes.goes_to(f"/month?month={month}", "Monthly review")
    line = f"#line-{room.measure} form.deciding"
    claes.chooses("decision", "reduce", at=line)
    claes.writes(at=line, strength="1", words="Nothing was seen for a month.")
    claes.sends("Decide", at=line)
    claes.sees("reduce", "strength", "1", at=f"#line-{room.measure} .ruling")
    for other in claes.page.locator("[data-undecided]").all():
        key = (other.get_attribute("id") or "").removeprefix("line-")
        answer = claes.page.request.post(
            f"{room.demo.base}/month/{month}/lines/{key}",
            form={"decision": "maintain", "words": "As before."},
            headers={"origin": room.demo.base},
        )
        assert answer.status == 200, answer.text()
    claes.goes_to(f"/month?month={month}&which=undecided", "Monthly review")
    claes.sees("All lines are decided.")
    claes.chooses("sure", month)
    claes.sends("Close the review")
    claes.sees("Closed by M. Claes")
    approves(room, "version 2")
    versions = room.vermeulen.page.locator(".versions")
    expect(versions).to_contain_text(re.compile("Version 2: reduce"))
    expect(versions.locator("th[data-counts]")).to_contain_text("Version 2")
    room.maes.goes_to(f"/things/post/{POST}")
    room.maes.sees("Strength1")
    room.post_is("manned")


def approves(room: Room, version: str) -> None:
    vermeulen = room.vermeulen
    vermeulen.goes_to(f"/measures/{room.measure}", "fixed post")
    form = "form[action$='/approval']"
    vermeulen.writes(at=form, authority="Minister of the Interior", reference="BI/2026/2")
    vermeulen.writes(at=form, on=f"{room.today:%Y-%m-%d}")
    vermeulen.sends(f"Approve {version}")


def ended(room: Room) -> None:
    claes = room.claes
    claes.goes_to(f"/measures/{room.measure}", "fixed post")
    form = "form[action$='/changes']"
    claes.chooses("decision", "end", at=form)
    claes.writes(at=form, reason="The letter is explained.")
    claes.sends("Propose the change", at=form)
    room.post_is("manned")
    approves(room, "version 3")
    room.vermeulen.sees("ended", at=".measure__head")
    expect(room.vermeulen.page.locator("main")).not_to_contain_text("until it is decided otherwise")
    expect(room.wall.locator(f"#mark-{POST}")).to_have_count(0, timeout=PATIENCE_MS)
    expect(room.wall.locator(f"#post-{POST}")).to_have_count(0)
