"""A praise call is entered once and makes two records, from whichever side it is entered."""

import pytest

from servicecorps.records import queries
from servicecorps.tallies import writing as tallies


@pytest.fixture(autouse=True)
def _figures_stay_right(log, ask):
    log.noise()
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
