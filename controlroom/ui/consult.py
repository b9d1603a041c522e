"""Personal data is shown only once it is on disk who looks at it (requirement R48, docs/audit.md).

A page says in one line what it is about to show:

    await consulted(request, who, Look(Data.WATCH_LOG, count=len(rows)))

or, where it knows that before it begins, beside its own work:

    async with consulting(request, who, Look(Data.ALERT, (Ref(Noun.ALERT, "7"),))):
        page = await the_page(request, who, 7)

Both refuse: `ReasonWanted` where the law wants a reason that was not given, Busy or Unavailable while nothing
can be written.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import HTTPConnection

from controlroom.auth.cookies import cookies
from controlroom.desk.desk import Desk
from controlroom.desk.requests import Outcome
from controlroom.errors import ReasonWanted, Refused
from controlroom.ids import token_digest
from controlroom.store.reasons import Reasons
from controlroom.ui.lately import Lately
from controlroom.watch.consultations import (
    TAKES_OUT,
    THINGS_NAMED,
    WANT_A_REASON,
    Consult,
    ConsultationEvent,
    Data,
    DataViewed,
    Reason,
)
from controlroom.watch.refs import Ref


class Named(Protocol):
    """A person, or a viewer."""

    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody is about to see. `deed`: DataViewed, DataSearched, DataExported or DataErased.

    `things`: as refs or as `noun:key`; `count`: how many, if they are not all named. `words`: what was
    searched for, or which period was chosen. `file`: what a reason is given for, else the first thing or the
    page. `why`: a reason is asked for, whatever the data. `reason`: where the page itself knows it, as an
    open alert does; else it is asked for if the law wants one. `code_names`: no more than those is shown,
    and nobody is asked why.
    """

    data: Data
    things: Sequence[Ref | str] = ()
    count: int | None = None
    words: str | None = None
    deed: type[ConsultationEvent] = DataViewed
    file: str | None = None
    reason: Reason | None = None
    why: bool = False
    code_names: bool = False

    @property
    def wants_a_reason(self) -> bool:
        if self.reason is not None or self.code_names:
            return False
        return self.why or self.deed in TAKES_OUT or self.data in WANT_A_REASON


async def consulted(connection: HTTPConnection, who: Named, look: Look) -> None:
    """On disk when it returns."""
    async with consulting(connection, who, look):
        pass


@asynccontextmanager
async def consulting(connection: HTTPConnection, who: Named, look: Look) -> AsyncIterator[None]:
    """The pen writes while the page is made; what is inside is shown only if both succeed."""
    state = connection.app.state
    lately: Lately = state.lately
    event = _event(connection, look, await _reason(connection, look))
    written = None if lately.seen(who.name, event) else _begin(state.desk, event, who.name)
    yield
    if written is not None:
        (outcome,) = await written
        if isinstance(outcome, Refused):
            raise outcome
        lately.note(who.name, event)


def _begin(desk: Desk, event: ConsultationEvent, who: str) -> "asyncio.Future[list[Outcome]]":
    written = desk.begin(Consult(event), who)
    written.add_done_callback(_looked_at)
    return written


def _looked_at(written: "asyncio.Future[list[Outcome]]") -> None:
    """Nobody may be left to ask how it ended: the page itself may have failed."""
    if not written.cancelled():
        written.exception()


async def _reason(connection: HTTPConnection, look: Look) -> Reason | None:
    if not look.wants_a_reason:
        return look.reason
    reasons: Reasons = connection.app.state.reasons
    file = file_of(connection, look)
    held = await reasons.held(session_of(connection), file)
    if held is None:
        raise ReasonWanted(file)
    return held


def file_of(connection: HTTPConnection, look: Look) -> str:
    return look.file or (str(look.things[0]) if look.things else connection.url.path)


def session_of(connection: HTTPConnection) -> bytes:
    """The digest under which the session is kept."""
    return token_digest(connection.cookies.get(cookies(connection.app.state.settings).session, ""))


def _event(connection: HTTPConnection, look: Look, reason: Reason | None) -> ConsultationEvent:
    return look.deed(
        data=look.data,
        page=connection.url.path,
        session=session_of(connection)[:8].hex(),
        things=tuple(str(thing) for thing in look.things[:THINGS_NAMED]),
        count=len(look.things) or 1 if look.count is None else look.count,
        ground=reason.ground if reason else None,
        address=connection.client.host if connection.client else None,
        words=look.words,
        because=reason.words if reason else None,
    )
