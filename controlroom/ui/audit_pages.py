"""The journal for an auditor: who did and saw what, whether it is whole, and by what that is proved."""

from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.clock import BRUSSELS
from controlroom.desk.prover import Prover
from controlroom.errors import Unknown
from controlroom.store.panels.checkpoints import last_checkpoints
from controlroom.store.panels.journal_rows import JournalPage, journal_page, journal_row
from controlroom.store.panels.snapshot import look
from controlroom.store.proofs import Proofs, Walk
from controlroom.ui.audit_views import AuditForm, Sealed, groups, read, row_view, sealed
from controlroom.ui.consult import Look, consulted
from controlroom.ui.frame import framed
from controlroom.ui.guard import AuditorDep
from controlroom.ui.spreadsheet import spreadsheet
from controlroom.watch.consultations import GROUNDS, Data, DataExported, DataSearched, DataViewed
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False, prefix="/audit")
AT_ONCE: Final = 100
IN_A_TABLE: Final = 10_000
Wish = Annotated[AuditForm, Query()]
Number = Annotated[int, Path(ge=1, lt=2**63)]
COLUMNS: Final = (
    *("seq", "recorded at", "who", "kind", "data", "things", "count", "page", "reason", "session", "body"),
)


@router.get("")
async def show(request: Request, who: AuditorDep, typed: Wish) -> Response:
    page, names = await _found(request, typed, AT_ONCE)
    deed = DataSearched if typed.asks else DataViewed
    said = urlencode(typed.said) or None
    await consulted(request, who, Look(Data.JOURNAL, count=len(page.rows), words=said, deed=deed))
    walks, seals = await _proved(request)
    return await framed(
        request,
        who,
        "audit.html",
        typed=typed,
        rows=[row_view(row, names) for row in page.rows],
        page=page,
        query=urlencode(typed.said),
        groups=groups(),
        grounds=GROUNDS,
        walks=walks,
        goes_on=[walk for walk in walks if walk.goes_on(request.app.state.clock.now())],
        seals=seals,
    )


async def _found(request: Request, typed: AuditForm, most: int) -> tuple[JournalPage, dict[str, str]]:
    async with look(request.app.state.engine) as snapshot:
        page = await journal_page(snapshot, read(typed), typed.before, most)
        names = await snapshot.people(row.actor for row in page.rows)
    return page, names


async def _proved(request: Request) -> tuple[list[Walk], list[Sealed]]:
    proofs: Proofs = request.app.state.proofs
    async with look(request.app.state.engine) as snapshot:
        kept = await last_checkpoints(snapshot, 7)
    return await proofs.latest(), [sealed(one, request.app.state.settings.checkpoint_key) for one in kept]


@router.get("/rows.csv")
async def as_table(request: Request, who: AuditorDep, typed: Wish) -> Response:
    """What is private of a row is on no table: it is opened row by row."""
    page, names = await _found(request, from_the_newest(typed), IN_A_TABLE)
    said = urlencode(typed.said) or None
    seen = Look(Data.JOURNAL, count=len(page.rows), words=said, deed=DataExported, file="journal")
    await consulted(request, who, seen)
    return spreadsheet("journal", COLUMNS, (_cells(row_view(row, names)) for row in page.rows))


def from_the_newest(typed: AuditForm) -> AuditForm:
    return typed.model_copy(update={"before": None})


def _cells(row: Any) -> list[Any]:
    at = row.at.astimezone(BRUSSELS).isoformat(timespec="seconds")
    said = row.said
    seen = [said.get("data"), " ".join(row.things), said.get("count"), said.get("page"), said.get("ground")]
    return [row.seq, at, row.actor, row.kind, *seen, said.get("session"), row.body]


@router.get("/rows/{seq}")
async def one_row(request: Request, who: AuditorDep, seq: Number) -> Response:
    """With what is private of it: only for whoever says why, and that is written down too."""
    async with look(request.app.state.engine) as snapshot:
        row = await journal_row(snapshot, seq)
        if row is None:
            raise Unknown(mark("there is no row %(number)s of the journal"), number=seq)
        names = await snapshot.people([row.actor])
    seen = Look(Data.JOURNAL, (f"row:{seq}",), why=row.private is not None, file="journal")
    await consulted(request, who, seen)
    return await framed(request, who, "audit_row.html", row=row_view(row, names, opened=True))


@router.post("/proofs")
async def prove(request: Request, who: AuditorDep) -> Response:
    """Walk the chain now; one walk at a time."""
    prover: Prover = request.app.state.prover
    proofs: Proofs = request.app.state.proofs
    now = request.app.state.clock.now()
    if not any(walk.goes_on(now) for walk in await proofs.latest(1)):
        await prover.ask(who.name)
    return RedirectResponse("/audit#proof", 303)
