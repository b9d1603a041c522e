"""What follows from a command on a file: a person, a level, a gathering, a visit, a measure, a meeting, a
vehicle.

Each is decided by its own noun; here it is given what it has to see besides.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, assert_never

from controlroom.errors import Lack, Refused, Term, Unknown
from controlroom.watch import (
    baselines,
    gatherings,
    measures,
    meetings,
    persons,
    reviews,
    threat,
    vehicles,
    visits,
)
from controlroom.watch.baselines import Baseline, SetBaseline, cell
from controlroom.watch.commands import FilesCommand, concerns
from controlroom.watch.events import Event
from controlroom.watch.files import CAN_BE_RESTRICTED
from controlroom.watch.gatherings import CancelGathering, EnterGathering, Gathering
from controlroom.watch.in_force import follow
from controlroom.watch.legs import Leg, leg_id
from controlroom.watch.measures import (
    ApproveMeasure,
    ChangeOfMeasure,
    FixedPost,
    Measure,
    MeasureCommand,
    ProposeChange,
    ProposeMeasure,
    ProvideUrgently,
    is_over,
    site_of,
    thing_of,
)
from controlroom.watch.meetings import CallMeeting, Meeting, MeetingCommand, MeetingEvent
from controlroom.watch.persons import ChangePerson, Person, PersonCommand, RegisterPerson
from controlroom.watch.posts import Post
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reviews import Review, ReviewCommand
from controlroom.watch.sites import Site
from controlroom.watch.threat import Threat, ThreatCommand, threat_of
from controlroom.watch.units import Unit
from controlroom.watch.unknown import no_such
from controlroom.watch.vehicles import SightedVehicle, VehicleCommand
from controlroom.watch.visits import PlanProgramme, Visit, VisitCommand
from controlroom.watch.words import mark
from controlroom.watch.world import World

A_MEASURE: Final = mark("%(kind)s (%(id)s)")
NO_SCOPE: Final = mark("%(scope)s has no threat level: it is no country, no place and no file")


def decide(world: World, command: FilesCommand, now: datetime) -> Sequence[Event]:
    if isinstance(command, VisitCommand):
        return _visit(world, command, now)
    if isinstance(command, MeasureCommand):
        return _measure(world, command, now)
    if isinstance(command, ThreatCommand):
        return _threat(world, command, now)
    if isinstance(command, PersonCommand):
        return _person(world, command)
    if isinstance(command, MeetingCommand):
        return _meeting(world, command, now)
    if isinstance(command, ReviewCommand):
        return _review(world, command, now)
    if isinstance(command, VehicleCommand):
        return vehicles.decide(world.get(Noun.VEHICLE, command.vehicle, SightedVehicle), command, now)
    match command:
        case SetBaseline(level=level, of=of):
            return baselines.decide(world.get(Noun.BASELINE, cell(level, of), Baseline), command)
        case EnterGathering(id=key):
            return gatherings.decide(world.get(Noun.GATHERING, key, Gathering), command)
        case CancelGathering(id=key):
            return gatherings.cancel(world.known(Noun.GATHERING, key, Gathering), command, now)
        case _:
            assert_never(command)


def _visit(world: World, command: VisitCommand, now: datetime) -> Sequence[Event]:
    visit = world.get(Noun.VISIT, command.code, Visit)
    legs = (world.get(Noun.LEG, leg_id(command.code, n), Leg) for n in (visit.open_legs if visit else ()))
    on_the_way = command.legs if isinstance(command, PlanProgramme) else ()
    named = {place for leg in on_the_way for place in (leg.origin, leg.destination)}
    sight = visits.Sight(
        {leg.number: leg for leg in legs if leg},
        frozenset(site for site in named if world.get(Noun.SITE, site, Site)),
        frozenset(unit for leg in on_the_way for unit in leg.units if world.get(Noun.UNIT, unit, Unit)),
        tuple(_lack(one) for one in world.undecided(str(Ref(Noun.VISIT, command.code)))),
    )
    return visits.decide(visit, command, sight, now)


def _lack(measure: Measure) -> Lack:
    return Lack(A_MEASURE, {"kind": Term(measures.TITLES[measure.kind]), "id": measure.id})


def _measure(world: World, command: MeasureCommand, now: datetime) -> Sequence[Event]:
    if isinstance(command, ProposeMeasure | ProvideUrgently):
        return new_measure(world, command, now)
    return _changed_measure(world, command, now)


def new_measure(world: World, command: ProposeMeasure | ProvideUrgently, now: datetime) -> Sequence[Event]:
    file = command.draft.file
    if not any(world.things.get(ref) for ref in thing_of(file)):
        raise Unknown(mark("there is no %(thing)s"), field="file", thing=file)
    known = world.get(Noun.MEASURE, command.id, Measure)
    terms = command.draft.terms
    if known is None and isinstance(terms, FixedPost):
        _must_be_free(world, terms.code, command.id)
    _must_be_somewhere(world, terms)
    return follow(world, known, measures.decide(known, command, _of_file(world, file), now), now)


def _must_be_free(world: World, code: str, measure: str) -> None:
    """Of two measures for one post the second would close it under the feet of the first."""
    post = world.get(Noun.POST, code, Post)
    if post and post.closed_at is None and post.measure != measure:
        raise Refused(mark("Post %(post)s stands already."), field="code", post=code)
    if world.promised(code, measure):
        raise Refused(mark("Post %(post)s is to stand for another measure already."), field="code", post=code)


def _must_be_somewhere(world: World, terms: measures.Terms | None) -> None:
    """A post or rounds at a site that does not exist would be opened there when the time comes."""
    if named := site_of(terms, ""):
        world.known(Noun.SITE, named, Site)


def _changed_measure(world: World, command: ChangeOfMeasure, now: datetime) -> Sequence[Event]:
    measure = world.known(Noun.MEASURE, command.measure, Measure)
    if isinstance(command, ProposeChange):
        _must_be_somewhere(world, command.terms)
    if isinstance(command, ApproveMeasure) and measure.pending:
        terms = measure.pending.terms
        ends = measure.pending.decision is measures.Decision.END
        if isinstance(terms, FixedPost) and not ends:
            _must_be_free(world, terms.code, measure.id)
    happened = measures.decide(measure, command, _of_file(world, measure.file), now)
    return follow(world, measure, happened, now)


def _of_file(world: World, file: str) -> measures.Sight:
    """What the file is like now, whatever it is."""
    ref = next((ref for ref in thing_of(file) if world.things.get(ref)), None)
    if ref is None:
        return measures.Sight()
    thing, set_for_it = world.things[ref], world.get(*threat_of(ref), Threat)
    level = getattr(thing, "threat_level", set_for_it.level if set_for_it else None)
    return measures.Sight(level, is_over(thing))


def _threat(world: World, command: ThreatCommand, now: datetime) -> Sequence[Event]:
    current = world.get(Noun.THREAT, command.scope, Threat)
    if current is None and not threat.is_scope(command.scope):
        raise Refused(NO_SCOPE, field="scope", scope=command.scope)
    file = threat.subject(command.scope)
    if file and world.things.get(file) is None:
        raise no_such(*file)
    return threat.decide(current, command, world.sight_of_level(command.scope), now)


def _person(world: World, command: PersonCommand) -> Sequence[Event]:
    if isinstance(command, RegisterPerson | ChangePerson) and command.particulars.institution:
        world.known(Noun.SITE, command.particulars.institution, Site)
    return persons.decide(world.get(Noun.PERSON, command.code, Person), command)


def _meeting(world: World, command: MeetingCommand, now: datetime) -> list[MeetingEvent]:
    if not isinstance(command, CallMeeting):
        return meetings.decide(world.known(Noun.MEETING, command.meeting, Meeting), command, now)
    about = Ref.parse(command.file)
    if about.noun not in CAN_BE_RESTRICTED or world.things.get(about) is None:
        raise Unknown(mark("there is no %(thing)s"), field="file", thing=about)
    return meetings.decide(world.get(Noun.MEETING, command.id, Meeting), command, now)


def _review(world: World, command: ReviewCommand, now: datetime) -> Sequence[Event]:
    named = [ref for ref in concerns(command) if ref.noun is Noun.MEASURE]
    known = {ref.key: world.get(*ref, Measure) for ref in named}
    found = {key: measure for key, measure in known.items() if measure}

    def propose(measure: Measure, change: ProposeChange) -> list[measures.MeasureEvent]:
        return measures.decide(measure, change, _of_file(world, measure.file), now)

    return reviews.decide(world.get(Noun.REVIEW, command.month, Review), command, found, propose, now)
