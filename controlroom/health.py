"""Is the process alive, is the watch ready, and how is it doing."""

import hmac
from collections.abc import Iterable
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from controlroom.clock import monotonic
from controlroom.settings import THIS_MACHINE

TAIL_MAY_LAG_S: Final = 6.0
"""As long as a screen waits before it says STALE."""

router = APIRouter(include_in_schema=False)


@router.get("/health/live")
async def live() -> Response:
    return PlainTextResponse("alive\n")


@router.get("/health/ready")
async def ready(request: Request) -> Response:
    """503 with what is wrong while screens would be stale or feeds refused.

    `why` has the error that holds the pen up; `worker` says who answered.
    """
    state = request.app.state
    wrong = wrong_here(state) + ([] if await _answers(state) else ["database"])
    body = {"ready": not wrong, "wrong": wrong}
    if state.pen.lost_by is not None:
        body["why"] = {"pen": state.pen.lost_by}
    if state.team is not None:
        body["worker"] = state.team.number
    return JSONResponse(body, 503 if wrong else 200)


def wrong_here(state: Any) -> list[str]:
    """As far as this process knows without asking anybody."""
    wrong = {
        "draining": state.draining,
        "pen": state.pen.down_for_s > 0,
        "journal": state.pen.forgotten is not None,
        "tail": (_tail_lag_s(state) or 0) > TAIL_MAY_LAG_S or state.hub.ticked_at is None,
    }
    return [name for name, bad in wrong.items() if bad]


async def _answers(state: Any) -> bool:
    try:
        async with state.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError, TimeoutError):
        return False
    return True


def _tail_lag_s(state: Any) -> float | None:
    if state.hub.ticked_at is None:
        return None
    lag: float = monotonic() - state.hub.ticked_at
    return lag


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    if not _may_read(request):
        return PlainTextResponse(
            "say the bearer token CONTROLROOM_METRICS_TOKEN, or ask without a proxy\n", 403
        )
    state = request.app.state
    text = scrape(state)
    if state.team is not None:
        text = state.team.together(text)
    return Response(text, media_type=CONTENT_TYPE_LATEST)


def scrape(state: Any) -> str:
    """What this process counted."""
    registry = CollectorRegistry()
    registry.register(WatchCollector(state))
    ProcessCollector(registry=registry)
    return generate_latest(registry).decode()


def _may_read(request: Request) -> bool:
    """Behind a proxy everybody may look like this machine: then only the token counts."""
    settings = request.app.state.settings
    token = settings.metrics_token
    if token is not None:
        said = request.headers.get("authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(said.encode(), token.get_secret_value().encode())
    proxied = settings.secure or "x-forwarded-for" in request.headers
    return not proxied and request.client is not None and request.client.host in THIS_MACHINE.split(",")


class WatchCollector(Collector):
    """Reads the running parts when asked; nothing is counted twice."""

    def __init__(self, state: Any) -> None:
        self._state = state

    def collect(self) -> Iterable[Metric]:
        state = self._state
        lag = _tail_lag_s(state)
        yield _gauge("ready", "1: feeds and screens can be given to it", int(not wrong_here(state)))
        yield _gauge("journal_seq", "The last number of the journal that was seen here", state.hub.seq)
        yield _gauge("screens", "Connected screens and desks", len(state.hub.seats))
        yield _gauge("pen_jobs_waiting", "Commands that wait for the pen", state.pen.jobs_waiting)
        yield _gauge("pen_down_seconds", "How long the journal could not be written", state.pen.down_for_s)
        forgotten = int(state.pen.forgotten is not None)
        yield _gauge("journal_forgotten", "1: the database lacks what was answered as stored", forgotten)
        if lag is not None:
            yield _gauge("picture_age_seconds", "Since the last tick that came all the way", lag)
        yield from _told("webhook", "Messages to receivers outside", state.courier.tally)
        if state.mailer:
            yield from _told("mail", "Mails to companies", state.mailer.tally)
        drawn = CounterMetricFamily("controlroom_panels_drawn", "Panels drawn, once an audience")
        drawn.add_metric([], state.hub.drawn)
        yield drawn
        reports = CounterMetricFamily("controlroom_reports", "Reports by answer", labels=["answer"])
        for answer in ("accepted", "known", "refused"):
            reports.add_metric([answer], state.desk.answers[answer])
        yield reports


def _told(one: str, what: str, tally: Any) -> Iterable[Metric]:
    """Of the process that delivers; the others say nothing but zeros."""
    yield _gauge(f"{one}s_pending", f"{what} that wait", tally.pending)
    yield _gauge(f"{one}s_oldest_seconds", "How long the oldest of them waits", tally.oldest_s)
    failures = CounterMetricFamily(f"controlroom_{one}_failures", "Attempts to deliver that failed")
    failures.add_metric([], tally.failures)
    yield failures


def _gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"controlroom_{name}", about, value=value)
