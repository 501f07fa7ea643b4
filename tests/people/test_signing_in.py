"""Signing in, staying signed in, and being out at once."""

from datetime import timedelta

import pytest
import time_machine
from argon2 import extract_parameters

from servicecorps.people import hashing, queries, writing
from servicecorps.people.door import safe_next
from tests.conftest import NOW
from tests.factories import PASSWORD
from tests.people.conftest import SLOW, on_sqlite


def sign_in(client, username="lin", password=PASSWORD, path="/sign-in"):
    page = client.get_page(path)
    return client.send(page, "/sign-in", username=username, password=password)


@pytest.mark.parametrize("username", ["lin", " LIN ", "ｌｉｎ"])
def test_name_and_password_open_the_door(client, username):
    assert sign_in(client, username).location == "/"


@on_sqlite
@pytest.mark.parametrize(
    ("username", "password"),
    [("lin", "falsch-123456"), ("niemand", PASSWORD), ("zheng", PASSWORD), ("lin", PASSWORD + " ")],
)
def test_whatever_is_wrong_the_answer_is_the_same(client, username, password):
    answer = sign_in(client, username, password)
    assert answer.status_code == 422
    assert "用户名或密码不对" in answer.get_data(as_text=True)


@on_sqlite
def test_nothing_typed_is_explained_at_the_fields(client):
    page = client.submit(client.get_page("/sign-in"), "/sign-in", username="", password="")
    assert page.status == 422
    assert "还没填密码" in " ".join(page.errors())


@on_sqlite
def test_a_stranger_comes_back_to_where_they_wanted(client):
    wanted = client.get("/visits/?month=2026-10").location
    assert wanted.startswith("/sign-in?next=")
    assert sign_in(client, path=wanted).status_code == 302


@on_sqlite
@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/visits/\r\nX-Evil: 1",
        "\\\\evil",
        "javascript:x",
        "",
        None,
    ],
)
def test_nobody_is_led_away_after_signing_in(app, target):
    with app.test_request_context():
        assert safe_next(target) == "/"


@on_sqlite
def test_passwords_are_stored_as_argon2id_with_owasps_parameters(app, monkeypatch):
    monkeypatch.setattr(hashing, "_hasher", SLOW)
    parameters = extract_parameters(hashing.hashed(PASSWORD))
    assert parameters.type.name == "ID"
    assert parameters.memory_cost >= 19 * 1024
    assert parameters.time_cost >= 2


def is_in(browser):
    browser.checks = False
    return browser.get("/communities/options.json").status_code == 200


def test_a_changed_password_ends_every_sign_in(app, cast, ask, as_member):
    assert is_in(as_member)
    ask(writing.change_password, cast.member.id, "ganz-neu-1234", cast.admin.id)
    assert not is_in(as_member)


def test_a_closed_account_is_out_at_once(ask, as_member):
    ask(writing.disable, "lin")
    assert not is_in(as_member)


def test_another_role_signs_out(ask, cast, as_member):
    member = ask(queries.get, cast.member.id)
    person = writing.Person("林思东", "viewer", "lin")
    ask(writing.amend, cast.member.id, member.version, person, cast.admin.id)
    assert not is_in(as_member)


def test_a_sign_in_ends_by_itself_after_the_days_set(app, as_member):
    days = app.config["SETTINGS"].session_days
    with time_machine.travel(NOW + timedelta(days=days, minutes=5)):
        assert not is_in(as_member)


@pytest.mark.parametrize("forged", ["", "1", "x" * 64, "'; --", "3:falsch"])
def test_a_forged_cookie_is_a_stranger(client, forged):
    client.set_cookie("signed_in", forged)
    assert not is_in(client)


def test_the_cookie_of_flask_lets_nobody_in(client, cast):
    with client.session_transaction() as session:
        session.update(_user_id=str(cast.admin.id), _fresh=True)
    assert not is_in(client)


def test_whoever_stands_before_the_door_reads_on_in_english_where_they_were(client):
    page = client.get_page("/sign-in?next=/visits/?month=2026-10")
    answer = client.send(page, "/language/en")
    assert answer.location == "/sign-in?next=/visits/?month=2026-10"
    english = client.get_page(answer.location)
    assert (english.h1, english.one("html").attributes["lang"]) == ("Sign in", "en")
    assert client.submit(english, "/language/zh").h1 == page.h1


@pytest.mark.parametrize("target", ["//evil.example/", "https://evil.example/", ""])
def test_choosing_a_language_leads_nobody_away(client, target):
    answer = client.send(client.get_page("/sign-in"), "/language/en", next=target)
    assert answer.location == "/"


def test_signing_out_forgets_everything(as_member):
    answer = as_member.post("/sign-out", data={"csrf_token": as_member.token()})
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert not is_in(as_member)


def test_there_are_no_doors_of_the_demo_outside_it(client):
    answer = client.post("/enter/admin", data={"csrf_token": client.token()})
    assert answer.status_code == 404
    assert not client.get_page("/sign-in").has("form[action^='/enter']")
