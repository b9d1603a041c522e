"""What the companies of the demo are told can be told: an exercise goes out, a draft stays one."""

from controlroom.demo.plan.companies import companies
from controlroom.demo.plan.sector_alerts import sector_alerts
from controlroom.interchange.sector_alert import written
from controlroom.watch.refs import Noun
from controlroom.watch.sector_alerts import (
    Notice,
    ReleaseSectorAlert,
    SectorAlert,
    SectorAlertReleased,
    SectorAlertState,
    SubmitSectorAlert,
    notice_of,
)
from tests.unit.watch.room import NOON, Room


def test_one_company_has_confirmed_the_exercise_and_one_has_not() -> None:
    room = Room.of(*companies())
    exercise, draft = sector_alerts(NOON, "claes")
    key = exercise.draft.sector_alert
    version = room.do(exercise.draft) or 0
    room.do(SubmitSectorAlert(key, "claes", version))
    room.do(ReleaseSectorAlert(key, "maes", version, "demo.example", exercise.to))
    for receipt in exercise.receipts:
        room.do(receipt)
    waits = {code: room.world.known(*notice_of(key, code), Notice).unconfirmed for code in exercise.to}
    assert waits == {"HBS": False, "NLE": True}
    (said,) = [one.event for one in room.history if isinstance(one.event, SectorAlertReleased)]
    assert said.exercise
    assert written(said)
    room.do(draft.draft)
    stays = room.world.known(Noun.SECTOR_ALERT, draft.draft.sector_alert, SectorAlert)
    assert (stays.state, draft.to) == (SectorAlertState.DRAFT, ())
