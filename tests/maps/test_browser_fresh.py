"""The map of freshness as a person meets it, in Chromium."""

from datetime import timedelta

import pytest

from servicecorps import clock
from tests.maps.drops import LEVELS, fresh_answer, judged, numbers, slide
from tests.maps.test_browser import COVERED, HOSTILE, SIZE, place

# What the server answers is tested on both databases; the browser sees no difference.
pytestmark = pytest.mark.parametrize("house", ["sqlite"], indirect=True)

RTL = "\N{RIGHT-TO-LEFT OVERRIDE}\N{ARABIC LETTER HAH}\N{ARABIC LETTER YEH} (oak)"


@pytest.fixture
def mapped(browse, cast, log):
    """The map of freshness with one visit logged, as the manager sees it."""
    log.visit()
    return browse.open(cast.manager, "/map/")


def test_the_legend_counts_every_community_once(mapped, browse):
    answer = fresh_answer(mapped, browse)
    assert sum(numbers(mapped)) == len(answer["id"])
    levels = judged(answer, 0)
    assert numbers(mapped)[:5] == [levels.count(level) for level in LEVELS]


def test_the_days_of_the_address_are_counted_by_server_and_script_alike(browse, cast, log):
    log.visit(on=clock.today() - timedelta(days=20))
    page = browse.open(cast.manager, "/map/?days=14")
    plain = page.request.get(f"{browse.base}/map/?days=14").text()
    assert page.inner_text("#map-heading") in plain
    assert page.input_value("#map-days") == "14"
    page.click("#map-own")
    page.wait_for_function("() => !location.search")
    assert page.inner_text("output") == "各社区自己的期限"
    assert page.evaluate("() => document.activeElement.id") == "map-days"


@pytest.mark.parametrize("name", [HOSTILE, RTL, "长" * 120])
@pytest.mark.parametrize("phone", [False, True])
def test_any_name_is_only_text(app, browse, cast, log, name, phone):
    place(app, cast.near, name=name)
    log.visit()
    page = browse.open(cast.manager, f"/map/?at={cast.near}", phone=phone)
    assert page.inner_text(".map-card h2") == name
    assert page.inner_text(f"[data-community='{cast.near}'] .first") == name
    assert page.evaluate("() => window.ran === undefined")
    wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0


@pytest.mark.parametrize("phone", [False, True])
def test_a_name_of_five_hundred_characters_fits(browse, cast, log, phone):
    log.visit()
    page = browse.blank(cast.manager, phone=phone)

    def fulfil(route):
        answer = route.fetch().json()
        route.fulfill(json=answer | {"name": ["W" * 500 for _ in answer["name"]]})

    page.route("**/map/names.json", fulfil)
    page.goto(f"{browse.base}/map/?at={cast.near}")
    page.wait_for_selector(".map-card")
    assert len(page.inner_text(".map-card h2")) == 500
    wide = """(names) => names.map((name) => document.querySelector(name))
        .map((one) => one.scrollWidth - one.clientWidth)"""
    assert page.evaluate(wide, ["html", ".drawer", ".map-card"]) == [0, 0, 0]


def test_rows_and_drops_choose_each_other(app, browse, cast, log):
    place(app, cast.near, 36.07, 120.33)
    log.visit()
    page = browse.open(cast.manager, "/map/")
    page.focus(f"[data-community='{cast.near}'] .first")
    page.keyboard.press("Enter")
    page.wait_for_selector(".map-card")
    assert page.get_attribute(f"[data-community='{cast.near}']", "aria-current") == "true"
    page.evaluate("() => map_main.closePopup()")
    x, y = page.evaluate(
        """() => {
            const at = map_main.latLngToContainerPoint([36.07, 120.33]);
            const box = map_main.getContainer().getBoundingClientRect();
            return [box.x + at.x, box.y + at.y];
        }"""
    )
    page.mouse.click(x, y)
    assert "上次走访 2026年10月5日" in page.inner_text(".map-card")


