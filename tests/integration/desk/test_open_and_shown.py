"""What the tables call open and shown is what the watch calls so, for every combination of the axes."""

from dataclasses import replace
from itertools import count, product

from controlroom.store import state
from controlroom.store.tables import OPEN_ALERT, SHOWN_ALERT
from controlroom.watch.alerts import Alert, Condition, Handling, Suppression
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import Status
from tests.a_pen import Writer
from tests.unit.watch.room import NOON

PLAIN = Alert(1, "post.left", "post:EU-07", 1, None, NOON, Status.ACTUAL, latched=False, wants_since=NOON)
EVERY_AXIS = (
    Condition,
    Suppression,
    Handling,
    Status,
    (1, 2, 3, 4),
    ((None, None), ("anna", NOON)),
    (None, NOON),
)


def every_alert() -> list[Alert]:
    numbers = count(1_000)
    return [
        replace(
            PLAIN,
            id=next(numbers),
            condition=condition,
            suppression=suppression,
            handling=handling,
            status=status,
            priority=priority,
            acked_by=acked_by,
            acked_at=acked_at,
            ended_at=ended_at,
        )
        for condition, suppression, handling, status, priority, (acked_by, acked_at), ended_at in product(
            *EVERY_AXIS
        )
    ]


async def test_the_tables_and_the_watch_call_the_same_alerts_open_and_shown(writer: Writer) -> None:
    alerts = every_alert()
    await state.save(writer.connection, ((Ref(Noun.ALERT, str(alert.id)), alert) for alert in alerts))
    assert len({alert.shown for alert in alerts}) == len({alert.open for alert in alerts}) == 2
    assert await found(writer, str(OPEN_ALERT)) == {alert.id for alert in alerts if alert.open}
    assert await found(writer, str(SHOWN_ALERT)) == {alert.id for alert in alerts if alert.shown}


async def found(writer: Writer, condition: str) -> set[int]:
    rows = await writer.connection.fetch(f"SELECT id FROM alert WHERE {condition}")
    return {row["id"] for row in rows}
