"""The pages of rules and ladders: everybody at the desk reads them, an administrator changes them."""

from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.roles import Right
from controlroom.auth.sessions import Person
from controlroom.desk.desk import Desk
from controlroom.errors import Refused
from controlroom.store.panels.receivers import receiver_names, receivers
from controlroom.store.panels.rulebook import Rulebook, rulebook
from controlroom.store.panels.snapshot import look
from controlroom.ui.frame import framed
from controlroom.ui.guard import RulesManagerDep, RulesReaderDep
from controlroom.ui.problems import audience_of
from controlroom.ui.reason import reason
from controlroom.ui.rule_views import EMPTY_RUNGS, LaddersPage, ladders_page, rules_page
from controlroom.watch.book import SetThreshold
from controlroom.watch.escalation import RUNGS_AT_MOST, Ladder, Rung, SetLadder
from controlroom.watch.refs import Noun
from controlroom.watch.words import mark

NO_NUMBER: Final = mark("This is no number.")
ROWS: Final = RUNGS_AT_MOST + EMPTY_RUNGS

router = APIRouter(include_in_schema=False)
Name = Annotated[str, Path(max_length=64)]
Typed = Annotated[str, Form(max_length=64)]


@router.get("/rules")
async def rules(request: Request, who: RulesReaderDep) -> Response:
    page = rules_page(await _read(request), may_change=_may_change(who))
    return await framed(request, who, "rules.html", page=page)


@router.post("/rules/{rule}/{name}")
async def set_threshold(
    request: Request, rule: Name, name: Name, who: RulesManagerDep, value: Typed = "", scope: Typed = ""
) -> Response:
    """An empty value is back to what it is by itself, or for this thing to what it is for all."""
    desk: Desk = request.app.state.desk
    try:
        wanted = _number(value) if value.strip() else None
        await desk.do(SetThreshold(rule, name, wanted, who.name, _scope(scope)), who.name)
    except Refused as refused:
        page = rules_page(await _read(request), may_change=True)
        told = replace(page, complaint=_said(request, refused), amiss=(rule, name))
        return await framed(request, who, "rules.html", page=told, status=422)
    return RedirectResponse(f"/rules#{rule}", 303)


@router.get("/receivers")
async def show_receivers(request: Request, who: RulesReaderDep, name: str | None = None) -> Response:
    """Who outside is told of alerts, and what became of it; they are added by the command line."""
    async with look(request.app.state.engine) as snapshot:
        found = await receivers(snapshot, name)
    return await framed(request, who, "receivers.html", receivers=found.receivers, log=found.log)


@router.get("/ladders")
async def ladders(request: Request, who: RulesReaderDep) -> Response:
    return await _ladders(request, who, await _ladders_page(request, who))


@router.post("/ladders/{priority}")
async def set_ladder(
    request: Request, priority: Annotated[int, Path(ge=1, le=4)], who: RulesManagerDep
) -> Response:
    form = await request.form(max_fields=400)
    desk: Desk = request.app.state.desk
    try:
        await desk.do(SetLadder(_ladder(priority, form), who.name), who.name)
    except Refused as refused:
        told = replace(await _ladders_page(request, who), complaint=_said(request, refused), amiss=priority)
        return await _ladders(request, who, told, 422)
    return RedirectResponse(f"/ladders#p{priority}", 303)


def _ladder(priority: int, form: Any) -> Ladder:
    """Rows without a time are left out; the order is that of the times."""
    rungs = []
    for row in range(ROWS):
        after, means = str(form.get(f"after-{row}", "")).strip(), form.getlist(f"means-{row}")
        if after:
            rungs.append(Rung(int(_number(after)), tuple(map(str, means))))
    untouched = str(form.get("untouched", "")).strip()
    rungs.sort(key=lambda rung: rung.after_s)
    return Ladder(priority, tuple(rungs), int(_number(untouched) * 60) if untouched else None)


def _number(typed: str) -> float:
    """With a comma or a point."""
    try:
        number = float(typed.strip().replace(",", "."))
    except ValueError:
        raise Refused(NO_NUMBER, field="value") from None
    if not abs(number) < 1e9:
        raise Refused(NO_NUMBER, field="value")
    return number


def _scope(typed: str) -> str:
    """A thing as in `post:EU-07`, or nothing for all."""
    noun = typed.partition(":")[0]
    if typed and noun not in set(Noun):
        raise Refused(mark("there is no %(thing)s"), field="scope", thing=typed)
    return typed


async def _read(request: Request) -> Rulebook:
    async with look(request.app.state.engine) as snapshot:
        return await rulebook(snapshot)


async def _ladders_page(request: Request, who: Person) -> LaddersPage:
    async with look(request.app.state.engine) as snapshot:
        read, names = await rulebook(snapshot), await receiver_names(snapshot)
    return ladders_page(read, names, may_change=_may_change(who))


def _may_change(who: Person) -> bool:
    return who.role.may(Right.MANAGE_RULES)


def _said(request: Request, refused: Refused) -> str:
    return reason(refused, audience_of(request).locale)


async def _ladders(request: Request, who: Person, page: LaddersPage, status: int = 200) -> Response:
    return await framed(request, who, "ladders.html", status=status, page=page, new_rows=EMPTY_RUNGS)
