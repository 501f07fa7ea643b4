"""The table of a period: every figure as the design says."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from servicecorps.clock import Span
from servicecorps.errors import Invalid, Missing
from servicecorps.tallies import figures, writing
from servicecorps.tallies.figures import OPENING
from servicecorps.tallies.rules import Balance

OCTOBER, SEPTEMBER, YEAR = Span.month(2026, 10), Span.month(2026, 9), Span.year(2026)
OCT_5 = date(2026, 10, 5)
MAY_31 = date(2017, 5, 31)


def told(ask, span=OCTOBER, by="", **narrowed):
    return {(row.measure, row.key): row for row in ask(figures.table, span, by, **narrowed).rows}


def now(ask, measure, span=OCTOBER):
    return told(ask, span)[measure, 0].now


def test_every_measure_has_a_row_in_order_and_the_two_figures_beside_stand_last(ask):
    rows = [row.measure for row in ask(figures.table, OCTOBER).rows]
    assert rows == [
        "visits", "other_visits", "calls", "repairs", "problems", "praise_calls", "letters",
        "pennants", "media", "night_works", "appointments", "hot_issues", "households",
        "service_hours",
    ]  # fmt: skip


def test_noise_counts_nowhere(log, ask):
    log.noise()
    assert {row.measure for row in ask(figures.table, OCTOBER).rows if row.now} == set()


def test_what_stands_beside_a_figure(log, ask):
    for day in (OCT_5, date(2026, 10, 31), date(2026, 9, 30), date(2025, 10, 1), date(2026, 1, 1)):
        log.repair(on=day)
    log.repair(on=date(2026, 11, 1))
    row = told(ask)["repairs", 0]
    assert (row.now, row.before, row.year_ago, row.to_date) == (2, 1, 1, 4)
    assert (row.cumulative, row.opening) == (5, None)
    assert (row.against_before, row.against_year_ago) == (1, 1)
    assert row.percent_before is None


@pytest.mark.parametrize(
    ("balance", "source"),
    [
        (Balance("letters", 98, date(1999, 12, 31)), "年份写错了"),
        (Balance("letters", 98, MAY_31, date(2017, 6, 1)), "倒着写的"),
        (Balance("letters", 10**10, MAY_31), "多写了零"),
        (Balance("letters", -1, MAY_31), "负的"),
        (Balance("letters", 98, MAY_31), "长" * 501),
    ],
)
def test_an_opening_that_cannot_be_is_refused(ask, balance, source):
    with pytest.raises(Invalid):
        ask(writing.add_balance, balance, source)


def test_of_the_same_opening_sent_several_times_at_once_one_is_kept(app, ask):
    def enter(_number):
        try:
            ask(writing.add_balance, Balance("letters", 98, MAY_31), "2017年总结")
        except Invalid:
            return False
        return True

    with ThreadPoolExecutor(4) as people:
        assert sum(people.map(enter, range(4))) == 1


def test_a_busy_shift_counts_what_it_says(log, ask):
    log.call(quantity=37)
    log.call()
    assert now(ask, "calls") == 38


def test_households_are_counted_once_however_often_they_were_visited(log, cast, ask):
    for day in (5, 6, 7):
        log.visit(on=date(2026, 10, day))
    log.visit(household=cast.poor)
    log.visit(household=cast.ordinary)
    found = told(ask)
    assert (found["visits", 0].now, found["households", 0].now) == (4, 2)
    assert found["households", 0].cumulative is None


def test_three_there_count_once_for_the_team_and_in_full_for_each(log, cast, ask):
    log.repair(members=[cast.member, cast.helper, cast.manager], minutes=40)
    assert now(ask, "repairs") == 1
    assert now(ask, "service_hours") == 2.0
    found = told(ask, by="member")
    for person in (cast.member, cast.helper, cast.manager):
        assert found["repairs", person.id].now == 1
        assert found["service_hours", person.id].now == 0.7


def test_time_of_what_counts_nowhere_is_time_all_the_same(log, ask):
    log.visit(outcome="not_home", minutes=30)
    log.repair(status="new", minutes=600)
    log.withdraw(log.call(minutes=600))
    assert now(ask, "service_hours") == 0.5


def test_what_has_no_team_community_or_category_stands_in_a_row_of_its_own(log, cast, ask):
    log.repair(team_id=None, category="")
    log.repair(community_id=cast.near)
    for by in ("team", "community", "district"):
        assert told(ask, by=by)["repairs", 0].now == 1
    assert told(ask, by="category")["repairs", ""].now == 1
    assert told(ask, by="district")["repairs", cast.near_district].now == 1


@pytest.mark.parametrize("by", ["team", "community", "district", "category"])
@pytest.mark.parametrize("span", [OCTOBER, YEAR, Span(date(2026, 9, 25), date(2026, 10, 5))])
def test_every_breakdown_but_the_members_adds_up(scene, log, cast, ask, by, span):
    def make():
        log.noise()
        for number, home in enumerate(cast.homes() * 2):
            log.visit(household=home, on=date(2026, 9, 28 + number % 3), minutes=20)
            log.repair(community_id=cast.far if number % 2 else None, team_id=None, minutes=7)

    scene("autumn", make)
    totals, broken = told(ask, span), ask(figures.table, span, by)
    for (measure, _key), row in totals.items():
        if measure == "households":
            continue
        parts = [part for part in broken.rows if part.measure == measure]
        for column in ("now", "before", "year_ago", "to_date", "cumulative"):
            total = sum(getattr(part, column) or 0 for part in parts)
            assert total == pytest.approx(getattr(row, column) or 0, abs=0.2), (measure, column)


@pytest.fixture
def letters(ask):
    """98 letters up to the 31st of May 2017."""
    return ask(writing.add_balance, Balance("letters", 98, MAY_31), "2017年总结", by=None)


def test_an_opening_stands_in_cumulative_only(log, ask, letters):
    log.commendation("letter")
    row = told(ask)["letters", 0]
    assert (row.now, row.to_date, row.cumulative, row.opening) == (1, 1, 99, 98)


def test_records_up_to_the_day_of_the_opening_are_already_inside_it(log, ask, letters):
    log.commendation("letter", on=date(2017, 5, 31))
    log.commendation("letter", on=date(2017, 3, 1))
    log.commendation("letter", on=date(2017, 6, 1))
    row = told(ask, Span.month(2017, 6))["letters", 0]
    assert (row.now, row.before, row.to_date) == (1, 1, 3)
    assert row.cumulative == 99


def test_before_the_day_of_the_opening_nobody_knows_the_cumulative_figure(log, ask, letters):
    log.commendation("letter", on=date(2017, 3, 1))
    row = told(ask, Span.month(2017, 3))["letters", 0]
    assert (row.now, row.cumulative, row.opening) == (1, None, None)
    assert told(ask, Span.month(2017, 3))["pennants", 0].cumulative == 0


def test_in_a_breakdown_the_opening_has_a_row_of_its_own(log, ask, letters):
    log.commendation("letter")
    found = told(ask, by="team")
    assert found["letters", OPENING].cumulative == 98
    assert found["letters", OPENING].now is None
    assert sum(row.cumulative for (name, _key), row in found.items() if name == "letters") == 99


def test_a_second_opening_may_not_overlap(ask, letters):
    with pytest.raises(Invalid) as problem:
        ask(writing.add_balance, Balance("letters", 3, date(2017, 1, 1)), "又一份")
    assert problem.value.field == "as_of"
    since = Balance("letters", 3, date(2017, 12, 31), date(2017, 6, 1))
    ask(writing.add_balance, since, "下半年")
    assert told(ask)["letters", 0].cumulative == 101


def test_an_opening_is_taken_out_with_a_trace(ask, cast, letters):
    from servicecorps.history import queries as history

    ask(writing.remove_balance, letters, cast.manager.id)
    assert told(ask)["letters", 0].opening is None
    *_, change = ask(history.changes_of, "balance", letters)
    assert change.changes == {"letters": [98, None], "as_of": ["2017-05-31", None]}
    with pytest.raises(Missing):
        ask(writing.remove_balance, letters, cast.manager.id)


def test_one_measure_alone_has_the_same_figures(log, ask):
    log.visit()
    log.repair(minutes=30)
    whole = told(ask)
    for measure in ("visits", "repairs", "households", "service_hours"):
        assert told(ask, measure=measure) == {(measure, 0): whole[measure, 0]}


def test_how_many_repairs_the_team_found_itself(log, ask):
    log.repair(found_by="team")
    log.repair(found_by="customer")
    log.repair(found_by="team", status="new")
    log.repair(found_by="team", on=date(2026, 1, 31))
    ours = ask(figures.table, OCTOBER).found_by_us
    assert (ours.now, ours.before, ours.to_date, ours.cumulative) == (1, 0, 2, 2)
    part_of_a_month = Span(OCT_5, date(2026, 10, 20))
    assert ask(figures.table, part_of_a_month).found_by_us.now == 1
