"""Notes for whoever comes: lines of the watch log that are handed over, pinned ones again and again."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.desk.desk import Desk
from controlroom.ui.guard import NoterDep
from controlroom.watch.flags import FlagEntry, UnflagEntry
from controlroom.watch.log import WriteEntry

router = APIRouter(include_in_schema=False, prefix="/handover/notes")
Entry = Annotated[int, Path(ge=1, lt=2**63)]
Short = Annotated[str, Form(max_length=8)]


@router.post("")
async def write(
    request: Request, who: NoterDep, text: Annotated[str, Form(max_length=4000)] = "", pinned: Short = ""
) -> Response:
    """It is a line of the watch log as well."""
    desk: Desk = request.app.state.desk
    entry = await desk.do(WriteEntry(text, who.name), who.name)
    if entry is not None:
        await desk.do(FlagEntry(entry, who.name, bool(pinned)), who.name)
    return RedirectResponse("/handover", 303)


@router.post("/{entry}")
async def flag(request: Request, who: NoterDep, entry: Entry, pinned: Short = "") -> Response:
    """A line that is in the log already."""
    await request.app.state.desk.do(FlagEntry(entry, who.name, bool(pinned)), who.name)
    return RedirectResponse("/handover", 303)


@router.post("/{entry}/end")
async def take_off(request: Request, who: NoterDep, entry: Entry) -> Response:
    await request.app.state.desk.do(UnflagEntry(entry, who.name), who.name)
    return RedirectResponse("/handover", 303)
