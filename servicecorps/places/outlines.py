"""The ground: the outlines of land and districts, as shipped or as imported, and what lies within.

Imported borders stand in the instance folder and replace the shipped, schematic ones.
"""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import floor
from pathlib import Path
from typing import Any, NamedTuple

BASE = Path(__file__).with_name("base")
LAND = ""  # stands for all land where the outlines are named by the codes of districts
_BANDS = 200  # of latitude in a degree: a point is compared with the few edges of its band
_M_PER_DEG = 111_320.0
# By how much a place may lie outside before anybody asks: real borders come simplified, and the
# schematic ones are wrong by as much as this.
_LEEWAY_M, _SCHEMATIC_LEEWAY_M = 200.0, 2000.0


class Edge(NamedTuple):
    """A straight piece of an outline, in degrees."""

    lat: float
    lon: float
    to_lat: float
    to_lon: float


class Outline:
    """An area bounded by rings; what two rings hold is a hole."""

    def __init__(self, rings: Iterable[Sequence[float]]) -> None:
        """Take rings as the base map writes them: [lat, lon, lat, lon, …] in degrees."""
        self._bands: defaultdict[int, list[Edge]] = defaultdict(list)
        for ring in rings:
            points = list(zip(ring[::2], ring[1::2], strict=True))
            for (lat, lon), (to_lat, to_lon) in pairwise([*points, points[0]]):
                low, high = sorted((lat, to_lat))
                for band in range(floor(low * _BANDS), floor(high * _BANDS) + 1):
                    self._bands[band].append(Edge(lat, lon, to_lat, to_lon))

    def holds(self, lat: float, lon: float) -> bool:
        """Tell whether a point lies within: east of it lies an odd number of edges."""
        inside = False
        for edge in self._bands.get(floor(lat * _BANDS), ()):
            if (edge.lat > lat) != (edge.to_lat > lat):
                share = (lat - edge.lat) / (edge.to_lat - edge.lat)
                inside ^= lon < edge.lon + share * (edge.to_lon - edge.lon)
        return inside

    def metres_outside(self, lat: float, lon: float) -> float:
        """Return how far a point lies from the outline, 0 within."""
        if self.holds(lat, lon):
            return 0.0
        edges = {edge for band in self._bands.values() for edge in band}
        return min((_metres(edge, lat, lon) for edge in edges), default=math.inf)


def _metres(edge: Edge, lat: float, lon: float) -> float:
    """Return the distance of a point from an edge; flat, as a city is."""
    shrink = math.cos(math.radians(lat))
    x, y = (edge.to_lon - edge.lon) * shrink, edge.to_lat - edge.lat
    to_x, to_y = (lon - edge.lon) * shrink, lat - edge.lat
    length = x * x + y * y
    share = min(max((to_x * x + to_y * y) / length, 0), 1) if length else 0
    return math.hypot(to_x - share * x, to_y - share * y) * _M_PER_DEG


@dataclass(frozen=True)
class Ground:
    """What lies under the dots; outlines by the code of the district, under LAND that of all land.

    `drawn` is what the map shows and places communities in; `borders` reach as far as the district
    does, also where it is water. `source` is whom to name for imported borders.
    """

    content: Mapping[str, Any]
    drawn: Mapping[str, Outline]
    borders: Mapping[str, Outline]
    schematic: bool
    source: str

    def is_outside(self, district_code: str, lat: float, lon: float) -> bool:
        """Tell whether a place is so far outside its district that somebody should be asked."""
        outline = self.borders.get(district_code) or self.borders[LAND]
        known = not self.schematic and district_code in self.borders
        return outline.metres_outside(lat, lon) > (_LEEWAY_M if known else _SCHEMATIC_LEEWAY_M)


def imported(instance: Path, level: str = "districts") -> Path:
    """Return where the imported outlines of a level (districts, subdistricts) are kept."""
    return instance / "basemap" / f"{level}.json"


def version(instance: Path, level: str = "districts") -> int:
    """Return a number that changes with every import, 0 as long as nothing was imported."""
    try:
        return imported(instance, level).stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def ground(instance: Path) -> Ground:
    """Return the ground as it is now."""
    return _ground(instance, version(instance))


@lru_cache(maxsize=2)
def _ground(instance: Path, version_ns: int) -> Ground:
    path = imported(instance) if version_ns else BASE / "districts.json"
    coast = json.loads(BASE.joinpath("coast.json").read_text("utf-8"))
    kept = json.loads(path.read_text("utf-8"))
    # What is only asked, never drawn, stays here.
    borders = {one["code"]: one.pop("borders", None) for one in kept["districts"]}
    drawn = {one["code"]: one["polygons"] for one in kept["districts"] if one["polygons"]}
    outlines = {code: _outline(polygons) for code, polygons in drawn.items()}
    outlines[LAND] = _outline(coast["land"])
    asked = {code: _outline(polygons) for code, polygons in borders.items() if polygons}
    return Ground(
        content=coast | kept,
        drawn=outlines,
        borders=outlines | asked,
        schematic=not version_ns,
        source=kept.get("source", ""),
    )


def _outline(polygons: Sequence[Sequence[Sequence[float]]]) -> Outline:
    return Outline(ring for polygon in polygons for ring in polygon)
