"""Convoys: ready, on the road with an ETA that follows the traffic, arrived; some leave late."""

from collections.abc import Iterator
from random import Random

from controlroom.demo.field.conduct import Conduct
from controlroom.demo.field.sending import FeedPath, Planned, Tempo
from controlroom.watch.legs import PlannedLeg
from controlroom.watch.visits import PlanVisit

HEAVY_TRAFFIC = 0.15
ETA_EVERY_S = 180
SOONEST_S = 1.5


def visit_reports(visit: PlanVisit, tempo: Tempo, conduct: Conduct, chance: Random) -> Iterator[Planned]:
    late_first_s = conduct.late_departures.get(visit.code_name)
    free_from = SOONEST_S
    for leg in visit.legs:
        delay = late_first_s if leg.number == 1 and late_first_s else _departure_delay(conduct, chance)
        for report in _leg_reports(visit.code, leg, tempo, chance, delay=delay, free_from=free_from):
            yield report
            free_from = report.after_s + 1


def _departure_delay(conduct: Conduct, chance: Random) -> float:
    return chance.uniform(660, 840) if chance.random() < conduct.late_departure else chance.uniform(-20, 150)


def _leg_reports(
    visit: str, leg: PlannedLeg, tempo: Tempo, chance: Random, *, delay: float, free_from: float
) -> Iterator[Planned]:
    """What happened before the demo started is reported at once, with the time at which it happened."""
    start, end = tempo.seconds(leg.planned_start), tempo.seconds(leg.planned_end)
    leaves = start + (delay if start > 0 else 10)
    factor = chance.uniform(1.3, 1.6) if chance.random() < HEAVY_TRAFFIC else chance.uniform(0.92, 1.1)
    arrives = leaves + (end - start) * (factor if start > 0 else 0.9)
    told = free_from
    for happens, says in _road(leg, tempo, leaves=leaves, arrives=arrives, planned_s=end - start):
        told = max(happens, told + 0.5)
        yield Planned(
            told, leg.units[0], FeedPath.VISITS, {"visit": visit, "leg": leg.number, **says}, happens
        )


def _road(
    leg: PlannedLeg, tempo: Tempo, *, leaves: float, arrives: float, planned_s: float
) -> Iterator[tuple[float, dict[str, object]]]:
    yield leaves - 170, {"status": "ready", "text": f"{leg.convoy} vehicles formed"}
    yield leaves, {"status": "en_route", "eta": tempo.at(leaves + planned_s)}
    spotted = leaves + ETA_EVERY_S
    while spotted < arrives - 60:
        yield spotted, {"eta": tempo.at(_guess(spotted, leaves=leaves, arrives=arrives, planned_s=planned_s))}
        spotted += ETA_EVERY_S
    yield arrives, {"status": "arrived"}


def _guess(now: float, *, leaves: float, arrives: float, planned_s: float) -> float:
    """The ETA moves from the planned driving time to the true one as the road goes by."""
    done = (now - leaves) / (arrives - leaves)
    return (leaves + planned_s) * (1 - done) + arrives * done
