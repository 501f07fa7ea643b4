"""A praise call is entered once and makes two records, from whichever side it is entered."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from servicecorps.errors import Stale
from servicecorps.records import queries
from servicecorps.tallies import writing as tallies


@pytest.fixture(autouse=True)
def _figures_stay_right(scene, log, ask):
    scene("noise", log.noise)
    yield
    assert ask(tallies.check) == []


def opened(ask, record_id):
    return [(one.kind, one.category, one.measure) for one in ask(queries.opened_by, record_id)]


def test_a_praise_call_makes_a_commendation(log, ask):
    call = log.call(category="praise", outcome="praise_recorded", note="修得又快又好")
    assert log.measure(call) == "calls"
    assert opened(ask, call) == [("commendation", "praise_call", "praise_calls")]
    (thanks,) = ask(queries.opened_by, call)
    assert (thanks.note, thanks.happened_on) == ("修得又快又好", log.get(call).happened_on)


def test_a_praise_call_entered_as_commendation_makes_a_call(log, ask):
    thanks = log.commendation("praise_call")
    assert log.measure(thanks) == "praise_calls"
    assert opened(ask, thanks) == [("call", "praise", "calls")]


def test_whoever_was_praised_is_credited_with_both(log, ask, cast):
    call = log.call(category="praise", members=[cast.member, cast.helper])
    (thanks,) = ask(queries.opened_by, call)
    assert thanks.member_ids() == log.get(call).member_ids()


@pytest.mark.parametrize("kind", ["letter", "pennant", "media", "online", "visit_thanks"])
def test_other_thanks_make_no_call(log, ask, kind):
    assert opened(ask, log.commendation(kind)) == []


def test_a_call_of_another_topic_makes_no_commendation(log, ask):
    assert opened(ask, log.call(category="bill")) == []


@pytest.fixture(params=["call", "commendation"])
def pair(request, log, ask):
    """A praise call and its thanks, entered from either side; the entered one first."""
    enter = {
        "call": lambda: log.call(category="praise", note="修得又快又好"),
        "commendation": lambda: log.commendation("praise_call", note="修得又快又好"),
    }
    first = enter[request.param]()
    (second,) = ask(queries.opened_by, first)
    return first, second.id


@pytest.mark.parametrize("side", [0, 1])
def test_both_are_withdrawn_and_restored_together(log, pair, side):
    measures = [log.measure(one) for one in pair]
    assert sorted(measures) == ["calls", "praise_calls"]
    log.withdraw(pair[side])
    assert [log.get(one).state for one in pair] == ["withdrawn", "withdrawn"]
    assert [log.measure(one) for one in pair] == [None, None]
    log.restore(pair[1 - side])
    assert [log.measure(one) for one in pair] == measures


@pytest.mark.parametrize("side", [0, 1])
def test_day_place_and_people_both_had_alike_stay_alike(log, cast, pair, side):
    moved = {"on": date(2026, 9, 28), "members": [cast.helper], "community_id": cast.far}
    log.amend(pair[side], **moved)
    for one in map(log.get, pair):
        assert (one.happened_on, one.community_id) == (date(2026, 9, 28), cast.far)
        assert one.member_ids() == (cast.helper.id,)
        assert one.version == 2


def test_the_note_of_each_is_its_own(log, pair):
    log.amend(pair[1], note="来电人要求转告班长")
    log.amend(pair[0], note="改了一个字")
    assert [log.get(one).note for one in pair] == ["改了一个字", "来电人要求转告班长"]


def test_a_call_that_was_no_praise_after_all_leaves_no_thanks(log, ask):
    call = log.call(category="praise")
    (thanks,) = ask(queries.opened_by, call)
    log.amend(call, category="bill")
    assert log.get(thanks.id).state == "withdrawn"
    log.amend(call, category="praise")
    assert log.measure(thanks.id) == "praise_calls"
    assert len(ask(queries.opened_by, call)) == 1


def test_a_call_that_turns_out_to_be_praise_makes_the_thanks(log, cast, ask):
    call = log.call(category="bill", members=[cast.member, cast.helper])
    log.amend(call, category="praise")
    assert opened(ask, call) == [("commendation", "praise_call", "praise_calls")]
    (thanks,) = ask(queries.opened_by, call)
    assert thanks.member_ids() == log.get(call).member_ids()


def test_two_who_change_either_side_at_once_do_not_wait_for_each_other_for_ever(log, cast, pair):
    def change(turn):
        try:
            log.amend(pair[turn % 2], note=f"第{turn}次")
        except Stale:
            return 0
        return 1

    with ThreadPoolExecutor(4) as people:
        assert sum(people.map(change, range(12))) >= 1


def test_the_pages_say_that_both_go_together(as_member, log):
    call = log.call(category="praise")
    page = as_member.get_page(f"/calls/{call}/withdraw")
    assert "来电和表扬是一件事，这一条也一起撤回" in page.text
    assert "要撤回请一条一条来" not in page.text
    assert "另一条跟着改" in as_member.get_page(f"/calls/{call}/amend").text
