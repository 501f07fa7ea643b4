"""The outlines of the ground, and what lies within."""

from pathlib import Path

import pytest

from servicecorps.maps import queries, rules
from servicecorps.places import outlines
from servicecorps.places.outlines import Outline

SQUARE = [36.0, 120.0, 36.1, 120.0, 36.1, 120.1, 36.0, 120.1]
NOWHERE = Path("nothing was imported here")
HOLE = [36.04, 120.04, 36.06, 120.04, 36.06, 120.06, 36.04, 120.06]


@pytest.mark.parametrize(
    ("lat", "lon", "held"),
    [
        (36.03, 120.05, True),
        (36.05, 120.05, False),  # in the hole
        (36.05, 120.02, True),
        (36.05, 119.99, False),
        (36.05, 120.11, False),
        (35.99, 120.05, False),
        (36.2, 120.05, False),
    ],
)
def test_an_outline_holds_what_lies_between_its_rings(lat, lon, held):
    assert Outline([SQUARE, HOLE]).holds(lat, lon) is held


def test_a_ring_may_name_its_first_point_again():
    assert Outline([[*SQUARE, *SQUARE[:2]]]).holds(36.05, 120.05)


def test_town_is_land_and_the_bay_is_not():
    land = outlines.ground(NOWHERE).drawn[outlines.LAND]
    assert land.holds(36.09, 120.38)
    assert not land.holds(36.135, 120.235)


def test_every_community_of_the_starter_list_stands_on_its_own_ground(app, cast):
    grounds = outlines.ground(NOWHERE).drawn
    with app.app_context():
        drawn = rules.dots(queries.places(), grounds)
    astray = [
        dot.place.name
        for dot in drawn
        if dot.approximate
        and not grounds.get(dot.place.area.district_code, grounds[""]).holds(*dot.position)
    ]
    assert len(drawn) > 100
    assert astray == []


def test_outside_an_outline_lies_so_many_metres_away():
    square = Outline([SQUARE])
    assert square.metres_outside(36.05, 120.05) == 0
    assert square.metres_outside(36.11, 120.05) == pytest.approx(1113, abs=1)
    assert square.metres_outside(36.05, 120.11) == pytest.approx(900, abs=2)
    assert square.metres_outside(36.11, 120.11) == pytest.approx(1431, abs=3)


@pytest.mark.parametrize(
    ("code", "lat", "lon", "outside"),
    [
        ("370202", 36.07, 120.38, False),
        ("370202", 36.30, 120.38, True),  # in another district
        ("370202", 120.38, 36.07, True),  # the two the wrong way round
        ("370211", 35.96, 120.10, False),  # no outline shipped: land is enough
        ("370211", 48.85, 2.35, True),
    ],
)
def test_a_place_far_from_its_district_is_questioned(code, lat, lon, outside):
    assert outlines.ground(NOWHERE).is_outside(code, lat, lon) is outside


def test_the_shipped_ground_says_that_it_is_schematic():
    shipped = outlines.ground(NOWHERE)
    assert shipped.schematic
    assert shipped.source == ""
