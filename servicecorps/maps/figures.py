"""The figures of the communities: the same for the list beside the map and for its dots."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from heapq import nsmallest
from typing import Any, NamedTuple

from servicecorps.maps import rules
from servicecorps.maps.rules import Dot, Place


@dataclass(frozen=True)
class Figures:
    """What was recorded by community, and beside them without a community."""

    amounts: Mapping[int, int]
    beside: int

    @cached_property
    def total(self) -> int:
        """The figure of the whole: all communities and what stands beside them."""
        return sum(self.amounts.values()) + self.beside

    @property
    def counted(self) -> int:
        """How many communities have a figure at all."""
        return len(self.amounts)

    def largest(self, limit: int) -> list[tuple[int, int]]:
        """Return (community, amount), the largest first, equals by id: so does the script."""
        return nsmallest(limit, self.amounts.items(), key=lambda item: (-item[1], item[0]))


def gather(amounts: Mapping[int, int], only: Collection[int] | None = None) -> Figures:
    """Take amounts by community apart from what has none; `only` are those of one district.

    `amounts` holds under 0 what was recorded without a community; it belongs to no district.
    """
    wanted = amounts.keys() if only is None else amounts.keys() & set(only)
    counted = {key: amounts[key] for key in wanted if key and amounts[key]}
    return Figures(counted, amounts.get(0, 0) if only is None else 0)


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
    where: Standing, figures: Figures, last_visits: Mapping[int, date | None]
) -> dict[str, Any]:
    """Return everything the script needs to draw the dots, one value a community in each column."""
    amounts = [figures.amounts.get(number, 0) for number in where.ids]
    return where.columns | {
        "amount": amounts,
        "last": [rules.day_number(last_visits.get(number)) for number in where.ids],
        "steps": rules.steps(max(amounts, default=0)),
    }


def names(places: Sequence[Place]) -> dict[str, Any]:
    """Return the names of all communities as columns: they change rarely, the figures often."""
    areas = sorted({place.area for place in places}, key=lambda area: area.subdistrict_id)
    index = {area.subdistrict_id: at for at, area in enumerate(areas)}
    return {
        "id": rules.packed([place.id for place in places]),
        "name": [place.name for place in places],
        "where": [area.label for area in areas],
        "in": [index[place.area.subdistrict_id] for place in places],
    }
