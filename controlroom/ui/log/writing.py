"""Writing in the log: from any page, a line at a time, and corrections."""

from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from controlroom.auth.audience import Audience
from controlroom.auth.sessions import Person
from controlroom.catalogs import translations
from controlroom.desk.desk import Desk
from controlroom.desk.requests import Accepted
from controlroom.errors import AlreadyDone, Conflict, Refused
from controlroom.problems import status_of
from controlroom.store.panels.mentions import Mentioned, mentioned
from controlroom.store.panels.snapshot import look
from controlroom.ui.frame import framed
from controlroom.ui.guard import NoterDep, local_path
from controlroom.ui.locale import locale_of
from controlroom.ui.log.line import chosen, digest_of, names_in, numbers_in
from controlroom.ui.problems import wants_json
from controlroom.ui.reason import reason
from controlroom.ui.render import hhmm, render_page
from controlroom.watch.log import ABOUT_AT_MOST, TOO_LONG, CorrectEntry, LogCommand, WriteEntry
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False)
Number = Annotated[int, Path(ge=1, lt=2**63)]
Words = Annotated[str, Form(max_length=100_000)]
Short = Annotated[str, Form(max_length=1000)]

READ_AT_MOST: Final = 4000
WRITTEN: Final = mark("Written %(time)s, no. %(number)s.")
NO_SUCH: Final = mark("Not linked, nothing has this name: %(names)s.")
CORRECTED: Final = mark(
    "%(name)s has corrected this line already, at %(time)s. Look at the correction first."
)
OTHER_WORDS: Final = mark("This line was written before with other words. Load the page again and look.")


@dataclass(frozen=True, slots=True)
class Line:
    """As the form sent it. `key`: of the form, however often it is sent. `back`: its page."""

    text: str
    about: str
    key: UUID
    back: str
    corrects: int | None = None


@router.post("/log")
async def write(
    request: Request,
    who: NoterDep,
    key: Annotated[UUID, Form()],
    text: Words = "",
    about: Short = "",
    back: Short = "",
) -> Response:
    return await _write(request, who, Line(text, about, key, local_path(back, "/log")))


@router.post("/log/{number}/correction")
async def correct(
    request: Request, who: NoterDep, number: Number, key: Annotated[UUID, Form()], text: Words = ""
) -> Response:
    return await _write(request, who, Line(text, "", key, "/log", number))


async def _write(request: Request, who: Person, line: Line) -> Response:
    desk: Desk = request.app.state.desk
    try:
        named = await _mentioned(request, line.text)
        about = tuple(dict.fromkeys([*chosen(line.about), *map(str, named.found.values())]))[:ABOUT_AT_MOST]
        digest = digest_of(line.text, about, line.corrects)
        done = await desk.once(_command(line, who, about), who.name, (f"log/{who.name}", line.key), digest)
    except Refused as refusal:
        return await _refused(request, who, line, refusal)
    return _written(request, line, done, named)


async def _mentioned(request: Request, text: str) -> Mentioned:
    if len(text) > READ_AT_MOST:
        raise Refused(TOO_LONG, field="text")
    names, numbers = names_in(text)[:ABOUT_AT_MOST], numbers_in(text)[:ABOUT_AT_MOST]
    if not names and not numbers:
        return Mentioned({})
    async with look(request.app.state.engine) as snapshot:
        return await mentioned(snapshot, names, numbers)


def _command(line: Line, who: Person, about: tuple[str, ...]) -> LogCommand:
    if line.corrects is None:
        return WriteEntry(line.text, who.name, about)
    return CorrectEntry(line.corrects, line.text, who.name, about)


def _written(request: Request, line: Line, done: Accepted, named: Mentioned) -> Response:
    if wants_json(request):
        body = {"entry": done.seq, "at": done.received_at.isoformat(), "not_linked": named.nothing}
        return JSONResponse(body, 201 if done.fresh else 200)
    if "hx-request" not in request.headers:
        return RedirectResponse(line.back, 303)
    say = translations(locale_of(request)).gettext
    said = [say(WRITTEN) % {"time": hhmm(done.received_at), "number": done.seq}]
    if named.nothing:
        said.append(say(NO_SUCH) % {"names": ", ".join(named.nothing)})
    return _fragment(request, " ".join(said), 200)


async def _refused(request: Request, who: Person, line: Line, refusal: Refused) -> Response:
    """In words beside the line, which stays as it was typed."""
    if wants_json(request):
        raise refusal
    said, status = await _reason(request, refusal), status_of(refusal)
    if "hx-request" in request.headers:
        return _fragment(request, said, status)
    return await framed(request, who, "log/refused.html", status=status, line=line, said=said)


async def _reason(request: Request, refusal: Refused) -> str:
    say = translations(locale_of(request)).gettext
    if isinstance(refusal, AlreadyDone):
        async with look(request.app.state.engine) as snapshot:
            people = await snapshot.people([refusal.by])
        return str(say(CORRECTED) % {"name": people.get(refusal.by, refusal.by), "time": hhmm(refusal.at)})
    return str(say(OTHER_WORDS)) if isinstance(refusal, Conflict) else reason(refusal, locale_of(request))


def _fragment(request: Request, said: str, status: int) -> Response:
    audience = Audience("desk", locale_of(request))
    return HTMLResponse(render_page("log/said.html", audience=audience, said=said), status)
