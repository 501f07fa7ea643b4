"""Codes of the phone: set up, asked for, each taken once; what happens when the phone is lost."""

import time
from datetime import timedelta

import pyotp
import pytest
import time_machine

from servicecorps.errors import Invalid, Missing
from servicecorps.people import linking, proving, queries, writing
from servicecorps.people.model import BackupCode, SecondFactor
from tests.conftest import NOW
from tests.factories import PASSWORD
from tests.people.conftest import PHONE, is_in, on_sqlite

WRONG = "这个验证码不对，或已经用过"


class Authenticator:
    """A phone that makes codes."""

    def __init__(self, browser) -> None:
        page = browser.get_page("/me/code")
        self.key = page.one(".key-text").text().replace(" ", "")
        told = browser.submit(page, code=self.code())
        assert told.h1 == "备用码", told.text
        self.backup = [one.text() for one in told.all(".codes li")]

    def code(self, seconds: int = 0) -> str:
        """Return the code of now, or of some seconds later."""
        return pyotp.TOTP(self.key).at(int(time.time()) + seconds)


@pytest.fixture
def coded(door, cast):
    """林思东 signs in with codes; half a minute later."""
    browser = door.inside(cast.member)
    phone = Authenticator(browser)
    with time_machine.travel(NOW + timedelta(minutes=1)):
        yield phone


def past_password(door, username="lin", **typed):
    browser, answer = door.enter(username, **typed)
    assert answer.location.startswith("/sign-in/code"), answer.status
    return browser


def typed(browser, code):
    return browser.send(browser.get_page("/sign-in/code"), "/sign-in/code", code=code)


def test_a_code_is_asked_for_after_the_password(door, coded):
    browser = past_password(door)
    assert not is_in(browser)
    assert typed(browser, coded.code()).location == "/"
    assert is_in(browser)


@on_sqlite
def test_where_one_wanted_to_go_is_not_forgotten(door, coded):
    browser = door.browser()
    page = browser.get_page("/sign-in?next=/visits/")
    answer = browser.send(page, "/sign-in", username="lin", password=PASSWORD)
    page = browser.get_page(answer.location)
    assert browser.send(page, "/sign-in/code", code=coded.code()).location == "/visits/"


@on_sqlite
@pytest.mark.parametrize(("seconds", "taken"), [(-61, 0), (-30, 1), (0, 1), (30, 1), (90, 0)])
def test_the_half_minute_before_and_after_are_taken_too(door, coded, seconds, taken):
    answer = typed(past_password(door), coded.code(seconds))
    assert answer.status_code == (302 if taken else 422)


def test_no_code_is_taken_twice(door, coded):
    code = coded.code()
    assert typed(past_password(door), code).status_code == 302
    again = typed(past_password(door), code)
    assert (again.status_code, WRONG in again.get_data(as_text=True)) == (422, True)
    with time_machine.travel(NOW + timedelta(minutes=2)):
        assert typed(past_password(door), coded.code()).status_code == 302


@on_sqlite
def test_nor_one_from_before_the_last(door, coded):
    before = coded.code(-30)
    assert typed(past_password(door), coded.code()).status_code == 302
    assert typed(past_password(door), before).status_code == 422


@on_sqlite
def test_the_code_that_set_it_up_does_not_sign_in(door, cast):
    phone = Authenticator(door.inside(cast.member))
    assert typed(past_password(door), phone.code()).status_code == 422


def test_a_clock_set_back_takes_codes_again(door, coded):
    with time_machine.travel(NOW + timedelta(days=300)):
        assert typed(past_password(door), coded.code()).status_code == 302
    assert typed(past_password(door), coded.code()).status_code == 302


@on_sqlite
@pytest.mark.parametrize("code", ["", "000000", "abcdef", "12345", "1234567", "'; --", "x" * 300])
def test_a_code_somebody_made_up_opens_nothing(door, coded, code):
    browser = past_password(door)
    assert typed(browser, code).status_code == 422
    assert not is_in(browser)


@on_sqlite
def test_codes_cannot_be_guessed_however_often_the_password_is_right(door, coded):
    for _time in range(5):
        assert typed(past_password(door), "000000").status_code == 422
    answer = typed(past_password(door), coded.code())
    assert (answer.status_code, "试的次数多了" in answer.get_data(as_text=True)) == (429, True)


def test_the_second_step_ends_after_ten_minutes_and_with_a_new_password(door, coded, cast, ask):
    late, overtaken = past_password(door), past_password(door)
    with time_machine.travel(NOW + timedelta(minutes=12)):
        assert late.get("/sign-in/code").location.startswith("/sign-in")
    ask(writing.change_password, cast.member.id, "vier-andere-woerter", cast.admin.id)
    assert overtaken.get("/sign-in/code").location.startswith("/sign-in")


@on_sqlite
def test_nobody_starts_at_the_second_step(client):
    assert client.get("/sign-in/code").location.startswith("/sign-in")


def test_a_backup_code_opens_once(door, coded, ask, cast):
    assert len(set(coded.backup)) == 10
    code = coded.backup[3]
    assert typed(past_password(door), f" {code.upper().replace('-', '')} ").status_code == 302
    assert typed(past_password(door), code).status_code == 422
    assert ask(queries.backup_codes_left, cast.member.id) == 9


