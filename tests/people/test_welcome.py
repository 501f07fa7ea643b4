"""The first start: one link, one administrator, and then the door is an ordinary one."""

import pytest

from servicecorps.people import linking, queries
from tests.factories import PASSWORD
from tests.people.conftest import on_sqlite
from tests.people.test_writing import nobody  # noqa: F401 – a house whose administrator has left

FIRST = {"name": "钱主管", "username": "Qian", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def link(nobody, ask):  # noqa: F811 – the fixture above
    return f"/welcome/{ask(linking.new_welcome)}"


def test_the_first_administrator_is_made_and_signs_in(client, link, ask):
    page = client.submit(client.get_page(link), link, **FIRST)
    assert (page.h1, page.path) == ("登录", "/sign-in")
    assert "管理员已建好，请登录" in page.text
    made = ask(queries.by_username, "qian")
    assert (made.name, made.role) == ("钱主管", "admin")
    client.send(page, "/sign-in", username="qian", password=PASSWORD)
    assert client.get_page("/members/new").status == 200


def test_the_link_works_once(client, link):
    client.submit(client.get_page(link), link, **FIRST)
    used = client.get_page(link, status=404)
    assert "这个链接已经用过或过期了" in used.text
    answer = client.post(link, data=FIRST | {"csrf_token": client.token(), "username": "zwei"})
    assert answer.status_code == 404


@on_sqlite
@pytest.mark.parametrize("token", ["used", "x" * 500, "%20", "../sign-in"])
def test_a_link_somebody_made_up_opens_nothing(client, link, token):
    client.get_page(f"/welcome/{token}", status=404)


@on_sqlite
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": ""}, "还没填姓名"),
        ({"username": ""}, "还没填用户名"),
        ({"username": "钱"}, "2 到 32 个小写字母"),
        ({"username": "lin"}, "已经有人用了"),
        ({"password": "kurz", "again": "kurz"}, "8 到 128"),
        ({"again": "anders-123456"}, "两遍写得不一样"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_made(client, link, ask, typed, told):
    before = len(ask(queries.everybody))
    page = client.submit(client.get_page(link), link, **(FIRST | typed))
    assert page.status == 422
    assert told in " ".join(page.errors())
    kept = page.values(link)
    assert kept["name"] == [(FIRST | typed)["name"]]
    assert kept["password"] == [""]
    assert len(ask(queries.everybody)) == before
    assert client.get_page(link).status == 200


@on_sqlite
def test_a_house_with_an_administrator_has_no_welcome(client, cast):
    client.get_page("/welcome/anything", status=404)
