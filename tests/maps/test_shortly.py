"""What a page found is handed once to the question its script asks at once."""

import json

from servicecorps.maps.shortly import MOMENTS_S, Shortly


def test_what_was_left_is_handed_out_once_and_to_the_same_key_only():
    kept = Shortly()
    kept.leave("mine", "found")
    assert kept.take("somebody else's") is None
    assert kept.take("mine") == "found"
    assert kept.take("mine") is None


def test_moments_later_it_is_looked_for_anew():
    now = [100.0]
    kept = Shortly(lambda: now[0])
    kept.leave("mine", "found")
    now[0] += MOMENTS_S + 0.1
    assert kept.take("mine") is None


def test_pages_whose_figures_nobody_asks_for_do_not_pile_up():
    kept = Shortly()
    for number in range(20):
        kept.leave(number, "found")
    assert [number for number in range(20) if kept.take(number)] == list(range(12, 20))


def test_the_figures_are_those_of_the_page_and_the_next_ones_are_new(as_manager, log, cast):
    def levels():
        return json.loads(as_manager.get("/map/fresh.json").data)["last"]

    as_manager.get_page("/map/")
    before = levels()
    log.visit(household=cast.alone)
    after = levels()
    assert before != after
    as_manager.get_page("/map/")
    assert levels() == levels() == after
