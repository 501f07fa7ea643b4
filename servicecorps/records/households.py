"""Households as lists show them: masked, with the drop that says how long nobody has been there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from servicecorps import clock, words
from servicecorps.counters import queries as counters
from servicecorps.people.model import SignedIn
from servicecorps.places import naming, rules
from servicecorps.places import queries as places
from servicecorps.places.model import Household
from servicecorps.records import queries as records
from servicecorps.settings import queries as settings

# More households than anybody looks after.
MOST_OF_ONE = 1000


@dataclass
class Card:
    """A household as lists show it: masked, with its drop and how its care plan stands."""

    id: int
    name: str
    category: str
    community: str
    level: str
    overdue: int | None
    last_visit: date | None
    # running, paused, ended, or none for what is not visited regularly
    state: str
    every_days: int | None
    paused_until: date | None


def cards(homes: Sequence[Household]) -> list[Card]:
    """Return masked cards of households; two queries more, however many there are."""
    last = counters.last_visits("household", [home.id for home in homes])
    today, days = clock.today(), settings.care_days()
    return [_card(home, home.plan(last.get(home.id)), days, today) for home in homes]


def _card(home: Household, plan: rules.Plan, days: Mapping[str, int], today: date) -> Card:
    found = rules.due(plan, days, today)
    return Card(
        id=home.id,
        name=naming.masked(home),
        category=words.HOUSEHOLD_CATEGORIES.label(home.main_category),
        community=home.community.name,
        level=found.level,
        overdue=found.overdue,
        last_visit=plan.visited_on,
        state=found.state,
        every_days=found.every_days,
        paused_until=home.paused_until,
    )


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
