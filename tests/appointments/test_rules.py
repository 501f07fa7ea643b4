"""An appointment counts when kept."""

from datetime import time

import pytest

from servicecorps import words
from servicecorps.appointments import rules
from servicecorps.history import queries as history


@pytest.mark.parametrize("status", [s for s in words.APPOINTMENT_STATUSES if s != "withdrawn"])
def test_kept_counts_even_if_late_and_a_missed_one_does_not(status):
    state = rules.STATES[status]
    assert (rules.measure(state) == "appointments") == (status in {"kept", "late"})
    assert (state == "withdrawn") == (status in {"no_show", "cancelled"})


def test_a_changed_window_is_noted_in_the_history(log, ask):
    appointment = log.appointment(from_time=time(9), until_time=time(10))
    log.amend(appointment, from_time=time(14, 30), until_time=time(15))
    *_, change = ask(history.changes_of, "record", appointment)
    assert change.changes["from_time"] == ["09:00:00", "14:30:00"]
