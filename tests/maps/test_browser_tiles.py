"""Tiles below the dots in Chromium. No network is asked: the tiles are answered here."""

import io

import pytest
from PIL import Image

from servicecorps.tiles import configured

# What the server answers is tested on both databases; the browser sees no difference.
pytestmark = pytest.mark.parametrize("house", ["sqlite"], indirect=True)

OWN = "https://tiles.example/{z}/{x}/{y}.png"
LAND = "--wj-map-land-far"
# How many points of the sheet have the colour of land that is not served.
LANDED = """() => {
    const canvas = document.querySelector("canvas.map-sheet");
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    const far = getComputedStyle(document.documentElement).getPropertyValue("--wj-map-land-far");
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(far.trim().slice(at, at + 2), 16));
    let found = 0;
    for (let i = 0; i < data.length; i += 4) {
        if (data[i] === r && data[i + 1] === g && data[i + 2] === b) found += 1;
    }
    return found;
}"""
LOADED = "() => document.querySelectorAll('.leaflet-tile-loaded').length"


@pytest.fixture
def tile():
    out = io.BytesIO()
    Image.new("RGB", (256, 256), "#aabbcc").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def opened(app, browse, cast, monkeypatch):
    """Open the map with tiles; each request for one goes to a function."""

    def do(answer, tiles=OWN, **more):
        monkeypatch.setitem(app.config, "TILES", configured(tiles, "", "wgs84", ""))
        page = browse.blank(cast.viewer, **more)
        asked = []

        def route(found):
            asked.append(found.request)
            answer(found)

        page.route("https://tiles.example/**", route)
        page.goto(browse.base + "/map/")
        page.wait_for_function("() => document.querySelector('[data-named]')", timeout=20_000)
        return page, asked

    return do


def served_only_from(browse, host):
    asked, browse.foreign[:] = list(browse.foreign), []
    assert asked
    assert [url for url in asked if not url.startswith(host)] == []


@pytest.mark.parametrize("phone", [False, True])
def test_tiles_take_the_place_of_our_ground(browse, opened, tile, phone):
    page, asked = opened(lambda found: found.fulfill(body=tile, content_type="image/png"),
                         phone=phone)  # fmt: skip
    page.wait_for_function(LOADED)
    page.wait_for_function(f"() => ({LANDED})() === 0")
    served_only_from(browse, "https://tiles.example/")
    headers = asked[0].all_headers()
    # The server of the tiles learns who asks, as some demand, and not for which page.
    assert headers["referer"] == browse.base + "/"
    assert "cookie" not in headers


def test_where_no_tile_comes_our_ground_stays(browse, opened):
    page, _asked = opened(lambda found: found.abort())
    page.wait_for_function(f"() => ({LANDED})() > 1000")
    assert page.evaluate(LOADED) == 0
    served_only_from(browse, "https://tiles.example/")


def test_a_saved_picture_has_ground_without_tiles(browse, opened, tile):
    page, _asked = opened(lambda found: found.fulfill(body=tile, content_type="image/png"))
    page.wait_for_function(LOADED)
    page.wait_for_function(f"() => ({LANDED})() === 0")
    with page.expect_download() as download:
        page.click("#map-picture")
    with Image.open(download.value.path()) as picture:
        colours = picture.convert("RGB").getcolors(1 << 24)
    far = page.evaluate(
        f"() => getComputedStyle(document.documentElement).getPropertyValue('{LAND}').trim()"
    )
    wanted = tuple(int(far[at : at + 2], 16) for at in (1, 3, 5))
    assert max(count for count, colour in colours if colour == wanted) > 10_000
    assert page.evaluate(LANDED) == 0
    served_only_from(browse, "https://tiles.example/")
