"""What happens to a vehicle."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from controlroom.watch.incidents import Vehicle
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import PRIVATE
from controlroom.watch.vehicles.pattern import Source
from controlroom.watch.vehicles.vehicle import Verdict


@dataclass(frozen=True, slots=True)
class _OfVehicle:
    """Named by its pseudonym, so that a row whose plate was erased still says that it was one vehicle."""

    vehicle: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.VEHICLE, self.vehicle),)


@dataclass(frozen=True, slots=True)
class VehicleSighted(_OfVehicle):
    """`report`: what the report is known by in which it stands; `said`: with the plate as it is known."""

    kind: ClassVar = "vehicle.sighted"
    at: datetime
    source: Source
    report: str
    unit: str
    site: str | None = None
    visit: str | None = None
    company: str | None = None
    partial: bool = False
    said: Vehicle | None = field(default=None, metadata=PRIVATE)

    @property
    def files(self) -> tuple[str, ...]:
        """The files that it names."""
        named = ((Noun.SITE, self.site), (Noun.VISIT, self.visit))
        return tuple(str(Ref(noun, key)) for noun, key in named if key)


@dataclass(frozen=True, slots=True)
class VehicleAssessed(_OfVehicle):
    kind: ClassVar = "vehicle.assessed"
    by: str
    verdict: Verdict
    listed_until: datetime | None = None
    reason: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class VehicleUnlisted(_OfVehicle):
    kind: ClassVar = "vehicle.unlisted"
    by: str


@dataclass(frozen=True, slots=True)
class SightingsPurged(_OfVehicle):
    """Their time was over: of all of it up to this number of the journal the personal data is gone."""

    kind: ClassVar = "vehicle.sightings_purged"
    up_to: int
    count: int


VehicleEvent = VehicleSighted | VehicleAssessed | VehicleUnlisted | SightingsPurged
