"""Rules of the map: where a community stands, how sizes are grouped, how rows are packed."""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from servicecorps.clock import Span
from servicecorps.places.outlines import Outline
from servicecorps.places.rules import spread

Position = tuple[float, float]
_EPOCH = date(1970, 1, 1)
_PER_DEGREE = 10_000  # whole numbers of 11 m: finer would only cost bytes
_M_PER_DEG = 111_320.0
_GROUPS = 3  # of dots with a figure: more cannot be told apart by size
# Apart from each other by a fifteenth of the way to the next sub-district, within these limits:
# close in town, wider in the country, where one point stands for sixty villages.
_SHARE, _CLOSEST_M, _WIDEST_M = 15, 150.0, 360.0
MONTHS = 24  # that can be played
_MISSES = 100  # spots outside, one after the other, that go once around: no room is left


class Area(NamedTuple):
    """A sub-district with its district, and the points known of them, in WGS-84 degrees."""

    subdistrict_id: int
    subdistrict: str
    district_id: int
    district: str
    point: Position | None
    district_point: Position | None
    district_code: str
    subdistrict_code: str = ""

    @property
    def label(self) -> str:
        """District and sub-district, as they stand below a community's name."""
        return f"{self.district} {self.subdistrict}"


class Place(NamedTuple):
    """A community, the area it lies in, and its own position if somebody placed it."""

    id: int
    name: str
    area: Area
    own: Position | None


class Dot(NamedTuple):
    """Where a community stands; approximate if only the place of what it lies in is known.

    Without a position it cannot be drawn and is only listed.
    """

    place: Place
    position: Position | None
    approximate: bool


def dots(places: Sequence[Place], outlines: Mapping[str, Outline]) -> list[Dot]:
    """Give every community its place on the map, in the same order.

    Communities without a position of their own stand around the point of their sub-district, or of
    their district where the sub-district has none, within the outline of the district, or of the
    land (the code "") where none is drawn. The order among neighbours is that of their ids and
    counts the placed ones too: placing one moves no other. So `places` must be all communities, in
    the order of the ids, whatever is shown of them.
    """
    areas = {place.area for place in places}
    gaps = _gaps(frozenset(area.point for area in areas if area.point))
    spots: dict[tuple[str, int], Iterator[Position]] = {}
    found = []
    for place in places:
        area = place.area
        around = ("subdistrict", area.subdistrict_id)
        centre = area.point
        if not centre:
            around, centre = ("district", area.district_id), area.district_point
        if not centre:
            found.append(Dot(place, place.own, approximate=not place.own))
            continue
        if around not in spots:
            outline = outlines.get(area.district_code) or outlines.get("")
            spots[around] = _spots(centre, gaps.get(centre, _CLOSEST_M), outline)
        spot = next(spots[around])
        found.append(Dot(place, place.own or spot, approximate=not place.own))
    return found


def _spots(centre: Position, gap_m: float, outline: Outline | None) -> Iterator[Position]:
    """Yield spots around a point, leaving out those in the water or in another district.

    Where all around is outside, the rest stands closer together; a point that lies outside itself
    is taken at its word.
    """
    within = outline if outline and outline.holds(*centre) else None
    order = missed = 0
    while True:
        spot = spread(*centre, order, gap_m)
        order += 1
        if within is None or within.holds(*spot):
            missed = 0
            yield spot
            continue
        missed += 1
        if missed == _MISSES:
            order, missed, gap_m = 0, 0, gap_m / 2


@lru_cache(maxsize=4)
def _gaps(points: frozenset[Position]) -> dict[Position, float]:
    """Return how far apart, in metres, communities stand around each sub-district's point."""
    gaps = {}
    for lat, lon in points:
        shrink = math.cos(math.radians(lat))
        away = min(
            (math.hypot(a - lat, (b - lon) * shrink) for a, b in points if (a, b) != (lat, lon)),
            default=math.inf,
        )
        gaps[lat, lon] = min(max(away * _M_PER_DEG / _SHARE, _CLOSEST_M), _WIDEST_M)
    return gaps


def played(asked: Span, today: date) -> list[Span]:
    """Return the months that can be played, the one of the days asked for among them.

    They end with this month, or where the days lie too far back, a year after them.
    """
    now, then = _month_number(today), _month_number(asked.last)
    last = max(now, then) if now - then < MONTHS else then + MONTHS // 2
    return [
        Span.month(number // 12, number % 12 + 1) for number in range(last - MONTHS + 1, last + 1)
    ]


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def without_few(amounts: Mapping[int, int], fewest: int) -> tuple[dict[int, int], int]:
    """Return the amounts that are at least `fewest`, and the sum of those that are not."""
    shown = {key: amount for key, amount in amounts.items() if amount >= fewest}
    return shown, sum(amounts.values()) - sum(shown.values())


def steps(most: int) -> list[int]:
    """Return the lower ends of the legend's groups: 1 and up to three round figures below most.

    >>> steps(312)
    [1, 10, 50, 200]
    """
    round_figures = [digit * 10**power for power in range(9) for digit in (1, 2, 5)]
    below = [figure for figure in round_figures if 1 < figure <= most]
    if len(below) < _GROUPS:
        return [1, *below]
    return [1, *below[-5::2]]


def packed(numbers: Sequence[int]) -> list[int]:
    """Return the first number and the steps to each next one: they compress to half the size."""
    return [*numbers[:1], *(after - before for before, after in pairwise(numbers))]


def whole(degrees: float) -> int:
    """Return degrees as a whole number of ten-thousandths."""
    return round(degrees * _PER_DEGREE)


def day_number(day: date | None) -> int:
    """Return the days since 1970, 0 for none: "days ago" would spoil the cache at midnight."""
    return (day - _EPOCH).days if day else 0
