"""What one record adds to which counter."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

SERVICE_MINUTES = "service_minutes"
# The measure whose distinct households are counted too, each once a month and once a year.
VISITS = "visits"
HOUSEHOLDS = "households"
NEW_HOUSEHOLDS = "new_households"
CategoryKey = tuple[str, str, str, int]
PlaceKey = tuple[str, str, int]


@dataclass(frozen=True)
class Contribution:
    """What a record is worth to the figures, as plain values; 0 and "" stand for none."""

    happened_on: date
    measure: str
    quantity: int
    minutes: int
    category: str
    team_id: int
    community_id: int
    household_id: int
    member_ids: tuple[int, ...]
    # A figure told beside the measure: how much of it was of a certain sort.
    of_which: str = ""

    def amounts(self) -> Iterable[tuple[str, int, int]]:
        """Yield (measure, amount for the team, amount for each member)."""
        if self.measure:
            yield self.measure, self.quantity, self.quantity
            if self.of_which:
                yield self.of_which, self.quantity, self.quantity
        if self.minutes:
            yield SERVICE_MINUTES, self.minutes * len(self.member_ids), self.minutes


class Deltas:
    """The sum of what changes in the counters."""

    def __init__(self) -> None:
        self.categories: Counter[CategoryKey] = Counter()
        self.communities: Counter[PlaceKey] = Counter()
        self.members: Counter[PlaceKey] = Counter()

    def add(self, contribution: Contribution, sign: int = 1) -> None:
        """Add a contribution, or take it away with sign -1."""
        c = contribution
        for measure, for_team, for_member in c.amounts():
            for period in periods_of(c.happened_on):
                self.categories[period, measure, c.category, c.team_id] += sign * for_team
                self.communities[period, measure, c.community_id] += sign * for_team
                for member_id in c.member_ids:
                    self.members[period, measure, member_id] += sign * for_member

    def reach(self, before: Iterable[date], after: Iterable[date]) -> None:
        """Add what changes when one household's counted visits of a year fall on other days."""
        for days, sign in ((before, -1), (after, 1)):
            for period, figure in reached({month_of(day) for day in days}):
                self.categories[period, figure, "", 0] += sign


def reached(months: Collection[str]) -> set[tuple[str, str]]:
    """Return (period, figure) for every one a household counts in, visited in months of one year.

    `households` of a month is whoever was visited in it. `new_households` of a month is whoever had
    not been visited before in the year, so that January to date is a sum of months, and a year too.
    """
    if not months:
        return set()
    first = min(months)
    new = {(first, NEW_HOUSEHOLDS), (first[:4], NEW_HOUSEHOLDS)}
    return new | {(month, HOUSEHOLDS) for month in months}


@lru_cache(maxsize=8192)
def periods_of(day: date) -> tuple[str, str]:
    """Return the periods a day belongs to: its month and its year."""
    return month_of(day), month_of(day)[:4]


def month_of(day: date) -> str:
    """Return the period slug of a day's month."""
    return day.isoformat()[:7]
