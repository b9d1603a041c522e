"""What a test of the desk looks at in the database."""

from datetime import datetime, timedelta

from controlroom.store.codec import decode_event, decode_thing
from controlroom.store.rebuild import differences
from controlroom.watch.alerts import Alert
from controlroom.watch.events import Event
from controlroom.watch.refs import Noun
from tests.a_pen import Writer


async def every_alert(writer: Writer) -> list[Alert]:
    rows = await writer.connection.fetch("SELECT to_json(t)::text FROM alert t ORDER BY id")
    things = [decode_thing(Noun.ALERT, text) for (text,) in rows]
    return [thing for thing in things if isinstance(thing, Alert)]


async def shown(writer: Writer) -> list[tuple[str, int]]:
    return [(alert.rule, alert.priority) for alert in await every_alert(writer) if alert.shown]


async def written(writer: Writer, kind: str) -> list[tuple[datetime, Event]]:
    """The events of a kind, and when they were written."""
    query = "SELECT recorded_at, kind, body, private FROM journal WHERE kind = $1 ORDER BY seq"
    rows = await writer.connection.fetch(query, kind)
    return [(at, decode_event(kind, body, private)) for at, kind, body, private in rows]


async def count(writer: Writer, kind: str) -> int:
    return len(await written(writer, kind))


async def differs(writer: Writer) -> list[str]:
    return [line async for line in differences(writer.connection)]


async def tick_until(at: datetime, *writers: Writer, every: float = 1) -> None:
    """The pens tick in turn, so many seconds apart, until it is `at`."""
    clock, turn = writers[0].clock, 0
    while clock.at < at:
        clock.at = min(clock.at + timedelta(seconds=every), at)
        await writers[turn % len(writers)].tick()
        turn += 1
