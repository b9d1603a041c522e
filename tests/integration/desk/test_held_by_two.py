"""What one process held under a silence, another releases: what waits is found by its cause."""

from datetime import timedelta

from controlroom.watch.legs import PlannedLeg
from controlroom.watch.units import HearUnit, MissPulse, WithdrawUnit
from controlroom.watch.visits import PlanVisit, Rank, VisitKind
from tests.a_pen import Writer
from tests.integration.desk.looking import differs, every_alert, tick_until
from tests.unit.watch.room import noon, plan_check


def convoy_of_two() -> PlanVisit:
    leg = PlannedLeg(1, "BRU", "EMB-1", noon(2), noon(60), ("ESCORT-1", "EU-07B"), 3)
    return PlanVisit("V-2", "HERON", Rank.B, VisitKind.WORKING, "Y", noon(), noon(300), 2, None, (leg,))


async def held(writer: Writer, rule: str, about: str) -> bool | None:
    """Whether it is held back by its cause; None if there is no such alert."""
    return {(a.rule, a.object): a.cause is not None for a in await every_alert(writer)}.get((rule, about))


async def release(writer: Writer, other: Writer, unit: str, rule: str, about: str) -> None:
    """`other` knows nothing of it when the unit is heard, and a third turn falls to `writer`."""
    await other.do(HearUnit(unit), actor="watch")
    heard_at = other.clock.at
    await tick_until(heard_at + timedelta(seconds=119), writer, other, every=7)
    assert await held(writer, rule, about) is True
    await tick_until(heard_at + timedelta(seconds=121), other)
    assert await held(writer, rule, about) is False
    assert await differs(writer) == []


async def test_a_check_that_one_process_held_is_released_by_another(writer: Writer, other: Writer) -> None:
    await writer.do(plan_check(1, 0, 5), actor="setup")
    await tick_until(noon(4), writer, every=9)
    await writer.do(MissPulse("PATROL-1", noon(1)), actor="watch")
    await tick_until(noon(21), writer, every=9)
    await release(writer, other, "PATROL-1", "patrol.missed", "site:EU-JL")


async def test_a_convoy_that_one_process_held_is_released_when_another_hears_one_of_its_cars(
    writer: Writer, other: Writer
) -> None:
    await writer.do(convoy_of_two(), actor="setup")
    await tick_until(noon(4), writer, every=9)
    for unit in ("ESCORT-1", "EU-07B"):
        await writer.do(MissPulse(unit, noon(1)), actor="watch")
    await tick_until(noon(13), writer, every=9)
    await release(writer, other, "EU-07B", "leg.departure_overdue", "leg:V-2/1")


async def test_a_unit_that_another_process_withdraws_explains_nothing_any_more(
    writer: Writer, other: Writer
) -> None:
    await writer.do(plan_check(1, 0, 5), actor="setup")
    await writer.do(MissPulse("PATROL-1", noon(-2)), actor="watch")
    await tick_until(noon(21), writer, every=9)
    assert await held(writer, "patrol.missed", "site:EU-JL") is True
    await other.do(WithdrawUnit("PATROL-1"), actor="chief")
    assert await held(writer, "patrol.missed", "site:EU-JL") is False
    assert await differs(writer) == []
