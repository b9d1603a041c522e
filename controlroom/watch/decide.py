"""What follows from a command, given what the world knows: events, or a refusal that says why."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from controlroom.watch import alerts, clocks, incidents, legs, patrols, posts, sites, threat, units, visits
from controlroom.watch.alerts import Acknowledge, Alert
from controlroom.watch.clocks import Clock, NoteDifference, NoteJump
from controlroom.watch.commands import Command, PassDeadline
from controlroom.watch.events import Event
from controlroom.watch.fold import expectations
from controlroom.watch.incidents import (
    Incident,
    IncidentKind,
    IncidentReported,
    IncidentTaken,
    ReportIncident,
)
from controlroom.watch.legs import Leg, LegReported, ReportLeg, leg_id
from controlroom.watch.patrols import PatrolCheck, PatrolReported, PlanPatrolCheck, ReportPatrol, answered_by
from controlroom.watch.posts import OpenPost, Post
from controlroom.watch.refs import Expectation, Noun, Ref
from controlroom.watch.sites import RegisterSite, Site
from controlroom.watch.threat import SetThreatLevel, Threat
from controlroom.watch.units import HearUnit, MissPulse, RegisterUnit, Unit, WithdrawUnit
from controlroom.watch.visits import PlanVisit, Visit
from controlroom.watch.world import World


def handle(world: World, command: Command, actor: str, now: datetime) -> int | None:
    """Decide and record; the number of the first event that followed, or None if nothing had to."""
    before = world.seq
    for event in decide(world, command, now):
        world.record(event, actor, now)
    return before + 1 if world.seq > before else None


def decide(world: World, command: Command, now: datetime) -> Sequence[Event]:
    match command:
        case ReportIncident():
            return _incident(world, command, now)
        case ReportLeg():
            return _leg(world, command, now)
        case ReportPatrol():
            return _patrol(world, command, now)
        case RegisterUnit(call_sign=key) | WithdrawUnit(key) | MissPulse(call_sign=key) | HearUnit(key):
            return units.decide(world.get(Noun.UNIT, key, Unit), command, now)
        case RegisterSite(code=key):
            return sites.decide(world.get(Noun.SITE, key, Site), command)
        case OpenPost(code=key, site=site):
            world.known(Noun.SITE, site, Site)
            return posts.decide(world.get(Noun.POST, key, Post), command, now)
        case PlanPatrolCheck(id=key, site=site):
            world.known(Noun.SITE, site, Site)
            return patrols.decide(world.get(Noun.CHECK, key, PatrolCheck), command)
        case PlanVisit(code=key):
            return visits.decide(world.get(Noun.VISIT, key, Visit), command)
        case SetThreatLevel(scope=key):
            return threat.decide(world.get(Noun.THREAT, key, Threat), command)
        case Acknowledge():
            return _acknowledge(world, command)
        case PassDeadline() | NoteJump() | NoteDifference():
            return _notice(world, command, now)
        case _:
            assert_never(command)


def _incident(world: World, command: ReportIncident, now: datetime) -> list[IncidentReported]:
    duress = command.kind is IncidentKind.DURESS
    if duress:
        world.known(Noun.UNIT, command.report.unit, Unit)
        command = _without_what_is_unknown(world, command)
    if command.site:
        world.known(Noun.SITE, command.site, Site)
    if command.visit:
        world.known(Noun.VISIT, command.visit, Visit)
    reported = IncidentReported(
        report=command.report,
        at=min(command.report.at, now),
        what=command.kind,
        priority=1 if duress else command.priority,
        site=command.site,
        visit=command.visit,
        account=command.account,
    )
    return [reported]


def _without_what_is_unknown(world: World, call: ReportIncident) -> ReportIncident:
    """A call for help is taken even if the place that it names does not exist."""
    site = call.site if call.site and world.get(Noun.SITE, call.site, Site) else None
    visit = call.visit if call.visit and world.get(Noun.VISIT, call.visit, Visit) else None
    return replace(call, site=site, visit=visit)


def _leg(world: World, command: ReportLeg, now: datetime) -> list[LegReported]:
    world.known(Noun.VISIT, command.visit, Visit)
    leg = world.known(Noun.LEG, leg_id(command.visit, command.number), Leg)
    reported = LegReported(
        report=command.report,
        at=min(command.report.at, now),
        visit=command.visit,
        number=command.number,
        status=command.status,
        eta=command.eta,
        off_task=command.report.unit not in leg.units,
        text=command.text,
    )
    return [reported]


def _patrol(world: World, command: ReportPatrol, now: datetime) -> list[PatrolReported]:
    unit, at = command.report.unit, min(command.report.at, now)
    check, off_task = None, False
    if command.post:
        off_task = unit not in world.known(Noun.POST, command.post, Post).units
    if command.site:
        world.known(Noun.SITE, command.site, Site)
        check = answered_by(world.checks.get(command.site, {}).values(), command, at)
        off_task = off_task or (check is not None and check.unit not in (None, unit))
    reported = PatrolReported(
        report=command.report,
        at=at,
        what=command.what,
        site=command.site,
        post=command.post,
        check=check.id if check else None,
        checkpoint=command.checkpoint,
        relieves=command.relieves,
        off_task=off_task,
        reason=command.reason,
        text=command.text,
    )
    return [reported]


def _acknowledge(world: World, command: Acknowledge) -> list[Event]:
    alert = world.known(Noun.ALERT, str(command.alert), Alert)
    events: list[Event] = [*alerts.decide(alert, command)]
    about = Ref.parse(alert.object)
    if events and about.noun is Noun.INCIDENT:
        events.append(IncidentTaken(int(about.key), command.by))
    return events


def _notice(
    world: World, command: PassDeadline | NoteJump | NoteDifference, now: datetime
) -> Sequence[Event]:
    """What nobody reported: the watch found it by itself."""
    if isinstance(command, PassDeadline):
        return _pass(world, command, now)
    return clocks.decide(world.get(Noun.CLOCK, command.ref.key, Clock), command, now)


def _pass(world: World, command: PassDeadline, now: datetime) -> Sequence[Event]:
    """Only a thing that still expects just this can miss it: a report of the same moment comes first."""
    thing = world.things.get(command.ref)
    if thing is None or Expectation(command.kind, command.due_at) not in expectations(thing):
        return []
    match thing:
        case Unit():
            return units.pass_deadline(thing, command.kind)
        case Post():
            return posts.pass_deadline(thing, command.kind, now)
        case PatrolCheck():
            return patrols.pass_deadline(thing, command.kind)
        case Visit():
            return visits.pass_deadline(thing, command.kind)
        case Leg():
            return legs.pass_deadline(thing, command.kind, now)
        case Incident():
            return incidents.pass_deadline(thing, command.kind)
        case Clock():
            return clocks.pass_deadline(thing, command.kind)
        case _:
            return []
