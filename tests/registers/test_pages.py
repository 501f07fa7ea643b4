"""Who sees a household in clear: those who need to, after saying why, and it is written down."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.exc import OperationalError

from servicecorps.history import queries as history
from servicecorps.history import writing as history_writing
from servicecorps.places import queries, writing
from servicecorps.places.model import Household
from tests.conftest import NOW


def looks(ask, home):
    return [(look.member_id, look.reason) for look in ask(history.looks_at, home.id)]


def test_whoever_is_in_charge_sees_it_in_clear_and_it_is_noted_once(as_member, ask, cast):
    path = f"/households/{cast.alone.id}"
    assert "王桂兰" in as_member.get_page(path).text
    as_member.get_page(path)
    assert looks(ask, cast.alone) == [(cast.member.id, "")]


@pytest.fixture
def full_disk(monkeypatch):
    """From now on no look can be written down."""

    def looked(*_told):
        raise OperationalError("INSERT INTO looks", {}, Exception("database or disk is full"))

    return lambda: monkeypatch.setattr(history_writing, "looked", looked)


@pytest.mark.parametrize(("language", "told"), [("zh", "记不下谁看过"), ("en", "cannot be noted")])
def test_a_look_nobody_can_note_is_not_given_and_the_page_says_why(
    as_member, cast, log, full_disk, language, told
):
    visit = log.visit()
    if language == "en":
        as_member.send(as_member.get_page("/"), "/language/en")
    full_disk()
    page = as_member.get_page(f"/households/{cast.alone.id}")
    assert told in page.text
    assert f"/visits/{visit}" in page.links
    for text in (cast.alone.name, cast.alone.phone):
        assert text not in page.html
    form = as_member.get(f"/households/{cast.alone.id}/amend")
    assert form.location == f"/households/{cast.alone.id}"


def test_opening_its_form_is_a_look_too(as_manager, ask, cast):
    page = as_manager.get_page(f"/households/{cast.alone.id}/amend")
    assert cast.alone.phone in page.html
    assert looks(ask, cast.alone) == [(cast.manager.id, "")]


@pytest.mark.parametrize("number", ["9" * 25, str(2**31), "-5", "²"])
@pytest.mark.parametrize("name", ["in_charge_id", "consent_by_id"])
def test_nobody_who_does_not_exist_is_put_in_charge(as_manager, cast, name, number):
    page = as_manager.get_page(f"/households/{cast.alone.id}/amend")
    assert as_manager.submit(page, **{name: number}).status == 422


def test_who_left_stays_in_charge_but_is_not_chosen_anew(as_manager, cast):
    page = as_manager.get_page(f"/households/{cast.alone.id}/amend")
    assert as_manager.submit(page, in_charge_id=cast.retired.id).status == 422


@pytest.mark.parametrize("typed", ["x" * 60_000, "%" * 60_000, "a（" + "b " * 9000])
def test_a_text_nobody_is_called_by_is_explained(as_manager, typed):
    page = as_manager.get_page("/households/")
    assert as_manager.submit(page, "/households/find", q=typed).status == 422
    page = as_manager.get_page("/calls/new")
    assert "没有找到这个社区" in as_manager.submit(page, community_id=typed).text


def test_everybody_else_sees_it_masked(as_helper, ask, cast):
    page = as_helper.get_page(f"/households/{cast.alone.id}")
    assert "王**" in page.text
    for secret in ("王桂兰", "13812341111", "502"):
        assert secret not in page.html
    assert looks(ask, cast.alone) == []


def test_notes_and_wishes_are_for_those_who_see_it_in_clear(as_helper, as_member, ask, cast, log):
    log.visit(note="女儿每周日来，钥匙在邻居家")
    home = ask(queries.household, cast.alone.id)
    values = {name: getattr(home, name) for name in writing._FACTS} | {"preferences": "先敲窗"}
    ask(writing.amend_household, home.id, home.version, values, [], cast.manager.id)
    path = f"/households/{cast.alone.id}"
    for secret in ("钥匙在邻居家", "先敲窗"):
        assert secret not in as_helper.get_page(path).html
        assert secret in as_member.get_page(path).text


def test_a_reason_opens_it_for_a_quarter_of_an_hour_and_is_kept(as_helper, ask, cast):
    path = f"/households/{cast.alone.id}"
    page = as_helper.submit(as_helper.get_page(path), f"{path}/reveal", reason="emergency")
    assert "王桂兰" in page.text
    assert looks(ask, cast.alone)[-1] == (cast.helper.id, "emergency")
    with time_machine.travel(NOW + timedelta(minutes=16)):
        assert "王桂兰" not in as_helper.get_page(path).html


def test_without_a_reason_it_stays_closed(as_helper, ask, cast):
    path = f"/households/{cast.alone.id}"
    page = as_helper.submit(as_helper.get_page(path), f"{path}/reveal", reason="")
    assert page.status == 422
    assert "王桂兰" not in page.html
    assert looks(ask, cast.alone) == []


def test_who_was_there_lately_sees_it_for_thirty_days(as_helper, cast, log):
    log.visit(members=[cast.helper], by=cast.helper)
    path = f"/households/{cast.alone.id}"
    assert "王桂兰" in as_helper.get_page(path).text
    with time_machine.travel(NOW + timedelta(days=40)):
        as_helper.sign_in(cast.helper)
        assert "王桂兰" not in as_helper.get_page(path).html


def test_a_visit_planned_for_next_year_opens_nothing_today(as_helper, cast, log):
    plan = {"status": "planned", "members": [cast.helper], "by": cast.helper}
    path = f"/households/{cast.alone.id}"
    log.visit(on=NOW.date() + timedelta(days=300), **plan)
    assert "王桂兰" not in as_helper.get_page(path).html
    log.visit(on=NOW.date() + timedelta(days=3), **plan)
    assert "王桂兰" in as_helper.get_page(path).html


def test_the_manager_sees_it_and_who_looked(as_manager, as_member, cast):
    path = f"/households/{cast.alone.id}"
    as_member.get_page(path)
    page = as_manager.get_page(path)
    assert "王桂兰" in page.text
    assert cast.member.name in page.text


def test_viewer_and_administrator_see_no_household(as_viewer, as_admin, cast):
    for browser in (as_viewer, as_admin):
        browser.get_page(f"/households/{cast.alone.id}", status=403)
        browser.get_page("/households/", status=403)


def test_lists_and_search_are_masked_even_for_the_manager(as_manager, cast):
    page = as_manager.get_page("/households/")
    assert "王**" in page.text
    assert cast.alone.name not in page.html
    found = as_manager.submit(page, "/households/find", q="wgl")
    assert "王**" in found.text
    assert cast.alone.name not in found.html
    assert all("wgl" not in link for link in found.links)


def test_the_second_to_change_a_community_sees_both_texts(as_manager, as_admin, cast, ask):
    path = f"/communities/{cast.near}/amend"
    page, same = as_manager.get_page(path), as_admin.get_page(path)
    as_admin.submit(same, name="云霄路第一社区", aliases="云霄")
    again = as_manager.submit(page, name="云霄路新社区", lat_deg="36.06", lon_deg="120.38")
    assert again.status == 409
    for text in ("云霄路第一社区", "云霄路新社区", "云霄", "36.06"):
        assert text in again.text
    assert as_manager.submit(again).status == 200
    assert ask(queries.community, cast.near).name == "云霄路新社区"


def test_a_position_has_both_numbers(as_manager, cast):
    page = as_manager.get_page(f"/communities/{cast.near}/amend")
    for half in ({"lat_deg": "36.1", "lon_deg": ""}, {"lat_deg": "", "lon_deg": "120.4"}):
        again = as_manager.submit(page, f"/communities/{cast.near}/amend", **half)
        assert again.status == 422


def test_consent_is_written_down_whole_or_not_at_all(as_member, ask, cast):
    path = "/households/new"
    page = as_member.get_page(path)
    typed = {
        "contact_name": "赵玉珍",
        "community_id": ask(queries.community_label, cast.near),
        "main_category": "elder_solo",
    }
    for part in ({"consent_way": "spoken"}, {"consent_on": "2026-10-01"}):
        assert "同意建档要写全" in as_member.submit(page, path, **typed, **part).text
    as_member.submit(page, path, **typed)
    *_, stored = ask(queries.find_households, "赵玉珍")
    assert (stored.consent_on, stored.consent_by_id, stored.consent_way) == (None, None, "")


def test_the_form_of_another_household_sent_again_keeps_what_was_typed(as_member, ask, cast, rows):
    path, community = "/households/new", ask(queries.community_label, cast.near)
    page = as_member.get_page(path)
    typed = {"community_id": community, "main_category": "elder_solo"}
    first = as_member.send(page, path, contact_name="赵玉珍", **typed)
    before = rows(Household)
    both = as_member.submit(page, path, contact_name="钱玉华", phone="13812345555", **typed)
    assert both.status == 409
    assert first.location in both.links
    assert both.values(path)["contact_name"] == ["钱玉华"]
    assert both.values(path)["phone"] == ["13812345555"]
    as_member.submit(both, path)
    assert rows(Household) == before + 1
