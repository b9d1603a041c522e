"""What people do with an alert: one address a deed, each of them a form that works without a script."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import Response

from controlroom.auth.codes import Codes
from controlroom.errors import Refused
from controlroom.store.panels.alerts import one_alert
from controlroom.store.panels.snapshot import look
from controlroom.ui.attempt import Attempt, attempt, must_be_a_handler, refused
from controlroom.ui.guard import CloserDep, HandlerDep, NoterDep, OfficerDep, ResetterDep, ShelverDep
from controlroom.ui.offers import SHELF_MINUTES
from controlroom.watch.alerts import (
    Acknowledge,
    AnswerStep,
    Assign,
    Close,
    Disposition,
    Escalate,
    Investigate,
    Note,
    Reset,
    Resolve,
    Shelve,
    UndoAcknowledgement,
    Unshelve,
)
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False, prefix="/alerts/{alert_id}")
AlertNumber = Annotated[int, Path(ge=1, lt=2**63)]
Version = Annotated[int, Form(ge=0, lt=2**31)]
Short = Annotated[str, Form(max_length=64)]
Words = Annotated[str, Form(max_length=4000)]


@router.post("/acknowledgement")
async def acknowledge(
    request: Request, alert_id: AlertNumber, seen: Version, who: OfficerDep, then: Short = ""
) -> Response:
    """From the queue one goes back to the queue."""
    back = "" if then == "alert" else "/desk"
    return await attempt(
        request, who, Attempt("acknowledge", Acknowledge(alert_id, who.name, seen), back=back)
    )


@router.post("/acknowledgement/end")
async def undo(request: Request, alert_id: AlertNumber, who: OfficerDep) -> Response:
    return await attempt(request, who, Attempt("undo", UndoAcknowledgement(alert_id, who.name)))


@router.post("/assignment")
async def assign(
    request: Request, alert_id: AlertNumber, seen: Version, who: HandlerDep, to: Short = ""
) -> Response:
    """To oneself, if nobody is named."""
    name = to or who.name
    try:
        await must_be_a_handler(request, name)
    except Refused as refusal:
        return await refused(request, who, alert_id, "assign", {"to": to}, refusal)
    return await attempt(request, who, Attempt("assign", Assign(alert_id, who.name, name, seen), {"to": to}))


@router.post("/investigation")
async def investigate(request: Request, alert_id: AlertNumber, who: HandlerDep) -> Response:
    return await attempt(request, who, Attempt("investigate", Investigate(alert_id, who.name)))


@router.post("/notes")
async def note(request: Request, alert_id: AlertNumber, who: NoterDep, text: Words = "") -> Response:
    return await attempt(request, who, Attempt("note", Note(alert_id, who.name, text), {"text": text}))


@router.post("/escalation")
async def escalate(
    request: Request,
    alert_id: AlertNumber,
    who: HandlerDep,
    means: Annotated[list[Short] | None, Form()] = None,
) -> Response:
    command = Escalate(alert_id, who.name, tuple(dict.fromkeys(means or ())))
    return await attempt(request, who, Attempt("escalate", command))


@router.post("/shelf")
async def shelve(
    request: Request,
    alert_id: AlertNumber,
    seen: Version,
    who: ShelverDep,
    until: Short = "",
    reason: Words = "",
) -> Response:
    """`until`: in so many minutes, of the list."""
    typed = {"until": until, "reason": reason}
    if until not in map(str, SHELF_MINUTES):
        choose = Refused(mark("choose for how long"), field="until")
        return await refused(request, who, alert_id, "shelve", typed, choose)
    now = request.app.state.clock.now().replace(second=0, microsecond=0)
    command = Shelve(alert_id, who.name, seen, now + timedelta(minutes=int(until)), reason)
    return await attempt(request, who, Attempt("shelve", command, typed))


@router.post("/shelf/end")
async def unshelve(request: Request, alert_id: AlertNumber, who: ShelverDep) -> Response:
    return await attempt(request, who, Attempt("unshelve", Unshelve(alert_id, who.name)))


@router.post("/resolution")
async def resolve(request: Request, alert_id: AlertNumber, who: HandlerDep, text: Words = "") -> Response:
    return await attempt(request, who, Attempt("resolve", Resolve(alert_id, who.name, text), {"text": text}))


@router.post("/closing")
async def close(
    request: Request,
    alert_id: AlertNumber,
    seen: Version,
    who: CloserDep,
    disposition: Short = "",
    text: Words = "",
) -> Response:
    typed = {"disposition": disposition, "text": text}
    if disposition not in set(Disposition):
        choose = Refused(mark("say what it was"), field="disposition")
        return await refused(request, who, alert_id, "close", typed, choose)
    command = Close(alert_id, who.name, seen, Disposition(disposition), text)
    return await attempt(request, who, Attempt("close", command, typed))


@router.post("/steps/{step}")
async def answer_step(
    request: Request, alert_id: AlertNumber, step: str, who: NoterDep, answer: Short = ""
) -> Response:
    return await attempt(request, who, Attempt("step", AnswerStep(alert_id, who.name, step, answer)))


@router.post("/reset")
async def reset(request: Request, alert_id: AlertNumber, who: ResetterDep, code: Short = "") -> Response:
    """Whoever asks knows the unit's code; the watch asks for two persons."""
    unit = await _unit_of(request, alert_id)
    try:
        await _must_know(request.app.state.codes, unit, code, who.name)
    except Refused as wrong:
        return await refused(request, who, alert_id, "reset", {}, wrong)
    return await attempt(request, who, Attempt("reset", Reset(alert_id, who.name)))


async def _must_know(codes: Codes, unit: str | None, code: str, by: str) -> None:
    if unit and not await codes.matches(unit, code, by):
        raise Refused(mark("this is not the code of the unit"), field="code")


async def _unit_of(request: Request, number: int) -> str | None:
    async with look(request.app.state.engine) as snapshot:
        found = await one_alert(snapshot, number)
    about = Ref.parse(found.alerts[0].object) if found.alerts else None
    return about.key if about and about.noun is Noun.UNIT else None
