"""The list of described persons, one of them with its grid, and what a person decides."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from controlroom.auth.roles import Right
from controlroom.auth.sessions import Person
from controlroom.errors import Refused
from controlroom.problems import status_of
from controlroom.store.panels.described import described_persons, one_described
from controlroom.store.panels.snapshot import look
from controlroom.ui import vehicle_words
from controlroom.ui.consult import Look, consulted
from controlroom.ui.frame import framed
from controlroom.ui.guard import TriagerDep, WarningsReaderDep
from controlroom.ui.locale import locale_of
from controlroom.ui.reason import reason
from controlroom.ui.vehicles.grid import WIDTH, grid
from controlroom.watch.consultations import Data
from controlroom.watch.described import AssessDescribed
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.vehicles import Verdict
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False, prefix="/described")
LIST: Final = "/described"
NO_VERDICT: Final = mark("Choose what it is.")
PARTLY: Final = mark("Something of it is restricted: whoever reads all of it decides about it.")
Key = Annotated[str, Path(pattern="^DP-[0-9A-Z]{6}$")]


class Decided(BaseModel, frozen=True):
    """`seen`: the version that stood on the page."""

    verdict: Annotated[str, Field(max_length=40)] = ""
    reason: Annotated[str, Field(max_length=1000)] = ""
    seen: Annotated[str, Field(pattern="^[0-9]{0,9}$")] = ""

    def command(self, key: str, by: str) -> AssessDescribed:
        if self.verdict not in tuple(Verdict):
            raise Refused(NO_VERDICT, field="verdict")
        return AssessDescribed(key, by, Verdict(self.verdict), self.reason, int(self.seen or 0))


@router.get("")
async def show(request: Request, who: WarningsReaderDep) -> Response:
    """No description stands here, so nobody is asked why."""
    async with look(request.app.state.engine, who.name) as snapshot:
        rows = await described_persons(snapshot)
    await consulted(request, who, Look(Data.EARLY_WARNING, [Ref(Noun.DESCRIBED, one.key) for one in rows]))
    return await framed(request, who, "described/persons.html", rows=rows, vehicle_words=vehicle_words)


@router.get("/{key}")
async def one(request: Request, who: WarningsReaderDep, key: Key) -> Response:
    return await _page(request, who, key)


@router.post("/{key}/assessment")
async def assess(request: Request, who: TriagerDep, key: Key, typed: Annotated[Decided, Form()]) -> Response:
    try:
        await _decide(request, who, key, typed.command(key, who.name))
    except Refused as wrong:
        return await _page(request, who, key, typed, wrong)
    return RedirectResponse(f"{LIST}/{key}", 303)


async def _decide(request: Request, who: Person, key: str, command: AssessDescribed) -> None:
    """By somebody who may read all of it: they decide about what they do not see, else."""
    async with look(request.app.state.engine, who.name) as snapshot:
        if (await one_described(snapshot, key)).partly:
            raise Refused(PARTLY)
    await request.app.state.desk.do(command, who.name)


async def _page(
    request: Request, who: Person, key: str, typed: Decided | None = None, wrong: Refused | None = None
) -> Response:
    """Whoever reads how a person looked has said why."""
    async with look(request.app.state.engine, who.name) as snapshot:
        read = await one_described(snapshot, key)
    reports = (Ref(Noun.EARLY_WARNING, seen.report) for seen in read.person.sightings)
    await consulted(request, who, Look(Data.EARLY_WARNING, [Ref(Noun.DESCRIBED, key), *reports], why=True))
    counted = frozenset(seen.seq for seen in read.person.counted)
    return await framed(
        request,
        who,
        "described/person.html",
        status=status_of(wrong) if wrong else 200,
        read=read,
        grid=grid(read.person.sightings, read.sites, counted),
        width=WIDTH,
        counted=counted,
        may_decide=who.role.may(Right.TRIAGE) and not read.partly,
        partly=PARTLY if read.partly else "",
        typed=typed or Decided(),
        field=(wrong.field or "") if wrong else "",
        complaint=reason(wrong, locale_of(request)) if wrong else "",
        vehicle_words=vehicle_words,
    )
