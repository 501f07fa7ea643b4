"""Every template compiles, every page opens in both languages, every answer is guarded."""

import pytest

from servicecorps.people.door import PUBLIC
from servicecorps.people.permits import GRANTS, permission_of

# Nothing to read there: they lead on, send files, or are closed once somebody administers.
NO_PAGES = {
    "people.welcome", "people.open_link", "people.second_step",
    "records.photo", "records.thumbnail", "imports.mend",
}  # fmt: skip


def test_every_template_compiles(app):
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_opens_for_whoever_may(app, cast, addresses, language):
    found = {}
    for address in addresses:
        if "GET" not in address.methods or address.endpoint in NO_PAGES:
            continue
        answer = opened(app, cast, address, language)
        if answer.status_code != 200 and answer.location != "/households/pick/visit":
            found[address.path] = answer.status_code
    assert not found


def opened(app, cast, address, language):
    browser = app.test_client()
    if address.endpoint not in PUBLIC:
        permission = permission_of(app.view_functions[address.endpoint])
        order = ("member", "manager", "admin", "viewer")
        role = next(role for role in order if role in GRANTS[permission])
        browser.sign_in(cast.of_role(role))
    with browser.session_transaction() as session:
        session["locale"] = language
    answer = browser.get(address.path)
    if answer.mimetype == "text/html" and answer.status_code == 200:
        wanted = {"zh": 'lang="zh-CN"', "en": 'lang="en"'}[language]
        assert f"<html {wanted}" in answer.get_data(as_text=True), address
    return answer


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/sign-in", 200),
        ("/", 302),
        ("/nowhere", 404),
        ("/static/app.css", 200),
        ("/static/nowhere.css", 404),
        ("/healthz", 200),
        ("/readyz", 200),
        ("/sign-out", 405),
    ],
)
def test_every_answer_carries_the_headers(client, headers, path, status):
    answer = client.get(path)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in headers} == headers


def test_a_failure_is_explained_without_telling_how_the_house_is_built(
    app, as_member, headers, monkeypatch
):
    def fall(**_arguments):
        raise RuntimeError("secret place: /var/lib")

    monkeypatch.setitem(app.view_functions, "today.more", fall)
    fall.permission = "today"
    answer = as_member.get("/more")
    assert answer.status_code == 500
    assert "secret place" not in answer.get_data(as_text=True)
    assert {name: answer.headers.get(name) for name in headers} == headers


def test_pages_are_kept_by_nobody_static_files_for_long(client):
    assert client.get("/sign-in").headers["Cache-Control"] == "no-store"
    assert "max-age=31536000" in client.get("/static/app.css").headers["Cache-Control"]


def test_over_https_browsers_are_told_to_stay_there(client):
    secure = client.get("/sign-in", base_url="https://corps.example")
    assert "max-age" in secure.headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers


def test_no_address_carries_a_cookie_a_script_can_read(app, cast, as_member):
    answer = as_member.send(as_member.get_page("/"), "/language/en")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
