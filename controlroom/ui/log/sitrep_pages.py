"""The draft of a report of the situation: on a page, as text for a mail, on paper."""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from controlroom.auth.sessions import Person
from controlroom.catalogs import translations
from controlroom.paper.press import print_pdf
from controlroom.store.panels.situation import shift_since, situation
from controlroom.store.panels.snapshot import look
from controlroom.ui.complaint import Complaint
from controlroom.ui.consult import Look, consulted
from controlroom.ui.frame import framed
from controlroom.ui.guard import ReaderDep
from controlroom.ui.locale import locale_of
from controlroom.ui.log.plain import as_text
from controlroom.ui.log.sentences import AUTOMATIC, NOTABLE, PEOPLE
from controlroom.ui.log.sitrep import Drafting, Sitrep
from controlroom.ui.log.sitrep_period import PERIODS, Asked, Choice, chosen
from controlroom.watch.consultations import Data, DataExported, DataViewed

router = APIRouter(include_in_schema=False, prefix="/sitrep")
Wished = Annotated[Asked, Query()]
NAMED = tuple(sort for sort in AUTOMATIC if sort in NOTABLE)


@dataclass(frozen=True, slots=True)
class Drafted:
    choice: Choice
    sitrep: Sitrep


@router.get("")
async def page(request: Request, who: ReaderDep, asked: Wished) -> Response:
    drafted = await _drafted(request, who, asked)
    if not isinstance(drafted, Drafted):
        return await _page(request, who, asked, drafted, None, 422)
    await consulted(request, who, _look(asked, DataViewed))
    return await _page(request, who, asked, [], drafted)


@router.get(".txt")
async def text(request: Request, who: ReaderDep, asked: Wished) -> Response:
    drafted = await _drafted(request, who, asked)
    if not isinstance(drafted, Drafted):
        return await _page(request, who, asked, drafted, None, 422)
    await consulted(request, who, _look(asked, DataExported))
    return Response(as_text(drafted.sitrep), media_type="text/plain; charset=utf-8")


@router.get(".pdf")
async def paper(request: Request, who: ReaderDep, asked: Wished) -> Response:
    drafted = await _drafted(request, who, asked)
    if not isinstance(drafted, Drafted):
        return await _page(request, who, asked, drafted, None, 422)
    await consulted(request, who, _look(asked, DataExported))
    ends = drafted.choice.period.ends
    printed = await print_pdf(
        "sitrep", locale_of(request), told(drafted.sitrep), at=ends.replace(microsecond=0)
    )
    headers = {"content-disposition": f'inline; filename="sitrep-{ends:%Y%m%dT%H%M}Z.pdf"'}
    return Response(printed, media_type="application/pdf", headers=headers)


async def _drafted(request: Request, who: Person, asked: Asked) -> Drafted | list[Complaint]:
    now = request.app.state.clock.now()
    async with look(request.app.state.engine, who.name) as snapshot:
        choice = chosen(asked, now, await shift_since(snapshot, now))
        if not isinstance(choice, Choice):
            return choice
        read = await situation(snapshot, choice.period, now, PEOPLE, NAMED)
    return Drafted(choice, Drafting(read, translations(locale_of(request)), now).sitrep())


def _look(asked: Asked, deed: Any) -> Look:
    return Look(Data.SITREP, words=_query(asked), deed=deed)


async def _page(
    request: Request,
    who: Person,
    asked: Asked,
    complaints: list[Complaint],
    drafted: Drafted | None,
    status: int = 200,
) -> Response:
    return await framed(
        request,
        who,
        "sitrep.html",
        status=status,
        asked=asked,
        periods=PERIODS,
        sitrep=drafted.sitrep if drafted else None,
        complaints={complaint.field: complaint for complaint in complaints},
        query=_query(asked),
    )


def _query(asked: Asked) -> str:
    said = {"period": asked.name, "from": asked.since, "to": asked.until}
    return urlencode({name: value for name, value in said.items() if value})


def told(sitrep: Sitrep) -> dict[str, Any]:
    """For the press, in texts."""
    return {
        "about": sitrep.about,
        "made": sitrep.made,
        "sections": [
            {
                "title": section.title,
                "nothing": section.nothing,
                "items": [
                    {"lead": item.lead, "text": item.text, "mark": item.mark, "by": item.by}
                    for item in section.items
                ],
            }
            for section in sitrep.sections
        ],
    }
