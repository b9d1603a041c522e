"""The monthly review of all measures (requirement R40): opened, decided line by line, closed, printed."""

import re
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.roles import Right
from controlroom.auth.sessions import Person
from controlroom.catalogs import translations
from controlroom.clock import BRUSSELS
from controlroom.desk.desk import Desk
from controlroom.errors import Refused
from controlroom.paper.press import print_pdf
from controlroom.problems import status_of
from controlroom.store.panels.reviews import (
    Reviewed,
    last_month,
    months,
    one_review,
    span_of,
    to_review,
    words_of,
)
from controlroom.store.panels.snapshot import look, look_at_all
from controlroom.ui.consult import Look, consulted
from controlroom.ui.frame import framed
from controlroom.ui.guard import FilesReaderDep, ReviewHolderDep
from controlroom.ui.locale import locale_of
from controlroom.ui.measure_words import DECISIONS, KINDS
from controlroom.ui.month_paper import COLUMNS, row_of, told_on_paper
from controlroom.ui.month_views import AT_ONCE, chosen_lines, month_page, month_row
from controlroom.ui.reason import reason
from controlroom.ui.spreadsheet import spreadsheet
from controlroom.ui.wall_times import local_day, midnight
from controlroom.watch.alarm_load import Span
from controlroom.watch.consultations import Data, DataExported
from controlroom.watch.measures import Decision
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reviews import CloseReview, DecideLine, OpenReview, ReopenLine, ReviewCommand
from controlroom.watch.reviews.decide import MONTH, NO_DECISION, NO_MONTH
from controlroom.watch.unknown import no_such
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False, prefix="/month")
Key = Annotated[str, Path(max_length=40)]
Short = Annotated[str, Form(max_length=64)]
Words = Annotated[str, Form(max_length=2_000)]
PageNumber = Annotated[int, Query(ge=0, le=1_000)]
RULINGS: Final = {key: word for key, word in DECISIONS.items() if key != Decision.PROPOSE}
LETTERS: Final = {"extend": "e", "reduce": "r", "maintain": "m", "end": "x"}
NO_NUMBER: Final = mark("Write the strength as a number.")
SAY_YES: Final = mark("Tick that you close this review.")


@router.get("")
async def show(
    request: Request, who: FilesReaderDep, month: str = "", which: str = "all", page: PageNumber = 0
) -> Response:
    return await _page(request, who, month, which, page)


async def _page(
    request: Request,
    who: Person,
    month: str = "",
    which: str = "all",
    page: int = 0,
    wrong: Refused | None = None,
    at: str = "",
    typed: dict[str, str] | None = None,
) -> Response:
    """`at`: the line to which a refusal belongs, with what was `typed` there."""
    now: datetime = request.app.state.clock.now()
    async with look(request.app.state.engine, who.name) as snapshot:
        known = await months(snapshot)
        standing = next((key for key, closed in known if not closed), "")
        chosen = month if MONTH.fullmatch(month) else standing or last_month(now)
        read = await one_review(snapshot, chosen)
        lines = chosen_lines(read, undecided=which == "undecided") if read else []
        words = await words_of(snapshot, lines[page * AT_ONCE : (page + 1) * AT_ONCE])
    await consulted(request, who, Look(Data.MEETING, [f"review:{chosen}"]))
    return await framed(
        request,
        who,
        "month.html",
        status=status_of(wrong) if wrong else 200,
        month=chosen,
        months=known,
        page=month_page(read, lines, words, page) if read else None,
        which=which,
        may_hold=who.role.may(Right.HOLD_REVIEWS),
        this_month=f"{now.astimezone(BRUSSELS):%Y-%m}",
        rulings=RULINGS,
        letters=LETTERS,
        kinds=KINDS,
        at=at,
        typed=typed or {},
        complaint=reason(wrong, locale_of(request)) if wrong else "",
    )


@router.post("")
async def begin(request: Request, who: ReviewHolderDep, month: Short = "") -> Response:
    """Over all that is in force at this moment, with the checks of the month."""
    now: datetime = request.app.state.clock.now()
    try:
        span = _span(month, now)
        async with look_at_all(request.app.state.engine) as whole:
            lines = await to_review(whole, span)
        await _does(request, who, OpenReview(month, who.name, lines))
    except Refused as wrong:
        return await _page(request, who, month, wrong=wrong)
    return RedirectResponse(f"/month?month={month}&which=undecided", 303)


def _span(month: str, now: datetime) -> Span:
    if not MONTH.fullmatch(month):
        raise Refused(NO_MONTH, field="month")
    return span_of(month, now)


async def _does(request: Request, who: Person, command: ReviewCommand) -> None:
    desk: Desk = request.app.state.desk
    await desk.do(command, who.name)


