"""What a list is narrowed to: read from the address, written back into it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from servicecorps import clock, words
from servicecorps.clock import Span
from servicecorps.records.rules import row_number

RECENT = timedelta(days=365)
# How an address asks for records without a category; an empty choice of a filter asks for all.
NO_CATEGORY = "none"


@dataclass(frozen=True)
class Filters:
    """The filters of a list. 0 as community, district or team asks for records without one."""

    month: str = ""
    first: date | None = None
    last: date | None = None
    member: int | None = None
    community: int | None = None
    district: int | None = None
    team: int | None = None
    household: int | None = None
    category: str | None = None
    measure: str = ""
    state: str = ""
    result: str = ""
    after: str = ""

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "Filters":
        """Read the filters of an address; what makes no sense is left out."""
        return cls(
            month=args.get("month", "") if _month(args.get("month", "")) else "",
            first=_day(args.get("from", "")),
            last=_day(args.get("to", "")),
            **{name: row_number(args.get(name, "")) for name in _NUMBERS},
            category=_category(args.get("category", "")),
            measure=_measure(args.get("measure", "")),
            state=args.get("state", "")[:16],
            result=args.get("result", "")[:16],
            after=args.get("after", "") if _cursor(args.get("after", "")) else "",
        )

    def span(self) -> Span | None:
        """Return the days asked for, if any.

        Filters no index answers reach back a year when no days are given.
        """
        if month := _month(self.month):
            return month
        if self.first or self.last:
            return Span(self.first or date(1900, 1, 1), self.last or date(2999, 12, 31))
        if self.needs_more_than_index():
            return Span(clock.today() - RECENT, date(2999, 12, 31))
        return None

    def needs_more_than_index(self) -> bool:
        """Tell whether a filter is set that no index of ours walks."""
        return (
            self.team is not None
            or self.district is not None
            or self.category is not None
            or bool(self.state or self.result)
            or (self.community == 0)
        )

    def is_recent_only(self) -> bool:
        """Tell whether the list reaches back a year only because no days were given."""
        return not (self.month or self.first or self.last) and self.needs_more_than_index()

    def has_period(self) -> bool:
        """Tell whether the list is bounded, so that counting it is cheap."""
        return self.span() is not None

    def cursor(self) -> tuple[date, int] | None:
        """Return where the next page begins."""
        return _cursor(self.after)

    def address(self, **changes: Any) -> dict[str, str]:
        """Return the filters as they stand in an address, with changes; None takes one out."""
        changed = replace(self, **changes)
        pairs = {_NAMES.get(f.name, f.name): getattr(changed, f.name) for f in fields(changed)}
        if changed.category == "":
            pairs["category"] = NO_CATEGORY
        return {name: str(value) for name, value in pairs.items() if value not in (None, "")}


_NUMBERS = ("member", "community", "district", "team", "household")
_NAMES = {"first": "from", "last": "to"}


def _category(text: str) -> str | None:
    if not text:
        return None
    return "" if text == NO_CATEGORY else text[:32]


def _measure(text: str) -> str:
    return text if text in words.MEASURES or text in words.TOGETHER else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _month(text: str) -> Span | None:
    try:
        return Span.parse_month(text)
    except ValueError:
        return None


def _cursor(text: str) -> tuple[date, int] | None:
    day, _, record_id = text.partition(".")
    found, number = _day(day), row_number(record_id)
    return (found, number) if found and number is not None else None


def cursor_of(happened_on: date, record_id: int) -> str:
    """Return the cursor that begins after a record."""
    return f"{happened_on}.{record_id}"
