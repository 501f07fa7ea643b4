"""From WGS-84 to GCJ-02, the shifted coordinates of Chinese maps, and back.

The published formula: a point of mainland China is moved by some hundred metres, by a sum of sines
of its position. WGS-84 is what is stored; GCJ-02 only comes in from files and goes out to tiles.
"""

import math
from typing import Final

Position = tuple[float, float]
WGS84, GCJ02 = "wgs84", "gcj02"
SYSTEMS: Final = (WGS84, GCJ02)
# The ellipsoid of the formula (Krasovsky 1940), metres, and the point its sines count from.
_RADIUS_M, _ECCENTRICITY_SQUARED = 6_378_245.0, 0.006_693_421_622_965_943
_ORIGIN_LAT, _ORIGIN_LON = 35.0, 105.0
# Outside this box coordinates are not shifted.
_SOUTH, _NORTH, _WEST, _EAST = 0.8293, 55.8271, 72.004, 137.8347
_CLOSE_DEG = 1e-7  # a centimetre
_MOST_ROUNDS = 20  # three are enough; a number that is none would go round for ever


def gcj_from_wgs(lat: float, lon: float) -> Position:
    """Return where GCJ-02 shows a WGS-84 point, degrees; outside China the point itself."""
    if not (_SOUTH <= lat <= _NORTH and _WEST <= lon <= _EAST):
        return lat, lon
    north_m, east_m = _shift_m(lon - _ORIGIN_LON, lat - _ORIGIN_LAT)
    sine = math.sin(math.radians(lat))
    flat = 1 - _ECCENTRICITY_SQUARED * sine * sine
    meridian_m = _RADIUS_M * (1 - _ECCENTRICITY_SQUARED) / flat**1.5
    parallel_m = _RADIUS_M / math.sqrt(flat) * math.cos(math.radians(lat))
    return lat + math.degrees(north_m / meridian_m), lon + math.degrees(east_m / parallel_m)


def wgs_from_gcj(lat: float, lon: float) -> Position:
    """Return the WGS-84 point that GCJ-02 shows here, degrees, to a centimetre."""
    there = lat, lon
    for _round in range(_MOST_ROUNDS):
        shown = gcj_from_wgs(*there)
        off = lat - shown[0], lon - shown[1]
        there = there[0] + off[0], there[1] + off[1]
        if max(abs(off[0]), abs(off[1])) < _CLOSE_DEG:
            break
    return there


def to_wgs(crs: str, lat: float, lon: float) -> Position:
    """Return a point of a named system (one of SYSTEMS) in WGS-84."""
    return wgs_from_gcj(lat, lon) if crs == GCJ02 else (lat, lon)


def shown(crs: str, lat: float, lon: float) -> Position:
    """Return where tiles of a named system (one of SYSTEMS) show a WGS-84 point."""
    return gcj_from_wgs(lat, lon) if crs == GCJ02 else (lat, lon)


def _shift_m(x: float, y: float) -> Position:
    """Return by how many metres north and east a point is moved, x and y from the origin."""
    short = 20 * math.sin(6 * math.pi * x) + 20 * math.sin(2 * math.pi * x)
    north = (
        -100
        + 2 * x
        + 3 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * math.sqrt(abs(x))
        + (
            short
            + 20 * math.sin(math.pi * y)
            + 40 * math.sin(math.pi * y / 3)
            + 160 * math.sin(math.pi * y / 12)
            + 320 * math.sin(math.pi * y / 30)
        )
        * 2
        / 3
    )
    east = (
        300
        + x
        + 2 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * math.sqrt(abs(x))
        + (
            short
            + 20 * math.sin(math.pi * x)
            + 40 * math.sin(math.pi * x / 3)
            + 150 * math.sin(math.pi * x / 12)
            + 300 * math.sin(math.pi * x / 30)
        )
        * 2
        / 3
    )
    return north, east
