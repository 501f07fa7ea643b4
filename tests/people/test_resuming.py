"""Whoever sends a form after their sign-in ended loses nothing, and nobody else gets it."""

import io

import pyotp
import pytest

from servicecorps.forms import Form
from servicecorps.people import resuming
from servicecorps.records.model import Record
from tests.factories import PASSWORD
from tests.people.conftest import is_in, on_sqlite

NOTE = "楼道灯坏了，\n大娘说“周三”再来 <b>"
# The button that changes the language is a form too.
AGAIN = "form.stack"
TYPED = {"again_username": "lin", "again_password": PASSWORD}


@pytest.fixture
def form(cast):
    """The address of a form a member fills in."""
    return f"/visits/new?household={cast.alone.id}"


@pytest.fixture
def ended(door, cast, form):
    """A member's browser with a form on the screen, four hours and more after it was opened."""
    browser = door.inside(cast.member)
    page = browser.get_page(form)
    with door.at(60 * 5):
        yield browser, page


def test_the_page_asks_to_sign_in_and_the_form_comes_back_to_be_saved(ended, rows):
    browser, page = ended
    photo = (io.BytesIO(b"a picture"), "IMG_1.jpg")
    asked = browser.submit(page, "/visits/new", outcome="ok", note=NOTE, photos=[photo])
    assert (asked.status, asked.h1) == (428, "请您再登录一次")
    assert "照片和文件带不过来" in asked.text
    assert "大娘" not in asked.text
    again = browser.submit(asked, AGAIN, **TYPED)
    assert (again.status, rows(Record)) == (422, 0)
    assert "请看一眼再存" in again.text
    [note] = again.values("/visits/new")["note"]
    assert note.splitlines() == NOTE.splitlines()
    assert again.values("/visits/new")["client_key"] == page.values("/visits/new")["client_key"]
    saved = browser.send(again, "/visits/new")
    assert (saved.status_code, rows(Record)) == (302, 1)
    # The same form, sent once more from a page that was left open, is the same record.
    once = browser.submit(page, "/visits/new", outcome="ok", note=NOTE)
    assert once.h1 == "接着存"
    assert browser.send(browser.submit(once, AGAIN), "/visits/new").status_code == 302
    assert rows(Record) == 1


@on_sqlite
def test_somebody_else_at_this_phone_neither_saves_nor_sees_it(ended, rows):
    browser, page = ended
    asked = browser.submit(page, "/visits/new", outcome="ok", note=NOTE)
    theirs = browser.submit(asked, AGAIN, again_username="wang", again_password=PASSWORD)
    assert theirs.status == 422
    assert "另一位同事" in " ".join(theirs.errors())
    assert "大娘" not in theirs.text
    assert not is_in(browser)
    assert rows(Record) == 0
    assert browser.submit(theirs, AGAIN, **TYPED).status == 422
    assert is_in(browser)


@on_sqlite
def test_what_one_person_typed_is_not_given_to_whoever_signed_in_after(door, ended, rows):
    browser, page = ended
    door.enter("wang", browser=browser)
    answer = browser.send(page, "/visits/new", outcome="ok", note=NOTE)
    assert answer.status_code == 400
    assert "大娘" not in answer.get_data(as_text=True)
    token = page.values("/visits/new")["csrf_token"][0]
    new = browser.get_page("/me").values("form[action$='/language']")["csrf_token"][0]
    crafted = {"csrf_token": new, "again_for": token, "note": NOTE}
    answer = browser.post("/visits/new", data=crafted)
    assert (answer.status_code, rows(Record)) == (403, 0)


@on_sqlite
def test_whoever_signed_in_again_in_another_tab_goes_on_with_one_tap(door, cast, form, rows):
    browser = door.inside(cast.member)
    page = browser.get_page(form)
    browser.submit(browser.get_page("/me"), "/sign-out")
    door.enter("lin", browser=browser)
    asked = browser.submit(page, "/visits/new", outcome="ok", note=NOTE)
    assert (asked.status, asked.h1) == (428, "接着存")
    assert not asked.has("input[type=password]")
    again = browser.submit(asked, AGAIN)
    assert (again.status, rows(Record)) == (422, 0)
    assert browser.send(again, "/visits/new").status_code == 302


@on_sqlite
def test_a_browser_that_lost_its_cookies_says_whose_form_it_was_all_the_same(app, ended, rows):
    _browser, page = ended
    bare = app.test_client()
    asked = bare.submit(page, "/visits/new", outcome="ok", note=NOTE)
    assert asked.h1 == "请您再登录一次"
    assert bare.send(bare.submit(asked, AGAIN, **TYPED), "/visits/new").status_code == 302
    assert rows(Record) == 1


@on_sqlite
def test_the_code_of_the_phone_is_asked_for_there_too(door, cast):
    browser = door.inside(cast.admin)
    page = browser.get_page("/me/code")
    key = page.one(".key-text").text().replace(" ", "")
    browser.submit(page, code=pyotp.TOTP(key).now())
    form = browser.get_page("/members/new")
    with door.at(60 * 5):
        asked = browser.submit(form, name="新来的")
        mine = {"again_username": "zhao", "again_password": PASSWORD}
        for code in ("", "000000"):
            without = browser.submit(asked, AGAIN, **mine, again_code=code)
            assert without.status == 422
            assert not is_in(browser)
        again = browser.submit(without, AGAIN, **mine, again_code=pyotp.TOTP(key).now())
        assert again.values("form[action$='/new']")["name"] == ["新来的"]
        assert is_in(browser)


@on_sqlite
def test_guessing_there_waits_as_at_the_door(ended):
    browser, page = ended
    asked = browser.submit(page, "/visits/new", note=NOTE)
    for _time in range(5):
        wrong = browser.submit(asked, AGAIN, **TYPED | {"again_password": "falsch-123456"})
        assert wrong.status == 422
    waits = browser.submit(wrong, AGAIN, **TYPED)
    assert waits.status == 429
    assert not is_in(browser)
    assert waits.values(AGAIN)["note"][0].splitlines() == NOTE.splitlines()


@on_sqlite
def test_passwords_are_never_carried(door, cast):
    browser = door.inside(cast.member)
    page = browser.get_page("/me/password")
    with door.at(60 * 5):
        answer = browser.send(page, old=PASSWORD, password="vier-andere-woerter", again="x")
        # Nothing else was typed: there is nothing to carry.
        assert (answer.status_code, answer.location) == (302, "/sign-in")


def test_every_field_for_a_password_is_among_those_never_carried():
    kinds, secret = [Form], set()
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        fields = [name for name in dir(kind) if not name.startswith("_")]
        secret |= {
            name for name in fields
            if "PasswordField" in str(getattr(getattr(kind, name), "field_class", ""))
        }  # fmt: skip
    assert {"confirm_secret", "old", "password"} <= secret
    assert secret <= resuming.NEVER_CARRIED | set(resuming.ASKED)


@on_sqlite
@pytest.mark.parametrize("token", ["", "falsch", "ImZhbHNjaCI.aa.bb"])
def test_a_form_that_does_not_say_whose_it_is_leads_to_the_door(app, client, token):
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    try:
        answer = client.post("/visits/new", data={"csrf_token": token, "note": NOTE})
    finally:
        app.config["WTF_CSRF_CHECK_DEFAULT"] = True
    assert (answer.status_code, answer.location) == (302, "/sign-in")
