"""One row for each rule: how it is brought about, when it is due, what ends it. Minutes count from noon."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from controlroom.watch.alerts import Reset
from controlroom.watch.baselines import FileKind, SetBaseline
from controlroom.watch.clocks import NoteDifference, NoteJump
from controlroom.watch.commands import Command
from controlroom.watch.components import NoteFault, Part
from controlroom.watch.described import AssessDescribed, DescribedPerson, SamePerson
from controlroom.watch.duty import LeaveDuty, MissDuty, Place, TakeDuty
from controlroom.watch.early_warnings import AdviseOnWarning, ShareWarning, TriageWarning
from controlroom.watch.incidents import Account, IncidentKind, Vehicle
from controlroom.watch.legs import LegState
from controlroom.watch.measures import Decision, EndMeasure, MeasureKind
from controlroom.watch.patrols import PatrolKind
from controlroom.watch.refs import Noun
from controlroom.watch.rule import Rule
from controlroom.watch.rules.behaviours import CLUSTER
from controlroom.watch.rules.components import (
    DATABASE_DOWN,
    DISK,
    FAILING_FEED,
    FAILING_MAIL,
    FAILING_WEBHOOK,
    IDLE_ENGINE,
    QUEUE,
)
from controlroom.watch.rules.described import SEEN_AGAIN
from controlroom.watch.rules.early_warnings import NO_OPINION, UNTRIAGED
from controlroom.watch.rules.incidents import SERIOUS
from controlroom.watch.rules.legs import ARRIVAL_OVERDUE, DEPARTURE_OVERDUE
from controlroom.watch.rules.measures import EXPIRING, LAPSED, UNCONFIRMED
from controlroom.watch.rules.patrols import MISSED, PREDICTABLE
from controlroom.watch.rules.posts import CALL_MISSED, LEFT, RELIEF_OVERDUE
from controlroom.watch.rules.room import CLOCK_DIFFERS, CLOCK_JUMPED, NOBODY_ON_DUTY
from controlroom.watch.rules.screens import MISSING as SCREEN_MISSING
from controlroom.watch.rules.sector_alerts import NOT_RECEIVED
from controlroom.watch.rules.shifts import UNSIGNED
from controlroom.watch.rules.threat import GAPS
from controlroom.watch.rules.units import DURESS, SILENT
from controlroom.watch.rules.vehicles import PATTERN
from controlroom.watch.rules.visits import UNAPPROVED
from controlroom.watch.screens import MissScreen, SeeScreen
from controlroom.watch.sector_alerts import How, ReceiveSectorAlert
from controlroom.watch.shifts import PlanShift
from controlroom.watch.sites import RegisterSite, SiteKind
from controlroom.watch.threat import SetThreatLevel
from controlroom.watch.units import HearUnit, MissPulse
from controlroom.watch.vehicles import AssessVehicle, SightedVehicle, Verdict, pseudonym
from controlroom.watch.visits import ApproveVisit
from tests.unit.watch.a_measure import approval, change, proposed, provided, refusal
from tests.unit.watch.a_sector_alert import SA, in_force_words
from tests.unit.watch.a_warning import REF, VERA, the_company, warning_word
from tests.unit.watch.room import (
    Room,
    an_announced_visit,
    incident_word,
    leg_word,
    noon,
    plan_check,
    post_word,
    site_word,
    the_post,
    the_visit,
)

Words = tuple[tuple[float, Callable[[], Command]], ...]
"""At which minute what is said; made when it is said, since some tests begin at another noon."""
DAY: Final = 24 * 60
CALL, RELIEF = PatrolKind.CHECK_CALL, PatrolKind.RELIEF


@dataclass(frozen=True, slots=True)
class Row:
    """`about`: the thing, or the noun of one that is made anew. `due`: the minute at which it is raised.

    `rises`: the minute and the priority from then on. `more`: words that bring it about once more, and the
    count after them. `clears`: the minute and what then ends it. `back`: what brings it back within a minute
    of that; empty where nothing can so soon.
    """

    rule: Rule
    about: str
    words: Words
    due: float
    priority: int
    clears: tuple[float, Callable[[Room], None]]
    place: Callable[[], tuple[Command, ...]] = tuple
    rises: tuple[tuple[float, int], ...] = ()
    more: tuple[Words, int] = ((), 1)
    back: Words = ()

    @property
    def waits(self) -> bool:
        """It is raised by time alone."""
        return self.due > max((minute for minute, _ in self.words), default=0)


def said(*makes: Callable[[], Command]) -> Callable[[Room], None]:
    def say(room: Room) -> None:
        for make in makes:
            room.do(make())

    return say


def two_persons_reset(room: Room) -> None:
    (alert,) = room.ever("unit.duress")
    room.do(Reset(alert.id, "anna"))
    room.do(Reset(alert.id, "bert"))


def an_officer_closes(room: Room) -> None:
    (alert,) = room.ever("incident.serious")
    room.close(alert)


THE_CAR: Final = pseudonym(b"", "1ABC123")


def sightings(*minutes: float) -> Words:
    car = Account(vehicle=Vehicle("1-ABC-123", "BE"))
    return tuple(
        (minute, lambda at=minute: incident_word(IncidentKind.OTHER, 3, at, account=car))
        for minute in minutes
    )


def an_officer_assesses(room: Room) -> None:
    car = room.world.known(Noun.VEHICLE, THE_CAR, SightedVehicle)
    room.do(AssessVehicle(car.key, "anna", Verdict.HARMLESS, "the baker", car.version))


def observations(first: int, *minutes: float) -> Words:
    return tuple(
        (minute, lambda at=minute, number=n: warning_word(number, at))
        for n, minute in enumerate(minutes, first)
    )


def an_officer_closes_the_cluster(room: Room) -> None:
    (alert,) = room.ever("early_warning.cluster")
    room.close(alert)


def linked(number: int, minute: float) -> Words:
    """To the report before it."""
    one, other = warning_word(number).ref, warning_word(number - 1).ref
    return ((minute, lambda: SamePerson(one, other, THE_PERSON, "anna", "the same scar")),)


THE_PERSON: Final = "DP-AAAAAA"


def an_officer_assesses_the_person(room: Room) -> None:
    person = room.world.known(Noun.DESCRIBED, THE_PERSON, DescribedPerson)
    room.do(AssessDescribed(person.key, "anna", Verdict.HARMLESS, "the postman", person.version))


def nothing(room: Room) -> None:
    """Time alone ends it."""


def calls(*minutes: float) -> Words:
    return tuple((minute, lambda at=minute: post_word("EU-07A", CALL, at)) for minute in minutes)


def checks(*minutes: float) -> Words:
    return tuple((minute, lambda at=minute: site_word(PatrolKind.CHECK, at)) for minute in minutes)


def duress(minute: float) -> tuple[float, Callable[[], Command]]:
    return minute, lambda: incident_word(IncidentKind.DURESS, 1, minute)


def post() -> tuple[Command, ...]:
    return (the_post(),)


def visit() -> tuple[Command, ...]:
    return (the_visit(),)


def level_4() -> Command:
    return RegisterSite("EU-JL", "Justus Lipsius", SiteKind.EU, "Loi 175", "Brussels", 50.842, 4.382, 4)


def component(rule: Rule, part: Part, which: str, priority: int) -> Row:
    def fault() -> Command:
        return NoteFault(part, which, 7.5)

    return Row(
        rule,
        f"component:{part}/{which}",
        ((5, fault),),
        due=5,
        priority=priority,
        clears=(21, nothing),
        more=(((7, fault), (11, fault)), 1),
        back=((21.5, fault),),
    )


ROWS: Final = (
    Row(
        DURESS,
        "unit:EU-07A",
        (duress(5),),
        due=5,
        priority=1,
        clears=(9, two_persons_reset),
        more=((duress(6), duress(7)), 3),
        back=(duress(9.5),),
    ),
    Row(
        LEFT,
        "post:EU-07",
        ((20, lambda: post_word("EU-07A", PatrolKind.LEFT, 20)),),
        due=20,
        priority=1,
        clears=(25, said(lambda: post_word("EU-07B", PatrolKind.MANNED, 25))),
        place=post,
        more=(((21, lambda: post_word("EU-07A", PatrolKind.LEFT, 21)),), 1),
        back=((25.5, lambda: post_word("EU-07B", PatrolKind.LEFT, 25.5)),),
    ),
    Row(
        RELIEF_OVERDUE,
        "post:EU-07",
        calls(60, 120, 180, 240),
        due=250,
        priority=2,
        clears=(260, said(lambda: post_word("EU-07B", RELIEF, 260))),
        place=post,
        more=(calls(255), 1),
    ),
    Row(
        CALL_MISSED,
        "post:EU-07",
        (),
        due=65,
        priority=3,
        clears=(190, said(lambda: post_word("EU-07A", CALL, 190))),
        place=post,
        rises=((125, 2),),
        more=(((186, lambda: MissPulse("EU-07A", noon(185))),), 3),
    ),
    Row(
        MISSED,
        "site:EU-JL",
        ((0, lambda: plan_check(1, 10, 30)), (0, lambda: plan_check(2, 40, 70))),
        due=45,
        priority=4,
        clears=(100, said(*(lambda at=at: site_word(PatrolKind.CHECK, at) for at in (20, 50)))),
        rises=((85, 3), (90, 2)),
        more=(((90, level_4),), 2),
        back=((100.5, lambda: plan_check(3, 60, 65)),),
    ),
    Row(
        PREDICTABLE,
        "site:EU-JL",
        checks(0, DAY + 5, 2 * DAY + 10),
        due=2 * DAY + 10,
        priority=4,
        clears=(2 * DAY + 700, said(lambda: site_word(PatrolKind.CHECK, 2 * DAY + 700))),
        more=(checks(2 * DAY + 200, 2 * DAY + 450), 1),
    ),
    Row(
        DEPARTURE_OVERDUE,
        "leg:V-1/1",
        (),
        due=40,
        priority=3,
        clears=(55, said(lambda: leg_word(55, eta=noon(120)))),
        place=visit,
        rises=((50, 2),),
        more=(((52, lambda: leg_word(52, status=LegState.READY)),), 1),
        back=((55.5, lambda: leg_word(55.5, eta=noon(60))),),
    ),
    Row(
        ARRIVAL_OVERDUE,
        "leg:V-1/1",
        ((30, lambda: leg_word(30, status=LegState.EN_ROUTE)),),
        due=70,
        priority=3,
        clears=(85, said(lambda: leg_word(85, status=LegState.ARRIVED))),
        place=visit,
        rises=((80, 2),),
        more=(((82, lambda: leg_word(82, status=LegState.EN_ROUTE)),), 1),
    ),
    Row(
        UNAPPROVED,
        "visit:V-2",
        ((30, lambda: leg_word(30, visit="V-2", status=LegState.EN_ROUTE)),),
        due=30,
        priority=2,
        clears=(35, said(lambda: ApproveVisit("V-2", "chief"))),
        place=an_announced_visit,
        more=(((32, lambda: leg_word(32, visit="V-2", number=2, status=LegState.EN_ROUTE)),), 1),
    ),
    Row(
        SERIOUS,
        "incident",
        ((5, lambda: incident_word(IncidentKind.BREACH, 2, 5)),),
        due=5,
        priority=2,
        clears=(9, an_officer_closes),
    ),
    Row(
        PATTERN,
        f"vehicle:{THE_CAR}",
        sightings(0, DAY),
        due=DAY,
        priority=3,
        clears=(2 * DAY + 60, an_officer_assesses),
        rises=((2 * DAY, 2),),
        more=(sightings(2 * DAY), 2),
    ),
    Row(
        CLUSTER,
        "behaviour:NLE-1/observation",
        observations(1, 0, DAY, 2 * DAY),
        due=2 * DAY,
        priority=4,
        clears=(4 * DAY, an_officer_closes_the_cluster),
        place=lambda: (*the_company(),),
        rises=((3 * DAY, 3),),
        more=(observations(4, 3 * DAY), 1),
    ),
    Row(
        SEEN_AGAIN,
        f"described_person:{THE_PERSON}",
        (*observations(1, 0, DAY), *linked(2, DAY)),
        due=DAY,
        priority=3,
        clears=(2 * DAY + 60, an_officer_assesses_the_person),
        place=lambda: (*the_company(),),
        rises=((2 * DAY, 2),),
        more=((*observations(3, 2 * DAY), *linked(3, 2 * DAY)), 2),
    ),
    Row(
        SILENT,
        "unit:PATROL-1",
        ((4.5, lambda: MissPulse("PATROL-1", noon(1.5))),),
        due=4.5,
        priority=3,
        clears=(12, said(lambda: HearUnit("PATROL-1"))),
        rises=((6.5, 2),),
        more=(((7, lambda: MissPulse("PATROL-1", noon(1.5))),), 1),
        back=((12.5, lambda: MissPulse("PATROL-1", noon(12))),),
    ),
    Row(
        NOBODY_ON_DUTY,
        "duty:room",
        ((0, MissDuty),),
        due=1,
        priority=2,
        clears=(9, said(lambda: TakeDuty("anna", Place.OFFICER))),
        more=(((3, MissDuty), (4, lambda: LeaveDuty("bert"))), 1),
    ),
    Row(
        UNSIGNED,
        "shift",
        (),
        due=75,
        priority=3,
        clears=(90, said(lambda: PlanShift(noon(0), noon(120), "anna", officer="anna"))),
        place=lambda: (PlanShift(noon(0), noon(60), "anna", officer="anna"),),
        more=(((80, lambda: PlanShift(noon(0), noon(60), "anna", officer="bert")),), 1),
    ),
    Row(
        CLOCK_JUMPED,
        "clock:PostgreSQL",
        ((5, lambda: NoteJump(3600)),),
        due=5,
        priority=2,
        clears=(18, nothing),
        more=(((8, lambda: NoteJump(-3600)),), 1),
        back=((18.5, lambda: NoteJump(60)),),
    ),
    Row(
        CLOCK_DIFFERS,
        "clock:app-1",
        ((5, lambda: NoteDifference("app-1", 3.0)),),
        due=5,
        priority=2,
        clears=(18, nothing),
        more=(((8, lambda: NoteDifference("app-1", 30.0)),), 1),
        back=((18.5, lambda: NoteDifference("app-1", 3.0)),),
    ),
    Row(
        UNTRIAGED,
        f"early_warning:{REF}",
        (),
        due=15,
        priority=3,
        clears=(20, said(lambda: TriageWarning(REF, "anna"))),
        place=lambda: (*the_company(), warning_word()),
    ),
    Row(
        NO_OPINION,
        f"early_warning:{REF}",
        (),
        due=DAY,
        priority=4,
        clears=(4 * DAY, said(lambda: AdviseOnWarning(REF, "harmless", "vera"))),
        place=lambda: (
            *the_company(),
            warning_word(),
            TriageWarning(REF, "anna"),
            ShareWarning(REF, (VERA,), "anna", "the plate may be theirs"),
        ),
        rises=((3 * DAY, 3),),
    ),
    Row(
        NOT_RECEIVED,
        f"notice:{SA}/NLE",
        (),
        due=30,
        priority=4,
        clears=(40, said(lambda: ReceiveSectorAlert(SA, "NLE", 1, "noordlicht", How.PAGE))),
        place=in_force_words,
    ),
    Row(
        SCREEN_MISSING,
        "screen:W-1",
        ((5, lambda: MissScreen("W-1", noon(4.5))),),
        due=5,
        priority=3,
        clears=(9, said(lambda: SeeScreen("W-1"))),
        place=lambda: (SeeScreen("W-1"),),
        more=(((7, lambda: MissScreen("W-1", noon(4.5))),), 1),
        back=((9.5, lambda: MissScreen("W-1", noon(9))),),
    ),
    Row(
        GAPS,
        "threat:site:EU-JL",
        ((5, lambda: SetThreatLevel("site:EU-JL", 3)),),
        due=5,
        priority=2,
        clears=(9, said(lambda: SetThreatLevel("site:EU-JL", 2))),
        place=lambda: (SetBaseline(3, FileKind.EU, (MeasureKind.PATROLS,), "anna"),),
        more=(((7, lambda: SetThreatLevel("site:EU-JL", 3)),), 1),
        back=((9.5, lambda: SetThreatLevel("site:EU-JL", 3)),),
    ),
    Row(
        EXPIRING,
        "measure:M-1",
        (),
        due=23 * DAY,
        priority=4,
        clears=(29 * DAY, said(lambda: change(Decision.MAINTAIN, 60), lambda: approval(3))),
        place=lambda: (proposed(), approval()),
        rises=((28 * DAY, 3),),
        more=(((28 * DAY + 5, lambda: change(Decision.EXTEND)), (28 * DAY + 9, lambda: refusal(2))), 1),
    ),
    Row(
        LAPSED,
        "measure:M-1",
        (),
        due=30 * DAY,
        priority=2,
        clears=(31 * DAY, said(lambda: EndMeasure("M-1", "anna", "no longer needed"))),
        place=lambda: (proposed(), approval()),
        more=(
            ((30 * DAY + 5, lambda: change(Decision.EXTEND)), (30 * DAY + 9, lambda: refusal(2))),
            1,
        ),
    ),
    Row(
        UNCONFIRMED,
        "measure:M-1",
        (),
        due=DAY,
        priority=2,
        clears=(DAY + 60, said(approval)),
        place=lambda: (provided(),),
    ),
    component(QUEUE, Part.QUEUE, "app-1", 2),
    component(IDLE_ENGINE, Part.ENGINE, "watch", 2),
    component(DISK, Part.DISK, "app-1 /var", 2),
    component(DATABASE_DOWN, Part.DATABASE, "PostgreSQL", 2),
    component(FAILING_FEED, Part.FEED, "cad", 3),
    component(FAILING_WEBHOOK, Part.WEBHOOK, "police", 3),
    component(FAILING_MAIL, Part.MAIL, "server", 3),
)
