"""Rules every kind of record keeps."""

# ruff: noqa: DTZ001 – a wall clock and a stored moment name no zone

from datetime import date, datetime

import pytest

from servicecorps.records import rules

DAY = date(2026, 10, 5)


@pytest.mark.parametrize(
    ("typed", "late"),
    [
        (datetime(2026, 10, 5, 9), False),
        (datetime(2026, 10, 8, 0, 0), False),
        (datetime(2026, 10, 8, 0, 1), True),
        (datetime(2026, 11, 1), True),
    ],
)
def test_late_is_more_than_48_hours_after_the_end_of_the_day(typed, late):
    assert rules.is_late(DAY, typed, "phone") is late
    assert not rules.is_late(DAY, typed, "import")


def test_the_first_recorded_with_a_measure_counts():
    assert rules.first_counted([(3, "visits"), (1, None), (2, "visits")]) == 2


def test_nothing_counts_where_nothing_has_a_measure():
    assert rules.first_counted([(1, None), (2, None)]) is None
    assert rules.first_counted([]) is None


def test_withdrawn_is_a_status_of_every_kind():
    assert rules.state_of("withdrawn", {}) == "withdrawn"
    assert rules.state_of("kept", {"kept": "done"}) == "done"
