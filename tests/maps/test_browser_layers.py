"""Layers as a person meets them, in Chromium: months that are played, areas, responsibilities."""

from datetime import date

import pytest

from tests.maps.drops import OF_DOTS, many, numbers
from tests.maps.test_browser import INKED
from tests.maps.test_layers import put_in_charge

# What the server answers is tested on both databases; the browser sees no difference.
pytestmark = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
GROUND = "Object.values(map_main._layers).find((layer) => layer.districts)"
MONTHS = {date(2026, 8, 3): 2, date(2026, 9, 3): 7, date(2026, 10, 3): 1}
RESTED = "(month) => location.search.includes('month=' + month)"


@pytest.fixture
def called(log, cast):
    """Calls of three months, some of them from nowhere."""
    for day, times in MONTHS.items():
        log.call(on=day, community_id=cast.near, quantity=times)
        log.call(on=day, quantity=3)
    log.call(on=date(2026, 9, 4), community_id=cast.far, quantity=2)


def shown(page):
    """Return what the page says, so that it can be compared with what the server says."""
    rows = page.locator("#map-list [data-community]").all()[:2]
    return [
        page.inner_text("#map-heading"),
        page.inner_text("#map-period"),
        page.inner_text("#map-beside"),
        [row.get_attribute("data-community") for row in rows],
        [row.locator("b").inner_text() for row in rows],
    ]


def test_every_month_says_what_the_server_says_of_it(browse, cast, called):
    page = browse.open(cast.manager, "/map/?measure=calls")
    plain = browse.blank(cast.manager, java_script_enabled=False)
    page.focus("#map-month")
    for month in ("2026-09", "2026-08"):
        page.keyboard.press("ArrowLeft")
        page.wait_for_function(RESTED, arg=month)
        plain.goto(page.url)
        told, served = shown(page), shown(plain)
        listed = len(served[3])
        assert [*told[:3], told[3][:listed], told[4][:listed]] == served
        assert page.input_value("input[name=month]") == month
    assert sum(numbers(page)) > 700


def test_months_play_and_pause_and_end(browse, cast, called):
    page = browse.blank(cast.manager)
    page.clock.install()
    page.goto(f"{browse.base}/map/?measure=calls&month=2026-08")
    page.wait_for_selector("#map-month")
    page.click(".month-play")
    assert page.get_attribute(".month-play", "aria-label") == "暂停"
    page.clock.run_for(1000)
    page.wait_for_function("() => document.querySelector('output').textContent === '2026年9月'")
    page.click(".month-play")
    page.clock.run_for(5000)
    assert page.inner_text("output") == "2026年9月"
    page.click(".month-play")
    page.clock.run_for(5000)
    assert page.inner_text("output") == "2026年10月"
    assert page.get_attribute(".month-play", "aria-label") == "逐月播放"


def test_who_wants_no_motion_steps_instead(browse, cast, called):
    page = browse.blank(cast.manager, reduced_motion="reduce")
    page.goto(f"{browse.base}/map/?measure=calls")
    page.wait_for_selector("#map-month")
    assert page.is_hidden(".month-play")
    page.click(".month-back")
    page.wait_for_function(RESTED, arg="2026-09")
    assert "12 个" in page.inner_text("#map-period")


def test_areas_grow_with_the_figure_of_all_months_while_they_play(browse, cast, called):
    page = browse.open(cast.manager, "/map/?measure=calls")
    radius = OF_DOTS % f"radius(layer_at({cast.near}), 12)"
    radius = radius.replace("return", "const layer_at = (id) => dots.ids.indexOf(id); return")
    found = {}
    for month in ("2026-09", "2026-08"):
        page.click(".month-back")
        page.wait_for_function(RESTED, arg=month)
        found[month] = page.evaluate(radius)
    assert (found["2026-08"] / found["2026-09"]) ** 2 == pytest.approx(2 / 7, rel=0.01)


