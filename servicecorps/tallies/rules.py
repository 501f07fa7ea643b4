"""How a span of days is put together from counters, and how figures compare."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from servicecorps.clock import Span
from servicecorps.counters.rules import HOUSEHOLDS

MEASURES = (
    "visits",
    "other_visits",
    "calls",
    "repairs",
    "problems",
    "praise_calls",
    "letters",
    "pennants",
    "media",
    "night_works",
    "appointments",
    "hot_issues",
)
SERVICE_HOURS = "service_hours"
ROWS = (*MEASURES, HOUSEHOLDS, SERVICE_HOURS)
BREAKDOWNS = ("member", "team", "community", "district", "category")
# Below this base a per cent says more than is known.
PERCENT_FROM = 20
# More than anybody did; it fits the column on every database.
MOST = 1_000_000_000
BEGINNING, END = date(2000, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True)
class Parts:
    """A span as whole periods that counters hold, and the days left over."""

    periods: tuple[str, ...]
    days: tuple[Span, ...]


@lru_cache(maxsize=256)
def parts_of(span: Span) -> Parts:
    """Take a span apart into whole years, whole months and left-over days."""
    periods: list[str] = []
    days: list[Span] = []
    day = max(span.first, BEGINNING)
    while day <= span.last:
        whole = _longest_whole(day, span.last)
        if whole is None:
            whole = Span(day, min(span.last, Span.month(day.year, day.month).last))
            days.append(whole)
        else:
            periods.append(whole.slug)
        day = whole.last + timedelta(days=1)
    return Parts(tuple(periods), tuple(days))


def _longest_whole(day: date, last: date) -> Span | None:
    if day.day != 1:
        return None
    year, month = Span.year(day.year), Span.month(day.year, day.month)
    if day.month == 1 and year.last <= last:
        return year
    return month if month.last <= last else None


def difference(now: float | None, base: float | None) -> float | None:
    """Return now − base, None if either is unknown."""
    return None if now is None or base is None else now - base


def per_cent(now: float | None, base: float | None) -> float | None:
    """Return the change in per cent where the base is large enough to say so."""
    if now is None or base is None or base < PERCENT_FROM:
        return None
    return round((now - base) * 100 / base, 1)


@dataclass(frozen=True)
class Balance:
    """What was done before the logbook began: amount up to and including a day."""

    measure: str
    amount: int
    as_of: date
    since: date | None = None
    at_least: bool = False

    @property
    def span(self) -> Span:
        """The days the balance stands for."""
        return Span(self.since or BEGINNING, self.as_of)


def overlaps(one: Balance, other: Balance) -> bool:
    """Tell whether two balances of a measure would count some day twice."""
    return (
        one.measure == other.measure
        and one.span.first <= other.span.last
        and other.span.first <= one.span.last
    )


class Opening(NamedTuple):
    """What a measure's cumulative figure starts from: balances up to and including a day."""

    amount: int
    as_of: date
    # Its source says "more than": the cumulative figure is a lower bound too.
    at_least: bool = False


def opening(balances: Iterable[Balance], until: date) -> Opening | None:
    """Return the sum of a measure's balances up to a day.

    None if there are none, or if a balance ends later: then nobody knows how much of it was
    done by that day.
    """
    found = list(balances)
    if not found or any(balance.as_of > until for balance in found):
        return None
    return Opening(
        amount=sum(balance.amount for balance in found),
        as_of=max(balance.as_of for balance in found),
        at_least=any(balance.at_least for balance in found),
    )


def hours(minutes: int | None) -> float | None:
    """Return person-minutes as hours with one decimal."""
    return None if minutes is None else round(minutes / 60, 1)
