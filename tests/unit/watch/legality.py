"""Which combinations of an alert's axes can be: said once, for every history that anybody draws."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from controlroom.watch.alerts import Alert, AlertReset, Condition, Handling, Suppression
from controlroom.watch.alerts.apply import RETURNS_KEPT
from controlroom.watch.escalation import USUAL_LADDERS, LadderSet
from controlroom.watch.events import Recorded
from controlroom.watch.files import File
from controlroom.watch.fold import expectations
from controlroom.watch.refs import Ref
from controlroom.watch.world import World


def illegal(world: World, history: Iterable[Recorded], now: datetime) -> list[str]:
    """What is wrong with the alerts of this world, by what was written; empty if nothing is."""
    events = [recorded.event for recorded in history]
    reset = {event.alert for event in events if isinstance(event, AlertReset)}
    set_by_people = [event.ladder for event in events if isinstance(event, LadderSet)]
    rungs = max(len(ladder.rungs) for ladder in (*USUAL_LADDERS.values(), *set_by_people))
    found = []
    for alert in (thing for thing in world.things.values() if isinstance(thing, Alert)):
        checks = {
            **dict(_seen(alert)),
            **dict(_set_aside(alert, world, now)),
            **dict(_in_hand(alert)),
            **dict(_coming_and_going(alert)),
            **dict(_over(alert, world)),
            "a rung is taken that no ladder ever had": alert.escalation <= rungs,
            "latched, and cleared without a reset": alert.active or not alert.latched or alert.id in reset,
        }
        found += [f"{wrong}: {alert}" for wrong, holds in checks.items() if not holds]
    return [*found, *_files(world)]


def _files(world: World) -> Iterator[str]:
    for file in (thing for thing in world.things.values() if isinstance(thing, File)):
        if file.restricted != bool(file.readers) or len(set(file.readers)) != len(file.readers):
            yield f"restricted, and nobody may read it, or the other way round: {file}"


def _seen(alert: Alert) -> Iterator[tuple[str, bool]]:
    acked = alert.acked_by is not None
    yield "acknowledged by somebody at no time", acked == (alert.acked_at is not None)
    first, last = alert.first_acked_at, alert.acked_at
    yield "acknowledged for the first time later", last is None or (first is not None and first <= last)
    yield "neglected by nobody", acked or not alert.attention
    undone = alert.undone_at
    yield "taken back before it wanted somebody", undone is None or undone >= alert.wants_since
    yield "wants somebody since before it was raised", alert.wants_since >= alert.raised_at
    yield "called at no time", (alert.escalation > 0) == (alert.escalated_at is not None)


def _set_aside(alert: Alert, world: World, now: datetime) -> Iterator[tuple[str, bool]]:
    shelved = alert.suppression is Suppression.SHELVED
    held = alert.suppression is Suppression.BY_DESIGN
    yield "shelved without an end", shelved == (alert.shelved_until is not None)
    yield "shelved by nobody", shelved == (alert.shelved_by is not None)
    yield "shelved for longer than it was to be", alert.shelved_until is None or alert.shelved_until > now
    yield "urgent and shelved", not shelved or alert.priority >= 3
    yield "latched and set aside", not alert.latched or alert.suppression is Suppression.NONE
    yield "held by nothing", held == (alert.cause is not None)
    yield "held by a unit that can be heard", not held or not alert.active or world.explains(alert.cause)
    thing = world.things.get(Ref.parse(alert.object))
    out = alert.active and alert.suppression is Suppression.OUT_OF_SERVICE
    yield "set aside for a thing that is in service", not out or bool(getattr(thing, "out_until", None))
    yield "set aside and on the screens", alert.suppression is Suppression.NONE or not alert.shown


def _in_hand(alert: Alert) -> Iterator[tuple[str, bool]]:
    yield "in work by nobody", not alert.handling.in_work or alert.assigned_to is not None
    yield "closed without saying what it was", (alert.handling is Handling.CLOSED) == bool(alert.disposition)
    yield "closed and open", alert.handling is not Handling.CLOSED or not alert.open
    asked = alert.reset_asked_by is not None
    yield "a reset is asked for at no time", asked == (alert.reset_asked_at is not None)
    yield "a reset is asked for of what is not latched", not asked or (alert.latched and alert.active)


def _coming_and_going(alert: Alert) -> Iterator[tuple[str, bool]]:
    cleared = alert.condition is Condition.CLEARED
    yield "cleared at no time", cleared == (alert.cleared_at is not None)
    yield "lulled and does not chatter", alert.lull_since is None or alert.chattering
    yield "chatters and is cleared", not (alert.chattering and cleared)
    came = alert.returns
    yield "came in no order", list(came) == sorted(came) and 1 <= len(came) <= RETURNS_KEPT
    yield "is nothing", 1 <= alert.priority <= 4 and alert.count >= 1 and alert.version >= 1


def _over(alert: Alert, world: World) -> Iterator[tuple[str, bool]]:
    ended = not alert.open
    yield "over and set aside", not ended or alert.suppression is Suppression.NONE
    yield "over and waited for", not ended or expectations(alert, world.book) == []
    cleared, closed = alert.condition is Condition.CLEARED, alert.handling is Handling.CLOSED
    yield "over and active", not ended or cleared or closed
    indexed = world.alerts.get(alert.object, {}).get(alert.rule)
    yield "open and forgotten", ended or indexed == alert
    yield "over and remembered as open", not ended or indexed is None or indexed.id != alert.id
    yield "about nothing that is known", ended or world.things.get(Ref.parse(alert.object)) is not None
