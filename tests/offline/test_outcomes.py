"""What the queue of a phone is told: the same forms, the same checks, another answer."""

from datetime import timedelta

import pytest

from servicecorps import answers, clock
from servicecorps.records.model import Record
from tests.pages import filled

QUEUE = {"Accept": "application/json"}


def typed(browser, path, **more):
    """Return the form of a page as the phone would send it."""
    form = browser.get_page(path).form("main form")
    return dict(filled(form)) | {name: [value] for name, value in more.items()}


def sent(browser, path, values, **headers):
    """Send a form as the queue does; return status and what is told."""
    answer = browser.post(path, data=values, headers=QUEUE | headers)
    return answer.status_code, answer.get_json()


def test_a_form_sent_twice_is_told_the_same_and_stored_once(as_member, rows):
    call = typed(as_member, "/calls/new", category="bill", note="停水了吗")
    first, again = (sent(as_member, "/calls/new", call) for _ in range(2))
    assert first == again
    assert first[1]["outcome"] == "saved"
    assert as_member.get(first[1]["url"]).status_code == 200
    assert rows(Record) == 1


def test_reasons_come_back_by_field_those_of_opened_parts_too(as_member, cast, rows):
    visit = typed(
        as_member, f"/visits/new?household={cast.alone.id}", outcome="", happened_on="2026-12-24"
    )
    visit |= {"repair-wanted": ["y"], "repair-category": [""]}
    status, told = sent(as_member, f"/visits/new?household={cast.alone.id}", visit)
    assert (status, told["outcome"]) == (422, "rejected")
    assert {"happened_on", "outcome", "repair-category"} <= set(told["fields"])
    assert rows(Record) == 0


def test_the_key_of_another_content_names_what_it_stored(as_member, rows):
    call = typed(as_member, "/calls/new", category="bill", note="水压低")
    _status, first = sent(as_member, "/calls/new", call)
    status, told = sent(as_member, "/calls/new", call | {"note": ["水压很低"]})
    stored = first["url"].replace("new?like=", "")
    assert (status, told["outcome"], told["stored_url"]) == (409, "rejected", stored)
    assert rows(Record) == 1


def test_a_record_changed_meanwhile_tells_both_texts(as_member, log):
    number = log.call(note="旧的")
    amended = typed(as_member, f"/calls/{number}/amend", note="我的")
    log.amend(number, note="别人的")
    status, told = sent(as_member, f"/calls/{number}/amend", amended)
    assert status == 409
    assert ["别人的", "我的"] in [one[1:] for one in told["differences"]]


def test_a_change_sent_twice_changes_once(as_member, log):
    number = log.call(note="旧的")
    amended = typed(as_member, f"/calls/{number}/amend", note="新的")
    first, again = (sent(as_member, f"/calls/{number}/amend", amended) for _ in range(2))
    assert first == again == (200, {"outcome": "saved", "url": f"/calls/{number}"})
    assert log.get(number).version == 2


def test_a_likely_twin_comes_back_as_a_doubt(as_member, cast):
    path = f"/repairs/new?household={cast.alone.id}"
    for _ in range(2):
        status, told = sent(as_member, path, typed(as_member, path, category="tap"))
    assert status == 409
    assert as_member.get(told["twin_url"]).status_code == 200


def test_who_is_not_signed_in_is_asked_to_and_an_old_token_to_be_renewed(client, as_member, rows):
    call = typed(as_member, "/calls/new", category="bill")
    assert sent(as_member, "/calls/new", call | {"csrf_token": ["old"]}) == (
        400,
        {"outcome": "token"},
    )
    assert client.get("/offline/token", headers=QUEUE).get_json() == {"outcome": "sign_in"}
    call["csrf_token"] = [client.token()]
    assert sent(client, "/calls/new", call) == (401, {"outcome": "sign_in"})
    assert rows(Record) == 0


def test_when_it_was_typed_counts_from_when_it_was_sent(as_member, log):
    ago = {answers.TYPED_AGO: str(3 * 24 * 3600)}
    call = typed(as_member, "/calls/new", category="bill")
    _status, told = sent(as_member, "/calls/new", call, **ago)
    record = log.get(int(told["url"].rsplit("=", 1)[1]))
    assert record.source == "phone"
    waited = record.received_at - record.typed_at
    assert abs(waited - timedelta(days=3)) < timedelta(seconds=5)
    assert clock.now() - record.received_at < timedelta(minutes=1)


@pytest.mark.parametrize("said", ["", "-5", "1e9", "9" * 40, "²", "abc"])
def test_a_span_nobody_can_mean_is_no_span(app, said):
    with app.test_request_context(headers={answers.TYPED_AGO: said}):
        assert answers.typed_ago() is None


def test_a_shift_is_told_as_a_record_is(as_member, rows):
    shift = typed(as_member, "/calls/shift")
    status, told = sent(as_member, "/calls/shift", shift)
    assert (status, told["outcome"]) == (422, "rejected")
    assert rows(Record) == 0


def test_a_phone_is_given_its_members_due_households_and_no_more(as_member, as_helper, log, cast):
    log.visit(household=cast.alone, on=clock.today() - timedelta(days=200))
    kit = as_member.get("/offline/kit").get_json()
    assert [home["name"] for home in kit["homes"]] == ["王**"]
    assert set(kit["homes"][0]) == {
        "id", "name", "category", "community", "last", "level", "overdue", "photos",
    }  # fmt: skip
    assert cast.alone.id not in [
        home["id"] for home in as_helper.get("/offline/kit").get_json()["homes"]
    ]


def test_what_a_phone_keeps_holds_no_household_and_no_message(as_member, cast, log):
    log.visit(household=cast.alone)
    as_member.submit(as_member.get_page("/calls/new"), category="bill")
    kit = as_member.get("/offline/kit").get_json()
    for page in set(kit["pages"].values()):
        text = as_member.get(page, headers={"X-Kept": "1"}).get_data(as_text=True)
        assert not any(word in text for word in ("王*", "王桂兰", "江西路", "138123"))
    for file in kit["files"]:
        assert as_member.get(file).status_code == 200


def test_the_name_of_a_member_on_a_phone_tells_nobody_who_it_is(as_member, as_helper, cast):
    mine, theirs = (one.get("/offline/token").get_json() for one in (as_member, as_helper))
    assert mine["member"] != theirs["member"]
    assert len(mine["member"]) == 20


def test_the_worker_is_never_an_old_one(client):
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
