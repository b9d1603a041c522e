"""What people do with a visit: announce and amend it, plan its programme, decide, and say that they know."""

from datetime import datetime
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.sessions import Person
from controlroom.desk.desk import Desk
from controlroom.errors import Refused
from controlroom.problems import status_of
from controlroom.store.panels.legs import legs_of
from controlroom.store.panels.one_visit import call_signs, one_visit, places
from controlroom.store.panels.snapshot import look
from controlroom.ui import visit_words
from controlroom.ui.consult import consulted
from controlroom.ui.frame import framed
from controlroom.ui.guard import ApproverDep, FilesKeeperDep, NoterDep, OfficerDep
from controlroom.ui.locale import locale_of
from controlroom.ui.programme_form import Meant, Row, rows_of, typed_rows, with_spare
from controlroom.ui.programme_form import read as read_rows
from controlroom.ui.reason import reason
from controlroom.ui.visit_form import Faults, Typed, read, seen_of, typed_of
from controlroom.ui.visit_pages import draw, look_of
from controlroom.ui.visit_views import ChangedLeg, changed_legs
from controlroom.ui.wall_times import local_day, moment_of
from controlroom.watch.legs import Leg
from controlroom.watch.visits import (
    AcknowledgeChange,
    ActivateVisit,
    AmendVisit,
    AnalyseVisit,
    AnnounceVisit,
    ApproveVisit,
    CancelVisit,
    CloseVisit,
    PlanProgramme,
    PostponeVisit,
    ResumeVisit,
    Visit,
    VisitAct,
)
from controlroom.watch.visits.programme import Version
from controlroom.watch.visits.proposal import proposal
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False, prefix="/visits")
Code = Annotated[str, Path(max_length=64)]
Number = Annotated[int, Path(ge=1, le=999)]
Words = Annotated[str, Form(max_length=1000)]
Short = Annotated[str, Form(max_length=64)]
Said = Annotated[Typed, Form()]
KEPT: Final = mark("Only its readers may do this: the file is restricted.")


@router.get("/announcement")
async def announcement(request: Request, who: FilesKeeperDep) -> Response:
    return await _form(request, who, Typed(), None)


@router.post("")
async def announce(request: Request, who: FilesKeeperDep, typed: Said) -> Response:
    meant = read(typed)
    if isinstance(meant, Faults):
        return await _form(request, who, typed, None, meant)
    code, facts = meant
    try:
        await _do(request, who, AnnounceVisit(code, facts, who.name))
    except Refused as refusal:
        return await _form(request, who, typed, None, _one(refusal))
    return _to(code)


@router.get("/{code}/facts")
async def facts(request: Request, who: FilesKeeperDep, code: Code) -> Response:
    visit, _ = await _visit(request, who, code)
    return await _form(request, who, typed_of(visit), visit)


@router.post("/{code}/facts")
async def amend(request: Request, who: FilesKeeperDep, code: Code, typed: Said) -> Response:
    visit, _ = await _visit(request, who, code)
    level = str(visit.threat_level)
    meant = read(typed.model_copy(update={"code": code, "threat_level": level}))
    if isinstance(meant, Faults):
        return await _form(request, who, typed, visit, meant)
    try:
        await _do(request, who, AmendVisit(code, meant[1], who.name, seen_of(typed.seen)))
    except Refused as refusal:
        return await _form(request, who, typed, visit, _one(refusal))
    return _to(code)


def _one(refusal: Refused) -> Faults:
    return Faults({refusal.field or "": refusal})


async def _form(
    request: Request, who: Person, typed: Typed, visit: Visit | None, faults: Faults | None = None
) -> Response:
    async with look(request.app.state.engine, who.name) as snapshot:
        units = await call_signs(snapshot)
    locale = locale_of(request)
    wrong = {field: reason(fault, locale) for field, fault in (faults or {}).items()}
    return await framed(
        request,
        who,
        "visits/facts.html",
        status=status_of(next(iter(faults.values()))) if faults else 200,
        typed=typed,
        visit=visit,
        units=units,
        complaints=wrong,
        terms=visit_words,
    )


@router.get("/{code}/programme")
async def programme(request: Request, who: FilesKeeperDep, code: Code) -> Response:
    visit, legs = await _visit(request, who, code)
    return await _editor(request, who, visit, rows_of(legs), {}, str(visit.revision))


@router.post("/{code}/programme")
async def plan(request: Request, who: FilesKeeperDep, code: Code) -> Response:
    """`do`: `save`, or `look` to be shown what would change, or `more` for another empty row."""
    visit, legs = await _visit(request, who, code)
    form = {name: str(value) for name, value in (await request.form()).items()}
    rows, seen, do = typed_rows(form, legs), form.get("seen", ""), form.get("do", "save")
    if do == "more":
        return await _editor(request, who, visit, rows, {}, seen, more=2)
    meant = read_rows(rows)
    if not isinstance(meant, Meant):
        return await _editor(request, who, visit, rows, meant, seen)
    wanted = (*meant.legs, *(leg.planned for leg in legs if leg.state.moving))
    try:
        if do == "look":
            changes = await _changes(request, who, visit, legs, wanted)
            return await _editor(request, who, visit, rows, {}, seen, changes=changes)
        await _do(request, who, PlanProgramme(code, wanted, who.name, seen_of(seen)))
    except Refused as refusal:
        return await _editor(request, who, visit, rows, {meant.field_of(refusal): refusal}, seen)
    return _to(code)


