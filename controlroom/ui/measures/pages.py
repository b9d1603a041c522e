"""The list of measures, one measure with its versions, and its decision sheet on paper."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from controlroom.auth.roles import Right
from controlroom.auth.sessions import Person
from controlroom.clock import BRUSSELS
from controlroom.errors import Refused
from controlroom.paper.press import print_pdf
from controlroom.problems import status_of
from controlroom.store.panels.measures import Listed, Whole, measures, whole
from controlroom.store.panels.snapshot import look
from controlroom.ui.consult import Look, consulted
from controlroom.ui.frame import framed
from controlroom.ui.guard import FilesReaderDep
from controlroom.ui.locale import locale_of
from controlroom.ui.measure_words import BASES, DECISIONS, FIELDS, KINDS, STATES, SUBJECTS
from controlroom.ui.measures.filters import CHOICES, WITHIN, Filters
from controlroom.ui.measures.form import TypedChange, as_typed, typed_moment
from controlroom.ui.measures.paper import sheet
from controlroom.ui.measures.speech import Speech
from controlroom.ui.measures.views import local, may, summary, terms_said, versions
from controlroom.ui.search import page_of
from controlroom.ui.spreadsheet import spreadsheet
from controlroom.watch.consultations import Data, DataExported
from controlroom.watch.measures import Measure
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.unknown import no_such

router = APIRouter(include_in_schema=False, prefix="/measures")
Key = Annotated[str, Path(max_length=40)]
COLUMNS = (
    *("measure", "state", "kind", "file", "name", "what", "service", "valid_from", "valid_to"),
    *("review_on", "version", "waits", "proposed_by"),
)


@router.get("")
async def page(request: Request, who: FilesReaderDep, asked: Annotated[Filters, Query()]) -> Response:
    now: datetime = request.app.state.clock.now()
    async with look(request.app.state.engine, who.name) as snapshot:
        found = await measures(snapshot, asked.asked, now, asked.page)
    return await framed(
        request,
        who,
        "measures.html",
        asked=asked,
        found=found,
        lines=_lines(found, Speech.of(locale_of(request))),
        pages=asked.pages(found.total),
        choices=CHOICES,
        kinds=KINDS,
        within=WITHIN,
        states=STATES,
        may_keep=who.role.may(Right.KEEP_FILES),
        may_approve=who.role.may(Right.APPROVE),
    )


def _lines(found: Listed, speech: Speech) -> list[tuple[Measure, str, str]]:
    """Each with what its file is called, and what it does."""
    return [
        (one, found.names.get(one.file, Ref.parse(one.file).key), summary(one, speech))
        for one in found.measures
    ]


@router.get(".csv")
async def as_rows(request: Request, who: FilesReaderDep, asked: Annotated[Filters, Query()]) -> Response:
    now: datetime = request.app.state.clock.now()
    async with look(request.app.state.engine, who.name) as snapshot:
        found = await measures(snapshot, asked.asked, now, None)
    name = f"measures-{now:%Y%m%d}"
    await consulted(
        request, who, Look(Data.MEASURE, count=len(found.measures), words=name, deed=DataExported)
    )
    lines = _lines(found, Speech.of(locale_of(request)))
    return spreadsheet(name, COLUMNS, (_row(*line) for line in lines))


def _row(one: Measure, name: str, what: str) -> tuple[object, ...]:
    dates = (local(one.valid_from), local(one.valid_to) if one.valid_to else None, one.review_on)
    waits = one.awaited.number if one.awaited else None
    head = (one.id, one.state.value, one.kind.value, one.file, name, what, one.service)
    return (*head, *dates, one.latest.number, waits, one.proposed_by)


@router.get("/{key}")
async def one(request: Request, who: FilesReaderDep, key: Key) -> Response:
    return await the_page(request, who, key)


async def read_whole(request: Request, who: Person, key: str) -> Whole:
    """It is on disk who looks at the names and numbers in it."""
    async with look(request.app.state.engine, who.name) as snapshot:
        found = await whole(snapshot, key)
    if found is None:
        raise no_such(Noun.MEASURE, key)
    about = (Ref(Noun.MEASURE, key), Ref.parse(found.measure.file))
    await consulted(request, who, Look(Data.MEASURE, about))
    return found


async def the_page(
    request: Request,
    who: Person,
    key: str,
    wrong: Refused | None = None,
    typed: dict[str, Any] | None = None,
    act: str = "",
) -> Response:
    """`act`: the form in which something is wrong."""
    found = await read_whole(request, who, key)
    speech = Speech.of(locale_of(request))
    now: datetime = request.app.state.clock.now()
    latest = found.measure.latest
    usual = {
        **TypedChange().model_dump(),
        **as_typed(terms_said(found, latest)),
        "authority": "",
        "reference": "",
        "valid_to": typed_moment(latest.valid_to),
        "review_on": latest.review_on.isoformat() if latest.review_on else "",
        "final": "1" if latest.final else "",
        "on": now.astimezone(BRUSSELS).date().isoformat(),
    }
    return await framed(
        request,
        who,
        "measure.html",
        status=status_of(wrong) if wrong else 200,
        of=found,
        table=versions(found, speech),
        may=may(found, who.role, who.name),
        may_see=who.role.may(Right.SEE_DESK),
        leads_to=page_of(Ref.parse(found.measure.file)),
        kinds=KINDS,
        states=STATES,
        bases=BASES,
        decisions=DECISIONS,
        fields=FIELDS,
        subjects=SUBJECTS,
        typed=usual | (typed or {}),
        wrong=wrong,
        act=act,
    )


@router.get("/{key}/decision.pdf")
async def decision_sheet(request: Request, who: FilesReaderDep, key: Key) -> Response:
    now: datetime = request.app.state.clock.now()
    locale = locale_of(request)
    async with look(request.app.state.engine, who.name) as snapshot:
        found = await whole(snapshot, key)
    if found is None:
        raise no_such(Noun.MEASURE, key)
    about = (Ref(Noun.MEASURE, key), Ref.parse(found.measure.file))
    await consulted(request, who, Look(Data.MEASURE, about, deed=DataExported))
    told = sheet(found, Speech.of(locale), now)
    printed = await print_pdf("measure", locale, told, at=now.replace(microsecond=0))
    headers = {"content-disposition": f'inline; filename="{key}.pdf"'}
    return Response(printed, media_type="application/pdf", headers=headers)
