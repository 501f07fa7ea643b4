"""The figures of the communities: the same for the list beside the map and for its dots."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from heapq import nsmallest
from typing import Any, NamedTuple

from servicecorps.maps import rules
from servicecorps.maps.care import SMALL
from servicecorps.maps.rules import Dot, Place


@dataclass(frozen=True)
class Figures:
    """What was recorded by community, and beside them without a community.

    `few` is what stands in communities with too few to be shown one by one, None if not even the
    sum of them may be told.
    """

    amounts: Mapping[int, int]
    beside: int
    total: int
    few: int | None = 0

    @property
    def counted(self) -> int:
        """How many communities have a figure that is shown."""
        return len(self.amounts)

    def largest(self, limit: int) -> list[tuple[int, int]]:
        """Return (community, amount), the largest first, equals by id: so does the script."""
        return nsmallest(limit, self.amounts.items(), key=lambda item: (-item[1], item[0]))


def gather(
    amounts: Mapping[int, int],
    only: Collection[int] | None = None,
    *,
    of_hardship: bool = False,
    below_district: bool = False,
) -> Figures:
    """Take amounts by community apart from what has none; `only` are those that are looked at.

    `amounts` holds under 0 what was recorded without a community; it belongs to none of `only`.
    Told apart by hardship, a community with few is not shown; where less than a district is looked
    at, neither is their sum.
    """
    wanted = amounts.keys() if only is None else amounts.keys() & set(only)
    counted = {key: amounts[key] for key in wanted if key and amounts[key]}
    beside = amounts.get(0, 0) if only is None else 0
    few: int | None = 0
    if of_hardship:
        counted, few = rules.without_few(counted, SMALL)
        few = None if below_district else few
    return Figures(counted, beside, sum(counted.values()) + beside + (few or 0), few)


def with_total(found: Figures, total: int) -> Figures:
    """Return figures whose whole is less than the sum of its parts."""
    return replace(found, total=total)


class Standing(NamedTuple):
    """The communities that can be drawn, and where, as columns for the browser."""

    ids: list[int]
    columns: dict[str, Any]


def standing(dots: Iterable[Dot]) -> Standing:
    """Pack where the dots stand: whole numbers, ids and positions as steps from row to row."""
    drawn = [(dot, dot.position) for dot in dots if dot.position]
    ids = [dot.place.id for dot, _ in drawn]
    columns = {
        "id": rules.packed(ids),
        "lat": rules.packed([rules.whole(lat) for _, (lat, _lon) in drawn]),
        "lon": rules.packed([rules.whole(lon) for _, (_lat, lon) in drawn]),
        "near": "".join("1" if dot.approximate else "0" for dot, _ in drawn),
    }
    return Standing(ids, columns)


def columns(
    where: Standing, found: Figures, last_visits: Mapping[int, date | None]
) -> dict[str, Any]:
    """Return everything the script needs to draw the dots, one value a community in each column."""
    amounts = of_dots(where, found)
    return where.columns | {
        "amount": amounts,
        "last": [rules.day_number(last_visits.get(number)) for number in where.ids],
        "steps": rules.steps(max(amounts, default=0)),
    }


def of_dots(where: Standing, found: Figures) -> list[int]:
    """Return the amount of every community that is drawn, in the order of the dots."""
    return [found.amounts.get(number, 0) for number in where.ids]


def names(places: Sequence[Place]) -> dict[str, Any]:
    """Return the names of all communities as columns: they change rarely, the figures often.

    `in` says for each community the row of its sub-district in `where`, `district`, `subdistrict`:
    how it is called, and the codes its outlines are known by.
    """
    areas = sorted({place.area for place in places}, key=lambda area: area.subdistrict_id)
    index = {area.subdistrict_id: at for at, area in enumerate(areas)}
    return {
        "id": rules.packed([place.id for place in places]),
        "name": [place.name for place in places],
        "in": [index[place.area.subdistrict_id] for place in places],
        "where": [area.label for area in areas],
        "district": [area.district_code for area in areas],
        "subdistrict": [area.subdistrict_code for area in areas],
    }
