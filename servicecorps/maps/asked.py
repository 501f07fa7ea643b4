"""What a reader asks the map for, read from the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from servicecorps.clock import Span
from servicecorps.records.filters import Filters
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
