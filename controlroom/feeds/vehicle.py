"""A vehicle in a report: what its unit read on the plate, and what it looked like."""

from controlroom.feeds.model import Body, Code
from controlroom.watch.incidents import Vehicle


class VehicleBody(Body):
    """In `plate` a `?` is a character that nobody could read, a `*` any number of them."""

    plate: Code | None = None
    country: Code | None = None
    make: Code | None = None
    colour: Code | None = None

    def as_vehicle(self) -> Vehicle:
        return Vehicle(self.plate, self.country, self.make, self.colour)
