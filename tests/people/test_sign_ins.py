"""Sign-ins as rows: what the cookie holds, the list of one's own, and how each of them ends."""

import threading
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from servicecorps import extensions
from servicecorps.errors import Missing
from servicecorps.extensions import db
from servicecorps.people import queries, signing_in, tokens, writing
from servicecorps.people.model import OwnPhone, SignIn
from tests.conftest import NOW
from tests.people.conftest import PHONE, is_in, on_sqlite

DAY = timedelta(days=1)


def kept(browser, name="signed_in"):
    cookie = browser.get_cookie(name)
    return cookie.value if cookie else ""


def test_the_cookie_is_random_and_its_digest_is_stored(door, cast, rows, ask):
    browser = door.inside(cast.member)
    token = kept(browser)
    assert len(token) == 32
    assert ask(queries.signed_in, tokens.digest(token)).member_id == cast.member.id
    assert ask(queries.signed_in, token) is None
    assert rows(SignIn) == 1


def test_signing_in_again_gives_a_new_id_and_ends_the_old(door, cast):
    browser = door.inside(cast.member)
    old = kept(browser)
    door.enter("lin", browser=browser)
    assert kept(browser) not in ("", old)
    thief = door.browser()
    thief.set_cookie("signed_in", old)
    assert is_in(browser)
    assert not is_in(thief)


@on_sqlite
def test_an_id_somebody_planted_is_not_taken_over(door, cast):
    browser = door.browser()
    browser.set_cookie("signed_in", "planted-by-somebody-else")
    door.enter("lin", browser=browser)
    assert kept(browser) != "planted-by-somebody-else"


@on_sqlite
def test_a_form_token_does_not_outlive_signing_in(door):
    browser = door.browser()
    before = browser.token()
    door.enter("lin", browser=browser)
    assert browser.post("/sign-out", data={"csrf_token": before}).status_code == 400


def test_signing_out_ends_it_for_whoever_copied_the_cookie(door, cast):
    browser = door.inside(cast.member)
    thief = door.browser()
    thief.set_cookie("signed_in", kept(browser))
    assert is_in(thief)
    browser.post("/sign-out", data={"csrf_token": browser.token()})
    assert kept(browser) == ""
    assert not is_in(thief)


@on_sqlite
def test_ones_own_page_lists_where_one_is_signed_in(door, cast):
    here = door.inside(cast.member)
    door.inside(cast.member, PHONE, own_phone=True)
    door.inside(cast.helper)
    page = here.get_page("/me")
    for told in (
        "登录着的地方 2 处",
        "Windows 电脑·Chrome",
        "就是这里",
        "安卓手机·微信",
        "自己的手机",
    ):
        assert told in page.text
    assert len(page.all("form[action*='/sign-ins/']")) == 2


def test_one_of_them_is_ended_from_afar_and_its_phone_counts_no_more(door, cast, rows):
    here, phone = door.inside(cast.member), door.inside(cast.member, PHONE, own_phone=True)
    page = here.get_page("/me")
    told = here.submit(page, "form[action$='/end']")
    assert "那边已退出" in told.text
    assert is_in(here)
    assert not is_in(phone)
    assert (rows(SignIn), rows(OwnPhone)) == (1, 0)


def test_all_the_others_are_ended_at_once_and_nobody_elses(door, cast):
    here, *others = (door.inside(cast.member) for _number in range(3))
    helper = door.inside(cast.helper)
    here.submit(here.get_page("/me"), "/me/sign-ins/end-others")
    assert [is_in(one) for one in (here, helper, *others)] == [True, True, False, False]


def test_nobody_ends_a_sign_in_or_phone_of_somebody_else(door, cast, ask, rows):
    mine = door.inside(cast.member)
    theirs = door.inside(cast.helper, PHONE, own_phone=True)
    [row] = ask(queries.sign_ins_of, cast.helper.id)
    for path in (f"sign-ins/{row.id}/end", f"phones/{row.phone_id}/forget"):
        answer = mine.post(f"/me/{path}", data={"csrf_token": mine.token()})
        assert answer.status_code == 404
    assert is_in(theirs)
    assert rows(OwnPhone) == 1


