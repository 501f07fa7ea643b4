"""The figures of the communities: one answer for the list beside the map and for its dots."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from heapq import nsmallest
from typing import Any, NamedTuple

from servicecorps.maps import rules
from servicecorps.maps.rules import Dot, Place


class Row(NamedTuple):
    """A community with its figure and the day of its last counted visit."""

    dot: Dot
    amount: int
    last_visit_on: date | None

    @property
    def place(self) -> Place:
        """The community."""
        return self.dot.place


@dataclass(frozen=True)
class Figures:
    """All communities asked for, and what was recorded without a community."""

    rows: list[Row]
    beside: int

    @cached_property
    def total(self) -> int:
        """The figure of the whole: all rows and what stands beside them."""
        return sum(row.amount for row in self.rows) + self.beside

    @cached_property
    def counted(self) -> int:
        """How many communities have a figure at all."""
        return sum(1 for row in self.rows if row.amount)

    @cached_property
    def unplaced(self) -> int:
        """How many communities cannot be drawn."""
        return sum(1 for row in self.rows if not row.dot.position)

    def largest(self, limit: int) -> list[Row]:
        """Return the rows with the largest figures; the map orders its rows the same way."""
        return nsmallest(limit, self.rows, key=lambda row: (-row.amount, row.place.id))


def gather(
    dots: list[Dot],
    amounts: Mapping[int, int],
    last_visits: Mapping[int, date | None],
    district: int,
) -> Figures:
    """Put the figures to the communities, of one district or, with 0, of all.

    `amounts` holds under 0 what was recorded without a community; it belongs to no district.
    """
    rows = [
        Row(dot, amounts.get(dot.place.id, 0), last_visits.get(dot.place.id))
        for dot in dots
        if not district or dot.place.area.district_id == district
    ]
    return Figures(rows, 0 if district else amounts.get(0, 0))


def columns(figures: Figures) -> dict[str, Any]:
    """Return the dots as columns of whole numbers, ids and positions as steps from row to row."""
    drawn = [(row, row.dot.position) for row in figures.rows if row.dot.position]
    return {
        "id": rules.packed([row.place.id for row, _ in drawn]),
        "lat": rules.packed([rules.whole(lat) for _, (lat, _lon) in drawn]),
        "lon": rules.packed([rules.whole(lon) for _, (_lat, lon) in drawn]),
        "near": "".join("1" if row.dot.approximate else "0" for row, _ in drawn),
        "amount": [row.amount for row, _ in drawn],
        "last": [rules.day_number(row.last_visit_on) for row, _ in drawn],
        "steps": rules.steps(max((row.amount for row, _ in drawn), default=0)),
    }


def names(places: list[Place]) -> dict[str, Any]:
    """Return the names of all communities as columns: they change rarely, the figures often."""
    areas = sorted({place.area for place in places}, key=lambda area: area.subdistrict_id)
    index = {area.subdistrict_id: at for at, area in enumerate(areas)}
    return {
        "id": rules.packed([place.id for place in places]),
        "name": [place.name for place in places],
        "where": [area.label for area in areas],
        "in": [index[place.area.subdistrict_id] for place in places],
    }
