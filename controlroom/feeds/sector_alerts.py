"""Sector alerts for the systems of companies: fetched as a feed of CAP, and confirmed."""

import asyncio
import hashlib
import re
from datetime import timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from controlroom.errors import Unknown
from controlroom.feeds.documented import SECURITY, FeedRoute, sector_alert_operation, sector_receipt_operation
from controlroom.feeds.door import JSON, Door, check_size, door_of, media_type, read_body
from controlroom.feeds.parse import not_here, unusable, what_is_amiss
from controlroom.feeds.problems import Declined
from controlroom.interchange.cap import OF_CAP, atom, write
from controlroom.interchange.sector_alert import cap_message, page_of
from controlroom.store.sector_messages import message_to, sent_to
from controlroom.store.transaction import transaction
from controlroom.watch.sector_alerts import How, ReceiveSectorAlert
from controlroom.watch.units import Unit

SHOWN_FOR: Final = timedelta(days=7)
OF_ATOM: Final = "application/atom+xml; charset=utf-8"
FOLDER: Final = "/network/alerts"
IDENTIFIER: Final = re.compile(r"(SA-[0-9A-HJKMNP-TV-Z]{8})-([1-9][0-9]{0,4})")
NO_MESSAGE: Final = "there is no such message to this company"

router = APIRouter(tags=["feeds"], route_class=FeedRoute, dependencies=SECURITY)


class ReceiptBody(BaseModel):
    """`identifier`: of the message, as it stands in CAP."""

    model_config = ConfigDict(extra="forbid", strict=True)

    identifier: Annotated[str, Field(min_length=1, max_length=100)]


@router.get(f"{FOLDER}.atom", **sector_alert_operation("application/atom+xml"))
async def sector_alerts(request: Request) -> Response:
    """Each message to the company, of alerts that are in force or of the last seven days."""
    door = door_of(request)
    _, company = await _system_of_company(door, request)
    state = request.app.state
    async with transaction(state.engine) as connection:
        found = await sent_to(connection, company, door.clock.now() - SHOWN_FOR)
    public_url = state.settings.public_url
    folder = f"{public_url.rstrip('/')}{FOLDER}"
    messages = [cap_message(one, page_of(public_url, one.sector_alert)) for one in found]
    body = await asyncio.to_thread(atom, f"Sector alerts to {company}", f"{folder}.atom", messages, folder)
    return _unless_known(request, body, OF_ATOM)


@router.get(f"{FOLDER}/{{identifier}}.cap", **sector_alert_operation(OF_CAP, named=True))
async def sector_alert(request: Request) -> Response:
    """One message to the company, as CAP 1.2."""
    door = door_of(request)
    _, company = await _system_of_company(door, request)
    alert, number = _named(request.path_params["identifier"])
    async with transaction(request.app.state.engine) as connection:
        found = await message_to(connection, company, alert, number)
    if found is None:
        raise Unknown(NO_MESSAGE, field="identifier")
    message = cap_message(found, page_of(request.app.state.settings.public_url, alert))
    return _unless_known(request, await asyncio.to_thread(write, message), OF_CAP)


@router.post("/feeds/sector-alert-receipts", **sector_receipt_operation(ReceiptBody))
async def receive_sector_alert(request: Request) -> Response:
    """The company's system has this message."""
    door = door_of(request)
    now = door.clock.now()
    unit, company = await _system_of_company(door, request)
    body = await read_body(request, now)
    check_size(body, now)
    media_type(request, only=(JSON,))
    try:
        said = ReceiptBody.model_validate_json(body)
    except ValidationError as error:
        raise Declined(unusable(what_is_amiss(error), now)) from None
    alert, number = _named(said.identifier)
    received = ReceiveSectorAlert(alert, company, number, unit.call_sign, How.FEED)
    seq = await request.app.state.desk.do(received, unit.call_sign)
    told: dict[str, Any] = {"identifier": said.identifier, "seq": seq}
    return JSONResponse(told, status_code=200 if seq is None else 201)


async def _system_of_company(door: Door, request: Request) -> tuple[Unit, str]:
    """Raises Declined for a unit of the field."""
    unit = await door.admit(request)
    if not unit.company:
        raise Declined(not_here(unit.call_sign))
    return unit, unit.company


def _named(identifier: str) -> tuple[str, int]:
    """The alert and the number of the message, as `watch/sector_alerts` puts them together."""
    found = IDENTIFIER.fullmatch(identifier)
    if found is None:
        raise Unknown(NO_MESSAGE, field="identifier")
    return found[1], int(found[2])


def _unless_known(request: Request, body: bytes, kind: str) -> Response:
    """304 to whoever has just this."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    asked = request.headers.get("if-none-match", "")
    if tag in [one.strip().removeprefix("W/") for one in asked.split(",")]:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=kind, headers=headers)
