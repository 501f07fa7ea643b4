"""The pages of accounts, as an administrator meets them."""

import pytest

from servicecorps.people import queries
from servicecorps.people.model import Member
from tests.people.conftest import on_sqlite


def test_the_second_to_change_an_account_sees_both_texts(as_admin, cast, ask):
    path = f"/members/{cast.helper.id}/amend"
    page, same = as_admin.get_page(path), as_admin.get_page(path)
    as_admin.submit(same, public_name="帮手热线", phone="13812341111")
    again = as_admin.submit(page, public_name="有事找老王", titles=["service_star"])
    assert again.status == 409
    for text in ("帮手热线", "有事找老王", "138****1111", "服务"):
        assert text in again.text
    assert as_admin.submit(again).status == 200
    assert ask(queries.get, cast.helper.id).public_name == "有事找老王"


def test_a_form_sent_twice_adds_one_person(as_admin, rows):
    page = as_admin.get_page("/members/new")
    before = rows(Member)
    first = as_admin.send(page, name="新队员", username="")
    again = as_admin.send(page, name="新队员", username="")
    assert (first.status_code, first.location) == (again.status_code, again.location)
    assert rows(Member) == before + 1


def test_a_form_used_again_for_somebody_else_asks_first(as_admin, rows):
    page = as_admin.get_page("/members/new")
    as_admin.send(page, name="新队员", username="")
    again = as_admin.submit(page, name="另一位", username="")
    assert "已经存过一次" in again.text
    before = rows(Member)
    assert as_admin.submit(again).status == 200
    assert rows(Member) == before + 1


def amended(as_admin, member_id, **typed):
    return as_admin.submit(as_admin.get_page(f"/members/{member_id}/amend"), **typed)


def test_an_account_is_changed_and_the_page_says_who_changed_what(as_admin, cast, ask):
    page = amended(
        as_admin,
        cast.member.id,
        name="林思冬",
        public_name="有事找思冬",
        left_on="",
        role="manager",
    )
    assert page.h1 == "林思冬"
    for text in ("有事找思冬", "管理者", "赵管理 修改", "林思东 → 林思冬"):
        assert text in page.text
    changed = ask(queries.get, cast.member.id)
    assert (changed.role, changed.username) == ("manager", "lin")


@on_sqlite
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": ""}, "还没填姓名"),
        ({"name": "长" * 65}, "最多 64 字"),
        ({"username": "sun"}, "已经有人用了"),
        ({"username": "李 四"}, "2 到 32 个小写字母"),
        ({"phone": "1381234111"}, "号码不对"),
        ({"joined_on": "2020-01-01", "left_on": "2019-01-01"}, "早于加入日期"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_changes(as_admin, cast, ask, typed, told):
    page = amended(as_admin, cast.member.id, public_name="有事找思冬", **typed)
    assert page.status == 422
    assert told in " ".join(page.errors())
    assert page.values()["public_name"] == ["有事找思冬"]
    stored = ask(queries.get, cast.member.id)
    assert (stored.name, stored.username, stored.public_name) == ("林思东", "lin", "")


@on_sqlite
def test_the_last_administrator_stays(as_admin, cast, ask):
    for typed in ({"role": "member"}, {"without": ("active",)}):
        page = as_admin.get_page(f"/members/{cast.admin.id}/amend")
        answer = as_admin.send(page, **typed)
        assert answer.status_code == 422
        assert "至少要留一位能登录的管理员" in answer.get_data(as_text=True)
    assert ask(queries.get, cast.admin.id).role == "admin"


def test_a_closed_account_is_out_and_its_records_stay(as_admin, as_member, cast, log):
    visit = log.visit()
    page = as_admin.get_page(f"/members/{cast.member.id}/amend")
    as_admin.send(page, without=("active",), left_on="2026-10-19")
    assert "10月19日离开" in as_admin.get_page(f"/members/{cast.member.id}").text
    assert as_member.get("/visits/").location.startswith("/sign-in")
    assert log.get(visit).member_ids() == (cast.member.id,)


@on_sqlite
@pytest.mark.parametrize("who", ["as_member", "as_manager", "as_viewer"])
def test_accounts_are_the_administrators_alone(request, cast, who):
    browser = request.getfixturevalue(who)
    for path in (f"/members/{cast.member.id}/amend", "/members/new", "/members/cards"):
        browser.get_page(path, status=403)
    for path in ("link", "sign-ins/end", "code/remove"):
        answer = browser.post(
            f"/members/{cast.member.id}/{path}", data={"csrf_token": browser.token()}
        )
        assert answer.status_code == 403