def test_backup_codes_are_stored_as_slow_hashes(coded, app, rows):
    with app.app_context():
        stored = [row.code_hash for row in writing.db.session.query(BackupCode)]
    assert len(stored) == 10
    assert not any(code in one for code in coded.backup for one in stored)
    assert all(len(one) == 64 for one in stored)


def test_new_backup_codes_replace_the_old(door, coded, cast):
    browser = past_password(door)
    typed(browser, coded.code())
    told = browser.submit(browser.get_page("/me"), "/me/code/backup")
    new = [one.text() for one in told.all(".codes li")]
    assert not set(new) & set(coded.backup)
    assert typed(past_password(door), coded.backup[0]).status_code == 422
    assert typed(past_password(door), new[0]).status_code == 302


@on_sqlite
def test_without_codes_there_are_no_backup_codes(ask, cast):
    with pytest.raises(Missing):
        ask(proving.renew_backup_codes, cast.member.id)
    assert not ask(proving.is_right, cast.member.id, "123456")


@on_sqlite
def test_setting_it_up_ends_sign_ins_elsewhere(door, cast):
    here, there = door.inside(cast.member), door.inside(cast.member, PHONE, own_phone=True)
    Authenticator(here)
    assert (is_in(here), is_in(there)) == (True, False)


@on_sqlite
def test_a_wrong_first_code_sets_up_nothing_and_keeps_the_key(as_member, rows):
    page = as_member.get_page("/me/code")
    again = as_member.submit(page, code="000000")
    assert again.status == 422
    assert "这六位数字不对" in " ".join(again.errors())
    assert again.values()["sealed"] == page.values()["sealed"]
    assert again.one(".key-text").text() == page.one(".key-text").text()
    assert rows(SecondFactor) == 0


@on_sqlite
@pytest.mark.parametrize("sealed", ["", "x", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"])
def test_a_key_that_was_not_made_here_is_not_taken(as_member, rows, sealed):
    page = as_member.get_page("/me/code")
    code = pyotp.TOTP("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").now()
    again = as_member.submit(page, sealed=sealed, code=code)
    assert again.status == 422
    assert rows(SecondFactor) == 0


@on_sqlite
def test_nor_one_made_for_somebody_else_or_long_ago(ask, cast):
    secret, sealed = ask(proving.new_secret, cast.member.id)
    assert ask(proving.unsealed, sealed, cast.member.id) == secret
    assert ask(proving.unsealed, sealed, cast.helper.id) is None
    with time_machine.travel(NOW + timedelta(minutes=31)):
        assert ask(proving.unsealed, sealed, cast.member.id) is None


def test_a_member_may_do_without_again(door, coded):
    browser = past_password(door)
    typed(browser, coded.code())
    told = browser.submit(browser.get_page("/me"), "/me/code/remove")
    assert "不再要验证码" in told.text
    assert door.enter("lin")[1].location == "/"


@on_sqlite
def test_an_administrator_may_not(door, cast):
    browser = door.inside(cast.admin)
    Authenticator(browser)
    answer = browser.post("/me/code/remove", data={"csrf_token": browser.token()})
    assert (answer.status_code, "必须有验证码" in answer.get_data(as_text=True)) == (422, True)
    assert not browser.get_page("/me").has("form[action='/me/code/remove']")


@on_sqlite
def test_a_new_administrator_has_a_day_then_only_the_set_up_page_opens(door, cast, headers):
    browser = door.inside(cast.admin, own_phone=True)
    browser.get_page("/members/")
    with time_machine.travel(NOW + timedelta(hours=24, minutes=1)):
        for path in ("/", "/members/", "/me", "/tallies/"):
            assert browser.get(path).location == "/me/code", path
        page = browser.get_page("/me/code")
        assert "管理员登录要多一道验证码" in page.text
        browser.submit(page, "main form", confirm_secret=PASSWORD)
        browser, _answer = door.enter("zhao")
        Authenticator(browser)
        browser.get_page("/members/")


@on_sqlite
def test_an_administrator_without_codes_can_leave(door, cast):
    browser = door.inside(cast.admin, own_phone=True)
    with time_machine.travel(NOW + timedelta(hours=25)):
        browser.submit(browser.get_page("/me/code"), "/sign-out")
    assert not is_in(browser)


@on_sqlite
def test_nobody_else_must_have_codes(door, cast):
    browser = door.inside(cast.manager, own_phone=True)
    with time_machine.travel(NOW + timedelta(days=30)):
        browser.get_page("/tallies/")


def test_a_lost_phone_is_taken_off_by_the_administrator(door, coded, cast, as_admin):
    browser = past_password(door)
    typed(browser, coded.code())
    told = as_admin.submit(
        as_admin.get_page(f"/members/{cast.member.id}"), f"/members/{cast.member.id}/code/remove"
    )
    assert "验证码已取消" in told.text
    assert not is_in(browser)
    assert door.enter("lin")[1].location == "/"


@on_sqlite
def test_a_reset_link_does_not_take_the_codes_away(door, coded, client, ask, cast):
    [link] = ask(linking.give, [cast.member.id], cast.admin.id)
    new = "vier-andere-woerter"
    path = f"/in/{link.token}"
    client.submit(client.get_page(path), path, password=new, again=new)
    past_password(door, password=new)


@on_sqlite
def test_a_code_of_another_key_sets_up_nothing(ask, cast):
    with pytest.raises(Invalid) as told:
        ask(proving.turn_on, cast.member.id, pyotp.random_base32(), "000000", 0)
    assert told.value.field == "code"
