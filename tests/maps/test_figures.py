"""The figures behind list and dots."""

from datetime import date

from servicecorps.maps import figures, rules
from servicecorps.maps.rules import Area, Place


def dots(*districts):
    return rules.dots(
        [
            Place(
                number,
                f"社区{number}",
                Area(1, "某街道", district, "某区", (36.1, 120.4), None, ""),
                None,
            )
            for number, district in enumerate(districts, 1)
        ],
        {},
    )


def test_communities_and_what_has_none_add_up_to_the_total():
    found = figures.gather({0: 5, 1: 7, 3: 2})
    assert (found.total, found.counted, found.beside) == (14, 2, 5)


def test_a_district_leaves_out_the_others_and_what_has_no_community():
    found = figures.gather({0: 5, 1: 7, 3: 2}, only=[1, 2])
    assert (found.amounts, found.beside, found.total) == ({1: 7}, 0, 7)


def test_the_largest_come_first_and_equals_by_number():
    found = figures.gather({3: 4, 2: 4, 1: 1})
    assert found.largest(2) == [(2, 4), (3, 4)]


def test_columns_hold_one_value_a_drawn_community():
    columns = figures.columns(
        figures.standing(dots(1, 1)), figures.gather({2: 4}), {2: date(1970, 1, 11)}
    )
    assert columns["amount"] == [0, 4]
    assert columns["last"] == [0, 10]
    assert columns["near"] == "11"
    assert columns["id"] == [1, 1]


def test_a_community_without_any_place_is_counted_but_not_drawn():
    nowhere = rules.dots([Place(1, "社区", Area(1, "某街道", 1, "某区", None, None, ""), None)], {})
    found = figures.gather({1: 3})
    assert found.total == 3
    assert figures.columns(figures.standing(nowhere), found, {})["amount"] == []


def test_names_come_with_where_they_lie():
    found = figures.names([dot.place for dot in dots(1, 1)])
    assert (found["name"], found["where"], found["in"]) == (
        ["社区1", "社区2"],
        ["某区 某街道"],
        [0, 0],
    )
