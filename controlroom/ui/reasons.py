"""Why somebody needs what the law shows to nobody without a reason (requirement R48).

Asked once for a file, in a session, for a few hours.
"""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from controlroom.auth.audience import Audience
from controlroom.auth.sessions import Person
from controlroom.auth.viewer import person_of
from controlroom.errors import ReasonWanted
from controlroom.store.reasons import HOLDS, Reasons
from controlroom.ui.consult import session_of
from controlroom.ui.frame import framed
from controlroom.ui.guard import SomebodyDep, local_path
from controlroom.ui.locale import locale_of
from controlroom.ui.navigation import page_at
from controlroom.ui.render import render_page
from controlroom.ui.search import page_of
from controlroom.watch.consultations import GROUNDS, Ground, Reason
from controlroom.watch.refs import Ref
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False, prefix="/reasons")
File = Annotated[str, Query(max_length=200)]
Short = Annotated[str, Form(max_length=500)]

CHOOSE: Final = mark("Choose why you need it.")
SAY_WHAT: Final = mark("Say in a few words what it is for.")


@dataclass(frozen=True, slots=True)
class Typed:
    """`file`: what the reason is for; `back`: where it was wanted."""

    file: str
    back: str
    ground: str = ""
    words: str = ""

    @property
    def wanted(self) -> str:
        """The title of the page that it stands in; a paper or a table is called as its page is."""
        path = PurePosixPath(self.back.partition("?")[0])
        page = page_at(str(path.parent / path.stem))
        return page.title if page else ""

    @property
    def wrong(self) -> dict[str, str]:
        """By field."""
        if self.ground not in GROUNDS:
            return {"ground": CHOOSE}
        return {"words": SAY_WHAT} if self.ground == Ground.OTHER and not self.words else {}


@router.get("")
async def form(request: Request, who: SomebodyDep, file: File, back: str = "/") -> Response:
    return await _asked(request, who, Typed(file, local_path(back, "/")), 200)


@router.post("")
async def give(
    request: Request,
    who: SomebodyDep,
    file: Annotated[str, Form(max_length=200)],
    back: Annotated[str, Form(max_length=1000)] = "/",
    ground: Short = "",
    words: Short = "",
) -> Response:
    """`ground` as in the short list; `words` are needed where the list does not say it."""
    typed = Typed(file, local_path(back, "/"), ground, " ".join(words.split()))
    if typed.wrong:
        return await _asked(request, who, typed, 422)
    reasons: Reasons = request.app.state.reasons
    await reasons.give(session_of(request), file, Reason(Ground(ground), typed.words or None))
    return RedirectResponse(typed.back, 303)


async def ask_why(request: Request, wanted: ReasonWanted) -> Response:
    """Instead of the page that was asked for; a fragment leads to the question."""
    back = _back(request, wanted)
    who = await person_of(request)
    if "hx-request" in request.headers or not isinstance(who, Person):
        link = f"/reasons?{urlencode({'file': wanted.file, 'back': back})}"
        audience = Audience("desk", locale_of(request))
        return HTMLResponse(render_page("fragments/reason.html", audience=audience, link=link), 428)
    return await _asked(request, who, Typed(wanted.file, back), 428)


def _back(request: Request, wanted: ReasonWanted) -> str:
    """Where what was wanted can be asked for again: a page of ours that is read. After a form, its file's."""
    if request.method != "GET":
        return _page_of(wanted.file)
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _page_of(file: str) -> str:
    try:
        return page_of(Ref.parse(file))
    except ValueError:
        return "/"


async def _asked(request: Request, who: Person, typed: Typed, status: int) -> Response:
    wrong = typed.wrong if status == 422 else {}
    holds = int(HOLDS.total_seconds() // 3600)
    shown = {"typed": typed, "amiss": wrong, "grounds": GROUNDS, "holds": holds, "wanted": typed.wanted}
    return await framed(request, who, "reason.html", status=status, **shown)
