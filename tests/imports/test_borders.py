"""Real borders from GeoJSON: read, checked, simplified together, kept in the instance."""

import json

import pytest

from servicecorps.errors import Invalid
from servicecorps.imports import borders, geojson
from servicecorps.places import coordinates, outlines

# The files are what is tried; of the database it asks for a few names.
pytestmark = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
NORTH, SOUTH = "370203", "370202"
# A jagged line from west to east, the border of two squares on land.
SHARED = [(120.36 + step * 0.002, 36.10 + (step % 3) * 0.0001) for step in range(21)]
UPPER = [*SHARED, (120.40, 36.14), (120.36, 36.14), SHARED[0]]
LOWER = [*SHARED[::-1], (120.36, 36.08), (120.40, 36.08), SHARED[-1]]


def feature(ring, kind="Polygon", **properties):
    rings = [[list(point) for point in ring]]
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": rings if kind == "Polygon" else [rings]},
    }


def file(*features, **more):
    document = {"type": "FeatureCollection", "features": list(features)} | more
    return [("边界.geojson", json.dumps(document).encode())]


TWO = file(feature(UPPER, code=NORTH), feature(LOWER, kind="MultiPolygon", name="市南区"))


@pytest.fixture
def bring(ask, tmp_path):
    return lambda contents, crs="wgs84", source="": ask(
        borders.bring, contents, tmp_path, crs, source
    )


def kept(instance, level="districts"):
    areas = json.loads(outlines.imported(instance, level).read_text("utf-8"))[level]
    return {one["code"]: one for one in areas}


def points(ring):
    return set(zip(ring[::2], ring[1::2], strict=True))


def test_districts_are_known_by_code_or_name(bring, tmp_path):
    found = bring(TWO)
    assert (found.districts, found.subdistricts) == (2, 0)
    assert found.missing == ("崂山区", "李沧区", "城阳区")
    areas = kept(tmp_path)
    assert [code for code, one in areas.items() if one["polygons"]] == [SOUTH, NORTH]
    assert len(areas) == 10
    assert areas[NORTH]["served"] is True


@pytest.mark.parametrize("code", ["370203", "156370203", 370203])
def test_a_code_may_be_written_in_several_ways(bring, tmp_path, code):
    assert bring(file(feature(UPPER, adcode=code))).districts == 1


def test_shared_borders_stay_shared_with_fewer_points(bring, tmp_path):
    bring(TWO)
    upper, lower = (points(kept(tmp_path)[code]["polygons"][0][0]) for code in (NORTH, SOUTH))
    assert len(upper) < len(UPPER) / 2
    assert len(upper & lower) >= 2
    # Between the two ends of the line every point of one is a point of the other.
    assert {point for point in upper if point[0] < 36.12} == {
        point for point in lower if point[0] > 36.09
    }


def test_shifted_borders_are_put_right(bring, tmp_path):
    shifted = [coordinates.gcj_from_wgs(lat, lon)[::-1] for lon, lat in UPPER]
    bring(file(feature(shifted, code=NORTH)), crs="gcj02")
    ring = kept(tmp_path)[NORTH]["polygons"][0][0]
    assert (36.14, 120.4) in points(ring)


def test_the_ground_is_the_imported_one_until_it_is_removed(bring, tmp_path):
    before = outlines.ground(tmp_path)
    bring(TWO, source="© Somebody\nand others")
    ground = outlines.ground(tmp_path)
    assert (before.schematic, ground.schematic) == (True, False)
    assert ground.source == "© Somebody and others"
    assert not ground.is_outside(NORTH, 36.12, 120.38)
    assert ground.is_outside(SOUTH, 36.12, 120.38)
    assert borders.remove(tmp_path)
    assert outlines.ground(tmp_path).schematic
    assert not borders.remove(tmp_path)


def test_a_file_may_name_its_source_itself(bring):
    assert bring(file(feature(UPPER, code=NORTH), attribution="© Them")).source == "© Them"
    assert bring(file(feature(UPPER, code=NORTH), attribution=7)).source == ""


