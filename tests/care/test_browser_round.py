"""A round as it is walked: counted in taps, in Chromium with touch."""

from datetime import date, timedelta

import pytest

from servicecorps.records.model import Record
from tests.browsers import Watched, serving
from tests.factories import home

# What the server answers is tested on both databases; the browser sees no difference.
pytestmark = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
TODAY = date(2026, 10, 20)


@pytest.fixture
def phone(app, chromium, cast):
    """The member's phone, and its taps."""
    with serving(app) as base:
        watched = Watched(app, base, chromium)
        page = watched.blank(cast.member, phone=True)
        page.goto(f"{base}/due/")
        yield page
        watched.leave()


def test_a_repeat_visit_takes_three_taps_and_the_next_one_two(phone, cast, log, ask, rows):
    ask(home, cast.near, "周邻居", "dibao", cast.member.id)
    log.visit(household=cast.alone, on=TODAY - timedelta(days=40))
    before, taps = rows(Record), 0
    phone.goto(phone.url)

    def tap(what):
        nonlocal taps
        taps += 1
        phone.locator(what).first.tap()

    tap("main .rows .btn")
    tap("label:has(input[name=outcome][value=ok])")
    tap(".actionbar button[type=submit]")
    phone.wait_for_selector("h1:has-text('下一户')", state="attached")
    assert (taps, rows(Record)) == (3, before + 1)
    tap(".rows .btn:has-text('同样再记')")
    tap(".actionbar button[type=submit]")
    phone.wait_for_selector(".undo")
    assert (taps, rows(Record)) == (5, before + 2)
    tap(".undo button")
    phone.wait_for_selector("text=已撤回，各项统计不再计入")
