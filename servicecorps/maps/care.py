"""How fresh the team's care of a community is, and which ones are due.

Two groups are never mixed: communities in our care, with registered households or in a member's
charge, and all the others.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from servicecorps.places.rules import REPORT_GROUP, care_days, days_overdue, freshness

LEVELS = ("in", "soon", "over", "far", "never")
DUE = frozenset({"over", "far", "never"})
ORDERS = ("pressing", "days", "name", "homes")
# Fewer households of one kind than this are not told apart below a district.
SMALL = 5


@dataclass(frozen=True)
class Home:
    """What of a household decides about its community's care."""

    community_id: int
    category: str
    own_days: int | None
    registered_on: date
    last_visit: date | None
    in_charge_id: int | None

    def is_vulnerable(self) -> bool:
        """Tell whether it belongs to 孤寡老人, 生活贫困 or 弱势群体."""
        return REPORT_GROUP.get(self.category, "O") != "O"

    def is_overdue(self, on: date) -> bool:
        """Tell whether it should have been visited by a day."""
        every = care_days(self.category, self.own_days)
        since = self.last_visit or self.registered_on
        return every is not None and days_overdue(since, every, on) >= 0


@dataclass(frozen=True)
class Targets:
    """After how many days a community is due: with vulnerable households, and without."""

    vulnerable: int
    others: int


@dataclass(frozen=True)
class Care:
    """A community in our care on a day."""

    id: int
    last: date | None
    target: int
    homes: int
    overdue_homes: int

    @property
    def pressing(self) -> int:
        """How many vulnerable households are overdue; 1 stands for one to four."""
        return self.overdue_homes if self.overdue_homes >= SMALL else min(self.overdue_homes, 1)

    def level(self, on: date, days: int = 0) -> str:
        """Return the drop's level; `days` stands in for the community's own target."""
        return freshness(self.last, days or self.target, on)

    def over(self, on: date, days: int = 0) -> int | None:
        """Return by how many days it is overdue, negative before; None if never visited."""
        return days_overdue(self.last, days or self.target, on) if self.last else None


def of_community(
    community_id: int, homes: Sequence[Home], last: date | None, targets: Targets, on: date
) -> Care:
    """Return the care of a community with these registered households."""
    vulnerable = [home for home in homes if home.is_vulnerable()]
    return Care(
        id=community_id,
        last=last,
        target=targets.vulnerable if vulnerable else targets.others,
        homes=len(homes),
        overdue_homes=sum(home.is_overdue(on) for home in vulnerable),
    )


def levels(found: Iterable[Care], on: date, days: int) -> dict[str, int]:
    """Return how many communities stand at each level, in the order of the scale."""
    counted = Counter(care.level(on, days) for care in found)
    return {level: counted[level] for level in LEVELS}


def due(
    found: Iterable[Care], on: date, days: int, order: str, names: dict[int, str]
) -> list[Care]:
    """Return the communities somebody should go to, in an order of the list.

    `pressing`: most overdue vulnerable households first, then never visited, then the longest.
    """

    def place(care: Care) -> tuple[object, ...]:
        over = care.over(on, days)
        longest = (over is not None, -(over or 0), care.id)
        if order == "days":
            return longest
        if order == "name":
            return names.get(care.id, ""), care.id
        if order == "homes":
            return -care.homes, *longest
        return -care.pressing, *longest

    return sorted((care for care in found if care.level(on, days) in DUE), key=place)


def worst(found: Iterable[Care], limit: int = 10) -> tuple[list[Care], list[Care]]:
    """Return (longest not visited, never visited) of communities in care, at most `limit` each."""
    every = list(found)
    visited = sorted((one for one in every if one.last), key=lambda one: (one.last, one.id))
    never = sorted((one for one in every if not one.last), key=lambda one: (-one.homes, one.id))
    return visited[:limit], never
