"""The shipped outlines of land and districts, and whether a point lies within them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from math import floor
from pathlib import Path
from typing import NamedTuple

BASE = Path(__file__).with_name("base")
_BANDS = 200  # of latitude in a degree: a point is compared with the few edges of its band


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


@cache
def shipped() -> dict[str, Outline]:
    """Return the outlines of the served districts by their code, and under "" that of all land."""
    coast, districts = (
        json.loads(BASE.joinpath(f"{name}.json").read_text("utf-8"))
        for name in ("coast", "districts")
    )
    drawn = {one["code"]: one["polygons"] for one in districts["districts"] if one["polygons"]}
    return {
        code: Outline(ring for polygon in polygons for ring in polygon)
        for code, polygons in ({"": coast["land"]} | drawn).items()
    }
