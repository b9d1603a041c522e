"""The roster: a week of shifts, the form that enters one, and last week copied into this one."""

from datetime import date, datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.roles import Right, Role
from controlroom.auth.sessions import Person
from controlroom.clock import BRUSSELS
from controlroom.desk.desk import Desk
from controlroom.errors import Refused, Unknown
from controlroom.problems import status_of
from controlroom.store.panels.one_alert import who_may
from controlroom.store.panels.shifts import one_shift, roster
from controlroom.store.panels.snapshot import look
from controlroom.ui.frame import framed
from controlroom.ui.guard import ReaderDep, RosterPlannerDep
from controlroom.ui.locale import locale_of
from controlroom.ui.reason import reason
from controlroom.ui.roster_views import RosterPage, days_of, told
from controlroom.ui.wall_times import a_week_on, end_of, local_day, midnight, moment_of, monday_of, written
from controlroom.watch.shifts import DropShift, PlanShift, Shift
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False, prefix="/roster")
Short = Annotated[str, Form(max_length=64)]
CREW: Final = tuple(role.value for role in Role if role.may(Right.TAKE_DUTY))
NOT_ONE_OF_US: Final = mark("Choose somebody who can be on duty.")
BLANK: Final = {"day": "", "begins": "", "ends": "", "officer": "", "deputy": "", "leader": ""}
WEEK: Final = timedelta(days=7)


@router.get("")
async def show(
    request: Request, who: ReaderDep, week: str = "", shift: str = "", copied: str = ""
) -> Response:
    """`week`: any day of it; `shift`: the one whose entry is in the form."""
    today = _today(request)
    day = _day_or(week, today)
    typed = await _entry(request, shift) if shift else {**BLANK, "day": max(day, today).isoformat()}
    return await _page(request, who, day, typed, copied=int(copied) if copied.isdecimal() else None)


def _today(request: Request) -> date:
    now: datetime = request.app.state.clock.now()
    return now.astimezone(BRUSSELS).date()


def _day_or(text: str, otherwise: date) -> date:
    try:
        return local_day(text) if text else otherwise
    except Refused:
        return otherwise


async def _entry(request: Request, key: str) -> dict[str, str]:
    """A shift as it was entered, so that it can be changed."""
    async with look(request.app.state.engine) as snapshot:
        found = await one_shift(snapshot, key)
    if found is None or found.ends_at is None:
        raise Unknown(mark("there is no such shift"))
    begins = found.starts_at.astimezone(BRUSSELS)
    crew = {place: getattr(found, place) or "" for place in ("officer", "deputy", "leader")}
    hours = {"begins": written(found.starts_at), "ends": written(found.ends_at)}
    return {"day": begins.date().isoformat(), **hours, **crew}


@router.post("/shifts")
async def plan(
    request: Request,
    who: RosterPlannerDep,
    day: Short = "",
    begins: Short = "",
    ends: Short = "",
    officer: Short = "",
    deputy: Short = "",
    leader: Short = "",
) -> Response:
    """A shift that begins at the same moment is changed."""
    typed = {
        "day": day,
        "begins": begins,
        "ends": ends,
        "officer": officer,
        "deputy": deputy,
        "leader": leader,
    }
    desk: Desk = request.app.state.desk
    try:
        on = local_day(day)
        starts_at = moment_of(on, begins, "begins")
        ends_at = end_of(on, starts_at, ends, "ends")
        await _must_be_of_us(request, officer, deputy, leader)
        crew = {"officer": officer or None, "deputy": deputy or None, "leader": leader or None}
        await desk.do(PlanShift(starts_at, ends_at, who.name, **crew), who.name)
    except Refused as refusal:
        return await _page(request, who, _day_or(day, _today(request)), typed, refusal)
    return RedirectResponse(f"/roster?week={monday_of(on)}#day-{on}", 303)


async def _must_be_of_us(request: Request, *names: str) -> None:
    async with look(request.app.state.engine) as snapshot:
        known = await who_may(snapshot, CREW)
    if any(name and name not in known for name in names):
        raise Refused(NOT_ONE_OF_US, field="officer")


@router.post("/shifts/{shift}/end")
async def drop(
    request: Request, who: RosterPlannerDep, shift: Annotated[str, Path(max_length=40)], week: Short = ""
) -> Response:
    desk: Desk = request.app.state.desk
    day = _day_or(week, _today(request))
    try:
        await desk.do(DropShift(shift, who.name), who.name)
    except Refused as refusal:
        return await _page(request, who, day, {**BLANK, "day": day.isoformat()}, refusal)
    return RedirectResponse(f"/roster?week={monday_of(day)}", 303)


@router.post("/copies")
async def copy_last_week(request: Request, who: RosterPlannerDep, week: Short = "") -> Response:
    """What is over already, and what has an entry in this week, stays as it is."""
    monday = monday_of(_day_or(week, _today(request)))
    now: datetime = request.app.state.clock.now()
    async with look(request.app.state.engine) as snapshot:
        before = await roster(snapshot, midnight(monday - WEEK), midnight(monday))
        this = await roster(snapshot, midnight(monday), midnight(monday + WEEK))
    taken = {one.starts_at for one in this.shifts}
    wanted = [_again(one, who) for one in before.shifts if one.starts_at >= midnight(monday - WEEK)]
    fresh = [one for one in wanted if one.starts_at not in taken and one.ends_at > now]
    outcomes = await request.app.state.desk.do_all(fresh, who.name)
    copied = sum(not isinstance(outcome, Refused) for outcome in outcomes)
    return RedirectResponse(f"/roster?week={monday}&copied={copied}", 303)


def _again(one: Shift, who: Person) -> PlanShift:
    ends_at = one.ends_at or one.starts_at
    return PlanShift(
        a_week_on(one.starts_at), a_week_on(ends_at), who.name, one.officer, one.deputy, one.leader
    )


async def _page(
    request: Request,
    who: Person,
    day: date,
    typed: dict[str, str],
    wrong: Refused | None = None,
    copied: int | None = None,
) -> Response:
    now: datetime = request.app.state.clock.now()
    monday = monday_of(day)
    async with look(request.app.state.engine) as snapshot:
        read = await roster(
            snapshot, midnight(monday - timedelta(days=1)), midnight(monday + timedelta(days=8))
        )
        names = await who_may(snapshot, CREW)
    page = RosterPage(
        monday,
        monday - WEEK,
        monday + WEEK,
        days_of(read, monday, now),
        told(read, monday, now),
        names,
        who.role.may(Right.PLAN_ROSTER),
        typed,
        (wrong.field or "") if wrong else "",
        reason(wrong, locale_of(request)) if wrong else "",
        copied,
    )
    return await framed(request, who, "roster.html", status=status_of(wrong) if wrong else 200, page=page)
