"""What field units say: reports due at fixed moments, whether or not the ones before were answered."""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import Any, Final
from uuid import uuid4

from bench.furniture import LEGS, POSTS, SITES, VISITS
from bench.stand import Stand
from bench.wire import Wire

WIRES: Final = 8
INCIDENTS, PATROLS, VISIT = "/feeds/incidents", "/feeds/patrol-checks", "/feeds/visits"

Report = tuple[str, dict[str, Any]]
"""A feed's path and the body."""
Make = Callable[[int], Report]


@dataclass(frozen=True, slots=True)
class Sent:
    """A report that was answered with 201: its number, when its POST began and when the answer was there."""

    feed: str
    id: str
    seq: int
    began: float
    answered: float


def an_incident(n: int) -> Report:
    return INCIDENTS, _report(kind="other", site=f"S-{n % SITES}", text="Grey van, third pass")


def a_busy_hour(n: int) -> Report:
    """Of twenty: ten incidents, four checks, two calls, two times of arrival, and a post left and manned.

    The post is left by its unit, which raises an alert, and manned again by it, which clears it.
    """
    turn, kind = divmod(n, 20)
    post = f"P-{turn % POSTS}"
    match kind:
        case 3 | 8 | 12 | 18:
            return PATROLS, _report(kind="check", outcome="nothing", site=f"S-{n % SITES}")
        case 5 | 15:
            return PATROLS, _report(kind="check_call", post=f"P-{n % POSTS}")
        case 6 | 16:
            eta = datetime.now(UTC) + timedelta(hours=2, minutes=n % 90)
            visit, leg = f"V-{turn % VISITS}", turn % LEGS + 1
            return VISIT, _report(visit=visit, leg=leg, eta=eta.isoformat())
        case 1:
            return PATROLS, _report(kind="left", post=post)
        case 11:
            return PATROLS, _report(kind="manned", post=post)
        case _:
            return an_incident(n)


def _report(**said: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "at": datetime.now(UTC).isoformat(), **said}


async def report_steadily(
    stand: Stand,
    per_second: int,
    seconds: float,
    told: list[Sent],
    make: Make = an_incident,
    clock: Callable[[], float] = time.perf_counter,
) -> None:
    """Adds to `told` what was answered. Unit n mans post n, so what is said of that post comes from it."""
    tokens = stand.tokens.read_text().split()
    wires = [await Wire.open(stand.url) for _ in range(WIRES)]
    free: asyncio.Queue[Wire] = asyncio.Queue()
    for wire in wires:
        free.put_nowait(wire)
    reports = _with_tokens(tokens, make, int(per_second * seconds))
    start = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for n, (token, report) in enumerate(reports):
            await asyncio.sleep(max(start + n / per_second - time.perf_counter(), 0))
            group.create_task(_post(free, token, report, clock, told))
    for wire in wires:
        wire.close()


def _with_tokens(tokens: list[str], make: Make, count: int) -> Iterable[tuple[str, Report]]:
    for n, token in enumerate(islice(cycle(tokens), count)):
        path, body = make(n)
        post = body.get("post")
        yield (tokens[int(post.removeprefix("P-"))] if post else token), (path, body)


async def _post(
    free: asyncio.Queue[Wire], token: str, report: Report, clock: Callable[[], float], told: list[Sent]
) -> None:
    path, body = report
    began = clock()
    wire = await free.get()
    try:
        answer = await wire.post(path, token, body)
    finally:
        free.put_nowait(wire)
    if answer.status != 201:
        raise SystemExit(f"a report was answered with {answer.status}: {answer.body}")
    told.append(Sent(path, body["id"], answer.body["seq"], began, clock()))
