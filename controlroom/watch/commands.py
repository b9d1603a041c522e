"""Everything the watch can be asked to do, and which things it must know to decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from controlroom.watch.access import NoteAccess
from controlroom.watch.accounts import NoteAccount
from controlroom.watch.alerts import Act
from controlroom.watch.baselines import SetBaseline, cell
from controlroom.watch.book import SetThreshold
from controlroom.watch.bulletins import ReportBulletin, concerned
from controlroom.watch.clocks import NoteDifference, NoteJump
from controlroom.watch.companies import RegisterCompany
from controlroom.watch.components import NoteFault
from controlroom.watch.consultations import Consult
from controlroom.watch.described import AssessDescribed, DescribedCommand, NotTheSame, OfferAgain, SamePerson
from controlroom.watch.duty import ROOM, LeaveDuty, MissDuty, TakeDuty
from controlroom.watch.early_warnings import (
    AssessWarning,
    ChangeOfWarning,
    ReportWarning,
    WarningCommand,
)
from controlroom.watch.escalation import SetLadder
from controlroom.watch.files import AddReader, FileCommand, OpenFile, RemoveReader, RestrictFile, file_of
from controlroom.watch.flags import FlagCommand, FlagEntry, UnflagEntry
from controlroom.watch.gatherings import CancelGathering, EnterGathering, GatheringCommand
from controlroom.watch.incidents import IncidentKind, ReportIncident
from controlroom.watch.legs import PlannedLeg, ReportLeg, leg_id
from controlroom.watch.log import CorrectEntry, LogCommand, WriteEntry
from controlroom.watch.measures import (
    ApproveMeasure,
    Draft,
    EndMeasure,
    FixedPost,
    MeasureCommand,
    ProposeChange,
    ProposeMeasure,
    ProvideUrgently,
    RefuseMeasure,
    Terms,
    WithdrawMeasure,
    site_of,
    thing_of,
)
from controlroom.watch.meetings import (
    CallMeeting,
    CloseMeeting,
    GiveOpinion,
    HoldMeeting,
    Invite,
    MeetingCommand,
    MoveMeeting,
    RecordDecision,
    ShareAnalysis,
)
from controlroom.watch.patrols import PlanPatrolCheck, ReportPatrol
from controlroom.watch.persons import (
    ChangePerson,
    ClosePerson,
    PersonCommand,
    RegisterPerson,
    ReopenPerson,
)
from controlroom.watch.posts import ChangePost, ClosePost, OpenPost
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reviews import CloseReview, DecideLine, OpenReview, ReopenLine, ReviewCommand
from controlroom.watch.screens import ForgetScreen, MissScreen, ScreenCommand, SeeScreen
from controlroom.watch.sector_alerts import (
    DraftSectorAlert,
    ReceiveSectorAlert,
    ReleaseSectorAlert,
    SectorAlertCommand,
    SendBackSectorAlert,
    SubmitSectorAlert,
    WithdrawSectorAlert,
    notice_of,
)
from controlroom.watch.service import PutBackInService, TakeOutOfService
from controlroom.watch.shifts import (
    DropShift,
    PlanShift,
    PrepareHandover,
    ShiftCommand,
    SignHandover,
    TakeUpHandover,
    TickItem,
    WithdrawHandover,
    shift_id,
)
from controlroom.watch.sites import DrawAgain, RegisterSite, SetContacts
from controlroom.watch.threat import (
    DecideGaps,
    DropComingLevel,
    SetThreatLevel,
    ThreatCommand,
    subject,
    threat_of,
)
from controlroom.watch.units import HearUnit, MissPulse, RegisterUnit, WithdrawUnit
from controlroom.watch.vehicles import AssessVehicle, UnlistVehicle, VehicleCommand
from controlroom.watch.visitor import VISITOR, ReceiveVisitor, SeeVisitorOff, VisitorCommand
from controlroom.watch.visits import (
    AcknowledgeChange,
    ActivateVisit,
    AmendVisit,
    AnalyseVisit,
    AnnounceVisit,
    ApproveVisit,
    CancelVisit,
    CloseVisit,
    PlanProgramme,
    PlanVisit,
    PostponeVisit,
    ResumeVisit,
    VisitCommand,
)


@dataclass(frozen=True, slots=True)
class PassDeadline:
    """What was expected of `ref` by `due_at` did not happen; `due_at` as the thing says it, without grace."""

    ref: Ref
    kind: str
    due_at: datetime


ReportCommand = ReportIncident | ReportLeg | ReportPatrol | ReportWarning | ReportBulletin
SetupCommand = (
    RegisterUnit
    | RegisterSite
    | OpenPost
    | ClosePost
    | ChangePost
    | PlanVisit
    | PlanPatrolCheck
    | SetThreatLevel
    | SetBaseline
    | GatheringCommand
    | SetContacts
    | RegisterPerson
    | RegisterCompany
)
WatchCommand = (
    MissPulse | HearUnit | NoteJump | NoteDifference | PassDeadline | MissDuty | ScreenCommand | NoteFault
)
DeskCommand = Act | DrawAgain | TakeDuty | LeaveDuty | TakeOutOfService | PutBackInService | ShiftCommand
AdminCommand = SetThreshold | SetLadder | WithdrawUnit | NoteAccess | NoteAccount
FilesCommand = (
    PersonCommand
    | ThreatCommand
    | SetBaseline
    | GatheringCommand
    | VisitCommand
    | MeasureCommand
    | MeetingCommand
    | ReviewCommand
    | VehicleCommand
)
NetworkCommand = RegisterCompany | WarningCommand | SectorAlertCommand | DescribedCommand
SecrecyCommand = FileCommand | VisitorCommand | Consult
Command = (
    ReportCommand
    | SetupCommand
    | WatchCommand
    | DeskCommand
    | AdminCommand
    | SecrecyCommand
    | LogCommand
    | FlagCommand
    | FilesCommand
    | NetworkCommand
)


def concerns(command: Command) -> Iterable[Ref]:
    """The things that deciding `command` looks at; things that those lead to are found on the way."""
    if isinstance(command, ReportCommand):
        return _of_a_report(command)
    if isinstance(command, NetworkCommand):
        return _of_the_network(command)
    match command:
        case RegisterUnit(call_sign=key, company=company):
            return _named((Noun.UNIT, key), (Noun.COMPANY, company))
        case WithdrawUnit(key) | MissPulse(call_sign=key) | HearUnit(key):
            return [Ref(Noun.UNIT, key)]
        case RegisterSite(code=key):
            return [Ref(Noun.SITE, key), threat_of(Ref(Noun.SITE, key))]
        case DrawAgain(site=key) | SetContacts(site=key):
            return [Ref(Noun.SITE, key)]
        case RegisterPerson(key, particulars=told) | ChangePerson(key, particulars=told):
            return _named((Noun.PERSON, key), (Noun.SITE, told.institution))
        case ClosePerson(key) | ReopenPerson(key):
            return [Ref(Noun.PERSON, key)]
        case OpenPost(code=key, site=site):
            return [Ref(Noun.POST, key), Ref(Noun.SITE, site)]
        case ClosePost(code=key) | ChangePost(code=key):
            return [Ref(Noun.POST, key)]
        case PlanPatrolCheck(id=key, site=site):
            return [Ref(Noun.CHECK, key), Ref(Noun.SITE, site)]
        case SetThreatLevel(scope=key) | DropComingLevel(scope=key) | DecideGaps(scope=key):
            file = subject(key)
            return [Ref(Noun.THREAT, key), *([file] if file else [])]
        case SetBaseline(level=level, of=of):
            return [Ref(Noun.BASELINE, cell(level, of))]
        case EnterGathering(id=key) | CancelGathering(id=key):
            return [Ref(Noun.GATHERING, key)]
        case PlanVisit(code=key, legs=legs):
            return [Ref(Noun.VISIT, key), *(Ref(Noun.LEG, leg_id(key, leg.number)) for leg in legs)]
        case PlanProgramme(code=key, legs=legs):
            return [Ref(Noun.VISIT, key), *(ref for leg in legs for ref in _on_the_way(leg))]
        case (
            AnnounceVisit(code=key)
            | AmendVisit(code=key)
            | AnalyseVisit(code=key)
            | ApproveVisit(code=key)
            | ActivateVisit(code=key)
            | PostponeVisit(code=key)
            | CancelVisit(code=key)
            | ResumeVisit(code=key)
            | CloseVisit(code=key)
            | AcknowledgeChange(code=key)
        ):
            return [Ref(Noun.VISIT, key)]
        case SeeScreen(key) | MissScreen(name=key) | ForgetScreen(key):
            return [Ref(Noun.SCREEN, key)]
        case PassDeadline(ref=ref) if ref.noun is Noun.SHIFT:
            return [ref, ROOM]
        case (
            PassDeadline(ref=ref)
            | NoteJump(ref=ref)
            | NoteDifference(ref=ref)
            | NoteFault(ref=ref)
            | TakeOutOfService(ref=ref)
            | PutBackInService(ref=ref)
        ):
            return [ref]
        case TakeDuty() | LeaveDuty() | MissDuty():
            return [ROOM]
        case PlanShift(starts_at=starts_at):
            return [Ref(Noun.SHIFT, shift_id(starts_at))]
        case FlagEntry(entry) | UnflagEntry(entry):
            return [ROOM, Ref(Noun.FLAG, str(entry)), Ref(Noun.ENTRY, str(entry))]
        case DropShift(shift=key):
            return [Ref(Noun.SHIFT, key)]
        case SignHandover(shift=key, next=follows):
            return [ROOM, *_named((Noun.SHIFT, key), (Noun.SHIFT, follows))]
        case PrepareHandover(key) | WithdrawHandover(key) | TakeUpHandover(key) | TickItem(key):
            return [ROOM, *_named((Noun.SHIFT, key))]
        case (
            RestrictFile(about=about)
            | OpenFile(about=about)
            | AddReader(about=about)
            | RemoveReader(about=about)
        ):
            return [about, file_of(about)]
        case ReceiveVisitor() | SeeVisitorOff():
            return [VISITOR]
        case OpenReview(month=month):
            return [Ref(Noun.REVIEW, month)]
        case DecideLine(month=month, measure=key) | ReopenLine(month=month, measure=key):
            return [Ref(Noun.REVIEW, month), Ref(Noun.MEASURE, key)]
        case CloseReview(month=month, words=words):
            return [Ref(Noun.REVIEW, month), *(Ref(Noun.MEASURE, key) for key in words)]
        case CallMeeting(id=key, file=file):
            return [Ref(Noun.MEETING, key), Ref.parse(file)]
        case (
            MoveMeeting(key)
            | Invite(key)
            | ShareAnalysis(key)
            | GiveOpinion(key)
            | HoldMeeting(key)
            | RecordDecision(key)
            | CloseMeeting(key)
        ):
            return [Ref(Noun.MEETING, key)]
        case SetThreshold(rule=rule, scope=scope):
            return [Ref(Noun.RULE, rule), *([Ref.parse(scope)] if scope else [])]
        case NoteAccess() | NoteAccount() | Consult():
            return []
        case SetLadder(ladder=ladder):
            return [Ref(Noun.LADDER, str(ladder.priority))]
        case WriteEntry(about=about):
            return [*map(Ref.parse, about)]
        case CorrectEntry(entry=entry, about=about):
            return [Ref(Noun.ENTRY, str(entry)), *map(Ref.parse, about)]
        case ProposeMeasure(id=key, draft=draft) | ProvideUrgently(id=key, draft=draft):
            of_it = thing_of(draft.file)
            levels = [threat_of(ref) for ref in of_it]
            return [Ref(Noun.MEASURE, key), *of_it, *levels, *_acted_on(draft.terms, draft.file)]
        case (
            ApproveMeasure(measure=key)
            | RefuseMeasure(measure=key)
            | WithdrawMeasure(measure=key)
            | EndMeasure(measure=key)
        ):
            return [Ref(Noun.MEASURE, key)]
        case ProposeChange(measure=key, terms=terms):
            return [Ref(Noun.MEASURE, key), *_acted_on(terms, "")]
        case AssessVehicle(vehicle=key) | UnlistVehicle(vehicle=key):
            return [Ref(Noun.VEHICLE, key)]
        case _:
            return [Ref(Noun.ALERT, str(command.alert))]


def _of_a_report(command: ReportCommand) -> list[Ref]:
    match command:
        case ReportIncident(report=report, kind=kind, site=site, visit=visit):
            who = report.unit if kind is IncidentKind.DURESS else None
            return _named((Noun.SITE, site), (Noun.VISIT, visit), (Noun.UNIT, who))
        case ReportBulletin():
            return concerned(command)
        case ReportLeg(visit=visit, number=number):
            return _named((Noun.VISIT, visit), (Noun.LEG, leg_id(visit, number)))
        case ReportPatrol(site=site, post=post):
            return _named((Noun.SITE, site), (Noun.POST, post))
        case ReportWarning(ref=key, company=company, site=site):
            return [Ref(Noun.EARLY_WARNING, key), Ref(Noun.COMPANY, company), Ref(Noun.SITE, site)]
        case _:
            assert_never(command)


def _of_the_network(
    command: RegisterCompany | ChangeOfWarning | SectorAlertCommand | DescribedCommand,
) -> list[Ref]:
    match command:
        case RegisterCompany(code=key, sites=sites):
            return [Ref(Noun.COMPANY, key), *(Ref(Noun.SITE, site) for site in sites)]
        case AssessWarning(warning=key, draft=Draft() as draft):
            proposed = ProposeMeasure(command.measure, draft, command.by)
            return [Ref(Noun.EARLY_WARNING, key), *concerns(proposed)]
        case ReceiveSectorAlert(sector_alert=key, company=company):
            return [notice_of(key, company)]
        case DraftSectorAlert(sector_alert=key, basis=basis):
            return _named((Noun.SECTOR_ALERT, key), (Noun.EARLY_WARNING, basis))
        case (
            SubmitSectorAlert(key)
            | SendBackSectorAlert(key)
            | WithdrawSectorAlert(key)
            | ReleaseSectorAlert(key)
        ):
            return [Ref(Noun.SECTOR_ALERT, key)]
        case SamePerson(warning=key, other=other, described=described):
            return [*_two_reports(key, other), Ref(Noun.DESCRIBED, described)]
        case NotTheSame(warning=key, other=other) | OfferAgain(warning=key, other=other):
            return _two_reports(key, other)
        case AssessDescribed(described=key):
            return [Ref(Noun.DESCRIBED, key)]
        case _:
            return [Ref(Noun.EARLY_WARNING, command.warning)]


def _two_reports(one: str, other: str) -> list[Ref]:
    return [Ref(Noun.EARLY_WARNING, one), Ref(Noun.EARLY_WARNING, other)]


def _on_the_way(leg: PlannedLeg) -> list[Ref]:
    units = (Ref(Noun.UNIT, unit) for unit in leg.units)
    return [Ref(Noun.SITE, leg.origin), Ref(Noun.SITE, leg.destination), *units]


def _acted_on(terms: Terms | None, file: str) -> list[Ref]:
    """The post that a measure is to open, and the site of a post or of patrols."""
    site = site_of(terms, file)
    code = terms.code if isinstance(terms, FixedPost) else None
    return _named((Noun.POST, code), (Noun.SITE, site))


def _named(*pairs: tuple[Noun, str | None]) -> list[Ref]:
    return [Ref(noun, key) for noun, key in pairs if key]
