"""Every event that the journal can hold, and how each noun takes it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from controlroom.watch.access import AccessEvent
from controlroom.watch.accounts import AccountEvent
from controlroom.watch.alerts import (
    Alert,
    AlertAcknowledged,
    AlertAcknowledgementUndone,
    AlertAssigned,
    AlertChanged,
    AlertChattered,
    AlertCleared,
    AlertClosed,
    AlertEnded,
    AlertEscalated,
    AlertInvestigated,
    AlertLulled,
    AlertNeglected,
    AlertNoted,
    AlertRaised,
    AlertReset,
    AlertResolved,
    AlertShelved,
    AlertStepAnswered,
    AlertUnshelved,
    ResetAsked,
)
from controlroom.watch.baselines import Baseline, BaselineSet
from controlroom.watch.behaviours import BehaviourAtSite, BehaviourJudged
from controlroom.watch.book import Terms, ThresholdSet
from controlroom.watch.bulletins import Bulletin, BulletinEvent
from controlroom.watch.clocks import Clock, ClockDiffered, ClockJumped, ClockSteadied
from controlroom.watch.companies import Company, CompanyRegistered
from controlroom.watch.components import Component, ComponentFailed, ComponentSteadied
from controlroom.watch.consultations import ConsultationEvent
from controlroom.watch.described import DescribedAssessed, DescribedPerson
from controlroom.watch.duty import Duty, DutyFoundEmpty, DutyLeft, DutyMissed, DutyTaken
from controlroom.watch.early_warnings import (
    EarlyWarning,
    WarningAssessed,
    WarningClosed,
    WarningFeedbackGiven,
    WarningInvestigated,
    WarningLinked,
    WarningOfferedAgain,
    WarningOpinionGiven,
    WarningPurged,
    WarningReported,
    WarningShared,
    WarningStayedUnanswered,
    WarningStayedUnread,
    WarningToldApart,
    WarningTriaged,
    WarningUnlinked,
)
from controlroom.watch.escalation import Ladder, LadderSet
from controlroom.watch.files import File, FileOpened, FileRestricted, ReaderAdded, ReaderRemoved
from controlroom.watch.flags import Flag, LogFlagged, LogUnflagged
from controlroom.watch.flood import Flood, FloodBegan, FloodEnded
from controlroom.watch.gatherings import (
    Gathering,
    GatheringCancelled,
    GatheringChanged,
    GatheringEntered,
)
from controlroom.watch.incidents import Incident, IncidentReported, IncidentSettled, IncidentTaken
from controlroom.watch.legs import (
    Leg,
    LegDropped,
    LegFellBehind,
    LegHeld,
    LegLapsed,
    LegPlanned,
    LegReplanned,
    LegReported,
)
from controlroom.watch.log import Entry, LogCorrected, LogWritten
from controlroom.watch.measures import (
    Measure,
    MeasureApproved,
    MeasureChangeProposed,
    MeasureEnded,
    MeasureLapsed,
    MeasureProposed,
    MeasureProvided,
    MeasureRanLow,
    MeasureRefused,
    MeasureRoundsPlanned,
    MeasureStayedUnconfirmed,
    MeasureTookEffect,
    MeasureWithdrawn,
)
from controlroom.watch.meetings import (
    AnalysisShared,
    Meeting,
    MeetingCalled,
    MeetingClosed,
    MeetingDecided,
    MeetingHeld,
    MeetingMoved,
    OpinionGiven,
    PartnerInvited,
)
from controlroom.watch.patrols import (
    PatrolCheck,
    PatrolCheckDropped,
    PatrolCheckLapsed,
    PatrolCheckMissed,
    PatrolCheckPlanned,
    PatrolReported,
)
from controlroom.watch.persons import (
    Person,
    PersonChanged,
    PersonClosed,
    PersonNamed,
    PersonRegistered,
    PersonReopened,
)
from controlroom.watch.posts import (
    CheckCallMissed,
    Post,
    PostChanged,
    PostClosed,
    PostOpened,
    ReliefFellDue,
    ReliefMissed,
)
from controlroom.watch.refs import Ref
from controlroom.watch.reviews import LineDecided, LineReopened, Review, ReviewClosed, ReviewOpened
from controlroom.watch.screens import (
    Screen,
    ScreenAppeared,
    ScreenCameBack,
    ScreenCutOff,
    ScreenWentMissing,
)
from controlroom.watch.sector_alerts import Notice, SectorAlert, SectorAlertEvent
from controlroom.watch.service import ServiceInterrupted, ServiceResumed
from controlroom.watch.shifts import (
    HandoverItemTicked,
    HandoverMissed,
    HandoverPrepared,
    HandoverSigned,
    HandoverTakenUp,
    HandoverWithdrawn,
    Shift,
    ShiftClosed,
    ShiftDropped,
    ShiftHandedOver,
    ShiftKeptWaiting,
    ShiftLapsed,
    ShiftOpened,
    ShiftPlanned,
)
from controlroom.watch.sites import ContactsSet, RoundsRedrawn, Site, SiteRegistered
from controlroom.watch.threat import (
    GapsDecided,
    Threat,
    ThreatLevelBegan,
    ThreatLevelDropped,
    ThreatLevelPassed,
    ThreatLevelSet,
)
from controlroom.watch.units import (
    Unit,
    UnitCaughtUp,
    UnitFellSilent,
    UnitHeardAgain,
    UnitRegistered,
    UnitStayedSilent,
    UnitWithdrawn,
)
from controlroom.watch.vehicles import (
    SightedVehicle,
    SightingsPurged,
    VehicleAssessed,
    VehicleSighted,
    VehicleUnlisted,
)
from controlroom.watch.visitor import Visitor, VisitorCame, VisitorLeft
from controlroom.watch.visits import (
    ChangeAcknowledged,
    ProgrammePlanned,
    Visit,
    VisitActivated,
    VisitAmended,
    VisitAnalysed,
    VisitAnnounced,
    VisitApproved,
    VisitCancelled,
    VisitClosed,
    VisitPlanned,
    VisitPostponed,
    VisitResumed,
)


@dataclass(frozen=True, slots=True)
class WatchResumed:
    """The watch itself was down; what fell due meanwhile gets that time as grace."""

    kind: ClassVar = "watch.resumed"
    down_from: datetime
    down_to: datetime

    def touches(self) -> tuple[Ref, ...]:
        return ()


Event = (
    UnitRegistered
    | UnitWithdrawn
    | UnitFellSilent
    | UnitStayedSilent
    | UnitHeardAgain
    | UnitCaughtUp
    | SiteRegistered
    | RoundsRedrawn
    | ContactsSet
    | PostOpened
    | PostClosed
    | PostChanged
    | ReliefFellDue
    | ReliefMissed
    | CheckCallMissed
    | PatrolCheckPlanned
    | PatrolReported
    | PatrolCheckMissed
    | PatrolCheckLapsed
    | PatrolCheckDropped
    | VisitPlanned
    | VisitAnnounced
    | VisitAmended
    | VisitAnalysed
    | ProgrammePlanned
    | VisitApproved
    | VisitActivated
    | VisitPostponed
    | VisitCancelled
    | VisitResumed
    | VisitClosed
    | ChangeAcknowledged
    | LegPlanned
    | LegReplanned
    | LegDropped
    | LegHeld
    | LegReported
    | LegFellBehind
    | LegLapsed
    | IncidentReported
    | IncidentTaken
    | IncidentSettled
    | BulletinEvent
    | AlertRaised
    | AlertChanged
    | AlertCleared
    | AlertChattered
    | AlertLulled
    | AlertEnded
    | AlertAcknowledged
    | AlertAcknowledgementUndone
    | AlertAssigned
    | AlertInvestigated
    | AlertNoted
    | AlertEscalated
    | AlertNeglected
    | AlertShelved
    | AlertUnshelved
    | AlertResolved
    | AlertClosed
    | AlertStepAnswered
    | ResetAsked
    | AlertReset
    | ThresholdSet
    | LadderSet
    | DutyTaken
    | DutyLeft
    | DutyFoundEmpty
    | DutyMissed
    | ShiftPlanned
    | ShiftDropped
    | ShiftOpened
    | ShiftKeptWaiting
    | ShiftLapsed
    | ShiftHandedOver
    | ShiftClosed
    | HandoverPrepared
    | HandoverWithdrawn
    | HandoverTakenUp
    | HandoverItemTicked
    | HandoverSigned
    | HandoverMissed
    | LogFlagged
    | LogUnflagged
    | FloodBegan
    | FloodEnded
    | ServiceInterrupted
    | ServiceResumed
    | ThreatLevelSet
    | ThreatLevelBegan
    | ThreatLevelPassed
    | ThreatLevelDropped
    | GapsDecided
    | BaselineSet
    | GatheringEntered
    | GatheringChanged
    | GatheringCancelled
    | ClockJumped
    | ClockDiffered
    | ClockSteadied
    | ScreenAppeared
    | ScreenWentMissing
    | ScreenCameBack
    | ScreenCutOff
    | AccessEvent
    | ComponentFailed
    | ComponentSteadied
    | FileRestricted
    | ReaderAdded
    | ReaderRemoved
    | FileOpened
    | VisitorCame
    | VisitorLeft
    | AccountEvent
    | ConsultationEvent
    | MeasureProposed
    | MeasureProvided
    | MeasureChangeProposed
    | MeasureApproved
    | MeasureRefused
    | MeasureWithdrawn
    | MeasureTookEffect
    | MeasureEnded
    | MeasureRanLow
    | MeasureLapsed
    | MeasureStayedUnconfirmed
    | MeasureRoundsPlanned
    | LogWritten
    | LogCorrected
    | PersonRegistered
    | PersonNamed
    | PersonChanged
    | PersonClosed
    | PersonReopened
    | ReviewOpened
    | LineDecided
    | LineReopened
    | ReviewClosed
    | MeetingCalled
    | MeetingMoved
    | PartnerInvited
    | AnalysisShared
    | OpinionGiven
    | MeetingHeld
    | MeetingDecided
    | MeetingClosed
    | BehaviourJudged
    | VehicleSighted
    | VehicleAssessed
    | VehicleUnlisted
    | SightingsPurged
    | CompanyRegistered
    | WarningReported
    | WarningTriaged
    | WarningShared
    | WarningOpinionGiven
    | WarningInvestigated
    | WarningAssessed
    | WarningFeedbackGiven
    | WarningClosed
    | WarningStayedUnread
    | WarningStayedUnanswered
    | WarningPurged
    | WarningLinked
    | WarningUnlinked
    | WarningToldApart
    | WarningOfferedAgain
    | DescribedAssessed
    | SectorAlertEvent
    | WatchResumed
)

Thing = (
    Unit
    | Site
    | Post
    | PatrolCheck
    | Visit
    | Leg
    | Incident
    | Bulletin
    | Alert
    | Threat
    | Clock
    | Terms
    | Ladder
    | Duty
    | Flood
    | Screen
    | Component
    | Shift
    | Flag
    | File
    | Visitor
    | Entry
    | Meeting
    | Review
    | Person
    | Baseline
    | Gathering
    | Measure
    | BehaviourAtSite
    | SightedVehicle
    | DescribedPerson
    | Company
    | EarlyWarning
    | SectorAlert
    | Notice
)

EVENTS: Final[dict[str, type[Event]]] = {event.kind: event for event in Event.__args__}


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with its place in the one order; `actor` is a call sign, an officer's name or `watch`."""

    seq: int
    recorded_at: datetime
    actor: str
    event: Event