async def _changes(
    request: Request, who: Person, visit: Visit, legs: list[Leg], wanted: Any
) -> tuple[ChangedLeg, ...]:
    """As the new version would say it."""
    found = proposal(visit, wanted, {leg.number: leg for leg in legs if not leg.state.finished})
    named = [leg for one in found.differences for leg in (one.before, one.after) if leg]
    async with look(request.app.state.engine, who.name) as snapshot:
        sites = await snapshot.sites(place for leg in named for place in (leg.origin, leg.destination))
    now: datetime = request.app.state.clock.now()
    return changed_legs(Version(visit.programme + 1, who.name, now, found.differences, ()), sites)


async def _editor(
    request: Request,
    who: Person,
    visit: Visit,
    rows: list[Row],
    faults: dict[str, Refused],
    seen: str,
    *,
    more: int = 1,
    changes: tuple[ChangedLeg, ...] | None = None,
) -> Response:
    async with look(request.app.state.engine, who.name) as snapshot:
        sites, units = await places(snapshot), await call_signs(snapshot)
    locale = locale_of(request)
    return await framed(
        request,
        who,
        "visits/programme.html",
        status=status_of(next(iter(faults.values()))) if faults else 200,
        visit=visit,
        rows=with_spare(rows, more),
        sites=sites,
        units=units,
        complaints={field: reason(fault, locale) for field, fault in faults.items()},
        seen=seen,
        changes=changes,
        terms=visit_words,
    )


async def _visit(request: Request, who: Person, code: str) -> tuple[Visit, list[Leg]]:
    """Only of a visit that is read here."""
    async with look(request.app.state.engine, who.name) as snapshot:
        found = await one_visit(snapshot, code)
        kept = snapshot.veil.covers(found)
        legs = (await legs_of(snapshot, [code]))[code]
    if kept:
        raise Refused(KEPT)
    await consulted(request, who, look_of(found, request.app.state.clock.now()))
    return found, legs


@router.post("/{code}/analysis")
async def analyse(request: Request, who: FilesKeeperDep, code: Code) -> Response:
    return await _act(request, who, AnalyseVisit(code, who.name))


@router.post("/{code}/approval")
async def approve(request: Request, who: ApproverDep, code: Code, seen: Short = "") -> Response:
    """Of the programme that stood on the page."""
    return await _act(request, who, ApproveVisit(code, who.name, seen_of(seen)))


@router.post("/{code}/activation")
async def activate(request: Request, who: FilesKeeperDep, code: Code) -> Response:
    return await _act(request, who, ActivateVisit(code, who.name))


@router.post("/{code}/closing")
async def close(request: Request, who: FilesKeeperDep, code: Code) -> Response:
    return await _act(request, who, CloseVisit(code, who.name))


@router.post("/{code}/postponement")
async def postpone(request: Request, who: FilesKeeperDep, code: Code, reason: Words = "") -> Response:
    return await _act(request, who, PostponeVisit(code, who.name, reason), "postpone", {"reason": reason})


@router.post("/{code}/cancellation")
async def cancel(request: Request, who: FilesKeeperDep, code: Code, reason: Words = "") -> Response:
    return await _act(request, who, CancelVisit(code, who.name, reason), "cancel", {"reason": reason})


@router.post("/{code}/resumption")
async def resume(
    request: Request,
    who: FilesKeeperDep,
    code: Code,
    starts_on: Short = "",
    starts_at: Short = "",
) -> Response:
    """On another day, or on the same if none is given; it lasts as long as it did."""
    typed = {"starts_on": starts_on, "starts_at": starts_at}
    try:
        day = local_day(starts_on, "starts_on") if starts_on.strip() else None
        begins = moment_of(day, starts_at, "starts_at") if day else None
    except Refused as refusal:
        return await draw(request, who, code, refusal, "resume", typed)
    return await _act(request, who, ResumeVisit(code, who.name, begins), "resume", typed)


@router.post("/{code}/versions/{number}/acknowledgement")
async def know(request: Request, who: OfficerDep, code: Code, number: Number) -> Response:
    """The officer on duty knows of the change."""
    return await _act(request, who, AcknowledgeChange(code, number, who.name), "versions")


@router.post("/{code}/versions/{number}/units")
async def tell(request: Request, who: NoterDep, code: Code, number: Number, unit: Short = "") -> Response:
    """Somebody told this unit by radio, and it knows."""
    return await _act(request, who, AcknowledgeChange(code, number, who.name, unit), "versions")


async def _act(
    request: Request, who: Person, command: VisitAct, at: str = "", typed: dict[str, str] | None = None
) -> Response:
    try:
        await _must_be_read(request, who, command.code)
        await _do(request, who, command)
    except Refused as refusal:
        return await draw(request, who, command.code, refusal, at, typed)
    return _to(command.code, at)


async def _must_be_read(request: Request, who: Person, code: str) -> None:
    async with look(request.app.state.engine, who.name) as snapshot:
        if snapshot.veil.covers(await one_visit(snapshot, code)):
            raise Refused(KEPT)


async def _do(request: Request, who: Person, command: VisitAct) -> None:
    desk: Desk = request.app.state.desk
    await desk.do(command, who.name)


def _to(code: str, at: str = "") -> Response:
    where = f"#{at}" if at == "versions" else ""
    return RedirectResponse(f"/visits/{quote(code, safe='')}{where}", 303)
