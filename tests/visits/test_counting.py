"""Household-days: of several counted visits only the first has a measure."""

from datetime import date

import pytest

from servicecorps.places import writing as places
from servicecorps.records import queries
from servicecorps.tallies import writing as tallies

OCT_5, OCT_6 = date(2026, 10, 5), date(2026, 10, 6)


@pytest.fixture(autouse=True)
def _figures_stay_right(scene, log, ask):
    scene("noise", log.noise)
    yield
    assert ask(tallies.check) == []


def test_a_visit_copies_what_the_household_is_on_that_day(log, cast, ask):
    visit = log.visit(household=cast.poor)
    home = cast.poor
    with log.app.app_context():
        from servicecorps.places import queries as place_queries

        stored = place_queries.household(home.id)
        values = {name: getattr(stored, name) for name in places._FACTS} | {
            "main_category": "ordinary"
        }
        places.amend_household(home.id, stored.version, values, [], cast.member.id)
    later = log.visit(household=cast.poor, on=OCT_6)
    assert (log.get(visit).category, log.measure(visit)) == ("dibao", "visits")
    assert (log.get(later).category, log.measure(later)) == ("ordinary", "other_visits")


def test_an_ordinary_household_counts_as_other_visit(log, cast):
    assert log.measure(log.visit(household=cast.ordinary)) == "other_visits"


@pytest.mark.parametrize("home", ["alone", "poor", "ill"])
def test_each_report_group_counts_as_visit(log, cast, home):
    assert log.measure(log.visit(household=getattr(cast, home))) == "visits"


def test_of_two_visits_to_a_household_on_a_day_the_first_counts(log, cast, ask):
    first, second = log.visit(), log.visit(by=cast.helper)
    assert (log.measure(first), log.measure(second)) == ("visits", None)
    assert ask(queries.counted_twin, log.get(second)) == first


def test_a_visit_that_found_nobody_does_not_take_the_place(log):
    missed, met = log.visit(outcome="not_home"), log.visit()
    assert (log.measure(missed), log.measure(met)) == (None, "visits")


def test_the_next_takes_the_place_of_a_withdrawn_visit_and_gives_it_back(log):
    first, second, third = log.visit(), log.visit(), log.visit()
    log.withdraw(first)
    assert [log.measure(one) for one in (first, second, third)] == [None, "visits", None]
    log.restore(first)
    assert [log.measure(one) for one in (first, second, third)] == ["visits", None, None]


def test_the_next_takes_the_place_of_a_visit_that_moves_to_another_day(log):
    first, second, there = log.visit(), log.visit(), log.visit(on=OCT_6)
    log.amend(first, on=OCT_6)
    # On its new day it stands before the one that was there, because it was recorded first.
    assert [log.measure(one) for one in (first, second, there)] == ["visits", "visits", None]
    log.amend(first, on=OCT_5)
    assert [log.measure(one) for one in (first, second, there)] == ["visits", None, "visits"]


def test_a_visit_that_turns_out_to_be_of_another_household_leaves_its_place(log, cast):
    first, second = log.visit(), log.visit()
    log.amend(first, household_id=cast.poor.id)
    assert (log.measure(first), log.measure(second)) == ("visits", "visits")


def test_changing_the_outcome_hands_the_place_on(log):
    first, second = log.visit(), log.visit()
    log.amend(first, outcome="not_home")
    assert (log.measure(first), log.measure(second)) == (None, "visits")


def test_two_households_on_a_day_both_count(log, cast):
    assert log.measure(log.visit()) == log.measure(log.visit(household=cast.poor)) == "visits"


def test_a_planned_visit_counts_when_it_is_done(log):
    visit = log.visit(status="planned", on=OCT_6)
    assert log.measure(visit) is None
    log.amend(visit, status="done", outcome="ok")
    assert log.measure(visit) == "visits"
