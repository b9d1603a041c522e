"""The company page (requirements R30 and R31): report, keep the reference, read the answer."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.sessions import Person
from controlroom.desk.desk import Desk
from controlroom.errors import Refused
from controlroom.photos.album import Album
from controlroom.photos.cleaning import MOST_BYTES
from controlroom.photos.photo import MOST_OF_A_REPORT
from controlroom.problems import status_of
from controlroom.store.panels.own_warnings import OwnWarning, Reporter, own, sites_of
from controlroom.store.panels.own_warnings import reported as reported_by
from controlroom.store.panels.sector_alerts import to_confirm
from controlroom.store.panels.snapshot import look
from controlroom.ui.consult import Look, consulted
from controlroom.ui.frame import framed
from controlroom.ui.guard import CompanyDep
from controlroom.ui.locale import locale_of
from controlroom.ui.reason import reason
from controlroom.ui.report.form import LONGEST, Typed, blank, faults, ref_of, reported, typed_of
from controlroom.ui.report.pictures import keep_photos, picture
from controlroom.ui.report.words import COUNTRIES, ORDER, OUTCOMES, STATES
from controlroom.ui.warning_words import BEHAVIOURS, SAID_PLAINLY
from controlroom.watch.consultations import Data
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.unknown import no_such

router = APIRouter(include_in_schema=False, prefix="/report")
Key = Annotated[str, Path(max_length=40)]
Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
PageNumber = Annotated[int, Query(ge=0, le=10_000)]
MOST_AT_ONCE: Final = (MOST_OF_A_REPORT + 1) * MOST_BYTES
"""Bytes of a form with its photos; those that are too many or too large are named while they fit in here."""
FILES_AT_MOST: Final = 30
FIELDS_AT_MOST: Final = 60
Wrong = list[tuple[str, Refused]]
"""What is wrong, and with which photo."""


def reporter_of(who: Person) -> Reporter:
    """An account without a company reports for none, and sees nothing."""
    return Reporter(who.company or "", who.site)


@router.get("")
async def show(request: Request, who: CompanyDep) -> Response:
    return await _form(request, who, blank(request.app.state.clock.now()), [])


@router.post("", max_body_size=MOST_AT_ONCE)
async def send(request: Request, who: CompanyDep) -> Response:
    """The form is read after it is known who sends it: nobody else is listened to for so long."""
    state = request.app.state
    async with request.form(max_files=FILES_AT_MOST, max_fields=FIELDS_AT_MOST) as form:
        typed = typed_of(form)
        ref, now = ref_of(typed, who), state.clock.now()
        async with look(state.engine) as snapshot:
            sites, before = (
                await sites_of(snapshot, reporter_of(who)),
                await own(snapshot, reporter_of(who), ref),
            )
        if before:
            return _sent(ref)
        wrong = [("", fault) for fault in faults(typed, sites, now)]
        wrong += await keep_photos(state, form, ref, who.name)
    if not wrong:
        wrong = await _report(request, who, typed)
    return await _form(request, who, typed, wrong) if wrong else _sent(ref)


def _sent(ref: str) -> Response:
    return RedirectResponse(f"/report/{ref}?sent=1", 303)


async def _report(request: Request, who: Person, typed: Typed) -> Wrong:
    desk: Desk = request.app.state.desk
    album: Album = request.app.state.album
    photos = tuple(one.digest for one in await album.of(ref_of(typed, who), who.name))
    try:
        await desk.do(reported(typed, who, photos, request.app.state.clock.now()), who.name)
    except Refused as refused:
        return [("", refused)]
    return []


async def _form(request: Request, who: Person, typed: Typed, wrong: Wrong) -> Response:
    album: Album = request.app.state.album
    async with look(request.app.state.engine) as snapshot:
        sites = await sites_of(snapshot, reporter_of(who))
        waiting = await to_confirm(snapshot, who.company or "")
    ref = ref_of(typed, who)
    return await framed(
        request,
        who,
        "report/form.html",
        status=status_of(wrong[0][1]) if wrong else 200,
        typed=typed,
        waiting=waiting,
        language=locale_of(request),
        sites=sites,
        order=ORDER,
        behaviours=BEHAVIOURS,
        plainly=SAID_PLAINLY,
        countries=COUNTRIES,
        longest=LONGEST,
        most_photos=MOST_OF_A_REPORT,
        ref=ref,
        kept=await album.of(ref, who.name),
        wrong=[(fault.field or "", name, reason(fault, locale_of(request))) for name, fault in wrong],
    )


@router.get("/yours")
async def yours(request: Request, who: CompanyDep, page: PageNumber = 0) -> Response:
    async with look(request.app.state.engine) as snapshot:
        found = await reported_by(snapshot, reporter_of(who), page)
    return await framed(
        request, who, "report/yours.html", found=found, page=page, behaviours=BEHAVIOURS, states=STATES
    )


@router.get("/{ref}")
async def one(request: Request, who: CompanyDep, ref: Key, sent: int = 0) -> Response:
    it = await _own(request, who, ref)
    return await framed(
        request,
        who,
        "report/one.html",
        it=it,
        sent=bool(sent),
        behaviours=BEHAVIOURS,
        states=STATES,
        outcomes=OUTCOMES,
    )


async def _own(request: Request, who: Person, ref: str) -> OwnWarning:
    """It is written down who looks at it, also if it is the one who reported it."""
    async with look(request.app.state.engine) as snapshot:
        it = await own(snapshot, reporter_of(who), ref)
    if it is None:
        raise no_such(Noun.EARLY_WARNING, ref)
    await consulted(request, who, Look(Data.EARLY_WARNING, [Ref(Noun.EARLY_WARNING, ref)]))
    return it


@router.get("/{key}/photos/{digest}")
async def photo(request: Request, who: CompanyDep, key: Key, digest: Digest) -> Response:
    """Of a report that was sent, or of one that its author still writes."""
    album: Album = request.app.state.album
    async with look(request.app.state.engine) as snapshot:
        theirs = await own(snapshot, reporter_of(who), key) is not None
    content = await album.read(key, digest, None if theirs else who.name)
    if content is None:
        raise no_such(Noun.EARLY_WARNING, key)
    return picture(content, digest)
