"""Out of service by plan: what it is now, and the form that takes something out or puts it back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.roles import Right
from controlroom.auth.sessions import Person
from controlroom.clock import BRUSSELS
from controlroom.desk.desk import Desk
from controlroom.errors import Refused
from controlroom.problems import status_of
from controlroom.store.panels.resting import resting
from controlroom.store.panels.snapshot import look
from controlroom.ui.frame import framed
from controlroom.ui.guard import ReaderDep, ShelverDep
from controlroom.watch.refs import Ref
from controlroom.watch.service import CAN_REST, PutBackInService, TakeOutOfService
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False, prefix="/out-of-service")
Short = Annotated[str, Form(max_length=200)]
USUALLY: Final = timedelta(hours=1)


@router.get("")
async def show(request: Request, who: ReaderDep, ref: str = "") -> Response:
    """`ref`: what is already chosen, as `unit:VP-12`."""
    until = (request.app.state.clock.now() + USUALLY).astimezone(BRUSSELS)
    return await _page(request, who, {"ref": ref, "until": f"{until:%Y-%m-%dT%H:%M}", "reason": ""})


@router.post("")
async def take_out(
    request: Request, who: ShelverDep, ref: Short = "", until: Short = "", reason: Short = ""
) -> Response:
    desk: Desk = request.app.state.desk
    try:
        await desk.do(TakeOutOfService(_ref(ref), _moment(until), reason, who.name), who.name)
    except Refused as refusal:
        typed = {"ref": ref, "until": until, "reason": reason}
        return await _page(request, who, typed, refusal)
    return RedirectResponse("/out-of-service", 303)


@router.post("/end")
async def put_back(request: Request, who: ShelverDep, ref: Short = "") -> Response:
    desk: Desk = request.app.state.desk
    await desk.do(PutBackInService(_ref(ref), who.name), who.name)
    return RedirectResponse("/out-of-service", 303)


def _ref(text: str) -> Ref:
    try:
        ref = Ref.parse(text)
    except ValueError:
        raise Refused(mark("choose what is out of service"), field="ref") from None
    if ref.noun not in CAN_REST:
        raise Refused(mark("choose what is out of service"), field="ref")
    return ref


def _moment(text: str) -> datetime:
    """The local time that a browser's field writes: `2026-11-24T18:30`."""
    try:
        said = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(mark("say until when, as day and time"), field="until") from None
    return said if said.tzinfo else said.replace(tzinfo=BRUSSELS)


async def _page(
    request: Request, who: Person, typed: Mapping[str, str], wrong: Refused | None = None
) -> Response:
    async with look(request.app.state.engine, who.name) as snapshot:
        known = await resting(snapshot)
    return await framed(
        request,
        who,
        "out_of_service.html",
        status=status_of(wrong) if wrong else 200,
        out=[one for one in known if one.until],
        others=[one for one in known if not one.until],
        may=who.role.may(Right.SHELVE),
        typed=typed,
        wrong=wrong,
    )
