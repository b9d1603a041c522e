"""Which noun takes an event how, and what each noun expects next."""

from typing import Any, Final

from controlroom.watch import (
    alerts,
    baselines,
    behaviours,
    book,
    bulletins,
    clocks,
    companies,
    components,
    described,
    duty,
    early_warnings,
    escalation,
    files,
    flags,
    flood,
    gatherings,
    incidents,
    legs,
    log,
    measures,
    meetings,
    patrols,
    persons,
    posts,
    reviews,
    screens,
    sector_alerts,
    shifts,
    sites,
    threat,
    units,
    vehicles,
    visitor,
    visits,
)
from controlroom.watch.book import Book
from controlroom.watch.events import Recorded, Thing
from controlroom.watch.refs import Expectation, Noun

_APPLY: Final[dict[Noun, Any]] = {
    Noun.UNIT: units.apply,
    Noun.POST: posts.apply,
    Noun.CHECK: patrols.apply,
    Noun.VISIT: visits.apply,
    Noun.LEG: legs.apply,
    Noun.CLOCK: clocks.apply,
    Noun.RULE: book.apply,
    Noun.LADDER: escalation.apply,
    Noun.DUTY: duty.apply,
    Noun.SCREEN: screens.apply,
    Noun.COMPONENT: components.apply,
    Noun.FLAG: flags.apply,
    Noun.BASELINE: baselines.apply,
    Noun.BULLETIN: bulletins.apply,
    Noun.GATHERING: gatherings.apply,
    Noun.COMPANY: companies.apply,
    Noun.BEHAVIOUR: behaviours.apply,
}
_APPLY_NUMBERED: Final[dict[Noun, Any]] = {
    Noun.SITE: sites.apply,
    Noun.PERSON: persons.apply,
    Noun.INCIDENT: incidents.apply,
    Noun.ALERT: alerts.apply,
    Noun.SHIFT: shifts.apply,
    Noun.ENTRY: log.apply,
    Noun.MEETING: meetings.apply,
    Noun.REVIEW: reviews.apply,
    Noun.MEASURE: measures.apply,
    Noun.VEHICLE: vehicles.apply,
    Noun.DESCRIBED: described.apply,
    Noun.EARLY_WARNING: early_warnings.apply,
    Noun.SECTOR_ALERT: sector_alerts.apply,
    Noun.NOTICE: sector_alerts.apply_to_notice,
}
"""These take their id, or a number to point at, and their times from the event's place in the journal."""
_APPLY_DATED: Final[dict[Noun, Any]] = {
    Noun.FLOOD: flood.apply,
    Noun.FILE: files.apply,
    Noun.VISITOR: visitor.apply,
    Noun.THREAT: threat.apply,
}
"""These take their times from it."""


def apply(noun: Noun, thing: Thing | None, recorded: Recorded) -> Thing:
    """The thing after the event. A noun that gets an event it does not know fails, it never guesses."""
    after: Thing
    if noun in _APPLY_NUMBERED:
        after = _APPLY_NUMBERED[noun](thing, recorded.event, recorded.seq, recorded.recorded_at)
    elif noun in _APPLY_DATED:
        after = _APPLY_DATED[noun](thing, recorded.event, recorded.recorded_at)
    else:
        after = _APPLY[noun](thing, recorded.event)
    return after


EXPECTED: Final = frozenset(
    {
        "abandoned",
        "begin",
        "caught_up",
        "check_call",
        "end",
        "escalate",
        "expires",
        "expiring_soon",
        "expiring_very_soon",
        "lapse",
        "lapse_shift",
        "level_begins",
        "level_passes",
        "lull",
        "missed",
        "movement",
        "nobody",
        "plan_rounds",
        "purge",
        "relief_due",
        "relief_overdue",
        "service_ends",
        "steady",
        "still_silent",
        "still_unanswered",
        "subsides",
        "unanswered",
        "unconfirmed",
        "unread",
        "unreceived",
        "unshelve",
        "unsigned",
        "untouched",
    }
)
"""Every kind of expectation that this version knows; a test holds it against what things expect."""

_EXPECT: Final[dict[type[Any], Any]] = {
    units.Unit: units.expectations,
    posts.Post: posts.expectations,
    patrols.PatrolCheck: patrols.expectations,
    legs.Leg: legs.expectations,
    alerts.Alert: alerts.expectations,
    duty.Duty: duty.expectations,
    flood.Flood: flood.expectations,
    screens.Screen: screens.expectations,
    shifts.Shift: shifts.expectations,
    measures.Measure: measures.expectations,
    bulletins.Bulletin: bulletins.expectations,
    early_warnings.EarlyWarning: early_warnings.expectations,
    sector_alerts.SectorAlert: sector_alerts.expectations,
    sector_alerts.Notice: sector_alerts.expectations_of_notice,
}


def expectations(thing: Thing, book: Book) -> list[Expectation]:
    """What ought to happen to it by when, by the thresholds of the book."""
    match thing:
        case visits.Visit():
            return visits.expectations(thing)
        case clocks.Clock():
            return clocks.expectations(thing)
        case threat.Threat():
            return threat.expectations(thing)
        case vehicles.SightedVehicle():
            return vehicles.expectations(thing)
        case components.Component():
            return components.expectations(thing)
        case _:
            expect = _EXPECT.get(type(thing))
            expected: list[Expectation] = expect(thing, book) if expect else []
            return expected
