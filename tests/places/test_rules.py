"""Report groups, care intervals, freshness, and where a place without a position is drawn."""

from datetime import date
from itertools import combinations
from math import cos, dist, radians

import pytest

from servicecorps.places import rules

TODAY = date(2026, 10, 20)


@pytest.mark.parametrize(
    ("last", "level"),
    [
        (None, "never"),
        (date(2026, 10, 20), "in"),
        (date(2026, 9, 27), "in"),
        (date(2026, 9, 26), "soon"),
        (date(2026, 9, 21), "soon"),
        (date(2026, 9, 20), "over"),
        (date(2026, 8, 22), "over"),
        (date(2026, 8, 21), "far"),
    ],
)
def test_the_drop_of_a_household_visited_every_30_days(last, level):
    assert rules.freshness(last, 30, TODAY) == level


def test_places_without_a_position_never_cover_each_other_and_never_move():
    points = [rules.spread(36.09, 120.38, order) for order in range(60)]
    assert points == [rules.spread(36.09, 120.38, order) for order in range(60)]
    metres = [(lat * 111_320, lon * 111_320 * cos(radians(36.09))) for lat, lon in points]
    assert min(dist(one, other) for one, other in combinations(metres, 2)) > 100
