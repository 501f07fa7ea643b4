"""Households as lists show them: masked, with the drop that says how long nobody has been there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from servicecorps import clock, words
from servicecorps.counters import queries as counters
from servicecorps.people.model import SignedIn
from servicecorps.places import naming, rules
from servicecorps.places import queries as places
from servicecorps.places.model import Household
from servicecorps.records import queries as records

# More households than anybody looks after.
MOST_OF_ONE = 1000


@dataclass
class Card:
    """A household as lists show it: masked, with its drop."""

    id: int
    name: str
    category: str
    community: str
    level: str
    overdue: int | None
    last_visit: date | None


def cards(homes: Sequence[Household]) -> list[Card]:
    """Return masked cards of households; one query more, however many there are."""
    last = counters.last_visits("household", [home.id for home in homes])
    today = clock.today()
    found = []
    for home in homes:
        every = care_days(home)
        visited = rules.later(last.get(home.id), home.visited_before_on)
        counted_from = visited or home.registered_on
        found.append(
            Card(
                id=home.id,
                name=naming.masked(home),
                category=words.HOUSEHOLD_CATEGORIES.label(home.main_category),
                community=home.community.name,
                level=rules.freshness(visited, every, today),
                overdue=rules.days_overdue(counted_from, every, today) if every else None,
                last_visit=visited,
            )
        )
    return found


def care_days(home: Household) -> int | None:
    """Return after how many days a household is due, None if it is on no care plan."""
    if home.erased_at:
        return None
    return rules.care_days(home.main_category, home.own_care_days)


def longest_first(found: Sequence[Card]) -> list[Card]:
    """Return cards by how long they are overdue; what is not visited regularly stands last."""
    return sorted(found, key=lambda card: (card.overdue is None, -(card.overdue or 0)))


@dataclass
class ToPickFrom:
    """Households offered when a record needs one."""

    mine: list[Card]
    recent: list[Card]
    here: list[Card]


def to_pick_from(viewer: SignedIn, community_id: int = 0) -> ToPickFrom:
    """Return the viewer's own households, longest overdue first, and those recorded last.

    Where a community is named, only its own.
    """
    if community_id:
        there = places.households_page(community_id=community_id, limit=MOST_OF_ONE)
        return ToPickFrom(mine=[], recent=[], here=longest_first(cards(there)))
    mine = longest_first(cards(places.households_page(in_charge_id=viewer.id, limit=MOST_OF_ONE)))
    latest = records.latest_of_member(viewer.id, limit=20)
    ids = dict.fromkeys(record.household_id for record in latest if record.household_id)
    homes = places.households_by_ids(list(ids))
    recent = cards([homes[household_id] for household_id in ids if household_id in homes][:8])
    return ToPickFrom(mine=mine[:12], recent=recent, here=[])
