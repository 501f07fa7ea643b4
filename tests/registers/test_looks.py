"""A reason opens one household for minutes, so many a day; who looked can be read."""

import dataclasses
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine

from servicecorps import clock
from servicecorps.history import queries as history
from servicecorps.history import writing as history_writing
from servicecorps.history.model import Refusal
from tests.conftest import NOW


@pytest.fixture
def settings(app, monkeypatch):
    """Change settings of the running app: settings(reveals_a_day=2)."""

    def change(**changed):
        new = dataclasses.replace(app.config["SETTINGS"], **changed)
        monkeypatch.setitem(app.config, "SETTINGS", new)

    return change


def reveal(browser, home, reason="emergency"):
    path = f"/households/{home.id}"
    return browser.submit(browser.get_page(path), f"{path}/reveal", reason=reason)


def test_the_setting_says_for_how_long_it_stays_open(as_helper, cast, settings):
    settings(reveal_minutes=5)
    assert "看 5 分钟" in as_helper.get_page(f"/households/{cast.alone.id}").text
    assert cast.alone.name in reveal(as_helper, cast.alone).text
    with time_machine.travel(NOW + timedelta(minutes=4)):
        assert cast.alone.name in as_helper.get_page(f"/households/{cast.alone.id}").text
    with time_machine.travel(NOW + timedelta(minutes=6)):
        assert cast.alone.name not in as_helper.get_page(f"/households/{cast.alone.id}").html


def test_looking_again_and_again_keeps_nothing_open(as_helper, cast):
    reveal(as_helper, cast.alone)
    for minutes in (10, 14):
        with time_machine.travel(NOW + timedelta(minutes=minutes)):
            assert cast.alone.name in as_helper.get_page(f"/households/{cast.alone.id}").text
    with time_machine.travel(NOW + timedelta(minutes=16)):
        assert cast.alone.name not in as_helper.get_page(f"/households/{cast.alone.id}").html


def test_one_household_more_than_a_day_allows_is_refused_with_a_sentence(
    as_helper, cast, settings, ask, rows
):
    settings(reveals_a_day=2)
    for home in (cast.alone, cast.poor):
        assert reveal(as_helper, home).status == 200
    refused = reveal(as_helper, cast.ordinary)
    assert refused.status == 422
    assert "今天已经看过 2 户，明天再看" in refused.text
    assert cast.ordinary.name not in refused.html
    assert ask(history.looks_at, cast.ordinary.id) == []
    assert rows(Refusal) == 1


def test_the_same_household_again_is_not_one_more(as_helper, cast, settings):
    settings(reveals_a_day=1, reveal_minutes=5)
    reveal(as_helper, cast.alone)
    with time_machine.travel(NOW + timedelta(minutes=20)):
        assert cast.alone.name in reveal(as_helper, cast.alone).text


def test_the_day_ends_at_midnight_in_qingdao(as_helper, cast, settings):
    settings(reveals_a_day=1)
    reveal(as_helper, cast.alone)
    with time_machine.travel(NOW.replace(hour=23, minute=59)):
        as_helper.sign_in(cast.helper)
        assert reveal(as_helper, cast.poor).status == 422
    with time_machine.travel(NOW.replace(hour=0, minute=1) + timedelta(days=1)):
        as_helper.sign_in(cast.helper)
        assert cast.poor.name in reveal(as_helper, cast.poor).text


def test_of_many_at_once_only_as_many_as_allowed_are_opened(app, cast):
    homes = [home.id for home in cast.homes()]
    start = threading.Barrier(len(homes))

    def look(household_id):
        with app.app_context():
            start.wait()
            day = clock.midnight()
            told = (cast.helper.id, household_id, "emergency")
            return history_writing.reveal(*told, since=day, most=2)

    with ThreadPoolExecutor(len(homes)) as people:
        assert sum(people.map(look, homes)) == 2


def test_the_manager_is_told_who_saw_many(as_helper, as_manager, as_member, cast, settings):
    settings(reveals_a_day=2)
    reveal(as_helper, cast.alone)
    assert "的完整资料" not in as_manager.get_page("/").text
    reveal(as_helper, cast.poor)
    told = f"{cast.helper.name}今天看了 2 户的完整资料"
    assert told in as_manager.get_page("/").text
    assert told not in as_member.get_page("/").text
    for home in (cast.alone, cast.poor):
        as_manager.get_page(f"/households/{home.id}")
    # Nobody has to ask themselves.
    assert cast.manager.name + "今天看了" not in as_manager.get_page("/").text
    with time_machine.travel(NOW + timedelta(days=1)):
        as_manager.sign_in(cast.manager)
        assert told not in as_manager.get_page("/").text


def test_managers_and_whoever_is_in_charge_read_who_looked(as_helper, as_manager, as_member, cast):
    reveal(as_helper, cast.alone, "call_back")
    path = f"/households/{cast.alone.id}/looks"
    for browser in (as_manager, as_member):
        text = browser.get_page(path).text
        for told in (cast.helper.name, "回访联系", "10:30"):
            assert told in text
        assert path in browser.get_page(f"/households/{cast.alone.id}").links
    as_helper.get_page(path, status=403)


def test_older_looks_stand_on_further_pages(as_manager, app, cast):
    with app.app_context():
        for number in range(120):
            with time_machine.travel(NOW - timedelta(hours=number + 1)):
                history_writing.looked(cast.helper.id, cast.ill.id, "repair")
    path, seen = f"/households/{cast.ill.id}/looks", 0
    while path:
        page = as_manager.get_page(path)
        seen += page.text.count("处理维修")
        path = next((link for link in page.links if "before=" in link), "")
    assert seen == 120
