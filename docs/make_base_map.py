"""Draw the shipped base map: the coast of the Qingdao region and schematic district outlines.

Not part of the running product:

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python docs/make_base_map.py package/land-10m.json servicecorps/places/base

Input: the land of Natural Earth 1:10m (public domain) as TopoJSON, and base-map-points.csv beside
this script: one point inside each sub-district (WGS-84). Output: coast.json, districts.json and
subdistricts.json, as docs/base-map.md describes them. The outlines are not surveyed: a place
belongs to the nearest sub-district point, and the borders between districts are then rounded a
little.
"""

import argparse
import csv
import json
from itertools import accumulate, combinations, pairwise
from pathlib import Path
from typing import Any

from shapely import affinity, make_valid, maximum_inscribed_circle
from shapely.geometry import (
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    box,
)
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge, nearest_points, polygonize, unary_union, voronoi_diagram

POINTS = Path(__file__).with_name("base-map-points.csv")
REGION = (118.4, 34.9, 122.4, 37.6)  # lon, lat, lon, lat: more than the map can be dragged to
COS = 0.8088  # cos(36.02°): one degree of longitude is that much of a degree of latitude
KM = 1 / 111.2  # in degrees of latitude
SERVED = ("370202", "370203", "370213", "370212", "370214")
DEPTHS_KM = (0.7, 1.6, 2.8, 4.4, 6.5)
SHORE_KM = 0.45  # no sub-district point may lie nearer to the water than this
ROUND_KM = 0.5  # corners of the coast are rounded by this
BRIDGE_KM = 4  # a point further out than this stands on an island of its own
SEAS = (("胶州湾", 36.135, 120.235), ("黄海", 35.985, 120.475))


