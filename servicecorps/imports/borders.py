"""Bring real borders in: simplified with shared lines kept, written where the map finds them.

Importing this module imports shapely, so only the command that needs it does.
"""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely import Geometry, MultiPolygon, Point, Polygon

from servicecorps.imports import geojson, queries
from servicecorps.imports.geojson import LONGEST_SOURCE, Area, Known
from servicecorps.places import outlines

_SQUEEZE = 0.8088  # cos 36.02°: with it, a step east counts as far as a step north
_KM2 = 1 / 111.2**2  # in square degrees of latitude
# How much of a corner may go, in degrees: finer for sub-districts would cost more than it shows.
_TOLERANCE = {"districts": 0.0008, "subdistricts": 0.0016}
_LEAST_KM2 = 0.03  # smaller islets cost points and cannot be seen
_DIGITS = 4  # 11 m, as the shipped base map has it
# Some borders run far out into the sea; drawn like that, nobody knows the coast again. Most follow
# the coast closer than the shipped one does, which is off by kilometres at some headlands.
_OFFSHORE_DEG, _OFFSHORE_KM2 = 0.054, 20.0  # six kilometres


@dataclass(frozen=True)
class Brought:
    """What was imported: how many areas, in how many points, named how."""

    districts: int
    subdistricts: int
    points: int
    source: str
    missing: tuple[str, ...]


def bring(
    contents: Sequence[tuple[str, bytes]], instance: Path, crs: str, source: str = ""
) -> Brought:
    """Import the borders in GeoJSON files, (name, bytes) each, in a named system of coordinates.

    Districts and sub-districts replace what was imported of the same level before.

    Raises:
        Invalid: the files cannot be used; the sentence says why.
    """
    base = json.loads(outlines.BASE.joinpath("districts.json").read_text("utf-8"))["districts"]
    found = geojson.read(contents, _known(base), crs)
    source = " ".join((source or found.source).split())[:LONGEST_SOURCE]
    levels: dict[str, list[dict[str, Any]]] = {}
    if found.districts:
        levels["districts"] = _districts(base, found.districts)
    if found.subdistricts:
        levels["subdistricts"] = _subdistricts(found.subdistricts)
    for level, areas in levels.items():
        _write(outlines.imported(instance, level), {"source": source, level: areas})
    drawn = [one for areas in levels.values() for one in areas]
    return Brought(
        districts=len(found.districts),
        subdistricts=len(found.subdistricts),
        points=sum(len(ring) // 2 for one in drawn for part in one["polygons"] for ring in part),
        source=source,
        missing=tuple(
            one["name"]
            for one in base
            if found.districts and one["served"] and one["code"] not in found.districts
        ),
    )


def remove(instance: Path) -> bool:
    """Go back to the shipped base map; tell whether anything had been imported."""
    kept = [outlines.imported(instance, level) for level in _TOLERANCE]
    there = [path for path in kept if path.exists()]
    for path in there:
        path.unlink()
    return bool(there)


def _known(base: Iterable[Mapping[str, Any]]) -> Known:
    return Known({one["code"]: one["name"] for one in base}, queries.subdistrict_names())


def _districts(
    base: Iterable[Mapping[str, Any]], found: Mapping[str, Area]
) -> list[dict[str, Any]]:
    """Return the districts as the base map writes them; those not found keep name and label."""
    ashore = _Shore(_land())
    shapes = _simplified(found, _TOLERANCE["districts"])
    areas = []
    for one in base:
        shape = shapes.get(one["code"], MultiPolygon())
        drawn = ashore.drawn(shape)
        area = dict(one) | {"label": _label(drawn, one["label"]), "polygons": _polygons(drawn)}
        if drawn is not shape:
            area["borders"] = _polygons(shape)
        areas.append(area)
    return areas


def _subdistricts(found: Mapping[str, Area]) -> list[dict[str, Any]]:
    ashore = _Shore(_land())
    areas = []
    for code, shape in _simplified(found, _TOLERANCE["subdistricts"]).items():
        drawn = ashore.drawn(shape)
        areas.append({
            "code": code,
            "name": found[code].name,
            "label": _label(drawn, None),
            "polygons": _polygons(drawn),
        })  # fmt: skip
    return areas


def _simplified(areas: Mapping[str, Area], tolerance: float) -> dict[str, Geometry]:
    """Return flat shapes with fewer corners; what two areas share stays the same in both."""
    found = {
        code: _area([_flat(polygon) for polygon in area.polygons])
        for code, area in sorted(areas.items())
    }
    whole = {code: shape for code, shape in found.items() if not shape.is_empty}
    shapes = shapely.coverage_simplify(list(whole.values()), tolerance)
    return dict(zip(whole, shapes, strict=True))


def _flat(rings: Sequence[Sequence[tuple[float, float]]]) -> Geometry:
    squeezed = [[(lon * _SQUEEZE, lat) for lon, lat in ring] for ring in rings]
    return shapely.make_valid(Polygon(squeezed[0], squeezed[1:]))


def _area(shapes: Iterable[Geometry]) -> Geometry:
    """Return what is an area of shapes; mended ones may hold lines and points as well."""
    parts = shapely.get_parts(shapely.get_parts(list(shapes)))
    return shapely.union_all([part for part in parts if isinstance(part, Polygon)])


def _land() -> Geometry:
    coast = json.loads(outlines.BASE.joinpath("coast.json").read_text("utf-8"))
    return _area(
        _flat([list(zip(ring[1::2], ring[::2], strict=True)) for ring in polygon])
        for polygon in coast["land"]
    )


class _Shore:
    """The shipped land, and the water close to it."""

    def __init__(self, land: Geometry) -> None:
        self._land, self._near = land, land.buffer(_OFFSHORE_DEG)

    def drawn(self, shape: Geometry) -> Geometry:
        """Return what is drawn of an area: only its land if it reaches far out into the sea."""
        offshore = shape.difference(self._near).area
        far_out = offshore > _OFFSHORE_KM2 * _KM2
        return _area([shape.intersection(self._land)]) if far_out else shape


def _label(shape: Geometry, before: Sequence[float] | None) -> list[float]:
    """Return where the name stands, [lat, lon]: as before if that lies within."""
    if before and (shape.is_empty or shape.contains(Point(before[1] * _SQUEEZE, before[0]))):
        return list(before)
    centre = shapely.get_point(shapely.maximum_inscribed_circle(shape, 0.002), 0)
    return [round(centre.y, _DIGITS), round(centre.x / _SQUEEZE, _DIGITS)]


def _polygons(shape: Geometry) -> list[list[list[float]]]:
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, Polygon)]
    large = [part for part in parts if part.area >= _LEAST_KM2 * _KM2]
    return [
        [_numbers(ring) for ring in (part.exterior, *part.interiors)]
        for part in sorted(large, key=lambda part: part.area, reverse=True)
    ]


def _numbers(ring: Geometry) -> list[float]:
    """Return [lat, lon, lat, lon, …] without the repeated first point."""
    return [
        round(float(number), _DIGITS)
        for x, y in shapely.get_coordinates(ring)[:-1]
        for number in (y, x / _SQUEEZE)
    ]


def _write(path: Path, content: Mapping[str, Any]) -> None:
    """Put a file in place at once: whoever reads sees the old one or the new one, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, separators=(",", ":"))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
