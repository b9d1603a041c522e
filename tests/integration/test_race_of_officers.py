"""Several officers reach for the same alerts: each alert has one winner, and the others learn who it was."""

import asyncio
import random
from collections import Counter
from typing import Any

from controlroom.auth.roles import Role
from tests.integration.a_watch import Watch
from tests.integration.an_officer import NAMES, Officer, Staff

OFFICERS, ALERTS = ("anna", "bert", "omar", "lea", "kurt"), 40
WRITTEN = "SELECT body::json->>'alert', body::json->>'by' FROM journal WHERE kind = 'alert.acknowledged'"


async def test_of_five_officers_at_the_same_forty_alerts_one_wins_each_and_the_others_are_told(
    watch: Watch, staff: Staff
) -> None:
    officers = [await staff.signs_in(name, Role.DUTY_OFFICER) for name in OFFICERS]
    alerts = [await staff.serious() for _ in range(ALERTS)]
    told = await asyncio.gather(*(_through(officer, alerts) for officer in officers))
    written = dict(await watch.ask(WRITTEN))
    assert Counter(int(alert) for alert, _ in await watch.ask(WRITTEN)) == Counter(alerts)
    for officer, answers in zip(officers, told, strict=True):
        for alert, (status, said) in answers.items():
            winner = written[str(alert)]
            if officer.name == winner:
                assert status == 200, said
            else:
                assert (status, said["by"]) == (409, NAMES.get(winner, winner)), said
                assert said["at"]


async def _through(officer: Officer, alerts: list[int]) -> dict[int, tuple[int, Any]]:
    """In an order of their own, each as soon as the one before is answered."""
    told = {}
    for alert in random.Random(officer.name).sample(alerts, len(alerts)):
        answer = await officer.browser.post(
            f"/alerts/{alert}/acknowledgement", data={"seen": 1}, headers={"accept": "application/json"}
        )
        told[alert] = (answer.status_code, answer.json())
    return told


async def test_twenty_full_forms_at_once_find_room_before_the_pen(watch: Watch, staff: Staff) -> None:
    anna = await staff.signs_in("anna", Role.DUTY_OFFICER)
    alert = await staff.serious()
    chosen = {"alert": [f"{alert + n}:1" for n in range(500)]}
    told = await asyncio.gather(
        *(anna.browser.post("/alerts/acknowledgements", data=chosen) for _ in range(20))
    )
    assert {answer.status_code for answer in told} == {303}
