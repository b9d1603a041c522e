"""What follows from a command, given what the world knows: events, or a refusal that says why."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from controlroom.errors import Unknown
from controlroom.watch import (
    access,
    accounts,
    alerts,
    book,
    bulletins,
    clocks,
    components,
    dossiers,
    duty,
    escalation,
    files,
    flags,
    log,
    network,
    patrols,
    posts,
    screens,
    service,
    shifts,
    sites,
    units,
    vehicles,
    visitor,
)
from controlroom.watch.access import NoteAccess
from controlroom.watch.accounts import NoteAccount
from controlroom.watch.alerts import Acknowledge, Act, Alert, Close
from controlroom.watch.behaviours import BehaviourJudged, tally_of
from controlroom.watch.book import SetThreshold
from controlroom.watch.bulletins import Bulletin, ReportBulletin
from controlroom.watch.clocks import Clock, NoteDifference, NoteJump
from controlroom.watch.commands import Command, FilesCommand, NetworkCommand, PassDeadline
from controlroom.watch.companies import Company
from controlroom.watch.components import Component, NoteFault
from controlroom.watch.consultations import Consult
from controlroom.watch.duty import ROOM, Duty, LeaveDuty, MissDuty, TakeDuty
from controlroom.watch.escalation import SetLadder
from controlroom.watch.events import Event
from controlroom.watch.files import (
    CAN_BE_RESTRICTED,
    AddReader,
    File,
    FileCommand,
    OpenFile,
    RemoveReader,
    RestrictFile,
    file_of,
)
from controlroom.watch.flags import Flag, FlagEntry, UnflagEntry
from controlroom.watch.incidents import (
    Incident,
    IncidentKind,
    IncidentReported,
    IncidentSettled,
    IncidentTaken,
    ReportIncident,
    Vehicle,
)
from controlroom.watch.legs import Leg, LegReported, ReportLeg, leg_id
from controlroom.watch.log import CorrectEntry, Entry, LogCommand, LogEvent, WriteEntry
from controlroom.watch.overdue import pass_deadline
from controlroom.watch.patrols import PatrolCheck, PatrolReported, PlanPatrolCheck, ReportPatrol, answered_by
from controlroom.watch.posts import ChangePost, ClosePost, OpenPost, Post
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.rules import BY_NAME, THRESHOLDS
from controlroom.watch.screens import ForgetScreen, MissScreen, Screen, SeeScreen
from controlroom.watch.service import CAN_REST, PutBackInService, TakeOutOfService
from controlroom.watch.shifts import (
    DropShift,
    HandoverCommand,
    PlanShift,
    PrepareHandover,
    Shift,
    SignHandover,
    TakeUpHandover,
    TickItem,
    WithdrawHandover,
    shift_id,
)
from controlroom.watch.sites import DrawAgain, RegisterSite, SetContacts, Site
from controlroom.watch.threat import (
    Threat,
    threat_of,
)
from controlroom.watch.units import HearUnit, MissPulse, RegisterUnit, Unit, UnitCaughtUp, WithdrawUnit
from controlroom.watch.vehicles import Source, VehicleSighted
from controlroom.watch.visitor import VISITOR, ReceiveVisitor, SeeVisitorOff, Visitor
from controlroom.watch.visits import (
    Visit,
)
from controlroom.watch.words import mark
from controlroom.watch.world import World


def handle(world: World, command: Command, actor: str, now: datetime) -> int | None:
    """Decide and record; the number of the first event that followed, or None if nothing had to."""
    before = world.seq
    for event in decide(world, command, now):
        world.record(event, actor, now)
    return before + 1 if world.seq > before else None


def decide(world: World, command: Command, now: datetime) -> Sequence[Event]:
    if isinstance(command, FilesCommand):
        return dossiers.decide(world, command, now)
    if isinstance(command, NetworkCommand):
        return network.decide(world, command, now)
    match command:
        case ReportIncident():
            return _incident(world, command, now)
        case ReportBulletin():
            return _bulletin(world, command, now)
        case ReportLeg():
            return _leg(world, command, now)
        case ReportPatrol():
            return _patrol(world, command, now)
        case RegisterUnit(call_sign=key, company=company):
            if company:
                world.known(Noun.COMPANY, company, Company)
            return units.decide(world.get(Noun.UNIT, key, Unit), command, now)
        case MissPulse(call_sign=key) | HearUnit(key):
            return units.decide(world.get(Noun.UNIT, key, Unit), command, now)
        case WithdrawUnit(call_sign=key):
            gone = units.decide(world.get(Noun.UNIT, key, Unit), command, now)
            return [*gone, *_released(world, key)] if gone else []
        case RegisterSite(code=key):
            return sites.decide(world.get(Noun.SITE, key, Site), _at_its_level(world, command))
        case DrawAgain(site=key):
            return sites.draw_again(world.known(Noun.SITE, key, Site), command)
        case SetContacts(site=key):
            return sites.set_contacts(world.known(Noun.SITE, key, Site), command)
        case OpenPost(code=key, site=site):
            world.known(Noun.SITE, site, Site)
            return posts.decide(world.get(Noun.POST, key, Post), command, now)
        case ClosePost(code=key) | ChangePost(code=key):
            return posts.decide(world.known(Noun.POST, key, Post), command, now)
        case PlanPatrolCheck(id=key, site=site):
            world.known(Noun.SITE, site, Site)
            return patrols.decide(world.get(Noun.CHECK, key, PatrolCheck), command)
        case NoteJump() | NoteDifference():
            return clocks.decide(world.get(Noun.CLOCK, command.ref.key, Clock), command, now)
        case SeeScreen(key) | MissScreen(name=key) | ForgetScreen(key):
            return screens.decide(world.get(Noun.SCREEN, key, Screen), command)
        case NoteFault():
            return components.decide(world.get(*command.ref, Component), command, now)
        case PassDeadline():
            return pass_deadline(world, command, now)
        case TakeDuty() | LeaveDuty() | MissDuty():
            return duty.decide(world.get(*ROOM, Duty), command, now)
        case PlanShift(starts_at=starts_at):
            return shifts.plan(world.get(Noun.SHIFT, shift_id(starts_at), Shift), command, now)
        case FlagEntry(entry=entry) | UnflagEntry(entry=entry):
            flag = world.get(Noun.FLAG, str(entry), Flag)
            line = world.get(Noun.ENTRY, str(entry), Entry)
            return flags.decide(flag, line, command, world.duty.shift, now)
        case DropShift(shift=key):
            return shifts.plan(world.get(Noun.SHIFT, key, Shift), command, now)
        case PrepareHandover() | WithdrawHandover() | TakeUpHandover() | TickItem() | SignHandover():
            return _hand_over(world, command, now)
        case PutBackInService(ref=ref):
            return service.decide(_out_until(world, ref), command, now)
        case TakeOutOfService(ref=ref):
            out = service.decide(_out_until(world, ref), command, now)
            return [*out, *_released(world, ref.key)] if out and ref.noun is Noun.UNIT else out
        case RestrictFile() | OpenFile() | AddReader() | RemoveReader():
            return _file(world, command)
        case ReceiveVisitor() | SeeVisitorOff():
            return visitor.decide(world.get(*VISITOR, Visitor), command)
        case SetThreshold():
            return _set_threshold(world, command)
        case NoteAccount():
            return accounts.decide(command)
        case NoteAccess():
            return access.decide(command)
        case Consult(consultation):
            return [consultation]
        case WriteEntry() | CorrectEntry():
            return _log(world, command)
        case SetLadder(ladder=ladder):
            return escalation.decide(world.book.ladders.get(ladder.priority), command)
        case _:
            return _act(world, command, now)


def _at_its_level(world: World, command: RegisterSite) -> RegisterSite:
    """Once somebody has set the level of a site, no list of sites changes it."""
    site = world.get(Noun.SITE, command.code, Site)
    set_by_hand = world.get(*threat_of(Ref(Noun.SITE, command.code)), Threat)
    return replace(command, threat_level=site.threat_level) if site and set_by_hand else command


def _incident(world: World, command: ReportIncident, now: datetime) -> Sequence[Event]:
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
        tally=tally_of(command),
    )
    said = command.account.vehicle if command.account else None
    return [reported, *_sighted(world, reported, said, Source.INCIDENT)]


def _sighted(
    world: World, told: IncidentReported | PatrolReported, said: Vehicle | None, source: Source
) -> list[VehicleSighted]:
    """The report will have the next number of the journal."""
    return vehicles.sighted(
        world.secret,
        told.report,
        said,
        at=told.at,
        site=told.site,
        source=source,
        known_by=str(world.seq + 1),
        visit=told.visit if isinstance(told, IncidentReported) else None,
    )


def _without_what_is_unknown(world: World, call: ReportIncident) -> ReportIncident:
    """A call for help is taken even if the place that it names does not exist."""
    site = call.site if call.site and world.get(Noun.SITE, call.site, Site) else None
    visit = call.visit if call.visit and world.get(Noun.VISIT, call.visit, Visit) else None
    return replace(call, site=site, visit=visit)


def _bulletin(world: World, command: ReportBulletin, now: datetime) -> Sequence[Event]:
    found = [world.get(*ref, Bulletin) for ref in bulletins.concerned(command)]
    known = {one.key: one for one in found if one}
    incidents = (world.get(Noun.INCIDENT, str(one.incident), Incident) for one in known.values())
    settled = frozenset(one.id for one in incidents if one and one.settled)
    return bulletins.decide(command, bulletins.Sight(known, settled, world.seq + 1), now)


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


def _patrol(world: World, command: ReportPatrol, now: datetime) -> Sequence[Event]:
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
        vehicle=command.vehicle,
    )
    return [reported, *_sighted(world, reported, command.vehicle, Source.PATROL)]


def _hand_over(world: World, command: HandoverCommand, now: datetime) -> Sequence[Event]:
    shift = world.get(Noun.SHIFT, command.shift, Shift)
    follows = world.get(Noun.SHIFT, command.next, Shift) if isinstance(command, SignHandover) else None
    decided = shifts.decided_alerts(shift) if shift else {}
    known = {key: world.get(*ref, Alert) for key, ref in decided.items()}
    open_ones = {key: alert for key, alert in known.items() if alert}
    return shifts.hand_over(shift, command, shifts.Sight(world.duty, follows, open_ones), now)


def _released(world: World, call_sign: str) -> list[UnitCaughtUp]:
    """Nobody waits any more for what it could not report while it was silent."""
    unit = world.get(Noun.UNIT, call_sign, Unit)
    waiting = unit is not None and unit.explains
    return [UnitCaughtUp(call_sign, world.explained_by(call_sign))] if waiting else []


def _out_until(world: World, ref: Ref) -> datetime | None:
    thing = world.things.get(ref)
    if ref.noun not in CAN_REST or thing is None or getattr(thing, "closed_at", None):
        raise Unknown(mark("there is no %(ref)s that can be out of service"), field="ref", ref=ref)
    until: datetime | None = getattr(thing, "out_until", None)
    return until


def _file(world: World, command: FileCommand) -> Sequence[Event]:
    about = command.about
    if about.noun not in CAN_BE_RESTRICTED or world.things.get(about) is None:
        raise Unknown(mark("there is no %(thing)s"), field="ref", thing=about)
    return files.decide(world.get(*file_of(about), File), command)


def _set_threshold(world: World, command: SetThreshold) -> Sequence[Event]:
    threshold = THRESHOLDS.get((command.rule, command.name))
    if threshold is None:
        raise Unknown(
            mark("%(rule)s has no threshold %(name)s"), field="name", rule=command.rule, name=command.name
        )
    if command.scope and world.things.get(Ref.parse(command.scope)) is None:
        raise Unknown(mark("there is no %(thing)s"), field="scope", thing=command.scope)
    return book.decide(threshold, world.book.terms.get(command.rule), command)


def _log(world: World, command: LogCommand) -> list[LogEvent]:
    known = [ref for ref in command.about if world.things.get(Ref.parse(ref)) is not None]
    corrected = (
        world.get(Noun.ENTRY, str(command.entry), Entry) if isinstance(command, CorrectEntry) else None
    )
    return log.decide(corrected, known, command)


def _act(world: World, act: Act, now: datetime) -> list[Event]:
    """An incident is in the hands of whoever acknowledged its alert, and settled with whoever closed it. So
    is a behaviour that was reported unusually often.
    """
    alert = world.known(Noun.ALERT, str(act.alert), Alert)
    events: list[Event] = [*alerts.decide(alert, act, BY_NAME.get(alert.rule), world.duty, now)]
    about = Ref.parse(alert.object)
    if not events or about.noun not in (Noun.INCIDENT, Noun.BEHAVIOUR):
        return events
    match act:
        case Close() if about.noun is Noun.BEHAVIOUR:
            return [BehaviourJudged(about.key), *events]
        case _ if about.noun is Noun.BEHAVIOUR:
            return events
        case Acknowledge(by=by):
            return [*events, IncidentTaken(int(about.key), by)]
        case Close():
            return [IncidentSettled(int(about.key)), *events]
        case _:
            return events
