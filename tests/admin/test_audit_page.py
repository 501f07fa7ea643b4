"""The audit page: who sees which lines, by person and day, page by page; households masked."""

from datetime import timedelta

import pytest
import time_machine

from servicecorps.admin import showing
from servicecorps.history import queries as history
from servicecorps.history import sealing, writing
from tests.conftest import NOW
from tests.pages import text_of

AUDIT = "/admin/audit"


@pytest.fixture
def lines(ask, log, cast):
    """What two teams did on two days."""
    with time_machine.travel(NOW - timedelta(days=1)):
        log.visit(by=cast.helper, household=cast.ill)
        ask(writing.looked, cast.helper.id, cast.ill.id, "call_back")
    number = log.visit(household=cast.alone)
    ask(writing.looked, cast.member.id, cast.alone.id, "")
    return number


def test_the_administrator_sees_everybody_with_households_masked(as_admin, cast, lines):
    page = as_admin.get_page(AUDIT)
    assert page.h1 == "留痕"
    assert f"走访 #{lines}" in page.text
    looks = as_admin.get_page(f"{AUDIT}?book=looks").text
    assert cast.helper.name in looks
    assert "回访联系" in looks
    assert "王**" in looks
    assert cast.alone.name not in looks


def test_a_manager_sees_the_own_team_only(as_manager, cast, lines):
    for book in ("history", "looks"):
        shown = as_manager.get_page(f"{AUDIT}?book={book}")
        rows = shown.all("table tbody tr")
        assert rows
        assert {text_of(row.css("td")[1]) for row in rows} <= {
            cast.member.name, cast.manager.name, cast.retired.name,
        }  # fmt: skip
    other = as_manager.get_page(f"{AUDIT}?book=looks&person={cast.helper.id}")
    assert "张**" not in other.text


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_lines_are_found_by_person_and_day(as_admin, cast, lines):
    of_helper = as_admin.get_page(f"{AUDIT}?book=looks&person={cast.helper.id}").text
    assert "张**" in of_helper
    assert "王**" not in of_helper
    today = as_admin.get_page(f"{AUDIT}?book=looks&day=2026-10-20").text
    assert "王**" in today
    assert "张**" not in today


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "asked", ["day=nie", "day=0001-01-01", "day=9999-12-31", "person=x", "person=999999999999",
              "book=users", "before=-1"]
)  # fmt: skip
def test_what_makes_no_sense_is_left_out(as_admin, lines, asked):
    assert as_admin.get_page(f"{AUDIT}?{asked}").status == 200


def test_the_next_page_begins_where_this_one_ends(as_admin, lines, monkeypatch):
    monkeypatch.setattr(showing, "PAGE", 1)
    first = as_admin.get_page(f"{AUDIT}?book=looks")
    assert "王**" in first.text
    older = first.one("nav.more a").attributes["href"]
    second = as_admin.get_page(older)
    assert "张**" in second.text
    assert "王**" not in second.text


def test_a_page_looks_back_only_so_far_and_says_where_it_stopped(
    as_admin, cast, lines, monkeypatch
):
    monkeypatch.setattr(history, "REACH", 1)
    page = as_admin.get_page(f"{AUDIT}?book=looks&person={cast.helper.id}")
    assert not page.has("main table")
    page = as_admin.get_page(page.one("nav.more a").attributes["href"])
    assert "张**" in page.text


def test_a_day_is_found_before_and_after_it_was_sealed(as_admin, ask, lines):
    for _again in range(2):
        found = as_admin.get_page(f"{AUDIT}?book=looks&day=2026-10-19").text
        assert "张**" in found
        assert "王**" not in found
        ask(sealing.seal)
    assert "王**" in as_admin.get_page(f"{AUDIT}?book=looks&day=2026-10-20").text


def test_an_administrator_is_led_to_no_household(as_admin, as_manager, lines):
    assert not as_admin.get_page(f"{AUDIT}?book=looks").has("main table a")
    assert as_manager.get_page(f"{AUDIT}?book=looks").has("main table a")


def test_members_viewers_and_strangers_are_refused(client, as_member, as_viewer):
    assert as_member.get(AUDIT).status_code == 403
    assert as_viewer.get(AUDIT).status_code == 403
    assert client.get(AUDIT).status_code == 302
