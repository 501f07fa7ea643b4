"""How a span is put together, how figures compare, and what an opening balance is."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicecorps.clock import Span
from servicecorps.tallies import rules
from servicecorps.tallies.rules import Balance, Parts

MAY_31 = date(2017, 5, 31)
DAYS = st.dates(date(2000, 1, 1), date(2035, 12, 31))


def test_a_month_and_a_year_are_one_counter_each():
    assert rules.parts_of(Span.month(2026, 10)) == Parts(("2026-10",), ())
    assert rules.parts_of(Span.year(2026)) == Parts(("2026",), ())


def test_a_range_is_taken_apart_into_years_months_and_days():
    span = Span(date(2024, 11, 29), date(2026, 2, 3))
    assert rules.parts_of(span) == Parts(
        ("2024-12", "2025", "2026-01"),
        (Span(date(2024, 11, 29), date(2024, 11, 30)), Span(date(2026, 2, 1), date(2026, 2, 3))),
    )


@given(DAYS, DAYS)
def test_the_parts_are_every_day_of_the_span_once(one, other):
    span = Span(min(one, other), max(one, other))
    parts = rules.parts_of(span)
    pieces = [*parts.days]
    pieces += [
        Span.year(int(slug)) if len(slug) == 4 else Span.parse_month(slug) for slug in parts.periods
    ]
    pieces.sort()
    assert (pieces[0].first, pieces[-1].last) == (span.first, span.last)
    assert sum(piece.days for piece in pieces) == span.days
    for piece, following in pairwise(pieces):
        assert following.first == piece.last + timedelta(days=1)


def test_what_lies_before_the_beginning_is_nothing():
    assert rules.parts_of(Span(date(1900, 1, 1), date(1999, 12, 31))) == Parts((), ())


@pytest.mark.parametrize(
    ("now", "base", "percent"),
    [
        (30, 20, 50.0),
        (10, 20, -50.0),
        (30, 19, None),
        (None, 50, None),
        (50, None, None),
        (0, 40, -100.0),
    ],
)
def test_a_per_cent_is_said_only_where_the_base_is_large_enough(now, base, percent):
    assert rules.per_cent(now, base) == percent


def test_an_unknown_figure_has_no_difference():
    assert rules.difference(3, None) is rules.difference(None, 3) is None
    assert rules.difference(3, 5) == -2


def balance(amount=98, as_of=MAY_31, since=None, measure="letters"):
    return Balance(measure, amount, as_of, since)


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (balance(), balance(as_of=date(2016, 12, 31)), True),
        (balance(since=date(2017, 1, 1)), balance(as_of=date(2016, 12, 31)), False),
        (balance(since=date(2017, 1, 1)), balance(as_of=date(2017, 1, 1)), True),
        (balance(), balance(measure="pennants"), False),
    ],
)
def test_no_day_of_a_measure_is_opened_twice(one, other, overlap):
    assert rules.overlaps(one, other) is rules.overlaps(other, one) is overlap


def test_the_opening_is_the_sum_up_to_the_last_day():
    two = [balance(90, date(2016, 12, 31)), balance(8, MAY_31, date(2017, 1, 1))]
    assert rules.opening(two, date(2026, 10, 31)) == (98, MAY_31, False)
    assert rules.opening(two, MAY_31) == (98, MAY_31, False)


def test_one_source_that_says_at_least_makes_the_sum_a_lower_bound():
    more_than = Balance("letters", 8, MAY_31, date(2017, 1, 1), at_least=True)
    found = rules.opening([balance(90, date(2016, 12, 31)), more_than], MAY_31)
    assert found == (98, MAY_31, True)


def test_before_its_last_day_nobody_knows_how_much_of_an_opening_was_done():
    assert rules.opening([balance()], date(2017, 5, 30)) is None
    assert rules.opening([], MAY_31) is None


@pytest.mark.parametrize(("minutes", "hours"), [(None, None), (0, 0), (90, 1.5), (100, 1.7)])
def test_minutes_are_shown_in_hours(minutes, hours):
    assert rules.hours(minutes) == hours
