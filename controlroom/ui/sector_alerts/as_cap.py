"""A message to a sector as a file of CAP, and how this room is called in it."""

from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import Response

from controlroom.errors import Refused
from controlroom.interchange.sector_alert import page_of, written
from controlroom.watch.sector_alerts import SectorAlertReleased
from controlroom.watch.words import mark

MEDIA_TYPE: Final = "application/cap+xml"
ERASED: Final = mark("What was written here was erased.")


def sender_of(request: Request) -> str:
    """As this room is called in the messages that leave it."""
    return urlsplit(request.app.state.settings.public_url).hostname or "controlroom"


def web_of(request: Request, ref: str) -> str:
    return page_of(request.app.state.settings.public_url, ref)


def cap_file(said: SectorAlertReleased, web: str) -> Response:
    if said.texts is None:
        raise Refused(ERASED)
    headers: dict[str, Any] = {"content-disposition": f'attachment; filename="{said.identifier}.xml"'}
    return Response(written(said, web), media_type=MEDIA_TYPE, headers=headers)
