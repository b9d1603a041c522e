"""What nobody reported in time: a deadline has passed, and its thing still expects just this."""

from collections.abc import Sequence
from datetime import datetime

from controlroom.watch import (
    alerts,
    bulletins,
    clocks,
    components,
    duty,
    early_warnings,
    flood,
    legs,
    measures,
    patrols,
    posts,
    screens,
    sector_alerts,
    shifts,
    threat,
    units,
    vehicles,
    visits,
)
from controlroom.watch.alerts import Alert
from controlroom.watch.bulletins import Because, Bulletin
from controlroom.watch.clocks import Clock
from controlroom.watch.commands import PassDeadline
from controlroom.watch.components import Component
from controlroom.watch.duty import Duty
from controlroom.watch.early_warnings import EarlyWarning
from controlroom.watch.events import Event
from controlroom.watch.flood import Flood
from controlroom.watch.fold import expectations
from controlroom.watch.in_force import follow
from controlroom.watch.incidents import Incident
from controlroom.watch.legs import Leg
from controlroom.watch.measure_rounds import plan
from controlroom.watch.measures import Measure
from controlroom.watch.patrols import PatrolCheck
from controlroom.watch.posts import Post
from controlroom.watch.refs import Expectation, Noun, Ref
from controlroom.watch.screens import Screen
from controlroom.watch.sector_alerts import Notice, SectorAlert
from controlroom.watch.shifts import Shift
from controlroom.watch.threat import Threat
from controlroom.watch.units import Unit
from controlroom.watch.vehicles import SightedVehicle
from controlroom.watch.visits import Visit
from controlroom.watch.world import World


def pass_deadline(world: World, command: PassDeadline, now: datetime) -> Sequence[Event]:
    """Only a thing that still expects just this can miss it: a report of the same moment comes first."""
    thing = world.things.get(command.ref)
    awaited = Expectation(command.kind, command.due_at)
    if thing is None or awaited not in expectations(thing, world.book):
        return []
    match thing:
        case Unit():
            return units.pass_deadline(thing, command.kind, now, world.explained_by(thing.call_sign))
        case Post():
            return posts.pass_deadline(thing, command.kind, now, world.book, _silent(world, thing.manned_by))
        case PatrolCheck():
            return patrols.pass_deadline(thing, command.kind, _silent(world, thing.unit))
        case Visit():
            return visits.pass_deadline(thing, command.kind)
        case Leg():
            return legs.pass_deadline(thing, command.kind, now, _all_silent(world, thing.units))
        case Clock():
            return clocks.pass_deadline(thing, command.kind)
        case Alert():
            return alerts.pass_deadline(thing, command.kind, world.book, world.duty)
        case Duty():
            return duty.pass_deadline(command.kind)
        case Shift():
            return shifts.pass_deadline(thing, command.kind, world.duty, now)
        case Threat(scope=scope):
            return threat.pass_deadline(thing, command.kind, world.sight_of_level(scope))
        case Flood():
            return flood.pass_deadline(command.kind, now)
        case Screen():
            return screens.pass_deadline(thing, command.kind, now)
        case Component():
            return components.pass_deadline(thing, command.kind)
        case SightedVehicle():
            return vehicles.pass_deadline(thing, command.kind, now)
        case Bulletin(incident=int(number)):
            warned_of = world.get(Noun.INCIDENT, str(number), Incident)
            settled = frozenset({number} if warned_of is None or warned_of.settled else ())
            return bulletins.end(thing, Because.EXPIRED, settled)
        case EarlyWarning():
            return early_warnings.pass_deadline(thing, command.kind)
        case SectorAlert():
            return sector_alerts.expires(thing, now)
        case Notice():
            return sector_alerts.stays_unreceived(thing)
        case Measure():
            return _measure(world, thing, command.kind, now)
        case _:
            return []


def _measure(world: World, measure: Measure, kind: str, now: datetime) -> Sequence[Event]:
    if kind == "plan_rounds":
        return plan(world, measure, now)
    return follow(world, measure, measures.pass_deadline(measure, kind, now), now)


def _silent(world: World, call_sign: str | None) -> str | None:
    """The unit, if it is its silence that explains what was not reported."""
    ref = str(Ref(Noun.UNIT, call_sign)) if call_sign else None
    return ref if world.explains(ref) else None


def _all_silent(world: World, call_signs: Sequence[str]) -> str | None:
    """One of them, if none of them can be heard."""
    silent = [_silent(world, call_sign) for call_sign in call_signs]
    return silent[0] if silent and all(silent) else None
