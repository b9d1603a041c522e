"""What one thing leads to: what has to be known with it before anything about it can be decided."""

from typing import Final

from controlroom.watch.alerts import Alert
from controlroom.watch.book import SetThreshold, ThresholdSet
from controlroom.watch.bulletins import Bulletin
from controlroom.watch.commands import Command
from controlroom.watch.described import DescribedPerson
from controlroom.watch.duty import Duty
from controlroom.watch.early_warnings import EarlyWarning
from controlroom.watch.escalation import LadderSet, SetLadder
from controlroom.watch.events import Event, Thing
from controlroom.watch.legs import Leg, leg_id
from controlroom.watch.measures import FixedPost, Measure, Patrols, site_of, thing_of
from controlroom.watch.patrols import PatrolCheck
from controlroom.watch.posts import Post
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.rules import BY_NAME
from controlroom.watch.rules.patrols import MISSED
from controlroom.watch.sector_alerts import SectorAlert, notice_of
from controlroom.watch.shifts import Shift, decided_alerts
from controlroom.watch.sites import Site
from controlroom.watch.threat import Threat, subject, threat_of
from controlroom.watch.visits import Visit


def leads_to(thing: Thing | None) -> list[Ref]:
    """An alert leads to what it is about, a post or a check to its site, all of them to their units.
    A visit leads to the legs that are still to be driven, a bulletin to what it warns of, an alert to a
    sector to what each company was told of it, a report to the described person to whom it is linked, and
    that one to all such reports.

    The room leads to the shift that is on, and that to the alerts that are decided upon in its handover.
    """
    match thing:
        case Alert(object=about):
            return [Ref.parse(about)]
        case Bulletin(incident=int(number)):
            return [Ref(Noun.INCIDENT, str(number))]
        case Post(site=site, manned_by=unit):
            return [Ref(Noun.SITE, site), *_units(unit), *map(Ref.parse, causes_of(thing))]
        case PatrolCheck(site=site, unit=unit):
            return [Ref(Noun.SITE, site), *_units(unit)]
        case Leg(units=units):
            return _units(*units)
        case Measure(file=about):
            return [*thing_of(about), *asked_with(thing), *_acted_on(thing)]
        case Visit(code=code, open_legs=legs):
            return [Ref(Noun.LEG, leg_id(code, number)) for number in legs]
        case Duty(shift=str(shift)):
            return [Ref(Noun.SHIFT, shift)]
        case Threat(scope=scope) if file := subject(scope):
            return [file]
        case SectorAlert(ref=ref, told=told):
            return [notice_of(ref, company) for company in told]
        case EarlyWarning(described=str(described)):
            return [Ref(Noun.DESCRIBED, described)]
        case DescribedPerson(sightings=sightings):
            return [Ref(Noun.EARLY_WARNING, one.report) for one in sightings]
        case Shift():
            return list(decided_alerts(thing).values())
        case _:
            return [Ref.parse(cause) for cause in causes_of(thing)]


def _acted_on(measure: Measure) -> list[Ref]:
    """The post that it opens or closes, and the site of its post or its rounds."""
    found: list[Ref] = []
    for version in measure.history:
        if isinstance(version.terms, FixedPost | Patrols):
            found.append(Ref(Noun.SITE, site_of(version.terms, measure.file)))
        if isinstance(version.terms, FixedPost):
            found.append(Ref(Noun.POST, version.terms.code))
    return list(dict.fromkeys(found))


def asked_with(thing: Thing | None) -> list[Ref]:
    """What the rules look at again with it: a level may lack measures, a visit may wait for them."""
    if not isinstance(thing, Measure):
        return []
    files = thing_of(thing.file)
    return [*(threat_of(file) for file in files), *(file for file in files if file.noun is Noun.VISIT)]


def causes_of(thing: Thing | None) -> set[str]:
    """The units whose silence explains what it misses."""
    match thing:
        case Site(missed=missed):
            causes = {m.cause for m in missed}
        case Post():
            causes = {thing.call_cause, thing.relief_cause}
        case Leg(behind_cause=cause, units=units) if cause:
            causes = {str(Ref(Noun.UNIT, unit)) for unit in units}
        case _:
            causes = set()
    return {cause for cause in causes if cause}


def _units(*call_signs: str | None) -> list[Ref]:
    return [Ref(Noun.UNIT, call_sign) for call_sign in call_signs if call_sign]


ALSO_DUE: Final = {MISSED.name: (Noun.CHECK,)}
"""A rule speaks of one noun; here it is another that is due by its thresholds."""


def looked_at_again(change: Event | Command) -> frozenset[Noun]:
    """By another threshold or ladder other things may hold, or be due at another time: all of these nouns."""
    match change:
        case ThresholdSet(rule=rule) | SetThreshold(rule=rule) if rule in BY_NAME:
            return frozenset({BY_NAME[rule].noun, *ALSO_DUE.get(rule, ())})
        case ThresholdSet() | SetThreshold():
            return frozenset({Noun.ALERT, Noun.FLOOD})
        case LadderSet() | SetLadder():
            return frozenset({Noun.ALERT})
        case _:
            return frozenset()
