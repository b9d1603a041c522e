"""The list of vehicles that were sighted, one of them with its grid, and what a person decides."""

from datetime import datetime, time, timedelta
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from controlroom.auth.roles import Right
from controlroom.auth.sessions import Person
from controlroom.clock import BRUSSELS
from controlroom.errors import Refused
from controlroom.problems import status_of
from controlroom.store.panels.snapshot import look
from controlroom.store.panels.vehicles import Wish, asked_for, one_vehicle, vehicles
from controlroom.ui import vehicle_words
from controlroom.ui.consult import Look, consulted
from controlroom.ui.frame import framed
from controlroom.ui.guard import FilesKeeperDep, ReaderDep
from controlroom.ui.locale import locale_of
from controlroom.ui.paging import paging
from controlroom.ui.reason import reason
from controlroom.ui.vehicles.grid import WIDTH, grid
from controlroom.watch.consultations import Data, DataSearched, DataViewed
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.vehicles import AssessVehicle, UnlistVehicle, VehicleCommand, Verdict, short
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False, prefix="/vehicles")
LIST: Final = "/vehicles"
"""One reason is given for the list, and one for each vehicle whose page is opened."""
NO_VERDICT: Final = mark("Choose what it is.")
PARTLY: Final = mark("Something of this vehicle is restricted: whoever reads all of it decides about it.")
NO_DAY: Final = mark("A day is written as 2026-11-24.")
Key = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Words = Annotated[str, Field(max_length=1000)]


class Typed(BaseModel, frozen=True):
    q: Annotated[str, Field(max_length=32)] = ""
    state: Literal["open", "investigated", "listed", "all", ""] = ""
    page: Annotated[int, Field(ge=1, le=20)] = 1

    @property
    def wish(self) -> Wish:
        """Who looks for a plate looks among all of them."""
        return Wish(self.q, self.state or ("all" if asked_for(self.q) else "open"), self.page)


class Decided(BaseModel, frozen=True):
    """`listed_until`: a day, the last on the white list. `seen`: the version that stood on the page."""

    verdict: Annotated[str, Field(max_length=40)] = ""
    reason: Words = ""
    listed_until: Annotated[str, Field(max_length=40)] = ""
    seen: Annotated[str, Field(pattern="^[0-9]{0,9}$")] = ""

    def command(self, key: str, by: str) -> AssessVehicle:
        if self.verdict not in tuple(Verdict):
            raise Refused(NO_VERDICT, field="verdict")
        until = _end_of(self.listed_until.strip()) if self.listed_until.strip() else None
        return AssessVehicle(key, by, Verdict(self.verdict), self.reason, int(self.seen or 0), until)


def _end_of(text: str) -> datetime:
    try:
        day = datetime.fromisoformat(text).date()
    except ValueError:
        raise Refused(NO_DAY, field="listed_until") from None
    return datetime.combine(day + timedelta(days=1), time(), BRUSSELS)


@router.get("")
async def show(request: Request, who: ReaderDep, typed: Annotated[Typed, Query()]) -> Response:
    now, wish = request.app.state.clock.now(), typed.wish
    async with look(request.app.state.engine, who.name) as snapshot:
        read = await vehicles(snapshot, wish, now)
    deed = DataSearched if typed.q else DataViewed
    refs = [Ref(Noun.VEHICLE, one.key) for one in read.vehicles]
    await consulted(request, who, Look(Data.VEHICLE, refs, read.found, typed.q or None, deed, LIST))
    asked = typed.model_dump(exclude={"page"}, exclude_defaults=True)
    return await framed(
        request,
        who,
        "vehicles.html",
        rows=read.vehicles,
        sites=read.sites,
        typed=typed,
        state=wish.state,
        too_short=bool(typed.q.strip()) and not asked_for(typed.q),
        paging=paging(LIST, asked, typed.page, read.found),
        vehicle_words=vehicle_words,
        now=now,
    )


@router.get("/{key}")
async def one(request: Request, who: ReaderDep, key: Key) -> Response:
    return await _page(request, who, key)


@router.post("/{key}/assessment")
async def assess(
    request: Request, who: FilesKeeperDep, key: Key, typed: Annotated[Decided, Form()]
) -> Response:
    try:
        return await _decided(request, who, key, typed.command(key, who.name))
    except Refused as wrong:
        return await _page(request, who, key, typed, wrong)


@router.post("/{key}/unlisting")
async def unlist(request: Request, who: FilesKeeperDep, key: Key) -> Response:
    try:
        return await _decided(request, who, key, UnlistVehicle(key, who.name))
    except Refused as wrong:
        return await _page(request, who, key, wrong=wrong)


async def _decided(request: Request, who: Person, key: str, command: VehicleCommand) -> Response:
    """By somebody who may read all of it: they decide about what they do not see, else."""
    async with look(request.app.state.engine, who.name) as snapshot:
        if (await one_vehicle(snapshot, key)).partly:
            raise Refused(PARTLY)
    await request.app.state.desk.do(command, who.name)
    return RedirectResponse(f"{LIST}/{key}", 303)


async def _page(
    request: Request, who: Person, key: str, typed: Decided | None = None, wrong: Refused | None = None
) -> Response:
    async with look(request.app.state.engine, who.name) as snapshot:
        read = await one_vehicle(snapshot, key)
    refs = [Ref(Noun.VEHICLE, key), *(Ref(Noun.VEHICLE, each.vehicle.key) for each in read.possible)]
    await consulted(request, who, Look(Data.VEHICLE, refs))
    now = request.app.state.clock.now()
    counted = frozenset(seen.seq for seen in read.vehicle.counted)
    return await framed(
        request,
        who,
        "vehicle.html",
        status=status_of(wrong) if wrong else 200,
        read=read,
        called=short(key),
        grid=grid(read.vehicle.sightings, read.sites, counted),
        width=WIDTH,
        counted=counted,
        listed=read.vehicle.listed(now),
        may_decide=who.role.may(Right.KEEP_FILES) and not read.partly,
        partly=PARTLY if read.partly else "",
        typed=typed or Decided(),
        field=(wrong.field or "") if wrong else "",
        complaint=reason(wrong, locale_of(request)) if wrong else "",
        vehicle_words=vehicle_words,
        now=now,
    )
