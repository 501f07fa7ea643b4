"""Accounts: added, changed, closed; there is always an administrator."""

from datetime import timedelta

import pytest
import time_machine

from servicecorps.errors import Invalid, Missing, Stale
from servicecorps.history import queries as history
from servicecorps.people import linking, queries, tokens, writing
from servicecorps.people.writing import Person
from tests.conftest import NOW
from tests.people.conftest import on_sqlite


def test_somebody_without_a_user_name_can_be_credited_but_not_sign_in(ask):
    member_id = ask(writing.add, Person("钱老师", "member"))
    assert ask(queries.get, member_id).username is None
    assert member_id in {one.id for one in ask(queries.serving)}


@pytest.mark.parametrize("taken", ["lin", " LIN", "ｌｉｎ"])
def test_a_user_name_is_given_once(ask, taken):
    with pytest.raises(Invalid) as told:
        ask(writing.add, Person("林某", "member", taken), "noch-ein-wort")
    assert told.value.field == "username"


@on_sqlite
@pytest.mark.parametrize("password", ["kurz", "x" * 129])
def test_a_password_of_a_wrong_length_is_refused_and_nobody_is_added(ask, password):
    before = len(ask(queries.everybody))
    with pytest.raises(Invalid):
        ask(writing.add, Person("林某", "member", "linmou"), password)
    assert len(ask(queries.everybody)) == before


def test_the_last_administrator_stays(ask, cast):
    with pytest.raises(Invalid):
        ask(writing.disable, "zhao")
    admin = ask(queries.get, cast.admin.id)
    with pytest.raises(Invalid):
        ask(writing.amend, admin.id, admin.version, Person("赵", "member", "zhao"), admin.id)
    assert ask(queries.has_administrator)


def test_with_a_second_administrator_the_first_may_go(ask):
    ask(writing.add, Person("赵二", "admin", "zhao2"), "noch-ein-wort")
    ask(writing.disable, "zhao")
    assert ask(queries.has_administrator)


def test_the_second_to_change_an_account_is_told(ask, cast):
    member = ask(queries.get, cast.member.id)
    person = Person("林思东", "member", "lin", public_name="有事找思东")
    ask(writing.amend, member.id, member.version, person, cast.admin.id)
    with pytest.raises(Stale):
        ask(writing.amend, member.id, member.version, person, cast.admin.id)


def test_teams_and_titles_are_kept_and_noted(ask, cast):
    person = Person(
        "林思东", "member", "lin", team_ids=list(cast.teams.values()), titles=["service_star"]
    )
    ask(writing.amend, cast.member.id, 1, person, cast.admin.id)
    assert ask(queries.team_ids_of, cast.member.id) == list(cast.teams.values())
    *_, change = ask(history.changes_of, "member", cast.member.id)
    assert change.changes["titles"] == [[], ["service_star"]]


@on_sqlite
def test_the_history_of_an_account_holds_no_password_and_no_whole_phone(ask, cast):
    person = Person("林思东", "member", "lin", phone="13812346021")
    ask(writing.amend, cast.member.id, 1, person, cast.admin.id)
    ask(writing.change_password, cast.member.id, "ganz-neu-1234", cast.admin.id)
    told = repr([change.changes for change in ask(history.changes_of, "member", cast.member.id)])
    assert "138****6021" in told
    assert "13812346021" not in told
    assert "ganz-neu" not in told


def test_the_welcome_is_closed_once_there_is_an_administrator(ask):
    assert ask(linking.new_welcome) is None


@pytest.fixture
def nobody(ask, cast):
    """A house whose administrator has left."""

    def leave():
        queries.by_username("zhao").active = False
        writing.db.session.commit()

    ask(leave)


def test_the_first_start_makes_one_administrator_with_one_link(nobody, ask):
    token = ask(linking.new_welcome)
    assert ask(linking.welcome_is_open, token)
    ask(linking.welcome, token, Person("新管理", "admin", "neu"), "noch-ein-wort")
    with pytest.raises(Missing):
        ask(linking.welcome, token, Person("又一个", "admin", "neu2"), "noch-ein-wort")
    assert ask(linking.new_welcome) is None


def test_a_newer_link_closes_the_older(nobody, ask):
    old, new = ask(linking.new_welcome), ask(linking.new_welcome)
    assert not ask(linking.welcome_is_open, old)
    assert ask(linking.welcome_is_open, new)


@on_sqlite
def test_a_link_ends_after_two_days(nobody, ask):
    token = ask(linking.new_welcome)
    with time_machine.travel(NOW + timedelta(days=2, minutes=1)):
        assert not ask(linking.welcome_is_open, token)


@on_sqlite
def test_what_is_stored_of_a_link_does_not_open_the_door(nobody, ask):
    token = ask(linking.new_welcome)
    assert not ask(linking.welcome_is_open, tokens.digest(token))


@on_sqlite
def test_a_name_longer_than_its_column_is_refused(ask):
    with pytest.raises(Invalid):
        ask(writing.add, Person("长" * 65, "member"))


@on_sqlite
def test_nobody_unknown_is_closed(ask):
    with pytest.raises(Missing):
        ask(writing.disable, "niemand")


def test_the_language_is_kept_with_the_account(ask, cast):
    ask(writing.set_locale, cast.member.id, "en")
    assert ask(queries.get, cast.member.id).locale == "en"


@on_sqlite
def test_a_user_name_has_letters_and_digits_only(ask):
    with pytest.raises(Invalid) as told:
        ask(writing.add, Person("林某", "member", "lin mou!"), "noch-ein-wort")
    assert told.value.field == "username"
