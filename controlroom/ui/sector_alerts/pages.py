"""Alerts to the companies of a sector: written by one, released by another, followed until each confirmed."""

import re
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.roles import Right
from controlroom.auth.sessions import Person
from controlroom.desk.desk import Desk
from controlroom.errors import Refused, Stale
from controlroom.interchange.cap import NotCap
from controlroom.interchange.sector_alert import written
from controlroom.problems import status_of
from controlroom.store.panels.sector_alerts import Whole, companies, last_written, listed, one
from controlroom.store.panels.sector_deliveries import told_of
from controlroom.store.panels.snapshot import Snapshot, look
from controlroom.store.panels.warnings import is_seen
from controlroom.ui.frame import framed
from controlroom.ui.guard import SectorAlertDrafterDep, SectorAlertReaderDep, SectorAlertReleaserDep
from controlroom.ui.locale import locale_of
from controlroom.ui.sector_alerts import words
from controlroom.ui.sector_alerts.as_cap import cap_file, sender_of, web_of
from controlroom.ui.sector_alerts.form import Typed, afresh, blank, command_of, following, typed_of
from controlroom.ui.warning_pages import eyes_of
from controlroom.watch.refs import Noun
from controlroom.watch.sector_alerts import (
    ChangeOfSectorAlert,
    MessageType,
    ReleaseSectorAlert,
    SendBackSectorAlert,
    SubmitSectorAlert,
    WithdrawSectorAlert,
    as_released,
    must_be_whole,
    recipients,
)
from controlroom.watch.unknown import no_such
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False, prefix="/sector-alerts")
Key = Annotated[str, Path(max_length=40)]
TypedForm = Annotated[Typed, Form()]
Text = Annotated[str, Form(max_length=20_000)]
Version = Annotated[int, Form(ge=0)]
Named = Annotated[str, Query(max_length=40)]
PageNumber = Annotated[int, Query(ge=0, le=10_000)]
FRESH: Final = re.compile(r"SA-[0-9A-HJKMNP-TV-Z]{8}")
NO_REFERENCE: Final = mark("This form is no longer good: begin again.")
NOT_CAP: Final = mark("It cannot be sent as it is: %(element)s: %(why)s")


def at(ref: str) -> str:
    return f"/sector-alerts/{quote(ref, safe='')}"


@router.get("")
async def show(
    request: Request, who: SectorAlertReaderDep, which: str = "open", page: PageNumber = 0
) -> Response:
    over = which == "over"
    async with look(request.app.state.engine, who.name) as snapshot:
        rows, more = await listed(snapshot, over=over, page=page)
    return await framed(
        request,
        who,
        "sector_alerts/list.html",
        rows=rows,
        more=more,
        page=page,
        which="over" if over else "open",
        language=locale_of(request),
        drafts=who.role.may(Right.DRAFT_SECTOR_ALERTS),
        say=words,
    )


@router.get("/new")
async def begin(
    request: Request, who: SectorAlertDrafterDep, warning: Named = "", like: Named = ""
) -> Response:
    """`like`: an alert that is over, whose words the new one begins with."""
    await _must_see(request, who, warning)
    now = request.app.state.clock.now()
    if not like:
        return await _form(request, who, blank(now, warning))
    async with look(request.app.state.engine, who.name) as snapshot:
        whole = await _whole(snapshot, like)
        written = await last_written(snapshot, whole) if whole.alert.over else None
    if written is None:
        return RedirectResponse(at(like), 303)
    return await _form(request, who, afresh(whole.alert, written, now))


@router.post("")
async def draft(request: Request, who: SectorAlertDrafterDep, typed: TypedForm) -> Response:
    if not FRESH.fullmatch(typed.ref):
        return await _form(request, who, typed, Refused(NO_REFERENCE, field="ref"))
    return await _write(request, who, typed)


async def _write(request: Request, who: Person, typed: Typed) -> Response:
    desk: Desk = request.app.state.desk
    try:
        await _must_see(request, who, typed.warning)
        await desk.do(command_of(typed, who.name), who.name)
    except Refused as wrong:
        return await _again(request, who, typed, wrong)
    return RedirectResponse(at(typed.ref), 303)


async def _must_see(request: Request, who: Person, warning: str) -> None:
    """Nobody learns from a draft that there is a report which they may not see."""
    async with look(request.app.state.engine, who.name) as snapshot:
        if warning and not await is_seen(snapshot, eyes_of(who), warning):
            raise no_such(Noun.EARLY_WARNING, warning)


async def _again(request: Request, who: Person, typed: Typed, wrong: Refused) -> Response:
    """The form as it was typed, with what somebody else writes, or sent, meanwhile.

    Beside the same message, and beside one that went out, it can be kept after a second look.
    """
    async with look(request.app.state.engine, who.name) as snapshot:
        theirs = await one(snapshot, typed.ref)
    now = _beside(typed, theirs, wrong) if theirs else typed
    proposal = theirs.alert.proposal if theirs else None
    news = now != typed or (proposal and proposal.msg_type != typed.msg_type)
    return await _form(request, who, now, wrong, theirs if news else None)


def _beside(typed: Typed, theirs: Whole, wrong: Refused) -> Typed:
    alert = theirs.alert
    if alert.proposal:
        seen = alert.proposal.version if isinstance(wrong, Stale) else typed.seen
        return typed.model_copy(update={"seen": seen})
    if not alert.in_force or typed.msg_type == MessageType.ALERT:
        return typed
    return typed.model_copy(update={"seen": 0, "follows": len(alert.messages)})


