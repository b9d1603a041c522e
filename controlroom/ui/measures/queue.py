"""What waits for whoever approves in the Minister's name: one by one, or several at once."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.sessions import Person
from controlroom.clock import BRUSSELS
from controlroom.desk.desk import Desk
from controlroom.errors import Refused
from controlroom.problems import status_of
from controlroom.store.panels.measures import Whole, waiting
from controlroom.store.panels.snapshot import look
from controlroom.ui.consult import Look, consulted
from controlroom.ui.frame import framed
from controlroom.ui.guard import ApproverDep
from controlroom.ui.locale import locale_of
from controlroom.ui.measure_words import BASES, DECISIONS, KINDS
from controlroom.ui.measures.acts import day
from controlroom.ui.measures.form import chosen
from controlroom.ui.measures.speech import Speech
from controlroom.ui.measures.views import facts
from controlroom.ui.paging import paging
from controlroom.watch.consultations import Data
from controlroom.watch.measures import ApproveMeasure, MeasureCommand, RefuseMeasure
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False, prefix="/measures/queue")
Ticked = Annotated[list[Annotated[str, Form(max_length=60)]] | None, Form(max_length=200)]
Short = Annotated[str, Form(max_length=200)]
NOTHING_TICKED: Final = mark("Tick what you decide on.")


@router.get("")
async def page(
    request: Request, who: ApproverDep, done: str = "", page: Annotated[int, Query(ge=1, le=10_000)] = 1
) -> Response:
    return await _page(request, who, done=int(done) if done.isdecimal() else None, number=page)


async def _page(
    request: Request,
    who: Person,
    wrong: Refused | None = None,
    typed: dict[str, object] | None = None,
    not_done: list[tuple[str, Refused]] | None = None,
    done: int | None = None,
    number: int = 1,
) -> Response:
    now: datetime = request.app.state.clock.now()
    async with look(request.app.state.engine, who.name) as snapshot:
        queue = await waiting(snapshot, number)
    if queue.whole:
        things = [Ref(Noun.MEASURE, of.measure.id) for of in queue.whole]
        await consulted(request, who, Look(Data.MEASURE, things))
    speech = Speech.of(locale_of(request))
    today = now.astimezone(BRUSSELS).date().isoformat()
    status = status_of(wrong) if wrong else 409 if not_done else 200
    return await framed(
        request,
        who,
        "measure_queue.html",
        status=status,
        rows=[(of, asked_in(of, speech)) for of in queue.whole],
        me=who.name,
        kinds=KINDS,
        decisions=DECISIONS,
        bases=BASES,
        typed={"on": today, "authority": "", "reference": "", "reason": "", "measure": []} | (typed or {}),
        wrong=wrong,
        not_done=not_done or [],
        done=done,
        paging=paging("/measures/queue", {}, number, queue.total),
    )


def asked_in(of: Whole, speech: Speech) -> list[tuple[str, str]]:
    """What the version that waits says."""
    return list(facts(of, of.measure.awaited, speech)) if of.measure.awaited else []


@router.post("")
async def decide(
    request: Request,
    who: ApproverDep,
    measure: Ticked = None,
    authority: Short = "",
    reference: Short = "",
    on: Short = "",
    reason: Annotated[str, Form(max_length=2000)] = "",
    way: Short = "approve",
) -> Response:
    """Each is decided by itself: what cannot be is named, and the others are done."""
    ticked = chosen(measure or [])
    typed: dict[str, object] = {
        "authority": authority,
        "reference": reference,
        "on": on,
        "reason": reason,
        "measure": list(measure or []),
    }
    if not ticked:
        return await _page(request, who, Refused(NOTHING_TICKED, field="measure"), typed)
    commands: list[MeasureCommand] = [
        RefuseMeasure(key, version, who.name, reason)
        if way == "refuse"
        else ApproveMeasure(key, version, authority, reference, day(on), who.name)
        for key, version in ticked
        if await _reads(request, who, key)
    ]
    desk: Desk = request.app.state.desk
    outcomes = await desk.do_all(commands, who.name)
    wrong = [
        (getattr(command, "measure", ""), outcome)
        for command, outcome in zip(commands, outcomes, strict=True)
        if isinstance(outcome, Refused)
    ]
    done = len(commands) - len(wrong)
    if len(wrong) == len(commands) and wrong and all(one.field == wrong[0][1].field for _, one in wrong):
        return await _page(request, who, wrong[0][1], typed, wrong)
    if wrong:
        return await _page(request, who, None, typed, wrong, done)
    return RedirectResponse(f"/measures/queue?done={done}", 303)


async def _reads(request: Request, who: Person, key: str) -> bool:
    async with look(request.app.state.engine, who.name) as snapshot:
        return key not in snapshot.veil.measures