@pytest.mark.parametrize("areas", ["district", "subdistrict"])
def test_areas_asked_for_are_coloured_from_afar_only(browse, cast, called, areas):
    page = browse.open(cast.manager, f"/map/?measure=calls&month=2026-09&areas={areas}")
    page.evaluate("() => map_main.setZoom(10, { animate: false })")
    page.wait_for_function(
        "() => document.getElementById('map-legend').textContent.includes('合计')"
    )
    told = page.evaluate(OF_DOTS % "areas.found()")
    assert sum(one["value"] for one in told["areas"]) == 9
    page.evaluate("() => map_main.setZoom(11, { animate: false })")
    page.wait_for_function(
        "() => !document.getElementById('map-legend').textContent.includes('合计')"
    )


def test_an_area_with_few_homes_tells_no_share(browse, cast, log):
    log.visit()
    page = browse.open(cast.manager, "/map/?measure=visits&areas=subdistrict")
    assert page.evaluate(OF_DOTS % "areas.told().size") > 50
    assert page.evaluate(OF_DOTS % "areas.found()")["areas"] == []


@pytest.mark.parametrize("phone", [False, True])
def test_areas_of_responsibility_are_drawn_and_counted(app, browse, cast, phone):
    put_in_charge(app, cast.near, cast.helper.id, cast.manager.id)
    put_in_charge(app, cast.far, cast.helper.id, cast.manager.id)
    put_in_charge(app, cast.beside, cast.member.id, cast.manager.id)
    page = browse.open(cast.manager, "/map/?whose=1", phone=phone)
    legend = page.eval_on_selector_all("#map-legend li", "all => all.map((li) => li.innerText)")
    assert [row.split() for row in legend if "责任区" in row] == [["责任区", "2"]]
    assert page.evaluate(INKED) > 200
    names = page.evaluate(
        """() => {
            const whose = (layer) => layer.areas && layer.dots;
            const drawn = Object.values(map_main._layers).find(whose);
            return drawn.areas.map((area) => [area.name, area.at.length]);
        }"""
    )
    assert sorted(names) == sorted(
        [[cast.helper.name, 1], [cast.helper.name, 1], [cast.member.name, 1]]
    )


def test_a_month_of_ten_thousand_communities_is_drawn_at_once(browse, cast, called):
    page = browse.blank(cast.manager)
    many(page, layer="data")
    page.goto(f"{browse.base}/map/?measure=calls")
    page.wait_for_function("() => document.querySelector('[data-named]')")
    spent = page.evaluate(
        """() => {
            const dots = (%s)(), times = [];
            for (let month = 1; month <= 9; month += 1) {
                dots.answer.amount = dots.ids.map((id) => (id * month) %% 23);
                const from = performance.now();
                dots.arrange();
                dots.redraw();
                times.push(performance.now() - from);
            }
            return times.sort((a, b) => a - b)[4];
        }"""
        % (OF_DOTS % "valueOf()")
    )
    # The limit is 10 ms on two idle cores; others may be at work beside the test.
    assert spent < 60


@pytest.mark.parametrize("path", ["/map/", "/map/?measure=calls"])
def test_where_the_map_looks_can_be_sent(browse, cast, called, path):
    page = browse.open(cast.manager, path)
    page.evaluate("() => map_main.setView([36.0912, 120.3834], 12.5, { animate: false })")
    page.wait_for_function("() => location.search.includes('view=')")
    again = browse.open(cast.viewer, page.url.removeprefix(browse.base))
    looks = "() => [map_main.getCenter().lat, map_main.getCenter().lng, map_main.getZoom()]"
    assert again.evaluate(looks) == pytest.approx([36.0912, 120.3834, 12.5], abs=0.001)
    hostile = browse.open(cast.viewer, f"{path.split('?')[0]}?view=<img>,1,2")
    assert hostile.evaluate("() => map_main.getZoom()") < 12


def test_real_borders_of_subdistricts_are_drawn_from_near(app, browse, cast, bring):
    bring("370203002")
    page = browse.open(cast.manager, "/map/")
    with page.expect_response("**/map/subdistricts.json"):
        page.evaluate("() => map_main.setView([36.12, 120.38], 13, { animate: false })")
    page.wait_for_function(f"() => {GROUND}.zones.length === 1")
    assert page.inner_text(".map-attr") == "示意边界"
