"""WGS-84 and GCJ-02, against another implementation of the published formula."""

import math

import prcoords
import pytest

from servicecorps.places import coordinates

GRID = [
    (35.58 + step_north * 0.08, 119.5 + step_east * 0.08)
    for step_north in range(20)
    for step_east in range(20)
]
CENTIMETRE = 0.01


def metres(one, other):
    north = (one[0] - other[0]) * 111_320
    east = (one[1] - other[1]) * 111_320 * math.cos(math.radians(one[0]))
    return math.hypot(north, east)


def test_qingdao_is_shifted_as_the_other_one_says():
    off = max(metres(coordinates.gcj_from_wgs(*point), prcoords.wgs_gcj(point)) for point in GRID)
    assert off < CENTIMETRE


def test_qingdao_is_shifted_back_as_the_other_one_says():
    off = max(
        metres(coordinates.wgs_from_gcj(*point), prcoords.gcj_wgs_bored(point)) for point in GRID
    )
    assert off < CENTIMETRE


def test_there_and_back_is_the_same_place():
    off = max(
        metres(coordinates.wgs_from_gcj(*coordinates.gcj_from_wgs(*point)), point) for point in GRID
    )
    assert off < CENTIMETRE


def test_the_shift_is_half_a_kilometre():
    away = [metres(coordinates.gcj_from_wgs(*point), point) for point in GRID]
    assert min(away) > 400
    assert max(away) < 520


@pytest.mark.parametrize("point", [(37.55, -122.2), (-33.9, 151.2), (60.0, 120.0), (36.0, 138.0)])
def test_elsewhere_nothing_is_shifted(point):
    assert coordinates.gcj_from_wgs(*point) == point
    assert coordinates.wgs_from_gcj(*point) == point


def test_what_is_no_number_ends_too():
    assert math.isnan(coordinates.wgs_from_gcj(math.nan, 120.0)[0])


def test_a_system_is_named_on_the_way_in_and_out():
    here = (36.0615, 120.3783)
    assert coordinates.to_wgs("wgs84", *here) == coordinates.shown("wgs84", *here) == here
    there = coordinates.shown("gcj02", *here)
    assert there == pytest.approx((36.06177, 120.38343), abs=1e-5)
    assert coordinates.to_wgs("gcj02", *there) == pytest.approx(here, abs=1e-7)
