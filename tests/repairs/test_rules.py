"""A repair counts when done, whoever found it."""

import pytest

from servicecorps import words
from servicecorps.repairs import rules

DONE = {"done", "called_back", "closed"}
WITHDRAWN = {"referred", "cancelled"}


@pytest.mark.parametrize("status", [s for s in words.REPAIR_STATUSES if s != "withdrawn"])
def test_every_status_has_its_state(status):
    state = "done" if status in DONE else "withdrawn" if status in WITHDRAWN else "planned"
    assert rules.STATES[status] == state
    assert rules.measure(state) == ("repairs" if status in DONE else None)


def test_a_reopened_repair_leaves_the_figures_until_it_is_done_again(log):
    repair = log.repair()
    log.amend(repair, status="reopened")
    assert log.measure(repair) is None
    log.amend(repair, status="done")
    assert log.measure(repair) == "repairs"
