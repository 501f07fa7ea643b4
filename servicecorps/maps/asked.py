"""What a reader asks the map for, read from the address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from servicecorps.clock import Span
from servicecorps.maps.care import ORDERS
from servicecorps.records.filters import Filters
from servicecorps.records.rules import row_number
from servicecorps.tallies.rules import BEGINNING, END
from servicecorps.words import MEASURES


@dataclass(frozen=True)
class Asked:
    """A measure, some days and perhaps one district; 0 means all districts."""

    measure: str
    span: Span
    district: int

    @classmethod
    def read(cls, args: Mapping[str, str], today: date) -> "Asked":
        """Read an address; what is missing or makes no sense becomes visits of this month.

        Days win over a month: whoever gives them has seen the month beside them.
        """
        filters = Filters.read(args)
        span = Filters(month=filters.month).span() or Span.month(today.year, today.month)
        if filters.first or filters.last:
            first = filters.first or date((filters.last or today).year, 1, 1)
            last = filters.last or max(first, today)
            span = Span(min(first, last), max(first, last))
        if not BEGINNING <= span.first <= span.last <= END:
            # No logbook reaches further, and the years of a calendar end somewhere.
            span = Span.month(today.year, today.month)
        measure = filters.measure if filters.measure in MEASURES else "visits"
        return cls(measure, span, filters.district or 0)

    @property
    def month(self) -> str:
        """The month as addresses write it, "" if the days are not one month."""
        return self.span.slug if self.span.is_month else ""

    def days(self) -> dict[str, str]:
        """Return the days as lists of records take them."""
        if self.month:
            return {"month": self.month}
        return {"from": str(self.span.first), "to": str(self.span.last)}

    def query(self) -> str:
        """Return the whole question as it stands in an address."""
        district = {"district": str(self.district)} if self.district else {}
        return urlencode({"measure": self.measure} | self.days() | district)


# What the slider of days can say; the limits of a habit, not of the figures.
LEAST_DAYS, MOST_DAYS = 7, 180


@dataclass(frozen=True)
class AskedCare:
    """Which communities' care is looked at; 0 means all, and days 0 each one's own target."""

    district: int = 0
    subdistrict: int = 0
    member: int = 0
    days: int = 0
    mine: bool = False
    order: str = ORDERS[0]

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "AskedCare":
        """Read an address; what makes no sense is left out."""
        filters = Filters.read(args)
        days = row_number(args.get("days", "")) or 0
        return cls(
            district=filters.district or 0,
            subdistrict=row_number(args.get("subdistrict", "")) or 0,
            member=filters.member or 0,
            days=min(max(days, LEAST_DAYS), MOST_DAYS) if days else 0,
            mine=args.get("mine") == "1",
            order=args.get("order", "") if args.get("order") in ORDERS else ORDERS[0],
        )

    def query(self, **other: Any) -> str:
        """Return the question as it stands in an address, some of it asked otherwise."""
        asked = replace(self, **other)
        values = {
            "district": asked.district,
            "subdistrict": asked.subdistrict,
            "member": asked.member,
            "days": asked.days,
            "mine": int(asked.mine),
            "order": asked.order if asked.order != ORDERS[0] else "",
        }
        return urlencode({name: value for name, value in values.items() if value})

    def without(self, name: str) -> str:
        """Return the question without one of its parts."""
        return self.query(**{name: type(getattr(self, name))()})
