"""Every page, and every answer to a form, shows no personal data or writes down first who looks at it."""

from collections.abc import Callable, Iterator
from types import CodeType, FunctionType
from typing import Any

import pytest
from starlette.routing import Route

from controlroom.app import create_app
from controlroom.settings import read_settings
from controlroom.ui.consult import consulted, consulting
from controlroom.ui.frame import framed
from controlroom.ui.render import render_page

NO_PERSONAL_DATA = {
    "/": "leads to the desk or the wall",
    "/wall": "the picture of the room: code names and call signs; a replay is recorded",
    "/desk": "the picture of the room, before which people sit all day; what they open is recorded",
    "/alerts": "rules, places, code names and who of the room owns them; an alert that is opened is recorded",
    "/summits": "names of events and figures",
    "/summits/{event:path}": "the picture of a summit: code names, places and call signs, as on the wall",
    "/wall/summits/{event:path}": "the same picture on a whole screen",
    "/visits/announcement": "an empty form",
    "/report": "a form, with nothing but what its author typed",
    "/field": "code names, places and call signs: what one's own unit has to do",
    "/report/alerts": "what the centre told one's own company",
    "/report/alerts/{ref}": "what the centre told one's own company",
    "/report/alerts/{ref}/messages/{number}.cap": "what the centre told one's own company",
    "/sector-alerts": "headlines of what companies are told",
    "/sector-alerts/new": "a form",
    "/sector-alerts/{ref}": "what companies are told, and who of the room wrote it",
    "/sector-alerts/{ref}/draft": "a form, with what companies are to be told",
    "/sector-alerts/{ref}/messages/{number}.cap": "what companies are told",
    "/report/yours": "references, sites and states of the reports of one's own company",
    "/report/{key}/photos/{digest}": "of one's own company, on the page of its report, which is recorded",
    "/alarm-health": "figures",
    "/patrols": "places, times and call signs",
    "/patrols/proposal": "places and times",
    "/out-of-service": "units, posts and screens",
    "/rules": "rules and who of the room set them",
    "/ladders": "who is called by their place in the room",
    "/receivers": "addresses of machines",
    "/levels": "code names, places and their levels; one that is opened is recorded",
    "/levels/baselines": "kinds of files and of measures",
    "/levels/choice": "leads to the page of what was typed",
    "/calendar": "places, times and code names; a gathering that is opened is recorded",
    "/calendar/new": "a form",
    "/calendar/{key}/change": "a form, without the organiser",
    "/roster": "who of the room works when; it hangs in the room",
    "/admin": "figures",
    "/admin/companies": "companies and how many report for them; who they are stands on the page of each",
    "/admin/screens": "screens of the room",
    "/admin/screens/{name:path}": "a screen of the room",
    "/admin/units": "call signs and what they are called in full",
    "/admin/units/{call_sign:path}": "a call sign",
    "/handovers": "who of the room handed over to whom; one that is opened is recorded",
    "/files": "code names; one that is opened is recorded",
    "/measures": "kinds, dates and code names; one that is opened is recorded",
    "/measures/new": "a form",
    "/calendars/{token}.ics": "code names; recorded once a day and person, see auth/calendar_addresses.py",
    "/institutions": "places; who answers for one stands on its page, which is recorded",
    "/institutions/new": "a form",
    "/institutions/{code}/change": "a place",
    "/institutions/import": "a form; who is named in a table is recorded when it is read",
    "/persons/new": "a form",
    "/reasons": "a form",
    "/sign-in": "a form",
    "/sign-in/factor": "a form",
    "/sign-in/enrolment": "a form, for one's own account",
    "/sign-in/provider": "leads to the provider",
    "/sign-in/provider/return": "leads to where one works",
    "/account": "one's own account",
    "/screen/{token}": "lets a screen in",
    "/openapi.json": "how to report",
    "/health/live": "figures for machines",
    "/health/ready": "figures for machines",
    "/metrics": "figures for machines",
    "/network/alerts.atom": "what was sent to the company, for its system",
    "/network/alerts/{identifier}.cap": "what was sent to the company, for its system",
    "/log/new": "a number",
}
ONLY_WHAT_WAS_SENT = {
    "/report": "what its author typed",
    "/account/calendar": "one's own account",
    "/account/factors/app": "one's own account",
    "/account/factors/app/proof": "one's own account",
    "/account/factors/{number}/removal": "one's own account",
    "/account/password": "one's own account",
    "/account/recovery-codes": "one's own account",
    "/account/sessions/end-others": "one's own account",
    "/admin/companies": "what was typed",
    "/admin/screens": "screens of the room",
    "/admin/screens/{name:path}/link": "a screen of the room",
    "/admin/screens/{name:path}/name": "a screen of the room",
    "/admin/screens/{name:path}/revocation": "a screen of the room",
    "/admin/screens/{name:path}/settings": "a screen of the room",
    "/admin/units": "call signs",
    "/admin/units/{call_sign:path}/code": "a call sign",
    "/admin/units/{call_sign:path}/retirement": "a call sign",
    "/admin/units/{call_sign:path}/settings": "a call sign",
    "/admin/units/{call_sign:path}/tokens": "a call sign",
    "/admin/units/{call_sign:path}/tokens/revocation": "a call sign",
    "/alerts/acknowledgements": "how many",
    "/calendar/new": "what was typed",
    "/calendar/{key}/change": "what was typed",
    "/institutions": "what was typed",
    "/institutions/{code}": "what was typed, or a place",
    "/institutions/{code}/contacts": "what was typed",
    "/ladders/{priority}": "who is called by their place in the room",
    "/levels/baselines": "kinds of files and of measures",
    "/log": "what was typed",
    "/log/{number}/correction": "what was typed",
    "/measures": "what was typed",
    "/out-of-service": "units, posts and screens",
    "/patrols/checks": "places, times and call signs",
    "/persons": "what was typed",
    "/persons/{code}": "what was typed",
    "/reasons": "what was typed",
    "/roster/shifts": "who of the room works when; it hangs in the room",
    "/roster/shifts/{shift}/end": "who of the room works when; it hangs in the room",
    "/rules/{rule}/{name}": "figures",
    "/sign-in": "a form",
    "/sign-in/enrolment": "a form, for one's own account",
    "/sign-in/factor": "a form",
    "/visitor": "a lamp",
    "/visitor/end": "a lamp",
    "/visits": "what was typed",
    "/sector-alerts": "what was typed",
    "/sector-alerts/{ref}/draft": "what was typed",
    "/sector-alerts/{ref}/release": "what companies are told, and who of the room wrote it",
    "/sector-alerts/{ref}/return": "what companies are told, and who of the room wrote it",
    "/sector-alerts/{ref}/submission": "what companies are told, and who of the room wrote it",
    "/sector-alerts/{ref}/withdrawal": "what companies are told, and who of the room wrote it",
}
"""Forms that answer with no more than was sent with them."""
RECORDS = {consulted, consulting}
DRAWS = {framed, render_page}


