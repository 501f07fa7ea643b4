"""The four counters of thanks take only their own kind."""

import pytest

from servicecorps import words
from servicecorps.commendations import rules

COUNTERS = {
    "praise_call": "praise_calls",
    "letter": "letters",
    "pennant": "pennants",
    "media": "media",
}


@pytest.mark.parametrize("kind", words.COMMENDATION_KINDS)
def test_other_thanks_are_listed_not_counted(kind):
    assert rules.measure("done", kind) == COUNTERS.get(kind)


def test_withdrawn_thanks_do_not_count():
    assert rules.measure("withdrawn", "letter") is None
