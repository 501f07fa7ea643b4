"""One-time links: given by an administrator, opened once by whoever they are for."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine

from servicecorps.errors import Invalid, Missing
from servicecorps.people import hashing, linking, queries, tokens, writing
from servicecorps.people.model import OneTimeLink
from servicecorps.people.writing import Person
from tests.conftest import NOW
from tests.factories import PASSWORD
from tests.people.conftest import is_in, on_sqlite

NEW = "vier-andere-woerter"


@pytest.fixture
def newcomer(ask):
    """Somebody with a user name and no password yet."""
    return ask(writing.add, Person("钱新来", "member", "qian"))


def given(ask, cast, member_id):
    [link] = ask(linking.give, [member_id], cast.admin.id)
    return f"/in/{link.token}"


def test_a_newcomer_chooses_a_password_and_signs_in(client, ask, cast, newcomer):
    link = given(ask, cast, newcomer)
    page = client.get_page(link)
    assert "钱新来，您好" in page.text
    assert "qian" in page.text
    told = client.submit(page, page.path, password=NEW, again=NEW)
    assert "密码已设好" in told.text
    assert client.send(told, "/sign-in", username="qian", password=NEW).location == "/"


def test_a_link_works_once_though_it_may_be_looked_at(client, ask, cast, newcomer):
    link = given(ask, cast, newcomer)
    page = [client.get_page(link) for _time in range(3)][-1]
    client.submit(page, page.path, password=NEW, again=NEW)
    gone = client.get_page(link, status=404)
    assert "已经用过或过期了" in gone.text
    again = client.post(link, data={"csrf_token": client.token(), "password": "x" * 12})
    assert again.status_code == 404


@pytest.mark.parametrize(
    ("has_password", "lasts"), [(False, timedelta(days=7)), (True, timedelta(days=1))]
)
def test_an_invitation_lasts_a_week_a_reset_a_day(client, ask, cast, newcomer, has_password, lasts):
    link = given(ask, cast, cast.member.id if has_password else newcomer)
    with time_machine.travel(NOW + lasts - timedelta(minutes=5)):
        client.get_page(link)
    with time_machine.travel(NOW + lasts + timedelta(minutes=5)):
        client.get_page(link, status=404)


def test_a_newer_link_closes_the_older_and_nobody_elses(client, ask, cast, newcomer):
    other = given(ask, cast, cast.member.id)
    old, new = given(ask, cast, newcomer), given(ask, cast, newcomer)
    client.get_page(old, status=404)
    client.get_page(new)
    client.get_page(other)


@on_sqlite
@pytest.mark.parametrize("purpose", ["welcome", "second"])
def test_a_link_for_something_else_opens_no_account(client, ask, cast, purpose):
    if purpose == "second":
        token = ask(linking.begin_second, cast.member.id)
    else:
        ask(
            lambda: (
                setattr(queries.by_username("zhao"), "active", False) or writing.db.session.commit()
            )
        )
        token = ask(linking.new_welcome)
    client.get_page(f"/in/{token}", status=404)
    assert ask(linking.whose, token) is None


def retire_the_administrator():
    queries.by_username("zhao").active = False
    writing.db.session.commit()


@on_sqlite
def test_an_invitation_is_no_second_step_and_no_welcome(client, ask, cast, newcomer):
    token = given(ask, cast, newcomer).removeprefix("/in/")
    assert ask(linking.at_second, token) is None
    assert not ask(linking.welcome_is_open, token)


@on_sqlite
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"password": "kurz", "again": "kurz"}, "8 到 128"),
        ({"password": NEW, "again": "anders-123456"}, "两遍写得不一样"),
        ({"password": "password1", "again": "password1"}, "太常见"),
        ({"password": "qian12345", "again": "qian12345"}, "离您的名字"),
        ({"password": "", "again": ""}, "还没填新密码"),
    ],
)
def test_what_is_wrong_is_said_and_the_link_still_works(client, ask, cast, newcomer, typed, told):
    link = given(ask, cast, newcomer)
    page = client.submit(client.get_page(link), link, **typed)
    assert page.status == 422
    assert told in " ".join(page.errors())
    assert ask(queries.get, newcomer).password_hash is None
    client.submit(client.get_page(link), link, password=NEW, again=NEW)
    assert ask(hashing.check_password, "qian", NEW)


def test_a_reset_ends_what_was_open_and_the_old_password(door, client, ask, cast):
    phone = door.inside(cast.member, own_phone=True)
    link = given(ask, cast, cast.member.id)
    assert is_in(phone)
    client.submit(client.get_page(link), link, password=NEW, again=NEW)
    assert not is_in(phone)
    assert ask(hashing.check_password, "lin", PASSWORD) is None


def test_a_closed_account_opens_with_no_link(client, ask, cast):
    link = given(ask, cast, cast.member.id)
    ask(writing.disable, "lin")
    client.get_page(link, status=404)
    with pytest.raises(Invalid):
        ask(linking.give, [cast.member.id], cast.admin.id)


def test_a_link_goes_while_the_password_is_being_typed(ask, cast, newcomer, monkeypatch):
    token = given(ask, cast, newcomer).removeprefix("/in/")
    hashed = hashing.hashed

    def slowly(password, own=()):
        linking.give([newcomer], None)
        return hashed(password, own)

    monkeypatch.setattr(hashing, "hashed", slowly)
    with pytest.raises(Missing):
        ask(linking.set_password, token, NEW)
    assert ask(queries.get, newcomer).password_hash is None


def at_once(app, act):
    """Do something twice at the same moment; return how often it was done."""

    def once(number):
        with app.app_context():
            try:
                act(number)
            except (Missing, Invalid):
                return 0
            return 1

    with ThreadPoolExecutor(2) as two:
        return sum(two.map(once, (1, 2)))


def test_a_link_opened_twice_at_once_sets_one_password(app, ask, cast, newcomer, monkeypatch):
    token, both = given(ask, cast, newcomer).removeprefix("/in/"), threading.Barrier(2)
    hashed = hashing.hashed

    def together(password, own=()):
        both.wait(30)
        return hashed(password, own)

    monkeypatch.setattr(hashing, "hashed", together)
    assert at_once(app, lambda number: linking.set_password(token, f"{NEW}-{number}")) == 1


def test_the_welcome_sent_twice_at_once_makes_one_administrator(app, ask, cast, monkeypatch):
    ask(retire_the_administrator)
    token, both = ask(linking.new_welcome), threading.Barrier(2)
    open_link = queries.open_link

    def together(*told):
        found = open_link(*told)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(1)  # on SQLite the second is not even here
        return found

    monkeypatch.setattr(queries, "open_link", together)
    welcome = Person("甲", "admin", "first"), Person("乙", "admin", "second")
    assert at_once(app, lambda number: linking.welcome(token, welcome[number - 1], NEW)) == 1


@on_sqlite
@pytest.mark.parametrize("token", ["x", "x" * 500, "k7d2-9mxq-4tzc-h3va", "%20", "钥匙"])
def test_a_link_somebody_made_up_opens_nothing(client, ask, token):
    client.get_page(f"/in/{token}", status=404)
    with pytest.raises(Missing):
        ask(linking.set_password, token, NEW)


@on_sqlite
def test_a_link_can_be_typed_from_paper(client, ask, cast, newcomer):
    token = given(ask, cast, newcomer).removeprefix("/in/")
    assert not set(token) & set("01loi")
    client.get_page(f"/in/{token.upper()}")
    client.get_page(f"/in/{token.replace('-', '')}")


@on_sqlite
def test_what_is_stored_of_a_link_opens_nothing(ask, cast, newcomer):
    token = given(ask, cast, newcomer).removeprefix("/in/")
    assert ask(linking.whose, tokens.digest(token)) is None


@on_sqlite
def test_the_page_of_a_member_gives_a_link_with_its_code_to_scan(as_admin, client, cast, newcomer):
    page = as_admin.get_page(f"/members/{newcomer}")
    assert "还没设" in page.text
    told = as_admin.submit(page, f"/members/{newcomer}/link")
    assert told.h1 == "邀请链接"
    assert told.has("svg.qr path[d^='M4 4h1']")
    assert "10月27日 10:30前有效，只能用一次" in told.text
    link = told.one(".card-link").text()
    assert link.startswith("http://localhost/in/")
    client.get_page(link.removeprefix("http://localhost"))
    assert "给过一个" in as_admin.get_page(f"/members/{newcomer}").text


@on_sqlite
def test_cards_for_a_team_tick_those_without_a_password(as_admin, ask, cast, rows):
    ours, theirs = cast.teams["run_wanjia"], cast.teams["community_helpers"]
    mine = ask(writing.add, Person("钱一", "member", "qian1", team_ids=[ours]))
    ask(writing.add, Person("钱二", "member", "qian2", team_ids=[theirs]))
    ask(writing.add, Person("没有账号", "member", team_ids=[ours]))
    page = as_admin.get_page("/members/cards?team=run_wanjia")
    assert page.values()["member_ids"] == [str(mine)]
    assert "没有账号" not in page.text
    sheet = as_admin.submit(page, member_ids=[mine, cast.member.id])
    cards = sheet.all(".cards > li")
    assert [card.css_first("b").text() for card in cards] == ["钱一", "林思东"]
    assert len({card.css_first(".card-link").text() for card in cards}) == 2
    assert all("只能用一次" in card.text() for card in cards)
    assert rows(OneTimeLink) == 2


@on_sqlite
def test_cards_for_nobody_are_asked_about(as_admin, rows):
    page = as_admin.submit(as_admin.get_page("/members/cards"), member_ids=[])
    assert page.status == 422
    assert "还没选人" in " ".join(page.errors())
    assert rows(OneTimeLink) == 0


@on_sqlite
def test_no_card_for_whoever_left(as_admin, cast, rows):
    page = as_admin.get_page("/members/cards")
    assert as_admin.submit(page, member_ids=[cast.retired.id]).status == 422
    assert rows(OneTimeLink) == 0
