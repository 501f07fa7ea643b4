"""The shipped outlines, and what lies within."""

import pytest

from servicecorps.maps import outlines, queries, rules
from servicecorps.maps.outlines import Outline

SQUARE = [36.0, 120.0, 36.1, 120.0, 36.1, 120.1, 36.0, 120.1]
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
    land = outlines.shipped()[""]
    assert land.holds(36.09, 120.38)
    assert not land.holds(36.135, 120.235)


def test_every_community_of_the_starter_list_stands_on_its_own_ground(app, cast):
    with app.app_context():
        drawn = rules.dots(queries.places(), outlines.shipped())
    grounds = outlines.shipped()
    astray = [
        dot.place.name
        for dot in drawn
        if dot.approximate
        and not grounds.get(dot.place.area.district_code, grounds[""]).holds(*dot.position)
    ]
    assert len(drawn) > 100
    assert astray == []
