"""How far two places on earth are from each other."""

from dataclasses import dataclass
from math import asin, cos, degrees, hypot, radians, sin, sqrt
from typing import Final

EARTH_M: Final = 6_371_008.8
"""Mean radius (IUGG)."""


@dataclass(frozen=True, slots=True)
class Box:
    """Degrees between which everything lies that is no farther than some radius, and a little more."""

    south: float
    north: float
    west: float
    east: float


def metres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """By the great circle (haversine); the earth's flattening makes it wrong by half a percent at most."""
    half_lat, half_lon = radians(other_lat - lat) / 2, radians(other_lon - lon) / 2
    across = hypot(sin(half_lat), sqrt(cos(radians(lat)) * cos(radians(other_lat))) * sin(half_lon))
    return 2 * EARTH_M * asin(min(1.0, across))


def around(lat: float, lon: float, radius_m: float) -> Box:
    high = degrees(radius_m / EARTH_M)
    wide = degrees(asin(min(1.0, sin(radius_m / EARTH_M) / max(cos(radians(lat)), 1e-9))))
    return Box(lat - high, lat + high, lon - wide, lon + wide)
