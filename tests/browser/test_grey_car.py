"""A grey car stops at two gates, from its first report to the receipt of the last company that was warned."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from playwright.sync_api import Browser, expect

from controlroom.clock import BRUSSELS
from controlroom.interchange.cap import read
from tests.browser.a_demo import Demo
from tests.browser.colleague import PATIENCE_MS, Colleague

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

CALLED: Final = "1GRY740"
WRITTEN: Final = ("1-GRY-740", "1 gry 740", "1GRY740")
"""As three people write it down."""
STOPPED_AT: Final = "07:40"
THURSDAY: Final = 3
COMPANIES: Final = {"Noordlicht Energie": "noordlicht", "Havenbedrijf Schelde": "schelde"}
TEXTS: Final = {
    "nl": ("Grijze wagen aan de poort", "Een wagen stopte op drie dagen.", "Noteer de nummerplaat."),
    "fr": ("Voiture grise au portail", "Une voiture s'est arrêtée trois jours.", "Notez la plaque."),
    "de": ("Grauer Wagen am Tor", "Ein Wagen hielt an drei Tagen.", "Notieren Sie das Kennzeichen."),
    "en": ("Grey car at the gate", "A car stopped on three days.", "Note the number plate."),
}


@dataclass
class Room:
    """Two companies, the analyst who triages, the officer who releases, and the partner who is asked."""

    demo: Demo
    noordlicht: Colleague
    schelde: Colleague
    claes: Colleague
    maes: Colleague
    desmet: Colleague
    first: str = ""
    measure: str = ""
    alert: str = ""

    @property
    def thursday(self) -> date:
        """The last one that is over; Monday and Tuesday are those before it."""
        today = datetime.now(UTC).astimezone(BRUSSELS).date()
        return today - timedelta(days=(today.weekday() - THURSDAY - 1) % 7 + 1)


@pytest.fixture
def room(demo: Demo, browser: Browser) -> Iterator[Room]:
    noordlicht, schelde = (Colleague(browser, demo, name) for name in COMPANIES.values())
    claes, maes, desmet = (Colleague(browser, demo, name) for name in ("claes", "maes", "desmet"))
    yield Room(demo, noordlicht, schelde, claes, maes, desmet)
    for one in (noordlicht, schelde, claes, maes, desmet):
        one.page.context.close()


def test_a_grey_car_from_its_first_report_to_the_receipts_of_the_sector(room: Room) -> None:
    seen_on_monday_and_thursday(room)
    seen_by_another_company_on_tuesday(room)
    looked_at_by_days_and_hours(room)
    investigated_with_a_partner(room)
    assessed_with_a_measure(room)
    answered_and_closed(room)
    sector_warned_by_four_eyes(room)
    confirmed_by_each_company(room)


def reported(company: Colleague, day: date, plate: str, site: str = "") -> str:
    """By the form of a company; its reference."""
    company.goes_to("/report", "Report something suspicious")
    if site:
        company.chooses("site", site)
    company.writes(day=day.isoformat(), time=STOPPED_AT)
    company.chooses("behaviour", "observation")
    company.writes(facts="A grey car stopped at the gate for ten minutes; its driver wrote something down.")
    company.writes(plate=plate, country="BE", make="VW Golf", colour="grey")
    company.sends("Send the report")
    company.sees("Your report has arrived.")
    return company.page.locator("h1").inner_text()


def pattern(colleague: Colleague, priority: int) -> None:
    """The alert about this car, as it stands at the desk."""
    colleague.goes_to("/desk")
    alert = colleague.page.locator(f"#panel-alerts .alert[data-priority='{priority}']", has_text="VEH-")
    expect(alert).to_have_count(1, timeout=PATIENCE_MS)


def seen_on_monday_and_thursday(room: Room) -> None:
    """Two days of one week at one gate: P3."""
    room.first = reported(room.noordlicht, room.thursday - timedelta(days=3), WRITTEN[0], "NLE-1")
    room.maes.goes_to("/desk")
    expect(room.maes.page.locator("#panel-alerts .alert", has_text="VEH-")).to_have_count(0)
    reported(room.noordlicht, room.thursday, WRITTEN[1], "NLE-1")
    pattern(room.maes, 3)


def seen_by_another_company_on_tuesday(room: Room) -> None:
    """Two companies: P2, and the same alert."""
    reported(room.schelde, room.thursday - timedelta(days=2), WRITTEN[2])
    pattern(room.maes, 2)


def says_why(colleague: Colleague) -> None:
    """Whoever looks at personal data says why, once for each file."""
    colleague.sees_heading("Why do you need this?")
    colleague.chooses("ground", "investigation")
    colleague.writes(words="The grey car at the gates")
    colleague.sends("Go on")


def looked_at_by_days_and_hours(room: Room) -> None:
    claes = room.claes
    claes.goes_to("/vehicles?state=open")
    says_why(claes)
    claes.sees(CALLED, "Noordlicht power station", "Schelde harbour gate", at="table.listing tr")
    claes.page.get_by_role("link", name=CALLED).click()
    says_why(claes)
    claes.sees("Seen on 3 days, at 2 places, at 07:40.")
    grid = claes.page.locator("table.hours tbody")
    expect(grid.filter(has_text="Noordlicht power station").locator("td", has_text="07:40")).to_have_count(2)
    expect(grid.filter(has_text="Schelde harbour gate").locator("td", has_text="07:40")).to_have_count(1)
    claes.chooses("verdict", "under_investigation")
    claes.writes(reason="Three mornings at the same minute, at two companies.")
    claes.sends("Record the assessment")
    claes.sees("Three mornings at the same minute")
    room.maes.goes_to("/desk")
    alert = room.maes.page.locator("#panel-alerts .alert:not([data-cleared])", has_text="VEH-")
    expect(alert).to_have_count(0, timeout=PATIENCE_MS)


def investigated_with_a_partner(room: Room) -> None:
    claes, desmet = room.claes, room.desmet
    claes.goes_to("/warnings", "Early warnings")
    claes.sees("Noordlicht")
    claes.goes_to(f"/warnings/{room.first}")
    says_why(claes)
    claes.sees(room.first, "received")
    claes.sends("Take it up")
    share = "form[action$='/shares']"
    claes.writes(at=share, name="desmet", service="federal_police", need="They know the cars of the region.")
    claes.sends("Share it", at=share)
    claes.sends("Have it investigated")
    claes.sees("no opinion yet")
    desmet.goes_to(f"/warnings/{room.first}")
    says_why(desmet)
    desmet.writes(at="form[action*='/opinion']", text="Its owner was stopped at another harbour in May.")
    desmet.sends("Give my opinion")
    desmet.sees("stopped at another harbour")


def assessed_with_a_measure(room: Room) -> None:
    """Yes: patrols are proposed for this site, and the report is their basis."""
    claes = room.claes
    claes.goes_to(f"/warnings/{room.first}?kind=patrols#protection")
    form = "#protection"
    until = datetime.now(UTC).astimezone(BRUSSELS) + timedelta(days=14)
    claes.writes(at=form, rounds_a_day="4", opens="06:00", closes="09:00", service="Zone Beveren")
    claes.writes(at=form, reason="A car that comes back at 07:40.", valid_to=f"{until:%Y-%m-%dT%H:%M}")
    claes.sends("Propose", at=form)
    claes.goes_to(f"/warnings/{room.first}")
    link = claes.page.locator("section[aria-labelledby=title-assessment] a[href^='/measures/']")
    room.measure = link.inner_text()
    link.click()
    claes.sees("proposed", at=".measure__head")
    claes.sees(room.first)


def answered_and_closed(room: Room) -> None:
    claes, noordlicht = room.claes, room.noordlicht
    claes.goes_to(f"/warnings/{room.first}")
    claes.writes(at="form[action*='/feedback']", text="Thank you. Patrols will come by in the mornings.")
    claes.sends("Answer")
    claes.writes(at="form[action*='/closure']", outcome="confirmed")
    claes.sends("Close the report")
    noordlicht.goes_to(f"/report/{room.first}")
    noordlicht.sees("Patrols will come by in the mornings.")


def sector_warned_by_four_eyes(room: Room) -> None:
    """Who wrote it cannot release it; who releases it sees first who will get it."""
    claes, maes = room.claes, room.maes
    claes.goes_to(f"/warnings/{room.first}")
    claes.page.get_by_role("link", name="Warn the sector").click()
    form = "form[action='/sector-alerts']"
    until = datetime.now(UTC).astimezone(BRUSSELS) + timedelta(days=3)
    for sector in ("energy", "transport"):
        claes.chooses("sectors", sector, at=form)
    claes.writes(at=form, expires_at=f"{until:%Y-%m-%dT%H:%M}")
    for language, (headline, description, instruction) in TEXTS.items():
        claes.writes(at=form, **{f"headline_{language}": headline, f"description_{language}": description})
        claes.writes(at=form, **{f"instruction_{language}": instruction})
    claes.sends("Keep the draft")
    room.alert = claes.page.url.partition("/sector-alerts/")[2].partition("?")[0]
    claes.sends("Submit it for release")
    claes.sees("It goes to 2 companies")
    expect(claes.page.get_by_role("button", name="Release it")).to_have_count(0)
    maes.goes_to(f"/sector-alerts/{room.alert}")
    maes.sees("It goes to 2 companies", *COMPANIES)
    maes.sends("Release it to 2 companies")
    expect(maes.page.locator("table.receipts tbody b", has_text="not yet")).to_have_count(2)
    answer = maes.page.request.get(f"{room.demo.base}/sector-alerts/{room.alert}/messages/1.cap")
    sent = read(answer.body())
    assert {info.language.partition("-")[0] for info in sent.infos} == set(TEXTS)
    assert {info.headline for info in sent.infos} == {headline for headline, _, _ in TEXTS.values()}


def confirmed_by_each_company(room: Room) -> None:
    for company in (room.noordlicht, room.schelde):
        company.goes_to("/report")
        company.page.get_by_role("link", name=TEXTS["en"][0]).click()
        company.sees(TEXTS["en"][1], TEXTS["en"][2])
        company.sends("We have received this")
        company.sees("Confirmed")
    room.maes.goes_to(f"/sector-alerts/{room.alert}")
    for called in COMPANIES:
        room.maes.sees(called, "page", at="table.receipts tbody tr")
    expect(room.maes.page.locator("table.receipts tbody b", has_text="not yet")).to_have_count(0)
