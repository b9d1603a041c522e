"""Many alerts acknowledged at once: only P3 and P4, and whatever was refused is said."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from controlroom.desk.desk import Desk
from controlroom.errors import AlreadyDone, Refused
from controlroom.ui.guard import OfficerDep
from controlroom.ui.problems import audience_of, wants_json
from controlroom.ui.render import render_page
from controlroom.watch.alerts import Acknowledge

router = APIRouter(include_in_schema=False)
AT_ONCE: Final = 500
PORTION: Final = 100
"""So many go to the pen together: when a whole room sends a full form at once, all find a place there."""
Chosen = Annotated[list[Annotated[str, Form(pattern=r"^[0-9]{1,18}:[0-9]{1,9}$")]], Form(max_length=AT_ONCE)]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`before`: somebody else had them already; `changed`: they are another now, or no longer P3 or P4."""

    done: int
    before: int
    changed: int


@router.post("/alerts/acknowledgements")
async def acknowledge_many(request: Request, who: OfficerDep, alert: Chosen) -> Response:
    """`alert`: number and version of each, as in `211:3`."""
    desk: Desk = request.app.state.desk
    commands = [Acknowledge(number, who.name, seen, bulk=True) for number, seen in map(_read, alert)]
    answers: list[int | Refused | None] = []
    for first in range(0, len(commands), PORTION):
        answers += await desk.do_all(commands[first : first + PORTION], who.name)
    outcome = _count(answers)
    if wants_json(request):
        return JSONResponse(
            {"acknowledged": outcome.done, "before": outcome.before, "changed": outcome.changed}
        )
    if "hx-request" in request.headers:
        page = render_page("fragments/bulk.html", audience=audience_of(request), outcome=outcome)
        return HTMLResponse(page)
    return RedirectResponse("/desk", 303)


def _read(chosen: str) -> tuple[int, int]:
    number, _, seen = chosen.partition(":")
    return int(number), int(seen)


def _count(answers: list[int | Refused | None]) -> Outcome:
    before = sum(isinstance(answer, AlreadyDone) for answer in answers)
    refused = sum(isinstance(answer, Refused) for answer in answers)
    return Outcome(len(answers) - refused, before, refused - before)
