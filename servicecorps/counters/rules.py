"""What one record adds to which counter."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

SERVICE_MINUTES = "service_minutes"
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
    member_ids: tuple[int, ...]

    def amounts(self) -> Iterable[tuple[str, int, int]]:
        """Yield (measure, amount for the team, amount for each member)."""
        if self.measure:
            yield self.measure, self.quantity, self.quantity
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


def periods_of(day: date) -> tuple[str, str]:
    """Return the periods a day belongs to: its month and its year."""
    return f"{day:%Y-%m}", f"{day:%Y}"
