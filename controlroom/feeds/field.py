"""POST /field/...: what somebody reports from a telephone who signed in for a unit, by the door of the feeds.

The account stands in the address: what waits on a telephone is sent for whoever wrote it or for nobody.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Path
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from controlroom.auth.roles import Right
from controlroom.auth.sessions import Person
from controlroom.auth.unit_of import unit_of
from controlroom.auth.viewer import person_of
from controlroom.errors import ControlRoomError
from controlroom.feeds.door import door_of
from controlroom.feeds.field_form import is_form, taken_from_a_form, told
from controlroom.feeds.http import hear, receive
from controlroom.feeds.parse import INCIDENT, PATROL_CHECK, VISIT, Feed
from controlroom.feeds.problems import Declined, Problem, answer, of_error
from controlroom.watch.units import Unit

Account = Annotated[str, Path(max_length=64)]
Handler = Callable[[Request], Awaitable[Response]]
SIGN_IN: Final = "Your session is over, or somebody else signed in. Sign in again; what waits is kept."
NOT_OF_A_UNIT: Final = "This account reports for no field unit."


class FieldRoute(APIRoute):
    """It answers as a feed does, with a receipt or a problem; a form is answered with a page."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        handler: Handler = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await handler(request)
            except Declined as declined:
                if is_form(request):
                    raise told(declined.problem) from None
                return answer(declined.problem)
            except ControlRoomError as error:
                if is_form(request):
                    raise
                return answer(of_error(error))

        return answered


@dataclass(frozen=True, slots=True)
class Speaks:
    """A dependency: the unit for which whoever is signed in reports. `tools/doors.py` reads the right."""

    active: bool = True
    right: ClassVar[Right] = Right.REPORT_FROM_FIELD

    async def __call__(self, request: Request, account: Account) -> Unit:
        person = await person_of(request, active=self.active)
        if not isinstance(person, Person) or (person.role.may(self.right) and person.name != account):
            raise Declined(Problem(401, "signed-out", "Sign in again", SIGN_IN))
        unit = await unit_of(request.app.state.engine, person) if person.role.may(self.right) else None
        if unit is None:
            raise Declined(Problem(403, "forbidden", "Not allowed", NOT_OF_A_UNIT))
        return door_of(request).let_in(unit)


UnitDep = Annotated[Unit, Depends(Speaks())]
StillThereDep = Annotated[Unit, Depends(Speaks(active=False))]
"""What a page sends by itself keeps no session alive."""

router = APIRouter(include_in_schema=False, prefix="/field/{account}", route_class=FieldRoute)


@router.post("/incidents")
async def report_incident(request: Request, unit: UnitDep) -> Response:
    return await _take(request, INCIDENT, unit)


@router.post("/visits")
async def report_movement(request: Request, unit: UnitDep) -> Response:
    return await _take(request, VISIT, unit)


@router.post("/patrol-checks")
async def report_check(request: Request, unit: UnitDep) -> Response:
    return await _take(request, PATROL_CHECK, unit)


@router.post("/heartbeat")
async def heartbeat(request: Request, unit: StillThereDep) -> Response:
    answered = await hear(request, unit)
    return RedirectResponse("/field", 303) if is_form(request) else answered


async def _take(request: Request, feed: Feed, unit: Unit) -> Response:
    """From a script as JSON; a browser without one sends a form, which says the same."""
    return await (taken_from_a_form if is_form(request) else receive)(request, feed, unit)
