"""The photos of a report: developed one by one as they come with a form, and shown again."""

from typing import Any

from fastapi import UploadFile
from fastapi.responses import Response
from starlette.datastructures import UploadFile as Uploaded

from controlroom.errors import Refused
from controlroom.photos.album import TOO_MANY, Album
from controlroom.photos.cleaning import MOST_BYTES
from controlroom.photos.darkroom import Darkroom
from controlroom.photos.photo import MEDIA_TYPE, MOST_OF_A_REPORT


async def keep_photos(state: Any, form: Any, ref: str, by: str) -> list[tuple[str, Refused]]:
    """Those that could not be taken, by how they are called, and why; all others are kept."""
    album: Album = state.album
    for digest in form.getlist("without"):
        await album.drop(ref, str(digest), by)
    sent = [file for file in form.getlist("photos") if isinstance(file, Uploaded) and file.size]
    if len(sent) + len(await album.of(ref, by)) > MOST_OF_A_REPORT:
        return [("", Refused(TOO_MANY, field="photos", most=MOST_OF_A_REPORT))]
    return [refusal for file in sent if (refusal := await _keep(state.darkroom, album, file, ref, by))]


async def _keep(
    darkroom: Darkroom, album: Album, file: UploadFile | Uploaded, ref: str, by: str
) -> tuple[str, Refused] | None:
    try:
        photo = await darkroom.develop(await file.read(MOST_BYTES + 1))
        await album.keep(ref, by, [photo])
    except Refused as refused:
        return (file.filename or "")[:60], refused
    return None


def picture(content: bytes, digest: str) -> Response:
    """Whoever keeps the file has it under a name that says nothing."""
    headers = {"content-disposition": f'inline; filename="{digest[:12]}.jpg"'}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)
