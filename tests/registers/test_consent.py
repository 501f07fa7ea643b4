"""What may be kept only with consent; consent taken back erases at once who it was."""

from datetime import timedelta

import pytest
import time_machine

from servicecorps.history import queries as history
from servicecorps.places import queries
from tests.conftest import NOW
from tests.factories import PASSWORD

SENSITIVE = {
    "other_phone": "13866665555",
    "water_account": "77665544",
    "preferences": "先敲窗",
    "more_categories": ["dibao"],
}
AGREED = {"consent_on": "2026-10-01", "consent_way": "spoken"}
TYPED = {"on": "2026-10-19", "way": "spoken", "sure": True}


def amend(browser, home, **typed):
    return browser.submit(browser.get_page(f"/households/{home.id}/amend"), **typed)


@pytest.mark.parametrize("name", SENSITIVE)
def test_without_consent_a_sensitive_field_is_refused_at_the_field(as_member, cast, name):
    page = amend(as_member, cast.alone, **{name: SENSITIVE[name]})
    assert page.status == 422
    assert "住户同意建档以后才能留这一项" in page.text
    assert name in page.html[page.html.index("error") :]


def test_with_consent_they_are_kept(as_member, ask, cast):
    assert (
        amend(as_member, cast.alone, **SENSITIVE, **AGREED, consent_by_id=cast.member.id).status
        == 200
    )
    home = ask(queries.household, cast.alone.id)
    assert (home.other_phone, home.water_account, home.preferences) == (
        "13866665555", "77665544", "先敲窗",
    )  # fmt: skip
    assert [row.category for row in home.categories] == ["dibao"]


def test_the_form_says_beforehand_what_needs_consent(as_member):
    page = as_member.get_page("/households/new")
    assert page.text.count("同意建档以后才能留") == len(SENSITIVE)


def test_emptying_the_fields_does_not_take_consent_back(as_manager, ask, cast):
    page = amend(as_manager, cast.poor, consent_on="", consent_way="", photos_allowed=None)
    assert page.status == 422
    assert "撤回同意在住户那一页上办" in page.text
    assert ask(queries.household, cast.poor.id).consent_on is not None


def test_consent_taken_back_leaves_a_page_that_names_nobody(as_manager, ask, cast, log):
    log.visit(household=cast.poor, note="李家的事")
    path = f"/households/{cast.poor.id}/withdraw"
    page = as_manager.submit(as_manager.get_page(path), **TYPED, told_to_id=cast.member.id)
    for told in ("已撤回同意的住户", "2026年10月19日", "口头", cast.member.name, "清除资料"):
        assert told in page.text
    for gone in (cast.poor.name, "李**", "李家的事", "江西路", "502"):
        assert gone not in page.html
    home = ask(queries.household, cast.poor.id)
    assert (home.contact_name, home.withdrawn_by_id) == ("", cast.member.id)
    assert ask(history.changes_of, "household", home.id)[-1].actor_id == cast.manager.id


def test_lists_search_files_and_map_no_longer_offer_it(as_manager, cast, log):
    log.visit(household=cast.poor)
    path = f"/households/{cast.poor.id}"
    as_manager.submit(as_manager.get_page(f"{path}/withdraw"), **TYPED)
    for listed in ("/households/?whose=all", f"/communities/{cast.near}", "/households/pick/visit"):
        assert path not in as_manager.get_page(listed).links
    for words in ("李建国", "ljg", "江西路"):
        found = as_manager.submit(as_manager.get_page("/households/"), "/households/find", q=words)
        assert path not in found.links
    assert "已撤回同意的住户" in as_manager.get_page("/visits/").text
    assert "已清除的住户" in as_manager.get("/visits/export.csv").get_data(as_text=True)


def test_taking_consent_back_wants_the_password_typed_a_moment_ago(as_manager, ask, cast):
    path = f"/households/{cast.poor.id}/withdraw"
    with time_machine.travel(NOW + timedelta(hours=1)):
        page = as_manager.submit(as_manager.get_page(path), **TYPED)
        assert page.status == 428
        assert ask(queries.household, cast.poor.id).erased_at is None
        assert as_manager.submit(page, confirm_secret=PASSWORD).status == 200
    assert ask(queries.household, cast.poor.id).erased_at is not None


@pytest.mark.parametrize("missing", ["on", "way", "sure"])
def test_a_withdrawal_is_told_whole_or_not_at_all(as_member, ask, cast, missing):
    page = as_member.get_page(f"/households/{cast.alone.id}/withdraw")
    again = as_member.submit(
        page,
        **{name: TYPED[name] for name in TYPED if name != missing} | {missing: None},
    )
    assert again.status == 422
    assert ask(queries.household, cast.alone.id).contact_name == cast.alone.name


def test_nobody_takes_back_tomorrow(as_member, cast):
    page = as_member.get_page(f"/households/{cast.alone.id}/withdraw")
    assert as_member.submit(page, **TYPED | {"on": "2026-10-21"}).status == 422


def test_only_managers_and_whoever_is_in_charge_take_it_back(as_helper, as_viewer, cast):
    for browser in (as_helper, as_viewer):
        browser.get_page(f"/households/{cast.alone.id}/withdraw", status=403)


def test_what_somebody_changed_meanwhile_is_looked_at_first(as_member, as_manager, ask, cast):
    page = as_member.get_page(f"/households/{cast.alone.id}/withdraw")
    amend(as_manager, cast.alone, street="闽江路")
    again = as_member.submit(page, **TYPED)
    assert again.status == 409
    assert "刚才有人改过这一户" in again.text
    assert ask(queries.household, cast.alone.id).erased_at is None
    assert as_member.submit(again).status == 200
    assert ask(queries.household, cast.alone.id).erased_at is not None


def test_of_an_erased_household_nothing_is_amended_logged_or_taken_back_again(as_manager, cast):
    path = f"/households/{cast.poor.id}"
    as_manager.submit(as_manager.get_page(f"{path}/withdraw"), **TYPED)
    for gone in ("amend", "withdraw"):
        as_manager.get_page(f"{path}/{gone}", status=403)
    form = as_manager.get_page(f"/visits/new?household={cast.poor.id}")
    page = as_manager.submit(form, "/visits/new", outcome="ok", note="去过了")
    assert page.status == 422
    assert "资料已清除，不能再登记" in page.text
    assert "去过了" in page.html
    assert not as_manager.get_page(path).has('main a[href*="/visits/new"]')
