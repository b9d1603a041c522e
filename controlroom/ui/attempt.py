"""An act with an alert, handed in at the desk; whoever tried it is told by a page, a fragment or JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from controlroom.auth.audience import Audience
from controlroom.auth.roles import Right, Role
from controlroom.auth.sessions import Person
from controlroom.desk.desk import Desk
from controlroom.errors import AlreadyDone, Refused
from controlroom.problems import status_of
from controlroom.store.panels.alerts import one_alert
from controlroom.store.panels.one_alert import about, dossier, who_may
from controlroom.store.panels.snapshot import Snapshot, look
from controlroom.ui import views
from controlroom.ui.alert_page import AlertPage, Amiss, alert_page, amiss
from controlroom.ui.consult import Look, consulted, consulting
from controlroom.ui.frame import framed
from controlroom.ui.locale import locale_of
from controlroom.ui.panels import AlertRow
from controlroom.ui.problems import audience_of, wants_json
from controlroom.ui.render import render_page
from controlroom.watch.alerts import Act
from controlroom.watch.consultations import Data
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.unknown import no_such
from controlroom.watch.words import mark

HANDLERS = tuple(role.value for role in Role if role.may(Right.HANDLE))


@dataclass(frozen=True, slots=True)
class Attempt:
    """`act` as in offers.NEEDS; `typed`: the fields of its form, to be shown again if it is refused."""

    act: str
    command: Act
    typed: Mapping[str, str] = field(default_factory=dict)
    back: str = ""


async def attempt(request: Request, who: Person, tried: Attempt) -> Response:
    desk: Desk = request.app.state.desk
    try:
        await desk.do(tried.command, who.name)
    except Refused as refusal:
        return await refused(request, who, tried.command.alert, tried.act, tried.typed, refusal)
    return await _done(request, who, tried)


async def _done(request: Request, who: Person, tried: Attempt) -> Response:
    number = tried.command.alert
    if not (wants_json(request) or _in_page(request)):
        return RedirectResponse(tried.back or f"/alerts/{number}", 303)
    row = await _row(request, who, number)
    if wants_json(request):
        return JSONResponse(_as_json(row))
    words = {"act": tried.act, "alert": row}
    return HTMLResponse(render_page("fragments/done.html", audience=audience_of(request), **words))


def _in_page(request: Request) -> bool:
    """A script of ours asks, and puts the answer into the page."""
    return "hx-request" in request.headers


async def _row(request: Request, who: Person, number: int) -> AlertRow:
    async with look(request.app.state.engine, who.name) as snapshot:
        found = await one_alert(snapshot, number)
    if not found.alerts:
        raise no_such(Noun.ALERT, str(number))
    return views.alert_row(found.alerts[0], found)


def _as_json(row: AlertRow) -> dict[str, Any]:
    return {
        "alert": row.id,
        "version": row.version,
        "acknowledged_by": row.acked_by,
        "acknowledged_at": row.acked_at.isoformat() if row.acked_at else None,
        "handling": row.handling,
        "assigned_to": row.owner,
    }


async def refused(
    request: Request, who: Person, number: int, act: str, typed: Mapping[str, str], refusal: Refused
) -> Response:
    """The page again, with the reason at the field; a script or a machine gets the reason alone."""
    if isinstance(refusal, AlreadyDone):
        refusal = await _named(request, refusal)
    if wants_json(request) or _in_page(request):
        raise refusal
    page = await the_page(request, who, number, amiss(act, refusal, typed))
    return await draw_page(request, who, page, status_of(refusal))


async def draw_page(request: Request, who: Person, page: AlertPage, status: int = 200) -> Response:
    """Whole, or for the desk only what stands beside the queue."""
    now = request.app.state.clock.now()
    if not _in_page(request):
        return await framed(request, who, "alert.html", status=status, page=page, now=now)
    audience = Audience("desk", locale_of(request), role=who.role)
    fragment = render_page("fragments/alert.html", audience=audience, page=page, now=now)
    return HTMLResponse(fragment, status)


async def _named(request: Request, lost: AlreadyDone) -> AlreadyDone:
    """The winner as people call them, not by account."""
    async with look(request.app.state.engine) as snapshot:
        people = await snapshot.people([lost.by])
    return AlreadyDone(lost.message, by=people.get(lost.by, lost.by), at=lost.at)


async def the_page(
    request: Request, who: Person, number: int, wrong: Amiss | None = None, before: int | None = None
) -> AlertPage:
    """It is written down who looks at it, beside the reading."""
    async with look(request.app.state.engine, who.name) as snapshot:
        thing = await about(snapshot, number)
        async with consulting(request, who, Look(Data.ALERT, (Ref(Noun.ALERT, str(number)), thing))):
            read = await dossier(snapshot, number, before)
            assignable = await _assignable(snapshot, who)
    if read.contacts:
        named = [Ref(Noun.MEASURE, one.measure) for one in read.contacts]
        await consulted(request, who, Look(Data.MEASURE, named))
    return alert_page(read, who, assignable, request.app.state.clock.now(), wrong)


async def _assignable(snapshot: Snapshot, who: Person) -> dict[str, str]:
    """To whom alerts can be given; to one who may give none, nobody is named."""
    return await who_may(snapshot, HANDLERS) if who.role.may(Right.HANDLE) else {}


async def must_be_a_handler(request: Request, name: str) -> None:
    async with look(request.app.state.engine) as snapshot:
        if name not in await who_may(snapshot, HANDLERS):
            raise Refused(mark("choose somebody who handles alerts"), field="to")
