"""The history of an alert: who did what and when, in the values that a page puts into words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from controlroom.store.alert_history import Happened
from controlroom.watch.alerts import (
    AlertAssigned,
    AlertChanged,
    AlertClosed,
    AlertEscalated,
    AlertNoted,
    AlertRaised,
    AlertReset,
    AlertResolved,
    AlertShelved,
    AlertStepAnswered,
)
from controlroom.watch.refs import Ref
from controlroom.watch.world import WATCH


@dataclass(frozen=True, slots=True)
class Deed:
    """`by` is empty for what the watch did by itself. `said` are words of an officer; `erased`: there were.

    `names`: whom else it concerns; `step` is a key of words.STEPS.
    """

    seq: int
    at: datetime
    kind: str
    by: str = ""
    names: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    priority: int = 0
    count: int = 1
    suppression: str = "none"
    cause: str = ""
    until: datetime | None = None
    step: str = ""
    answer: str = ""
    disposition: str = ""
    said: str = ""
    erased: bool = False


def deed(happened: Happened, rule: str, people: Mapping[str, str]) -> Deed:
    event, actor = happened.event, happened.actor
    by = "" if actor == WATCH else people.get(actor, actor)
    done = Deed(happened.seq, happened.at, event.kind, by, erased=happened.erased)
    match event:
        case AlertRaised() | AlertChanged():
            cause = Ref.parse(event.cause).key if event.cause else ""
            done = replace(done, priority=event.priority, count=event.count, cause=cause)
            return replace(done, suppression=event.suppression.value)
        case AlertAssigned(to=to):
            return replace(done, names=(people.get(to, to),))
        case AlertEscalated(means=means, to=called):
            return replace(done, means=means, names=tuple(people.get(name, name) for name in called))
        case AlertShelved(until=until, reason=reason):
            return replace(done, until=until, said=reason or "")
        case AlertNoted(text=text) | AlertResolved(text=text):
            return replace(done, said=text or "")
        case AlertClosed(disposition=disposition, text=text):
            return replace(done, disposition=disposition.value, said=text or "")
        case AlertStepAnswered(step=step, answer=answer):
            return replace(done, step=f"{rule}/{step}", answer=answer)
        case AlertReset(first=first):
            return replace(done, names=(people.get(first, first),))
        case _:
            return done
