"""Wrong tries wait, by account and by address, through restarts and clocks set back."""

from datetime import timedelta

import pytest
import time_machine
from argon2.exceptions import VerifyMismatchError

from servicecorps.people import hashing, throttling
from servicecorps.people.model import WrongTry
from tests.conftest import NOW
from tests.factories import PASSWORD
from tests.people.conftest import PHONE, on_sqlite

WAIT, WRONG = "试的次数多了", "用户名或密码不对"


def wrong(door, username="lin", times=1, **where):
    """Send a wrong password so often; returns the last answer."""
    for _time in range(times):
        _browser, answer = door.enter(username, "falsch-123456", door.browser(**where))
    return answer


def said(answer):
    text = answer.get_data(as_text=True)
    return answer.status_code, WAIT if WAIT in text else WRONG if WRONG in text else ""


def opens(door, username="lin", browser=None, **where):
    browser = browser or door.browser(**where)
    return door.enter(username, PASSWORD, browser)[1].status_code == 302


def test_five_wrong_tries_cost_nothing_the_sixth_waits(door):
    assert said(wrong(door, times=5)) == (422, WRONG)
    assert said(wrong(door)) == (429, WAIT)
    assert not opens(door)
    with door.at(0.6):
        assert opens(door)


def test_a_right_password_forgives_the_wrong_ones_before(door, rows):
    wrong(door, times=4)
    assert opens(door)
    wrong(door, times=4)
    assert opens(door)


@pytest.fixture
def tries(ask):
    """Try a password below the pages: tries("lin", right=True) gives the seconds to wait, or 0."""

    def once(username, address="10.9.9.9", *, right=False):
        locks = ask(throttling.locks, f"password:{username}", address, None)
        wait = ask(throttling.count_try, locks)
        if right and not wait:
            ask(throttling.was_right, locks)
        return wait

    return once


@on_sqlite
def test_whoever_goes_on_trying_waits_a_quarter_of_an_hour_at_most(door, tries):
    minute = 0.0
    for _try in range(20):
        with door.at(minute):
            while not tries("lin"):
                pass
        minute += 15.1
    with door.at(minute):
        assert opens(door)


@on_sqlite
def test_an_account_nobody_has_waits_just_the_same(door):
    for username in ("lin", "niemand", "zheng"):
        answers = [said(wrong(door, username, address="10.1.1.1")) for _time in range(7)]
        assert answers == [(422, WRONG)] * 5 + [(429, WAIT)] * 2, username


@on_sqlite
@pytest.mark.parametrize("username", ["lin", "niemand", "zheng", "sun"])
def test_the_answer_is_the_same_whoever_is_asked_about(door, username):
    texts = [wrong(door, name).get_data(as_text=True) for name in (username, "lin")]
    texts = [text.replace(username, "").replace("lin", "") for text in texts]
    assert len(texts[0]) == len(texts[1])


@on_sqlite
def test_an_account_nobody_has_costs_a_hash_as_well(door, monkeypatch):
    hashing._nobody()
    costs = []
    monkeypatch.setattr(hashing, "_hasher", Listening(costs))
    for username in ("lin", "niemand", "zheng"):
        wrong(door, username)
    assert len(costs) == 3
    assert len(set(costs)) == 1


class Listening:
    """Verifies nothing; remembers what it would have cost."""

    def __init__(self, costs) -> None:
        self.costs = costs

    def verify(self, stored, _typed):
        self.costs.append(tuple(stored.split("$")[1:4]))
        raise VerifyMismatchError


def test_a_registered_phone_gets_in_while_strangers_try(door, cast):
    phone = door.inside(cast.member, PHONE, own_phone=True)
    phone.post("/sign-out", data={"csrf_token": phone.token()})
    wrong(door, times=6)
    assert not opens(door)
    assert opens(door, browser=phone)


@on_sqlite
def test_a_registered_phone_is_no_way_to_guess(door, cast):
    phone = door.inside(cast.member, PHONE, own_phone=True)
    for _time in range(5):
        door.enter("lin", "falsch-123456", phone)
    assert not opens(door, browser=phone)
    assert opens(door)


@on_sqlite
def test_a_registered_phone_helps_nobody_else(door, cast):
    phone = door.inside(cast.member, PHONE, own_phone=True)
    wrong(door, "sun", times=6)
    assert not opens(door, "sun", browser=phone)


def test_one_address_that_tries_many_accounts_waits_and_others_do_not(door, tries):
    assert not any(tries(f"user{number}") for number in range(30))
    assert said(wrong(door, "sun", address="10.9.9.9")) == (429, WAIT)
    assert opens(door, "sun", address="10.0.0.8")


@on_sqlite
def test_right_passwords_of_an_office_do_not_add_up(door, tries):
    office = ("lin", "wang", "sun", "zhou", "zhao") * 7
    assert not any(tries(username, "10.0.0.7", right=True) for username in office)
    assert said(wrong(door)) == (422, WRONG)


@on_sqlite
def test_a_right_password_of_ones_own_does_not_forgive_what_the_address_tried(door, tries):
    for number in range(30):
        assert not tries(f"user{number}")
        assert number == 29 or not tries("wang", right=True)
    assert not opens(door, "wang", address="10.9.9.9")


def test_tries_are_kept_in_the_database_under_digests(door, app, rows):
    wrong(door, times=6)
    with app.app_context():
        kept = [row.key for row in throttling.db.session.scalars(throttling.select(WrongTry))]
    assert len(kept) == 2
    assert all(len(key) == 64 and "lin" not in key and "10.0" not in key for key in kept)


def test_a_clock_set_back_locks_nobody_out(door):
    with time_machine.travel(NOW + timedelta(days=400)):
        wrong(door, times=8)
        assert not opens(door)
    assert opens(door)


def test_old_tries_are_swept_out(door, rows):
    for number in range(3):
        wrong(door, f"user{number}", address=f"10.0.1.{number}")
    with time_machine.travel(NOW + timedelta(days=2)):
        wrong(door)
    assert rows(WrongTry) == 2


def test_many_tries_at_once_are_counted_like_many_after_each_other(ask):
    locks = ask(throttling.locks, "password:lin", "10.0.0.7", None)
    assert [bool(ask(throttling.count_try, locks)) for _time in range(7)] == [False] * 5 + [
        True
    ] * 2
