"""What the door gives browsers to keep, and what it says where nothing is encrypted."""

import pytest
from flask import request

from servicecorps.extensions import db
from servicecorps.people import writing
from servicecorps.people.writing import Person
from tests.conftest import inside, make_app, migrate
from tests.factories import PASSWORD
from tests.people.conftest import on_sqlite

LAN, HTTPS = "http://10.0.0.5:8000", "https://corps.example"


def cookies(answer):
    return {one.partition("=")[0]: one for one in answer.headers.getlist("Set-Cookie")}


def test_cookies_of_a_sign_in_are_out_of_reach_of_scripts_and_other_sites(door):
    _browser, answer = door.enter("lin", own_phone=True)
    given = cookies(answer)
    assert set(given) == {"session", "signed_in", "own_phone"}
    for one in given.values():
        assert "HttpOnly" in one
        assert "SameSite=Lax" in one
        assert "Path=/" in one
        assert "Domain" not in one


def test_without_a_phone_of_ones_own_the_browser_keeps_it_for_two_weeks(door):
    _browser, answer = door.enter("lin")
    given = cookies(answer)
    assert "own_phone" not in given
    assert f"Max-Age={14 * 86400}" in given["signed_in"]


@pytest.fixture(scope="module")
def https(tmp_path_factory):
    """A house of its own that is served over HTTPS."""
    app = make_app(tmp_path_factory.mktemp("https"), https=True)
    migrate(app)
    inside(app, writing.add, Person("林思东", "member", "lin"), PASSWORD)
    yield app
    with app.app_context():
        db.engine.dispose()


def test_over_https_no_other_host_can_set_them(https):
    browser = https.test_client()
    page = browser.get("/sign-in", base_url=HTTPS)
    token = page.get_data(as_text=True).split('name="csrf_token" type="hidden" value="')[1]
    answer = browser.post(
        "/sign-in", base_url=HTTPS, headers={"Referer": f"{HTTPS}/sign-in"},
        data={"csrf_token": token.partition('"')[0], "username": "lin",
              "password": PASSWORD, "own_phone": "y"},
    )  # fmt: skip
    given = cookies(answer)
    assert set(given) == {"__Host-session", "__Host-signed_in", "__Host-own_phone"}
    assert all("Secure" in one and "Path=/" in one for one in given.values())
    assert browser.get("/me", base_url=HTTPS).status_code == 200


@on_sqlite
@pytest.mark.parametrize("path", ["/sign-in", "/visits/", "/nowhere"])
def test_every_page_says_that_it_is_not_encrypted(as_member, path):
    answer = as_member.get(path, base_url=LAN, follow_redirects=True)
    text = answer.get_data(as_text=True)
    assert "plain-http" in text
    assert "没有加密" in text


@on_sqlite
@pytest.mark.parametrize(
    "base",
    ["http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000", HTTPS],
)
def test_on_this_machine_and_over_https_there_is_nothing_to_say(client, base):
    assert "plain-http" not in client.get("/sign-in", base_url=base).get_data(as_text=True)


def test_behind_a_proxy_that_does_https_there_is_nothing_to_say(https):
    answer = https.test_client().get("/sign-in", base_url="http://corps.example")
    assert "plain-http" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("proxies", "address", "secure"), [(0, "10.0.0.1", False), (1, "1.2.3.4", True)]
)
def test_what_visitors_forge_about_where_they_come_from_does_not_count(
    tmp_path, proxies, address, secure
):
    app = make_app(tmp_path, trusted_proxies=proxies)
    seen = []
    app.before_request(lambda: seen.append((request.remote_addr, request.is_secure)))
    # The visitor wrote the first of each, the one proxy there is the last.
    forged = {"X-Forwarded-For": "6.6.6.6, 1.2.3.4", "X-Forwarded-Proto": "http, https"}
    app.test_client().get("/healthz", headers=forged, environ_base={"REMOTE_ADDR": "10.0.0.1"})
    assert seen == [(address, secure)]
