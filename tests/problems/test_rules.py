"""A problem counts when solved; where it came from says in which measure."""

import pytest

from servicecorps import words
from servicecorps.problems import rules

HOT = {"leader_visit", "staff"}


@pytest.mark.parametrize("raised_by", words.PROBLEM_RAISED_BY)
def test_what_leaders_and_staff_raise_is_a_hot_issue(raised_by):
    measure = "hot_issues" if raised_by in HOT else "problems"
    assert rules.measure("done", raised_by) == measure
    assert rules.measure("planned", raised_by) is None


@pytest.mark.parametrize("status", [s for s in words.PROBLEM_STATUSES if s != "withdrawn"])
def test_every_status_has_its_state(status):
    done, gone = {"solved", "verified"}, {"referred", "rejected"}
    state = "done" if status in done else "withdrawn" if status in gone else "planned"
    assert rules.STATES[status] == state
