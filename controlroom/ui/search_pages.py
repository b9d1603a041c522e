"""Looking for anything by the beginning of its words, and the page of what was found."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from controlroom.auth.audience import Audience
from controlroom.auth.roles import Right
from controlroom.auth.sessions import Person
from controlroom.store.panels.measures import on_file
from controlroom.store.panels.related import programme, related_to_thing, thing_of
from controlroom.store.panels.search import search
from controlroom.store.panels.snapshot import look
from controlroom.ui.consult import Look, consulted
from controlroom.ui.frame import framed
from controlroom.ui.guard import ReaderDep
from controlroom.ui.locale import locale_of
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
    "protected": Noun.PERSON,
    "alert": Noun.ALERT,
    "log": Noun.ENTRY,
}
"""What may name somebody, or tell where somebody is."""

router = APIRouter(include_in_schema=False)
Typed = Annotated[str, Query(max_length=LONGEST)]


@router.get("/search")
async def show(request: Request, who: ReaderDep, q: Typed = "") -> Response:
    found = by_kind(await _hits(request, who, q))
    if "hx-request" not in request.headers:
        return await framed(request, who, "search.html", typed=q, found=found)
    audience = Audience("desk", locale_of(request), role=who.role)
    return HTMLResponse(render_page("fragments/found.html", audience=audience, typed=q, found=found))


async def _hits(request: Request, who: Person, typed: str) -> list[Hit]:
    locale = locale_of(request)
    asked = words_of(typed, locale)
    if asked is None:
        return []
    async with look(request.app.state.engine, who.name) as snapshot:
        found = await search(snapshot, asked)
    named = [Ref(RECORDED[one.kind], one.key) for one in found if one.kind in RECORDED]
    if named:
        await consulted(request, who, Look(Data.INCIDENT, named, words=typed, deed=DataSearched))
    return [*pages(typed, who.role, locale), *map(hit, found)]


@router.get("/things/{noun}/{key:path}")
async def thing(request: Request, noun: Noun, key: str, who: ReaderDep) -> Response:
    """What is known of a site, a post, a unit, a visit or an incident, and what stands beside it."""
    async with look(request.app.state.engine, who.name) as snapshot:
        found = await thing_of(snapshot, noun, key)
        if personal := _personal(Ref(noun, key), found):
            await consulted(request, who, personal)
        legs = await programme(snapshot, found)
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
