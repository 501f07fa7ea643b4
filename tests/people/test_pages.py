"""The pages of accounts, as an administrator meets them."""

from servicecorps.people import queries
from servicecorps.people.model import Member


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
