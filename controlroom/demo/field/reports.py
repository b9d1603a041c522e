"""The whole field: every unit's reports, merged in the order in which they are sent."""

import heapq
from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random

from controlroom.demo.field.conduct import Conduct
from controlroom.demo.field.incidents import incident_reports
from controlroom.demo.field.patrols import patrol_reports
from controlroom.demo.field.posts import post_reports
from controlroom.demo.field.sending import FeedPath, Planned, Sending, Tempo, addressed
from controlroom.demo.field.silence import Silence, held_back, silences
from controlroom.demo.field.visits import visit_reports
from controlroom.watch.commands import SetupCommand
from controlroom.watch.patrols import PlanPatrolCheck
from controlroom.watch.posts import OpenPost
from controlroom.watch.sites import RegisterSite
from controlroom.watch.units import RegisterUnit, UnitKind
from controlroom.watch.visits import PlanVisit

HEARTBEAT_S = (20, 30)


def reports(
    plan: Sequence[SetupCommand], conduct: Conduct, start: datetime, seed: int, speed: float = 1.0
) -> Iterator[Sending]:
    """Without end and in order; the same plan, conduct, start, seed and speed give the same reports."""
    tempo = Tempo(start, speed)
    units = [command for command in plan if isinstance(command, RegisterUnit)]
    streams = [*_heartbeats(units, speed, seed), *_streams(plan, conduct, tempo, seed)]
    merged = heapq.merge(*streams, key=lambda item: item.after_s)
    hushed = _silences(units, conduct, speed, seed)
    return addressed(held_back(merged, hushed), tempo, seed)


def _heartbeats(units: Sequence[RegisterUnit], speed: float, seed: int) -> Iterator[Iterator[Planned]]:
    for unit in units:
        yield _heartbeat(unit.call_sign, speed, Random(f"{seed}/{unit.call_sign}/heart"))


def _heartbeat(unit: str, speed: float, chance: Random) -> Iterator[Planned]:
    """A heart beats in real time, however fast the scenario runs."""
    now = chance.uniform(0, HEARTBEAT_S[0])
    while True:
        yield Planned(now * speed, unit, FeedPath.HEARTBEAT)
        now += chance.uniform(*HEARTBEAT_S)


def _streams(
    plan: Sequence[SetupCommand], conduct: Conduct, tempo: Tempo, seed: int
) -> Iterator[Iterator[Planned]]:
    posts = [command for command in plan if isinstance(command, OpenPost)]
    sites = {command.code: command for command in plan if isinstance(command, RegisterSite)}
    for turn, post in enumerate(posts):
        yield post_reports(post, tempo, conduct, Random(f"{seed}/{post.code}"), turn=turn)
    for visit in (command for command in plan if isinstance(command, PlanVisit)):
        yield visit_reports(visit, tempo, conduct, Random(f"{seed}/{visit.code_name}"))
    for patrol, checks in _by_patrol(plan).items():
        yield patrol_reports(checks, tempo, conduct, Random(f"{seed}/{patrol}"))
    if posts:
        yield incident_reports(posts, sites, conduct, Random(f"{seed}/incidents"))
    yield iter(conduct.besides)


def _by_patrol(plan: Sequence[SetupCommand]) -> dict[str, list[PlanPatrolCheck]]:
    found: dict[str, list[PlanPatrolCheck]] = {}
    for command in plan:
        if isinstance(command, PlanPatrolCheck) and command.unit:
            found.setdefault(command.unit, []).append(command)
    return found


def _silences(units: Sequence[RegisterUnit], conduct: Conduct, speed: float, seed: int) -> list[Silence]:
    on_the_move = [unit.call_sign for unit in units if unit.kind in (UnitKind.PATROL, UnitKind.LIAISON)]
    hushed = list(conduct.silences)
    if conduct.silences_apart_s:
        chance = Random(f"{seed}/silence")
        hushed += silences(on_the_move, conduct.silences_apart_s, chance, speed)
    return hushed
