"""Past handovers: each can be read for ever as it was signed, on the screen and on paper."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from controlroom.catalogs import translations
from controlroom.errors import Unknown
from controlroom.paper.press import print_pdf
from controlroom.store.panels.handover import AT_ONCE, kept, signed, signed_as
from controlroom.store.panels.snapshot import look
from controlroom.ui import words
from controlroom.ui.consult import Look, consulted
from controlroom.ui.frame import framed
from controlroom.ui.guard import ReaderDep
from controlroom.ui.handover_views import LineRow, by_section, line_rows
from controlroom.ui.locale import locale_of
from controlroom.ui.render import day_hhmm, hhmm
from controlroom.watch.consultations import Data, DataExported, Ground, Reason
from controlroom.watch.shifts import ShiftHandedOver
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False, prefix="/handovers")
Number = Annotated[int, Path(ge=1, lt=2**63)]


@dataclass(frozen=True, slots=True)
class PastRow:
    number: int
    at: datetime
    begins: datetime
    outgoing: str
    incoming: str


@dataclass(frozen=True, slots=True)
class SignedPage:
    """`number` is that of the journal. Nothing on it can be ticked any more, but the ticks are shown."""

    number: int
    at: datetime
    outgoing: str
    incoming: str
    outgoing_at: datetime | None
    incoming_at: datetime | None
    sections: tuple[tuple[str, tuple[LineRow, ...]], ...]
    erased: bool
    prepared: bool = True
    am_incoming: bool = False
    may_note: bool = False
    complaint: str = ""


@router.get("")
async def archive(
    request: Request, who: ReaderDep, before: Annotated[int | None, Query(ge=1, lt=2**63)] = None
) -> Response:
    async with look(request.app.state.engine) as snapshot:
        found = await signed(snapshot, before)
        people = await snapshot.people(name for one in found for name in (one.outgoing, one.incoming))
    rows = [
        PastRow(
            one.signed_seq or 0,
            one.closed_at or one.starts_at,
            one.starts_at,
            people.get(one.outgoing or "", one.outgoing or ""),
            people.get(one.incoming or "", one.incoming or ""),
        )
        for one in found
    ]
    further = rows[-1].number if len(rows) == AT_ONCE else None
    return await framed(request, who, "handovers.html", rows=rows, further=further)


@router.get("/{number}.pdf")
async def on_paper(request: Request, who: ReaderDep, number: Number) -> Response:
    page, locale = await _signed_page(request, number), locale_of(request)
    why = Reason(Ground.SHIFT)
    await consulted(request, who, Look(Data.HANDOVER, _named(number), deed=DataExported, reason=why))
    printed = await print_pdf("handover", locale, _told(page, locale), at=page.at.replace(microsecond=0))
    name = f"handover-{number}.pdf"
    headers = {"content-disposition": f'inline; filename="{name}"'}
    return Response(printed, media_type="application/pdf", headers=headers)


@router.get("/{number}")
async def as_signed(request: Request, who: ReaderDep, number: Number) -> Response:
    page = await _signed_page(request, number)
    await consulted(request, who, Look(Data.HANDOVER, _named(number)))
    return await framed(request, who, "handover_signed.html", page=page)


def _named(number: int) -> tuple[str]:
    return (f"handover:{number}",)


async def _signed_page(request: Request, number: int) -> SignedPage:
    async with look(request.app.state.engine) as snapshot:
        row, shift = await kept(snapshot, number), await signed_as(snapshot, number)
        if row is None or shift is None or not isinstance(row.event, ShiftHandedOver):
            raise Unknown(mark("there is no handover %(number)s"), number=number)
        event = row.event
        owners = (name for line in event.lines for name in (line.item.owner,))
        decided = (tick.owner for tick in event.ticks)
        people = await snapshot.people([event.outgoing, event.incoming, *owners, *decided])
    said = event.words or ("",) * len(event.lines)
    rows = line_rows(event.lines, said, event.ticks, people, event.at)
    return SignedPage(
        number,
        event.at,
        people.get(event.outgoing, event.outgoing),
        people.get(event.incoming, event.incoming),
        shift.outgoing_signed_at,
        shift.incoming_signed_at,
        by_section(rows),
        row.erased,
    )


def _told(page: SignedPage, locale: str) -> dict[str, Any]:
    """The page in texts."""
    say = translations(locale).gettext

    def word(key: str, table: Any) -> str:
        return say(table[key]) if key in table else key

    def line(row: LineRow) -> dict[str, Any]:
        titles = words.TITLES if row.section in ("alert", "shelved") else words.HANDED_WHATS
        when = (
            f"{word(row.time, words.HANDED_TIMES)} {hhmm(row.at) if row.today else day_hhmm(row.at)}"
            if row.at
            else ""
        )
        kept_by = row.decided_for if row.decision == "keep" else ""
        return {
            "priority": f"P{row.priority}" if row.priority else "",
            "words": row.words,
            "what": word(row.what, titles),
            "when": when,
            "owner": row.owner,
            "change": word(row.change, words.CHANGES) if row.change != "same" else "",
            "decision": " ".join(filter(None, (word(row.decision, words.DECISIONS), kept_by))),
            "ticked": hhmm(row.ticked_at) if row.ticked_at else "",
        }

    return {
        "at": day_hhmm(page.at),
        "number": str(page.number),
        "outgoing": page.outgoing,
        "incoming": page.incoming,
        "outgoing_at": day_hhmm(page.outgoing_at) if page.outgoing_at else "",
        "incoming_at": day_hhmm(page.incoming_at) if page.incoming_at else "",
        "erased": page.erased,
        "sections": [
            {"title": word(section, words.SECTIONS), "rows": [line(row) for row in rows]}
            for section, rows in page.sections
        ],
    }
