"""A vehicle through the watch: reports that name a plate, the alert, and what a person decides."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from controlroom.errors import Refused, Stale, Unknown
from controlroom.watch.early_warnings import Account as WarningAccount
from controlroom.watch.incidents import Account, IncidentKind, Vehicle
from controlroom.watch.patrols import PatrolKind
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import Status
from controlroom.watch.vehicles import (
    AssessVehicle,
    SightedVehicle,
    Source,
    UnlistVehicle,
    VehicleSighted,
    Verdict,
)
from controlroom.watch.vehicles.vehicle import KEPT_AT_MOST
from tests.unit.watch.a_warning import the_company, warning_word
from tests.unit.watch.room import Room, folded, incident_word, noon, site_word, the_visit

DAY = 24 * 60
CAR = Vehicle("1-ABC-123", "B", "Volvo", "black")


@pytest.fixture
def room() -> Room:
    return Room.of()


def see(room: Room, day: float, site: str | None = "EU-JL", car: Vehicle = CAR, **more: Any) -> None:
    """On a day from the 24th of November on, at one in the afternoon in Brussels."""
    minute = day * DAY
    said = incident_word(
        IncidentKind.SUSPICIOUS_VEHICLE, 3, minute, site=site, account=Account(vehicle=car), **more
    )
    room.at(minute, said)


def cars(room: Room) -> list[SightedVehicle]:
    return [thing for thing in room.world.things.values() if isinstance(thing, SightedVehicle)]


def the_car(room: Room) -> SightedVehicle:
    (one,) = cars(room)
    return one


def assess(room: Room, verdict: Verdict = Verdict.HARMLESS, **more: Any) -> int | None:
    car = the_car(room)
    said: dict[str, Any] = {"reason": "the baker", "seen": car.version, **more}
    return room.do(AssessVehicle(car.key, "anna", verdict, **said), "anna")


def until(days: float) -> datetime:
    return noon(days * DAY)


def test_a_report_with_a_plate_is_the_sighting_of_a_vehicle(room: Room) -> None:
    see(room, 0)
    event = room.history[-1].event
    assert isinstance(event, VehicleSighted)
    assert event.said == Vehicle("1ABC123", "BE", "Volvo", "black")
    assert event.report == str(room.history[-2].seq)
    assert "1ABC123" not in event.vehicle
    assert the_car(room).sightings[0].site == "EU-JL"


def test_what_is_written_differently_is_one_vehicle(room: Room) -> None:
    for day, plate in enumerate(("1-ABC-123", "1abc123", "B 1 ABC 123")):
        see(room, day, car=Vehicle(plate, "BE"))
    assert len(the_car(room).sightings) == 3


def test_a_finding_of_a_patrol_counts_with_an_incident(room: Room) -> None:
    see(room, 0)
    room.at(DAY, site_word(PatrolKind.FINDING, DAY, vehicle=CAR))
    assert room.shown == [("vehicle.pattern", 3)]
    assert [one.source.value for one in the_car(room).sightings] == ["incident", "patrol"]


def test_the_same_car_at_the_gates_of_two_companies_is_p2_on_the_first_day() -> None:
    room = Room.of(*the_company())
    said = WarningAccount("a car stood at the gate", vehicle=CAR)
    first = warning_word(account=said)
    room.do(first)
    assert room.do(first) is None
    assert room.ever("vehicle.pattern") == []
    room.do(warning_word(2, company="HBS", site="HBS-1", account=said))
    seen = the_car(room).sightings
    assert [(one.source, one.report, one.company) for one in seen] == [
        (Source.EARLY_WARNING, first.ref, "NLE"),
        (Source.EARLY_WARNING, warning_word(2, company="HBS").ref, "HBS"),
    ]
    (alert,) = room.ever("vehicle.pattern")
    assert alert.priority == 2
    assert folded(room.history).things[Ref(Noun.VEHICLE, the_car(room).key)] == the_car(room)


def test_the_alert_rises_with_the_days_and_counts_how_often_it_came_back(room: Room) -> None:
    for day in (0, 0.1, 1):
        see(room, day)
    (alert,) = room.alerts
    assert (alert.priority, alert.count, alert.site) == (3, 2, "EU-JL")
    see(room, 3)
    (alert,) = room.alerts
    assert (alert.priority, alert.count) == (2, 3)


def test_another_site_is_p2(room: Room) -> None:
    see(room, 0)
    see(room, 0.1, "EMB-1")
    assert room.shown == [("vehicle.pattern", 2)]


@pytest.mark.parametrize("marked", [Status.EXERCISE, Status.TEST])
def test_an_exercise_is_no_sighting(room: Room, marked: Status) -> None:
    see(room, 0, marked=marked)
    assert cars(room) == []


def test_a_plate_that_was_read_in_part_never_counts(room: Room) -> None:
    for day in range(4):
        see(room, day, car=Vehicle("1-A?C-123", "BE"))
    assert room.shown == []
    assert the_car(room).partial


def test_near_plates_never_count_together(room: Room) -> None:
    for day, plate in enumerate(("1ABO123", "1AB0123", "1ABD123")):
        see(room, day, car=Vehicle(plate, "BE"))
    assert (room.shown, len(cars(room))) == ([], 3)


def test_only_a_person_ends_it_and_says_why(room: Room) -> None:
    see(room, 0)
    see(room, 1)
    room.at(20 * DAY)
    assert room.shown == [("vehicle.pattern", 3)]
    with pytest.raises(Refused, match="Say why"):
        assess(room, reason="  ")
    assess(room)
    assert [one.condition.value for one in room.ever("vehicle.pattern")] == ["cleared"]
    assert the_car(room).priority is None


def test_what_comes_after_an_assessment_counts_anew(room: Room) -> None:
    see(room, 0)
    see(room, 1)
    assess(room, Verdict.UNDER_INVESTIGATION)
    see(room, 2)
    assert the_car(room).priority is None
    see(room, 3)
    assert the_car(room).priority == 3


def test_what_is_on_the_white_list_is_skipped_until_it_ends(room: Room) -> None:
    see(room, 0)
    see(room, 1)
    assess(room, listed_until=until(5))
    for day in (2, 3, 4):
        see(room, day)
    assert the_car(room).priority is None
    see(room, 5.5)
    see(room, 6.5)
    assert the_car(room).priority == 3


def test_what_is_reported_late_of_a_time_on_the_white_list_does_not_count(room: Room) -> None:
    see(room, 0)
    assess(room, listed_until=until(2))
    room.at(3 * DAY)
    for day in (1, 1.9):
        late = incident_word(IncidentKind.OTHER, 3, day * DAY, account=Account(vehicle=CAR))
        room.do(late)
    assert [one.listed for one in the_car(room).sightings] == [False, True, True]


def test_who_takes_it_off_the_white_list_lets_it_count_again(room: Room) -> None:
    see(room, 0)
    assess(room, listed_until=until(30))
    room.at(DAY)
    room.do(UnlistVehicle(the_car(room).key, "bert"), "bert")
    see(room, 1.1)
    see(room, 2)
    assert the_car(room).priority == 3
    with pytest.raises(Refused, match="not on the white list"):
        room.do(UnlistVehicle(the_car(room).key, "bert"), "bert")


@pytest.mark.parametrize(
    ("verdict", "days", "why"),
    [
        (Verdict.UNDER_INVESTIGATION, 5, "Only a harmless"),
        (Verdict.HARMLESS, -1, "ends for it after today"),
        (Verdict.HARMLESS, 400, "a year at most"),
    ],
)
def test_a_white_list_that_does_not_fit_is_refused(
    room: Room, verdict: Verdict, days: float, why: str
) -> None:
    see(room, 0)
    with pytest.raises(Refused, match=why):
        assess(room, verdict, listed_until=until(days))


def test_who_looked_before_it_was_seen_again_looks_again(room: Room) -> None:
    see(room, 0)
    with pytest.raises(Stale):
        assess(room, seen=the_car(room).version - 1)
    with pytest.raises(Unknown):
        room.do(UnlistVehicle("nobody", "anna"))


def test_sightings_of_30_days_are_purged_and_leave_a_record(room: Room) -> None:
    see(room, 0)
    see(room, 10)
    room.at(30 * DAY - 1)
    assert len(the_car(room).sightings) == 2
    room.at(30 * DAY)
    assert (room.history[-1].event.kind, len(the_car(room).sightings)) == ("vehicle.sightings_purged", 1)
    assert the_car(room).plate == "1ABC123"
    room.at(40 * DAY)
    assert (the_car(room).plate, the_car(room).sightings) == (None, ())


@pytest.mark.parametrize("verdict", [None, Verdict.UNDER_INVESTIGATION])
def test_what_somebody_has_to_look_at_is_not_purged(room: Room, verdict: Verdict | None) -> None:
    see(room, 0)
    see(room, 1)
    if verdict:
        assess(room, verdict)
    room.at(60 * DAY)
    assert len(the_car(room).sightings) == 2
    assess(room)
    room.at(61 * DAY)
    assert the_car(room).sightings == ()


def test_what_is_on_the_white_list_keeps_its_plate_as_long(room: Room) -> None:
    see(room, 0)
    see(room, 1)
    assess(room, listed_until=until(90))
    room.at(60 * DAY)
    assert (the_car(room).plate, len(the_car(room).sightings)) == ("1ABC123", 1)
    room.at(91 * DAY)
    assert the_car(room).plate is None


def test_repeats_of_one_day_push_no_other_day_out(room: Room) -> None:
    see(room, 0)
    for n in range(KEPT_AT_MOST + 20):
        see(room, 1 + n / DAY)
    assert len(the_car(room).sightings) == KEPT_AT_MOST
    assert len({one.day for one in the_car(room).sightings}) == 2


def test_folded_again_it_is_the_same(room: Room) -> None:
    see(room, 0)
    see(room, 1)
    assess(room, listed_until=until(9))
    see(room, 2, "EMB-1")
    room.at(40 * DAY)
    again = folded(room.history)
    assert {ref: thing for ref, thing in again.things.items() if ref.noun is Noun.VEHICLE} == {
        ref: thing for ref, thing in room.world.things.items() if ref.noun is Noun.VEHICLE
    }


def test_a_time_in_the_future_is_the_time_at_which_it_was_told(room: Room) -> None:
    room.do(incident_word(IncidentKind.OTHER, 3, 9, account=Account(vehicle=CAR)))
    assert the_car(room).sightings[0].at == noon() < noon() + timedelta(minutes=9)


def test_a_vehicle_and_its_alert_say_which_files_they_speak_of(room: Room) -> None:
    see(room, 0)
    see(room, 1)
    (alert,) = room.open_alerts
    assert (the_car(room).files, alert.files) == (("site:EU-JL",), ("site:EU-JL",))
    see(room, 2, site="BRU")
    (alert,) = room.open_alerts
    assert alert.files == the_car(room).files == ("site:BRU", "site:EU-JL")


def test_the_files_of_a_vehicle_are_known_after_its_sightings_are_purged(room: Room) -> None:
    room.do(the_visit())
    see(room, 0, visit="V-1")
    assert the_car(room).files == ("site:EU-JL", "visit:V-1")
    room.pass_time(until(31))
    assert (the_car(room).sightings, the_car(room).files) == ((), ("site:EU-JL", "visit:V-1"))
