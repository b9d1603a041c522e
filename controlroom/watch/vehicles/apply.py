"""How a vehicle takes what happens to it."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from controlroom.watch.incidents import Vehicle
from controlroom.watch.vehicles.events import (
    SightingsPurged,
    VehicleAssessed,
    VehicleEvent,
    VehicleSighted,
    VehicleUnlisted,
)
from controlroom.watch.vehicles.pattern import Sighting
from controlroom.watch.vehicles.vehicle import SightedVehicle, kept


def apply(vehicle: SightedVehicle | None, event: VehicleEvent, seq: int, at: datetime) -> SightedVehicle:
    after = _after(vehicle, event, seq, at)
    found = after.pattern
    return replace(
        after,
        priority=found.priority if found else None,
        version=vehicle.version + 1 if vehicle else 1,
    )


def _after(vehicle: SightedVehicle | None, event: VehicleEvent, seq: int, at: datetime) -> SightedVehicle:
    match event:
        case VehicleSighted():
            return _sighted(vehicle or SightedVehicle(event.vehicle), event, seq, at)
        case _ if vehicle is None:
            raise LookupError(f"{event.kind} of a vehicle that was never sighted")
        case VehicleAssessed(by=by, verdict=verdict, listed_until=until):
            said = replace(vehicle, verdict=verdict, assessed_at=at, assessed_by=by, assessed_seq=seq)
            return replace(said, listed_from=at, listed_until=until) if until else said
        case VehicleUnlisted():
            return replace(vehicle, listed_until=at)
        case SightingsPurged(up_to=up_to):
            return _without(vehicle, up_to)
        case _:
            assert_never(event)


def _sighted(vehicle: SightedVehicle, event: VehicleSighted, seq: int, at: datetime) -> SightedVehicle:
    one = Sighting(
        seq=seq,
        at=event.at,
        received_at=at,
        source=event.source,
        report=event.report,
        unit=event.unit,
        site=event.site,
        company=event.company,
        listed=vehicle.listed(event.at) or vehicle.listed(at),
    )
    said = event.said or Vehicle()
    return replace(
        vehicle,
        plate=said.plate,
        country=said.country,
        make=said.make,
        colour=said.colour,
        said_seq=seq,
        partial=event.partial,
        sightings=kept(vehicle.sightings, one),
        files=tuple(sorted({*vehicle.files, *event.files})),
        seen_at=max(vehicle.seen_at or event.at, event.at),
    )


def _without(vehicle: SightedVehicle, up_to: int) -> SightedVehicle:
    """What told who it was is gone with the sighting that said it."""
    left = replace(vehicle, sightings=tuple(one for one in vehicle.sightings if one.seq > up_to))
    if vehicle.said_seq is None or vehicle.said_seq > up_to:
        return left
    return replace(left, plate=None, country=None, make=None, colour=None, said_seq=None)
