"""The list of visits, and the page of one."""

from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from controlroom.auth.roles import Right
from controlroom.auth.sessions import Person
from controlroom.catalogs import translations
from controlroom.clock import BRUSSELS
from controlroom.errors import Refused
from controlroom.problems import status_of
from controlroom.store.panels.gatherings import NearGathering, gatherings_near_visit
from controlroom.store.panels.measures import OnFile, on_file
from controlroom.store.panels.one_visit import VisitFile, one_visit, visit_file
from controlroom.store.panels.snapshot import look
from controlroom.store.panels.visit_list import IN_A_TABLE, Wanted, visit_list
from controlroom.ui import visit_words
from controlroom.ui.consult import Look, consulted
from controlroom.ui.frame import framed
from controlroom.ui.guard import FilesReaderDep
from controlroom.ui.locale import locale_of
from controlroom.ui.log.wording import Wording
from controlroom.ui.reason import reason
from controlroom.ui.spreadsheet import spreadsheet
from controlroom.ui.visit_filters import Pages, Typed, read
from controlroom.ui.visit_history import lines_of
from controlroom.ui.visit_views import ListRow, list_rows, visit_page
from controlroom.watch.consultations import Data, DataExported, DataSearched, DataViewed, Ground, Reason
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.visits import Visit, VisitState

router = APIRouter(include_in_schema=False, prefix="/visits")
Wish = Annotated[Typed, Query()]
Code = Annotated[str, Path(max_length=64)]
COLUMNS: Final = (
    *("code", "code name", "rank", "kind", "delegation", "event", "state", "threat level", "begins", "ends"),
    *("phase", "next movement", "from", "to", "remarks on the intake", "change to be acknowledged"),
)


@router.get("")
async def show(request: Request, who: FilesReaderDep, typed: Wish) -> Response:
    wanted = read(typed)
    if not isinstance(wanted, Wanted):
        complaints = {field: reason(fault, locale_of(request)) for field, fault in wanted.items()}
        return await _list(request, who, typed, (), 0, complaints)
    async with look(request.app.state.engine, who.name) as snapshot:
        found = await visit_list(snapshot, wanted, Pages(typed.number, 0).skipped)
    await consulted(request, who, _look(typed, len(found.visits)))
    return await _list(
        request, who, typed, list_rows(found), found.total, {}, events=found.events, kept=found.kept
    )


def _look(typed: Typed, count: int) -> Look:
    """Who looks for something searches; visits that go on are what the room is for."""
    deed = DataSearched if typed.said else DataViewed
    return Look(Data.VISIT, count=count, words=typed.query or None, deed=deed, reason=Reason(Ground.VISIT))


async def _list(
    request: Request,
    who: Person,
    typed: Typed,
    rows: Any,
    total: int,
    complaints: dict[str, str],
    **more: Any,
) -> Response:
    return await framed(
        request,
        who,
        "visits.html",
        status=422 if complaints else 200,
        rows=rows,
        typed=typed,
        pages=Pages(typed.number, total),
        complaints=complaints,
        events=more.get("events", []),
        kept=more.get("kept", []),
        may_keep=who.role.may(Right.KEEP_FILES),
        terms=visit_words,
    )


@router.get(".csv")
async def as_table(request: Request, who: FilesReaderDep, typed: Wish) -> Response:
    """What the filters leave, at most 5,000 of it."""
    wanted = read(typed)
    if not isinstance(wanted, Wanted):
        return await show(request, who, typed)
    async with look(request.app.state.engine, who.name) as snapshot:
        found = await visit_list(snapshot, wanted, 0, IN_A_TABLE)
    rows = list_rows(found)
    words = typed.query or None
    await consulted(
        request, who, Look(Data.VISIT, count=len(rows), words=words, deed=DataExported, file="visits")
    )
    now = request.app.state.clock.now().astimezone(BRUSSELS)
    return spreadsheet(f"visits-{now:%Y%m%dT%H%M}", COLUMNS, map(_cells, rows))


def _cells(row: ListRow) -> list[Any]:
    about = [row.code, row.code_name, row.rank, row.kind, row.delegation, row.event, row.state]
    follows = row.next
    moves = [_local(follows.at), follows.origin.code, follows.destination.code] if follows else [None] * 3
    when = [row.threat_level, _local(row.starts_at), _local(row.ends_at), row.phase]
    return [*about, *when, *moves, row.amiss, "yes" if row.unanswered else ""]


def _local(at: Any) -> str:
    said: str = at.astimezone(BRUSSELS).isoformat(timespec="minutes")
    return said


@router.get("/{code}")
async def one(request: Request, who: FilesReaderDep, code: Code) -> Response:
    return await draw(request, who, code)


async def draw(
    request: Request,
    who: Person,
    code: str,
    refused: Refused | None = None,
    at: str = "",
    typed: dict[str, str] | None = None,
) -> Response:
    """The page of a visit; `at`: the form to which a refusal belongs, with what was typed into it."""
    async with look(request.app.state.engine, who.name) as snapshot:
        found = await one_visit(snapshot, code)
        if snapshot.veil.covers(found):
            return await framed(request, who, "visits/kept.html", visit=found)
        whole = await visit_file(snapshot, found)
        hung = await on_file(snapshot, str(Ref(Noun.VISIT, code)))
        near = await gatherings_near_visit(snapshot, code)
    await consulted(request, who, look_of(found, request.app.state.clock.now()))
    return await _drawn(request, who, whole, hung, near, refused, at, typed)


def look_of(visit: Visit, now: datetime) -> Look:
    """A visit that goes on is its own reason, and one that was closed until its time is over as well: whoever
    closes it sees what they closed. What is over otherwise asks for another reason.
    """
    just_closed = visit.state is VisitState.CLOSED and now < visit.ends_at
    reason_of = None if visit.state.over and not just_closed else Reason(Ground.VISIT)
    return Look(Data.VISIT, (Ref(Noun.VISIT, visit.code),), reason=reason_of)


async def _drawn(
    request: Request,
    who: Person,
    whole: VisitFile,
    hung: OnFile,
    near: list[NearGathering],
    refused: Refused | None,
    at: str,
    typed: dict[str, str] | None,
) -> Response:
    locale = locale_of(request)
    wording = Wording(translations(locale), whole.names)
    return await framed(
        request,
        who,
        "visits/one.html",
        status=status_of(refused) if refused else 200,
        page=visit_page(whole, who.role, request.app.state.clock.now()),
        history=lines_of(whole.happened, wording),
        people=whole.names.people,
        on_file=hung,
        may_keep=who.role.may(Right.KEEP_FILES),
        near=near,
        refused=reason(refused, locale) if refused else "",
        at=at,
        typed=typed or {},
        may_know=who.role.may(Right.ACKNOWLEDGE),
        may_tell=who.role.may(Right.NOTE),
        may_open=who.role.may(Right.SEE_DESK),
        terms=visit_words,
    )
