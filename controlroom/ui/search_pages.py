"""Looking for anything by the beginning of its words, and the page of what was found."""

from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from controlroom.auth.audience import Audience
from controlroom.auth.roles import Right
from controlroom.auth.sessions import Person
from controlroom.store.panels.measures import on_file
from controlroom.store.panels.related import programme, related_to_thing, thing_of
from controlroom.store.panels.search import Found, search
from controlroom.store.panels.snapshot import look
from controlroom.store.reasons import Reasons
from controlroom.ui.consult import Look, consulted, session_of
from controlroom.ui.frame import framed
from controlroom.ui.guard import ReaderDep
from controlroom.ui.locale import locale_of
from controlroom.ui.persons.pages import LIST
from controlroom.ui.related import related_rows
from controlroom.ui.render import render_page
from controlroom.ui.search import LONGEST, Hit, by_kind, hit, pages, words_of
from controlroom.watch.consultations import Data, DataSearched, Ground, Reason
from controlroom.watch.events import Thing
from controlroom.watch.incidents import Incident
from controlroom.watch.measures import FILES
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.units import Unit
from controlroom.watch.visits import Visit

RECORDED: Final = {
    "incident": Noun.INCIDENT,
    "visit": Noun.VISIT,
    "alert": Noun.ALERT,
    "log": Noun.ENTRY,
}
"""What may name somebody, or tell where somebody is. Of protected persons there is a record of its own."""

router = APIRouter(include_in_schema=False)
Typed = Annotated[str, Query(max_length=LONGEST)]


@router.get("/search")
async def show(request: Request, who: ReaderDep, q: Typed = "") -> Response:
    why = await _why_persons(request, who)
    found = by_kind(await _hits(request, who, q, why))
    shown: dict[str, Any] = {"typed": q, "found": found, "ask_why": "" if why or not q else _asked_why(q)}
    if "hx-request" not in request.headers:
        return await framed(request, who, "search.html", **shown)
    audience = Audience("desk", locale_of(request), role=who.role)
    return HTMLResponse(render_page("fragments/found.html", audience=audience, **shown))


async def _why_persons(request: Request, who: Person) -> Reason | None:
    """The reason that was given for the list of persons; without one a search tells no more than it."""
    reasons: Reasons = request.app.state.reasons
    return await reasons.held(session_of(request), LIST) if who.role.may(Right.READ_FILES) else None


def _asked_why(typed: str) -> str:
    back = f"/search?{urlencode({'q': typed})}"
    return f"/reasons?{urlencode({'file': LIST, 'back': back})}"


async def _hits(request: Request, who: Person, typed: str, why: Reason | None) -> list[Hit]:
    locale = locale_of(request)
    asked = words_of(typed, locale)
    if asked is None:
        return []
    async with look(request.app.state.engine, who.name) as snapshot:
        found = await search(snapshot, asked, who.name, named=why is not None)
    await _recorded(request, who, typed, found, why)
    return [*pages(typed, who.role, locale), *map(hit, found)]


async def _recorded(
    request: Request, who: Person, typed: str, found: list[Found], why: Reason | None
) -> None:
    if persons := [Ref(Noun.PERSON, one.key) for one in found if one.kind == "protected"]:
        seen = Look(Data.PERSON, persons, words=typed, deed=DataSearched, reason=why, code_names=why is None)
        await consulted(request, who, seen)
    if reports := [Ref(Noun.EARLY_WARNING, one.key) for one in found if one.kind == "early_warning"]:
        told = Look(Data.EARLY_WARNING, reports, words=typed, deed=DataSearched)
        await consulted(request, who, told)
    if others := [Ref(RECORDED[one.kind], one.key) for one in found if one.kind in RECORDED]:
        await consulted(request, who, Look(Data.INCIDENT, others, words=typed, deed=DataSearched))


@router.get("/things/{noun}/{key:path}")
async def thing(request: Request, noun: Noun, key: str, who: ReaderDep) -> Response:
    """What is known of a site, a post, a unit, a visit or an incident, and what stands beside it."""
    async with look(request.app.state.engine, who.name) as snapshot:
        found = await thing_of(snapshot, noun, key)
        if personal := _personal(Ref(noun, key), found):
            await consulted(request, who, personal)
        hidden = snapshot.veil.covers(found)
        legs = [] if hidden else await programme(snapshot, found)
        beside = await related_to_thing(snapshot, Ref(noun, key), found)
        hung = await on_file(snapshot, f"{noun}:{key}") if noun.value in FILES else None
        sites = await snapshot.sites(code for leg in legs for code in (leg.origin, leg.destination))
    if hung and hung.contacts:
        await consulted(request, who, Look(Data.MEASURE, [f"measure:{one.measure}" for one in hung.contacts]))
    return await framed(
        request,
        who,
        "thing.html",
        noun=noun.value,
        key=key,
        name=called(found, key),
        thing=found,
        hidden=hidden,
        legs=legs,
        place={code: site.name for code, site in sites.items()},
        related=related_rows(beside),
        on_file=hung,
        may_keep=who.role.may(Right.KEEP_FILES),
    )


def _personal(ref: Ref, thing: Thing) -> Look | None:
    """What of it is of people. A visit that goes on is its own reason; one that is over asks for another."""
    match thing:
        case Incident():
            return Look(Data.INCIDENT, (ref,))
        case Visit(state=state):
            over = state.over
            return Look(Data.VISIT, (ref,), reason=None if over else Reason(Ground.VISIT))
        case _:
            return None


def called(thing: Thing, key: str) -> str:
    """A unit by its call sign, a visit by its code name, the rest by name."""
    if isinstance(thing, Unit):
        return key
    name: str = getattr(thing, "code_name", "") or getattr(thing, "name", "") or key
    return name
