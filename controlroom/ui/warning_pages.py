"""Early warnings: the queue of those that wait, one of them, and what is done with it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.roles import Right, Role
from controlroom.auth.sessions import Person
from controlroom.desk.desk import Desk
from controlroom.errors import Refused
from controlroom.ids import described_id, measure_id
from controlroom.photos.album import Album
from controlroom.problems import status_of
from controlroom.store.panels.described import Compared, all_readable, compared
from controlroom.store.panels.meetings import Guest, guests
from controlroom.store.panels.sector_alerts import about_warning
from controlroom.store.panels.snapshot import Snapshot, look
from controlroom.store.panels.warnings import Eyes, Told, one, queue
from controlroom.ui.consult import Look, consulted
from controlroom.ui.frame import framed
from controlroom.ui.guard import AdviserDep, TriagerDep
from controlroom.ui.measure_words import FIELDS, KINDS, SUBJECTS
from controlroom.ui.measures.form import Typed, draft_of
from controlroom.ui.meeting_words import SERVICES
from controlroom.ui.report.pictures import picture
from controlroom.ui.warning_words import ASSESSMENTS, BEHAVIOURS, OUTCOMES, STATES
from controlroom.watch.consultations import Data
from controlroom.watch.described import Comparison, NotTheSame, OfferAgain, SamePerson, TakeOut
from controlroom.watch.early_warnings import (
    AdviseOnWarning,
    AssessWarning,
    ChangeOfWarning,
    CloseWarning,
    GiveFeedback,
    InvestigateWarning,
    Outcome,
    ShareWarning,
    TriageWarning,
)
from controlroom.watch.meetings import Invitee, Service
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.unknown import no_such
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False, prefix="/warnings")
Key = Annotated[str, Path(max_length=40)]
Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
Short = Annotated[str, Form(max_length=200)]
Words = Annotated[str, Form(max_length=20_000)]
Seen = Annotated[int | None, Query(ge=0)]
PageNumber = Annotated[int, Query(ge=0, le=10_000)]
PARTNERS: Final = tuple(role.value for role in Role if role.may(Right.ADVISE))
NO_PARTNER: Final = mark("Choose whom it is shared with, and for which service they answer.")
NOBODY: Final = mark("Only reports that describe a person are compared.")
PARTLY: Final = mark("Something of it is restricted: whoever reads all of it decides about it.")
NO_OUTCOME: Final = mark("Say what it turned out to be.")


def eyes_of(who: Person) -> Eyes:
    return Eyes(who.name, who.role.may(Right.READ_WARNINGS))


@router.get("")
async def show(request: Request, who: AdviserDep, which: str = "open", page: PageNumber = 0) -> Response:
    async with look(request.app.state.engine, who.name) as snapshot:
        found = await queue(snapshot, eyes_of(who), closed=which == "closed", page=page)
    things = [Ref(Noun.EARLY_WARNING, one.ref) for one in found.warnings]
    await consulted(request, who, Look(Data.EARLY_WARNING, things))
    return await framed(
        request,
        who,
        "warnings.html",
        found=found,
        which="closed" if which == "closed" else "open",
        page=page,
        me=who.name,
        reads=who.role.may(Right.READ_WARNINGS),
        states=STATES,
        behaviours=BEHAVIOURS,
        outcomes=OUTCOMES,
    )


@router.get("/{ref}")
async def one_warning(
    request: Request, who: AdviserDep, ref: Key, typed: Annotated[Typed, Query()]
) -> Response:
    """Which kind of measure is proposed stands in the address, so that each form can be pointed at."""
    return await _page(request, who, ref, typed)


async def _page(
    request: Request,
    who: Person,
    ref: str,
    typed: Typed | None = None,
    wrong: Refused | None = None,
    text: str = "",
) -> Response:
    triages, reads = who.role.may(Right.TRIAGE), who.role.may(Right.READ_WARNINGS)
    typed = typed or Typed()
    async with look(request.app.state.engine, who.name) as snapshot:
        told = await _told(snapshot, who, ref)
        now: datetime = request.app.state.clock.now()
        beside = await compared(snapshot, eyes_of(who), told, now) if reads else Compared()
        people: list[Guest] = await guests(snapshot, PARTNERS) if triages else []
        alerted = await about_warning(snapshot, ref) if who.role.may(Right.READ_SECTOR_ALERTS) else []
    await consulted(request, who, _look_at(told, beside.refs))
    return await framed(
        request,
        who,
        "warning.html",
        status=status_of(wrong) if wrong else 200,
        told=told,
        it=told.warning,
        partners=[one for one in people if not told.warning.shared_with(one.name)],
        me=who.name,
        triages=triages,
        reads=reads,
        beside=beside,
        alerted=alerted,
        drafts_alerts=who.role.may(Right.DRAFT_SECTOR_ALERTS),
        typed=typed.model_dump() | {"id": typed.id or measure_id()},
        text=text,
        wrong=wrong,
        states=STATES,
        behaviours=BEHAVIOURS,
        outcomes=OUTCOMES,
        assessments=ASSESSMENTS,
        services=SERVICES,
        kinds=KINDS,
        fields=FIELDS,
        subjects=SUBJECTS,
    )


async def _told(snapshot: Snapshot, who: Person, ref: str) -> Told:
    """One that whoever asks may see; of all others there is none."""
    told = await one(snapshot, eyes_of(who), ref)
    if told is None:
        raise no_such(Noun.EARLY_WARNING, ref)
    return told


def _look_at(told: Told, beside: Sequence[Ref] = ()) -> Look:
    """The page itself, or a photo on it: whoever sees a plate, a person or a photo has said why (R48)."""
    things = [Ref(Noun.EARLY_WARNING, told.warning.ref), Ref(Noun.SITE, told.warning.site), *beside]
    return Look(Data.EARLY_WARNING, things, why=told.account is not None and told.account.of_somebody)


@router.get("/{ref}/photos/{digest}")
async def photo(request: Request, who: AdviserDep, ref: Key, digest: Digest) -> Response:
    album: Album = request.app.state.album
    async with look(request.app.state.engine, who.name) as snapshot:
        told = await _told(snapshot, who, ref)
    content = await album.read(ref, digest) if told.account and digest in told.account.photos else None
    if content is None:
        raise no_such(Noun.EARLY_WARNING, ref)
    await consulted(request, who, _look_at(told))
    return picture(content, digest)


async def _do(
    request: Request,
    who: Person,
    command: ChangeOfWarning | Comparison,
    text: str = "",
    typed: Typed | None = None,
) -> Response:
    """Nobody learns from a refusal that there is a report which they may not see."""
    ref = command.warning
    async with look(request.app.state.engine, who.name) as snapshot:
        await _told(snapshot, who, ref)
    desk: Desk = request.app.state.desk
    try:
        await desk.do(command, who.name)
    except Refused as wrong:
        return await _page(request, who, ref, typed, wrong, text)
    return RedirectResponse(f"/warnings/{ref}", 303)


@router.post("/{ref}/triage")
async def triage(request: Request, who: TriagerDep, ref: Key) -> Response:
    return await _do(request, who, TriageWarning(ref, who.name))


@router.post("/{ref}/shares")
async def share(
    request: Request, who: TriagerDep, ref: Key, name: Short = "", service: Short = "", need: Words = ""
) -> Response:
    async with look(request.app.state.engine) as snapshot:
        known = {guest.name for guest in await guests(snapshot, PARTNERS)}
    if name not in known or service not in set(Service):
        return await _page(request, who, ref, wrong=Refused(NO_PARTNER, field="partners"), text=need)
    return await _do(
        request, who, ShareWarning(ref, (Invitee(name, Service(service)),), who.name, need), need
    )


@router.post("/{ref}/opinion")
async def opinion(request: Request, who: AdviserDep, ref: Key, text: Words = "") -> Response:
    return await _do(request, who, AdviseOnWarning(ref, text, who.name), text)


@router.post("/{ref}/investigation")
async def investigate(request: Request, who: TriagerDep, ref: Key) -> Response:
    return await _do(request, who, InvestigateWarning(ref, who.name))


@router.post("/{ref}/assessment")
async def assess(
    request: Request, who: TriagerDep, ref: Key, text: Words = "", seen: Seen = None
) -> Response:
    """No protective action is needed."""
    command = AssessWarning(ref, action=False, text=text, by=who.name, seen=seen)
    return await _do(request, who, command, text)


@router.post("/{ref}/protection")
async def protect(
    request: Request, who: TriagerDep, ref: Key, typed: Annotated[Typed, Form()], seen: Seen = None
) -> Response:
    """Protective action is needed: the measure is proposed with it, for the site of the report."""
    now: datetime = request.app.state.clock.now()
    async with look(request.app.state.engine, who.name) as snapshot:
        site = (await _told(snapshot, who, ref)).warning.site
    try:
        based = typed.model_copy(update={"basis": "report", "file": str(Ref(Noun.SITE, site))})
        draft = draft_of(based, now)
    except Refused as wrong:
        return await _page(request, who, ref, typed, wrong)
    key = typed.id or measure_id()
    command = AssessWarning(
        ref, action=True, text=typed.reason, by=who.name, measure=key, draft=draft, seen=seen
    )
    return await _do(request, who, command, typed=typed)


@router.post("/{ref}/feedback")
async def feedback(
    request: Request, who: TriagerDep, ref: Key, text: Words = "", seen: Seen = None
) -> Response:
    return await _do(request, who, GiveFeedback(ref, text, who.name, seen), text)


@router.post("/{ref}/closure")
async def close(
    request: Request, who: TriagerDep, ref: Key, outcome: Short = "", seen: Seen = None
) -> Response:
    if outcome not in set(Outcome):
        return await _page(request, who, ref, wrong=Refused(NO_OUTCOME, field="outcome"))
    return await _do(request, who, CloseWarning(ref, Outcome(outcome), who.name, seen))


@router.post("/{ref}/links")
async def same_person(
    request: Request, who: TriagerDep, ref: Key, other: Short = "", reason: Words = ""
) -> Response:
    return await _compare(request, who, SamePerson(ref, other, described_id(), who.name, reason))


@router.post("/{ref}/links/withdrawal")
async def take_out(request: Request, who: TriagerDep, ref: Key, reason: Words = "") -> Response:
    return await _compare(request, who, TakeOut(ref, who.name, reason))


@router.post("/{ref}/differences")
async def not_the_same(
    request: Request, who: TriagerDep, ref: Key, other: Short = "", reason: Words = ""
) -> Response:
    return await _compare(request, who, NotTheSame(ref, other, who.name, reason))


@router.post("/{ref}/differences/withdrawal")
async def offer_again(request: Request, who: TriagerDep, ref: Key, other: Short = "") -> Response:
    return await _compare(request, who, OfferAgain(ref, other, who.name))


async def _compare(request: Request, who: Person, command: Comparison) -> Response:
    """By somebody who may read both reports and all that they are linked to, if both describe somebody."""
    refs = [command.warning] if isinstance(command, TakeOut) else [command.warning, command.other]
    async with look(request.app.state.engine, who.name) as snapshot:
        told = [await _told(snapshot, who, ref) for ref in refs]
        whole = await all_readable(snapshot, eyes_of(who), (each.warning.described for each in told))
    if not whole:
        return await _page(request, who, command.warning, wrong=Refused(PARTLY))
    if isinstance(command, SamePerson) and not all(each.account and each.account.person for each in told):
        return await _page(request, who, command.warning, wrong=Refused(NOBODY, field="other"))
    return await _do(request, who, command)
