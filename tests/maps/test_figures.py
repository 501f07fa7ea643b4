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
                Area(1, "某街道", district, "某区", (36.1, 120.4), None),
                None,
            )
            for number, district in enumerate(districts, 1)
        ]
    )


def test_rows_and_what_has_no_community_add_up_to_the_total():
    found = figures.gather(dots(1, 1, 2), {0: 5, 1: 7, 3: 2}, {}, district=0)
    assert (found.total, found.counted) == (14, 2)
    assert sum(row.amount for row in found.rows) + found.beside == found.total


def test_a_district_leaves_out_the_others_and_what_has_no_community():
    found = figures.gather(dots(1, 1, 2), {0: 5, 1: 7, 3: 2}, {}, district=1)
    assert [row.place.id for row in found.rows] == [1, 2]
    assert found.total == 7


def test_the_largest_come_first_and_equals_by_number():
    found = figures.gather(dots(1, 1, 1), {2: 4, 3: 4}, {}, district=0)
    assert [row.place.id for row in found.largest(2)] == [2, 3]


def test_columns_hold_one_value_a_drawn_community():
    found = figures.gather(dots(1, 1), {2: 4}, {2: date(1970, 1, 11)}, district=0)
    columns = figures.columns(found)
    assert columns["amount"] == [0, 4]
    assert columns["last"] == [0, 10]
    assert columns["near"] == "11"
    assert columns["id"] == [1, 1]


def test_a_community_without_any_place_is_counted_but_not_drawn():
    nowhere = rules.dots([Place(1, "社区", Area(1, "某街道", 1, "某区", None, None), None)])
    found = figures.gather(nowhere, {1: 3}, {}, district=0)
    assert (found.unplaced, found.total) == (1, 3)
    assert figures.columns(found)["amount"] == []
