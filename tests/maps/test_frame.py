"""The folium frame: the same bytes each time, nothing foreign, nothing inline."""

import folium

from servicecorps.maps import frame

ADDRESSES = frame.Addresses(
    ground="/map/base.json",
    dots="/map/data.json",
    drawer="Corps.dots",
    scripts=(("leaflet.js", "/static/leaflet/leaflet.js"),),
    styles=(("leaflet.css", "/static/leaflet/leaflet.css"),),
)


def test_the_frame_is_the_same_each_time():
    assert frame.build(ADDRESSES) == frame.build(ADDRESSES)


def test_the_frame_names_nothing_foreign():
    built = frame.build(ADDRESSES)
    for text in (built.html, built.script, *built.scripts, *built.styles):
        assert "http" not in text
        assert "//" not in text


def test_the_frame_has_no_inline_script_or_style():
    assert frame.build(ADDRESSES).html == '<div class="map-ground" id="map_main"></div>'


def test_building_ours_leaves_the_lists_of_folium_alone():
    before = list(folium.Map.default_js)
    frame.build(ADDRESSES)
    assert folium.Map.default_js == before


def test_the_layers_come_from_our_addresses():
    script = frame.build(ADDRESSES).script
    assert 'Corps.base(\nmap_main, "/map/base.json");' in script
    assert 'Corps.dots(\nmap_main, "/map/data.json");' in script
