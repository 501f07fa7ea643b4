"""Where the communities stand on the map, kept as long as nothing moves."""

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from servicecorps.maps import figures, ground, queries, rules
from servicecorps.maps.figures import Standing
from servicecorps.maps.rules import Dot
from servicecorps.places import outlines
from servicecorps.places.coordinates import shown


class _Ground(NamedTuple):
    """What decides where the dots stand: as long as it is the same, so are they."""

    instance: Path
    borders: int
    crs: str
    places: tuple[object, ...]


def of_district(district: int) -> Standing:
    """Return where the communities of a district stand, 0 for all of them."""
    return _standing(_now(), district)


def of_some(wanted: Collection[int]) -> Standing:
    """Return where some communities stand."""
    return figures.standing(dot for dot in _dots(_now()) if dot.place.id in wanted)


def _now() -> _Ground:
    instance = ground.instance()
    borders = outlines.version(instance)
    return _Ground(instance, borders, ground.tiles().crs, queries.version_of_places())


@lru_cache(maxsize=16)
def _standing(on: _Ground, district: int) -> Standing:
    return figures.standing(
        dot for dot in _dots(on) if not district or dot.place.area.district_id == district
    )


@lru_cache(maxsize=2)
def _dots(on: _Ground) -> list[Dot]:
    found = rules.dots(queries.places(), outlines.ground(on.instance).drawn)
    return [dot._replace(position=dot.position and shown(on.crs, *dot.position)) for dot in found]