@router.post("/{month}/lines/{measure}")
async def decide(
    request: Request,
    who: ReviewHolderDep,
    month: Key,
    measure: Key,
    decision: Short = "",
    until: Short = "",
    strength: Short = "",
    words: Words = "",
    which: Short = "all",
    page: Annotated[int, Form(ge=0, le=1_000)] = 0,
) -> Response:
    await _must_read(request, who, month, measure)
    typed = {"decision": decision, "until": until, "strength": strength, "words": words}
    try:
        command = DecideLine(
            month, measure, _decision(decision), who.name, words, _until(until), _strength(strength)
        )
        await _does(request, who, command)
    except Refused as wrong:
        return await _page(request, who, month, which, page, wrong, measure, typed)
    return RedirectResponse(_back(month, measure, which, page), 303)


def _back(month: str, measure: str, which: str, page: int) -> str:
    """The line itself; among the undecided ones, where it is gone, the head of what is left."""
    place = f"#line-{measure}" if which != "undecided" else "#lines"
    return f"/month?month={month}&which={'undecided' if which == 'undecided' else 'all'}&page={page}{place}"


async def _must_read(request: Request, who: Person, month: str, measure: str) -> None:
    """A measure of a file that is hidden from whoever asks is not there for them."""
    read = await _read(request, who, month)
    if read.review.line(measure) is None or measure in read.hidden:
        raise no_such(Noun.MEASURE, measure)


async def _read(request: Request, who: Person, month: str) -> Reviewed:
    async with look(request.app.state.engine, who.name) as snapshot:
        read = await one_review(snapshot, month)
    if read is None:
        raise no_such(Noun.REVIEW, month)
    return read


def _decision(text: str) -> Decision:
    if text not in RULINGS:
        raise Refused(NO_DECISION, field="decision")
    return Decision(text)


def _until(text: str) -> datetime | None:
    """To the end of that day."""
    return midnight(local_day(text, "until") + timedelta(days=1)) if text.strip() else None


def _strength(text: str) -> int | None:
    if not text.strip():
        return None
    if not re.fullmatch(r"\s*\d{1,3}\s*", text):
        raise Refused(NO_NUMBER, field="strength")
    return int(text)


@router.post("/{month}/lines/{measure}/end")
async def reopen(
    request: Request, who: ReviewHolderDep, month: Key, measure: Key, which: Short = "all"
) -> Response:
    await _must_read(request, who, month, measure)
    try:
        await _does(request, who, ReopenLine(month, measure, who.name))
    except Refused as wrong:
        return await _page(request, who, month, which, wrong=wrong, at=measure)
    return RedirectResponse(_back(month, measure, "all", 0), 303)


@router.post("/{month}/end")
async def close(request: Request, who: ReviewHolderDep, month: Key, sure: Short = "") -> Response:
    """Each decision becomes a proposal in the name of who made it, which the approver then decides upon."""
    try:
        _must_be_sure(sure, month)
        await _does(request, who, CloseReview(month, who.name, await _all_words(request, month)))
    except Refused as wrong:
        return await _page(request, who, month, wrong=wrong, at="close")
    return RedirectResponse(f"/month?month={month}", 303)


def _must_be_sure(sure: str, month: str) -> None:
    if sure != month:
        raise Refused(SAY_YES, field="sure")


async def _all_words(request: Request, month: str) -> dict[str, str]:
    """Of all lines, also of those that whoever closes does not read."""
    async with look_at_all(request.app.state.engine) as whole:
        read = await one_review(whole, month)
        if read is None:
            raise no_such(Noun.REVIEW, month)
        said = await words_of(whole, read.review.lines)
    return {
        line.measure: (said.get(line.ruling.number) if line.ruling else None) or ""
        for line in read.review.lines
    }


@router.get("/{month}.csv")
async def as_rows(request: Request, who: FilesReaderDep, month: Key) -> Response:
    _, rows = await _whole(request, who, month)
    things = [str(Ref(Noun.MEASURE, row.measure)) for row in rows]
    await consulted(request, who, Look(Data.MEETING, things, words=month, deed=DataExported))
    return spreadsheet(f"review-{month}", COLUMNS, map(row_of, rows))


@router.get("/{month}.pdf")
async def paper(request: Request, who: FilesReaderDep, month: Key) -> Response:
    read, rows = await _whole(request, who, month)
    things = [str(Ref(Noun.MEASURE, row.measure)) for row in rows]
    await consulted(request, who, Look(Data.MEETING, things, words=month, deed=DataExported))
    now = request.app.state.clock.now().replace(microsecond=0)
    locale = locale_of(request)
    catalog: Any = translations(locale)
    said = told_on_paper(month_page(read, [], {}, 0), rows, catalog, now)
    printed = await print_pdf("month", locale, said, at=now)
    headers = {"content-disposition": f'inline; filename="review-{month}.pdf"'}
    return Response(printed, media_type="application/pdf", headers=headers)


async def _whole(request: Request, who: Person, month: str) -> tuple[Reviewed, list[Any]]:
    """All lines that whoever asks may read."""
    async with look(request.app.state.engine, who.name) as snapshot:
        read = await one_review(snapshot, month)
        if read is None:
            raise no_such(Noun.REVIEW, month)
        lines = chosen_lines(read, undecided=False)
        words = await words_of(snapshot, lines)
    return read, [month_row(line, read, words) for line in lines]