def land_of(topology: dict[str, Any]) -> BaseGeometry:
    """Return the land of the region in flat degrees (x = longitude × COS)."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]

    def arc(steps: list[list[int]]) -> list[tuple[float, float]]:
        xs = accumulate(step[0] for step in steps)
        ys = accumulate(step[1] for step in steps)
        return [
            (x * scale[0] + shift[0], y * scale[1] + shift[1]) for x, y in zip(xs, ys, strict=True)
        ]

    arcs = [arc(steps) for steps in topology["arcs"]]

    def ring(numbers: list[int]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for number in numbers:
            part = arcs[number] if number >= 0 else arcs[~number][::-1]
            points += part if not points else part[1:]
        return points

    region = box(*REGION)
    pieces = []
    for shape in topology["objects"]["land"]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        for rings in polygons:
            outer = Polygon(ring(rings[0]))
            if outer.envelope.intersects(region):
                pieces.append(make_valid(Polygon(ring(rings[0]), [ring(r) for r in rings[1:]])))
    return flat(unary_union(pieces).intersection(region))


def flat(shape: BaseGeometry) -> BaseGeometry:
    """Squeeze longitude, so that distances mean the same in both directions."""
    return affinity.scale(shape, COS, 1, origin=(0, 0))


def reach_points(land: BaseGeometry, points: list[Point]) -> BaseGeometry:
    """Round the coast and widen it where its coarse line leaves a sub-district in the water."""
    soft = land.buffer(ROUND_KM * KM, quad_segs=3).buffer(-2 * ROUND_KM * KM, quad_segs=3)
    soft = soft.buffer(ROUND_KM * KM, quad_segs=3)
    inner = soft.buffer(-SHORE_KM * KM)
    patches = []
    for point in points:
        near = nearest_points(inner, point)[0]
        apart = near.distance(point)
        if 0 < apart < BRIDGE_KM * KM:
            patches.append(LineString([near, point]).buffer(SHORE_KM * KM, quad_segs=4))
        elif apart:  # an island the source leaves out
            patches.append(point.buffer(3 * SHORE_KM * KM, quad_segs=4))
    joined = unary_union([soft, *patches])
    return joined.buffer(ROUND_KM * KM, quad_segs=3).buffer(-ROUND_KM * KM, quad_segs=3)


def rounded(line: LineString, times: int = 2) -> LineString:
    """Cut the corners of a line; its two ends stay where they are."""
    points = list(line.simplify(0.25 * KM).coords)
    for _ in range(times):
        cut = [points[0]]
        for (ax, ay), (bx, by) in pairwise(points):
            cut += [(ax * 0.75 + bx * 0.25, ay * 0.75 + by * 0.25)]
            cut += [(ax * 0.25 + bx * 0.75, ay * 0.25 + by * 0.75)]
        points = [*cut, points[-1]]
    return LineString(points)


def cells_of(points: list[Point]) -> dict[int, BaseGeometry]:
    """Give every spot of the region to its nearest point, by the number of that point."""
    region = flat(box(*REGION))
    cells = voronoi_diagram(MultiPoint(points), envelope=region)
    return {
        next(i for i, point in enumerate(points) if cell.contains(point)): cell.intersection(region)
        for cell in cells.geoms
    }


def by_district(
    rows: list[dict[str, str]], cells: dict[int, BaseGeometry]
) -> dict[str, BaseGeometry]:
    """Join the cells of each district."""
    groups: dict[str, list[BaseGeometry]] = {}
    for owner, cell in cells.items():
        groups.setdefault(rows[owner]["district_code"], []).append(cell)
    return {code: unary_union(group) for code, group in groups.items()}


def filled(cells: dict[int, BaseGeometry], whole: BaseGeometry) -> dict[int, MultiPolygon]:
    """Cut a district into the cells of its points, every corner of it in one of them.

    Its rounded border cuts corners off its own cells and takes some of its neighbours': each goes
    to the cell it shares the longest line with.
    """
    parts = {at: polygons(cell.intersection(whole)) for at, cell in cells.items()}
    shapes = {at: max(some, key=lambda part: part.area) for at, some in parts.items()}
    rest = whole.difference(unary_union(list(shapes.values())))
    for part in sorted(polygons(rest), key=lambda part: part.area):
        edge = part.buffer(0.01 * KM)
        owner = max(shapes, key=lambda at: shapes[at].intersection(edge).area)
        shapes[owner] = unary_union([shapes[owner], part])
    return {at: MultiPolygon(polygons(shape)) for at, shape in shapes.items()}


def polygons(shape: BaseGeometry) -> list[Polygon]:
    """Return the areas of a shape; lines and points have none."""
    return [part for part in getattr(shape, "geoms", [shape]) if isinstance(part, Polygon)]


def subdistricts_of(
    rows: list[dict[str, str]], cells: dict[int, BaseGeometry], districts: dict[str, BaseGeometry]
) -> list[dict[str, Any]]:
    """Return the sub-districts of the served districts, each within its own district."""
    shapes: dict[int, MultiPolygon] = {}
    for code in SERVED:
        own = {at: cell for at, cell in cells.items() if rows[at]["district_code"] == code}
        shapes |= filled(own, districts[code])
    found = []
    for at, row in sorted(enumerate(rows), key=lambda pair: pair[1]["code"]):
        if at not in shapes:
            continue
        point = Point(float(row["lon"]) * COS, float(row["lat"]))
        found.append(
            {
                "code": row["code"],
                "name": row["name"],
                "label": label_of(shapes[at], [point]),
                "polygons": as_rings(shapes[at], 0.01 * KM, 0),
            }
        )
    return found


def with_round_borders(districts: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Round the borders between districts, each once, so that neighbours still fit together."""
    lines = [flat(box(*REGION)).boundary]
    for one, other in combinations(districts.values(), 2):
        shared = linemerge(
            [
                part
                for part in getattr(one.intersection(other), "geoms", [one.intersection(other)])
                if isinstance(part, LineString)
            ]
        )
        parts = shared.geoms if isinstance(shared, MultiLineString) else [shared]
        lines += [rounded(part) for part in parts if not part.is_empty]
    faces: dict[str, list[Polygon]] = {code: [] for code in districts}
    for face in polygonize(unary_union(lines)):
        owner = max(districts, key=lambda code: districts[code].intersection(face).area)
        faces[owner].append(face)
    return {code: unary_union(group) for code, group in faces.items()}


