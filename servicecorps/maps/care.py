"""How fresh the team's care of a community is, and which ones are due.

Two groups are never mixed: communities in our care, with registered households or in a member's
charge, and all the others.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from servicecorps.places import rules
from servicecorps.places.rules import REPORT_GROUP, Plan, days_overdue, freshness
from servicecorps.settings.rules import CARE_DAYS

LEVELS = ("in", "soon", "over", "far", "never")
DUE = frozenset({"over", "far", "never"})
ORDERS = ("pressing", "days", "name", "homes")
# Fewer households of one kind than this are not told apart below a district.
SMALL = 5


class Home(NamedTuple):
    """What of a household decides about its community's care."""

    community_id: int
    plan: Plan
    in_charge_id: int | None

    @property
    def category(self) -> str:
        """Its main category."""
        return self.plan.category

    def is_vulnerable(self) -> bool:
        """Tell whether it belongs to 孤寡老人, 生活贫困 or 弱势群体, and is still looked after."""
        return REPORT_GROUP.get(self.category, "O") != "O" and not self.plan.ended_on


class Targets(NamedTuple):
    """After how many days a community is due: with vulnerable households, and without.

    `homes` says the same of a household by its category.
    """

    vulnerable: int
    others: int
    homes: Mapping[str, int] = CARE_DAYS


class Care(NamedTuple):
    """A community in our care on a day: its drop's level, and the days over, negative before."""

    id: int
    last: date | None
    target: int
    homes: int
    overdue_homes: int
    level: str
    # None where nobody has ever been.
    over: int | None

    @property
    def is_due(self) -> bool:
        """Whether somebody should go there."""
        return self.level in DUE

    @property
    def pressing(self) -> int:
        """How many vulnerable households are overdue; 1 stands for one to four."""
        return self.overdue_homes if self.overdue_homes >= SMALL else min(self.overdue_homes, 1)


def of_community(
    community_id: int,
    homes: Sequence[Home],
    last: date | None,
    targets: Targets,
    on: date,
    days: int = 0,
) -> Care:
    """Return the care of a community with these households; `days` stands in for its target."""
    vulnerable = [home for home in homes if home.is_vulnerable()]
    target = targets.vulnerable if vulnerable else targets.others
    every = days or target
    return Care(
        id=community_id,
        last=last,
        target=target,
        homes=len(homes),
        overdue_homes=sum(rules.due(home.plan, targets.homes, on).is_due for home in vulnerable),
        level=freshness(last, every, on),
        over=days_overdue(last, every, on) if last else None,
    )


def levels(found: Iterable[Care]) -> dict[str, int]:
    """Return how many communities stand at each level, in the order of the scale."""
    counted = Counter(care.level for care in found)
    return {level: counted[level] for level in LEVELS}


def due(found: Iterable[Care], order: str, names: Mapping[int, str]) -> list[Care]:
    """Return the communities somebody should go to, in an order of the list.

    `pressing`: most overdue vulnerable households first, then never visited, then the longest.
    Names are needed only for the order by name.
    """

    def longest(care: Care) -> tuple[bool, int, int]:
        return care.over is not None, -(care.over or 0), care.id

    keys: dict[str, Callable[[Care], Any]] = {
        "pressing": lambda care: (-care.pressing, *longest(care)),
        "days": longest,
        "homes": lambda care: (-care.homes, *longest(care)),
        "name": lambda care: (names[care.id], care.id),
    }
    return sorted((care for care in found if care.is_due), key=keys[order])


def worst(found: Iterable[Care], limit: int = 10) -> tuple[list[Care], list[Care]]:
    """Return (longest not visited, never visited) of communities in care, at most `limit` each."""
    every = list(found)
    visited = [one for one in every if one.last]
    never = sorted((one for one in every if not one.last), key=lambda one: (-one.homes, one.id))
    return heapq.nsmallest(limit, visited, key=lambda one: (one.last, one.id)), never
