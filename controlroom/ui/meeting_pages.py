"""Meetings of the partners over one file: the list, one of them, and its minutes on paper."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.roles import Right, Role
from controlroom.auth.sessions import Person
from controlroom.desk.desk import Desk
from controlroom.errors import Refused
from controlroom.ids import meeting_id
from controlroom.paper.press import print_pdf
from controlroom.problems import status_of
from controlroom.store.panels.measures import all_files
from controlroom.store.panels.meetings import IN_A_TABLE, PAGE, Eyes, Guest, Told, guests, listed, one
from controlroom.store.panels.snapshot import Snapshot, look
from controlroom.ui.consult import Look, consulted
from controlroom.ui.frame import framed
from controlroom.ui.guard import AdviserDep, ReviewHolderDep
from controlroom.ui.locale import locale_of
from controlroom.ui.meeting_form import BLANK, Typed, called, invitee, typed_of
from controlroom.ui.meeting_paper import told_on_paper
from controlroom.ui.meeting_views import meeting_page
from controlroom.ui.meeting_words import SERVICES, STATES
from controlroom.ui.reason import reason
from controlroom.ui.spreadsheet import spreadsheet
from controlroom.ui.wall_times import local_day, moment_of
from controlroom.watch.consultations import Data, DataExported
from controlroom.watch.meetings import (
    ChangeOfMeeting,
    CloseMeeting,
    GiveOpinion,
    HoldMeeting,
    Invite,
    MeetingState,
    MoveMeeting,
    RecordDecision,
    ShareAnalysis,
)
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.unknown import no_such

router = APIRouter(include_in_schema=False, prefix="/meetings")
Key = Annotated[str, Path(max_length=40)]
Short = Annotated[str, Form(max_length=200)]
Words = Annotated[str, Form(max_length=20_000)]
PageNumber = Annotated[int, Query(ge=0, le=10_000)]
GUESTS: Final = tuple(role.value for role in Role if role.may(Right.ADVISE))
LISTS: Final = {
    "open": (MeetingState.INVITED.value, MeetingState.HELD.value),
    "closed": (MeetingState.CLOSED.value,),
    "all": tuple(MeetingState),
}
COLUMNS: Final = ("meeting", "file", "name", "at", "place", "state", "invited", "opinions", "called by")


def eyes_of(who: Person) -> Eyes:
    return Eyes(who.name, who.role.may(Right.HOLD_REVIEWS))


@router.get("")
async def show(request: Request, who: AdviserDep, which: str = "open", page: PageNumber = 0) -> Response:
    return await _list(request, who, which, page)


async def _list(
    request: Request,
    who: Person,
    which: str = "open",
    page: int = 0,
    typed: Typed = BLANK,
    wrong: Refused | None = None,
) -> Response:
    keeps = who.role.may(Right.HOLD_REVIEWS)
    chosen = which if which in LISTS else "open"
    async with look(request.app.state.engine, who.name) as snapshot:
        found = await listed(snapshot, eyes_of(who), LISTS[chosen], page * PAGE)
        files = await all_files(snapshot) if keeps else {}
        people = await guests(snapshot, GUESTS) if keeps else []
    await consulted(request, who, Look(Data.MEETING, [_ref(one.id) for one in found.meetings]))
    return await framed(
        request,
        who,
        "meetings.html",
        status=status_of(wrong) if wrong else 200,
        found=found,
        which=chosen,
        lists=tuple(LISTS),
        page=page,
        me=who.name,
        may_keep=keeps,
        files=files,
        guests=people,
        key=typed.key or meeting_id(),
        typed=typed,
        field=(wrong.field or "") if wrong else "",
        complaint=reason(wrong, locale_of(request)) if wrong else "",
        states=STATES,
        services=SERVICES,
    )


def _ref(key: str) -> Ref:
    return Ref(Noun.MEETING, key)


@router.get(".csv")
async def as_rows(request: Request, who: AdviserDep, which: str = "all") -> Response:
    """Whatever is listed, at most 5,000 of it."""
    async with look(request.app.state.engine, who.name) as snapshot:
        states = LISTS.get(which, LISTS["all"])
        found = await listed(snapshot, eyes_of(who), states, most=IN_A_TABLE)
    shown = [_ref(one.id) for one in found.meetings]
    await consulted(request, who, Look(Data.MEETING, shown, deed=DataExported, file="/meetings"))
    rows = (
        [
            *(one.id, one.file, found.files.get(one.file, ""), one.at.isoformat(), one.place),
            *(one.state.value, len(one.invited), len(one.standing), one.called_by),
        ]
        for one in found.meetings
    )
    return spreadsheet("meetings", COLUMNS, rows)


@router.post("")
async def call(request: Request, who: ReviewHolderDep) -> Response:
    typed = typed_of(await request.form())
    desk: Desk = request.app.state.desk
    try:
        async with look(request.app.state.engine, who.name) as snapshot:
            files, people = await all_files(snapshot), await guests(snapshot, GUESTS)
        command = called(typed, files, {guest.name for guest in people}, who.name)
        await desk.do(command, who.name)
    except Refused as wrong:
        return await _list(request, who, typed=typed, wrong=wrong)
    return RedirectResponse(f"/meetings/{command.id}", 303)


@router.get("/{key}.pdf")
async def paper(request: Request, who: AdviserDep, key: Key) -> Response:
    async with look(request.app.state.engine, who.name) as snapshot:
        told = await _told(snapshot, who, key)
    await consulted(request, who, Look(Data.MEETING, _things(told), deed=DataExported))
    locale = locale_of(request)
    page = meeting_page(told, who.name, may_keep=False, guests=[])
    now = request.app.state.clock.now().replace(microsecond=0)
    printed = await print_pdf("meeting", locale, told_on_paper(page, locale, now), at=now)
    headers = {"content-disposition": f'inline; filename="meeting-{told.meeting.id}.pdf"'}
    return Response(printed, media_type="application/pdf", headers=headers)


@router.get("/{key}")
async def one_meeting(request: Request, who: AdviserDep, key: Key) -> Response:
    return await _page(request, who, key)


async def _page(
    request: Request, who: Person, key: str, wrong: Refused | None = None, typed: str = ""
) -> Response:
    keeps = who.role.may(Right.HOLD_REVIEWS)
    async with look(request.app.state.engine, who.name) as snapshot:
        told = await _told(snapshot, who, key)
        people: list[Guest] = await guests(snapshot, GUESTS) if keeps else []
    await consulted(request, who, Look(Data.MEETING, _things(told)))
    return await framed(
        request,
        who,
        "meeting.html",
        status=status_of(wrong) if wrong else 200,
        page=meeting_page(told, who.name, may_keep=keeps, guests=people),
        me=who.name,
        field=(wrong.field or "") if wrong else "",
        complaint=reason(wrong, locale_of(request)) if wrong else "",
        typed=typed,
        states=STATES,
        services=SERVICES,
    )


def _things(told: Told) -> list[str]:
    return [str(_ref(told.meeting.id)), told.meeting.file]


async def _told(snapshot: Snapshot, who: Person, key: str) -> Told:
    """One that whoever asks may see; of all others there is none."""
    told = await one(snapshot, eyes_of(who), key)
    if told is None:
        raise no_such(Noun.MEETING, key)
    return told


async def _do(request: Request, who: Person, command: ChangeOfMeeting, typed: str = "") -> Response:
    """Nobody learns from a refusal that there is a meeting which they may not see."""
    key = command.meeting
    async with look(request.app.state.engine, who.name) as snapshot:
        await _told(snapshot, who, key)
    desk: Desk = request.app.state.desk
    try:
        await desk.do(command, who.name)
    except Refused as wrong:
        return await _page(request, who, key, wrong, typed)
    return RedirectResponse(f"/meetings/{key}", 303)


@router.post("/{key}/opinion")
async def opinion(request: Request, who: AdviserDep, key: Key, text: Words = "") -> Response:
    return await _do(request, who, GiveOpinion(key, text, who.name), text)


@router.post("/{key}/analysis")
async def analysis(request: Request, who: ReviewHolderDep, key: Key, text: Words = "") -> Response:
    return await _do(request, who, ShareAnalysis(key, text, who.name), text)


@router.post("/{key}/invitations")
async def invite(
    request: Request, who: ReviewHolderDep, key: Key, name: Short = "", service: Short = ""
) -> Response:
    try:
        async with look(request.app.state.engine) as snapshot:
            people = {guest.name for guest in await guests(snapshot, GUESTS)}
        seat = invitee(name, service, people, "name")
    except Refused as wrong:
        return await _page(request, who, key, wrong)
    return await _do(request, who, Invite(key, seat.name, seat.service, who.name))


@router.post("/{key}/time")
async def move(
    request: Request, who: ReviewHolderDep, key: Key, day: Short = "", time: Short = "", place: Short = ""
) -> Response:
    try:
        at = moment_of(local_day(day), time, "time")
    except Refused as wrong:
        return await _page(request, who, key, wrong)
    return await _do(request, who, MoveMeeting(key, at, place, who.name))


@router.post("/{key}/beginning")
async def hold(request: Request, who: ReviewHolderDep, key: Key) -> Response:
    return await _do(request, who, HoldMeeting(key, who.name))


@router.post("/{key}/decision")
async def decision(request: Request, who: ReviewHolderDep, key: Key, text: Words = "") -> Response:
    return await _do(request, who, RecordDecision(key, text, who.name), text)


@router.post("/{key}/minutes")
async def minutes(request: Request, who: ReviewHolderDep, key: Key, text: Words = "") -> Response:
    return await _do(request, who, CloseMeeting(key, text, who.name), text)
