"""A private calendar, asked for by a telephone that has its secret address, and by nobody who signed in."""

import hashlib
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from controlroom.auth.calendar_addresses import CalendarAddresses, Holder
from controlroom.auth.throttle import network
from controlroom.clock import BRUSSELS
from controlroom.desk.desk import Desk
from controlroom.ids import token_digest
from controlroom.interchange.private_calendar import private_calendar
from controlroom.store.panels.private_calendar import Calendar, calendar
from controlroom.store.panels.snapshot import look
from controlroom.watch.consultations import THINGS_NAMED, Consult, Data, DataExported, Ground

router = APIRouter(include_in_schema=False)
PAGE: Final = "/calendars"
MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
Token = Annotated[str, Path(max_length=100)]


@router.get("/calendars/{token}.ics")
async def feed(request: Request, token: Token) -> Response:
    """Nothing here says whether there ever was such an address."""
    state = request.app.state
    addresses: CalendarAddresses = state.calendar_addresses
    if wait := state.calendar_turns.wait_s(_who(request, token)):
        return Response(status_code=429, headers={"retry-after": str(wait)})
    holder = await addresses.holder(token)
    if holder is None:
        return Response(status_code=404)
    now: datetime = state.clock.now()
    async with look(state.engine, holder.account) as snapshot:
        found = await calendar(snapshot, now)
    await _tell(request, holder, found, now)
    return _answer(request, private_calendar(found.visits, found.legs, found.gatherings))


def _who(request: Request, token: str) -> bytes | str:
    """By the address that asks and by what it asks for: no stranger uses up the turns of a telephone."""
    return token_digest(f"{network(request.client.host) if request.client else ''} {token}")


async def _tell(request: Request, holder: Holder, found: Calendar, now: datetime) -> None:
    """On disk before the first calendar of a day goes out."""
    today = now.astimezone(BRUSSELS).date()
    if holder.told_on != today:
        went_out = DataExported(
            data=Data.VISIT,
            page=PAGE,
            session="",
            things=tuple(f"visit:{one.code}" for one in found.visits[:THINGS_NAMED]),
            count=len(found.visits),
            ground=Ground.VISIT,
            address=request.client.host if request.client else None,
        )
        desk: Desk = request.app.state.desk
        await desk.do(Consult(went_out), holder.account)
    await request.app.state.calendar_addresses.used(holder.account, today)


def _answer(request: Request, body: bytes) -> Response:
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    asked = request.headers.get("if-none-match", "")
    if tag in [one.strip().removeprefix("W/") for one in asked.split(",")]:
        return Response(status_code=304, headers=headers)
    attached = {"content-disposition": 'inline; filename="controlroom.ics"'}
    return Response(body, media_type=MEDIA_TYPE, headers=headers | attached)
