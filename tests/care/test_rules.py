"""The order of a round, and when a household is due."""

from datetime import date, timedelta
from itertools import permutations
from random import Random

import pytest

from servicecorps import words
from servicecorps.care import rules
from servicecorps.places.rules import Plan, due
from servicecorps.settings.rules import CARE_DAYS, SETTINGS, whole

TODAY = date(2026, 10, 20)
DAY = timedelta(days=1)


def plan(visited_ago=None, *, registered_ago=400, category="elder_alone", own=None, **more):
    visited = None if visited_ago is None else TODAY - visited_ago * DAY
    return Plan(category, own, TODAY - registered_ago * DAY, visited, **more)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (plan(29), ("running", "soon", 30, -1)),
        (plan(30), ("running", "over", 30, 0)),
        (plan(90), ("running", "far", 30, 60)),
        (plan(50, own=45), ("running", "over", 45, 5)),
        (plan(50, category="dibao"), ("running", "in", 90, -40)),
        (plan(900, category="ordinary"), ("none", "in", None, None)),
        (plan(900, category="ordinary", own=30), ("running", "far", 30, 870)),
        # Never visited: from the day it was registered.
        (plan(registered_ago=10), ("running", "never", 30, -20)),
        (plan(registered_ago=35), ("running", "never", 30, 5)),
    ],
)
def test_when_a_household_is_due(one, told):
    assert due(one, CARE_DAYS, TODAY) == told


def test_a_pause_puts_it_off_to_its_end_and_counts_no_day_of_it():
    away = plan(90, paused_until=TODAY + DAY)
    assert due(away, CARE_DAYS, TODAY)[::3] == ("paused", None)
    assert not due(away, CARE_DAYS, TODAY).is_due
    back = [due(away, CARE_DAYS, TODAY + n * DAY).overdue for n in (1, 2, 3)]
    assert back == [0, 1, 2]
    # Back long before it was due again: the pause changes nothing.
    assert due(plan(20, paused_until=TODAY - 5 * DAY), CARE_DAYS, TODAY).overdue == -10


def test_an_ended_plan_is_never_due():
    assert due(plan(900, ended_on=TODAY - 300 * DAY), CARE_DAYS, TODAY)[::3] == ("ended", None)


def test_a_changed_setting_changes_when_it_is_due():
    assert due(plan(29), CARE_DAYS | {"elder_alone": 20}, TODAY).overdue == 9
    assert due(plan(29), CARE_DAYS | {"elder_alone": 0}, TODAY).state == "none"


def test_every_category_has_its_interval_and_every_setting_its_default():
    assert set(CARE_DAYS) == set(words.HOUSEHOLD_CATEGORIES)
    assert whole({}) == {key: one.default for key, one in SETTINGS.items()}
    assert whole({"care_dibao": 7})["care_dibao"] == 7


def length(points, order):
    return rules.length_m([points[at] for at in order])


def test_a_round_begins_where_it_should_and_visits_every_place_once():
    points = scattered(30, 1)
    order = rules.walking_order(points)
    assert order[0] == 0
    assert sorted(order) == list(range(30))
    assert rules.walking_order([]) == []
    assert rules.walking_order(points[:1]) == [0]


def scattered(number, seed):
    rng = Random(seed)
    return [(36.05 + rng.random() / 10, 120.3 + rng.random() / 10) for _ in range(number)]


@pytest.mark.parametrize("seed", range(6))
def test_a_round_is_hardly_longer_than_the_shortest(seed):
    points = scattered(7, seed)
    shortest = min(length(points, (0, *rest)) for rest in permutations(range(1, 7)))
    assert length(points, rules.walking_order(points)) <= 1.02 * shortest


def test_nobody_walks_to_and_fro_along_a_street():
    # From the second house of a street: on to the nearest alone leaves the far end for last.
    street = [(36.0, 120.0 + at / 1000) for at in (3, 4, 0, 9, 1, 2, 8)]
    order = rules.walking_order(street)
    turns = [street[at][1] for at in order]
    assert length(street, order) <= rules.metres(street[2], street[3]) * 1.34
    assert len(set(turns)) == 7


def test_distances_are_metres():
    assert rules.metres((36.0, 120.0), (36.01, 120.0)) == pytest.approx(1113.2)
    assert rules.metres((36.0, 120.0), (36.0, 120.01)) == pytest.approx(900.6, abs=1)


def test_a_round_that_is_not_straightened_to_the_end_still_visits_everybody(monkeypatch):
    monkeypatch.setattr(rules, "_MOST_ROUNDS", 1)
    points = [(36 + Random(at).random() / 9, 120 + Random(-at).random() / 9) for at in range(30)]
    assert sorted(rules.walking_order(points)) == list(range(30))
