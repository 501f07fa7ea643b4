"""Sensitive acts ask for the password again, keep what was typed, and go on."""

import pyotp
import pytest

from servicecorps.people import confirming, queries
from servicecorps.people.model import OneTimeLink
from tests.factories import PASSWORD
from tests.people.conftest import is_in, on_sqlite

SENSITIVE = {
    # Everything in clear, and what is taken back or erased at once.
    "backups.download",
    "imports.undo",
    "keeping.withdraw_household",
    "appointments.export_clear",
    "calls.export_clear",
    "commendations.export_clear",
    "night_works.export_clear",
    "problems.export_clear",
    "repairs.export_clear",
    "visits.export_clear",
    # The keys of accounts.
    "people.amend_member",
    "people.cards",
    "people.end_other_sign_ins",
    "people.end_sign_in",
    "people.end_sign_ins_of",
    "people.forget_phone",
    "people.give_link",
    "people.new_backup_codes",
    "people.new_member",
    "people.remove_code",
    "people.remove_code_of",
    "people.set_up_code",
}


@pytest.fixture
def later(door, cast):
    """The administrator's browser, eleven minutes after signing in."""
    browser = door.inside(cast.admin)
    with door.at(11):
        yield browser


@on_sqlite
def test_the_sensitive_acts_are_these(app):
    fresh = {name for name, view in app.view_functions.items() if getattr(view, "fresh", False)}
    assert fresh == SENSITIVE


@on_sqlite
def test_for_ten_minutes_nobody_asks(door, cast):
    browser = door.inside(cast.admin)
    with door.at(9):
        page = browser.get_page(f"/members/{cast.member.id}/amend")
        assert browser.send(page, role="manager").status_code == 302


def test_then_the_page_asks_keeps_everything_and_goes_on(later, cast, ask):
    page = later.get_page(f"/members/{cast.member.id}/amend")
    asked = later.submit(
        page,
        role="manager",
        public_name="“有事”找\n思东 <b>",
        titles=["service_star", "gold_worker"],
    )
    assert (asked.status, asked.h1) == (428, "先确认是您本人")
    assert ask(queries.get, cast.member.id).role == "member"
    kept = asked.values()
    assert sorted(kept["titles"]) == ["gold_worker", "service_star"]
    assert "password" not in kept
    done = later.submit(asked, confirm_secret=PASSWORD)
    assert (done.status, done.h1) == (200, "林思东")
    changed = ask(queries.get, cast.member.id)
    assert changed.role == "manager"
    assert changed.public_name.split() == ["“有事”找", "思东", "<b>"]


def test_once_confirmed_nobody_asks_for_a_while_and_the_id_is_new(later, cast, rows):
    old = later.get_cookie("signed_in").value
    asked = later.submit(later.get_page(f"/members/{cast.member.id}"), "form[action$='/link']")
    link = later.submit(asked, confirm_secret=PASSWORD)
    assert link.h1 == "重设密码的链接"
    assert later.get_cookie("signed_in").value != old
    again = later.submit(later.get_page(f"/members/{cast.helper.id}"), "form[action$='/link']")
    assert again.h1 == "重设密码的链接"
    assert rows(OneTimeLink) == 2


@on_sqlite
@pytest.mark.parametrize("secret", ["", "falsch-123456", "000000", PASSWORD.upper()])
def test_a_wrong_password_does_nothing_and_loses_nothing(later, cast, ask, secret):
    page = later.get_page(f"/members/{cast.member.id}/amend")
    asked = later.submit(page, public_name="有事找思东", role="manager")
    again = later.submit(asked, confirm_secret=secret)
    assert again.status == 422
    assert "不对，请再看看" in " ".join(again.errors())
    assert again.values()["public_name"] == ["有事找思东"]
    assert ask(queries.get, cast.member.id).role == "member"
    assert later.submit(again, confirm_secret=PASSWORD).h1 == "林思东"
    assert ask(queries.get, cast.member.id).public_name == "有事找思东"


@on_sqlite
def test_whoever_found_a_browser_open_cannot_guess_on(later, cast, ask):
    asked = later.submit(later.get_page(f"/members/{cast.member.id}"), "form[action$='/link']")
    for _time in range(5):
        assert later.submit(asked, confirm_secret="falsch-123456").status == 422
    waits = later.submit(asked, confirm_secret=PASSWORD)
    assert waits.status == 429
    assert "试的次数多了" in " ".join(waits.errors())


@on_sqlite
def test_a_code_of_the_phone_will_do_and_is_used_up(door, cast):
    browser = door.inside(cast.admin)
    page = browser.get_page("/me/code")
    key = page.one(".key-text").text().replace(" ", "")
    browser.submit(page, code=pyotp.TOTP(key).now())
    with door.at(15):
        path = f"/members/{cast.member.id}"
        asked = browser.submit(browser.get_page(path), f"{path}/link")
        assert "手机上的验证码" in asked.text
        code = pyotp.TOTP(key).now()
        assert browser.submit(asked, confirm_secret=code).h1 == "重设密码的链接"
    with door.at(15.2):
        assert browser.submit(asked, confirm_secret=code).h1 == "重设密码的链接"
    with door.at(26):
        asked = browser.submit(browser.get_page(path), f"{path}/link")
        assert browser.submit(asked, confirm_secret=code).status == 422


@on_sqlite
def test_reading_the_form_asks_nothing(later, cast):
    for path in (f"/members/{cast.member.id}/amend", "/members/new", "/members/cards", "/me/code"):
        later.get_page(path)


@on_sqlite
def test_whoever_may_not_is_not_even_asked(door, cast):
    browser = door.inside(cast.manager)
    with door.at(30):
        answer = browser.post(
            f"/members/{cast.member.id}/link",
            data={"csrf_token": browser.token(), "confirm_secret": PASSWORD},
        )
        assert answer.status_code == 403


@on_sqlite
def test_without_the_token_of_a_form_nobody_confirms_anything(later, cast):
    answer = later.post(f"/members/{cast.member.id}/link", data={"confirm_secret": PASSWORD})
    assert answer.status_code == 400


@on_sqlite
def test_ending_other_sign_ins_asks_too(door, cast):
    here, there = door.inside(cast.member), door.inside(cast.member)
    with door.at(11):
        asked = here.submit(here.get_page("/me"), "/me/sign-ins/end-others")
        assert asked.status == 428
        assert is_in(there)
        here.submit(asked, confirm_secret=PASSWORD)
        assert (is_in(here), is_in(there)) == (True, False)


@on_sqlite
def test_changing_ones_password_waits_after_wrong_ones(door, cast):
    browser = door.inside(cast.member)
    page = browser.get_page("/me/password")
    new = "vier-andere-woerter"
    for _time in range(5):
        assert browser.submit(page, old="falsch-123456", password=new, again=new).status == 422
    waits = browser.submit(page, old=PASSWORD, password=new, again=new)
    assert "试的次数多了" in " ".join(waits.errors())


@on_sqlite
@pytest.mark.parametrize(
    ("seconds", "told"),
    [(1, "过 1 分钟"), (60, "过 1 分钟"), (61, "过 2 分钟"), (900, "过 15 分钟")],
)
def test_waiting_is_said_in_whole_minutes(app, seconds, told):
    with app.test_request_context():
        assert told in confirming.wait_sentence(seconds)