def test_what_is_water_is_not_drawn_but_belongs_to_the_district(bring, tmp_path):
    into_the_sea = [(120.36, 36.10), (120.40, 36.10), (120.40, 35.80), (120.36, 35.80)]
    bring(file(feature([*into_the_sea, into_the_sea[0]], code=SOUTH)))
    ground = outlines.ground(tmp_path)
    assert not ground.drawn[SOUTH].holds(35.90, 120.38)
    assert ground.borders[SOUTH].holds(35.90, 120.38)
    assert "borders" not in json.dumps(dict(ground.content))


def test_subdistricts_are_known_by_code_or_name_and_district(bring, tmp_path, cast):
    found = bring(
        file(
            feature(UPPER, code="370203002", name="某街道"),
            feature(LOWER, name="香港中路街道", district_code=SOUTH),
            feature(LOWER, name="纽约街道"),
        )
    )
    assert (found.districts, found.subdistricts, found.missing) == (0, 2, ())
    assert list(kept(tmp_path, "subdistricts")) == ["370202001", "370203002"]
    assert outlines.ground(tmp_path).schematic


def test_a_shape_without_area_is_left_out(bring, tmp_path):
    line = [(120.36, 36.1), (120.38, 36.1), (120.40, 36.1), (120.36, 36.1)]
    bring(file(feature(UPPER, code="370203002"), feature(line, code="370203003")))
    assert list(kept(tmp_path, "subdistricts")) == ["370203002"]
    bring(file(feature(UPPER, code=NORTH), feature(line, code=SOUTH)))
    assert kept(tmp_path)[SOUTH]["polygons"] == []


def test_a_headland_the_shipped_coast_leaves_out_is_drawn(bring, tmp_path):
    bring(file(feature([(120.36, 36.10), (120.40, 36.10), (120.38, 36.02), (120.36, 36.10)],
                       code=SOUTH)))  # fmt: skip
    assert outlines.ground(tmp_path).drawn[SOUTH].holds(36.03, 120.38)
    assert "borders" not in kept(tmp_path)[SOUTH]


def test_several_files_come_in_together(bring):
    one, other = file(feature(UPPER, code=NORTH)), file(feature(LOWER, code=SOUTH))
    assert bring([*one, *other]).districts == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff\xfe\x00", "不是 GeoJSON"),
        (b"[1, 2]", "is not GeoJSON"),
        (b'{"type": "FeatureCollection", "features": 7}', "is not GeoJSON"),
        (b"[" * 100_000, "is not GeoJSON"),
        (file(feature(UPPER, kind="Point", code=NORTH))[0][1], "is not GeoJSON"),
        (file(feature(UPPER[:2], code=NORTH))[0][1], "is not GeoJSON"),
        (file(feature([(None, 1)] * 4, code=NORTH))[0][1], "is not GeoJSON"),
        (file(feature([(1e999, 36.0)] * 4, code=NORTH))[0][1], "is not GeoJSON"),
        (file(feature(UPPER, code="110101"))[0][1], "none of our districts"),
        (file()[0][1], "没有我们的区市"),
        (file(feature([(y, x) for x, y in UPPER], code=NORTH))[0][1], "far from Qingdao"),
        (
            file(feature([(x * 1e5, y * 1e5) for x, y in UPPER], code=NORTH))[0][1],
            "坐标系多半不对",
        ),
    ],
)
def test_what_cannot_be_used_is_explained_and_changes_nothing(bring, tmp_path, content, told):
    with pytest.raises(Invalid, match=told):
        bring([("a.json", content)])
    assert outlines.version(tmp_path) == 0


def test_too_much_is_refused(bring, monkeypatch):
    monkeypatch.setattr(geojson, "MAX_POINTS", 20)
    with pytest.raises(Invalid, match="more than 20 points"):
        bring(TWO)
    monkeypatch.setattr(geojson, "MAX_BYTES", 1000)
    with pytest.raises(Invalid, match="too large"):
        bring(TWO)


def test_a_half_written_file_is_never_read(bring, tmp_path, monkeypatch):
    bring(TWO)
    before = kept(tmp_path)

    def full(*_args, **_named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(borders.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        bring(file(feature(UPPER, code=NORTH)))
    assert kept(tmp_path) == before