def test_the_open_card_follows_the_slider(browse, cast, log):
    log.visit(on=clock.today() - timedelta(days=10))
    page = browse.open(cast.manager, f"/map/?at={cast.near}")
    slide(page, 60)
    assert page.inner_text(".map-figure") == "还有 50 天"
    slide(page, 10)
    assert page.inner_text(".map-figure") == "今天到期"
    assert page.inner_text(f"[data-community='{cast.near}'] .fresh") == "今天到期"


def test_the_keyboard_reaches_slider_and_list(mapped):
    mapped.focus("#map-picture")
    mapped.keyboard.press("Tab")
    assert mapped.evaluate("() => document.activeElement.id") == "map-days"
    mapped.keyboard.press("ArrowRight")
    mapped.wait_for_function("() => location.search.includes('days=31')")
    for _ in range(20):
        mapped.keyboard.press("Tab")
        if mapped.evaluate("() => document.activeElement.id") == "map-list":
            break
    mapped.keyboard.press("Tab")
    assert mapped.evaluate("() => document.activeElement.matches('#map-list .first')")


def test_a_member_plans_a_visit_from_the_list_and_a_viewer_cannot(browse, cast, log):
    log.visit()
    page = browse.open(cast.member, "/map/")
    link = page.get_attribute(f"[data-community='{cast.near}'] .plan", "href")
    assert link.endswith(f"community={cast.near}")
    page = browse.open(cast.viewer, f"/map/?at={cast.near}")
    assert page.locator(".plan, .map-links, a[href*='/map/list']").count() == 0


def test_somebody_elses_communities_can_be_let_go_again(browse, cast, log):
    log.visit()
    page = browse.open(cast.manager, f"/map/?member={cast.member.id}&days=20")
    assert cast.member.name in page.inner_text(".applied")
    assert page.get_attribute(".applied a", "href") == "?days=20"


@pytest.mark.parametrize("query", ["", "?days=45&district=1&mine=1&order=homes"])
def test_the_page_is_small_even_unpacked(browse, cast, log, query):
    log.visit()
    page = browse.open(cast.manager, "/map/")
    assert len(page.request.get(f"{browse.base}/map/{query}").body()) < 10_000


def test_the_links_to_the_whole_list_follow_the_slider(mapped):
    slide(mapped, 45)
    links = mapped.eval_on_selector_all(
        "a[data-asked]", "all => all.map((a) => a.getAttribute('href').split('?')[1])"
    )
    assert links == ["days=45"] * 3


def test_the_picture_is_named_after_the_day(mapped):
    with mapped.expect_download() as download:
        mapped.click("#map-picture")
    assert download.value.suggested_filename == f"哪里久没去了-{clock.today()}.png"
    assert download.value.path().stat().st_size > 10_000


def test_paper_has_title_legend_and_every_community(mapped):
    mapped.emulate_media(media="print")
    mapped.wait_for_function("() => document.documentElement.classList.contains('on-paper')")
    width, height = mapped.evaluate(SIZE)
    assert (width / 96 * 25.4, height / 96 * 25.4) == pytest.approx((269, 182), abs=1)
    assert mapped.evaluate(COVERED) == 0
    assert mapped.is_visible("#map-legend")
    assert not mapped.is_visible("#map-days")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800), (1366, 650), (1920, 1080)])
def test_no_community_lies_below_what_floats(browse, cast, log, width, height):
    log.visit()
    page = browse.blank(cast.manager, viewport={"width": width, "height": height})
    page.goto(browse.base + "/map/")
    page.wait_for_function("() => document.querySelector('[data-named]')", timeout=20_000)
    assert page.evaluate(COVERED) == 0


def test_the_page_says_when_its_answer_does_not_come(browse, cast, log):
    log.visit()
    page = browse.blank(cast.manager)
    page.route("**/map/fresh.json*", lambda route: route.fulfill(status=503, body=""))
    page.goto(browse.base + "/map/")
    page.wait_for_selector("#map-note:not([hidden])")
    assert page.evaluate("() => violations") == []
