"""Days are Qingdao's, moments are UTC, whatever zone the machine is set to."""

import time
from datetime import date, datetime

import pytest
import time_machine

from servicecorps import clock
from servicecorps.clock import Span

MOMENTS = [
    (datetime(2026, 10, 19, 15, 59, tzinfo=clock.UTC), date(2026, 10, 19)),
    (datetime(2026, 10, 19, 16, 0, tzinfo=clock.UTC), date(2026, 10, 20)),
    (datetime(2026, 10, 20, 0, 0, tzinfo=clock.UTC), date(2026, 10, 20)),
    (datetime(2026, 12, 31, 16, 30, tzinfo=clock.UTC), date(2027, 1, 1)),
    (datetime(2028, 2, 28, 20, 0, tzinfo=clock.UTC), date(2028, 2, 29)),
    (datetime(2026, 3, 29, 1, 30, tzinfo=clock.UTC), date(2026, 3, 29)),
]


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Shanghai"])
def zone(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(("moment", "day"), MOMENTS)
def test_today_is_the_day_in_qingdao(zone, moment, day):
    with time_machine.travel(moment):
        assert clock.today() == day
        assert clock.now().replace(tzinfo=clock.UTC) >= moment
        assert clock.local(clock.now()).date() == day


def test_what_is_stored_comes_back_as_the_wall_clock_showed_it():
    wall = datetime(2026, 10, 20, 23, 50)  # noqa: DTZ001 – a wall clock names no zone
    assert clock.stored(wall) == datetime(2026, 10, 20, 15, 50)  # noqa: DTZ001 – stored UTC
    assert clock.local(clock.stored(wall)).replace(tzinfo=None) == wall


FEBRUARY, JANUARY = Span.month(2028, 2), Span.month(2026, 1)


@pytest.mark.parametrize(
    ("span", "slug", "before", "after", "year_ago"),
    [
        (FEBRUARY, "2028-02", "2028-01", "2028-03", "2027-02"),
        (JANUARY, "2026-01", "2025-12", "2026-02", "2025-01"),
        (Span.year(2026), "2026", "2025", "2027", "2025"),
        (
            Span(date(2026, 10, 3), date(2026, 10, 9)),
            "2026-10-03..2026-10-09",
            "2026-09-26..2026-10-02",
            "2026-10-10..2026-10-16",
            "2025-10-03..2025-10-09",
        ),
    ],
)
def test_a_span_knows_what_it_is_compared_to(span, slug, before, after, year_ago):
    assert span.slug == slug
    assert (span.before().slug, span.after().slug) == (before, after)
    assert span.year_ago().slug == year_ago


def test_the_29th_of_february_a_year_ago_is_the_28th():
    day = date(2028, 2, 29)
    assert Span(day, day).year_ago() == Span(date(2027, 2, 28), date(2027, 2, 28))


def test_days_count_both_ends():
    assert (FEBRUARY.days, Span.year(2026).days) == (29, 365)


def test_january_to_date():
    assert FEBRUARY.year_to_date() == Span(date(2028, 1, 1), date(2028, 2, 29))


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-1", "26-10", "2026-13", "2026-00", "x-y", "0000-01"]
)
def test_what_is_no_month_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 – its text is the month
        Span.parse_month(text)


def test_a_month_is_read():
    assert Span.parse_month("2028-02") == FEBRUARY


@pytest.mark.parametrize("moment", [moment for moment, _day in MOMENTS])
def test_files_write_moments_as_the_wall_clock_in_qingdao_shows_them(moment):
    stored = moment.replace(tzinfo=None)
    assert clock.to_the_minute(stored) == f"{clock.local(stored):%Y-%m-%d %H:%M}"
