"""Anything that can happen at the place of tests/unit/watch/room.py, drawn by dice."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

from controlroom.watch.access import NoteAccess, TokenIssued
from controlroom.watch.accounts import AccountRoleChanged, NoteAccount
from controlroom.watch.alerts import (
    Acknowledge,
    Alert,
    AnswerStep,
    Assign,
    Close,
    Disposition,
    Escalate,
    Investigate,
    Note,
    Reset,
    Resolve,
    Shelve,
    UndoAcknowledgement,
    Unshelve,
)
from controlroom.watch.baselines import FileKind, SetBaseline
from controlroom.watch.book import SetThreshold
from controlroom.watch.clocks import NoteDifference
from controlroom.watch.commands import Command
from controlroom.watch.companies import Region, RegisterCompany, Sector
from controlroom.watch.components import NoteFault, Part
from controlroom.watch.consultations import Consult, Data, DataExported, DataViewed, Ground
from controlroom.watch.contacts import Contact
from controlroom.watch.described import AssessDescribed, NotTheSame, OfferAgain, SamePerson, TakeOut
from controlroom.watch.duty import LeaveDuty, MissDuty, Place, TakeDuty
from controlroom.watch.early_warnings import Account as WarningAccount
from controlroom.watch.early_warnings import (
    AdviseOnWarning,
    AssessWarning,
    Behaviour,
    CloseWarning,
    GiveFeedback,
    InvestigateWarning,
    Outcome,
    ReportWarning,
    ShareWarning,
    TriageWarning,
)
from controlroom.watch.escalation import Ladder, Rung, SetLadder
from controlroom.watch.files import AddReader, OpenFile, RemoveReader, RestrictFile
from controlroom.watch.flags import FlagEntry, UnflagEntry
from controlroom.watch.gatherings import CancelGathering, EnterGathering, GatheringKind, Theme
from controlroom.watch.handover import Decision, Item, Line, Section
from controlroom.watch.incidents import Account, IncidentKind, ReportIncident, Vehicle
from controlroom.watch.legs import LegState, PlannedLeg, ReportLeg
from controlroom.watch.log import CorrectEntry, WriteEntry
from controlroom.watch.measures import (
    ApproveMeasure,
    Basis,
    CloseProtection,
    ContactPerson,
    Draft,
    EndMeasure,
    FixedPost,
    MeasureCommand,
    MeasureKind,
    Patrols,
    ProposeChange,
    ProposeMeasure,
    ProvideUrgently,
    RefuseMeasure,
    Terms,
    WithdrawMeasure,
)
from controlroom.watch.measures import Decision as MeasureDecision
from controlroom.watch.meetings import (
    CallMeeting,
    CloseMeeting,
    GiveOpinion,
    HoldMeeting,
    Invite,
    Invitee,
    MoveMeeting,
    RecordDecision,
    Service,
    ShareAnalysis,
)
from controlroom.watch.patrols import PatrolKind, PlanPatrolCheck, ReportPatrol
from controlroom.watch.persons import ChangePerson, ClosePerson, Particulars, RegisterPerson, ReopenPerson
from controlroom.watch.posts import OpenPost
from controlroom.watch.refs import Ref
from controlroom.watch.reports import Position, Report, Status
from controlroom.watch.reviews import CloseReview, DecideLine, OpenReview, ReopenLine
from controlroom.watch.reviews import Line as ReviewLine
from controlroom.watch.rules import THRESHOLDS
from controlroom.watch.screens import ForgetScreen, MissScreen, SeeScreen
from controlroom.watch.sector_alerts import (
    Category,
    Certainty,
    Content,
    DraftSectorAlert,
    How,
    MessageType,
    ReceiveSectorAlert,
    ReleaseSectorAlert,
    SendBackSectorAlert,
    Severity,
    SubmitSectorAlert,
    Texts,
    Urgency,
    WithdrawSectorAlert,
    Words,
)
from controlroom.watch.service import PutBackInService, TakeOutOfService
from controlroom.watch.shifts import (
    DropShift,
    PlanShift,
    PrepareHandover,
    SignHandover,
    TakeUpHandover,
    TickItem,
    WithdrawHandover,
    shift_id,
)
from controlroom.watch.sites import DrawAgain, Names, RegisterSite, SetContacts, SiteKind
from controlroom.watch.threat import Answer, Decided, DecideGaps, DropComingLevel, SetThreatLevel, Source
from controlroom.watch.units import HearUnit, MissPulse, Pulse, RegisterUnit, UnitKind, WithdrawUnit
from controlroom.watch.vehicles import Verdict
from controlroom.watch.visitor import ReceiveVisitor, SeeVisitorOff
from controlroom.watch.visits import (
    AcknowledgeChange,
    ActivateVisit,
    AmendVisit,
    AnalyseVisit,
    AnnounceVisit,
    ApproveVisit,
    CancelVisit,
    CloseVisit,
    Facts,
    Intake,
    PlanProgramme,
    PostponeVisit,
    Rank,
    ResumeVisit,
    VisitKind,
)

UNITS = ("EU-07A", "EU-07B", "ESCORT-1", "PATROL-1")
PEOPLE = ("anna", "bert", "carl")
SITES = ("EU-JL", "EMB-1", "BRU")
STATUSES = (*[Status.ACTUAL] * 6, Status.EXERCISE, Status.TEST)


def any_command(dice: Random, now: datetime, alerts: Sequence[Alert]) -> Command:
    """One thing that a unit, an officer or the set-up may say at `now`; some of it is refused."""
    if alerts and dice.random() < 0.3:
        return dice.choice((_acknowledgement, _act, _act))(dice, now, alerts)
    ways: tuple[Callable[[Random, datetime], Command], ...] = (
        *[_post_word] * 4,
        *[_site_word] * 4,
        *[_leg_word] * 3,
        *[_incident] * 3,
        *[_planned_check] * 2,
        *[_level] * 2,
        _calendar,
        _silence,
        _set_up,
        _duty,
        _roster,
        _handover,
        _plan,
        _secret,
        _consultation,
        _line,
        _protected,
        _meeting,
        _warning,
        _comparison,
        _sector_alert,
        _review,
        measure_word,
        _visit,
    )
    return dice.choice(ways)(dice, now)


def _acknowledgement(dice: Random, now: datetime, alerts: Sequence[Alert]) -> Acknowledge:
    alert = dice.choice(alerts)
    bulk = dice.random() < 0.2
    return Acknowledge(alert.id, dice.choice(PEOPLE), alert.version - dice.choice((0, 0, 0, 1)), bulk)


def _act(dice: Random, now: datetime, alerts: Sequence[Alert]) -> Command:
    alert = dice.choice(alerts)
    number, by, seen = alert.id, dice.choice(PEOPLE), alert.version - dice.choice((0, 0, 0, 1))
    until = now + timedelta(minutes=dice.choice((-5, 5, 120, 700)))
    return dice.choice(
        (
            UndoAcknowledgement(number, alert.acked_by or by),
            Assign(number, by, dice.choice(PEOPLE), seen),
            Investigate(number, by),
            Note(number, by, dice.choice(("called the site", " "))),
            Escalate(number, by, dice.choice(((), ("duty_officer",), ("desk_sound", "webhook:police")))),
            Shelve(number, by, seen, until, dice.choice(("road closed", ""))),
            Unshelve(number, by),
            Resolve(number, by, "seen to"),
            Close(number, by, seen, dice.choice(tuple(Disposition)), dice.choice(("nothing left to do", ""))),
            AnswerStep(number, by, dice.choice(("call", "send", "ask")), dice.choice(("no answer", "sent"))),
            Reset(number, by),
        )
    )


def _duty(dice: Random, now: datetime) -> Command:
    by = dice.choice(PEOPLE)
    take = TakeDuty(by, dice.choice(tuple(Place)), only_if_free=dice.random() < 0.5)
    return dice.choice((take, take, LeaveDuty(by), MissDuty()))


def _roster(dice: Random, now: datetime) -> Command:
    begins = now.replace(minute=0) + timedelta(hours=dice.choice((-1, 0, 0, 1, 2)))
    ends = begins + timedelta(hours=dice.choice((0, 1, 1, 2)))
    planned = PlanShift(begins, ends, "anna", *(dice.choice((None, *PEOPLE)) for _ in range(3)))
    return dice.choice((planned, planned, planned, DropShift(shift_id(begins), "bert")))


def _handover(dice: Random, now: datetime) -> Command:
    """Of a shift that began at a full hour, if one did; its items are what somebody believes they are."""
    begins = now.replace(minute=0) - timedelta(hours=dice.choice((0, 0, 1, 2)))
    shift, by = dice.choice(("", shift_id(begins), shift_id(begins))), dice.choice(PEOPLE)
    items = (
        Item(Section.POST, "post:EU-07"),
        Item(Section.ALERT, "alert:9", 1, "post.left", 1, owner="carl"),
    )
    line = Line(dice.choice(items))
    lines = tuple(map(Line, items)) if dice.random() < 0.5 else ()
    decision = dice.choice((None, *Decision))
    return dice.choice(
        (
            FlagEntry(dice.randint(1, 60), by, dice.random() < 0.5),
            UnflagEntry(dice.randint(1, 60), by),
            PrepareHandover(shift, by, items, ("gate 3", "left")),
            WithdrawHandover(shift, by),
            TakeUpHandover(shift, by),
            TickItem(shift, by, line, decision, "carl", dice.random() < 0.9),
            SignHandover(shift, by, lines, ("",) * len(lines), shift_id(begins + timedelta(hours=1))),
        )
    )


def _plan(dice: Random, now: datetime) -> Command:
    """What an administrator or an officer sets for a while, or otherwise."""
    threshold = dice.choice(sorted(THRESHOLDS))
    least, most = THRESHOLDS[threshold].least, THRESHOLDS[threshold].most
    value = dice.choice((None, least, least + (most - least) * 0.1, most, most + 1))
    scope = dice.choice(("", "", "post:EU-07", "site:EU-JL", "unit:PATROL-1", "site:NOWHERE"))
    resting = Ref.parse(dice.choice(("post:EU-07", "unit:PATROL-1", "unit:NOBODY", "screen:W-1")))
    rungs = dice.choice(((), (Rung(45, ("desk_sound",)),), (Rung(9, ("wall",)), Rung(9, ("deputy",)))))
    return dice.choice(
        (
            SetThreshold(*threshold, value, "chief", scope),
            SetLadder(Ladder(dice.randint(1, 4), rungs, dice.choice((None, 120))), "chief"),
            TakeOutOfService(resting, now + timedelta(minutes=dice.choice((-1, 20, 300))), "repair", "anna"),
            PutBackInService(resting, "anna"),
            NoteAccount(AccountRoleChanged("anna", "operator", "duty_officer", "chief")),
            NoteAccess(TokenIssued("PATROL-1", "9f86d081884c")),
        )
    )


def _secret(dice: Random, _: datetime) -> Command:
    """Who may read what, and whether somebody is in the room who may not."""
    about = Ref.parse(dice.choice(("visit:V-1", "site:EU-JL", "site:NOWHERE", "post:EU-07", "person:P-0001")))
    by, other, why = dice.choice(PEOPLE), dice.choice(PEOPLE), dice.choice(("a threat", ""))
    return dice.choice(
        (
            RestrictFile(about, by, why, (other,)),
            AddReader(about, by, other, why),
            RemoveReader(about, by, other),
            OpenFile(about, by, why),
            ReceiveVisitor(by),
            SeeVisitorOff(by),
        )
    )


def measure_word(dice: Random, now: datetime) -> Command:
    """What three people do with four measures; the numbers of versions are as good as guessed."""
    key, by, other = f"M-{dice.randint(1, 4)}", dice.choice(PEOPLE), dice.choice(PEOPLE)
    version, hours = dice.choice((1, 1, 2, 2, 3, 4)), dice.choice((-30, 0, 1, 40, 100, 400))
    begins, ends = now + timedelta(hours=dice.choice((-1, 0, 0, 30))), now + timedelta(hours=hours)
    terms: tuple[Terms, ...] = (
        ContactPerson("Peeters", "112"),
        FixedPost("EMB-1A", dice.choice((1, 2)), 240),
        FixedPost(dice.choice(("EU-07", "EMB-1A")), 2, 240, units=UNITS[:2], site="EU-JL"),
        Patrols(dice.choice((0, 2)), time(8), time(20)),
        CloseProtection(dice.choice(((), ("ESCORT-1",)))),
    )
    draft = Draft(
        dice.choice(("site:EMB-1", "site:EU-JL", "visit:V-1", "site:NOWHERE")),
        "local police",
        Basis.STATUS,
        dice.choice(terms),
        begins,
        dice.choice((ends, None)),
        dice.choice((now.date(), None)),
        dice.choice(("a threat", "a threat", "")),
        final=dice.random() < 0.2,
    )
    change = ProposeChange(
        key,
        dice.choice(tuple(MeasureDecision)),
        by,
        "evaluated",
        dice.choice((None, None, *terms)),
        dice.choice((None, begins)),
        dice.choice((ends, None)),
        now.date(),
    )
    approval = ApproveMeasure(key, version, "Minister", dice.choice(("BI/1", "BI/2", "")), now.date(), other)
    ways: tuple[MeasureCommand, ...] = (
        ProposeMeasure(key, draft, by),
        ProvideUrgently(key, draft, by),
        *[approval] * 3,
        RefuseMeasure(key, version, other, "no"),
        WithdrawMeasure(key, version, by, ""),
        change,
        change,
        EndMeasure(key, by, "over"),
    )
    return dice.choice(ways)


def _consultation(dice: Random, now: datetime) -> Consult:
    deed = dice.choice((DataViewed, DataViewed, DataExported))
    ground = dice.choice((None, Ground.ALERT))
    things = dice.choice(((), ("alert:1", "incident:1")))
    words = dice.choice((None, "grey van"))
    return Consult(deed(dice.choice(tuple(Data)), "/alerts/1", "0f3a", things, ground=ground, words=words))


def _report(dice: Random, now: datetime) -> Report:
    """Mostly just now; sometimes from an hour of no coverage, sometimes from a clock that runs ahead."""
    late = dice.choice((0, 0, 0, 1, 30, 90, -5))
    where = Position(50.8, 4.4, 12.5, now) if dice.random() < 0.3 else None
    unit, marked = dice.choice(UNITS), dice.choice(STATUSES)
    number = str(UUID(int=dice.getrandbits(128)))
    return Report(number, unit, now - timedelta(minutes=late), position=where, status=marked)


def _post_word(dice: Random, now: datetime) -> ReportPatrol:
    words = (PatrolKind.MANNED, PatrolKind.RELIEF, PatrolKind.CHECK_CALL, PatrolKind.LEFT)
    report = replace(_report(dice, now), unit=dice.choice(("EU-07A", "EU-07B")))
    return ReportPatrol(report, dice.choice(words), post="EU-07", text=dice.choice((None, "all quiet")))


def _site_word(dice: Random, now: datetime) -> ReportPatrol:
    words = (PatrolKind.CHECK, PatrolKind.CHECK, PatrolKind.STARTED, PatrolKind.FINDING, PatrolKind.EXCUSED)
    return ReportPatrol(_report(dice, now), dice.choice(words), site=dice.choice(SITES), reason="no car")


def _leg_word(dice: Random, now: datetime) -> ReportLeg:
    eta = now + timedelta(minutes=dice.randint(-10, 60)) if dice.random() < 0.4 else None
    status = dice.choice((None, *LegState))
    return ReportLeg(_report(dice, now), "V-1", dice.choice((1, 2)), status, eta, text="by the ring")


def _incident(dice: Random, now: datetime) -> ReportIncident:
    said = Account("grey van", "three times", "odd", Vehicle("1-ABC-123", "BE", "VW", "grey"))
    kind = dice.choice(tuple(IncidentKind))
    site, visit = dice.choice((None, *SITES)), dice.choice((None, "V-1"))
    return ReportIncident(
        _report(dice, now), kind, dice.randint(1, 4), site, visit, dice.choice((None, said))
    )


def _planned_check(dice: Random, now: datetime) -> PlanPatrolCheck:
    start = now + timedelta(minutes=dice.randint(-20, 60))
    unit = dice.choice((None, "PATROL-1"))
    key, site = f"C-{dice.randint(1, 40)}", dice.choice(SITES)
    return PlanPatrolCheck(key, site, start, start + timedelta(minutes=dice.choice((10, 30))), unit)


def _silence(dice: Random, now: datetime) -> Command:
    unit = dice.choice((*UNITS, "NOBODY"))
    silent = MissPulse(unit, now - timedelta(seconds=90))
    wrong = NoteDifference(dice.choice(("app-1", "app-2")), dice.choice((-3600.0, 2.5, 3.0, 3600.0)))
    return dice.choice((silent, silent, HearUnit(unit), WithdrawUnit(unit), wrong, _self(dice, now)))


def _self(dice: Random, now: datetime) -> Command:
    """What the watch notices of its own screens and parts."""
    screen = dice.choice(("W-1", "W-2"))
    seen, missed = SeeScreen(screen), MissScreen(screen, now - timedelta(seconds=30))
    fault = NoteFault(dice.choice(tuple(Part)), dice.choice(("app-1", "app-2")), 7.5)
    return dice.choice((seen, seen, missed, missed, ForgetScreen(screen), fault))


SCOPES = ("BE", "FR", "site:EU-JL", "site:EMB-1", "visit:V-1", "place:Port", "gathering:G-1", "site:NOWHERE")


def _level(dice: Random, now: datetime) -> Command:
    """A level now, for a while or for later; what is usual at it, and what was decided about that."""
    scope, by, why = dice.choice(SCOPES), dice.choice((None, *PEOPLE)), dice.choice(("as CUTA says", " "))
    begins = dice.choice((None, None, now + timedelta(minutes=dice.choice((-30, 20, 90)))))
    ends = dice.choice((None, now + timedelta(minutes=dice.choice((-5, 15, 60, 120)))))
    level = dice.randint(1, 4)
    rated = dice.choice((None, 2, 7))
    usual = tuple(kind for kind in MeasureKind if dice.random() < 0.4)
    decided = tuple(Decided(kind, dice.choice(tuple(Answer)), why) for kind in MeasureKind)
    return dice.choice(
        (
            SetThreatLevel(scope, level, by, begins, ends, dice.choice((None, *Source)), why, rated, rated),
            SetThreatLevel(scope, level, by, begins, ends, Source.CUTA, why),
            SetThreatLevel(scope, level, None),
            DropComingLevel(scope, begins or now, by or "anna"),
            SetBaseline(level, dice.choice((FileKind.EU, FileKind.EMBASSY, FileKind.VISIT_A)), usual, "anna"),
            DecideGaps(scope, level, by or "anna", decided),
        )
    )


def _calendar(dice: Random, now: datetime) -> Command:
    key, by = f"G-{dice.randint(1, 3)}", dice.choice(PEOPLE)
    begins = now + timedelta(hours=dice.randint(-2, 30))
    ends = begins + timedelta(hours=dice.choice((0, 2, 5)))
    kind, theme, named = (
        dice.choice(tuple(GatheringKind)),
        dice.choice(tuple(Theme)),
        dice.choice(("March", "")),
    )
    where = (dice.choice((50.84, 95.0)), 4.38)
    entered = EnterGathering(key, named, kind, theme, "Square", *where, begins, ends, 500, "a union", by)
    return dice.choice((entered, entered, entered, CancelGathering(key, by, dice.choice(("storm", "")))))


def _line(dice: Random, now: datetime) -> Command:
    """A line in the log, or its correction, mostly of one that is not there."""
    by, text = dice.choice(PEOPLE), dice.choice(("all quiet", "the gate\x00 is\nopen", " ", "x" * 2001))
    about = dice.choice(((), (), ("post:EU-07",), ("visit:V-1", "unit:PATROL-1"), ("site:NOWHERE",)))
    return dice.choice((WriteEntry(text, by, about), CorrectEntry(dice.randint(1, 60), text, by, about)))


def _review(dice: Random, now: datetime) -> Command:
    """Of measures some of which were never in force."""
    month, by, key = f"{now:%Y-%m}", dice.choice(PEOPLE), f"M-{dice.randint(1, 4)}"
    lines = tuple(
        ReviewLine(f"M-{n}", "site:EMB-1", MeasureKind.FIXED_POST, 1, None, 3, 4, 1)
        for n in range(1, dice.randint(1, 4) + 1)
    )
    decision, ends = dice.choice(tuple(MeasureDecision)), dice.choice((None, now + timedelta(hours=100)))
    words = {line.measure: "as evaluated" for line in lines}
    return dice.choice(
        (
            OpenReview(month, by, lines),
            DecideLine(month, key, decision, by, "as evaluated", ends),
            DecideLine(month, key, MeasureDecision.MAINTAIN, by, "as evaluated", now + timedelta(hours=40)),
            ReopenLine(month, key, by),
            CloseReview(month, by, words),
        )
    )


def _meeting(dice: Random, now: datetime) -> Command:
    """Of the partners over one file."""
    key, by = dice.choice(("K-1", "K-1", "K-2")), dice.choice(PEOPLE)
    file = dice.choice(("site:EU-JL", "visit:V-1", "site:NOWHERE"))
    at, words = (
        now + timedelta(hours=dice.choice((2, 3))),
        dice.choice(("there is a risk", "there is none", " ")),
    )
    people = tuple(Invitee(name, dice.choice(tuple(Service))) for name in PEOPLE[: dice.randint(0, 3)])
    return dice.choice(
        (
            CallMeeting(key, file, at, dice.choice(("room 4", "")), people, by, dice.choice(("", "level 3"))),
            MoveMeeting(key, at, "room 5", by),
            Invite(key, dice.choice(PEOPLE), dice.choice(tuple(Service)), by),
            ShareAnalysis(key, words, by),
            GiveOpinion(key, words, by),
            HoldMeeting(key, by),
            RecordDecision(key, words, by),
            CloseMeeting(key, words, by),
        )
    )


def _warning(dice: Random, now: datetime) -> Command:
    """Of a company, and what the centre and its partners make of it."""
    ref, by = dice.choice(("EW-1", "EW-1", "EW-2")), dice.choice(PEOPLE)
    words = dice.choice(("the van of a baker", "there is a risk", " "))
    said = WarningAccount(words, "odd", Vehicle("1-ABC-123", "BE"), "a tall man", "a bag")
    report = replace(_report(dice, now), unit=by)
    people = tuple(Invitee(name, dice.choice(tuple(Service))) for name in PEOPLE[: dice.randint(0, 3)])
    terms, begins = ContactPerson("Peeters", "112"), now + timedelta(hours=1)
    file = dice.choice(("site:EU-JL", "site:NOWHERE"))
    draft = Draft(file, "local police", Basis.STATUS, terms, now, begins, None, "a report")
    behaviour, site = dice.choice(tuple(Behaviour)), dice.choice(("EU-JL", "BRU"))
    measure = f"M-{dice.randint(1, 6)}"
    return dice.choice(
        (
            RegisterCompany(
                "NLE", "Noordlicht", Sector.ENERGY, dice.choice((("EU-JL",), ("EU-JL", "EMB-1")))
            ),
            ReportWarning(report, ref, "NLE", site, behaviour, said),
            ReportWarning(report, ref, "NLE", "EU-JL", behaviour, said),
            TriageWarning(ref, by),
            TriageWarning(ref, by),
            ShareWarning(ref, people, by, words),
            AdviseOnWarning(ref, words, by),
            InvestigateWarning(ref, by),
            AssessWarning(ref, dice.random() < 0.5, words, by, measure, dice.choice((None, draft))),
            GiveFeedback(ref, words, by),
            CloseWarning(ref, dice.choice(tuple(Outcome)), by),
        )
    )


def _comparison(dice: Random, now: datetime) -> Command:
    """Of descriptions in reports, some of which were never made."""
    ref, other = dice.choice(("EW-1", "EW-2", "EW-3")), dice.choice(("EW-1", "EW-2", "EW-3"))
    by, why, person = dice.choice(PEOPLE), dice.choice(("a scar", "a scar", " ")), f"DP-{dice.randint(1, 2)}"
    said = WarningAccount("he looked in", person="a red jacket")
    behaviour, site = dice.choice(tuple(Behaviour)), dice.choice(("EU-JL", "EMB-1"))
    return dice.choice(
        (
            ReportWarning(replace(_report(dice, now), unit=by), ref, "NLE", site, behaviour, said),
            ReportWarning(replace(_report(dice, now), unit=by), ref, "NLE", "EU-JL", behaviour, said),
            SamePerson(ref, other, person, by, why),
            SamePerson(ref, other, person, by, "a scar"),
            NotTheSame(ref, other, by, why),
            OfferAgain(ref, other, by),
            TakeOut(ref, by, why),
            AssessDescribed(person, by, dice.choice(tuple(Verdict)), why, dice.randint(1, 3)),
        )
    )


def _sector_alert(dice: Random, now: datetime) -> Command:
    """To the companies of a sector, of which there may be none yet."""
    ref, by = dice.choice(("SA-1", "SA-1", "SA-2")), dice.choice(PEOPLE)
    words = Words(dice.choice(("a van", "a van", "")), "three sites", "call us")
    content = Content(
        dice.choice(((Sector.ENERGY,), (Sector.ENERGY,), ())),
        dice.choice(((), (Region.ANTWERP,))),
        dice.choice(tuple(Category)),
        Urgency.EXPECTED,
        Severity.SEVERE,
        Certainty.LIKELY,
        now + timedelta(minutes=dice.choice((0, 20, 90, 600))),
    )
    kind, seen = dice.choice(tuple(MessageType)), dice.choice((None, dice.randint(1, 60)))
    texts = Texts(words, words, words, words)
    basis = dice.choice((None, None, "EW-1"))
    return dice.choice(
        (
            RegisterCompany("NLE", "Noordlicht", Sector.ENERGY, ("EU-JL",), (Region.ANTWERP,)),
            DraftSectorAlert(ref, MessageType.ALERT, content, texts, by, seen, dice.random() < 0.3, basis),
            DraftSectorAlert(ref, kind, content, texts, by, seen),
            SubmitSectorAlert(ref, by, dice.randint(1, 60)),
            SendBackSectorAlert(ref, by, dice.randint(1, 60), "unclear"),
            WithdrawSectorAlert(ref, by, dice.randint(1, 60)),
            ReleaseSectorAlert(ref, by, dice.randint(1, 60), "example.be", ("NLE",)),
            ReceiveSectorAlert(ref, "NLE", dice.randint(1, 3), "noordlicht", How.PAGE),
        )
    )


def _protected(dice: Random, _: datetime) -> Command:
    """Of persons, and of who answers for a site."""
    code, by = dice.choice(("P-0001", "P-0001", "P-0002")), dice.choice(PEOPLE)
    name, country = dice.choice(("Maria Kask", "Maria Kask", "Jan Tamm", " ")), dice.choice(("EE", ""))
    of = dice.choice((None, "EU-JL"))
    rank, in_office = dice.choice(tuple(Rank)), dice.random() < 0.5
    she = Particulars("OSPREY", rank, in_office, name, "Minister", country, institution=of)
    people = tuple(Contact("Guard", "security", dice.choice(("02 555 01 23", "none"))) for _ in range(2))
    return dice.choice(
        (
            RegisterPerson(code, by, she),
            ChangePerson(code, by, she, dice.choice((1, 1, 2, 3))),
            ClosePerson(code, by, dice.choice(("left office", ""))),
            ReopenPerson(code, by),
            SetContacts(
                dice.choice(SITES), by, dice.choice(((), people, people[:1])), dice.choice((None, 20))
            ),
        )
    )


def _visit(dice: Random, now: datetime) -> Command:
    """What people do with a visit that was planned elsewhere, and with one that is announced."""
    code, by = dice.choice(("V-1", "V-2", "V-2")), dice.choice(PEOPLE)
    begins, level = now - timedelta(hours=dice.choice((0, 1))), dice.randint(1, 4)
    said = Facts(
        "TERN", Rank.B, VisitKind.WORKING, "X", begins, now + timedelta(hours=9), level, intake=Intake()
    )
    minutes = sorted(dice.sample(range(0, 400, 50), dice.randint(1, 3)))
    numbers = dice.sample((0, 0, 0, 1, 2, 3), len(minutes))
    legs = tuple(
        _way(number, now + timedelta(minutes=begin), dice)
        for number, begin in zip(numbers, minutes, strict=True)
    )
    return dice.choice(
        (
            AnnounceVisit("V-2", said, by),
            AmendVisit(code, said, by),
            AnalyseVisit(code, by),
            PlanProgramme(code, legs, by),
            PlanProgramme(code, legs, by),
            ApproveVisit(code, "chief"),
            ApproveVisit(code, by),
            ActivateVisit(code, by),
            PostponeVisit(code, by, dice.choice(("illness", ""))),
            ResumeVisit(code, by, dice.choice((None, now + timedelta(minutes=20)))),
            CancelVisit("V-2", by, "off"),
            CloseVisit("V-2", by),
            AcknowledgeChange(code, dice.randint(1, 4), by, dice.choice((None, "ESCORT-1"))),
        )
    )


def _way(number: int, begin: datetime, dice: Random) -> PlannedLeg:
    there, back = dice.sample(SITES, 2)
    units = dice.choice((("ESCORT-1",), ("ESCORT-1", "PATROL-1"), ()))
    return PlannedLeg(number, there, back, begin, begin + timedelta(minutes=40), units, dice.randint(1, 7))


def _set_up(dice: Random, now: datetime) -> Command:
    site, unit = dice.choice(SITES), dice.choice((*UNITS, f"NEW-{dice.randint(1, 9)}"))
    return dice.choice(
        (
            RegisterSite(site, f"Site {site}", SiteKind.EU, "", "Brussels", 50.8, 4.4, dice.randint(1, 4)),
            RegisterSite(
                site, "Named", SiteKind.EU, "", "", 50.8, 4.4, 1, names=Names(fr="Nommé"), country="FI"
            ),
            RegisterUnit(unit, f"Team {unit}", UnitKind.POST, Pulse.CRITICAL),
            SetThreatLevel("BE", dice.randint(1, 4)),
            DrawAgain(site, dice.choice((0, 0, 1, 2))),
            OpenPost(f"P-{dice.randint(1, 3)}", site, "A gate", 1, 60, 30, (), None, now),
            OpenPost("EU-07", "NOWHERE", "A gate", 1, 60, 30, (), None, now),
        )
    )
