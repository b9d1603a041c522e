"""Reports accepted at 32 connections, beside Alerta with as many workers as help it most."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from bench.findings import Bar, Table, at_least, at_most, middle, number
from bench.peers.alerta import Alerta, Setup
from bench.stand import Stand
from bench.wrk import SCRIPT, Shot, shoot

ALERTA_SCRIPT: Final = Path(__file__).parent / "alerta.lua"
CONNECTIONS: Final = 32
ROUNDS: Final = 5
SECONDS: Final = 5.0
SETUPS: Final = (
    Setup("gunicorn", 2),
    Setup("gunicorn", 5),
    Setup("gunicorn", 9),
    Setup("gunicorn", 4, threads=8),
    Setup("uWSGI", 2),
    Setup("uWSGI", 5),
    Setup("uWSGI", 9),
)
"""Alerta's documentation asks for a WSGI server and names none; its image has uWSGI, 5 processes."""
OURS, AS_SHIPPED, TUNED = "Controlroom, 1 process", "Alerta", "Alerta, stripped"
STRIPPED: Final = (
    "Stripped: one of the five plugins that are on as shipped (`reject`), and a database password that is "
    "checked in one round instead of 4,096, since Alerta connects to the database anew for each request."
)
TRIED: Final = (
    "All else is as Alerta ships it, and the fastest is the one compared above; its Docker image has uWSGI "
    "with 5 processes. A uWSGI process with keep-alive answers one connection and lets others starve, so it "
    "is off."
)


@dataclass(frozen=True, slots=True)
class Contender:
    """Where wrk shoots, with whose tokens, and how many reports are on disk there."""

    url: str
    tokens: Path
    script: Path
    stored: Callable[[], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Run:
    shot: Shot
    stored: int

    @property
    def agrees(self) -> bool:
        """Every answer said ok and is on disk; so may be the reports that wrk hung up on at the end."""
        clean = not self.shot.refused and not self.shot.broken
        return clean and self.shot.answers <= self.stored <= self.shot.answers + CONNECTIONS


def us(stand: Stand) -> Contender:
    return Contender(stand.url, stand.tokens, SCRIPT, stand.stored)


def them(alerta: Alerta, url: str) -> Contender:
    return Contender(url, alerta.keys, ALERTA_SCRIPT, alerta.stored)


async def try_all(alerta: Alerta, seconds: float = SECONDS) -> dict[Setup, Run]:
    """Which set-up helps it most here: each is tried twice, and the better run counts."""
    tried: dict[Setup, Run] = {}
    for setup in SETUPS * 2:
        async with alerta.serving(setup) as url:
            await _warm(them(alerta, url))
            run = await _run(them(alerta, url), seconds)
        tried[setup] = max(run, tried.get(setup, run), key=lambda one: one.shot.per_second)
    return tried


def fastest(tried: Mapping[Setup, Run]) -> Setup:
    return max(tried, key=lambda setup: tried[setup].shot.per_second)


async def side_by_side(
    contenders: Mapping[str, Contender], rounds: int = ROUNDS, seconds: float = SECONDS
) -> dict[str, list[Run]]:
    """Every round shoots at each in turn, so that a ratio compares neighbours in time."""
    for contender in contenders.values():
        await _warm(contender)
    runs: dict[str, list[Run]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, contender in contenders.items():
            runs[name].append(await _run(contender, seconds))
    return runs


async def _warm(contender: Contender) -> None:
    await shoot(contender.url, contender.tokens, connections=8, seconds=1, script=contender.script)


async def _run(contender: Contender, seconds: float) -> Run:
    before = await contender.stored()
    shot = await shoot(
        contender.url, contender.tokens, connections=CONNECTIONS, seconds=seconds, script=contender.script
    )
    return Run(shot, await contender.stored() - before)


def bars(runs: Mapping[str, Sequence[Run]]) -> list[Bar]:
    every = [run for some in runs.values() for run in some]
    agree = sum(run.agrees for run in every)
    found, all_agree = f"{agree} of {len(every)}", agree == len(every)
    share = share_of_p99(runs, AS_SHIPPED)
    return [
        at_least("durable accepts a second, times Alerta's", 20, times(runs, AS_SHIPPED)),
        at_most("accepted at 32 connections, p99, share of Alerta's", 0.1, share, ""),
        Bar("beside Alerta: runs whose answers and stored reports agree", "all", found, all_agree),
    ]


def times(runs: Mapping[str, Sequence[Run]], other: str) -> float:
    """Our accepts a second divided by theirs: the median of the rounds."""
    rounds = zip(runs[OURS], runs[other], strict=True)
    return median(ours.shot.per_second / theirs.shot.per_second for ours, theirs in rounds)


def share_of_p99(runs: Mapping[str, Sequence[Run]], other: str) -> float:
    rounds = zip(runs[OURS], runs[other], strict=True)
    return median(ours.shot.p99 / theirs.shot.p99 for ours, theirs in rounds)


def tables(tried: Mapping[Setup, Run], runs: Mapping[str, Sequence[Run]], best: Setup) -> list[Table]:
    return [_side_by_side(runs, best), _tried(tried)]


def _side_by_side(runs: Mapping[str, Sequence[Run]], best: Setup) -> Table:
    rows = [[_name(name, best), *_row(runs, name)] for name in runs]
    how_often = f"medians of {len(runs[OURS])} runs (lowest to highest)"
    title = f"Beside Alerta: reports accepted over {CONNECTIONS} connections, {how_often}"
    head = ["product", "reports/s", "p50 ms", "p99 ms", "worst ms", "ours, times", "our p99, share"]
    return Table(title, head, rows, [STRIPPED])


def _name(name: str, best: Setup) -> str:
    return name if name == OURS else f"{name}, {best}"


def _row(runs: Mapping[str, Sequence[Run]], name: str) -> list[str]:
    shots = [run.shot for run in runs[name]]
    against = ["-", "-"] if name == OURS else [f"{times(runs, name):.1f}", f"{share_of_p99(runs, name):.3f}"]
    delays = [number(median(s.p50 for s in shots)), number(median(s.p99 for s in shots))]
    return [middle(s.per_second for s in shots), *delays, number(max(s.worst for s in shots)), *against]


def _tried(tried: Mapping[Setup, Run]) -> Table:
    rows = [
        [str(setup), number(run.shot.per_second), number(run.shot.p50), number(run.shot.p99)]
        for setup, run in tried.items()
    ]
    head = ["set-up", "reports/s", "p50 ms", "p99 ms"]
    return Table("Alerta's set-ups tried here, the better of two runs each", head, rows, [TRIED])
