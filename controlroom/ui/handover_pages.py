"""The handover: prepared by who is on duty, ticked one by one by who comes, signed by both."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.accounts import Accounts, WrongSignIn
from controlroom.auth.roles import Right, Role
from controlroom.auth.sessions import Person
from controlroom.catalogs import translations
from controlroom.clock import BRUSSELS
from controlroom.desk.desk import Desk
from controlroom.errors import AlreadyDone, Forbidden, Refused, Stale
from controlroom.problems import status_of
from controlroom.store.panels.handover import InHand, in_hand, kept
from controlroom.store.panels.one_alert import who_may
from controlroom.store.panels.shifts import OnNow, crew, on_now, one_shift
from controlroom.store.panels.snapshot import Snapshot, look
from controlroom.ui.consult import Look, consulted
from controlroom.ui.frame import framed
from controlroom.ui.guard import HandoverDep, LookingOnDep, ReaderDep
from controlroom.ui.handover_views import HandoverPage, by_section, follows_of, line_rows, party
from controlroom.ui.handover_words import words_of
from controlroom.ui.locale import locale_of
from controlroom.ui.reason import reason
from controlroom.watch.consultations import Data
from controlroom.watch.duty import Place
from controlroom.watch.handover import Decision, Line, lines
from controlroom.watch.inventory import inventory
from controlroom.watch.shifts import (
    HandoverCommand,
    HandoverPrepared,
    PrepareHandover,
    SignHandover,
    TakeUpHandover,
    TickItem,
    WithdrawHandover,
)
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False, prefix="/handover")
Short = Annotated[str, Form(max_length=200)]
HANDLERS: Final = tuple(role.value for role in Role if role.may(Right.HANDLE))
MOVED: Final = mark("This item changed in the meantime: look at it again.")
NOT_A_HANDLER: Final = mark("Choose somebody who handles alerts.")
WRONG_PASSWORD: Final = mark("This is not your password.")
PREPARED_BY: Final = mark("%(name)s prepared this handover at %(time)s.")
TAKEN_UP_BY: Final = mark("%(name)s takes over, since %(time)s.")


@dataclass(frozen=True, slots=True)
class Scene:
    """All that a step of a handover looks at, read at one moment."""

    now: datetime
    on: OnNow
    lines: tuple[Line, ...]
    words: tuple[str, ...]
    people: dict[str, str]
    handlers: dict[str, str]

    @property
    def shift(self) -> str:
        return self.on.shift.id if self.on.shift else ""


async def scene_of(request: Request) -> Scene:
    now: datetime = request.app.state.clock.now()
    async with look(request.app.state.engine) as snapshot:
        on = await on_now(snapshot, now)
        read = await in_hand(snapshot, now, on.shift.id if on.shift else None)
        shown, words = await _lines(snapshot, on, read)
        names = [*_names(on), *(line.item.owner for line in shown)]
        people, handlers = await snapshot.people(names), await who_may(snapshot, HANDLERS)
    return Scene(now, on, shown, words, {**handlers, **people}, handlers)


async def _lines(snapshot: Snapshot, on: OnNow, read: InHand) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """As it is now; once a handover is prepared, with what became of everything since."""
    items = inventory(read.standing)
    said = dict(zip((item.key for item in items), words_of(items, read), strict=True))
    if on.shift is None or on.shift.prepared_seq is None:
        return tuple(map(Line, items)), tuple(said.values())
    said = {**await _said_then(snapshot, on.shift.prepared_seq), **said}
    shown = lines(on.shift.items, items)
    return shown, tuple(said.get(line.item.key, "") for line in shown)


async def _said_then(snapshot: Snapshot, seq: int) -> dict[str, str]:
    row = await kept(snapshot, seq)
    if row is None or not isinstance(row.event, HandoverPrepared) or row.event.words is None:
        return {}
    return dict(zip((item.key for item in row.event.items), row.event.words, strict=True))


def _names(on: OnNow) -> list[str | None]:
    shift, follows = on.shift, on.follows
    held = [on.duty.at(place) for place in Place]
    parties = [shift.outgoing, shift.incoming, shift.prepared_by] if shift else []
    decided = [tick.owner for tick in shift.ticks] if shift else []
    return [*held, *parties, *decided, *(crew(follows) if follows else [])]


@router.get("")
async def show(request: Request, who: ReaderDep) -> Response:
    return await _shown(request, who)


@router.get("/now")
async def follow(request: Request, who: LookingOnDep) -> Response:
    """The same for a page that stays open and asks by itself."""
    return await _shown(request, who)


async def _shown(request: Request, who: Person) -> Response:
    return await _page(request, who, await scene_of(request))


@router.post("/preparation")
async def prepare(request: Request, who: HandoverDep) -> Response:
    scene = await scene_of(request)
    items = tuple(line.item for line in scene.lines)
    return await _do(request, who, PrepareHandover(scene.shift, who.name, items, scene.words))


@router.post("/preparation/end")
async def withdraw(request: Request, who: HandoverDep, shift: Short = "") -> Response:
    return await _do(request, who, WithdrawHandover(shift, who.name))


@router.post("/incoming")
async def take_up(request: Request, who: HandoverDep, shift: Short = "") -> Response:
    return await _do(request, who, TakeUpHandover(shift, who.name))


@router.post("/ticks")
async def tick(
    request: Request,
    who: HandoverDep,
    shift: Short = "",
    item: Short = "",
    seen: Short = "",
    ticked: Short = "1",
    decision: Short = "",
    owner: Short = "",
) -> Response:
    """`seen`: the mark of the item as it stood on the screen."""
    scene = await scene_of(request)
    try:
        line, chosen = _seen(scene, item, seen), _chosen(scene, decision, owner)
    except Refused as refusal:
        return await _page(request, who, scene, refusal, item)
    command = TickItem(shift, who.name, line, chosen, owner or None, ticked == "1")
    return await _do(request, who, command, item)


def _chosen(scene: Scene, decision: str, owner: str) -> Decision | None:
    if decision == Decision.KEEP and owner and owner not in scene.handlers:
        raise Refused(NOT_A_HANDLER, field="owner")
    return Decision(decision) if decision in set(Decision) else None


def _seen(scene: Scene, key: str, seen: str) -> Line:
    line = next((line for line in scene.lines if line.item.key == key), None)
    if line is None or line.mark != seen:
        raise Stale(MOVED, field="item")
    return line


@router.post("/signature")
async def sign(
    request: Request,
    who: HandoverDep,
    shift: Short = "",
    password: Annotated[str, Form(max_length=300)] = "",
    along: Annotated[list[Place] | None, Form(max_length=3)] = None,
) -> Response:
    accounts: Accounts = request.app.state.accounts
    try:
        await accounts.confirm(who.name, password, request.client.host if request.client else "")
    except WrongSignIn:
        wrong = Forbidden(WRONG_PASSWORD, field="password")
        return await _page(request, who, await scene_of(request), wrong, "signature")
    scene = await scene_of(request)
    follows = scene.on.follows.id if scene.on.follows else ""
    places = tuple(along or ())
    command = SignHandover(shift, who.name, scene.lines, scene.words, follows, places)
    return await _do(request, who, command, "signature")


async def _do(request: Request, who: Person, command: HandoverCommand, at: str = "") -> Response:
    """`at`: which item, or the signature; there a refusal is said."""
    desk: Desk = request.app.state.desk
    try:
        await desk.do(command, who.name)
    except Refused as refusal:
        return await _page(request, who, await scene_of(request), refusal, at)
    if isinstance(command, SignHandover) and (number := await _signed_now(request, command.shift)):
        return RedirectResponse(f"/handovers/{number}", 303)
    return RedirectResponse("/handover", 303)


async def _signed_now(request: Request, shift: str) -> int | None:
    """The number under which it stands for ever, if this was the second signature."""
    async with look(request.app.state.engine) as snapshot:
        found = await one_shift(snapshot, shift)
    return found.signed_seq if found else None


async def _page(
    request: Request, who: Person, scene: Scene, wrong: Refused | None = None, at: str = ""
) -> Response:
    await consulted(request, who, Look(Data.HANDOVER, (f"shift:{scene.shift}",)))
    page = _view(request, who, scene, wrong, at)
    status = status_of(wrong) if wrong else 200
    return await framed(request, who, "handover.html", status=status, page=page, shift=scene.shift)


def _view(request: Request, who: Person, scene: Scene, wrong: Refused | None, at: str) -> HandoverPage:
    shift, duty, people = scene.on.shift, scene.on.duty, scene.people
    first = duty.first
    rows = line_rows(scene.lines, scene.words, shift.ticks if shift else (), people, scene.now)
    return HandoverPage(
        state=shift.state.value if shift else "",
        ends=shift.ends_at if shift else None,
        unsigned=shift.unsigned if shift else False,
        in_charge=people.get(first, first) if first else "",
        place=duty.first_place.value if duty.first_place else "",
        outgoing=party(shift.outgoing, people, shift.outgoing_signed_at) if shift else None,
        incoming=party(shift.incoming, people, shift.incoming_signed_at) if shift else None,
        prepared_by=people.get(shift.prepared_by or "", shift.prepared_by or "") if shift else "",
        prepared_at=shift.prepared_at if shift else None,
        sections=by_section(rows),
        follows=follows_of(scene.on.follows, [duty.at(place) for place in Place], people),
        handlers=scene.handlers,
        me=who.name,
        may_hand_over=who.role.may(Right.HAND_OVER),
        may_note=who.role.may(Right.NOTE),
        on_duty=duty.holds(who.name),
        complaint=_said(request, wrong, people) if wrong else "",
        field=(wrong.field or "") if wrong else "",
        at=at,
    )


def _said(request: Request, refused: Refused, people: dict[str, str]) -> str:
    """In the reader's language; whoever was first is named."""
    say: Any = translations(locale_of(request)).gettext
    if not isinstance(refused, AlreadyDone):
        return reason(refused, locale_of(request))
    words = {"name": people.get(refused.by, refused.by), "time": f"{refused.at.astimezone(BRUSSELS):%H:%M}"}
    first: str = say(PREPARED_BY if refused.message == "this handover is prepared" else TAKEN_UP_BY) % words
    return first
