"""One table of pages: every page is in it, and every line of it can be reached by a key."""

import re
import string

import pytest
from fastapi.routing import APIRoute

from controlroom.app import create_app
from controlroom.auth.audience import LOCALES
from controlroom.auth.roles import RIGHTS, Right, Role
from controlroom.catalogs import translations
from controlroom.settings import read_settings
from controlroom.ui.navigation import EVERYWHERE, GROUPS, PAGES, by_group, open_to, page_at
from tests.browser.samples import FRAME
from tests.unit.ui.drawn import drawn

NO_PAGES = {
    "/": "goes to the page where a role works",
    "/sign-in": "stands before the watch",
    "/sign-in/factor": "stands before the watch",
    "/sign-in/enrolment": "stands before the watch",
    "/sign-in/provider": "stands before the watch",
    "/sign-in/provider/return": "stands before the watch",
    "/screen/{token}": "makes a browser a screen",
    "/calendars/{token}.ics": "for a telephone that has the secret address",
    "/interchange/visits.csv": "for a spreadsheet",
    "/interchange/visits.ics": "for a calendar",
    "/interchange/gatherings.csv": "for a spreadsheet",
    "/interchange/gatherings.ics": "for a calendar",
    "/openapi.json": "for machines",
    "/health/live": "for machines",
    "/health/ready": "for machines",
    "/metrics": "for machines",
    "/network/alerts.atom": "for the systems of companies",
    "/network/alerts/{identifier}.cap": "for the systems of companies",
    "/alarm-health/alerts.csv": "for a spreadsheet",
    "/handover/now": "the page of the handover, asked for by itself",
    "/handovers/{number}.pdf": "on paper",
    "/audit/rows.csv": "for a spreadsheet",
    "/reasons": "comes instead of a page that asks why",
    "/log.csv": "for a spreadsheet",
    "/sitrep.txt": "for a mail",
    "/sitrep.pdf": "on paper",
    "/week.csv": "for a spreadsheet",
    "/day.pdf": "on paper",
    "/visits.csv": "for a spreadsheet",
    "/meetings.csv": "for a spreadsheet",
    "/month/{month}.csv": "for a spreadsheet",
    "/month/{month}.pdf": "on paper",
    "/meetings/{key}.pdf": "on paper",
    "/levels.csv": "for a spreadsheet",
    "/levels/baselines.csv": "for a spreadsheet",
    "/levels/choice": "leads to the page of what was typed",
    "/calendar.csv": "for a spreadsheet",
    "/week.pdf": "on paper",
    "/institutions.csv": "for a spreadsheet",
    "/persons.csv": "for a spreadsheet",
    "/measures.csv": "for a spreadsheet",
    "/measures/{key}/decision.pdf": "on paper",
    "/log/new": "asked by the page of the log itself",
    "/sector-alerts/{ref}/messages/{number}.cap": "for the programs of companies",
    "/report/alerts/{ref}/messages/{number}.cap": "for the programs of companies",
    "/report/{key}/photos/{digest}": "a picture on the page of a report",
    "/warnings/{ref}/photos/{digest}": "a picture on the page of a report",
}
"""What is asked for and is no page of the navigation, and why. Anything else is a page or its child."""


def asked_for() -> set[str]:
    settings = read_settings({"CONTROLROOM_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"})
    return {
        route.path
        for route in create_app(settings).routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
    }


def test_every_page_that_can_be_asked_for_is_in_the_table_or_a_child_of_one_that_is() -> None:
    placed = {page.path.partition("?")[0] for page in PAGES} | {c for page in PAGES for c in page.children}
    assert asked_for() - set(NO_PAGES) == placed


def test_each_page_has_a_letter_and_a_title_of_its_own() -> None:
    assert len({page.path for page in PAGES}) == len(PAGES)
    for role in RIGHTS:
        letters = [page.go for page in open_to(role)]
        assert len(set(letters)) == len(letters), f"{role}: {sorted(letters)}"
    assert all(page.go in string.ascii_lowercase + string.digits for page in PAGES)
    for locale in LOCALES:
        assert len({translations(locale).gettext(page.title) for page in PAGES}) == len(PAGES)


def test_no_key_of_a_page_is_one_of_every_page() -> None:
    taken = {keys for keys, _ in EVERYWHERE} - {"Esc"} | {"l"}
    for page in PAGES:
        own = [key for keys, _ in page.keys for key in keys.split(" ")]
        assert len(set(own)) == len(own)
        assert not taken & set(own), page.path


@pytest.mark.parametrize("role", RIGHTS)
def test_a_role_is_shown_what_it_may_open_and_no_more(role: Role) -> None:
    shown = set(re.findall(r'data-go="(\w)"', drawn("quarantine.html", role=role, rows=[])))
    assert shown == {page.go for page in PAGES if page.right is None or role.may(page.right)}


def test_every_group_has_a_title_and_stands_once() -> None:
    titles = [title for title, _ in by_group(PAGES)]
    assert len(set(titles)) == len(titles)
    assert set(titles) <= set(GROUPS.values())


def test_a_child_belongs_to_its_page() -> None:
    assert page_at("/alerts/211") == page_at("/alerts")
    assert page_at("/patrols/proposal") == page_at("/patrols")
    assert page_at("/nowhere") is None


def test_the_help_says_every_key_that_the_page_has() -> None:
    for page in PAGES:
        html = drawn("quarantine.html", here=page, rows=[])
        for keys, _ in (*page.keys, *EVERYWHERE):
            for key in keys.split(" "):
                assert f"<kbd>{key}</kbd>" in html


def test_who_may_take_duty_is_offered_it() -> None:
    assert 'action="/duty/officer"' in drawn("quarantine.html", rows=[])
    assert "/duty/" not in drawn("quarantine.html", role=Role.ADMIN, rows=[])


def test_a_room_without_anybody_on_duty_says_so() -> None:
    assert "nobody" in drawn("quarantine.html", on_duty={}, rows=[])


def test_the_roles_of_the_desk_reach_the_desk() -> None:
    for role in RIGHTS:
        assert ("/desk" in {page.path for page in open_to(role)}) == role.may(Right.SEE_DESK)
    assert FRAME.first