def pages(method: str = "GET") -> list[tuple[str, Callable[..., Any]]]:
    app = create_app(read_settings({"CONTROLROOM_DATABASE_URL": "postgresql://app@127.0.0.1:1/none"}))
    return [
        (route.path, route.endpoint)
        for route in app.routes
        if isinstance(route, Route) and method in (route.methods or ())
    ]


def answered_forms() -> list[tuple[str, Callable[..., Any]]]:
    """The forms that are answered with a page, at least where they are refused."""
    return [(path, form) for path, form in pages("POST") if not DRAWS.isdisjoint(used(form, set()))]


def used(function: object, seen: set[object]) -> Iterator[object]:
    """The functions of ours that a function can call, and those that they can call."""
    if not isinstance(function, FunctionType) or function in seen:
        return
    seen.add(function)
    yield function
    module = function.__globals__
    if not str(module.get("__name__", "")).startswith("controlroom.") or function in RECORDS:
        return
    for name in names(function.__code__):
        yield from used(module.get(name), seen)


def names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from names(inner)


def records(endpoint: Callable[..., Any]) -> bool:
    return not RECORDS.isdisjoint(used(endpoint, set()))


@pytest.mark.parametrize(("path", "endpoint"), pages(), ids=[path for path, _ in pages()])
def test_a_page_shows_no_personal_data_or_records_who_looks(path: str, endpoint: Callable[..., Any]) -> None:
    assert path in NO_PERSONAL_DATA or records(endpoint), f"{path}: see controlroom/ui/consult.py"


@pytest.mark.parametrize(("path", "endpoint"), answered_forms(), ids=[path for path, _ in answered_forms()])
def test_a_form_is_answered_with_what_was_sent_or_records_who_looks(
    path: str, endpoint: Callable[..., Any]
) -> None:
    assert path in ONLY_WHAT_WAS_SENT or records(endpoint), f"{path}: see controlroom/ui/consult.py"


def test_what_is_said_of_a_page_is_said_of_one_that_is_there() -> None:
    assert NO_PERSONAL_DATA.keys() <= {path for path, _ in pages()}
    assert ONLY_WHAT_WAS_SENT.keys() <= {path for path, _ in answered_forms()}


def test_a_page_of_alerts_is_among_those_that_record() -> None:
    recording = {path for path, endpoint in pages() if records(endpoint)}
    assert recording >= {"/alerts/{alert_id}", "/quarantine", "/alarm-health/alerts.csv", "/wall"}
    assert "/rules" not in recording, "everything would pass"
    forms = {path for path, form in answered_forms() if records(form)}
    assert forms >= {"/persons/{code}/closing", "/levels/{scope:path}", "/visits/{code}/closing"}
    assert "/log" not in forms
