"""What a person may decide about a vehicle, and what its time brings."""

from datetime import datetime, timedelta
from typing import Final, assert_never

from controlroom.errors import Refused, Stale
from controlroom.watch.refs import Noun
from controlroom.watch.unknown import no_such
from controlroom.watch.vehicles.acts import AssessVehicle, UnlistVehicle, VehicleCommand
from controlroom.watch.vehicles.events import SightingsPurged, VehicleAssessed, VehicleEvent, VehicleUnlisted
from controlroom.watch.vehicles.vehicle import PURGE, SightedVehicle, Verdict
from controlroom.watch.words import mark

LISTED_AT_MOST: Final = timedelta(days=366)
WHY: Final = mark("Say why.")
CHANGED_MEANWHILE: Final = mark("Something happened to this vehicle meanwhile. Look again, then decide.")
ONLY_HARMLESS: Final = mark("Only a harmless vehicle stands on the white list.")
ENDS_LATER: Final = mark("The white list ends for it after today.")
TOO_LONG: Final = mark("A vehicle stands on the white list for a year at most.")
NOT_LISTED: Final = mark("This vehicle is not on the white list.")


def decide(vehicle: SightedVehicle | None, command: VehicleCommand, now: datetime) -> list[VehicleEvent]:
    if vehicle is None:
        raise no_such(Noun.VEHICLE, command.vehicle)
    match command:
        case AssessVehicle():
            return _assess(vehicle, command, now)
        case UnlistVehicle(by=by):
            if not vehicle.listed(now):
                raise Refused(NOT_LISTED, field="vehicle")
            return [VehicleUnlisted(vehicle.key, by)]
        case _:
            assert_never(command)


def _assess(vehicle: SightedVehicle, command: AssessVehicle, now: datetime) -> list[VehicleEvent]:
    reason, until = command.reason.strip(), command.listed_until
    if not reason:
        raise Refused(WHY, field="reason")
    if until is not None:
        _must_fit(command.verdict, until, now)
    if vehicle.version != command.seen:
        raise Stale(CHANGED_MEANWHILE)
    return [VehicleAssessed(vehicle.key, command.by, command.verdict, until, reason)]


def _must_fit(verdict: Verdict, until: datetime, now: datetime) -> None:
    if verdict is not Verdict.HARMLESS:
        raise Refused(ONLY_HARMLESS, field="listed_until")
    if until <= now:
        raise Refused(ENDS_LATER, field="listed_until")
    if until - now > LISTED_AT_MOST:
        raise Refused(TOO_LONG, field="listed_until")


def pass_deadline(vehicle: SightedVehicle, kind: str, now: datetime) -> list[VehicleEvent]:
    if kind != PURGE:
        return []
    over = [one.seq for one in vehicle.sightings if vehicle.kept_until(one) <= now]
    return [SightingsPurged(vehicle.key, max(over), len(over))] if over else []
