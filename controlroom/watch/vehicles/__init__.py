"""Vehicles that were seen: by whom, where and on which days, and what a person makes of it."""

from controlroom.watch.vehicles.acts import AssessVehicle, UnlistVehicle, VehicleCommand
from controlroom.watch.vehicles.apply import apply
from controlroom.watch.vehicles.decide import decide, pass_deadline
from controlroom.watch.vehicles.events import (
    SightingsPurged,
    VehicleAssessed,
    VehicleEvent,
    VehicleSighted,
    VehicleUnlisted,
)
from controlroom.watch.vehicles.pattern import Pattern, Sighting, Source
from controlroom.watch.vehicles.sighted import pseudonym, seen_in, short, sighted
from controlroom.watch.vehicles.vehicle import SightedVehicle, Verdict, expectations

__all__ = [
    "AssessVehicle",
    "Pattern",
    "SightedVehicle",
    "Sighting",
    "SightingsPurged",
    "Source",
    "UnlistVehicle",
    "VehicleAssessed",
    "VehicleCommand",
    "VehicleEvent",
    "VehicleSighted",
    "VehicleUnlisted",
    "Verdict",
    "apply",
    "decide",
    "expectations",
    "pass_deadline",
    "pseudonym",
    "seen_in",
    "short",
    "sighted",
]
