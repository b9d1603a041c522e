"""Which noun takes an event how, and what each noun expects next."""

from typing import Any, Final

from controlroom.watch import alerts, clocks, incidents, legs, patrols, posts, sites, threat, units, visits
from controlroom.watch.events import Recorded, Thing
from controlroom.watch.refs import Expectation, Noun

_APPLY: Final[dict[Noun, Any]] = {
    Noun.UNIT: units.apply,
    Noun.SITE: sites.apply,
    Noun.POST: posts.apply,
    Noun.CHECK: patrols.apply,
    Noun.VISIT: visits.apply,
    Noun.LEG: legs.apply,
    Noun.THREAT: threat.apply,
    Noun.CLOCK: clocks.apply,
}
_APPLY_NUMBERED: Final[dict[Noun, Any]] = {
    Noun.INCIDENT: incidents.apply,
    Noun.ALERT: alerts.apply,
}
"""These take their id and their times from the event's place in the journal."""


def apply(noun: Noun, thing: Thing | None, recorded: Recorded) -> Thing:
    """The thing after the event. A noun that gets an event it does not know fails, it never guesses."""
    after: Thing
    if noun in _APPLY_NUMBERED:
        after = _APPLY_NUMBERED[noun](thing, recorded.event, recorded.seq, recorded.recorded_at)
    else:
        after = _APPLY[noun](thing, recorded.event)
    return after


EXPECTED: Final = frozenset(
    {
        "abandoned",
        "check_call",
        "end",
        "lapse",
        "missed",
        "movement",
        "relief_due",
        "relief_overdue",
        "settle",
        "steady",
        "still_silent",
    }
)
"""Every kind of expectation that this version knows; a test holds it against what things expect."""


def expectations(thing: Thing) -> list[Expectation]:
    match thing:
        case units.Unit():
            return units.expectations(thing)
        case posts.Post():
            return posts.expectations(thing)
        case patrols.PatrolCheck():
            return patrols.expectations(thing)
        case visits.Visit():
            return visits.expectations(thing)
        case legs.Leg():
            return legs.expectations(thing)
        case incidents.Incident():
            return incidents.expectations(thing)
        case clocks.Clock():
            return clocks.expectations(thing)
        case _:
            return []
