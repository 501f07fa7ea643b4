"""The ground as the browser gets it: where the tiles show it, and whom to name for it."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _

from servicecorps.maps import answers
from servicecorps.places import outlines
from servicecorps.places.coordinates import WGS84, shown
from servicecorps.tiles import Tiles

_DIGITS = 4  # as in the files, 11 m
# Of these the numbers are positions: [lat, lon, lat, lon, …], in lists of lists.
_PLACED = ("land", "depths", "label", "polygons")


def instance() -> Path:
    """Return the folder imported borders are kept in."""
    found: Path = current_app.config["INSTANCE"]
    return found


def tiles() -> Tiles:
    """Return the tiles the operator has set."""
    found: Tiles = current_app.config["TILES"]
    return found


def packed() -> bytes:
    """Return coast and districts as JSON, positions in the system of the tiles.

    Where sub-districts were imported it says where to ask for them.
    """
    zones = url_for("maps.subdistricts") if outlines.version(instance(), "subdistricts") else ""
    return _packed(instance(), outlines.version(instance()), tiles().crs, zones)


@lru_cache(maxsize=4)
def _packed(folder: Path, _version: int, crs: str, zones: str) -> bytes:
    content = _placed(dict(outlines.ground(folder).content), crs)
    return answers.encoded(content | {"subdistricts": zones})


def subdistricts() -> bytes:
    """Return the outlines of the sub-districts as JSON, the schematic ones if none are imported."""
    return _subdistricts(instance(), outlines.version(instance(), "subdistricts"), tiles().crs)


@lru_cache(maxsize=4)
def _subdistricts(folder: Path, version: int, crs: str) -> bytes:
    shipped = outlines.BASE / "subdistricts.json"
    path = outlines.imported(folder, "subdistricts") if version else shipped
    return answers.encoded(_placed(json.loads(path.read_text("utf-8")), crs))


def named(areas: str = "") -> list[str]:
    """Return what stands at the edge of the map: how true its borders are, and whose they are.

    Coloured by sub-district (`areas`), it says so of these too.
    """
    ground, below = outlines.ground(instance()), tiles().attribution
    borders = [_("示意边界")] if ground.schematic else []
    if ground.source:
        borders = [_("边界：%(source)s", source=ground.source)]
    if areas == "subdistrict" and not ground.schematic:
        schematic = not outlines.version(instance(), "subdistricts")
        borders += [_("街道为示意边界")] if schematic else []
    return borders + ([_("底图：%(source)s", source=below)] if below else [])


def _placed(content: dict[str, Any], crs: str) -> dict[str, Any]:
    return content if crs == WGS84 else _moved(content, crs)


def _moved(content: Mapping[str, Any], crs: str) -> dict[str, Any]:
    """Return a copy with every position where tiles of a system show it."""
    copy: dict[str, Any] = {}
    for name, value in content.items():
        if name in _PLACED:
            copy[name] = _line(value, crs)
        elif isinstance(value, list):
            copy[name] = [_moved(one, crs) for one in value]
        else:
            copy[name] = value
    return copy


def _line(numbers: Sequence[Any], crs: str) -> list[Any]:
    if not numbers or isinstance(numbers[0], list):
        return [_line(one, crs) for one in numbers]
    places = zip(numbers[::2], numbers[1::2], strict=True)
    return [round(one, _DIGITS) for lat, lon in places for one in shown(crs, lat, lon)]
