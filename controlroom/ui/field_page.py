"""The field page (requirement R47): what one unit has to do, to be reported with a thumb in a glove."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from controlroom.auth.unit_of import unit_of
from controlroom.store.panels.field import Tasks, tasks
from controlroom.store.panels.snapshot import look
from controlroom.ui.frame import framed
from controlroom.ui.guard import FieldDep
from controlroom.ui.headers import WHERE_ONE_IS
from controlroom.watch.incidents import IncidentKind
from controlroom.watch.legs import Leg, LegState

router = APIRouter(include_in_schema=False)
Sent = Annotated[int | None, Query(ge=0)]
KINDS: Final = tuple(kind.value for kind in IncidentKind if kind is not IncidentKind.DURESS)
"""A call for help has a button of its own."""
ON_THE_WAY: Final = (LegState.READY, LegState.EN_ROUTE, LegState.ARRIVED, LegState.DEPARTED)
INSTEAD: Final = (LegState.DIVERTED, LegState.SKIPPED)


@router.get("/field")
async def field(request: Request, who: FieldDep, sent: Sent = None) -> Response:
    state = request.app.state
    unit = await unit_of(state.engine, who)
    found: Tasks | None = None
    if unit and unit.in_service:
        async with look(state.engine, who.name) as snapshot:
            found = await tasks(snapshot, unit.call_sign, state.clock.now())
    page = await framed(
        request,
        who,
        "field.html",
        account=who.name,
        unit=who.unit or "",
        tasks=found,
        sent=sent,
        kinds=KINDS,
        onward=onward,
        instead=INSTEAD,
    )
    page.headers.update(WHERE_ONE_IS)
    return page


def onward(leg: Leg) -> tuple[LegState, ...]:
    """What a unit can still say of this leg, the next first."""
    return tuple(state for state in ON_THE_WAY if state.progress > leg.state.progress)
