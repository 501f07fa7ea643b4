from datetime import date, timedelta
from random import Random

import pytest

from servicecorps.demo import rules
from servicecorps.demo.cast import people
from servicecorps.demo.homes import Place, beat, homes
from servicecorps.people.rules import normal_phone

UNTIL = date(2026, 10, 20)
PLACES = [Place(number, f"社区{number}", 1.0) for number in range(1, 41)]


def made_homes(total=160):
    rng = Random(3)
    found = people(rng, 1, UNTIL)
    return found, homes(rng, total, 1, PLACES, found, UNTIL)


def test_the_openings_are_those_of_the_report():
    told = {opening.balance.measure: opening.balance.amount for opening in rules.OPENINGS}
    assert told == {
        "visits": 1882,
        "calls": 59967,
        "repairs": 2197,
        "problems": 992,
        "praise_calls": 1758,
        "letters": 98,
        "pennants": 55,
        "media": 22,
        "night_works": 47,
        "appointments": 4117,
        "hot_issues": 87,
    }
    hot = next(one for one in rules.OPENINGS if one.balance.measure == "hot_issues")
    assert "10 个基层单位" in hot.source
    assert "30 多个社区" in hot.source


def test_only_what_was_counted_since_january_has_a_first_day():
    dated = {one.balance.measure for one in rules.OPENINGS if one.balance.since}
    assert dated == {"night_works", "appointments"}


@pytest.mark.parametrize(
    ("day", "workday"),
    [
        (date(2026, 10, 16), date(2026, 10, 16)),  # a Friday stays
        (date(2026, 10, 17), date(2026, 10, 16)),
        (date(2026, 10, 18), date(2026, 10, 16)),
        (date(2026, 10, 19), date(2026, 10, 19)),
    ],
)
def test_a_weekend_gives_way_to_the_friday(day, workday):
    assert rules.workday(day) == workday


def test_the_last_years_are_the_busy_ones():
    levels = [rules.growth(UNTIL - timedelta(days=days), UNTIL) for days in (0, 700, 1500, 3300)]
    assert levels == sorted(levels, reverse=True)
    assert levels[1] >= 1
    assert levels[-1] < 0.3


def test_days_are_drawn_between_the_first_and_the_last():
    calendar = rules.Calendar(Random(1), UNTIL)
    drawn = calendar.draw(Random(2), 4000)
    assert rules.SINCE <= drawn[0] <= drawn[-1] <= UNTIL
    weekend = sum(day.isoweekday() > 5 for day in drawn)
    assert weekend < 4000 * 2 / 7 / 2


def test_every_winter_has_frost_weeks_and_no_summer_has():
    calendar = rules.Calendar(Random(1), UNTIL)
    assert {day.year for day in calendar.cold} >= set(range(2018, 2026))
    assert {day.month for day in calendar.cold} <= {12, 1, 2}
    assert calendar.season(min(calendar.cold)) == "cold"
    assert calendar.season(date(2025, 7, 20)) == "heat"
    assert calendar.season(date(2025, 5, 20)) == "plain"


@pytest.mark.parametrize(
    ("records", "households"), [(0, 24), (6000, 60), (60_000, 600), (100_000, 600), (10**6, 4000)]
)
def test_more_records_go_with_more_households(records, households):
    assert rules.households(records) == households


def test_the_first_account_of_every_role_is_the_demos():
    found, _ = made_homes()
    first = {}
    for person in found:
        first.setdefault(person.role, person.username)
    assert first == {
        "member": "demo-member",
        "manager": "demo-manager",
        "viewer": "demo-viewer",
        "admin": "demo-admin",
    }
    assert sum("run_wanjia" in person.teams for person in found) == 40
    assert sum("community_helpers" in person.teams for person in found) == 14
    assert sum(len(person.teams) == 2 for person in found) == 3
    assert {"有事找思东", "社区好帮手王林"} <= {person.public_name for person in found}
    assert len({person.name for person in found}) == len(found)


def test_every_number_can_be_stored_and_belongs_to_nobody():
    _, found = made_homes()
    assert all(normal_phone(home.phone) == home.phone for home in found)
    assert all(home.phone.startswith("138000") for home in found)


def test_the_demos_member_has_a_dozen_households_one_never_visited_some_overdue():
    found, households = made_homes()
    mine = [home for home in households if home.in_charge_id == found[0].id]
    assert len(mine) == 12
    assert sum(home.never_visited for home in mine) == 1
    assert sum(home.unseen_days > (home.every_days or 999) for home in mine) == 4


def test_some_communities_are_left_alone_for_months():
    _, households = made_homes()
    days = [home.unseen_days for home in households if home.unseen_days >= 100]
    assert days
    assert max(days) <= 300
    assert any(home.never_visited for home in households)


def test_the_beat_is_a_part_of_the_communities_and_never_more():
    assert len(beat(Random(1), PLACES, 100)) == 25
    assert beat(Random(1), PLACES, 10_000) == PLACES
