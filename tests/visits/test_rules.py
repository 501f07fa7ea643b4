"""When a visit counts, and in which measure."""

import pytest

from servicecorps import words
from servicecorps.places.rules import REPORT_GROUP
from servicecorps.visits import rules

COUNTING = {"ok", "solved", "job_opened", "problem_opened", "referred", "appointment_made"}


@pytest.mark.parametrize("outcome", words.VISIT_OUTCOMES)
def test_every_outcome_counts_or_not_as_the_design_says(outcome):
    measure = "visits" if outcome in COUNTING else None
    assert rules.measure("done", outcome, "E") == measure


@pytest.mark.parametrize(
    ("group", "measure"),
    [
        ("E", "visits"),
        ("P", "visits"),
        ("V", "visits"),
        ("O", "other_visits"),
        ("", "other_visits"),
    ],
)
def test_lonely_poor_and_vulnerable_are_visits_the_rest_are_other_visits(group, measure):
    assert rules.measure("done", "ok", group) == measure


@pytest.mark.parametrize("state", ["planned", "withdrawn"])
def test_what_is_not_done_counts_nowhere(state):
    assert rules.measure(state, "ok", "E") is None


def test_every_household_category_belongs_to_a_report_group():
    assert set(REPORT_GROUP) == set(words.HOUSEHOLD_CATEGORIES)
    assert set(REPORT_GROUP.values()) == set(words.REPORT_GROUPS)
