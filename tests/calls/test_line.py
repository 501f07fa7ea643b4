"""The call line: who is calling by the number, the next call at once, one back within seconds."""

import pytest

from servicecorps.calls.model import Call
from servicecorps.commendations.model import Commendation
from servicecorps.records.model import Record
from servicecorps.repairs.model import Repair
from tests.logbook import DAY

PATH, NUMBER = "/calls/new", "13812347777"


def ask_who(browser, number, **more):
    body = {"csrf_token": browser.token(), "caller_phone": number} | more
    return browser.post("/calls/caller", data=body, headers={"Accept": "application/json"})


def rows_of(answer):
    assert answer.status_code == 200
    return [(row["tag"], row["first"]) for row in answer.get_json()["rows"]]


@pytest.fixture
def known(log, cast, ask):
    """A number two households have to do with: one called from it, one is written down with it."""
    call = log.call(
        caller_phone=NUMBER, household_id=cast.alone.id, category="quality", note="锈水"
    )
    log.repair(household_id=cast.alone.id, status="new", on=DAY)
    log.repair(household_id=cast.ill.id, status="new", on=DAY)
    log.withdraw(log.call(caller_phone=NUMBER, category="frost"))
    return call


def test_a_number_brings_its_household_open_work_and_calls_masked(as_member, known, cast):
    answer = ask_who(as_member, "138 1234 7777")
    assert rows_of(answer) == [
        ("住户", masked(cast.alone)),
        ("没办完", "维修，水龙头"),
        ("来过电话", "水质，当场答复"),
    ]
    whole = answer.get_data(as_text=True)
    assert not [kept for kept in (NUMBER, cast.alone.name, "锈水") if kept in whole]
    assert answer.get_json()["said"] == "138****7777：在册 1 户，来过 1 次电话"


@pytest.mark.parametrize(
    ("number", "said"), [("13800000000", "没来过电话，也不在册"), ("138123411", "数一数有几位")]
)
def test_an_unknown_or_wrong_number_is_said_plainly(as_member, known, number, said):
    answer = ask_who(as_member, number)
    assert rows_of(answer) == []
    assert said in answer.get_json()["said"]


def test_without_a_script_the_caller_stands_in_the_form_and_what_was_typed_stays(
    as_member, known, cast, rows
):
    before = rows(Record)
    page = as_member.get_page(PATH)
    body = {"csrf_token": as_member.token(), "caller_phone": NUMBER, "category": "quality"}
    key = page.values("main form")["client_key"]
    found = as_member.post("/calls/caller", data=body | {"note": "又黄了", "client_key": key})
    assert "来过 1 次电话" in found.get_data(as_text=True)
    picked = as_member.post("/calls/caller", data=body | {"home": cast.alone.id, "note": "又黄了"})
    text = picked.get_data(as_text=True)
    assert f'value="{cast.alone.id}"' in text
    assert "又黄了" in text
    assert rows(Record) == before


def test_a_save_leads_to_the_next_call_named_with_undo_and_undo_leads_back(as_member, log, ask):
    log.call()
    page = as_member.submit(
        as_member.get_page(PATH), category="outage", call_source="station", minutes="7"
    )
    assert "已存：停水咨询，当场答复" in page.text
    typed = page.values("main form.stack")
    assert typed["call_source"] == ["station"]
    assert (typed["minutes"], typed.get("category")) == ([""], None)
    back = as_member.submit(page, ".undo form")
    assert "已撤回" in back.text
    assert back.values("main form.stack")["client_key"]
    (call,) = [one for one in ask(calls) if one.category == "outage"]
    assert call.state == "withdrawn"


def test_one_save_stores_the_call_and_what_its_outcome_opens(as_member, rows, ask):
    page = as_member.get_page(PATH)
    refused = as_member.submit(page, category="repair", outcome="job")
    assert refused.status == 422
    assert rows(Record) == 0
    typed = {"category": "repair", "outcome": "job", "repair-category": "tap"}
    as_member.submit(page, **typed, **{"repair-status": "new"})
    assert (rows(Call), rows(Repair)) == (1, 1)


def test_praise_is_one_save_and_one_undo(as_member, rows, ask):
    page = as_member.submit(
        as_member.get_page(PATH), category="praise", outcome="praise_recorded", note="修得快"
    )
    assert (rows(Call), rows(Commendation)) == (1, 1)
    as_member.submit(page, ".undo form")
    assert {one.state for one in ask(everything)} == {"withdrawn"}


def calls():
    from servicecorps.extensions import db

    return db.session.query(Call).all()


def everything():
    from servicecorps.extensions import db

    return db.session.query(Record).all()


def masked(home):
    return f"{home.name[0]}**"
