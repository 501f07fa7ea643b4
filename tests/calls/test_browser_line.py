"""The call line by keyboard, in Chromium: counted in keystrokes, never while text is typed."""

import pytest

from servicecorps.calls.model import Call
from servicecorps.records.model import Record
from tests.browsers import Watched, serving

# What the server answers is tested on both databases; the browser sees no difference.
pytestmark = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
NUMBER = "13812347777"


@pytest.fixture
def desk(app, chromium, cast):
    """A page at a desk, signed in as a member."""
    with serving(app) as base:
        watched = Watched(app, base, chromium)
        page = watched.blank(cast.member)
        page.goto(f"{base}/calls/new")
        page.wait_for_selector("html[data-started]", state="attached")
        yield page
        watched.leave()


def chosen(page):
    return [
        page.evaluate(f"(document.querySelector('[name={name}]:checked') || {{}}).value")
        for name in ("category", "outcome")
    ]


def test_two_calls_by_keys_with_the_caller_and_one_taken_back(desk, cast, log, rows):
    log.call(caller_phone=NUMBER, category="quality", household_id=cast.alone.id)
    before, keys = rows(Record), 0

    def press(key):
        nonlocal keys
        keys += 1
        desk.keyboard.press(key)

    desk.keyboard.type(NUMBER)
    desk.wait_for_selector("[data-caller-rows] a:has-text('水质，当场答复')")
    desk.keyboard.type("q")
    assert chosen(desk) == [None, "answered"], "a letter in the number chose a topic"
    desk.keyboard.press("Backspace")
    for key in ("Enter", "y", "6"):
        press(key)
    assert chosen(desk) == ["outage", "transferred"]
    press("Enter")
    desk.wait_for_selector(".undo:has-text('停水咨询，转接')")
    desk.wait_for_selector("html[data-started]", state="attached")
    assert (keys, rows(Call)) == (4, before + 1)
    # The next one, without a number: topic, save.
    for key in ("Enter", "h", "Enter"):
        press(key)
    desk.wait_for_selector(".undo:has-text('表扬，登记表扬')")
    assert (keys, rows(Record)) == (7, before + 3)
    desk.click(".undo button")
    desk.wait_for_selector(".undo:has-text('已撤回')")
    assert desk.url.endswith("/calls/new")


def test_the_household_is_picked_without_leaving_and_keys_can_be_off(desk, cast, log):
    log.call(caller_phone=NUMBER, category="quality", household_id=cast.alone.id)
    desk.keyboard.type(NUMBER)
    desk.click("[data-home-pick]:visible")
    assert desk.input_value("input[name=household_id]") == str(cast.alone.id)
    desk.click("[data-keys-off]")
    desk.keyboard.press("y")
    assert chosen(desk) == [None, "answered"]
    assert desk.is_hidden("kbd >> nth=0")
