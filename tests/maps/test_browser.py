"""The map as a person meets it, in Chromium."""

import pytest

from servicecorps.extensions import db
from servicecorps.places.model import Community

# What the server answers is tested on both databases; the browser sees no difference.
pytestmark = pytest.mark.parametrize("house", ["sqlite"], indirect=True)

HOSTILE = """<img src=x onerror="window.ran=1">${window.ran=1}</script><script>window.ran=1"""
INKED = """() => {
    const canvas = document.querySelector("canvas.map-sheet");
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    const dot = getComputedStyle(document.documentElement).getPropertyValue("--wj-chart-1").trim();
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(dot.slice(at, at + 2), 16));
    let found = 0;
    for (let i = 0; i < data.length; i += 4) {
        const off = Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b);
        if (data[i + 3] > 100 && off < 90) found += 1;
    }
    return found;
}"""
COVERED = """() => {
    const box = (one) => one.getBoundingClientRect();
    const boxes = Array.from(document.querySelectorAll(".mapstage .floating"), box);
    const frame = box(map_main.getContainer()), dots = corps_dots();
    return dots.ids.filter((_, at) => {
        const point = map_main.latLngToContainerPoint(dots.place(at));
        const x = point.x + frame.left, y = point.y + frame.top;
        const over = (one) => x > one.left && x < one.right && y > one.top && y < one.bottom;
        return !over(frame) || boxes.some(over);
    }).length;
}""".replace("corps_dots()", "Object.values(map_main._layers).find((layer) => layer.answer)")
SIZE = "() => [map_main.getSize().x, map_main.getSize().y]"
CENTRE = "() => [map_main.getCenter().lat, map_main.getCenter().lng, map_main.getZoom()]"


def place(app, community_id, lat=36.1, lon=120.4, name=None):
    with app.app_context():
        found = db.session.get(Community, community_id)
        found.lat_deg, found.lon_deg = lat, lon
        found.name = name or found.name
        found.version += 1
        db.session.commit()


def test_every_community_is_drawn(browse, cast, log, rows):
    log.visit()
    page = browse.open(cast.manager)
    assert page.get_attribute("#map_main", "data-drawn") == str(rows(Community))
    assert page.evaluate(INKED) > 20


def test_the_map_can_be_drawn_in_the_dark(browse, cast, log):
    log.visit()
    page = browse.open(cast.manager)
    page.evaluate("() => document.documentElement.setAttribute('data-bs-theme', 'dark')")
    page.wait_for_timeout(100)
    assert page.evaluate(INKED) > 20


@pytest.mark.parametrize("phone", [False, True])
def test_a_row_of_the_list_centres_the_map(app, browse, cast, log, phone):
    place(app, cast.near, 36.07, 120.33)
    log.visit()
    page = browse.open(cast.manager, phone=phone)
    page.focus(f"[data-community='{cast.near}']")
    page.keyboard.press("Enter")
    page.wait_for_selector(".map-card")
    page.wait_for_timeout(500)
    lat, lon, zoom = page.evaluate(CENTRE)
    assert (lat, lon) == pytest.approx((36.07, 120.33), abs=0.03)
    assert zoom >= 13
    assert page.get_attribute(f"[data-community='{cast.near}']", "aria-current") == "true"
    assert page.inner_text("#map-said").endswith("走访 1 户次")


def test_a_click_on_a_dot_opens_its_card(app, browse, cast, log):
    place(app, cast.near, 36.02, 120.45)
    log.visit()
    page = browse.open(cast.manager)
    x, y = page.evaluate(
        """() => {
            const at = map_main.latLngToContainerPoint([36.02, 120.45]);
            const box = map_main.getContainer().getBoundingClientRect();
            return [box.x + at.x, box.y + at.y];
        }"""
    )
    page.mouse.click(x, y)
    text = page.inner_text(".map-card")
    assert "走访 1 户次" in text
    assert "上次走访 2026年10月5日" in text
    assert "大致位置" not in text


def test_an_address_with_a_community_opens_its_card(browse, cast, log):
    log.visit()
    page = browse.open(cast.manager, f"/map/?measure=visits&at={cast.near}")
    assert "大致位置" in page.inner_text(".map-card")


def test_a_hostile_name_is_only_text(app, browse, cast, log):
    place(app, cast.near, name=HOSTILE)
    log.visit()
    page = browse.open(cast.manager, f"/map/?measure=visits&at={cast.near}")
    assert page.inner_text(".map-card h2") == HOSTILE
    assert page.evaluate("() => window.ran === undefined")


