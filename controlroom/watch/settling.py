"""The difference between what a rule says of a thing and the alert that is open about it."""

from datetime import datetime

from controlroom.watch.alerts import (
    Alert,
    AlertChanged,
    AlertChattered,
    AlertCleared,
    AlertLulled,
    AlertRaised,
    Condition,
    Suppression,
)
from controlroom.watch.alerts.alert import CHATTER_WINDOW, CHATTERS_AT
from controlroom.watch.book import Book
from controlroom.watch.events import Thing
from controlroom.watch.refs import Ref
from controlroom.watch.rule import Holds, Rule

SettlingEvent = AlertRaised | AlertChanged | AlertChattered | AlertCleared | AlertLulled


def differences(
    rule: Rule,
    ref: Ref,
    held: Holds | None,
    alert: Alert | None,
    thing: Thing | None,
    book: Book,
    now: datetime,
) -> list[SettlingEvent]:
    """What has to be written so that the alert says what the rule says."""
    if held is None:
        return _let_go(alert) if alert else []
    suppression = _suppression(rule, held, thing)
    if alert is None:
        return [_raise(rule, ref, held, suppression)]
    return _update(alert, held, suppression, book, now)


def _suppression(rule: Rule, held: Holds, thing: Thing | None) -> Suppression:
    """A call for help is heard, whatever is planned."""
    if getattr(thing, "out_until", None) and not rule.latched:
        return Suppression.OUT_OF_SERVICE
    return Suppression.BY_DESIGN if held.cause else Suppression.NONE


def _raise(rule: Rule, ref: Ref, held: Holds, suppression: Suppression) -> AlertRaised:
    return AlertRaised(
        rule.name,
        str(ref),
        held.priority,
        held.site,
        held.status,
        rule.latched,
        held.count or 1,
        suppression,
        held.cause if suppression is Suppression.BY_DESIGN else None,
        held.files,
    )


def _let_go(alert: Alert) -> list[SettlingEvent]:
    if not alert.active or alert.latched or alert.lull_since:
        return []
    return [AlertLulled(alert.id)] if alert.chattering else [AlertCleared(alert.id)]


def _update(
    alert: Alert, held: Holds, suppression: Suppression, book: Book, now: datetime
) -> list[SettlingEvent]:
    came_back = alert.condition is Condition.CLEARED or alert.lull_since is not None
    count = alert.count + came_back if held.count is None else held.count
    suppression, cause = _kept(alert, suppression, held.cause)
    wanted = (held.priority, count, held.status, suppression, cause, held.files)
    is_so = (alert.priority, alert.count, alert.status, _by_the_watch(alert), alert.cause, alert.files)
    if wanted == is_so and not came_back:
        return []
    changed = AlertChanged(alert.id, *wanted)
    return [changed, AlertChattered(alert.id)] if came_back and _chatters(alert, book, now) else [changed]


def _kept(alert: Alert, suppression: Suppression, cause: str | None) -> tuple[Suppression, str | None]:
    """What people have seen is not explained away afterwards: a cause holds back only what is new."""
    if suppression is not Suppression.BY_DESIGN:
        return suppression, None
    on_screens = alert.active or alert.needs_a_person
    seen = on_screens and _by_the_watch(alert) is not Suppression.BY_DESIGN
    return (Suppression.NONE, None) if seen else (suppression, cause)


def _by_the_watch(alert: Alert) -> Suppression:
    """Shelving is a person's, and another matter."""
    return Suppression.NONE if alert.suppression is Suppression.SHELVED else alert.suppression


def _chatters(alert: Alert, book: Book, now: datetime) -> bool:
    lately = [at for at in (*alert.returns, now) if now - at < CHATTER_WINDOW]
    return not alert.chattering and len(lately) >= book.number(CHATTERS_AT)