async def _form(
    request: Request, who: Person, typed: Typed, wrong: Refused | None = None, theirs: Whole | None = None
) -> Response:
    return await framed(
        request,
        who,
        "sector_alerts/form.html",
        status=status_of(wrong) if wrong else 200,
        typed=typed,
        wrong=wrong,
        theirs=theirs,
        say=words,
        later=typed.seen > 0 or typed.msg_type != MessageType.ALERT.value,
    )


@router.get("/{ref}")
async def one_alert(request: Request, who: SectorAlertReaderDep, ref: Key) -> Response:
    return await _page(request, who, ref)


async def _whole(snapshot: Snapshot, ref: str) -> Whole:
    whole = await one(snapshot, ref)
    if whole is None:
        raise no_such(Noun.SECTOR_ALERT, ref)
    return whole


async def _page(
    request: Request, who: Person, ref: str, wrong: Refused | None = None, text: str = ""
) -> Response:
    async with look(request.app.state.engine, who.name) as snapshot:
        whole = await _whole(snapshot, ref)
        told = await told_of(snapshot, ref)
        basis = whole.alert.basis
        reads_basis = basis is not None and await is_seen(snapshot, eyes_of(who), basis)
    alert, proposal = whole.alert, whole.alert.proposal
    to = recipients(alert, proposal, whole.companies.values()) if proposal else ()
    return await framed(
        request,
        who,
        "sector_alerts/one.html",
        status=status_of(wrong) if wrong else 200,
        whole=whole,
        told=told,
        writes=bool(request.app.state.settings.smtp_host),
        it=alert,
        proposal=proposal,
        to=to,
        named={code: company.name for code, company in whole.companies.items()},
        me=who.name,
        drafts=who.role.may(Right.DRAFT_SECTOR_ALERTS),
        releases=who.role.may(Right.RELEASE_SECTOR_ALERTS),
        reads_basis=reads_basis,
        wrong=wrong,
        text=text,
        say=words,
    )


@router.get("/{ref}/draft")
async def write_on(request: Request, who: SectorAlertDrafterDep, ref: Key, kind: str = "") -> Response:
    """What is being written, or the beginning of an update or a cancellation."""
    async with look(request.app.state.engine, who.name) as snapshot:
        whole = await _whole(snapshot, ref)
    alert, newest = whole.alert, whole.alert.newest
    if alert.proposal:
        return await _form(request, who, typed_of(alert))
    before = whole.released.get(newest.number) if newest else None
    if before is None or not alert.in_force or kind not in (MessageType.UPDATE, MessageType.CANCEL):
        return RedirectResponse(at(ref), 303)
    return await _form(request, who, following(alert, before, MessageType(kind)))


@router.post("/{ref}/draft")
async def write(request: Request, who: SectorAlertDrafterDep, ref: Key, typed: TypedForm) -> Response:
    return await _write(request, who, typed.model_copy(update={"ref": ref}))


@router.post("/{ref}/submission")
async def submit(request: Request, who: SectorAlertDrafterDep, ref: Key, seen: Version = 0) -> Response:
    return await _do(request, who, SubmitSectorAlert(ref, who.name, seen), checked=True)


@router.post("/{ref}/withdrawal")
async def withdraw(request: Request, who: SectorAlertDrafterDep, ref: Key, seen: Version = 0) -> Response:
    return await _do(request, who, WithdrawSectorAlert(ref, who.name, seen))


@router.post("/{ref}/return")
async def send_back(
    request: Request, who: SectorAlertReleaserDep, ref: Key, seen: Version = 0, text: Text = ""
) -> Response:
    return await _do(request, who, SendBackSectorAlert(ref, who.name, seen, text), text)


@router.post("/{ref}/release")
async def release(
    request: Request,
    who: SectorAlertReleaserDep,
    ref: Key,
    seen: Version = 0,
    to: Annotated[list[str] | None, Form(max_length=5000)] = None,
) -> Response:
    command = ReleaseSectorAlert(ref, who.name, seen, sender_of(request), tuple(to or ()))
    return await _do(request, who, command, checked=True)


async def _do(
    request: Request, who: Person, command: ChangeOfSectorAlert, text: str = "", *, checked: bool = False
) -> Response:
    """`checked`: the message must hold by the standard before anybody decides on it."""
    desk: Desk = request.app.state.desk
    ref = command.sector_alert
    try:
        if checked:
            await _must_hold(request, who, ref)
        await desk.do(command, who.name)
    except Refused as wrong:
        return await _page(request, who, ref, wrong, text)
    return RedirectResponse(at(ref), 303)


async def _must_hold(request: Request, who: Person, ref: str) -> None:
    """As it would go out now, against the schema of the standard."""
    now = request.app.state.clock.now()
    async with look(request.app.state.engine, who.name) as snapshot:
        whole, known = await _whole(snapshot, ref), (await companies(snapshot)).values()
    alert, proposal = whole.alert, whole.alert.proposal
    if proposal is None:
        return
    must_be_whole(proposal.content, alert.texts, now)
    said = as_released(alert, proposal, known, sender_of(request), who.name, now)
    try:
        written(said, web_of(request, ref))
    except NotCap as wrong:
        field = wrong.element.rpartition("/")[2]
        raise Refused(NOT_CAP, field=field, element=wrong.element, why=wrong.reason) from None


@router.get("/{ref}/messages/{number}.cap")
async def as_cap(request: Request, who: SectorAlertReaderDep, ref: Key, number: int) -> Response:
    async with look(request.app.state.engine, who.name) as snapshot:
        whole = await _whole(snapshot, ref)
    said = whole.released.get(number)
    if said is None:
        raise no_such(Noun.SECTOR_ALERT, f"{ref}-{number}")
    return cap_file(said, web_of(request, ref))
