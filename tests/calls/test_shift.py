"""A busy shift: a number a topic, one record a topic, and nothing typed is lost."""

import pytest

from servicecorps.calls.model import Call
from servicecorps.clock import Span
from servicecorps.records import queries
from servicecorps.tallies import figures
from servicecorps.tallies import writing as tallies

PATH = "/calls/shift"


@pytest.fixture(autouse=True)
def _figures_stay_right(scene, log, ask):
    scene("noise", log.noise)
    yield
    assert ask(tallies.check) == []


def test_a_shift_is_one_record_a_topic_with_its_number(as_member, rows):
    page = as_member.submit(
        as_member.get_page(PATH), PATH, topic_bill=12, topic_outage=25, note="暴雨"
    )
    assert "已存 37 个来电" in page.text
    assert rows(Call) == 2 + NOISE


def test_a_shift_lasts_once_however_many_topics_were_asked_about(as_member, cast, ask):
    before = hours(ask)
    as_member.send(as_member.get_page(PATH), PATH, topic_bill=12, topic_outage=25, minutes=240)
    assert hours(ask) - before == 4


def test_an_empty_shift_is_explained_and_what_was_typed_stays(as_member, rows):
    page = as_member.submit(as_member.get_page(PATH), PATH, note="暴雨", topic_bill="")
    assert page.status == 422
    assert "至少填一类的个数" in " ".join(page.errors())
    assert page.values(PATH)["note"] == ["暴雨"]
    assert rows(Call) == NOISE


@pytest.mark.parametrize("number", ["-1", "1000", "x", "9" * 30])
def test_a_number_nobody_can_mean_is_explained(as_member, number, rows):
    page = as_member.submit(as_member.get_page(PATH), PATH, topic_bill=number)
    assert page.status == 422
    assert rows(Call) == NOISE


def test_the_same_shift_twice_is_stored_once(as_member, rows):
    page = as_member.get_page(PATH)
    for _time in range(2):
        assert as_member.send(page, PATH, topic_bill=12, topic_outage=25).status_code == 302
    assert rows(Call) == 2 + NOISE


def test_the_same_form_with_other_numbers_shows_both_and_can_be_saved_anew(as_member, ask, rows):
    page = as_member.get_page(PATH)
    as_member.send(page, PATH, topic_bill=12)
    both = as_member.submit(page, PATH, topic_bill=12, topic_outage=25, note="第二遍")
    assert both.status == 409
    (stored,) = [link for link in both.links if link.removeprefix("/calls/").isdigit()]
    assert ask(queries.get, int(stored.removeprefix("/calls/")), Call).quantity == 12
    typed = both.values(PATH)
    assert (typed["topic_outage"], typed["note"]) == (["25"], ["第二遍"])
    as_member.submit(both, PATH)
    assert rows(Call) == 3 + NOISE


def hours(ask):
    return ask(figures.table, Span.month(2026, 10)).row("service_hours").now


# Calls that are there already: one wrong, one of another month.
NOISE = 2
