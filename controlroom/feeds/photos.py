"""POST /feeds/photos: what the system of a company has a picture of, one photo, before its report.

The report that comes with the same id takes along what was kept under it. What is refused is not kept
anywhere, quarantine included: a file of which nobody knows what it is belongs into no database.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from controlroom.feeds.door import door_of, media_type, read_body
from controlroom.feeds.model import Amiss
from controlroom.feeds.parse import not_here, too_large, unusable
from controlroom.feeds.problems import Declined
from controlroom.ids import warning_ref
from controlroom.photos.cleaning import MOST_BYTES

KINDS: Final = ("image/jpeg", "image/png", "image/webp")


async def receive_photo(request: Request) -> Response:
    """On disk when it answers; 200 for one that was there before."""
    door = door_of(request)
    now = door.clock.now()
    unit = await door.admit(request)
    media_type(request, only=KINDS)
    if not unit.company:
        raise Declined(not_here(unit.call_sign))
    report = _report_of(request, now)
    raw = await read_body(request, now, most=MOST_BYTES)
    if len(raw) > MOST_BYTES:
        raise Declined(too_large(f"a photo may have {MOST_BYTES} bytes", now))
    photo = await door.darkroom.develop(raw)
    fresh = await door.album.keep(warning_ref(unit.company, report), unit.call_sign, [photo])
    door.desk.heard(unit.call_sign, unit.pulse, now)
    told = {"report": report, "digest": photo.digest, "width": photo.width, "height": photo.height}
    return JSONResponse(told, 201 if fresh else 200)


def _report_of(request: Request, now: datetime) -> str:
    """The id that the report will have, written as reports write it."""
    try:
        return str(UUID(request.query_params.get("report", "")))
    except ValueError:
        raise Declined(unusable([Amiss("report", "must be a UUID: the id of the report")], now)) from None
