"""The page of alarm health (requirement R28): whether the room is asked more than it can answer."""

from datetime import datetime
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from controlroom.auth.roles import Right
from controlroom.auth.sessions import Person
from controlroom.clock import BRUSSELS
from controlroom.store.panels.alarm_load import aside, load, named, rows
from controlroom.store.panels.resting import resting
from controlroom.store.panels.snapshot import look
from controlroom.ui.alarm_health import Health
from controlroom.ui.alarm_period import OPERATORS_AT_MOST, PERIODS, Choice, Typed, read
from controlroom.ui.alarm_views import health, local, to_be_named
from controlroom.ui.complaint import Complaint
from controlroom.ui.consult import Look, consulted
from controlroom.ui.frame import framed
from controlroom.ui.guard import FiguresDep
from controlroom.ui.spreadsheet import spreadsheet
from controlroom.watch.alerts import Alert
from controlroom.watch.consultations import Data, DataExported

router = APIRouter(include_in_schema=False)
COLUMNS: Final = (
    *("alert", "rule", "about", "site", "priority", "status", "raised", "asked for somebody"),
    *("acknowledged", "seconds to acknowledge", "cleared", "ended", "disposition"),
)
Wish = Annotated[Typed, Query()]


@router.get("/alarm-health")
async def page(request: Request, who: FiguresDep, typed: Wish) -> Response:
    now = request.app.state.clock.now()
    choice = read(typed, now)
    if not isinstance(choice, Choice):
        return await _drawn(request, who, typed, choice)
    return await _drawn(request, who, typed, [], await _health(request, who, choice, now))


async def _health(request: Request, who: Person, choice: Choice, now: datetime) -> Health:
    async with look(request.app.state.engine, who.name) as snapshot:
        asked, suppressed = await load(snapshot, choice.period), await aside(snapshot)
        names = await named(snapshot, [*suppressed.shelved, *suppressed.held], to_be_named(asked))
        out = await resting(snapshot)
    return health(choice, asked, suppressed, names, out, now)


async def _drawn(
    request: Request, who: Person, typed: Typed, complaints: list[Complaint], shown: Health | None = None
) -> Response:
    return await framed(
        request,
        who,
        "alarm_health.html",
        status=422 if complaints else 200,
        health=shown,
        typed=typed,
        periods=PERIODS,
        operators_at_most=OPERATORS_AT_MOST,
        complaints={complaint.field: complaint for complaint in complaints},
        query=urlencode(typed.model_dump(by_alias=True)),
        local=local,
        may_open=who.role.may(Right.SEE_DESK),
    )


@router.get("/alarm-health/alerts.csv")
async def as_rows(request: Request, who: FiguresDep, typed: Wish) -> Response:
    """The alerts of the period, one a row, exercises and tests among them and named as such."""
    choice = read(typed, request.app.state.clock.now())
    if not isinstance(choice, Choice):
        return await _drawn(request, who, typed, choice)
    async with look(request.app.state.engine, who.name) as snapshot:
        found = await rows(snapshot, choice.period)
    begins, ends = (at.astimezone(BRUSSELS) for at in (choice.period.begins, choice.period.ends))
    name = f"alerts-{begins:%Y%m%dT%H%M}-{ends:%Y%m%dT%H%M}"
    await consulted(request, who, Look(Data.FIGURES, count=len(found), words=name, deed=DataExported))
    return spreadsheet(name, COLUMNS, map(_row, found))


def _row(alert: Alert) -> list[Any]:
    asked, acked = alert.asked_at, alert.first_acked_at
    return [
        *(alert.id, alert.rule, alert.object, alert.site, alert.priority, alert.status.value),
        *(_moment(alert.raised_at), _moment(asked), _moment(acked)),
        round((acked - asked).total_seconds(), 1) if asked and acked else None,
        *(_moment(alert.cleared_at), _moment(alert.ended_at)),
        alert.disposition.value if alert.disposition else None,
    ]


def _moment(at: datetime | None) -> str | None:
    """With its offset: the rows of an autumn night would else be told apart by nothing."""
    return at.astimezone(BRUSSELS).isoformat(timespec="seconds") if at else None