@on_sqlite
def test_a_registered_phone_stays_signed_in_for_sixty_days_another_for_four_hours(door, cast):
    phone = door.inside(cast.member, PHONE, own_phone=True)
    desk = door.inside(cast.member)
    with time_machine.travel(NOW + timedelta(hours=4, minutes=1)):
        assert (is_in(phone), is_in(desk)) == (True, False)
    with time_machine.travel(NOW + 60 * DAY - timedelta(minutes=5)):
        assert is_in(phone)
    with time_machine.travel(NOW + 60 * DAY + timedelta(minutes=5)):
        assert not is_in(phone)


@on_sqlite
def test_whoever_goes_on_working_stays_in_until_the_days_are_over(door, cast):
    browser = door.inside(cast.member)
    for hour in range(0, 14 * 24 - 3, 3):
        with time_machine.travel(NOW + timedelta(hours=hour + 3)):
            assert browser.get("/communities/options.json").status_code == 200, hour
    with time_machine.travel(NOW + 14 * DAY + timedelta(minutes=1)):
        assert not is_in(browser)


def test_a_phone_on_which_nobody_is_signed_in_is_listed_and_can_be_forgotten(door, cast, rows):
    phone = door.inside(cast.member, PHONE, own_phone=True)
    phone.post("/sign-out", data={"csrf_token": phone.token()})
    assert phone.get_page("/sign-in").has("#own_phone[checked]")
    here = door.inside(cast.member)
    page = here.get_page("/me")
    assert "现在没登录" in page.text
    here.submit(page, "form[action*='/phones/']")
    assert rows(OwnPhone) == 0
    assert not phone.get_page("/sign-in").has("#own_phone[checked]")


def test_a_registered_phone_is_registered_once(door, cast, rows):
    phone = door.inside(cast.member, PHONE, own_phone=True)
    door.enter("lin", browser=phone, own_phone=True)
    assert (rows(OwnPhone), rows(SignIn)) == (1, 1)


def test_changing_ones_password_ends_the_others_and_goes_on_here(door, cast, rows):
    phone = door.inside(cast.member, PHONE, own_phone=True)
    desk = door.inside(cast.member)
    old = kept(phone)
    page = phone.get_page("/me/password")
    new = "vier-andere-woerter"
    told = phone.submit(page, old="geheim-123456", password=new, again=new)
    assert "密码已换" in told.text
    assert kept(phone) != old
    assert (is_in(phone), is_in(desk)) == (True, False)
    assert (rows(SignIn), rows(OwnPhone)) == (1, 1)


@pytest.mark.parametrize(
    "change",
    [{"role": "viewer"}, {"active": False}, {"username": ""}],
)
def test_another_role_a_closed_account_and_a_lost_user_name_sign_out(door, cast, ask, rows, change):
    phone = door.inside(cast.member, PHONE, own_phone=True)
    member = ask(queries.get, cast.member.id)
    person = {"name": "林思东", "role": "member", "username": "lin"} | change
    ask(writing.amend, member.id, member.version, writing.Person(**person), cast.admin.id)
    assert not is_in(phone)
    assert (rows(SignIn), rows(OwnPhone)) == (0, 0)


def test_a_sign_in_on_its_way_while_the_password_changes_comes_to_nothing(ask, cast, rows):
    with pytest.raises(Missing):
        ask(
            signing_in.begin, cast.member.id, "the stamp before",
            signing_in.Browser("windows/chrome"), own_phone=False,
        )  # fmt: skip
    assert rows(SignIn) == 0


@on_sqlite
def test_the_administrator_ends_all_of_somebodys_sign_ins(door, cast):
    desk, phone = door.inside(cast.member), door.inside(cast.member, PHONE, own_phone=True)
    admin = door.inside(cast.admin)
    page = admin.get_page(f"/members/{cast.member.id}")
    assert "登录着 2 处" in page.text
    told = admin.submit(page, f"/members/{cast.member.id}/sign-ins/end")
    assert "各处的登录都已退出" in told.text
    assert [is_in(one) for one in (desk, phone, admin)] == [False, False, True]
    assert "赵管理 结束登录" in told.text


def test_rows_that_are_long_over_are_swept_out_with_the_next_sign_in(door, cast, rows):
    door.inside(cast.helper)
    with time_machine.travel(NOW + 61 * DAY):
        door.inside(cast.member)
    assert rows(SignIn) == 1


