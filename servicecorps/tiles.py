"""Tiles below the dots of the map: none unless the operator names a server for them."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

SYSTEMS = ("wgs84", "gcj02")
_OSM = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
# Two layers: the ground, and the names on it. CGCS2000, which is WGS-84 within a metre.
_TIANDITU = (
    "https://t0.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
    "&LAYER={layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
    "&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
)
_KNOWN = {"osm": "© OpenStreetMap contributors", "tianditu": "© 天地图"}
# One host, no user name, nothing that could end the address or the header it is named in.
_ADDRESS = re.compile(
    r"https?://[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::[0-9]{1,5})?"
    r"/[A-Za-z0-9._~/{}?&=%+,:@!$*()-]{1,500}"
)
_PLACES = re.compile(r"\{[^}]*\}?|\}")
_KEY = re.compile(r"[A-Za-z0-9_-]{1,128}")
_LONGEST_ATTRIBUTION = 200


class BadTiles(ValueError):
    """The tiles cannot be used as they are set; the sentence is for the operator."""


@dataclass(frozen=True)
class Tiles:
    """Layers of tiles, the lowest first, whom to name for them, and their system of coordinates."""

    addresses: tuple[str, ...] = ()
    attribution: str = ""
    crs: str = SYSTEMS[0]

    @property
    def origins(self) -> tuple[str, ...]:
        """The hosts pictures come from, as the Content-Security-Policy names them."""
        parts = [urlsplit(address) for address in self.addresses]
        return tuple(dict.fromkeys(f"{part.scheme}://{part.netloc}" for part in parts))


def configured(tiles: str, key: str, crs: str, attribution: str) -> Tiles:
    """Return the tiles an operator has set: "", "osm", "tianditu" or the template of an address.

    Raises:
        BadTiles: they cannot be used.
    """
    if crs not in SYSTEMS:
        raise BadTiles(f"tiles_crs 要写 wgs84 或 gcj02 / must be wgs84 or gcj02: {crs!r}")
    if len(attribution) > _LONGEST_ATTRIBUTION or not attribution.isprintable():
        raise BadTiles(
            f"tiles_attribution 最多 {_LONGEST_ATTRIBUTION} 字，一行 / "
            f"at most {_LONGEST_ATTRIBUTION} characters in one line"
        )
    if key and not _KEY.fullmatch(key):
        raise BadTiles("tiles_key 只能有字母、数字、- 和 _ / only letters, digits, - and _")
    if not tiles:
        return Tiles()
    if tiles in _KNOWN and crs != SYSTEMS[0]:
        raise BadTiles(f"{tiles} 的坐标系是 wgs84 / the system of {tiles} is wgs84, not {crs}")
    return Tiles(_addresses(tiles, key), attribution or _KNOWN.get(tiles, ""), crs)


def _addresses(tiles: str, key: str) -> tuple[str, ...]:
    if tiles == "osm":
        return (_OSM,)
    needs_key = tiles == "tianditu" or "{key}" in tiles
    if needs_key and not key:
        raise BadTiles("这种底图要密钥，写进 tiles_key / these tiles need a key in tiles_key")
    if tiles == "tianditu":
        return tuple(_TIANDITU.format(layer=layer, key=key) for layer in ("vec", "cva"))
    places = _PLACES.findall(tiles)
    row = {"{y}", "{-y}"}.intersection(places)
    known = {"{z}", "{x}", "{y}", "{-y}", "{key}"}.issuperset(places)
    if not (_ADDRESS.fullmatch(tiles) and known and len(row) == 1 and {"{z}", "{x}"} <= {*places}):
        raise BadTiles(
            "tiles 要写 osm、tianditu 或一个地址，主机小写，带 {z} {x} {y} / must be osm, "
            f"tianditu or one address with {{z}} {{x}} {{y}} and a lower-case host: {tiles!r}"
        )
    return (tiles.replace("{key}", key),)
