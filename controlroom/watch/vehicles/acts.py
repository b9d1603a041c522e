"""What a person decides about a vehicle."""

from dataclasses import dataclass
from datetime import datetime

from controlroom.watch.vehicles.vehicle import Verdict


@dataclass(frozen=True, slots=True)
class AssessVehicle:
    """`seen` is the version on the page of whoever decides. `listed_until`: on the white list until then."""

    vehicle: str
    by: str
    verdict: Verdict
    reason: str
    seen: int
    listed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class UnlistVehicle:
    """It counts again from now on."""

    vehicle: str
    by: str


VehicleCommand = AssessVehicle | UnlistVehicle
