"""One visit, from the verbal note of its embassy until it stands in the report of the week."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from controlroom.clock import BRUSSELS
from controlroom.ui.wall_times import written
from tests.browser.a_demo import Demo
from tests.browser.colleague import PATIENCE_MS, Colleague, wall_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

ESCORT, LIAISON = "ESC-1", "LO-1"
NAME = "PELICAN"
LATE_BY = timedelta(minutes=11)
"""What has not left ten minutes after its time is late."""


@dataclass
class Room:
    """Who works at this visit, and the wall that hangs in front of them. `now`: when the note came."""

    demo: Demo
    claes: Colleague
    vermeulen: Colleague
    maes: Colleague
    wall: Page
    now: datetime
    code: str = ""

    @property
    def path(self) -> str:
        return f"/visits/{self.code}"

    def report(self, leg: int, **body: str) -> None:
        self.demo.report("visits", ESCORT, visit=self.code, leg=leg, **body)


@pytest.fixture
def room(demo: Demo, browser: Browser) -> Iterator[Room]:
    claes, vermeulen, maes = (Colleague(browser, demo, name) for name in ("claes", "vermeulen", "maes"))
    wall = wall_of(browser, demo)
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    yield Room(demo, claes, vermeulen, maes, wall, now)
    for page in (claes.page, vermeulen.page, maes.page, wall):
        page.context.close()


def day_and_time(at: datetime) -> tuple[str, str]:
    """As they are written into the forms, also where midnight or the end of summer lies between two."""
    return at.astimezone(BRUSSELS).date().isoformat(), written(at)


def test_one_visit_from_the_note_to_the_report_of_the_week(room: Room) -> None:
    announced_too_late(room)
    programme_of_three_legs(room)
    close_protection(room)
    approved(room)
    changed(room)
    first_leg_late(room)
    driven(room)
    closed(room)


def announced_too_late(room: Room) -> None:
    """The note came today for a visit of today: on any day of the year these are too few working days."""
    claes = room.claes
    claes.goes_to("/visits/announcement", "Announce a visit")
    begins, ends, note = (day_and_time(room.now + timedelta(minutes=minutes)) for minutes in (-30, 600, -40))
    claes.writes(code_name=NAME, rank="A", kind="official", delegation="Kingdom of the North")
    claes.writes(starts_on=begins[0], starts_at=begins[1], ends_on=ends[0], ends_at=ends[1])
    claes.writes(note_on=note[0], note_at=note[1], agents="3", weapons="requested", radio="granted")
    claes.writes(overflight="not_needed", places="Melsbroek\nHotel Amigo\nEgmont Palace")
    claes.sends("Announce")
    claes.sees_heading(NAME)
    room.code = claes.page.url.rpartition("/")[2]
    claes.sees("announced", at=".visit-state")
    claes.sees("working days ahead; 3 are asked for", at=".remarks li")


def programme_of_three_legs(room: Room) -> None:
    claes = room.claes
    claes.sends("Begin the analysis")
    claes.sees("under analysis", at=".visit-state")
    claes.goes_to(f"{room.path}/programme", "Programme of")
    legs = (("MELSBROEK", "AMIGO", 5, 30), ("AMIGO", "EGMONT", 60, 75), ("EGMONT", "MELSBROEK", 180, 210))
    for n, leg in enumerate(legs):
        write_leg(room, n, *leg)
        if n < len(legs) - 1:
            claes.sends("One more leg")
    claes.sends("Save the programme")
    claes.sees("planned", at=".visit-state")
    expect(claes.page.locator(".leg-table tbody tr")).to_have_count(3)


def write_leg(room: Room, n: int, origin: str, destination: str, begins: int, ends: int) -> None:
    leaves, arrives = (day_and_time(room.now + timedelta(minutes=minutes)) for minutes in (begins, ends))
    row = {"origin": origin, "destination": destination, "day": leaves[0], "begins": leaves[1]}
    row |= {"ends": arrives[1], "units": f"{ESCORT} {LIAISON}", "convoy": "4"}
    room.claes.writes(**{f"leg__{n}__{name}": value for name, value in row.items()})


def close_protection(room: Room) -> None:
    """Proposed by the analyst, whose own attempt to approve it is refused, and approved by another person."""
    claes, vermeulen = room.claes, room.vermeulen
    claes.goes_to(f"/measures/new?file=visit:{room.code}&kind=close_protection", "Propose a measure")
    until = (room.now + timedelta(days=2)).astimezone(BRUSSELS)
    claes.writes(
        at="form[method=post][action='/measures']",
        team=f"{ESCORT}, {LIAISON}",
        lead="Insp. De Smet",
        service="Federal Police, close protection",
        basis="status_and_analysis",
        reason="A head of government, and the level of the visit.",
        valid_to=f"{until:%Y-%m-%dT%H:%M}",
    )
    claes.ticks("It ends by itself then: nobody is asked again", at="form[method=post][action='/measures']")
    claes.sends("Propose", at="form[action='/measures'][method=post]")
    measure = claes.page.url.rpartition("/")[2]
    claes.sees("You proposed this: another person decides on it.")
    itself = claes.page.request.post(
        f"{room.demo.base}/measures/{measure}/approval",
        form={"version": "1", "authority": "Minister", "reference": "BI/1", "on": day_and_time(room.now)[0]},
        headers={"origin": room.demo.base},
    )
    assert itself.status == 403
    claes.goes_to(f"/measures/{measure}")
    claes.sees("proposed", at=".measure__head")
    vermeulen.goes_to(f"/measures/{measure}", "close protection")
    vermeulen.writes(
        at="form[action$='/approval']",
        authority="Minister of the Interior",
        reference="BI/2026/118",
        on=day_and_time(room.now)[0],
    )
    vermeulen.sends("Approve")
    vermeulen.sees("in force", at=".measure__head")


def approved(room: Room) -> None:
    room.vermeulen.goes_to(room.path, NAME)
    room.vermeulen.sees(ESCORT, at=".visit-aside")
    room.vermeulen.sends("Approve")
    room.vermeulen.sees("approved", at=".visit-state")


def changed(room: Room) -> None:
    """The embassy takes the guest to another place; the difference is seen before and after it is saved."""
    claes, maes = room.claes, room.maes
    claes.goes_to(f"{room.path}/programme", "Programme of")
    claes.writes(leg__1__destination="BOZAR", leg__2__origin="BOZAR")
    claes.sends("What would change?")
    claes.sees("Egmont Palace", "Bozar", at="section[role=status]")
    claes.sends("Save the programme")
    claes.sees("Version 2", at="#versions")
    maes.goes_to(room.path, NAME)
    version = maes.sees("Version 2", at="#versions .version")
    expect(version.locator("del").first).to_contain_text("Egmont Palace")
    expect(version.locator("ins").first).to_contain_text("Bozar")
    maes.sends("I know of it")
    expect(maes.page.locator("#versions .parties li").first).to_contain_text("knows")


def first_leg_late(room: Room) -> None:
    """The escort gave a time of departure which has passed, and the convoy is not on its way."""
    gone, drive = room.now - LATE_BY, timedelta(minutes=25)
    room.report(
        1, status="ready", at=(gone - timedelta(minutes=2)).isoformat(), eta=(gone + drive).isoformat()
    )
    late = room.wall.locator(f"#visit-{room.code}")
    expect(late).to_have_attribute("data-overdue", "1", timeout=PATIENCE_MS)
    expect(late).to_contain_text(NAME)
    expect(late.locator(".visit__delay")).to_be_visible()
    alert = room.wall.locator("#panel-alerts .alert", has_text="Departure overdue").filter(has_text=NAME)
    expect(alert).to_be_visible(timeout=PATIENCE_MS)
    room.report(1, status="en_route")
    late_still = room.wall.locator(f"#visit-{room.code}[data-overdue='1']")
    expect(late_still).to_have_count(0, timeout=PATIENCE_MS)
    expect(alert.locator("visible=true")).to_have_count(0, timeout=PATIENCE_MS)


def driven(room: Room) -> None:
    """A visit that moves is active by itself."""
    room.maes.goes_to(room.path, NAME)
    room.maes.sees("active", at=".visit-state")
    room.report(1, status="arrived")
    for leg in (2, 3):
        room.report(leg, status="en_route")
        room.report(leg, status="arrived")
    room.maes.goes_to(room.path, NAME)
    room.maes.sees("departed", at=".visit-state")
    legs = room.maes.page.locator(".leg-table tr[data-state='arrived']")
    expect(legs).to_have_count(3)
    expect(legs.first).to_contain_text("arrived left")


def closed(room: Room) -> None:
    room.maes.sends("It is over")
    room.maes.sees("closed", at=".visit-state")
    expect(room.wall.locator(f"#visit-{room.code}")).to_have_count(0, timeout=PATIENCE_MS)
    room.maes.goes_to("/week", "Weekly meeting")
    room.maes.sees(NAME, "closed", at="tr")
