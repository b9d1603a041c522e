"""Who may enter a page: the dependencies that every page and every action names."""

import re
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import Depends, HTTPException, Request

from controlroom.auth.audience import NEEDED, Board
from controlroom.auth.roles import Right
from controlroom.auth.sessions import Person
from controlroom.auth.viewer import Viewer, person_of, viewer_of
from controlroom.errors import Forbidden
from controlroom.watch.words import mark

UNSEEN: Final[dict[Board, str]] = {
    "wall": mark("your role may not see the wall"),
    "desk": mark("your role may not see the desk"),
}
LOCAL_PATH: Final = re.compile(r"/(?![/\\])[!-\[\]-~]{0,1000}")
"""What a browser can only read as a path of ours: no host, no backslash, no blank that it would drop."""


async def viewer(request: Request) -> Viewer:
    """A person or a screen."""
    found = await viewer_of(request)
    if not isinstance(found, Viewer):
        raise _sign_in_first(request)
    return found


def _sign_in_first(request: Request) -> HTTPException:
    """Take a browser that asks for a page to the sign-in page; tell the rest."""
    if request.method != "GET" or "hx-request" in request.headers:
        return HTTPException(401, "Your session has ended. Sign in again.")
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return HTTPException(303, headers={"Location": f"/sign-in?{urlencode({'next': path})}"})


@dataclass(frozen=True, slots=True)
class Needs:
    """A dependency: the person who asks, if their role has this right. `tools/doors.py` reads the right.

    Not `active`: a page that stays open asks by itself, and keeps no session alive.
    """

    right: Right
    active: bool = True

    async def __call__(self, request: Request) -> Person:
        person = await person_of(request, active=self.active)
        if not isinstance(person, Person):
            raise _sign_in_first(request)
        if not person.role.may(self.right):
            raise Forbidden(mark("your role may not do this"))
        return person


def needs(right: Right, *, active: bool = True) -> Needs:
    return Needs(right, active)


async def somebody(request: Request) -> Person:
    """A dependency: whoever is signed in, whatever their role."""
    person = await person_of(request)
    if not isinstance(person, Person):
        raise _sign_in_first(request)
    return person


@dataclass(frozen=True, slots=True)
class Looks:
    """A dependency: the person or the screen that asks, if it may see this board."""

    board: Board

    @property
    def right(self) -> Right:
        return NEEDED[self.board]

    async def __call__(self, request: Request) -> Viewer:
        seen_by = await viewer(request)
        if not seen_by.may_see(self.board):
            raise Forbidden(UNSEEN[self.board])
        return seen_by


async def anybody(request: Request) -> Person:
    """Whoever is signed in, whatever their role may do."""
    person = await person_of(request)
    if not isinstance(person, Person):
        raise _sign_in_first(request)
    return person


@dataclass(frozen=True, slots=True)
class UnitOr:
    """A dependency: a unit with its token passes, else a person whose role has this right."""

    right: Right

    async def __call__(self, request: Request) -> None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not await request.app.state.tokens.unit(token.strip()):
            await Needs(self.right)(request)


SomebodyDep = Annotated[Person, Depends(somebody)]
WallDep = Annotated[Viewer, Depends(Looks("wall"))]
DeskViewerDep = Annotated[Viewer, Depends(Looks("desk"))]
StillThereDep = Annotated[Person, Depends(needs(Right.SEE_DESK, active=False))]
"""What a page asks by itself keeps no session alive."""
ReaderDep = Annotated[Person, Depends(needs(Right.SEE_DESK))]
RulesReaderDep = Annotated[Person, Depends(needs(Right.SEE_RULES))]
RulesManagerDep = Annotated[Person, Depends(needs(Right.MANAGE_RULES))]
AnybodyDep = Annotated[Person, Depends(anybody)]
OfficerDep = Annotated[Person, Depends(needs(Right.ACKNOWLEDGE))]
NoterDep = Annotated[Person, Depends(needs(Right.NOTE))]
HandlerDep = Annotated[Person, Depends(needs(Right.HANDLE))]
ShelverDep = Annotated[Person, Depends(needs(Right.SHELVE))]
CloserDep = Annotated[Person, Depends(needs(Right.CLOSE))]
ResetterDep = Annotated[Person, Depends(needs(Right.RESET))]
OnDutyDep = Annotated[Person, Depends(needs(Right.TAKE_DUTY))]
LevelSetterDep = Annotated[Person, Depends(needs(Right.SET_LEVELS))]
BaselineSetterDep = Annotated[Person, Depends(needs(Right.SET_BASELINES))]
FilesKeeperDep = Annotated[Person, Depends(needs(Right.KEEP_FILES))]
FilesReaderDep = Annotated[Person, Depends(needs(Right.READ_FILES))]
FieldDep = Annotated[Person, Depends(needs(Right.REPORT_FROM_FIELD, active=False))]
"""The page asks itself anew; what is pressed on it keeps the session alive."""
CompanyDep = Annotated[Person, Depends(needs(Right.REPORT))]
WarningsReaderDep = Annotated[Person, Depends(needs(Right.READ_WARNINGS))]
AdviserDep = Annotated[Person, Depends(needs(Right.ADVISE))]
SectorAlertReaderDep = Annotated[Person, Depends(needs(Right.READ_SECTOR_ALERTS))]
SectorAlertDrafterDep = Annotated[Person, Depends(needs(Right.DRAFT_SECTOR_ALERTS))]
SectorAlertReleaserDep = Annotated[Person, Depends(needs(Right.RELEASE_SECTOR_ALERTS))]
TriagerDep = Annotated[Person, Depends(needs(Right.TRIAGE))]
ReviewHolderDep = Annotated[Person, Depends(needs(Right.HOLD_REVIEWS))]
SeenByDep = Annotated[Viewer, Depends(viewer)]
"""A person or a screen, whatever they may see."""
ApproverDep = Annotated[Person, Depends(needs(Right.APPROVE))]
FiguresDep = Annotated[Person, Depends(needs(Right.READ_FIGURES))]
LookingOnDep = Annotated[Person, Depends(Needs(Right.SEE_DESK, active=False))]
RosterPlannerDep = Annotated[Person, Depends(needs(Right.PLAN_ROSTER))]
HandoverDep = Annotated[Person, Depends(needs(Right.HAND_OVER))]
UnitsManagerDep = Annotated[Person, Depends(needs(Right.MANAGE_UNITS))]
ScreensManagerDep = Annotated[Person, Depends(needs(Right.MANAGE_SCREENS))]
AccountsManagerDep = Annotated[Person, Depends(needs(Right.MANAGE_ACCOUNTS))]
AuditorDep = Annotated[Person, Depends(needs(Right.READ_JOURNAL))]
PlannerDep = Annotated[Person, Depends(needs(Right.PLAN))]
MaskerDep = Annotated[Person, Depends(needs(Right.MASK))]
RestricterDep = Annotated[Person, Depends(needs(Right.RESTRICT))]
ReporterDep = Annotated[None, Depends(UnitOr(Right.SEE_RULES))]


def local_path(wish: str, otherwise: str) -> str:
    """Where to go after signing in: a path of this site, whatever a link said."""
    return wish if LOCAL_PATH.fullmatch(wish) else otherwise
