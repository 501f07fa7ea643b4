"""Only a midnight action that was carried out counts, on the day it began."""

from datetime import date

import pytest

from servicecorps import words
from servicecorps.night_works import rules


@pytest.mark.parametrize("kind", words.PLANNED_WORK_KINDS)
def test_other_works_are_listed_not_counted(kind):
    assert (rules.measure("done", kind) == "night_works") == (kind == "midnight")


@pytest.mark.parametrize("status", [s for s in words.WORK_STATUSES if s != "withdrawn"])
def test_a_work_counts_once_the_water_is_back(status):
    assert (rules.measure(rules.STATES[status], "midnight") is not None) == (status == "done")


def test_a_work_of_the_night_belongs_to_the_day_it_began(log):
    work = log.night_work(on=date(2026, 9, 30))
    assert log.get(work).happened_on == date(2026, 9, 30)