def test_the_card_leads_to_the_community_and_its_records(browse, cast, log):
    log.visit()
    page = browse.open(cast.member, f"/map/?measure=visits&month=2026-10&at={cast.near}")
    found = page.eval_on_selector_all(".map-links a", "all => all.map(a => a.getAttribute('href'))")
    assert found == [
        f"/communities/{cast.near}",
        f"/visits/?measure=visits&month=2026-10&community={cast.near}",
    ]
    page.click(".map-links a >> nth=1")
    page.wait_for_load_state()
    assert page.locator("main").inner_text().count("王**") == 1


def test_a_viewer_gets_a_card_without_links(browse, cast, log):
    log.visit()
    page = browse.open(cast.viewer, f"/map/?measure=visits&at={cast.near}")
    assert page.locator(".map-card").count() == 1
    assert page.locator(".map-card .map-links").count() == 0


def test_the_legend_counts_what_the_list_holds(browse, cast, log, rows):
    for _ in range(3):
        log.call(community_id=cast.far)
    log.call(community_id=cast.near)
    page = browse.open(cast.manager, "/map/?measure=calls")
    numbers = page.eval_on_selector_all("#map-legend b", "all => all.map(b => b.textContent)")
    # Of the others one has households of ours.
    assert [int(number) for number in numbers[:4]] == [1, 1, 1, rows(Community) - 3]
    first = page.inner_text("#map-list li:first-child")
    assert "3" in first


def test_the_legend_promises_no_more_than_there_is(browse, cast, log):
    log.call(community_id=cast.near)
    page = browse.open(cast.manager, "/map/?measure=calls")
    assert page.inner_text("#map-legend li >> nth=0").split() == ["1", "1"]


def test_the_list_grows_on_demand(browse, cast, log):
    log.visit()
    page = browse.open(cast.manager)
    before = page.locator("#map-list li").count()
    page.click("#map-more")
    assert page.locator("#map-list li").count() == before + 50


def test_the_picture_can_be_saved(browse, cast, log):
    log.visit()
    page = browse.open(cast.manager, "/map/?measure=visits&month=2026-10")
    with page.expect_download() as download:
        page.click("#map-picture")
    assert download.value.suggested_filename == "走访在哪里-2026-10.png"
    assert download.value.path().stat().st_size > 10_000


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800), (1366, 650), (1920, 1080)])
def test_no_community_lies_below_title_or_legend(browse, cast, log, width, height):
    log.visit()
    page = browse.blank(cast.manager, viewport={"width": width, "height": height})
    page.goto(browse.base + "/map/?measure=visits")
    page.wait_for_function("() => document.querySelector('[data-named]')", timeout=20_000)
    assert page.evaluate(COVERED) == 0


@pytest.mark.parametrize("phone", [False, True])
def test_paper_gets_a_map_of_its_own_size(browse, cast, log, phone):
    log.visit()
    page = browse.open(cast.manager, phone=phone)
    screen = page.evaluate(SIZE), page.evaluate(CENTRE)
    page.emulate_media(media="print")
    page.wait_for_function("() => document.documentElement.classList.contains('on-paper')")
    width, height = page.evaluate(SIZE)
    assert (width / 96 * 25.4, height / 96 * 25.4) == pytest.approx((269, 182), abs=1)
    assert page.evaluate(COVERED) == 0
    assert page.evaluate(INKED) > 20
    page.emulate_media(media="screen")
    page.wait_for_function("() => !document.documentElement.classList.contains('on-paper')")
    assert (page.evaluate(SIZE), page.evaluate(CENTRE)) == screen


def test_paper_is_drawn_before_the_browser_looks(browse, cast, log):
    log.visit()
    page = browse.open(cast.manager, "/map/?measure=visits&month=2026-10")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    # In the same breath: a canvas that waited for a frame would still have its old size.
    wide = "() => document.querySelector('canvas.map-sheet').getBoundingClientRect().width"
    assert page.evaluate(wide) > 269 / 25.4 * 96
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")


def test_the_page_says_when_the_figures_do_not_come(browse, cast, log):
    log.visit()
    page = browse.blank(cast.manager)
    page.route("**/map/data.json*", lambda route: route.fulfill(status=503, body=""))
    page.goto(browse.base + "/map/?measure=visits")
    page.wait_for_selector("#map-note:not([hidden])")
    assert page.locator("[data-community]").count() == 1
