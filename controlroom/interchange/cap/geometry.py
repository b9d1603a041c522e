"""Polygons and circles on the map, and their middle."""

from itertools import pairwise
from typing import Final

from controlroom.interchange.cap.fault import NotCap, shown
from controlroom.interchange.cap.message import Area, Circle, Point
from controlroom.interchange.cap.tree import Element
from controlroom.interchange.cap.values import number, number_text, text_of

FEWEST_POINTS: Final = 4
FARTHEST_KM: Final = 20_038.0
"""Half-way round the earth."""


def polygon(element: Element, path: str) -> tuple[Point, ...]:
    """Closed: the last pair is the first again. Raises NotCap."""
    ring = tuple(_point(pair, element, path) for pair in text_of(element, path, needed=True).split())
    if len(ring) < FEWEST_POINTS:
        raise NotCap(element.line, path, f"needs {FEWEST_POINTS} points or more, not {len(ring)}")
    if ring[0] != ring[-1]:
        raise NotCap(element.line, path, "does not end with the point with which it begins")
    return ring


def circle(element: Element, path: str) -> Circle:
    """A point, a blank, and a radius in kilometres. Raises NotCap."""
    said = text_of(element, path, needed=True).split()
    if len(said) != 2:
        raise NotCap(element.line, path, "must be a point and a radius, as 50.85,4.35 2.5")
    return Circle(_point(said[0], element, path), number(said[1], element.line, path, 0, FARTHEST_KM))


def _point(pair: str, element: Element, path: str) -> Point:
    lat, comma, lon = pair.partition(",")
    if not comma:
        raise NotCap(element.line, path, f"must have points as 50.85,4.35, not '{shown(pair)}'")
    return Point(number(lat, element.line, path, -90, 90), number(lon, element.line, path, -180, 180))


def polygon_text(ring: tuple[Point, ...]) -> str:
    return " ".join(map(_point_text, ring))


def circle_text(one: Circle) -> str:
    return f"{_point_text(one.centre)} {number_text(one.radius_km)}"


def _point_text(point: Point) -> str:
    return f"{number_text(point.lat)},{number_text(point.lon)}"


def middle(area: Area) -> Point | None:
    """Of its first polygon, else of its first circle."""
    if area.polygons:
        return _middle_of(area.polygons[0])
    return area.circles[0].centre if area.circles else None


def _middle_of(ring: tuple[Point, ...]) -> Point:
    """The centre of gravity on the flat map, from the first point on; of a line the mean of its points.

    It may lie outside of a bent area. One that crosses the date line is not looked at as such.
    """
    origin = ring[0]
    flat = [(p.lat - origin.lat, p.lon - origin.lon) for p in ring]
    doubled = lat = lon = 0.0
    for (a, b), (c, d) in pairwise(flat):
        cross = a * d - c * b
        doubled += cross
        lat += (a + c) * cross
        lon += (b + d) * cross
    inside = abs(doubled) > 1e-12
    shift = (lat / (3 * doubled), lon / (3 * doubled)) if inside else _mean(flat[:-1])
    found = Point(origin.lat + shift[0], origin.lon + shift[1])
    return found if abs(found.lat) <= 90 and abs(found.lon) <= 180 else origin


def _mean(flat: list[tuple[float, float]]) -> tuple[float, float]:
    return sum(p[0] for p in flat) / len(flat), sum(p[1] for p in flat) / len(flat)
