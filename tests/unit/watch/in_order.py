"""What a good crew does to a room in any state until nothing is open: report, act, and let time pass."""

from datetime import timedelta
from typing import Final, TypeVar
from uuid import UUID

from controlroom.watch.alerts import Alert, Close, Disposition, Reset, Unshelve
from controlroom.watch.book import SetThreshold, Terms
from controlroom.watch.described import AssessDescribed, DescribedPerson
from controlroom.watch.duty import Place, TakeDuty
from controlroom.watch.early_warnings import AssessWarning, EarlyWarning, TriageWarning, WarningState
from controlroom.watch.legs import Leg, LegState, ReportLeg
from controlroom.watch.measures import (
    ApproveMeasure,
    Decision,
    EndMeasure,
    Measure,
    MeasureState,
    ProposeChange,
    RefuseMeasure,
)
from controlroom.watch.patrols import PatrolKind, ReportPatrol
from controlroom.watch.posts import Post
from controlroom.watch.refs import Noun
from controlroom.watch.reports import Report
from controlroom.watch.screens import Screen, SeeScreen
from controlroom.watch.service import PutBackInService
from controlroom.watch.shifts import PrepareHandover, SignHandover, TakeUpHandover, WithdrawHandover
from controlroom.watch.shifts.shift import Shift, ShiftState
from controlroom.watch.sites import Site
from controlroom.watch.threat import SetThreatLevel, Threat
from controlroom.watch.units import HearUnit, Unit
from controlroom.watch.vehicles import AssessVehicle, SightedVehicle, Verdict
from tests.histories import PEOPLE
from tests.unit.watch.room import Room

T = TypeVar("T")
APART: Final = timedelta(hours=3)
"""Checks of a site so far apart are no pattern."""


def put_in_order(room: Room) -> None:
    _by_the_usual_book(room)
    _everybody_is_there(room)
    for _ in range(10):
        for site in _all(room, Site):
            room.do(ReportPatrol(_report(room, "PATROL-1"), PatrolKind.CHECK, site=site.code))
        room.pass_time(room.now + APART)
    _everybody_is_there(room)
    _all_arrive(room)
    for post in _all(room, Post):
        room.do(ReportPatrol(_report(room, "EU-07A"), PatrolKind.RELIEF, post=post.code))
    for threat in _all(room, Threat):
        room.do(SetThreatLevel(threat.scope, 1))
    _decide_on_measures(room)
    _look_at_warnings(room)
    _hand_over(room)
    room.pass_time(room.now + timedelta(minutes=3))
    _people_end_what_only_people_end(room)
    room.pass_time(room.now + timedelta(minutes=3))


def _by_the_usual_book(room: Room) -> None:
    for terms in _all(room, Terms):
        for of in terms.numbers:
            room.do(SetThreshold(terms.rule, of.name, None, "chief", of.scope))


def _everybody_is_there(room: Room) -> None:
    room.do(TakeDuty("anna", Place.OFFICER))
    for ref in [ref for ref, thing in room.world.things.items() if isinstance(thing, Unit | Post)]:
        room.do(PutBackInService(ref, "anna"))
    for unit in _all(room, Unit):
        room.do(HearUnit(unit.call_sign))
    for screen in _all(room, Screen):
        room.do(SeeScreen(screen.name))


def _hand_over(room: Room) -> None:
    """The shift that is on, to the one who comes; of what stood in a handover before, nothing is left."""
    for shift in [shift for shift in _all(room, Shift) if shift.state.on]:
        if shift.state is ShiftState.PREPARED:
            room.do(WithdrawHandover(shift.id, "anna"))
        room.do(PrepareHandover(shift.id, "anna", (), ()))
        room.do(TakeUpHandover(shift.id, "bert"))
        for who in ("anna", "bert"):
            room.do(SignHandover(shift.id, who, (), ()))


def _decide_on_measures(room: Room) -> None:
    """What waits is refused; what is asked about is ended, by two persons."""
    for measure in _all(room, Measure):
        if measure.awaited:
            room.do(RefuseMeasure(measure.id, measure.awaited.number, "dora", "not needed"))
    for measure in _all(room, Measure):
        if not measure.over and measure.state is MeasureState.LAPSED:
            room.do(EndMeasure(measure.id, "dora", "not needed"))
        elif measure.expiring:
            room.do(ProposeChange(measure.id, Decision.END, "dora", "not needed"))
            room.do(_approval(room, measure.id))


def _approval(room: Room, key: str) -> ApproveMeasure:
    version = room.world.known(Noun.MEASURE, key, Measure).awaited
    return ApproveMeasure(key, version.number if version else 0, "Minister", "BI/9", room.now.date(), "emil")


def _look_at_warnings(room: Room) -> None:
    """Each is taken up, and assessed whatever partners may say."""
    for warning in _all(room, EarlyWarning):
        if warning.state is WarningState.RECEIVED:
            room.do(TriageWarning(warning.ref, "anna"))
        if not warning.closed:
            room.do(AssessWarning(warning.ref, False, "nothing of note", "anna"))


def _all_arrive(room: Room) -> None:
    for leg in _all(room, Leg):
        room.do(ReportLeg(_report(room, "ESCORT-1"), leg.visit, leg.number, LegState.ARRIVED))


def _assess_vehicles(room: Room) -> None:
    for car in _all(room, SightedVehicle):
        room.do(AssessVehicle(car.key, "dora", Verdict.HARMLESS, "known", car.version))


def _assess_described(room: Room) -> None:
    for person in _all(room, DescribedPerson):
        room.do(AssessDescribed(person.key, "dora", Verdict.HARMLESS, "known", person.version))


def _people_end_what_only_people_end(room: Room) -> None:
    _assess_vehicles(room)
    _assess_described(room)
    for alert in room.open_alerts:
        if alert.latched and alert.active:
            room.do(Reset(alert.id, next(name for name in PEOPLE if name != alert.reset_asked_by)))
            current = room.world.known(Noun.ALERT, str(alert.id), Alert)
            if current.active:
                room.do(Reset(alert.id, next(name for name in PEOPLE if name != current.reset_asked_by)))
    for alert in room.open_alerts:
        room.do(Unshelve(alert.id, "anna"))
    for alert in room.open_alerts:
        room.do(Close(alert.id, "anna", alert.version, Disposition.NO_ACTION, "seen to"))


def _all(room: Room, kind: type[T]) -> list[T]:
    return [thing for thing in list(room.world.things.values()) if isinstance(thing, kind)]


def _report(room: Room, unit: str) -> Report:
    return Report(str(UUID(int=room.world.seq)), unit, room.now)
