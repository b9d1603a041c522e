"""What the columns of a file are called on a page."""

from typing import Final

from controlroom.watch.words import mark

FIELDS: Final = {
    "visit": mark("Visit"),
    "code_name": mark("Code name"),
    "rank": mark("Rank"),
    "kind": mark("Kind"),
    "delegation": mark("Delegation"),
    "starts_at": mark("Begins"),
    "ends_at": mark("Ends"),
    "threat_level": mark("Threat level"),
    "event": mark("Event"),
    "state": mark("State, not read"),
    "leg": mark("Leg"),
    "origin": mark("From"),
    "destination": mark("To"),
    "leg_starts_at": mark("Leg begins"),
    "leg_ends_at": mark("Leg ends"),
    "units": mark("Units"),
    "convoy": mark("Vehicles of the convoy"),
    "id": mark("Code"),
    "title": mark("Title"),
    "theme": mark("Theme"),
    "place": mark("Place"),
    "lat": mark("Latitude"),
    "lon": mark("Longitude"),
    "expected": mark("People expected"),
    "cancelled": mark("Cancelled"),
}
