"""Tiles: none by default, one host exactly, and nothing that could slip into a header or script."""

import pytest

from servicecorps import config
from servicecorps.config import BadSetting, Settings
from servicecorps.tiles import BadTiles, Tiles, configured

OWN = "https://tiles.example:8443/osm/{z}/{x}/{y}.png"


def test_nothing_is_asked_for_unless_set(tmp_path):
    assert config.load({}, tmp_path).map_tiles() == Tiles()
    assert Tiles().origins == ()


def test_openstreetmap_needs_nothing_more():
    found = configured("osm", "", "wgs84", "")
    assert found.origins == ("https://tile.openstreetmap.org",)
    assert found.attribution == "© OpenStreetMap contributors"


def test_tianditu_is_two_layers_of_one_host_with_the_customers_key():
    found = configured("tianditu", "abc123", "wgs84", "")
    assert found.origins == ("https://t0.tianditu.gov.cn",)
    assert [address.count("tk=abc123") for address in found.addresses] == [1, 1]
    ground, names = found.addresses
    assert "/vec_w/" in ground
    assert "/cva_w/" in names
    assert "TILEMATRIX={z}&TILEROW={y}&TILECOL={x}" in ground


@pytest.mark.parametrize(
    "address",
    [
        OWN,
        "http://10.0.0.7/{z}/{x}/{-y}.png",
        "https://tiles.example/wmts?x={x}&y={y}&z={z}&style=7",
    ],
)
def test_any_server_may_be_named(address):
    found = configured(address, "", "gcj02", "地图公司")
    assert found == Tiles((address,), "地图公司", "gcj02")
    assert found.origins == ("/".join(address.split("/")[:3]),)


def test_the_key_goes_where_the_address_wants_it():
    found = configured("https://tiles.example/{z}/{x}/{y}?k={key}", "abc", "wgs84", "")
    assert found.addresses == ("https://tiles.example/{z}/{x}/{y}?k=abc",)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)//{z}/{x}/{y}",
        "data:image/png,{z}{x}{y}",
        "//tiles.example/{z}/{x}/{y}",
        "ftp://tiles.example/{z}/{x}/{y}",
        "file:///{z}/{x}/{y}",
        "https://tiles.example/{z}/{x}/{y}.png https://evil.example/",
        "https://tiles.example/{z}/{x}/{y}.png\r\nX-Evil: 1",
        "https://tiles.example/{z}/{x}/{y}.png\n",
        "https://tiles.example; script-src */{z}/{x}/{y}",
        "https://tiles.example,evil.example/{z}/{x}/{y}",
        "https://{s}.tiles.example/{z}/{x}/{y}",
        "https://*.example/{z}/{x}/{y}",
        "https://me:secret@tiles.example/{z}/{x}/{y}",
        "https://tiles.example/{z}/{x}/{y}'</script>",
        'https://tiles.example/{z}/{x}/{y}"',
        "https://tiles.example/{z}/{x}/{y}\\",
        "https://tiles.example/{z}/{x}/{y}/{constructor}",
        "https://tiles.example/{z}/{x}/{y}/{",
        "https://tiles.example/{z}/{x}/{y}/{-y}",
        "https://tiles.example/{z}/{x}",
        "https://tiles.example",
        "https://Tiles.Example/{z}/{x}/{y}",
        "https://täles.example/{z}/{x}/{y}",
        "https://tiles.example/{z}/{x}/{y}" + "a" * 600,
        "OSM",
        "gaode",
    ],
)
def test_a_hostile_address_stops_the_start_with_a_sentence(tmp_path, address):
    with pytest.raises(BadSetting, match="osm"):
        config.load({"SERVICECORPS_TILES": address}, tmp_path)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"TILES_CRS": "bd09"}, "tiles_crs"),
        ({"TILES": "osm", "TILES_CRS": "gcj02"}, "wgs84"),
        ({"TILES": "tianditu"}, "tiles_key"),
        ({"TILES": OWN + "?k={key}"}, "tiles_key"),
        ({"TILES": "tianditu", "TILES_KEY": "a&b={x}"}, "tiles_key"),
        ({"TILES": OWN.replace("https", "http"), "HTTPS": "1"}, "https://"),
        ({"TILES_ATTRIBUTION": "a\nb"}, "tiles_attribution"),
        ({"TILES_ATTRIBUTION": "a" * 201}, "tiles_attribution"),
    ],
)
def test_what_does_not_fit_together_stops_the_start(tmp_path, more, told):
    env = {f"SERVICECORPS_{name}": text for name, text in more.items()}
    with pytest.raises(BadSetting, match=told):
        config.load(env, tmp_path)


def test_an_app_made_by_hand_is_checked_too(tmp_path):
    with pytest.raises(BadSetting):
        Settings(instance=tmp_path, tiles="gaode").map_tiles()
    with pytest.raises(BadTiles):
        configured("gaode", "", "wgs84", "")
