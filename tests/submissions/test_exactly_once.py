"""Every form exactly once, whatever the network does."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from servicecorps.errors import Stale
from servicecorps.places.model import Household
from servicecorps.records.model import Record
from servicecorps.submissions.model import Submission
from servicecorps.submissions.writing import content_hash
from tests.factories import home

SENDINGS = 9


def test_the_same_form_sent_again_leads_to_the_same_record(log, rows):
    first = log.visit(client_key="once")
    assert log.visit(client_key="once") == first
    assert (rows(Record), rows(Submission) - 4) == (1, 1)


def test_the_same_key_with_other_content_is_refused_and_names_the_stored_record(log, rows):
    first = log.visit(client_key="once", note="门铃坏了，请敲门")
    with pytest.raises(Stale) as told:
        log.visit(client_key="once", note="另一件事")
    assert told.value.facts["result_id"] == first
    assert rows(Record) == 1


def test_a_key_longer_than_its_column_is_kept_as_far_as_it_fits(log, rows):
    first = log.visit(client_key="k" * 70)
    assert log.visit(client_key="k" * 70) == first
    assert rows(Record) == 1


def test_two_people_may_happen_to_use_the_same_key(log, cast, rows):
    log.visit(client_key="once")
    log.visit(client_key="once", by=cast.helper, household=cast.poor)
    assert rows(Record) == 2


def test_the_order_of_the_fields_does_not_matter():
    assert content_hash({"a": 1, "b": "二"}) == content_hash({"b": "二", "a": 1})
    assert content_hash({"a": 1}) != content_hash({"a": 2})


def at_once(function):
    """Call a function from several threads in the same moment; return what each got."""
    together = threading.Barrier(SENDINGS)

    def call(_number):
        together.wait()
        return function()

    with ThreadPoolExecutor(SENDINGS) as threads:
        return list(threads.map(call, range(SENDINGS)))


def test_nine_sendings_at_once_store_one_record(log, rows):
    found = at_once(lambda: log.call(client_key="once"))
    assert len(set(found)) == 1
    assert rows(Record) == 1


def test_nine_sendings_of_a_household_at_once_register_it_once(log, cast, ask, rows, monkeypatch):
    monkeypatch.setattr("tests.factories._keys", iter([99_999] * SENDINGS))
    before = rows(Household)
    found = at_once(lambda: ask(home, cast.near, "陈桂花", "dibao", cast.member.id).id)
    assert len(set(found)) == 1
    assert rows(Household) == before + 1
