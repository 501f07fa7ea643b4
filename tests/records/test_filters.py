"""Filters stand in the address; what makes no sense there is left out."""

from datetime import date

import pytest
import time_machine

from servicecorps.clock import Span
from servicecorps.records.filters import Filters, cursor_of
from servicecorps.records.rules import row_number
from tests.conftest import NOW


@pytest.mark.parametrize(
    "args",
    [
        {"month": "2026-10"},
        {"from": "2026-10-01", "to": "2026-10-09"},
        {"member": "3", "community": "0", "team": "2"},
        {"district": "0", "category": "none"},
        {"household": "7", "measure": "visits", "state": "done", "result": "ok"},
        {"month": "2026-09", "after": "2026-09-30.17"},
    ],
)
def test_what_is_read_is_written_back(args):
    assert Filters.read(args).address() == args


@pytest.mark.parametrize(
    "args",
    [
        {"month": "2026-13"}, {"month": "26-1"}, {"month": "x"}, {"from": "gestern"},
        {"member": "-1"}, {"member": "²"}, {"community": "9" * 30}, {"team": "2147483648"},
        {"measure": "walks"}, {"measure": "service_hours"},
        {"after": "2026-10-01"}, {"category": ""}, {"after": "x.1"}, {"after": "2026-10-01.x"},
    ],
)  # fmt: skip
def test_nonsense_is_left_out(args):
    assert Filters.read(args) == Filters()


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("7", 7), ("2147483647", 2**31 - 1), ("2147483648", None), ("", None), ("²", None),
     ("-1", None), (" 1", None), ("9" * 99, None)],
)  # fmt: skip
def test_only_numbers_a_row_can_have_are_numbers(text, number):
    assert row_number(text) == number


def test_a_month_is_its_days():
    assert Filters.read({"month": "2026-02"}).span() == Span(date(2026, 2, 1), date(2026, 2, 28))


def test_what_no_index_answers_reaches_back_a_year():
    with time_machine.travel(NOW):
        recent = Filters.read({"team": "1"})
        assert recent.is_recent_only()
        assert recent.span() == Span(date(2025, 10, 20), date(2999, 12, 31))
        assert not Filters.read({"team": "1", "month": "2020-01"}).is_recent_only()


def test_a_cursor_names_a_record():
    cursor = cursor_of(date(2026, 10, 5), 17)
    assert Filters.read({"after": cursor}).cursor() == (date(2026, 10, 5), 17)
