"""The names of the fields of each feed, as docs/feeds.md has them; `a.b` is `b` within `a`."""

from typing import Final, Literal

FeedName = Literal["incident", "visit", "patrol-check"]

_POSITION = {"position.lat", "position.lon", "position.accuracy_m", "position.at"}
_EVERY = {"id", "at", "stale_at", "seq", "status", *_POSITION}
_VEHICLE = {"vehicle.plate", "vehicle.country", "vehicle.make", "vehicle.colour"}
_PLACE = {"site", "visit"}

FIELDS: Final[dict[FeedName, set[str]]] = {
    "incident": {*_EVERY, *_VEHICLE, *_PLACE, "kind", "text", "priority", "facts", "assessment"},
    "visit": {*_EVERY, "visit", "leg", "status", "eta", "text"},
    "patrol-check": {*_EVERY, "kind", "site", "post", "checkpoint", "outcome", "relieves", "reason", "text"},
}

PATHS: Final[dict[FeedName, str]] = {
    "incident": "/feeds/incidents",
    "visit": "/feeds/visits",
    "patrol-check": "/feeds/patrol-checks",
}
