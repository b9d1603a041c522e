"""What a company was sent: the alerts of its sector, each confirmed by one press (requirement R35)."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.sessions import Person
from controlroom.desk.desk import Desk
from controlroom.store.panels.sector_alerts import Sent, one_sent, sent_to
from controlroom.store.panels.snapshot import look
from controlroom.ui.frame import framed
from controlroom.ui.guard import CompanyDep
from controlroom.ui.locale import locale_of
from controlroom.ui.sector_alerts import words
from controlroom.ui.sector_alerts.as_cap import cap_file, web_of
from controlroom.watch.refs import Noun
from controlroom.watch.sector_alerts import How, ReceiveSectorAlert
from controlroom.watch.unknown import no_such

router = APIRouter(include_in_schema=False, prefix="/report/alerts")
Key = Annotated[str, Path(max_length=40)]
PageNumber = Annotated[int, Query(ge=0, le=10_000)]


@router.get("")
async def show(request: Request, who: CompanyDep, page: PageNumber = 0) -> Response:
    async with look(request.app.state.engine) as snapshot:
        found, more = await sent_to(snapshot, who.company or "", page)
    language = locale_of(request)
    return await framed(
        request, who, "report/alerts.html", found=found, more=more, page=page, language=language, say=words
    )


@router.get("/{ref}")
async def one_alert(request: Request, who: CompanyDep, ref: Key) -> Response:
    return await framed(
        request,
        who,
        "report/alert.html",
        it=await _theirs(request, who, ref),
        language=locale_of(request),
        say=words,
    )


async def _theirs(request: Request, who: Person, ref: str) -> Sent:
    """What was sent to others does not exist here."""
    async with look(request.app.state.engine) as snapshot:
        found = await one_sent(snapshot, who.company or "", ref)
    if found is None:
        raise no_such(Noun.SECTOR_ALERT, ref)
    return found


@router.post("/{ref}/receipts/{number}")
async def confirm(request: Request, who: CompanyDep, ref: Key, number: int) -> Response:
    """Pressed twice it is confirmed once."""
    desk: Desk = request.app.state.desk
    await desk.do(ReceiveSectorAlert(ref, who.company or "", number, who.name, How.PAGE), who.name)
    return RedirectResponse(f"/report/alerts/{ref}", 303)


@router.get("/{ref}/messages/{number}.cap")
async def as_cap(request: Request, who: CompanyDep, ref: Key, number: int) -> Response:
    found = await _theirs(request, who, ref)
    said = next((one for one in found.messages if one.number == number), None)
    if said is None:
        raise no_such(Noun.SECTOR_ALERT, f"{ref}-{number}")
    return cap_file(said, web_of(request, ref))
