"""Where communities stand and how sizes are grouped."""

from itertools import accumulate

import pytest

from servicecorps.maps import rules
from servicecorps.maps.rules import Area, Place
from servicecorps.places.outlines import Outline


def place(number, own=None, subdistrict=1, of_subdistrict=(36.1, 120.4), of_district=(36.0, 120.0)):
    area = Area(subdistrict, "某街道", 7, "某区", of_subdistrict, of_district, "370299")
    return Place(number, f"社区{number}", area, own)


def dots(places, outlines=None):
    return rules.dots(places, outlines or {})


def square(south, west, north, east):
    return Outline([[south, west, north, west, north, east, south, east]])


def test_a_community_with_a_position_stands_exactly_there():
    [dot] = dots([place(1, own=(36.2, 120.5))])
    assert (dot.position, dot.approximate) == ((36.2, 120.5), False)


def test_a_community_without_one_stands_near_its_subdistrict():
    [dot] = dots([place(1)])
    assert dot.approximate
    assert dot.position == pytest.approx((36.1, 120.4), abs=0.005)
    assert dot.position != (36.1, 120.4)


def test_a_subdistrict_without_a_point_borrows_its_districts():
    [dot] = dots([place(1, of_subdistrict=None)])
    assert dot.position == pytest.approx((36.0, 120.0), abs=0.005)


def test_two_such_subdistricts_do_not_cover_each_other():
    one, other = dots([place(1, of_subdistrict=None), place(2, subdistrict=2, of_subdistrict=None)])
    assert one.position != other.position


def test_a_place_known_nowhere_is_listed_but_not_drawn():
    [dot] = dots([place(1, of_subdistrict=None, of_district=None)])
    assert dot.position is None


def test_placing_a_community_moves_no_other():
    before = dots([place(1), place(2), place(3)])
    after = dots([place(1), place(2, own=(36.3, 120.3)), place(3)])
    assert [before[0], before[2]] == [after[0], after[2]]


@pytest.mark.parametrize("code", ["370299", ""])
def test_nobody_stands_in_the_water_or_in_another_district(code):
    outline = square(36.0999, 120.39, 36.2, 120.5)
    around = [place(number) for number in range(60)]
    free = dots(around)
    held = dots(around, {code: outline})
    assert not all(outline.holds(*dot.position) for dot in free)
    assert all(outline.holds(*dot.position) for dot in held)
    assert len({dot.position for dot in held}) == 60
    assert held == dots(around, {code: outline})


def test_an_islet_without_room_holds_them_all_closer_together():
    islet = square(36.099, 120.399, 36.101, 120.401)
    held = dots([place(number) for number in range(60)], {"370299": islet})
    assert all(islet.holds(*dot.position) for dot in held)
    assert len({dot.position for dot in held}) == 60


def test_a_point_outside_its_outline_is_taken_at_its_word():
    elsewhere = {"370299": square(37.0, 121.0, 37.1, 121.1)}
    assert dots([place(1)], elsewhere) == dots([place(1)])


def test_neighbours_stand_apart():
    spots = [dot.position for dot in dots([place(number) for number in range(60)])]
    assert len(set(spots)) == 60


def test_lonely_subdistricts_spread_wider_than_crowded_ones():
    far = [place(1), place(2, subdistrict=2, of_subdistrict=(36.9, 121.0))]
    near = [place(1), place(2, subdistrict=2, of_subdistrict=(36.101, 120.4))]
    away = [abs(dots(places)[0].position[0] - 36.1) for places in (far, near)]
    assert away[0] > away[1]


@pytest.mark.parametrize(
    ("most", "steps"),
    [
        (0, [1]),
        (1, [1]),
        (3, [1, 2]),
        (9, [1, 2, 5]),
        (37, [1, 2, 10]),
        (312, [1, 10, 50, 200]),
        (59_967, [1, 2000, 10_000, 50_000]),
    ],
)
def test_the_legend_has_round_steps_below_the_largest_figure(most, steps):
    assert rules.steps(most) == steps


def test_packed_numbers_come_back_by_adding_up():
    numbers = [120_300, 120_299, 120_299, 360_000]
    assert list(accumulate(rules.packed(numbers))) == numbers
    assert rules.packed([]) == []


def test_no_day_is_number_zero():
    assert rules.day_number(None) == 0