def seen_at(ask, cast):
    [row] = ask(queries.sign_ins_of, cast.member.id)
    return row.seen_at


@on_sqlite
def test_last_seen_is_stored_every_five_minutes_at_most(door, cast, ask):
    browser = door.inside(cast.member)
    first = seen_at(ask, cast)
    with door.at(4):
        browser.get_page("/me")
        assert seen_at(ask, cast) == first
    with door.at(6):
        browser.get_page("/me")
        assert seen_at(ask, cast) > first


def statements_of(app, act):
    found = []

    def listen(_connection, _cursor, statement, *_more):
        found.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", listen)
    act()
    sa.event.remove(engine, "before_cursor_execute", listen)
    return found


def test_a_request_asks_once_who_it_is_and_writes_nothing(app, door, cast):
    browser = door.inside(cast.member)
    asked = statements_of(app, lambda: browser.get("/communities/options.json"))
    assert len([one for one in asked if "sign_ins" in one]) == 1
    assert not [one for one in asked if one.startswith(("INSERT", "UPDATE", "DELETE"))]


@pytest.mark.parametrize("who", ["another process", "another thread"])
def test_while_somebody_writes_reading_does_not_wait_for_last_seen(app, door, cast, ask, who):
    browser = door.inside(cast.member)
    first = seen_at(ask, cast)
    with app.app_context():
        engine = db.engine
    if who == "another thread":
        held = threading.Event(), threading.Event()
        writer = threading.Thread(target=hold_the_line, args=(app, *held))
        writer.start()
        held[0].wait()
    began = time.perf_counter()
    with engine.connect().execution_options(**{extensions.IMMEDIATE: True}) as connection:
        if who == "another process":
            connection.execute(sa.update(SignIn).values(device="held/held"))
        with door.at(30):
            assert is_in(browser)
    assert time.perf_counter() - began < 5
    if who == "another thread":
        held[1].set()
        writer.join()
    assert seen_at(ask, cast) == first


def hold_the_line(app, begun, done):
    with app.app_context(), extensions.transaction() as session:
        session.execute(sa.update(SignIn).values(device="held/held"))
        begun.set()
        done.wait()


@pytest.fixture
def unwritable(app, house):
    """A database that takes nothing: SQLite's file by a pragma, PostgreSQL by its own setting."""
    with app.app_context():
        engine = db.engine
        engine.dispose()
    on_sqlite = engine.dialect.name == "sqlite"
    order = "PRAGMA query_only=ON" if on_sqlite else "SET default_transaction_read_only = on"

    def close(connection, _record):
        cursor = connection.cursor()
        cursor.execute(order)
        cursor.close()
        if not on_sqlite:
            connection.commit()

    sa.event.listen(engine, "connect", close)
    yield
    sa.event.remove(engine, "connect", close)
    engine.dispose()


def test_on_a_database_that_cannot_be_written_whoever_is_in_goes_on_reading(
    app, door, cast, request, ask
):
    browser, stranger = door.inside(cast.member), door.browser()
    page = stranger.get_page("/sign-in")
    request.getfixturevalue("unwritable")
    for hours in (1, 3, 5, 8, 11):
        with time_machine.travel(NOW + timedelta(hours=hours)):
            assert is_in(browser), hours
    answer = stranger.send(page, "/sign-in", username="sun", password="geheim-123456")
    assert answer.status_code == 503
    assert "现在存不进去" in answer.get_data(as_text=True)


def test_a_full_disk_breaks_no_reading(door, cast, monkeypatch, ask):
    browser = door.inside(cast.member)
    first = seen_at(ask, cast)

    def full(*_arguments):
        raise sa.exc.OperationalError("UPDATE", {}, Exception("database or disk is full"))

    monkeypatch.setattr(sa.Connection, "commit", full)
    with door.at(30):
        assert is_in(browser)
    monkeypatch.undo()
    assert seen_at(ask, cast) == first


@on_sqlite
def test_devices_are_told_in_both_languages(door, cast):
    browser = door.inside(cast.member, PHONE)
    with browser.session_transaction() as session:
        session["locale"] = "en"
    assert "Android phone·WeChat" in browser.get_page("/me").text