def as_rings(shape: BaseGeometry, tolerance: float, least_km2: float) -> list[list[list[float]]]:
    """Return the outer rings as [lat, lon, lat, lon, …] rounded to 4 decimals (11 m)."""
    parts = shape.geoms if hasattr(shape, "geoms") else [shape]
    polygons = [part for part in parts if isinstance(part, Polygon)]
    kept = [p for p in polygons if p.area >= least_km2 * KM * KM]
    simple = [p.simplify(tolerance) for p in kept]
    return [[as_numbers(ring.coords) for ring in [p.exterior, *p.interiors]] for p in simple]


def as_numbers(coords: Any) -> list[float]:
    """Return flat coordinates as one row of latitudes and longitudes."""
    numbers: list[float] = []
    for x, y in coords:
        pair = [round(y, 4), round(x / COS, 4)]
        if numbers[-2:] != pair:
            numbers += pair
    return numbers


def depth_lines(land: BaseGeometry) -> list[list[list[float]]]:
    """Return lines at growing distance from the shore, for looks: they are not soundings."""
    window = flat(box(119.2, 35.2, 121.6, 36.95))
    bounds = flat(box(*REGION)).boundary.buffer(1e-6)
    levels = []
    for km in DEPTHS_KM:
        wide = land.buffer(km * KM, quad_segs=4).boundary.difference(bounds).intersection(window)
        merged = linemerge(wide) if isinstance(wide, MultiLineString) else wide
        lines = merged.geoms if isinstance(merged, MultiLineString) else [merged]
        kept = [line.simplify(0.12 * KM) for line in lines if line.length > 4 * KM]
        levels.append([as_numbers(line.coords) for line in kept])
    return levels


def outline(shape: BaseGeometry, own: list[Point]) -> MultiPolygon:
    """Keep the pieces of a district that hold one of its points: no islet goes by distance."""
    parts = shape.geoms if hasattr(shape, "geoms") else [shape]
    return MultiPolygon(
        [p for p in parts if isinstance(p, Polygon) and any(p.contains(point) for point in own)]
    )


def label_of(shape: MultiPolygon, own: list[Point]) -> list[float]:
    """Return where a district's name stands: in its widest part, or amid its points."""
    largest = max(shape.geoms, key=lambda part: part.area, default=None)
    spot = Point(maximum_inscribed_circle(largest).coords[0]) if largest else None
    spot = spot or MultiPoint(own).centroid
    return [round(spot.y, 4), round(spot.x / COS, 4)]


def main() -> None:
    """Read the two sources, write the three files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("land", type=Path, help="land-10m.json of world-atlas")
    parser.add_argument("folder", type=Path, help="where the files go")
    args = parser.parse_args()

    rows = list(csv.DictReader(POINTS.open(encoding="utf-8")))
    points = [Point(float(row["lon"]) * COS, float(row["lat"])) for row in rows]
    land = reach_points(land_of(json.loads(args.land.read_text())), points)
    land = land.simplify(0.03 * KM)
    cells = cells_of(points)
    districts = with_round_borders(by_district(rows, cells))

    outlines, shapes = [], {}
    for code, cell in sorted(districts.items(), key=lambda item: item[0]):
        own = [p for p, row in zip(points, rows, strict=True) if row["district_code"] == code]
        shape = outline(cell.intersection(land) if code in SERVED else MultiPolygon(), own)
        shapes[code] = shape
        outlines.append(
            {
                "code": code,
                "name": next(r["district"] for r in rows if r["district_code"] == code),
                "served": code in SERVED,
                "label": label_of(shape, own),
                "polygons": as_rings(shape, 0.01 * KM, 0.5),
            }
        )
    coast = {
        "land": as_rings(land, 0, 0.3),
        "depths": depth_lines(land),
        "seas": [{"name": name, "label": [lat, lon]} for name, lat, lon in SEAS],
    }
    files = {
        "coast": coast,
        "districts": {"districts": outlines},
        "subdistricts": {"subdistricts": subdistricts_of(rows, cells, shapes)},
    }
    for name, content in files.items():
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        args.folder.joinpath(f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
