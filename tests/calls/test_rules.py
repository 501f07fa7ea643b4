"""When a call counts."""

import pytest

from servicecorps import words
from servicecorps.calls import rules

BY_TELEPHONE = {"96111", "team_phone", "station", "12345"}


@pytest.mark.parametrize("source", words.CALL_SOURCES)
def test_letters_wechat_and_walk_ins_are_listed_not_counted(source):
    counts = rules.measure("done", "in", source, "answered") == "calls"
    assert counts == (source in BY_TELEPHONE)


@pytest.mark.parametrize("outcome", words.CALL_OUTCOMES)
def test_only_answered_calls_count(outcome):
    counts = rules.measure("done", "in", "96111", outcome) == "calls"
    assert counts == (outcome not in {"no_answer", "wrong"})


@pytest.mark.parametrize("direction", words.CALL_DIRECTIONS)
def test_only_calls_that_came_in_count(direction):
    counts = rules.measure("done", direction, "96111", "answered") == "calls"
    assert counts == (direction == "in")


def test_a_withdrawn_call_does_not_count():
    assert rules.measure("withdrawn", "in", "96111", "answered") is None
