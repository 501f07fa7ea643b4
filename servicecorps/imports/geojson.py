"""Read borders of districts and sub-districts out of GeoJSON; plain values in, plain values out."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from servicecorps.errors import Invalid
from servicecorps.places.coordinates import to_wgs

Ring = list[tuple[float, float]]  # (lon, lat), WGS-84, as GeoJSON and shapely order them
MAX_BYTES = 64 * 1024 * 1024
MAX_POINTS = 1_000_000
LONGEST_SOURCE = 200
# What the map can be dragged to, and a little more: west, south, east, north.
REGION = (118.4, 34.9, 122.4, 37.6)
_CODES = ("adcode", "code", "ad_code", "gb", "id")
_NAMES = ("name", "fullname", "name:zh")
_DISTRICT_DIGITS, _SUBDISTRICT_DIGITS = 6, 9
_CHINA = "156"  # stands in front of the code in files of the national mapping service
_FEWEST_POINTS = 4  # of a ring: a triangle whose first point stands there again at the end


@dataclass(frozen=True)
class Area:
    """A district or sub-district with its polygons; each polygon is its outer ring, then holes."""

    code: str
    name: str
    polygons: list[list[Ring]]


@dataclass(frozen=True)
class Read:
    """What a file holds of ours, by code, and whom the file itself names as its source."""

    districts: dict[str, Area]
    subdistricts: dict[str, Area]
    source: str


@dataclass(frozen=True)
class Known:
    """The names of our districts by code, and of sub-districts by their nine digits."""

    districts: Mapping[str, str]
    subdistricts: Mapping[str, str]

    def code_of(self, properties: Mapping[str, Any]) -> str:
        """Return the code of one of ours, of six or nine digits, or "" for a stranger."""
        for key in _CODES:
            code = str(properties.get(key, ""))
            if len(code) > _SUBDISTRICT_DIGITS or len(code) == len(_CHINA) + _DISTRICT_DIGITS:
                code = code.removeprefix(_CHINA)
            if len(code) in (_SUBDISTRICT_DIGITS, _SUBDISTRICT_DIGITS + 3):
                code = code[:_SUBDISTRICT_DIGITS]
            if code.isdigit() and self._is_ours(code):
                return code
        names = {str(properties.get(key, "")) for key in _NAMES}
        district = str(properties.get("district_code", ""))
        found = [code for code, name in self.districts.items() if name in names]
        found += [
            code
            for code, name in self.subdistricts.items()
            if name in names and code.startswith(district)
        ]
        return found[0] if len(found) == 1 else ""

    def _is_ours(self, code: str) -> bool:
        long = len(code) == _SUBDISTRICT_DIGITS
        return code in self.districts or (long and code[:_DISTRICT_DIGITS] in self.districts)


def read(contents: Sequence[tuple[str, bytes]], known: Known, crs: str) -> Read:
    """Return the borders in files, (name, bytes) each, given in a named system of coordinates.

    Raises:
        Invalid: a file is too large or no GeoJSON, holds nothing of ours, or lies far from here.
    """
    if sum(len(content) for _name, content in contents) > MAX_BYTES:
        raise Invalid(
            f"文件太大，最多 {MAX_BYTES >> 20} MB / too large, at most {MAX_BYTES >> 20} MB"
        )
    areas: dict[str, Area] = {}
    sources: dict[str, None] = {}
    for name, content in contents:
        document = _document(name, content)
        for feature in _features(name, document):
            properties = _mapping(feature.get("properties"))
            code = known.code_of({"id": feature.get("id", ""), **properties})
            if code:
                polygons = _polygons(name, _mapping(feature.get("geometry")), crs)
                label = str(properties.get("name") or known.districts.get(code, code))
                before = areas[code].polygons if code in areas else []
                areas[code] = Area(code, label[:64], before + polygons)
        attribution = document.get("attribution")
        if isinstance(attribution, str):
            sources[attribution.strip()[:LONGEST_SOURCE]] = None
    _check(areas)
    return Read(
        districts={code: one for code, one in areas.items() if len(code) == _DISTRICT_DIGITS},
        subdistricts={code: one for code, one in areas.items() if len(code) != _DISTRICT_DIGITS},
        source="; ".join(sources)[:LONGEST_SOURCE],
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _unreadable(name: str) -> Invalid:
    return Invalid(
        f"{name} 不是 GeoJSON（要 FeatureCollection，里面是 Polygon 或 MultiPolygon） / "
        "is not GeoJSON (a FeatureCollection of Polygons or MultiPolygons is wanted)"
    )


def _document(name: str, content: bytes) -> Mapping[str, Any]:
    try:
        return _mapping(json.loads(content.decode("utf-8-sig")))
    except (ValueError, RecursionError) as problem:
        raise _unreadable(name) from problem


def _features(name: str, document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    features = [document] if document.get("type") == "Feature" else document.get("features")
    if not isinstance(features, list):
        raise _unreadable(name)
    return (_mapping(feature) for feature in features)


def _polygons(name: str, geometry: Mapping[str, Any], crs: str) -> list[list[Ring]]:
    found = geometry.get("coordinates")
    if geometry.get("type") == "Polygon":
        found = [found]
    elif geometry.get("type") != "MultiPolygon":
        raise _unreadable(name)
    try:
        return [[_ring(ring, crs) for ring in polygon] for polygon in found or [] if polygon]
    except (TypeError, ValueError, IndexError, OverflowError) as problem:
        raise _unreadable(name) from problem


def _ring(points: Sequence[Sequence[float]], crs: str) -> Ring:
    if len(points) < _FEWEST_POINTS:
        raise ValueError(len(points))
    ring = []
    for point in points:
        lon, lat = float(point[0]), float(point[1])
        if not (math.isfinite(lon) and math.isfinite(lat)):
            raise ValueError(lon, lat)
        lat, lon = to_wgs(crs, lat, lon)
        ring.append((lon, lat))
    return ring


def _check(areas: Mapping[str, Area]) -> None:
    points = [
        point
        for area in areas.values()
        for polygon in area.polygons
        for ring in polygon
        for point in ring
    ]
    if not points:
        raise Invalid(
            "里面没有我们的区市或街道（按六位、九位代码或名称找） / "
            "none of our districts or sub-districts is in it (looked for by code and by name)"
        )
    if len(points) > MAX_POINTS:
        raise Invalid(f"边界的点太多，最多 {MAX_POINTS} 个 / more than {MAX_POINTS} points")
    west, south, east, north = REGION
    if not all(west <= lon <= east and south <= lat <= north for lon, lat in points):
        raise Invalid(
            "边界不在青岛一带，坐标系多半不对；要经纬度（WGS-84 或 GCJ-02），先经度后纬度 / "
            "the borders are far from Qingdao, probably another system of coordinates; degrees "
            "are wanted (WGS-84 or GCJ-02), longitude first"
        )
