"""People who report for a unit from a telephone, and what such a unit has to do."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

from controlroom.auth.register import Seat
from controlroom.auth.roles import Role
from controlroom.watch.legs import PlannedLeg
from controlroom.watch.patrols import PlanPatrolCheck
from controlroom.watch.units import Pulse, RegisterUnit, UnitKind
from controlroom.watch.visits import PlanVisit, Rank, VisitKind
from tests.integration.a_watch import Watch
from tests.integration.an_officer import PASSWORD, Officer, Staff

JSON = {"accept": "application/json"}


async def reports_for(staff: Staff, name: str, unit: str) -> Officer:
    """Somebody of this unit, signed in."""
    seat = Seat(unit=unit)
    await staff.watch.app.state.accounts.add(name, name.title(), Role.FIELD_UNIT, PASSWORD, seat=seat)
    return await staff.comes_back(name)


async def a_day_of_work(watch: Watch) -> None:
    """A check for EU-07A, and an escort with a visit of its own."""
    now = datetime.now(UTC)
    soon, later = now + timedelta(minutes=40), now + timedelta(hours=2)
    leg = PlannedLeg(1, "EU-JL", "BRU", soon, later, ("ESC-9",), 3)
    await watch.app.state.desk.do_all(
        [
            RegisterUnit("ESC-9", "Escort 9", UnitKind.ESCORT, Pulse.CRITICAL),
            PlanVisit("V-2", "HERON", Rank.A, VisitKind.OFFICIAL, "Y", now, later, 3, None, (leg,)),
            PlanPatrolCheck("PC-1", "EU-JL", now - timedelta(minutes=5), soon, "EU-07A"),
        ],
        "setup",
    )


async def sends(officer: Officer, feed: str, report: dict[str, Any], account: str = "") -> httpx2.Response:
    """As the script of the page does."""
    path = f"/field/{account or officer.name}/{feed}"
    return await officer.browser.post(path, json=report, headers=JSON)
