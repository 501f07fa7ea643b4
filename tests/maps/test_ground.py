"""What lies under the dots: imported borders, tiles, and what the page says of them."""

from itertools import accumulate

import pytest
import shapely

from servicecorps.headers import POLICY
from servicecorps.imports import borders
from servicecorps.places import coordinates
from servicecorps.tiles import configured

OWN = "https://tiles.example/{z}/{x}/{y}.png"
HOSTILE = '© <b>Them</b> & "us"\'</script>'


@pytest.fixture
def tiled(app, monkeypatch):
    """Set tiles: tiled("osm")."""

    def do(tiles, crs="wgs84", attribution=""):
        monkeypatch.setitem(app.config, "TILES", configured(tiles, "abc", crs, attribution))

    return do


def district(answer, code):
    return next(one for one in answer["districts"] if one["code"] == code)


def place(client):
    answer = client.get("/map/data.json").get_json()
    return [list(accumulate(answer[name])) for name in ("lat", "lon")]


def test_the_shipped_borders_call_themselves_schematic(as_viewer, instance):
    assert as_viewer.get_page("/map/").one(".map-attr").text() == "示意边界"


def test_imported_borders_are_drawn_and_named(as_viewer, bring):
    first = as_viewer.get("/map/base.json")
    bring("370203", HOSTILE)
    second = as_viewer.get("/map/base.json", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert len(district(second.get_json(), "370203")["polygons"][0][0]) == 8
    named = as_viewer.get_page("/map/").one(".map-attr")
    assert named.text() == f"边界：{HOSTILE}"
    assert len(named.css("*")) == 1  # itself


def test_imported_borders_without_a_source_are_not_schematic(as_viewer, bring):
    bring("370203")
    assert as_viewer.get_page("/map/").one(".map-attr").text() == ""


def test_removed_borders_leave_the_shipped_ones(as_viewer, bring, instance):
    first = as_viewer.get("/map/base.json")
    bring("370203")
    assert as_viewer.get("/map/base.json").data != first.data
    borders.remove(instance)
    assert as_viewer.get("/map/base.json").data == first.data


def test_imported_subdistricts_replace_the_schematic_ones(as_viewer, bring):
    bring("370203002", "© Them")
    found = as_viewer.get("/map/subdistricts.json").get_json()
    assert [one["code"] for one in found["subdistricts"]] == ["370203002"]
    assert found["source"] == "© Them"


def test_the_schematic_subdistricts_fill_their_district(as_viewer, instance):
    zones = as_viewer.get("/map/subdistricts.json").get_json()["subdistricts"]
    for one in as_viewer.get("/map/base.json").get_json()["districts"]:
        if one["served"]:
            parts = [shape(zone) for zone in zones if zone["code"].startswith(one["code"])]
            whole = shape(one)
            assert shapely.union_all(parts).symmetric_difference(whole).area < 0.01 * whole.area
            assert sum(part.area for part in parts) < 1.01 * whole.area


def shape(one):
    """Return an outline of the base map as a shape."""
    outer = [rings[0] for rings in one["polygons"]]
    parts = [shapely.Polygon(zip(ring[1::2], ring[::2], strict=True)) for ring in outer]
    return shapely.union_all([part.buffer(0) for part in parts])


@pytest.mark.parametrize(
    ("code", "told"), [("370203", ["边界：© Them", "街道为示意边界"]), ("370203002", ["示意边界"])]
)
def test_the_edge_says_which_borders_are_schematic(as_viewer, bring, code, told):
    bring(code, "© Them")
    page = as_viewer.get_page("/map/?areas=subdistrict")
    assert page.one(".map-attr").text() == " · ".join(told)


def test_no_tile_is_asked_for_by_default(as_viewer):
    assert b"tileLayer" not in as_viewer.get("/map/boot.js").data
    assert as_viewer.get("/map/").headers["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize("page", ["/map/", "/map/?measure=calls"])
def test_pictures_of_exactly_one_host_may_be_shown_on_the_map(as_viewer, tiled, page):
    tiled(OWN)
    headers = as_viewer.get(page).headers
    assert headers["Content-Security-Policy"] == POLICY.replace(
        "img-src 'self' data:", "img-src 'self' data: https://tiles.example"
    )
    assert headers["Cross-Origin-Embedder-Policy"] == "credentialless"
    assert OWN in as_viewer.get("/map/boot.js").get_data(as_text=True)


@pytest.mark.parametrize("page", ["/", "/tallies/", "/map/boot.js", "/map/base.json"])
def test_everything_else_stays_closed(as_viewer, tiled, page):
    tiled(OWN)
    headers = as_viewer.get(page).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"


def test_tianditu_is_two_layers(as_viewer, tiled):
    tiled("tianditu")
    assert as_viewer.get("/map/boot.js").get_data(as_text=True).count("L.tileLayer(") == 2
    assert "底图：© 天地图" in as_viewer.get_page("/map/").text


def test_whom_to_name_for_tiles_is_only_text(as_viewer, tiled):
    tiled(OWN, attribution=HOSTILE)
    page = as_viewer.get_page("/map/")
    assert page.one(".map-attr").text() == f"示意边界 · 底图：{HOSTILE}"
    assert HOSTILE.encode() not in as_viewer.get("/map/boot.js").data


def test_shifted_tiles_shift_dots_and_borders(as_viewer, bring, tiled):
    bring("370203")
    bring("370203002")
    borders_before = district(as_viewer.get("/map/base.json").get_json(), "370203")
    lats, lons = place(as_viewer)
    tiled(OWN, crs="gcj02")
    answer = as_viewer.get("/map/base.json").get_json()
    for before, after in [
        (borders_before["label"], district(answer, "370203")["label"]),
        (borders_before["polygons"][0][0][:2], district(answer, "370203")["polygons"][0][0][:2]),
        ([lats[0] / 1e4, lons[0] / 1e4], [line[0] / 1e4 for line in place(as_viewer)]),
    ]:
        assert after == pytest.approx(coordinates.gcj_from_wgs(*before), abs=1.01e-4)
        assert abs(after[1] - before[1]) > 0.003
    zones = as_viewer.get("/map/subdistricts.json").get_json()["subdistricts"]
    assert zones[0]["polygons"] == district(answer, "370203")["polygons"]
